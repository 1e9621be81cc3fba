//! Brings what is in the outbox to the platform, one entry at a time. What it waits for is counted by the monotonic
//! clock alone; times of the day are only written down.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use domain::{CaseNumber, Sensitive};
use jiff::Timestamp;
use platform::application::{Attachment, CaseKey, Outgoing, Part, Progress, Receipt};
use platform::{ApplicationError, SharedPlatform};
use tokio::time::{Instant, timeout, timeout_at};
use uuid::Uuid;

use super::key::{self, Place};
use super::limits::{CALL, PART, RETRY_AFTER_MOST, STALLS_MOST, WAIT, WAIT_MOST};
use super::state::{State, Why};
use super::step::{Action, Event, Found, step};
use super::store::Slot;
use super::{Kind, Outbox, OutboxRow};
use crate::error::{JournalError, Result};

/// A number in 0..=`most`, which looks random.
type Random = Box<dyn FnMut(u64) -> u64 + Send + Sync>;

/// The worker that brings what is in the outbox to the platform.
pub struct Courier {
    outbox: Outbox,
    platform: SharedPlatform,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    random: Random,
    /// What has to wait, and after how many tries.
    waits: HashMap<Uuid, Wait>,
    /// The platform as a whole.
    line: Wait,
}

/// Until when something waits.
#[derive(Debug, Clone, Copy)]
struct Wait {
    until: Instant,
    tries: u32,
    /// How often in a row the platform failed.
    failures: u32,
}

impl fmt::Debug for Courier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Courier").field("waits", &self.waits.len()).finish_non_exhaustive()
    }
}

impl Wait {
    fn none() -> Self {
        Self { until: Instant::now(), tries: 0, failures: 0 }
    }

    /// Full jitter: somewhere in 0..=2ⁿ·[`WAIT`], after what the platform asks for.
    fn longer(&mut self, least: Duration, random: &mut Random) {
        let most = WAIT.saturating_mul(2_u32.saturating_pow(self.tries)).min(WAIT_MOST);
        let jitter = Duration::from_millis(random(most.as_millis() as u64));
        self.until = Instant::now() + least.min(RETRY_AFTER_MOST) + jitter;
        self.tries = self.tries.saturating_add(1);
    }
}

impl Courier {
    /// A courier that has not begun.
    pub fn new(outbox: Outbox, platform: SharedPlatform) -> Self {
        Self {
            outbox,
            platform,
            clock: Arc::new(Timestamp::now),
            random: Box::new(system_random),
            waits: HashMap::new(),
            line: Wait::none(),
        }
    }

    /// The same courier with another clock for the times that are written down.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The same courier with other random waits: `random` gives a number from 0 up to and including its argument.
    #[must_use]
    pub fn with_random(mut self, random: impl FnMut(u64) -> u64 + Send + Sync + 'static) -> Self {
        self.random = Box::new(random);
        self
    }

    /// Works until it finds the journal closed. Dropping it at any moment is safe: another courier goes on from what is
    /// stored. There is one courier for an outbox.
    pub async fn deliver(mut self) {
        let mut changes = self.outbox.changes();
        loop {
            changes.mark_unchanged();
            let next = match self.round().await {
                Ok(next) => next,
                Err(JournalError::Closed) => return,
                Err(error) => {
                    tracing::error!(%error, "the outbox waits");
                    self.line.longer(Duration::ZERO, &mut self.random);
                    Some(self.line.until)
                }
            };
            // The outbox of this courier has the sender: waiting for a change ends with a change alone.
            let changed = changes.changed();
            match next {
                Some(until) => drop(timeout_at(until, changed).await),
                None => drop(changed.await),
            }
        }
    }

    /// Takes up everything that has not to wait, oldest first; gives the time of the next one that has.
    async fn round(&mut self) -> Result<Option<Instant>> {
        let open = self.outbox.open_entries().await?;
        self.waits.retain(|id, _| open.iter().any(|row| row.id == *id));
        let mut next: Option<Instant> = None;
        for row in &open {
            let due = self.waits.get(&row.id).is_none_or(|wait| wait.until <= Instant::now());
            if due && self.line.until <= Instant::now() && self.line_holds().await {
                match self.bring(row).await {
                    Ok(true) => continue,
                    Ok(false) => {}
                    Err(JournalError::Closed) => return Err(JournalError::Closed),
                    // A full disk, say: what could not be committed was not done. The others do not wait for it.
                    Err(error) => {
                        tracing::error!(%error, entry = %row.id, "an entry of the outbox waits");
                        self.put_off(row.id, Duration::ZERO);
                    }
                }
            }
            let until = self.waits.get(&row.id).map_or(self.line.until, |wait| wait.until.max(self.line.until));
            next = Some(next.map_or(until, |next| next.min(until)));
        }
        Ok(next)
    }

