//! zinnia's answer: `Answer: `, then a line a character with its score, [`GUESSES`] of them. An empty line parts two
//! answers, and comes with the second.

use domain::Sensitive;

use crate::child::Parsed;
use crate::delays::GUESSES;

/// Characters of an answer, best first.
pub(super) fn parse(bytes: &[u8]) -> Parsed<Vec<Sensitive<char>>> {
    let (mut guesses, mut begun, mut taken) = (Vec::with_capacity(GUESSES), false, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let Some(text) = line.strip_suffix(b"\n") else { return Parsed::More };
        let Ok(text) = str::from_utf8(text) else { return Parsed::Garbage };
        taken += line.len();
        match (begun, text.trim()) {
            (false, "") => {}
            (false, "Answer:") => begun = true,
            (false, _) => return Parsed::Garbage,
            (true, text) => match guess(text) {
                Some(character) => guesses.push(character),
                None => return Parsed::Garbage,
            },
        }
        if guesses.len() == GUESSES {
            return Parsed::Done(guesses, taken);
        }
    }
    Parsed::More
}

/// "十 0.809759".
fn guess(line: &str) -> Option<Sensitive<char>> {
    let (character, score) = line.split_once(' ')?;
    score.parse::<f32>().ok()?;
    let mut characters = character.chars();
    let character = characters.next()?;
    characters.next().is_none().then(|| character.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ANSWER: &str =
        "\nAnswer: \n十 0.8\n七 -0.2\n卜 -0.4\n也 -0.5\n右 -0.55\n开 -0.56\n士 -0.6\n坟 -0.62\n甘 -0.63\n堪 -1e-05\n";

    fn told(bytes: &[u8]) -> Option<(String, usize)> {
        match parse(bytes) {
            Parsed::Done(guesses, taken) => Some((guesses.iter().map(Sensitive::reveal).collect(), taken)),
            Parsed::More | Parsed::Garbage => None,
        }
    }

    #[test]
    fn an_answer_is_read_once_it_is_whole() {
        for end in 0..ANSWER.len() {
            assert!(matches!(parse(&ANSWER.as_bytes()[..end]), Parsed::More), "{end}");
        }
        assert_eq!(told(ANSWER.as_bytes()), Some(("十七卜也右开士坟甘堪".into(), ANSWER.len())));
        let with_next = format!("{ANSWER}\nAnswer: \n");
        assert_eq!(told(with_next.as_bytes()), Some(("十七卜也右开士坟甘堪".into(), ANSWER.len())));
    }

    #[test]
    fn anything_else_is_no_answer() {
        for bytes in [
            &b"no such model\n"[..],
            b"Answer: \n\n",
            b"Answer: \nab 0.1\n",
            "Answer: \n十\n".as_bytes(),
            "Answer: \n十 much\n".as_bytes(),
            b"Answer: \n\xff\xff 0.1\n",
        ] {
            assert!(matches!(parse(bytes), Parsed::Garbage), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Some((_, taken)) = told(&bytes) {
                prop_assert!(taken <= bytes.len());
            }
        }
    }
}
