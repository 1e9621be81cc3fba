//! Learning an unknown keypad: asks for each key in turn, remembers what it sends, and writes the map. Pure.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;
use std::time::Duration;

use super::filter::{Bounce, Filter};
use super::input::{Code, EV_KEY, EV_SW, RawEvent, Stamp, Switch};
use super::key::Key;
use super::learn_text;
use super::map::{DeviceMatch, Jack, Layout, Map, MapError, Marks, Order};

/// Nothing comes for so long: the keypad has no such key.
const PATIENCE: Duration = Duration::from_secs(20);
/// A jack's code that stays down for so long, in microseconds, is held for as long as the headphones are in.
const HELD: i64 = 1_000_000;

/// What is written into the map beside the codes.
#[derive(Debug, Clone)]
pub struct Model {
    /// What staff call it.
    pub title: String,
    /// Which input devices it is.
    pub devices: Vec<DeviceMatch>,
    /// What fingers find on the keys.
    pub marks: Marks,
    /// The keys that are asked for, in this order; [`Key::ALL`] or fewer.
    pub keys: Vec<Key>,
    /// Whether it has a jack that may tell.
    pub jack: bool,
}

/// What the person is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Press this key.
    Press(Key),
    /// Put headphones in.
    HeadphonesIn,
    /// Pull them out.
    HeadphonesOut,
    /// Press the digit at the top left.
    TopLeftDigit,
    /// Press that of OK and Back which lies on the right; skip it when they are not beside each other.
    RightOfOkAndBack,
}

impl Prompt {
    /// Its name for wordings; never changed: `press_next`, `headphones_in`, …
    pub fn id(self) -> String {
        match self {
            Self::Press(key) => format!("press_{key}"),
            Self::HeadphonesIn => "headphones_in".into(),
            Self::HeadphonesOut => "headphones_out".into(),
            Self::TopLeftDigit => "top_left_digit".into(),
            Self::RightOfOkAndBack => "right_of_ok_and_back".into(),
        }
    }
}

/// What became of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Nothing yet.
    Nothing,
    /// The question is answered; [`Learn::prompt`] is the next one.
    Learnt(Prompt),
    /// The question is left open: it was skipped, its time was over, or a key that is known was pressed twice.
    Skipped(Prompt),
    /// What was pressed is this already (`next`, `headphones`). Pressed once more it skips the question.
    Known(String),
    /// The key sends several codes at once: give it a single code with its maker's tool, or skip it.
    Several(Vec<Code>),
    /// What was pressed is no answer to this question.
    NoAnswer,
}

/// Why no map can be written.
#[derive(Debug, thiserror::Error)]
pub enum LearnError {
    /// What was learnt is no usable keypad.
    #[error("what was learnt is no usable keypad: {0}")]
    Unusable(#[from] MapError),
}

/// The questions and what was learnt. Feed it everything that the device sends.
#[derive(Debug, Clone)]
pub struct Learn {
    pub(super) model: Model,
    questions: VecDeque<Prompt>,
    pub(super) codes: Vec<(Key, Code)>,
    pub(super) jack: Option<Jack>,
    pub(super) layout: Option<Layout>,
    pub(super) order: Option<Order>,
    /// A trembling press is not the answer to the next question.
    filter: Filter,
    down: BTreeSet<Code>,
    /// Pressed since nothing was held.
    together: BTreeSet<Code>,
    /// A known key that was pressed for this question.
    known: Option<Code>,
    /// What told of the headphones going in.
    inserted: Option<Inserted>,
}

#[derive(Debug, Clone, Copy)]
enum Inserted {
    Switch(Switch),
    Code(Code, Stamp),
}

impl Learn {
    /// Before the first question.
    pub fn new(model: Model) -> Self {
        let mut questions: VecDeque<_> = model.keys.iter().map(|key| Prompt::Press(*key)).collect();
        if model.jack {
            questions.extend([Prompt::HeadphonesIn, Prompt::HeadphonesOut]);
        }
        questions.extend([Prompt::TopLeftDigit, Prompt::RightOfOkAndBack]);
        let mut learn = Self {
            model,
            questions,
            codes: Vec::new(),
            jack: None,
            layout: None,
            order: None,
            filter: Filter::new(Bounce::LONGEST),
            down: BTreeSet::new(),
            together: BTreeSet::new(),
            known: None,
            inserted: None,
        };
        learn.leave_out();
        learn
    }

    /// What is asked now; `None`: everything was asked.
    pub fn prompt(&self) -> Option<Prompt> {
        self.questions.front().copied()
    }

    /// Takes what the device sent.
    pub fn feed(&mut self, event: RawEvent) -> Heard {
        let Some(prompt) = self.prompt() else { return Heard::Nothing };
        match event.kind {
            EV_SW => {
                Switch::from_code(event.code).map_or(Heard::Nothing, |switch| self.plug(prompt, switch, event.value))
            }
            EV_KEY => self.key(prompt, Code(event.code), event.value, event.at),
            _ => Heard::Nothing,
        }
    }

    /// Leaves this question open.
    pub fn skip(&mut self) -> Heard {
        let Some(prompt) = self.prompt() else { return Heard::Nothing };
        self.go_on();
        Heard::Skipped(prompt)
    }

    /// Tells how long this question has been asked by now: after 20 s it is left open.
    pub fn waited(&mut self, time: Duration) -> Heard {
        if time < PATIENCE { Heard::Nothing } else { self.skip() }
    }

    /// The map as a file's text; checked, so that it can be loaded.
    pub fn finish(&self) -> Result<String, LearnError> {
        let text = learn_text::write(self);
        Map::parse(&text, Path::new("the learnt map"))?;
        Ok(text)
    }