    fn put_off(&mut self, id: Uuid, least: Duration) {
        self.waits.entry(id).or_insert_with(Wait::none).longer(least, &mut self.random);
    }

    /// Whether the platform can be reached: so that a dead line is found out once, and not by each entry.
    async fn line_holds(&mut self) -> bool {
        let holds = matches!(timeout(CALL, self.platform.reachable()).await, Ok(Ok(())));
        if holds {
            self.line.tries = 0;
        } else {
            self.line.longer(Duration::ZERO, &mut self.random);
        }
        holds
    }

    /// Goes on with an entry until it ends (`true`) or has to wait. Each state is committed before what follows it is
    /// done.
    async fn bring(&mut self, row: &OutboxRow) -> Result<bool> {
        let (mut state, mut event) = (row.state.clone(), Event::Taken);
        loop {
            let moved = step(state.clone(), event);
            if let Some(change) = moved.change {
                state = change.to().clone();
                self.outbox.advance(row.id, change, (self.clock)()).await?;
            }
            let answer = match moved.action {
                Action::GoOn => Ok(Event::Taken),
                Action::Reserve => self.reserve(row).await?,
                Action::Upload => self.upload(row, &state).await?,
                Action::Submit => self.submit(row, &state).await?,
                Action::Ask => self.ask(row, &state).await?.map(Event::Asked),
                Action::AskRefused(words) => {
                    self.ask(row, &state).await?.map(|found| Event::AskedRefused(found, words))
                }
                Action::Wait(least) => {
                    self.put_off(row.id, least);
                    return Ok(false);
                }
                Action::Done => {
                    self.waits.remove(&row.id);
                    return Ok(true);
                }
            };
            let wait = self.waits.entry(row.id).or_insert_with(Wait::none);
            wait.failures = if matches!(answer, Err(ApplicationError::Failed { .. })) { wait.failures + 1 } else { 0 };
            event = answer.unwrap_or_else(|error| went_wrong(error, wait.failures));
        }
    }

    async fn reserve(&self, row: &OutboxRow) -> Result<std::result::Result<Event, ApplicationError>> {
        let Some(form) = &row.form else { return Ok(Ok(Event::Unreadable)) };
        let asked = call(self.platform.reserve(row.id, form)).await;
        Ok(asked.map(Event::Reserved))
    }

