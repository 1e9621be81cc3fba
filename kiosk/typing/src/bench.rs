//! What typing promises, measured: from a press to its candidates, as the screen asks and is told.

use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::ink::Ink;
use crate::layout::{Layout, Press};
use crate::method::Availability;
use crate::settings::Settings;
use crate::typist::{Event, Part, Typist};

/// What people type in forms, without tones: names, places, matters.
const PINYIN: [&str; 16] = [
    "wangxiaoming",
    "zhangwei",
    "ouyangnana",
    "liuyang",
    "jiangsushengwuxishibinhuqu",
    "shandongshengweihaishihuancuiqu",
    "zhonghuarenmingongheguo",
    "jumingshenfenzheng",
    "shehuibaozhangka",
    "yingyezhizhao",
    "xiaoxuejiaoshizigezheng",
    "hunyindengji",
    "tuixiugongziziliao",
    "yiliaobaoxianbaoxiao",
    "xi'anshiyantaqu",
    "nuerlvxingshe",
];
/// Strokes of characters in names: 王 明 河 赵 强 霞.
const STROKES: [&str; 6] = ["hhsh", "szhhpzhh", "nnhhszhs", "hshhspnpn", "zhzszhszhsn", "hnzsnnnnzhszhhzn"];
/// Characters as a finger draws them, a line a stroke: 十, 木, 国.
const DRAWN: [&[&[(f32, f32)]]; 3] = [
    &[&[(0.1, 0.5), (0.5, 0.49), (0.9, 0.5)], &[(0.5, 0.1), (0.51, 0.5), (0.5, 0.9)]],
    &[
        &[(0.1, 0.35), (0.5, 0.34), (0.9, 0.35)],
        &[(0.5, 0.05), (0.5, 0.5), (0.5, 0.95)],
        &[(0.48, 0.36), (0.35, 0.6), (0.1, 0.8)],
        &[(0.52, 0.36), (0.65, 0.6), (0.9, 0.8)],
    ],
    &[
        &[(0.15, 0.1), (0.15, 0.5), (0.15, 0.92)],
        &[(0.15, 0.1), (0.5, 0.1), (0.85, 0.1), (0.85, 0.5), (0.85, 0.92)],
        &[(0.3, 0.28), (0.5, 0.28), (0.7, 0.28)],
        &[(0.32, 0.48), (0.5, 0.48), (0.68, 0.48)],
        &[(0.5, 0.28), (0.5, 0.5), (0.5, 0.75)],
        &[(0.28, 0.75), (0.5, 0.75), (0.73, 0.75)],
        &[(0.6, 0.58), (0.67, 0.65)],
        &[(0.15, 0.92), (0.5, 0.92), (0.85, 0.92)],
    ],
];
/// How often all of it is typed.
const ROUNDS: usize = 10;
/// Longer than anything here may take.
const PATIENCE: Duration = Duration::from_secs(200);

/// Times in milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Bench {
    /// From the begin of a visit to the first candidates: the engine starts meanwhile.
    pub begin: f64,
    /// Each key of pinyin, and each choice, erasing and page.
    pub pinyin: Vec<f64>,
    /// Each key of strokes.
    pub stroke: Vec<f64>,
    /// Each stroke of a drawing.
    pub handwriting: Vec<f64>,
    /// From the end of a visit until all that was learnt is gone.
    pub end: f64,
}

/// Measures a visit. An error when a way of typing does not work: which, and what to check.
pub fn bench(settings: Settings) -> Result<Bench, String> {
    let (sender, events) = channel();
    let typist = Typist::start(settings, move |event| drop(sender.send(event))).map_err(|error| error.to_string())?;
    let rig = Rig { typist, events };
    let start = Instant::now();
    rig.typist.begin_visit();
    rig.press(Layout::Pinyin, Press::Key('n'))?;
    let begin = milliseconds(start);
    rig.press(Layout::Pinyin, Press::Clear)?;
    rig.draw(DRAWN.first().copied().unwrap_or_default())?;
    let (mut pinyin, mut stroke, mut handwriting) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        for word in PINYIN {
            rig.word(Layout::Pinyin, word, &mut pinyin)?;
        }
        for character in STROKES {
            rig.word(Layout::Stroke, character, &mut stroke)?;
        }
        for strokes in DRAWN {
            for drawn in 1..=strokes.len() {
                handwriting.push(rig.draw(strokes.get(..drawn).unwrap_or_default())?);
            }
        }
    }
    let start = Instant::now();
    rig.typist.end_visit();
    rig.wait(|event| matches!(event, Event::Forgotten(Part::Keys, Ok(()))))?;
    Ok(Bench { begin, pinyin, stroke, handwriting, end: milliseconds(start) })
}

struct Rig {
    typist: Typist,
    events: Receiver<Event>,
}

impl Rig {
    /// Types a word key by key, looks at the next page, takes a key back and chooses.
    fn word(&self, layout: Layout, word: &str, times: &mut Vec<f64>) -> Result<(), String> {
        let after = [Press::NextPage, Press::PreviousPage, Press::Erase, Press::Choose(0)];
        for press in word.chars().map(Press::Key).chain(after) {
            times.push(self.press(layout, press)?);
        }
        self.press(layout, Press::Clear).map(drop)
    }

    fn press(&self, layout: Layout, press: Press) -> Result<f64, String> {
        let start = Instant::now();
        let asked = self.typist.press(layout, press);
        self.wait(|event| matches!(event, Event::Composing { ticket, .. } if *ticket == asked))?;
        Ok(milliseconds(start))
    }

    fn draw(&self, strokes: &[&[(f32, f32)]]) -> Result<f64, String> {
        let start = Instant::now();
        let asked = self.typist.draw(Ink::new(strokes.iter().map(|stroke| stroke.to_vec()).collect()));
        self.wait(|event| matches!(event, Event::Guesses { ticket, .. } if *ticket == asked))?;
        Ok(milliseconds(start))
    }

    fn wait(&self, wanted: impl Fn(&Event) -> bool) -> Result<(), String> {
        loop {
            match self.events.recv_timeout(PATIENCE) {
                Ok(event) if wanted(&event) => return Ok(()),
                Ok(Event::Availability(method, Availability::Missing(error) | Availability::Failed(error))) => {
                    return Err(format!("{method}: {error}"));
                }
                Ok(_) => {}
                Err(_) => return Err("typing gives no answer".into()),
            }
        }
    }
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}
