//! What is said next, and what is cut: a state machine without sound, clock or thread.

use super::line::Said;
use super::{Command, Event, Interrupt, Line, Part, Phrases};
use crate::output::Sink;
use crate::{Rate, Utterance, Volume};

/// One rendering of one line. Numbers are used once, so what comes late for a rendering that was cut is known as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Take(pub u64);

/// What happens to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// It is told something.
    Command(Command),
    /// All of a take is rendered.
    Rendered(Take),
    /// A take could not be rendered, or not to its end; and why.
    Failed(Take, String),
    /// All of a take was heard.
    Heard(Take),
}

/// What is to be done, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Silence at once: outputs drop what they hold, all takes are dropped, their rendering ends, a hold ends.
    Cut,
    /// Render this for later.
    Render(Take, Utterance, Rate),
    /// Drop a take that was rendered for later.
    Drop(Take),
    /// Let this take be heard as it comes, and tell when it was.
    Play(Take, Sink),
    /// Silence at once, to go on from there.
    Hold,
    /// Go on.
    Continue,
    /// So loud from the next sample on.
    Volume(Volume),
    /// There is nothing to say for now.
    Rest,
    /// Tell the program.
    Tell(Event),
}

/// A line on its way.
#[derive(Clone)]
struct Turn {
    at: usize,
    take: Take,
    said: Said,
    rendered: bool,
}

/// The state machine.
pub struct Core {
    phrases: Phrases,
    longest: usize,
    rate: Rate,
    sink: Option<Sink>,
    aloud: bool,
    batch: Vec<Line>,
    /// The notice about private things was said in this batch.
    told: bool,
    now: Option<Turn>,
    ahead: Option<Turn>,
    paused: bool,
    speaking: bool,
    trouble: Option<String>,
    takes: u64,
    out: Vec<Action>,
}

impl Core {
    /// `longest`: lines that a batch may hold.
    pub fn new(phrases: Phrases, longest: usize) -> Self {
        Self {
            phrases,
            longest,
            rate: Rate::default(),
            sink: None,
            aloud: false,
            batch: Vec::new(),
            told: false,
            now: None,
            ahead: None,
            paused: false,
            speaking: false,
            trouble: None,
            takes: 0,
            out: Vec::new(),
        }
    }