    /// The code of a key.
    pub(super) fn code(&self, key: Key) -> Option<Code> {
        self.codes.iter().find(|known| known.0 == key).map(|known| known.1)
    }

    fn plug(&mut self, prompt: Prompt, switch: Switch, value: i32) -> Heard {
        match (prompt, self.inserted, value) {
            (Prompt::HeadphonesIn, _, 1) => {
                self.inserted = Some(Inserted::Switch(switch));
                self.learnt(prompt)
            }
            (Prompt::HeadphonesOut, Some(Inserted::Switch(there)), 0) if there == switch => {
                self.jack = Some(Jack::Switch(switch));
                self.learnt(prompt)
            }
            _ => Heard::Nothing,
        }
    }

    fn key(&mut self, prompt: Prompt, code: Code, value: i32, at: Stamp) -> Heard {
        let press = self.filter.feed(code, value, at);
        match value {
            1 => {
                self.down.insert(code);
                if let Some(Inserted::Code(there, since)) = self.inserted.as_mut().filter(|_| press)
                    && *there == code
                {
                    *since = at;
                }
                if press {
                    self.together.insert(code);
                }
                // Whether a jack's code is let go again tells what it is: it counts when it comes.
                if press && prompt == Prompt::HeadphonesIn { self.headphones(prompt, code, at) } else { Heard::Nothing }
            }
            0 => {
                self.down.remove(&code);
                match (prompt, self.inserted) {
                    (Prompt::HeadphonesOut, Some(Inserted::Code(there, since)))
                        if there == code && at.0.saturating_sub(since.0) >= HELD =>
                    {
                        self.jack = Some(Jack::Held(code));
                        self.learnt(prompt)
                    }
                    _ if self.down.is_empty() => self.pressed(prompt),
                    _ => Heard::Nothing,
                }
            }
            _ => Heard::Nothing,
        }
    }

    /// A key, or several, were pressed and let go.
    fn pressed(&mut self, prompt: Prompt) -> Heard {
        let together = std::mem::take(&mut self.together);
        let mut codes = together.iter().copied();
        let code = match (codes.next(), codes.next()) {
            (None, _) => return Heard::Nothing,
            (Some(_), Some(_)) => return Heard::Several(together.into_iter().collect()),
            (Some(code), None) => code,
        };
        match prompt {
            Prompt::Press(key) => {
                if let Some(known) = self.is_known(code) {
                    return self.known_again(code, known);
                }
                self.codes.push((key, code));
                self.learnt(prompt)
            }
            Prompt::HeadphonesIn => Heard::Nothing,
            Prompt::HeadphonesOut => self.headphones_out(prompt, code),
            Prompt::TopLeftDigit => {
                self.layout = match self.key_of(code) {
                    Some(Key::Digit(1)) => Some(Layout::Telephone),
                    Some(Key::Digit(7)) => Some(Layout::Computer),
                    _ => return Heard::NoAnswer,
                };
                self.learnt(prompt)
            }
            Prompt::RightOfOkAndBack => {
                self.order = match self.key_of(code) {
                    Some(Key::Ok) => Some(Order::OkRight),
                    Some(Key::Back) => Some(Order::OkLeft),
                    _ => return Heard::NoAnswer,
                };
                self.learnt(prompt)
            }
        }
    }

    fn headphones(&mut self, prompt: Prompt, code: Code, at: Stamp) -> Heard {
        self.together.clear();
        if let Some(known) = self.is_known(code) {
            return self.known_again(code, known);
        }
        self.inserted = Some(Inserted::Code(code, at));
        self.learnt(prompt)
    }

    fn headphones_out(&mut self, prompt: Prompt, removed: Code) -> Heard {
        match (self.inserted, self.is_known(removed)) {
            (_, Some(known)) => self.known_again(removed, known),
            (Some(Inserted::Code(inserted, _)), None) => {
                self.jack = Some(Jack::Codes { inserted, removed });
                self.learnt(prompt)
            }
            (_, None) => Heard::NoAnswer,
        }
    }

    fn known_again(&mut self, code: Code, known: String) -> Heard {
        if self.known == Some(code) {
            return self.skip();
        }
        self.known = Some(code);
        Heard::Known(known)
    }

    fn key_of(&self, code: Code) -> Option<Key> {
        self.codes.iter().find(|known| known.1 == code).map(|known| known.0)
    }

    fn is_known(&self, code: Code) -> Option<String> {
        let jack = matches!(self.inserted, Some(Inserted::Code(there, _)) if there == code);
        self.key_of(code).map(|key| key.to_string()).or(jack.then(|| "headphones".to_owned()))
    }

    fn learnt(&mut self, prompt: Prompt) -> Heard {
        self.go_on();
        Heard::Learnt(prompt)
    }

    fn go_on(&mut self) {
        self.questions.pop_front();
        self.known = None;
        self.together.clear();
        self.leave_out();
    }

    /// Drops questions that have no answer with what was learnt.
    fn leave_out(&mut self) {
        while let Some(prompt) = self.prompt() {
            let asked = match prompt {
                Prompt::Press(_) | Prompt::HeadphonesIn => true,
                Prompt::HeadphonesOut => self.inserted.is_some(),
                Prompt::TopLeftDigit => (0..=9).all(|digit| self.code(Key::Digit(digit)).is_some()),
                Prompt::RightOfOkAndBack => self.code(Key::Ok).is_some() && self.code(Key::Back).is_some(),
            };
            if asked {
                return;
            }
            self.questions.pop_front();
        }
    }
}
