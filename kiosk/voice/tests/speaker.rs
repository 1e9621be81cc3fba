//! What is said next and what is cut, without sound.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)] // a test stops where it fails

mod common;

use common::{private, public};
use proptest::prelude::*;
use voice::output::Sink;
use voice::speaker::{Action, Command, Core, Event, Input, Interrupt, Line, Part, Phrase, Phrases, Take};
use voice::{Language, Privacy, Rate, Utterance, Volume};

const NOTICE: &str = "这里有您的个人信息，请插上耳机再听。";
const STAR: &str = "星号";

fn phrases() -> Phrases {
    let phrase = |chinese: &str, english: &str| Phrase { chinese: chinese.into(), english: english.into() };
    Phrases { private: phrase(NOTICE, "Personal. Plug in headphones."), masked: phrase(STAR, "asterisk") }
}

/// The core with an imagined shell around it, which checks on every step what must always hold.
struct Stage {
    core: Core,
    /// Takes that are there: words, and whether they are all rendered.
    takes: Vec<(Take, Utterance, Rate, bool)>,
    playing: Option<(Take, Sink)>,
    held: bool,
    caption: Option<String>,
    speaking: bool,
    aloud: bool,
    said: Vec<(String, Sink)>,
    last: Vec<Action>,
}

impl Stage {
    fn new(sink: Sink) -> Self {
        let mut stage = Self {
            core: Core::new(phrases(), 256),
            takes: Vec::new(),
            playing: None,
            held: false,
            caption: None,
            speaking: false,
            aloud: false,
            said: Vec::new(),
            last: Vec::new(),
        };
        stage.tell(Command::SetSink(Some(sink)));
        stage
    }

    fn say(&mut self, lines: impl IntoIterator<Item = Line>) {
        self.tell(Command::Say(lines.into_iter().collect(), Interrupt::Now));
    }

    fn tell(&mut self, command: Command) {
        match command {
            Command::SetAloud(aloud) => self.aloud = aloud,
            Command::Forget => self.aloud = false,
            _ => {}
        }
        self.step(Input::Command(command));
    }

    /// All that is ordered is rendered.
    fn render(&mut self) {
        while let Some(at) = self.takes.iter().position(|take| !take.3) {
            self.takes[at].3 = true;
            self.step(Input::Rendered(self.takes[at].0));
        }
    }

    /// The present line is heard to its end.
    fn hear(&mut self) {
        self.render();
        if let (Some((take, _)), false) = (self.playing, self.held) {
            self.playing = None;
            self.takes.retain(|known| known.0 != take);
            self.step(Input::Heard(take));
        }
    }

    fn hear_all(&mut self) {
        while self.playing.is_some() && !self.held {
            self.hear();
        }
    }

    fn texts(&self) -> Vec<&str> {
        self.said.iter().map(|(text, _)| text.as_str()).collect()
    }

    fn step(&mut self, input: Input) {
        let by_command = matches!(input, Input::Command(_));
        if let Input::Failed(done, _) = &input {
            self.takes.iter_mut().filter(|take| take.0 == *done).for_each(|take| take.3 = true);
        }
        self.last = self.core.step(input);
        let mut cut = false;
        for action in self.last.clone() {
            match action {
                Action::Cut => {
                    (cut, self.playing, self.held) = (true, None, false);
                    self.takes.clear();
                }
                Action::Render(take, words, rate) => self.takes.push((take, words, rate, false)),
                Action::Drop(take) => self.takes.retain(|known| known.0 != take),
                Action::Play(take, sink) => {
                    assert!(cut || !by_command, "d3: silence comes before what a command has said");
                    assert_eq!(self.playing, None, "d13: one voice at a time");
                    let words = self.takes.iter().find(|known| known.0 == take).expect("it was ordered");
                    self.said.push((words.1.text.clone(), sink));
                    self.playing = Some((take, sink));
                }
                Action::Hold => self.held = true,
                Action::Continue => self.held = false,
                Action::Tell(Event::Started { text, .. }) => {
                    assert_eq!(self.caption.replace(text), None, "the caption before it went");
                }
                Action::Tell(Event::Ended) => assert!(self.caption.take().is_some(), "a caption that was there"),
                Action::Tell(Event::Speaking(speaking)) => {
                    assert_ne!(std::mem::replace(&mut self.speaking, speaking), speaking, "it is told when it changes");
                }
                Action::Volume(_) | Action::Rest | Action::Tell(_) => {}
            }
        }
        self.check();
    }

