//! The same code again: a module or a camera sees a phone many times a second, the program wants to hear of it once.

use std::time::Duration;

use zeroize::Zeroizing;

/// Remembers the last code for some seconds; wiped when forgotten.
pub struct Same {
    keep: Duration,
    last: Option<(Zeroizing<Vec<u8>>, Duration)>,
}

impl Same {
    /// The same code counts as new when it was not seen for `keep`.
    pub fn new(keep: Duration) -> Self {
        Self { keep, last: None }
    }

    /// Whether this code is news. `now` is any clock that never runs backwards.
    pub fn is_news(&mut self, code: &[u8], now: Duration) -> bool {
        if let Some((last, seen)) = &mut self.last
            && last.as_slice() == code
        {
            let news = now.saturating_sub(*seen) >= self.keep;
            *seen = now;
            return news;
        }
        self.last = Some((Zeroizing::new(code.to_vec()), now));
        true
    }

    /// Who comes next may show the same code.
    pub fn forget(&mut self) {
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_stays_in_sight_is_told_once() {
        let mut same = Same::new(Duration::from_secs(4));
        let mut news = |code: &[u8], at| same.is_news(code, Duration::from_millis(at));
        assert!(news(b"A", 0));
        assert!(!news(b"A", 3_900));
        assert!(!news(b"A", 7_800), "it never left");
        assert!(news(b"A", 11_800), "it was away for four seconds");
        assert!(news(b"B", 11_900));
        assert!(news(b"A", 12_000), "another code was between");
        same.forget();
        assert!(same.is_news(b"A", Duration::from_millis(12_001)));
    }
}
