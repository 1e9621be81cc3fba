//! Asks every port, all of them at once, each one question after the other.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::language::{Judgement, Language, Question};
use super::ports::{PortPlace, users_of};
use super::{Finding, Found, Kind, Probed, Settings};
use crate::port::{self, OpenError, Port, PortConfig, Written, read_until, wire_time, write_until};

/// ESC @: throws away an unfinished line of a printer.
const FORGET: &[u8] = b"\x1B@";
/// Longest answer that is looked at.
const LONGEST: usize = 4096;

/// Asks every port what is on it, in their order. Must be called inside a tokio runtime with time and I/O enabled.
/// Ports that a driver has open are in use.
pub async fn probe(ports: &[PortPlace], settings: Settings) -> Vec<Probed> {
    let settings = Arc::new(settings);
    let mut tasks = JoinSet::new();
    for (place, port) in ports.iter().cloned().enumerate() {
        let settings = Arc::clone(&settings);
        tasks.spawn(async move {
            let limit = settings.delays.port;
            let finding = timeout(limit, probe_port(&port, &settings)).await.unwrap_or(Finding::TooLong);
            (place, Probed { port, finding })
        });
    }
    let mut probed: Vec<_> = Vec::new();
    while let Some(done) = tasks.join_next().await {
        // A task that panicked found nothing; the others have.
        probed.extend(done.ok());
    }
    probed.sort_by_key(|(place, _)| *place);
    probed.into_iter().map(|(_, probed)| probed).collect()
}

async fn probe_port(place: &PortPlace, settings: &Settings) -> Finding {
    if place.console {
        return Finding::InUse("the system's console".into());
    }
    if let Some(who) = users_of(Path::new("/proc"), &place.path) {
        return Finding::InUse(who);
    }
    let first = settings.languages.first().and_then(|language| language.bauds().first().copied()).unwrap_or(115_200);
    let port = match port::open(&PortConfig::new(&place.path, first)) {
        Ok(port) => port,
        Err(OpenError::Missing(_)) => return Finding::HungUp,
        // TIOCEXCL: whoever has it does not share it.
        Err(OpenError::Refused { reason, .. }) if is_busy(&reason) => return Finding::InUse("another program".into()),
        Err(OpenError::Refused { reason, .. }) => return Finding::Refused(reason),
    };
    let mut asker = Asker { port, baud: first, settings, heard: 0 };
    match asker.ask(place).await {
        Ok(finding) => finding,
        Err(Gone) => Finding::HungUp,
    }
}

/// In the words of the operating system, or of the library that asks it for the port alone.
fn is_busy(reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    reason.contains("busy") || reason.contains("exclusive lock")
}

/// The line is gone.
struct Gone;

impl From<io::Error> for Gone {
    fn from(_: io::Error) -> Self {
        Self
    }
}

/// What came of one question.
enum Answer {
    Yes(Vec<u8>),
    No,
    Echo,
}

struct Asker<'a> {
    port: Port,
    baud: u32,
    settings: &'a Settings,
    /// Bytes that were no answer.
    heard: usize,
}

impl Asker<'_> {
    async fn ask(&mut self, place: &PortPlace) -> Result<Finding, Gone> {
        let listen = self.settings.delays.listen;
        if self.drop_for(listen).await? > 0 {
            let again = self.drop_for(listen).await?;
            if again > 0 {
                return Ok(Finding::Noise { bytes: again });
            }
        }
        for language in &self.settings.languages {
            for baud in language.bauds() {
                self.set_baud(baud)?;
                let questions = language.questions();
                match self.question(questions.first()).await? {
                    Answer::Yes(answer) => {
                        if let Some(found) = self.converse(place, language.as_ref(), &questions, answer).await? {
                            return Ok(Finding::Found(found));
                        }
                    }
                    Answer::No => {}
                    Answer::Echo => return Ok(Finding::Echo),
                }
                // At once: the questions together are longer than a line of paper, and a full line is printed.
                if language.kind() != Kind::Printer {
                    self.send(FORGET).await?;
                }
                self.heard += self.drop_for(self.settings.delays.pause).await?;
            }
        }
        Ok(if self.heard > 0 { Finding::Unknown { bytes: self.heard } } else { Finding::Silent })
    }

    /// The rest of the questions, of one that answered the first.
    async fn converse(
        &mut self,
        place: &PortPlace,
        language: &dyn Language,
        questions: &[Question],
        first: Vec<u8>,
    ) -> Result<Option<Found>, Gone> {
        let mut answers = vec![Some(first)];
        let mut named = true;
        for question in questions.iter().skip(1) {
            let answer = if question.proof || named { self.question(Some(question)).await? } else { Answer::No };
            match answer {
                Answer::Yes(answer) => answers.push(Some(answer)),
                _ if question.proof => return Ok(None),
                _ => {
                    // One that does not know a question for its name knows no other.
                    named = false;
                    answers.push(None);
                }
            }
        }
        self.send(language.farewell()).await?;
        let recognised = language.recognise(&answers, self.baud);
        Ok(Some(Found {
            path: place.path.clone(),
            by_path: place.by_path.clone(),
            kind: language.kind(),
            model: recognised.model,
            identity: recognised.identity,
            baud: self.baud,
            evidence: recognised.evidence,
        }))
    }

    /// Asks one question. What is no answer is counted and dropped.
    async fn question(&mut self, question: Option<&Question>) -> Result<Answer, Gone> {
        let Some(question) = question else { return Ok(Answer::No) };
        self.heard += self.drop_for(std::time::Duration::ZERO).await?;
        self.send(&question.bytes).await?;
        let mut answer = Vec::new();
        let mut until = Instant::now()
            + self.settings.delays.slowness * question.wait
            + wire_time(question.bytes.len() + 64, self.baud);
        loop {
            let Some(bytes) = self.read(until).await? else { break };
            answer.extend(bytes);
            match (question.judge)(&answer) {
                Judgement::Mine => return Ok(Answer::Yes(answer)),
                _ if answer.len() > LONGEST => break,
                Judgement::Perhaps => {}
                // It may go on with an answer after something else: not for long.
                Judgement::No => until = until.min(Instant::now() + self.settings.delays.quiet),
            }
        }
        if answer == question.bytes {
            return Ok(Answer::Echo);
        }
        self.heard += answer.len();
        Ok(Answer::No)
    }

    fn set_baud(&mut self, baud: u32) -> Result<(), Gone> {
        self.baud = baud;
        Ok(self.port.set_baud(baud)?)
    }

    /// A line that takes nothing has nobody who answers.
    async fn send(&mut self, bytes: &[u8]) -> Result<(), Gone> {
        let until = Instant::now() + self.settings.delays.write + wire_time(bytes.len(), self.baud);
        match write_until(&mut self.port, bytes, until).await {
            Written::All => Ok(()),
            Written::Stalled { .. } => {
                self.port.discard_output();
                Ok(())
            }
            Written::Broken { .. } => Err(Gone),
        }
    }

    async fn read(&mut self, until: Instant) -> Result<Option<Vec<u8>>, Gone> {
        let mut buffer = [0; 512];
        let count = read_until(&mut self.port, &mut buffer, until).await?;
        Ok(count.map(|count| buffer.get(..count).unwrap_or_default().to_vec()))
    }

    /// Drops what comes for so long; says how much it was.
    async fn drop_for(&mut self, time: std::time::Duration) -> Result<usize, Gone> {
        let until = Instant::now() + time;
        let mut dropped = 0;
        while let Some(bytes) = self.read(until).await? {
            dropped += bytes.len();
            if Instant::now() >= until {
                break;
            }
        }
        Ok(dropped)
    }
}