    fn check(&self) {
        assert_eq!(self.playing.is_some(), self.caption.is_some(), "e1: a sound has a caption, silence none");
        assert!(self.caption.as_ref().is_none_or(|text| !text.is_empty()));
        assert_eq!(self.speaking, self.playing.is_some() && !self.held, "f1: what time limits wait for");
        assert!(self.takes.len() <= 2, "the present line and the next, no more");
        if let Some((playing, Sink::Speaker)) = self.playing {
            let words = &self.takes.iter().find(|known| known.0 == playing).expect("it is there").1;
            assert!(words.privacy == Privacy::Public || self.aloud, "d8: private words through the loudspeaker");
            assert!(!words.text.starts_with("PIN"), "d9: a digit through the loudspeaker");
        }
    }
}

#[test]
fn d3_any_action_cuts_speech() {
    let actions: [fn() -> Command; 5] = [
        || Command::Say(vec![public("新")], Interrupt::Now),
        || Command::Stop,
        || Command::Skip,
        || Command::Repeat,
        || Command::Forget,
    ];
    for action in actions {
        let mut stage = Stage::new(Sink::Speaker);
        stage.say([public("一"), public("二")]);
        stage.render();
        stage.tell(action());
        assert_eq!(stage.last[..2], [Action::Cut, Action::Tell(Event::Ended)], "{:?}", action());
    }
}

#[test]
fn d3_what_was_rendered_for_cut_speech_is_not_said_late() {
    let mut stage = Stage::new(Sink::Speaker);
    stage.say([public("一"), public("二")]);
    let old = stage.playing.unwrap().0;
    stage.say([public("新")]);
    stage.step(Input::Rendered(old));
    stage.step(Input::Heard(old));
    assert_eq!(stage.texts(), ["一", "新"]);
    stage.hear_all();
    assert_eq!(stage.texts(), ["一", "新"]);
}

#[test]
fn d3_pause_resume_repeat_skip() {
    let mut stage = Stage::new(Sink::Headphones);
    stage.say([public("一"), private("二"), public("三")]);
    stage.tell(Command::TogglePause);
    assert!(stage.held && !stage.speaking);
    stage.hear_all();
    assert_eq!(stage.texts(), ["一"], "nothing goes on in a pause");
    stage.tell(Command::TogglePause);
    stage.hear();
    stage.tell(Command::Skip);
    assert_eq!(stage.texts(), ["一", "二", "三"]);
    stage.hear_all();
    stage.said.clear();
    stage.tell(Command::Repeat);
    stage.tell(Command::Pause);
    stage.tell(Command::Skip);
    assert!(!stage.held, "who skips wants to hear");
    stage.tell(Command::Repeat);
    stage.hear_all();
    assert_eq!(stage.texts(), ["一", "二", "一", "二", "三"], "a repeat says what was skipped too");
    stage.tell(Command::Stop);
    stage.tell(Command::Repeat);
    assert_eq!(stage.texts().len(), 6, "what was stopped can be repeated");
}

#[test]
fn d3_the_next_line_is_rendered_while_the_present_one_is_heard() {
    let mut stage = Stage::new(Sink::Headphones);
    stage.say([public("一"), public("二"), public("三")]);
    stage.render();
    let ordered: Vec<_> = stage.takes.iter().map(|take| take.1.text.clone()).collect();
    assert_eq!(ordered, ["一", "二"]);
    stage.hear();
    assert!(stage.last.iter().all(|action| !matches!(action, Action::Render(_, words, _) if words.text == "二")));
}

