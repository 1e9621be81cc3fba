//! The thread that owns the outputs. It sleeps while there is nothing to write: no polling.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::Builder;

use super::render::{self, Order};
use super::{Action, Core, Event, Input, Part, Parts, Take, Way};
use crate::Volume;
use crate::delays::{SAMPLE_RATE, samples_in};
use crate::engine::Cut;
use crate::levels::amplified;
use crate::output::Sink;

/// What comes to the thread.
pub(super) enum Message {
    /// Commands and the end of renderings.
    Input(Input),
    /// Samples of a take.
    Samples(Take, Vec<i16>),
    /// The last handle is gone.
    Quit,
}

type Tell = Box<dyn Fn(Event) + Send>;

/// Starts the two threads.
pub(super) fn start(
    parts: Parts,
    sender: Sender<Message>,
    inbox: Receiver<Message>,
    tell: Tell,
) -> std::io::Result<()> {
    let (orders, orders_in) = channel();
    let Parts { engine, wording, headphones, speaker, phrases, delays } = parts;
    Builder::new().name("voice-render".into()).spawn(move || render::run(engine, &wording, &orders_in, &sender))?;
    let mut shell = Shell {
        core: Core::new(phrases, delays.batch),
        chunk: samples_in(delays.chunk),
        headphones: Port::new(headphones),
        speaker: Port::new(speaker),
        volume: Volume::default(),
        orders,
        takes: BTreeMap::new(),
        playing: None,
        held: false,
        tell,
    };
    Builder::new().name("voice".into()).spawn(move || while shell.turn(&inbox).is_some() {})?;
    Ok(())
}

/// An output with what it last told of itself.
struct Port {
    way: Way,
    trouble: Option<String>,
}

impl Port {
    fn new(way: Way) -> Self {
        Self { way, trouble: None }
    }
}

/// What is rendered of a take.
struct Sound {
    cut: Cut,
    samples: Vec<i16>,
    written: usize,
    complete: bool,
}

/// What the thread has to do next.
enum Next {
    Write(Sink),
    Listen(Take, Sink),
    Wait,
}

struct Shell {
    core: Core,
    chunk: usize,
    headphones: Port,
    speaker: Port,
    volume: Volume,
    orders: Sender<Order>,
    takes: BTreeMap<Take, Sound>,
    playing: Option<(Take, Sink)>,
    held: bool,
    tell: Tell,
}

impl Shell {
    /// One message, or one chunk of sound when there is none. `None`: it is over.
    fn turn(&mut self, inbox: &Receiver<Message>) -> Option<()> {
        let message = match self.next() {
            Next::Wait => inbox.recv().ok()?,
            Next::Write(sink) => match inbox.try_recv() {
                Ok(message) => message,
                Err(TryRecvError::Empty) => {
                    self.write(sink);
                    return Some(());
                }
                Err(TryRecvError::Disconnected) => return None,
            },
            Next::Listen(take, sink) => match inbox.recv_timeout(self.port(sink).way.output.delay()) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => Message::Input(Input::Heard(take)),
                Err(RecvTimeoutError::Disconnected) => return None,
            },
        };
        match message {
            Message::Quit => {
                self.cut();
                return None;
            }
            Message::Samples(take, samples) => {
                if let Some(sound) = self.takes.get_mut(&take) {
                    sound.samples.extend(samples);
                }
            }
            Message::Input(input) => self.input(input),
        }
        Some(())
    }

    fn next(&self) -> Next {
        let Some((take, sink)) = self.playing.filter(|_| !self.held) else { return Next::Wait };
        match self.takes.get(&take) {
            Some(sound) if sound.written < sound.samples.len() => Next::Write(sink),
            Some(sound) if sound.complete => Next::Listen(take, sink),
            _ => Next::Wait,
        }
    }

    fn input(&mut self, input: Input) {
        match &input {
            Input::Rendered(take) | Input::Failed(take, _) => {
                if let Some(sound) = self.takes.get_mut(take) {
                    sound.complete = true;
                }
            }
            Input::Heard(take) => {
                self.takes.remove(take);
                self.playing = None;
            }
            Input::Command(_) => {}
        }
        for action in self.core.step(input) {
            self.act(action);
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Cut => self.cut(),
            Action::Render(take, utterance, rate) => self.render(take, utterance, rate),
            Action::Drop(take) => {
                if let Some(sound) = self.takes.remove(&take) {
                    sound.cut.cut();
                }
            }
            Action::Play(take, sink) => self.playing = Some((take, sink)),
            Action::Hold => self.hold(),
            Action::Continue => self.held = false,
            Action::Volume(volume) => self.volume = volume,
            Action::Rest => {
                self.headphones.way.output.rest();
                self.speaker.way.output.rest();
            }
            Action::Tell(event) => (self.tell)(event),
        }
    }

    fn render(&mut self, take: Take, utterance: crate::Utterance, rate: crate::Rate) {
        let cut = Cut::default();
        self.takes.insert(take, Sound { cut: cut.clone(), samples: Vec::new(), written: 0, complete: false });
        // The renderer lives as long as this sender.
        let _ = self.orders.send(Order { take, utterance, rate, cut });
    }

    fn cut(&mut self) {
        self.headphones.way.output.cut();
        self.speaker.way.output.cut();
        for sound in std::mem::take(&mut self.takes).into_values() {
            sound.cut.cut();
        }
        self.playing = None;
        self.held = false;
    }

    /// Silence at once; what was written and not heard is written again later.
    fn hold(&mut self) {
        self.held = true;
        let Some((take, sink)) = self.playing else { return };
        let output = &mut self.port(sink).way.output;
        let unheard = output.delay().as_micros() as u64 * u64::from(SAMPLE_RATE) / 1_000_000;
        output.cut();
        if let Some(sound) = self.takes.get_mut(&take) {
            sound.written = sound.written.saturating_sub(unheard as usize);
        }
    }

    fn write(&mut self, sink: Sink) {
        let (chunk, volume) = (self.chunk, self.volume);
        let Some(sound) = self.playing.and_then(|(take, _)| self.takes.get_mut(&take)) else { return };
        let end = sound.samples.len().min(sound.written + chunk);
        let samples = sound.samples.get(sound.written..end).unwrap_or_default().to_vec();
        sound.written = end;
        let port = self.port(sink);
        let gain = port.way.calibration.gain(volume);
        let failed = port.way.output.write(&amplified(&samples, gain)).err().map(|error| error.to_string());
        let trouble = failed.or_else(|| port.way.output.trouble());
        self.output_works(sink, trouble);
    }

    fn output_works(&mut self, sink: Sink, trouble: Option<String>) {
        let port = self.port(sink);
        if port.trouble == trouble {
            return;
        }
        port.trouble.clone_from(&trouble);
        let part = Part::Output(sink);
        (self.tell)(trouble.map_or(Event::Mended { part }, |what| Event::Trouble { part, what }));
    }

    fn port(&mut self, sink: Sink) -> &mut Port {
        match sink {
            Sink::Headphones => &mut self.headphones,
            Sink::Speaker => &mut self.speaker,
        }
    }
}