    /// What is to be done about `input`.
    pub fn step(&mut self, input: Input) -> Vec<Action> {
        match input {
            Input::Command(command) => self.command(command),
            Input::Rendered(take) => {
                self.rendered(take);
                self.engine_works(None);
            }
            Input::Failed(take, what) => {
                self.rendered(take);
                self.engine_works(Some(what));
            }
            Input::Heard(take) => {
                if self.now.as_ref().is_some_and(|now| now.take == take) {
                    self.go_on();
                }
            }
        }
        let speaking = self.now.is_some() && !self.paused;
        if self.speaking != speaking {
            self.speaking = speaking;
            self.tell(Event::Speaking(speaking));
        }
        std::mem::take(&mut self.out)
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Say(lines, interrupt) => self.say(lines, interrupt),
            Command::Stop => self.silence(),
            Command::Pause => self.pause(),
            Command::Resume => self.resume(),
            Command::TogglePause if self.paused => self.resume(),
            Command::TogglePause => self.pause(),
            Command::Repeat => self.start_over(),
            Command::Skip => self.skip(),
            Command::SetRate(rate) => self.set_rate(rate),
            Command::SetVolume(volume) => self.out.push(Action::Volume(volume)),
            Command::SetSink(sink) => self.set_sink(sink),
            Command::SetAloud(aloud) => self.set_aloud(aloud),
            Command::Forget => self.forget(),
        }
    }

    fn say(&mut self, mut lines: Vec<Line>, interrupt: Interrupt) {
        if interrupt == Interrupt::After && self.now.is_some() {
            self.batch.append(&mut lines);
            self.batch.truncate(self.longest);
            self.look_ahead();
        } else {
            lines.truncate(self.longest);
            self.batch = lines;
            self.start_over();
        }
    }

    fn start_over(&mut self) {
        self.silence();
        self.told = false;
        self.begin_at(0);
    }

    /// Nothing is heard any more, and nothing waits. Always comes before what is said next (EN 301 549 5.1.3.4).
    fn silence(&mut self) {
        self.out.push(Action::Cut);
        self.ahead = None;
        self.paused = false;
        if self.now.take().is_some() {
            self.tell(Event::Ended);
            self.out.push(Action::Rest);
        }
    }

    /// The next line from `at` that may be heard begins.
    fn begin_at(&mut self, at: usize) {
        match self.turn_from(at) {
            Some(turn) => {
                self.render(&turn);
                self.play(turn);
            }
            None => self.out.push(Action::Rest),
        }
    }

    fn render(&mut self, turn: &Turn) {
        self.out.push(Action::Render(turn.take, turn.said.utterance.clone(), self.rate));
    }

    fn play(&mut self, turn: Turn) {
        let Some(sink) = self.sink else { return };
        self.told |= turn.said.is_notice;
        let privacy = turn.said.utterance.privacy;
        self.tell(Event::Started { text: turn.said.caption.clone(), privacy, sink });
        self.out.push(Action::Play(turn.take, sink));
        self.now = Some(turn);
        self.look_ahead();
    }

    /// The present line was heard.
    fn go_on(&mut self) {
        self.tell(Event::Ended);
        let Some(now) = self.now.take() else { return };
        match self.ahead.take() {
            Some(ahead) => self.play(ahead),
            None => self.begin_at(now.at + 1),
        }
    }

    /// Has the next line rendered while the present one is heard.
    fn look_ahead(&mut self) {
        let Some(now) = self.now.as_ref().filter(|now| now.rendered) else { return };
        if self.ahead.is_none() {
            self.ahead = self.turn_from(now.at + 1);
            if let Some(turn) = self.ahead.clone() {
                self.render(&turn);
            }
        }
    }

    fn turn_from(&mut self, at: usize) -> Option<Turn> {
        let sink = self.sink?;
        let mut lines = self.batch.iter().enumerate().skip(at);
        let (at, said) =
            lines.find_map(|(at, line)| Some((at, self.phrases.for_sink(line, sink, self.aloud, self.told)?)))?;
        Some(Turn { at, take: self.new_take(), said, rendered: false })
    }

    fn new_take(&mut self) -> Take {
        self.takes += 1;
        Take(self.takes)
    }

    fn rendered(&mut self, take: Take) {
        for turn in [&mut self.now, &mut self.ahead].into_iter().flatten() {
            turn.rendered |= turn.take == take;
        }
        self.look_ahead();
    }

    fn engine_works(&mut self, trouble: Option<String>) {
        if self.trouble != trouble {
            self.trouble.clone_from(&trouble);
            let part = Part::Engine;
            self.tell(trouble.map_or(Event::Mended { part }, |what| Event::Trouble { part, what }));
        }
    }

    fn pause(&mut self) {
        if self.now.is_some() && !self.paused {
            self.paused = true;
            self.out.push(Action::Hold);
        }
    }

    fn resume(&mut self) {
        if self.paused {
            self.paused = false;
            self.out.push(Action::Continue);
        }
    }

    fn skip(&mut self) {
        let next = self.now.as_ref().map(|now| now.at + 1);
        self.silence();
        if let Some(next) = next {
            self.begin_at(next);
        }
    }

    fn set_rate(&mut self, rate: Rate) {
        if self.rate == rate {
            return;
        }
        self.rate = rate;
        if let Some(now) = self.now.take() {
            // The same words again: its caption stays.
            self.out.push(Action::Cut);
            self.ahead = None;
            let turn = Turn { take: self.new_take(), rendered: false, ..now };
            self.render(&turn);
            if let Some(sink) = self.sink {
                self.out.push(Action::Play(turn.take, sink));
            }
            self.now = Some(turn);
            if self.paused {
                self.out.push(Action::Hold);
            }
        }
    }

    fn set_sink(&mut self, sink: Option<Sink>) {
        let before = std::mem::replace(&mut self.sink, sink);
        if before == sink {
            return;
        }
        let at = self.now.as_ref().map(|now| now.at);
        self.silence();
        // Out of the headphones nothing goes on anywhere (EN 301 549 5.1.3.9); into them the present line begins again.
        if let (Some(Sink::Speaker), Some(Sink::Headphones), Some(at)) = (before, sink, at) {
            self.begin_at(at);
        }
    }

    /// What is on its way through the loudspeaker may now be more or less than it should be.
    fn set_aloud(&mut self, aloud: bool) {
        if self.aloud == aloud {
            return;
        }
        self.aloud = aloud;
        if let Some(ahead) = self.ahead.take() {
            self.out.push(Action::Drop(ahead.take));
        }
        let Some((now, sink)) = self.now.as_ref().zip(self.sink) else { return };
        let told = self.told && !now.said.is_notice;
        let line = self.batch.get(now.at);
        if line.and_then(|line| self.phrases.for_sink(line, sink, aloud, told)).as_ref() == Some(&now.said) {
            self.look_ahead();
        } else {
            let at = now.at;
            self.told = told;
            self.silence();
            self.begin_at(at);
        }
    }

    fn forget(&mut self) {
        self.silence();
        let (phrases, sink, takes) = (self.phrases.clone(), self.sink, self.takes);
        let (speaking, trouble) = (self.speaking, self.trouble.take());
        let out = std::mem::take(&mut self.out);
        *self = Self { sink, speaking, trouble, takes, out, ..Self::new(phrases, self.longest) };
        self.out.push(Action::Volume(Volume::default()));
    }

    fn tell(&mut self, event: Event) {
        self.out.push(Action::Tell(event));
    }
}
