//! From an opened port to its loss: look for the module, set it up, trigger it while codes are wanted.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};
use zeroize::Zeroizing;

use super::device::{Dropped, ScanEvent, Task};
use super::frame::{Item, Splitter};
use super::model::{Bytes, End as CodeEnd, Model, Step};
use super::scanned::Scanned;
use super::status::Answer;
use crate::port::{Backoff, Port, Written, read_until, wire_time, write_until};
use crate::state::{DeviceState, Fault};

/// Bytes of one read from the line.
const READ: usize = 1024;

/// Why a session is over.
#[derive(Debug)]
pub(super) enum End {
    /// The handle was dropped.
    Closed,
    /// The port is no longer there.
    Gone,
    /// Nothing comes through it.
    Lost(Fault),
}

/// What became of a command.
#[derive(Debug, PartialEq, Eq)]
enum Said {
    Yes(Zeroizing<Vec<u8>>),
    No,
    /// Nothing, although something was expected.
    Nothing,
}

/// An open port with a module at its other end.
struct Line<'a> {
    port: Port,
    baud: u32,
    model: &'a Model,
    write: Duration,
    gap: Duration,
    splitter: Splitter,
    buffer: Zeroizing<Vec<u8>>,
    /// The next command not before.
    pause: Instant,
    /// When the last bytes came.
    heard: Instant,
    /// When those began that are not yet whole.
    began: Instant,
    /// What came and was not yet told, and when it began to come.
    came: VecDeque<(Instant, Item)>,
    /// Bytes that were neither reply nor code.
    noise: bool,
}

impl Task {
    /// Runs until the port is lost or the handle dropped.
    pub(super) async fn session(&mut self, port: Port, backoff: &mut Backoff) -> End {
        // A fault stays on show until the module has answered again.
        if !self.is_faulted() {
            self.show(DeviceState::Opening);
        }
        let model = self.model.clone();
        let now = Instant::now();
        let mut line = Line {
            port,
            baud: self.baud,
            model: &model,
            write: self.delays.write,
            gap: match model.end {
                CodeEnd::Gap => self.delays.gap,
                CodeEnd::Line => self.delays.unfinished,
            },
            splitter: Splitter::new(model.replies, model.end),
            buffer: Zeroizing::new(vec![0; READ]),
            pause: now,
            heard: now,
            began: now,
            came: VecDeque::new(),
            noise: false,
        };
        let end = match self.start(&mut line).await {
            Ok(()) => {
                backoff.reset();
                self.show(DeviceState::Ready);
                self.serve(&mut line).await
            }
            Err(end) => end,
        };
        if matches!(end, End::Closed) {
            // The light goes out with the program. A line that takes no more is not waited for.
            let _ = line.send(&model.stop).await;
        }
        end
    }

    /// Finds the speed at which it answers, and sets it up.
    async fn start(&mut self, line: &mut Line<'_>) -> Result<(), End> {
        self.find(line).await?;
        let model = line.model;
        let mut misses = 0;
        for step in &model.setup {
            while !line.step(step).await? {
                misses += 1;
                if misses >= self.delays.misses {
                    return Err(End::Lost(Fault::Hardware(
                        "it refuses its set-up; is the model in the configuration the right one?".into(),
                    )));
                }
            }
        }
        Ok(())
    }

    async fn find(&mut self, line: &mut Line<'_>) -> Result<(), End> {
        let Some(alive) = &line.model.alive else { return Ok(()) };
        let mut bauds = vec![self.baud];
        bauds.extend(line.model.bauds.iter().copied().filter(|baud| *baud != self.baud));
        let mut heard = false;
        for baud in bauds {
            line.set_baud(baud)?;
            for _ in 0..self.delays.hello {
                match line.exchange(alive).await? {
                    // A no is said by somebody who understood.
                    Said::Yes(_) | Said::No => {
                        self.baud = baud;
                        line.came.clear();
                        return Ok(());
                    }
                    Said::Nothing => heard |= line.noise,
                }
                if self.inbox.is_closed() {
                    return Err(End::Closed);
                }
            }
        }
        Err(End::Lost(if heard { Fault::Garbled } else { Fault::Silent }))
    }