#[test]
fn d3_news_wait_for_their_turn_and_are_repeated_with_the_rest() {
    let mut stage = Stage::new(Sink::Speaker);
    stage.say([public("一")]);
    stage.render();
    stage.tell(Command::Say(vec![public("二")], Interrupt::After));
    stage.hear_all();
    stage.tell(Command::Repeat);
    stage.hear_all();
    stage.tell(Command::Say(vec![public("三")], Interrupt::After));
    assert_eq!(stage.texts(), ["一", "二", "一", "二", "三"]);
}

#[test]
fn d6_another_rate_begins_the_present_line_again_under_its_caption() {
    let mut stage = Stage::new(Sink::Headphones);
    stage.say([public("一"), public("二")]);
    stage.render();
    stage.tell(Command::SetRate(Rate::default().faster()));
    assert_eq!(stage.texts(), ["一", "一"]);
    assert!(!stage.last.iter().any(|action| matches!(action, Action::Tell(_))), "{:?}", stage.last);
    stage.hear_all();
    assert_eq!(stage.texts(), ["一", "一", "二"]);
    stage.tell(Command::Repeat);
    stage.tell(Command::Pause);
    stage.tell(Command::SetRate(Rate::default()));
    assert!(stage.held, "a pause stays one");
}

#[test]
fn d8_the_loudspeaker_says_once_a_batch_that_there_is_something_private() {
    let mut stage = Stage::new(Sink::Speaker);
    stage.say([public("一"), private("姓名"), private("号码"), public("二")]);
    stage.hear_all();
    assert_eq!(stage.texts(), ["一", NOTICE, "二"]);
    stage.tell(Command::Repeat);
    stage.hear();
    stage.tell(Command::SetAloud(true));
    stage.hear_all();
    assert_eq!(stage.texts()[3..], ["一", NOTICE, "姓名", "号码", "二"], "the choice holds at once");
}

#[test]
fn d8_aloud_taken_back_silences_at_once() {
    let mut stage = Stage::new(Sink::Speaker);
    stage.tell(Command::SetAloud(true));
    stage.say([private("姓名"), private("号码"), public("二")]);
    stage.render();
    stage.tell(Command::SetAloud(false));
    assert_eq!(stage.last[0], Action::Drop(Take(2)));
    stage.hear_all();
    assert_eq!(stage.texts(), ["姓名", NOTICE, "二"]);
}

#[test]
fn d9_masked_entry() {
    let entry = || [Line::masked("PIN 7", Language::Chinese)];
    for (sink, said) in [(Sink::Headphones, "PIN 7"), (Sink::Speaker, STAR)] {
        for aloud in [false, true] {
            let mut stage = Stage::new(sink);
            stage.tell(Command::SetAloud(aloud));
            stage.say(entry());
            assert_eq!(stage.texts(), [said]);
            assert_eq!(stage.caption.as_deref(), Some(STAR), "the screen shows no digit either");
            assert!(!format!("{:?}", entry()).contains('7'), "nor does a log");
        }
    }
}

#[test]
fn f4_forget_leaves_nothing() {
    let mut stage = Stage::new(Sink::Speaker);
    stage.tell(Command::SetAloud(true));
    stage.tell(Command::SetRate(Rate::default().faster()));
    stage.tell(Command::SetVolume(Volume::default().louder()));
    stage.say([private("姓名"), private("号码")]);
    stage.render();
    stage.tell(Command::Forget);
    assert_eq!((stage.playing, stage.caption.as_deref(), stage.takes.len()), (None, None, 0));
    assert!(stage.last.contains(&Action::Volume(Volume::default())));
    for command in [Command::Repeat, Command::Resume, Command::TogglePause, Command::Skip] {
        stage.tell(command);
        assert!(stage.takes.is_empty() && stage.playing.is_none());
    }
    stage.say([private("别人")]);
    assert_eq!(stage.takes[0].2, Rate::default());
    assert_eq!(stage.texts(), ["姓名", NOTICE]);
}

