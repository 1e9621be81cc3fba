//! What whoever is on a port answers when it is asked what it is.

use std::sync::LazyLock;

use drivers::probe::{Judgement, Question, Settings};
use drivers::record::DeviceKind;

use crate::{Target, seeds};

/// Longest answer that is looked at, and one read more.
const LONGEST: usize = 4096 + 512;

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings::new(None, None, Vec::new()));
static QUESTIONS: LazyLock<Vec<Vec<Question>>> =
    LazyLock::new(|| SETTINGS.languages.iter().map(|language| language.questions()).collect());

/// No panic whatever is judged, and what was recognised can be told. The first byte says in which language.
pub(crate) const ANSWER: Target = Target {
    name: "probe_answer",
    read: |input| drop(recognised(input)),
    check: |input| {
        let Some((which, bytes)) = input.split_first() else { return };
        let questions = &QUESTIONS[usize::from(*which) % QUESTIONS.len()];
        // Its own question back is an echo, never an answer.
        for question in questions {
            assert_ne!((question.judge)(&question.bytes), Judgement::Mine);
        }
        if bytes.is_empty() {
            assert!(questions.iter().all(|question| (question.judge)(bytes) != Judgement::Mine));
        }
        if let Some(evidence) = recognised(input) {
            assert!(!evidence.is_empty());
        }
    },
    // What an ID card reader's decoder holds, a copy of every answer, and words.
    cap: 64 * 1024,
    longest: LONGEST,
    seeds: || {
        let mut answers: Vec<Vec<u8>> = [DeviceKind::IdCard, DeviceKind::Printer, DeviceKind::Scanner]
            .into_iter()
            .flat_map(|kind| seeds::said(kind).into_iter().filter(|said| said.len() < 256))
            .collect();
        answers.push(b"\x02\x00\x00\x02\x39\x01\xC1\x4C".to_vec());
        answers.push(b"DE2120 V1.2\x06".to_vec());
        seeds::chosen(SETTINGS.languages.len() as u8, &answers)
    },
};

/// As the prober does: each question judged over what came so far, byte by byte at the end.
fn recognised(input: &[u8]) -> Option<String> {
    let (which, bytes) = input.split_first()?;
    let place = usize::from(*which) % QUESTIONS.len();
    let mut answers = Vec::new();
    for question in &QUESTIONS[place] {
        let ends = (bytes.len().saturating_sub(8)..=bytes.len()).map(|end| &bytes[..end]);
        let mine = ends.map(|part| (part, (question.judge)(part))).find(|(_, judged)| *judged == Judgement::Mine);
        answers.push(mine.map(|(part, _)| part.to_vec()));
    }
    answers.first()?.as_ref()?;
    Some(SETTINGS.languages[place].recognise(&answers, 9600).evidence)
}