    /// Triggers while codes are wanted, listens, and makes sure that the module is still there.
    async fn serve(&mut self, line: &mut Line<'_>) -> End {
        match self.rounds(line).await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn rounds(&mut self, line: &mut Line<'_>) -> Result<std::convert::Infallible, End> {
        let mut misses = 0;
        let mut triggered = false;
        // The set-up has just been answered.
        let mut proven = Instant::now();
        let mut next = proven + self.delays.alive;
        loop {
            if let Some(told) = self.deliver(line) {
                next = told + self.delays.after_code;
            }
            let now = Instant::now();
            if self.armed != triggered || self.fresh || (now >= next && (self.armed || line.model.alive.is_some())) {
                let model = line.model;
                let command = match (self.armed, triggered) {
                    (true, _) => &model.start,
                    (false, true) => &model.stop,
                    (false, false) => model.alive.as_ref().unwrap_or(&model.stop),
                };
                (triggered, self.fresh) = (self.armed, false);
                let silent = self.armed && !model.replies.answers(&command.0);
                // Triggers that are not answered prove nothing: in a long wait for a code it is asked as well.
                if let Some(alive) = model.alive.as_ref().filter(|_| silent && now >= proven + self.delays.alive) {
                    let said = line.exchange(alive).await?;
                    self.count(line, &said, &mut misses)?;
                    if misses == 0 {
                        proven = now;
                    }
                }
                let said = line.exchange(command).await?;
                // In the words of XFS4IoT (CWA 17852, `barcodeReader.status.scanner`).
                self.vitals.senses("scanner", if triggered { "on" } else { "off" });
                next = Instant::now() + if triggered { self.delays.again } else { self.delays.alive };
                if model.replies.answers(&command.0) {
                    self.count(line, &said, &mut misses)?;
                    proven = now;
                }
                continue;
            }
            tokio::select! {
                // A wish that is there already counts for a code that has come, too.
                biased;
                wish = self.inbox.recv() => self.wish(wish.ok_or(End::Closed)?),
                heard = line.listen(next) => heard?,
            }
        }
    }

    /// Counts replies that failed to come, or refused; too many in a row end the session.
    fn count(&self, line: &Line<'_>, said: &Said, misses: &mut u32) -> Result<(), End> {
        *misses = if matches!(said, Said::Yes(_)) { 0 } else { *misses + 1 };
        if *misses < self.delays.misses {
            return Ok(());
        }
        Err(End::Lost(match said {
            Said::No => Fault::Hardware("it refuses every command".into()),
            _ if line.noise => Fault::Garbled,
            _ => Fault::Silent,
        }))
    }

    /// Tells what came, if it is wanted; when a code was told.
    fn deliver(&mut self, line: &mut Line<'_>) -> Option<Instant> {
        while let Ok(wish) = self.inbox.try_recv() {
            self.wish(wish);
        }
        let mut told = None;
        while let Some((began, item)) = line.came.pop_front() {
            let now = Instant::now();
            match item {
                // Late, or unasked.
                Item::Reply(_) => {}
                _ if !self.armed || began < self.since => {}
                Item::Code(code) => {
                    told = Some(now);
                    if self.same.is_news(&code, now.into_std().duration_since(*START)) {
                        self.tell(ScanEvent::Code(Scanned::of(code, None)));
                    }
                }
                Item::TooLong => self.tell(ScanEvent::Dropped(Dropped::TooLong)),
                Item::Unfinished => self.tell(ScanEvent::Dropped(Dropped::Unfinished)),
            }
        }
        told
    }
}

/// Where the clock of [`super::same::Same`] begins.
static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);

