//! Whatever is told to the speaker in whatever order: nothing private reaches the loudspeaker.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

mod common;
#[path = "common/rig.rs"]
mod rig;

use common::{private, public};
use proptest::prelude::*;
use rig::{Rig, recorder};
use voice::output::Sink;
use voice::speaker::{Command, Event, Interrupt, Line};
use voice::{Language, Rate};

#[derive(Debug, Clone)]
enum Happening {
    Told(Command),
    /// All that waits is heard, where anything can be.
    Heard,
}

fn happening() -> impl Strategy<Value = Happening> {
    let line = prop_oneof![
        "公[一二三]".prop_map(|text| public(&text)),
        "私[一二三]".prop_map(|text| private(&text)),
        "私[0-9]".prop_map(|text| Line::masked(text, Language::Chinese)),
    ];
    let lines = prop::collection::vec(line, 0..4);
    let sink = prop_oneof![Just(None), Just(Some(Sink::Headphones)), Just(Some(Sink::Speaker))];
    let interrupt = prop_oneof![Just(Interrupt::Now), Just(Interrupt::After)];
    let command = prop_oneof![
        4 => (lines, interrupt).prop_map(|(lines, interrupt)| Command::Say(lines, interrupt)),
        3 => sink.prop_map(Command::SetSink),
        3 => prop::sample::select(vec![
            Command::Stop, Command::TogglePause, Command::Repeat, Command::Skip, Command::Forget,
            Command::SetAloud(false), Command::SetRate(Rate::default().faster()), Command::SetRate(Rate::default()),
        ]),
    ];
    prop_oneof![3 => command.prop_map(Happening::Told), 1 => Just(Happening::Heard)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn d8_private_never_reaches_the_speaker(happenings in prop::collection::vec(happening(), 1..40)) {
        let recorder = recorder(60);
        let rig = Rig::recorded(&recorder);
        let mut sink = None;
        for happening in happenings {
            match happening {
                Happening::Told(command) => {
                    if let Command::SetSink(next) = command {
                        sink = next;
                    }
                    rig.speaker.tell(command);
                }
                Happening::Heard if sink.is_some() => {
                    rig.speaker.resume();
                    rig.speaker.say([public("终")], Interrupt::After);
                    rig.until(|event| matches!(event, Event::Started { text, .. } if text == "终"));
                }
                Happening::Heard => {}
            }
        }
        let Rig { speaker, events } = rig;
        drop(speaker);
        events.iter().for_each(drop);
        prop_assert!(recorder.heard(Sink::Speaker).iter().all(|text| !text.starts_with('私')), "{:?}", recorder.entries());
    }
}
