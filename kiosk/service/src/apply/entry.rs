//! What is being entered at a question, before it is an answer.

use domain::form::{Address, Answer, Charset, FileAnswer, Kind, Page, Wrong};
use domain::{Division, Sensitive};
use zeroize::Zeroize;

/// Which keys a typed answer wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keys {
    /// Hanzi and everything else.
    Text,
    /// Digits alone.
    Digits,
    /// Digits and a decimal point.
    Money,
    /// Digits and the X that an identity number may end with.
    IdNumber,
    /// Digits and a dash, as landlines have it.
    Phone,
    /// Eight digits: year, month, day.
    Date,
    /// Digits and capitals.
    Code,
}

/// A stroke of a pen: points from 0 to 65,535 of the pad's width and height, and milliseconds since the first one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Stroke(pub Vec<(u16, u16, u32)>);

impl Stroke {
    /// Every point of every stroke, as they are hashed when somebody signs: the layout is that of
    /// [`MediaType::Strokes`](platform::application::MediaType::Strokes).
    pub fn bytes(strokes: &[Self]) -> Vec<u8> {
        // Room for all of it, so that no half of it is left behind where it has moved.
        let length = strokes.iter().map(|stroke| 4 + 8 * stroke.0.len()).sum();
        let mut bytes = Vec::with_capacity(length);
        for Self(points) in strokes {
            bytes.extend((points.len() as u32).to_be_bytes());
            for (x, y, at) in points {
                bytes.extend(x.to_be_bytes());
                bytes.extend(y.to_be_bytes());
                bytes.extend(at.to_be_bytes());
            }
        }
        bytes
    }
}

impl Zeroize for Stroke {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

/// What is being entered. It is personal: it does not print, and is wiped when dropped.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Entry {
    /// A touch answers.
    #[default]
    Touch,
    /// Typed so far.
    Typed(Sensitive<String>),
    /// Keys of what is picked, in the order of the question.
    Picked(Vec<String>),
    /// The place, and the rest of it as it is typed.
    Place { province: Option<Division>, division: Option<Division>, street: Sensitive<String> },
    /// Pages that were photographed.
    Pages(Vec<Page>),
    /// What was signed.
    Ink(Sensitive<Vec<Stroke>>),
    /// Entries of a group: each is entered by itself.
    Entries,
}

/// Which keys an answer of a kind wants; `None`: nothing is typed.
pub(crate) fn keys(kind: &Kind) -> Option<Keys> {
    Some(match kind {
        Kind::Text { charset: Charset::Digits, .. } | Kind::Number { .. } | Kind::BankAccount { .. } => Keys::Digits,
        Kind::Text { charset: Charset::Code, .. } | Kind::CreditCode => Keys::Code,
        Kind::Text { .. } | Kind::Address { .. } => Keys::Text,
        Kind::Money { .. } => Keys::Money,
        Kind::IdNumber => Keys::IdNumber,
        Kind::Phone { mobile: true } => Keys::Digits,
        Kind::Phone { mobile: false } => Keys::Phone,
        Kind::Date { .. } => Keys::Date,
        _ => return None,
    })
}

/// Longest text that makes sense, in characters.
fn longest(kind: &Kind) -> usize {
    match kind {
        Kind::Text { most, .. } => *most,
        Kind::Address { .. } => 60,
        Kind::IdNumber | Kind::CreditCode => 18,
        Kind::Phone { mobile: true } => 11,
        Kind::Phone { mobile: false } => 13,
        Kind::BankAccount { card: true } => 19,
        Kind::BankAccount { card: false } => 32,
        Kind::Date { .. } => 8,
        Kind::Money { .. } => 12,
        _ => 6,
    }
}

impl Keys {
    /// A key's character as it is taken; `None`: there is none such in an answer of this kind.
    fn take(self, c: char) -> Option<char> {
        match self {
            Self::Text => (!c.is_control()).then_some(c),
            Self::Digits | Self::Date => c.is_ascii_digit().then_some(c),
            Self::Money => (c.is_ascii_digit() || c == '.').then_some(c),
            Self::Phone => (c.is_ascii_digit() || c == '-').then_some(c),
            Self::IdNumber => (c.is_ascii_digit() || c.eq_ignore_ascii_case(&'x')).then(|| c.to_ascii_uppercase()),
            Self::Code => (c.is_ascii_alphanumeric() || c == '-').then(|| c.to_ascii_uppercase()),
        }
    }
}