impl Line<'_> {
    fn set_baud(&mut self, baud: u32) -> Result<(), End> {
        self.baud = baud;
        self.splitter = Splitter::new(self.model.replies, self.model.end);
        self.port.discard_all();
        self.port.set_baud(baud).map_err(|error| gone(&error))
    }

    /// Does one step of the set-up; `false`: it was not answered, or refused.
    async fn step(&mut self, step: &Step) -> Result<bool, End> {
        match step {
            Step::Send(command) => Ok(matches!(self.exchange(command).await?, Said::Yes(_))),
            Step::Register(register) => {
                let Said::Yes(data) = self.exchange(&Bytes(register.read())).await? else { return Ok(false) };
                let Some(&now) = data.first() else { return Ok(false) };
                match register.write(now) {
                    Some(command) => Ok(matches!(self.exchange(&Bytes(command)).await?, Said::Yes(_))),
                    None => Ok(true),
                }
            }
        }
    }

    /// Sends a command and waits for its reply; codes that come meanwhile are kept.
    async fn exchange(&mut self, command: &Bytes) -> Result<Said, End> {
        self.noise = false;
        let awaited = self.splitter.expect(&command.0);
        if !self.send(command).await? {
            return Ok(Said::Nothing);
        }
        if !awaited {
            return Ok(Said::Yes(Zeroizing::new(Vec::new())));
        }
        let longest = command.0.len() + self.model.replies.longest();
        let patience = Duration::from_millis(self.model.answer_ms.into()) + wire_time(longest, self.baud);
        let deadline = Instant::now() + patience;
        loop {
            let reply = self.came.iter().position(|(_, item)| matches!(item, Item::Reply(_)));
            if let Some((_, Item::Reply(answer))) = reply.and_then(|place| self.came.remove(place)) {
                return Ok(match answer {
                    Answer::Yes(data) => Said::Yes(data),
                    Answer::No => Said::No,
                });
            }
            if Instant::now() >= deadline {
                return Ok(Said::Nothing);
            }
            self.listen(deadline).await?;
        }
    }

    /// Sends a command after the pause that the module wants; `false`: the line took it not whole.
    async fn send(&mut self, command: &Bytes) -> Result<bool, End> {
        let between = Duration::from_millis(self.model.between_ms.into());
        sleep_until(self.pause).await;
        if let Some(wake) = &self.model.wake {
            if !self.write(&wake.0).await? {
                return Ok(false);
            }
            sleep_until(Instant::now() + between).await;
        }
        let sent = self.write(&command.0).await?;
        self.pause = Instant::now() + between;
        Ok(sent)
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<bool, End> {
        match write_until(&mut self.port, bytes, Instant::now() + self.write).await {
            Written::All => Ok(true),
            Written::Stalled { .. } => Ok(false),
            Written::Broken { .. } => Err(End::Gone),
        }
    }

    /// Listens until something came, the line fell quiet in the middle of a code, or it is `until`.
    async fn listen(&mut self, until: Instant) -> Result<(), End> {
        let quiet = self.heard + self.gap;
        let waiting = self.splitter.in_the_middle();
        let until = if waiting { until.min(quiet) } else { until };
        match read_until(&mut self.port, &mut self.buffer, until).await {
            Ok(Some(count)) => {
                let bytes = self.buffer.get_mut(..count).unwrap_or_default();
                self.splitter.push(bytes);
                bytes.fill(0);
                self.heard = Instant::now();
                if !waiting {
                    self.began = self.heard;
                }
            }
            Ok(None) if waiting && Instant::now() >= quiet => self.splitter.quiet(),
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(gone(&error)),
        }
        while let Some(item) = self.splitter.next_item() {
            self.noise |= !matches!(item, Item::Reply(_));
            // More than anybody could hold up since the last look: the oldest goes.
            if self.came.len() >= 64 {
                self.came.pop_front();
            }
            self.came.push_back((std::mem::replace(&mut self.began, self.heard), item));
        }
        Ok(())
    }
}

fn gone(_: &io::Error) -> End {
    End::Gone
}