    /// Uploads what the platform does not have yet of each attachment.
    async fn upload(&self, row: &OutboxRow, state: &State) -> Result<std::result::Result<Event, ApplicationError>> {
        let (Some(outgoing), Some(number)) = (self.opened(row).await?, state.number()) else {
            return Ok(Ok(Event::Unreadable));
        };
        for (item, attachment) in (1..).zip(outgoing.attachments()) {
            match self.upload_one(row.id, number, item, attachment).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return Ok(Err(error)),
                Err(JournalError::Unreadable) => return Ok(Ok(Event::Unreadable)),
                Err(error) => return Err(error),
            }
        }
        Ok(Ok(Event::Uploaded))
    }

    async fn upload_one(
        &self,
        id: Uuid,
        number: &CaseNumber,
        item: u32,
        attachment: &Attachment,
    ) -> Result<std::result::Result<(), ApplicationError>> {
        let mut offset = match call(self.platform.uploaded(number, &attachment.digest)).await {
            Ok(offset) => offset,
            Err(error) => return Ok(Err(error)),
        };
        let mut stalls = 0;
        while offset < attachment.length {
            let part = (offset / PART as u64) as u32;
            let place = Place::Attachment { digest: attachment.digest, part };
            let bytes = self.outbox.part(Slot { entry: id, item, part }, place).await?;
            let rest = bytes.get((offset % PART as u64) as usize..).filter(|rest| !rest.is_empty());
            let bytes = Sensitive::new(rest.ok_or(JournalError::Unreadable)?.to_vec());
            let part = Part { attachment: attachment.digest, length: attachment.length, offset, bytes };
            let before = offset;
            offset = match call(self.platform.upload(number, &part)).await {
                Ok(offset) => offset,
                Err(error) => return Ok(Err(error)),
            };
            stalls = if offset > before { 0 } else { stalls + 1 };
            if stalls > STALLS_MOST {
                return Ok(Err(ApplicationError::Failed { reference: "UPLOAD-STALLS".to_owned() }));
            }
        }
        Ok(Ok(()))
    }

    async fn submit(&self, row: &OutboxRow, state: &State) -> Result<std::result::Result<Event, ApplicationError>> {
        let (Some(outgoing), Some(number)) = (self.opened(row).await?, state.number()) else {
            return Ok(Ok(Event::Unreadable));
        };
        let sent = match &outgoing {
            Outgoing::Application(submission) => call(self.platform.submit(number, submission)).await.map(Some),
            Outgoing::Supplement(supplement) => call(self.platform.supplement(supplement)).await.map(|()| None),
            Outgoing::Rating(rating) => call(self.platform.rate(rating)).await.map(|()| None),
        };
        // A receipt of something else says nothing of this one: the platform is asked.
        Ok(sent.map(|receipt| match receipt {
            Some(receipt) if !is_of(&receipt, row, number) => Event::NoAnswer,
            receipt => Event::Received(receipt.map(Box::new)),
        }))
    }

    async fn ask(&self, row: &OutboxRow, state: &State) -> Result<std::result::Result<Found, ApplicationError>> {
        let Some(number) = state.number() else { return Ok(Ok(Found::NotThere)) };
        let asked = call(self.platform.application(&CaseKey::Number(number.clone()))).await;
        Ok(asked.map(|progress| found(row, number, progress)))
    }

    /// What was sealed; `None`: it cannot be read.
    async fn opened(&self, row: &OutboxRow) -> Result<Option<Outgoing>> {
        match self.outbox.outgoing(row.id).await {
            Ok(outgoing) => Ok(Some(outgoing)),
            Err(JournalError::Unreadable) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// A call, with the time that it may take.
async fn call<T>(
    asked: impl Future<Output = std::result::Result<T, ApplicationError>>,
) -> std::result::Result<T, ApplicationError> {
    timeout(CALL, asked).await.unwrap_or(Err(ApplicationError::TimedOut))
}

/// What an error means for an entry. `failures`: how often in a row the platform failed, this one included.
fn went_wrong(error: ApplicationError, failures: u32) -> Event {
    match error {
        // These calls have no session: a platform that speaks of one has failed.
        ApplicationError::Offline | ApplicationError::TimedOut | ApplicationError::SessionInvalid => Event::NoAnswer,
        ApplicationError::Failed { .. } => Event::Failed(failures),
        ApplicationError::Busy { retry_after } => Event::Busy(retry_after),
        ApplicationError::Refused { words } => Event::Refused(words),
    }
}

fn is_of(receipt: &Receipt, row: &OutboxRow, number: &CaseNumber) -> bool {
    receipt.submission == row.id && receipt.number == *number && receipt.digest == row.digest
}

/// Whether the platform has an entry, by what it says of the case.
fn found(row: &OutboxRow, number: &CaseNumber, progress: Option<Progress>) -> Found {
    let Some(progress) = progress else { return Found::Strange(Why::NoSuchCase) };
    if progress.number != *number {
        return Found::Strange(Why::OtherCase);
    }
    match (row.kind, progress.receipt) {
        (Kind::Application, _) if progress.submission != row.id => Found::Strange(Why::OtherCase),
        (Kind::Application, None) => Found::NotThere,
        (Kind::Application, Some(receipt)) if is_of(&receipt, row, number) => Found::There(Some(Box::new(receipt))),
        (Kind::Application, Some(_)) => Found::Strange(Why::OtherContent),
        (Kind::Supplement, _) if progress.supplements.contains(&row.id) => Found::There(None),
        (Kind::Rating, _) if progress.rated == Some(row.id) => Found::There(None),
        (Kind::Supplement | Kind::Rating, _) => Found::NotThere,
    }
}

/// From the system; half of the most where it gives none.
fn system_random(most: u64) -> u64 {
    let mut bytes = [0; 8];
    match key::random(&mut bytes) {
        Ok(()) => u64::from_le_bytes(bytes) % (most + 1),
        Err(_) => most / 2,
    }
}