impl Entry {
    /// At a question, beginning with its answer.
    pub(crate) fn of(kind: &Kind, answer: Option<&Answer>) -> Self {
        match kind {
            Kind::Choice(_) | Kind::YesNo => Self::Touch,
            Kind::Choices { .. } => Self::Picked(match answer {
                Some(Answer::Choices(keys)) => keys.reveal().clone(),
                _ => Vec::new(),
            }),
            Kind::Address { .. } => match answer {
                Some(Answer::Address(place)) => {
                    Self::Place { province: None, division: Some(place.division.clone()), street: place.street.clone() }
                }
                _ => Self::Place { province: None, division: None, street: Sensitive::default() },
            },
            Kind::File { .. } => Self::Pages(match answer {
                Some(Answer::File(FileAnswer::Pages(pages))) => pages.clone(),
                _ => Vec::new(),
            }),
            // What was signed before was signed under other answers, perhaps: one signs anew.
            Kind::Signature => Self::Ink(Sensitive::default()),
            Kind::Group { .. } => Self::Entries,
            _ => Self::Typed(typed(answer)),
        }
    }

    /// Whether nothing was entered.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Touch | Self::Entries => false,
            Self::Typed(text) => text.reveal().trim().is_empty(),
            Self::Picked(keys) => keys.is_empty(),
            Self::Place { division, .. } => division.is_none(),
            Self::Pages(pages) => pages.is_empty(),
            Self::Ink(strokes) => strokes.reveal().iter().all(|stroke| stroke.0.len() < 2),
        }
    }

    /// What is entered, as an answer. Touches, signatures and entries are answered otherwise.
    pub(crate) fn read(&self, kind: &Kind) -> Result<Option<Answer>, Wrong> {
        if self.is_empty() {
            return Ok(None);
        }
        match self {
            Self::Typed(text) => kind.read(text.reveal()).map(Some),
            Self::Picked(keys) => Ok(Some(Answer::Choices(Sensitive::new(keys.clone())))),
            Self::Place { division: Some(division), street, .. } => {
                let street: Sensitive<String> = street.reveal().trim().into();
                if matches!(kind, Kind::Address { street: true }) && street.reveal().is_empty() {
                    return Err(Wrong::NoStreet);
                }
                Ok(Some(Answer::Address(Address { division: division.clone(), street })))
            }
            Self::Pages(pages) => Ok(Some(Answer::File(FileAnswer::Pages(pages.clone())))),
            Self::Touch | Self::Place { .. } | Self::Ink(_) | Self::Entries => Ok(None),
        }
    }

    /// The text that is typed now.
    pub(crate) fn text(&self) -> Option<&Sensitive<String>> {
        match self {
            Self::Typed(text) | Self::Place { division: Some(_), street: text, .. } => Some(text),
            _ => None,
        }
    }

    fn text_mut(&mut self) -> Option<&mut Sensitive<String>> {
        match self {
            Self::Typed(text) | Self::Place { division: Some(_), street: text, .. } => Some(text),
            _ => None,
        }
    }

    /// Types; what such an answer does not have is passed over.
    pub(crate) fn type_in(&mut self, kind: &Kind, more: &str) {
        let (Some(keys), most) = (keys(kind), longest(kind)) else { return };
        let Some(text) = self.text_mut() else { return };
        let room = most.saturating_sub(text.reveal().chars().count());
        let taken: String = more.chars().filter_map(|c| keys.take(c)).take(room).collect();
        *text = Sensitive::new(text.reveal().clone() + &taken);
    }

    /// Takes the last character back.
    pub(crate) fn erase(&mut self) {
        if let Some(text) = self.text_mut() {
            let mut shorter = text.reveal().clone();
            shorter.pop();
            *text = Sensitive::new(shorter);
        }
    }

    /// Takes all back.
    pub(crate) fn erase_all(&mut self) {
        if let Some(text) = self.text_mut() {
            *text = Sensitive::default();
        }
    }
}

/// An answer as it would have been typed.
fn typed(answer: Option<&Answer>) -> Sensitive<String> {
    let text = match answer {
        Some(Answer::Text(text)) => text.reveal().clone(),
        Some(Answer::Date(day)) => day.reveal().date().strftime("%Y%m%d").to_string(),
        Some(Answer::IdNumber(number)) => number.reveal().as_str().to_owned(),
        Some(Answer::Phone(phone)) => phone.reveal().as_str().to_owned(),
        Some(Answer::CreditCode(code)) => code.reveal().as_str().to_owned(),
        Some(Answer::BankAccount(account)) => account.reveal().as_str().to_owned(),
        Some(Answer::Money(amount)) => amount.reveal().to_string(),
        Some(Answer::Number(number)) => number.reveal().to_string(),
        _ => String::new(),
    };
    Sensitive::new(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_pen_did_is_kept_point_by_point() {
        let strokes = [Stroke(vec![(1, 2, 0), (0xfffe, 0x0102, 0x0304_0506)]), Stroke(vec![(7, 8, 9)])];
        let wanted: &[u8] = &[
            0, 0, 0, 2, 0, 1, 0, 2, 0, 0, 0, 0, 0xff, 0xfe, 1, 2, 3, 4, 5, 6, // two points
            0, 0, 0, 1, 0, 7, 0, 8, 0, 0, 0, 9, // one
        ];
        assert_eq!(Stroke::bytes(&strokes), wanted);
    }
}