#[test]
fn f6_unplugging_silences_at_once() {
    for next in [None, Some(Sink::Speaker)] {
        let mut stage = Stage::new(Sink::Headphones);
        stage.say([private("姓名"), public("一")]);
        stage.render();
        stage.tell(Command::SetSink(next));
        assert_eq!(stage.last[0], Action::Cut);
        stage.hear_all();
        assert_eq!(stage.texts(), ["姓名"], "nothing goes on anywhere else");
        stage.tell(Command::SetSink(Some(Sink::Headphones)));
        stage.tell(Command::Repeat);
        stage.hear_all();
        assert_eq!(stage.texts(), ["姓名", "姓名", "一"], "plugged in again it can be repeated");
    }
}

#[test]
fn d2_plugging_in_takes_the_present_line_to_the_headphones() {
    let mut stage = Stage::new(Sink::Speaker);
    stage.say([public("一"), private("姓名")]);
    stage.hear();
    stage.tell(Command::SetSink(Some(Sink::Headphones)));
    let said: Vec<_> = stage.said.iter().map(|(text, sink)| (text.as_str(), *sink)).collect();
    assert_eq!(said, [("一", Sink::Speaker), (NOTICE, Sink::Speaker), ("姓名", Sink::Headphones)]);
}

#[test]
fn trouble_is_told_once_and_so_is_its_end() {
    let mut stage = Stage::new(Sink::Speaker);
    stage.say([public("一"), public("二"), public("三")]);
    let mut told = Vec::new();
    for take in [1, 2] {
        stage.step(Input::Failed(Take(take), "espeak-ng is not installed".into()));
        told.extend(stage.last.clone());
    }
    stage.hear();
    stage.render();
    told.extend(stage.last.clone());
    let of_engine = |action| match action {
        Action::Tell(Event::Trouble { part: Part::Engine, what }) => Some(what),
        Action::Tell(Event::Mended { part: Part::Engine }) => Some("mended".into()),
        _ => None,
    };
    let told: Vec<String> = told.into_iter().filter_map(of_engine).collect();
    assert_eq!(told, ["espeak-ng is not installed", "mended"]);
}

#[derive(Debug, Clone)]
enum Happening {
    Told(Command),
    Rendered,
    Heard,
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let line = prop_oneof![
        "公[一二三]".prop_map(|text| public(&text)),
        "私[一二三]".prop_map(|text| private(&text)),
        "PIN [0-9]".prop_map(|text| Line::masked(text, Language::Chinese)),
    ];
    prop::collection::vec(line, 0..5)
}

fn happening() -> impl Strategy<Value = Happening> {
    let sink = prop_oneof![Just(None), Just(Some(Sink::Headphones)), Just(Some(Sink::Speaker))];
    let rate = prop::sample::select(Rate::all().collect::<Vec<_>>());
    let command = prop_oneof![
        4 => lines().prop_map(|lines| Command::Say(lines, Interrupt::Now)),
        2 => lines().prop_map(|lines| Command::Say(lines, Interrupt::After)),
        3 => sink.prop_map(Command::SetSink),
        3 => any::<bool>().prop_map(Command::SetAloud),
        1 => rate.prop_map(Command::SetRate),
        4 => prop::sample::select(vec![
            Command::Stop, Command::Pause, Command::Resume, Command::TogglePause, Command::Repeat, Command::Skip,
            Command::Forget,
        ]),
    ];
    prop_oneof![3 => command.prop_map(Happening::Told), 2 => Just(Happening::Rendered), 3 => Just(Happening::Heard)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// d3, d8, d9, d13, e1, f1: [`Stage::check`] and [`Stage::step`] hold after whatever happens in whatever order.
    #[test]
    fn d8_private_never_reaches_the_speaker(happenings in prop::collection::vec(happening(), 1..60)) {
        let mut stage = Stage::new(Sink::Speaker);
        for happening in happenings {
            match happening {
                Happening::Told(command) => stage.tell(command),
                Happening::Rendered => stage.render(),
                Happening::Heard => stage.hear(),
            }
        }
        stage.tell(Command::Resume);
        stage.hear_all();
        prop_assert_eq!((stage.speaking, stage.takes.len()), (false, 0), "it comes to its end");
    }
}
