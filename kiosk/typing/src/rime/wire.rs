//! Between the terminal and its engine program. A question is six bytes: what, which layout, a number. An answer is its
//! length and then what shows.

use std::io::{self, Read};

use domain::Sensitive;
use zeroize::Zeroizing;

use crate::child::Parsed;
use crate::delays::{ANSWER_BYTES, PAGE};
use crate::layout::{Composing, Layout, Press};

/// Bytes of a question.
pub(super) const QUESTION: usize = 6;
/// Bytes of the length before an answer.
const LENGTH: usize = 4;

/// What a press is on the wire.
pub(super) fn question(layout: Layout, press: Press) -> Zeroizing<[u8; QUESTION]> {
    let (what, number) = match press {
        Press::Key(key) => (b'k', u32::from(key)),
        Press::Erase => (b'e', 0),
        Press::Clear => (b'c', 0),
        Press::NextPage => (b'n', 0),
        Press::PreviousPage => (b'p', 0),
        Press::Choose(index) => (b'o', u32::from(index)),
        Press::Raw => (b'r', 0),
        Press::Rare(on) => (b'x', u32::from(on)),
    };
    let layout = match layout {
        Layout::Pinyin => b'p',
        Layout::Stroke => b's',
    };
    let [a, b, c, d] = number.to_le_bytes();
    Zeroizing::new([what, layout, a, b, c, d])
}

/// The press of a question; none for what is no question.
pub(super) fn pressed(question: [u8; QUESTION]) -> Option<(Layout, Press)> {
    let [what, layout, a, b, c, d] = question;
    let number = u32::from_le_bytes([a, b, c, d]);
    let layout = match layout {
        b'p' => Layout::Pinyin,
        b's' => Layout::Stroke,
        _ => return None,
    };
    let press = match what {
        b'k' => Press::Key(char::from_u32(number)?),
        b'e' => Press::Erase,
        b'c' => Press::Clear,
        b'n' => Press::NextPage,
        b'p' => Press::PreviousPage,
        b'o' => Press::Choose(u8::try_from(number).ok()?),
        b'r' => Press::Raw,
        b'x' => Press::Rare(number != 0),
        _ => return None,
    };
    Some((layout, press))
}

/// The next question; none at the end.
pub(super) fn next_question(from: &mut impl Read) -> io::Result<Option<Zeroizing<[u8; QUESTION]>>> {
    let mut question = Zeroizing::new([0; QUESTION]);
    match from.read_exact(question.as_mut_slice()) {
        Ok(()) => Ok(Some(question)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// An answer in bytes. Texts are cut so that it is within [`ANSWER_BYTES`].
pub(super) fn answer(shown: &Composing) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(ANSWER_BYTES));
    bytes.extend_from_slice(&[0; LENGTH]);
    bytes.extend_from_slice(&shown.page.to_le_bytes());
    bytes.push(u8::from(shown.last));
    let candidates = shown.candidates.iter().take(PAGE);
    bytes.push(candidates.len() as u8);
    for text in [&shown.committed, &shown.preedit].into_iter().chain(candidates) {
        let text = cut(text.reveal());
        bytes.extend_from_slice(&(text.len() as u16).to_le_bytes());
        bytes.extend_from_slice(text.as_bytes());
    }
    let length = (bytes.len() - LENGTH) as u32;
    for (byte, value) in bytes.iter_mut().zip(length.to_le_bytes()) {
        *byte = value;
    }
    bytes
}

/// At most 1,000 bytes, whole characters.
fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(1_000)).unwrap_or_default()
}

/// What stands in an answer.
pub(super) fn parse(bytes: &[u8]) -> Parsed<Composing> {
    let Some((length, rest)) = bytes.split_first_chunk::<LENGTH>() else { return Parsed::More };
    let length = u32::from_le_bytes(*length) as usize;
    if length > ANSWER_BYTES - LENGTH {
        return Parsed::Garbage;
    }
    let Some(body) = rest.get(..length) else { return Parsed::More };
    shown(body).map_or(Parsed::Garbage, |shown| Parsed::Done(shown, LENGTH + length))
}

fn shown(body: &[u8]) -> Option<Composing> {
    let (page, rest) = body.split_first_chunk::<4>()?;
    let (&[last, count], mut rest) = rest.split_first_chunk::<2>()?;
    let mut text = || -> Option<Sensitive<String>> {
        let (length, after) = rest.split_first_chunk::<2>()?;
        let (text, after) = after.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        rest = after;
        Some(str::from_utf8(text).ok()?.into())
    };
    let (committed, preedit) = (text()?, text()?);
    let candidates = (0..count).map(|_| text()).collect::<Option<Vec<_>>>()?;
    let whole = rest.is_empty() && last <= 1 && candidates.len() <= PAGE;
    whole.then(|| Composing { committed, preedit, candidates, page: u32::from_le_bytes(*page), last: last == 1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn composing() -> impl Strategy<Value = Composing> {
        let text = "\\PC{0,40}";
        (text, text, proptest::collection::vec(text, 0..=PAGE), any::<u32>(), any::<bool>()).prop_map(
            |(committed, preedit, candidates, page, last)| Composing {
                committed: committed.into(),
                preedit: preedit.into(),
                candidates: candidates.into_iter().map(Into::into).collect(),
                page,
                last,
            },
        )
    }

    proptest! {
        #[test]
        fn what_shows_comes_over_the_wire_as_it_is(sent in composing()) {
            let bytes = answer(&sent);
            match parse(&bytes) {
                Parsed::Done(got, taken) => prop_assert!(got == sent && taken == bytes.len()),
                Parsed::More | Parsed::Garbage => prop_assert!(false),
            }
            for end in 0..bytes.len() {
                prop_assert!(matches!(parse(&bytes[..end]), Parsed::More));
            }
        }

        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Parsed::Done(_, taken) = parse(&bytes) {
                prop_assert!(taken <= bytes.len());
            }
        }

        #[test]
        fn six_bytes_are_one_press_or_none(bytes: [u8; QUESTION]) {
            if let Some((layout, press)) = pressed(bytes) {
                prop_assert_eq!(pressed(*question(layout, press)), Some((layout, press)));
            }
        }
    }

    #[test]
    fn every_press_comes_over_the_wire_as_it_is() {
        let presses = [
            Press::Key('a'),
            Press::Key('\''),
            Press::Key('龘'),
            Press::Erase,
            Press::Clear,
            Press::NextPage,
            Press::PreviousPage,
            Press::Choose(0),
            Press::Choose(255),
            Press::Raw,
            Press::Rare(true),
            Press::Rare(false),
        ];
        for layout in Layout::ALL {
            for press in presses {
                assert_eq!(pressed(*question(layout, press)), Some((layout, press)));
            }
        }
    }

    #[test]
    fn an_answer_too_long_is_garbage_before_it_is_read() {
        assert!(matches!(parse(&u32::MAX.to_le_bytes()), Parsed::Garbage));
        assert!(matches!(parse(&[0, 0, 0, 0]), Parsed::Garbage));
    }

    #[test]
    fn texts_without_end_are_cut_and_still_an_answer() {
        let long: Sensitive<String> = "长".repeat(5_000).into();
        let shown = Composing { committed: long.clone(), candidates: vec![long; PAGE], ..Composing::default() };
        let Parsed::Done(got, _) = parse(&answer(&shown)) else { panic!("no answer") };
        assert_eq!(got.committed.reveal().chars().count(), 333);
        assert_eq!(got.candidates.len(), PAGE);
    }
}
