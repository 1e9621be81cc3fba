//! Finding the keys without acting: while it is on, a key says its name and does nothing.

use super::key::Key;

/// What is to be done for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// What it asks for.
    Act(Key),
    /// Say its name, change nothing.
    Name(Key),
    /// Say that from now on keys say their names, and which key ends that.
    Begun,
    /// Say that from now on keys act again.
    Ended,
}

/// Whether keys act or say their names. [`Key::WhatIsThis`] begins it and ends it: one press each, nothing is held
/// (EN 301 549 5.5.2, VVSG 7.1-N). It ends with the visit: make a new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Explore {
    on: bool,
}

impl Explore {
    /// Whether keys say their names now.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// What is to be done for this key.
    pub fn feed(&mut self, key: Key) -> Doing {
        match (key, self.on) {
            (Key::WhatIsThis, false) => {
                self.on = true;
                Doing::Begun
            }
            (Key::WhatIsThis, true) => {
                self.on = false;
                Doing::Ended
            }
            (key, true) => Doing::Name(key),
            (key, false) => Doing::Act(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c5_a_key_is_named_and_does_nothing_until_the_question_is_ended() {
        let mut explore = Explore::default();
        assert_eq!(explore.feed(Key::Ok), Doing::Act(Key::Ok));
        assert_eq!(explore.feed(Key::WhatIsThis), Doing::Begun);
        for key in Key::ALL.into_iter().filter(|key| *key != Key::WhatIsThis) {
            assert_eq!(explore.feed(key), Doing::Name(key));
            assert!(explore.is_on());
        }
        assert_eq!(explore.feed(Key::WhatIsThis), Doing::Ended);
        assert_eq!(explore.feed(Key::Home), Doing::Act(Key::Home));
    }
}
