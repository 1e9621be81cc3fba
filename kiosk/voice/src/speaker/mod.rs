//! Says utterances, one after another, through headphones or loudspeaker: what may be heard where, what cuts what.
//!
//! [`Core`] decides and does nothing; a thread does and decides nothing. The handle never blocks.

mod core;
mod line;
mod render;
mod thread;

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

pub use self::core::{Action, Core, Input, Take};
pub use line::{Line, Phrase, Phrases};

use self::thread::Message;
use crate::delays::Delays;
use crate::engine::Engine;
use crate::levels::Calibration;
use crate::output::{Output, Sink};
use crate::{Language, Privacy, Rate, Segment, Volume};

/// Makes a text ready to be read.
pub type Wording = Arc<dyn Fn(&str, Language) -> Vec<Segment> + Send + Sync>;

/// What new speech does to what is being said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interrupt {
    /// It is cut off at once, and what waited is dropped: a key, a touch, another page.
    Now,
    /// It is said to its end first: news that came by itself.
    After,
}

/// What a speaker is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Say these.
    Say(Vec<Line>, Interrupt),
    /// Be silent; the last batch can still be repeated.
    Stop,
    /// Hold where it is.
    Pause,
    /// Go on from there.
    Resume,
    /// The one or the other.
    TogglePause,
    /// Say the last batch again from its start, also what was skipped.
    Repeat,
    /// Go on with the next utterance.
    Skip,
    /// Speak so fast: the present utterance begins again.
    SetRate(Rate),
    /// Speak so loud, at once.
    SetVolume(Volume),
    /// Speech goes here from now on; `None`: nowhere.
    SetSink(Option<Sink>),
    /// Whether the person wants private things said through the loudspeaker.
    SetAloud(bool),
    /// The visit is over: nothing of the person stays, settings included. The sink stays, it is a plug and no wish.
    Forget,
}

/// What a speaker tells.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// An utterance begins: its caption. Comes before its first sample.
    Started {
        /// The caption. For masked entry the word that hides it, also when headphones say the digit.
        text: String,
        /// Who may read it.
        privacy: Privacy,
        /// Through what it is said.
        sink: Sink,
    },
    /// The caption goes: said to its end, or cut.
    Ended,
    /// Speech began or came to its end; a pause is an end. Time limits count while this is false (VVSG 2.0 7.2-O).
    Speaking(bool),
    /// Something is wrong: speech goes on as well as it can.
    Trouble {
        /// With what.
        part: Part,
        /// What happened, what to check.
        what: String,
    },
    /// It works again.
    Mended {
        /// What.
        part: Part,
    },
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started { text, privacy: Privacy::Public, sink } => write!(f, "Started({text:?}, {sink:?})"),
            Self::Started { sink, .. } => write!(f, "Started(private, {sink:?})"),
            Self::Ended => f.write_str("Ended"),
            Self::Speaking(speaking) => write!(f, "Speaking({speaking})"),
            Self::Trouble { part, what } => write!(f, "Trouble({part:?}, {what:?})"),
            Self::Mended { part } => write!(f, "Mended({part:?})"),
        }
    }
}

/// What can be in trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// What turns words into sound.
    Engine,
    /// An output.
    Output(Sink),
}

/// An output and what it makes of samples.
pub struct Way {
    /// Where samples go.
    pub output: Box<dyn Output>,
    /// How loud that is.
    pub calibration: Calibration,
}

/// What a speaker is made of.
pub struct Parts {
    /// Turns utterances into sound.
    pub engine: Box<dyn Engine>,
    /// Makes texts ready for it.
    pub wording: Wording,
    /// The jack.
    pub headphones: Way,
    /// The loudspeaker.
    pub speaker: Way,
    /// What is said instead of what may not be heard.
    pub phrases: Phrases,
    /// Delays and limits.
    pub delays: Delays,
}

/// The handle of a speaker: cheap to clone, never blocks. The thread ends when the last handle is dropped.
#[derive(Clone)]
pub struct Speaker(Arc<Inbox>);

struct Inbox(Sender<Message>);

impl Drop for Inbox {
    fn drop(&mut self) {
        let _ = self.0.send(Message::Quit);
    }
}

impl Speaker {
    /// Starts the threads. `tell` is called on one of them and must not block. Nothing is said until a sink is set.
    pub fn start(parts: Parts, tell: impl Fn(Event) + Send + 'static) -> std::io::Result<Self> {
        let (sender, inbox) = channel();
        thread::start(parts, sender.clone(), inbox, Box::new(tell))?;
        Ok(Self(Arc::new(Inbox(sender))))
    }

    /// Says `lines` (an [`crate::Utterance`] is one).
    pub fn say<L: Into<Line>>(&self, lines: impl IntoIterator<Item = L>, interrupt: Interrupt) {
        self.tell(Command::Say(lines.into_iter().map(Into::into).collect(), interrupt));
    }

    /// Any command.
    pub fn tell(&self, command: Command) {
        // The thread is there as long as a handle is.
        let _ = self.0.0.send(Message::Input(Input::Command(command)));
    }

    /// [`Command::Stop`]
    pub fn stop(&self) {
        self.tell(Command::Stop);
    }

    /// [`Command::Pause`]
    pub fn pause(&self) {
        self.tell(Command::Pause);
    }

    /// [`Command::Resume`]
    pub fn resume(&self) {
        self.tell(Command::Resume);
    }

    /// [`Command::TogglePause`]
    pub fn toggle_pause(&self) {
        self.tell(Command::TogglePause);
    }

    /// [`Command::Repeat`]
    pub fn repeat(&self) {
        self.tell(Command::Repeat);
    }

    /// [`Command::Skip`]
    pub fn skip(&self) {
        self.tell(Command::Skip);
    }

    /// [`Command::SetRate`]
    pub fn set_rate(&self, rate: Rate) {
        self.tell(Command::SetRate(rate));
    }

    /// [`Command::SetVolume`]
    pub fn set_volume(&self, volume: Volume) {
        self.tell(Command::SetVolume(volume));
    }

    /// [`Command::SetSink`]
    pub fn set_sink(&self, sink: Option<Sink>) {
        self.tell(Command::SetSink(sink));
    }

    /// [`Command::SetAloud`]
    pub fn set_aloud(&self, aloud: bool) {
        self.tell(Command::SetAloud(aloud));
    }

    /// [`Command::Forget`]
    pub fn forget(&self) {
        self.tell(Command::Forget);
    }
}
