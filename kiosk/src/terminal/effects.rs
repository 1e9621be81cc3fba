//! Carries out what the visit wants: asks the platform, lays out and prints tickets, keeps the journal.

use std::sync::Arc;
use std::time::Duration;

use domain::{Certificate, Record};
use drivers::id_card::IdCardReader;
use drivers::laser::{self, Laser};
use drivers::printer::{Model, Outcome, Printer, Progress};
use drivers::scanner::Scanner;
use drivers::social_card::SocialCardReader;
use journal::{JobEnd, Journal};
use platform::{Session, SharedPlatform};
use service::{
    Answer, CallId, Directory, Effect, Event, Folio, Language, Leaflet, Medium, Note, Now, PrintOutcome, Printout,
    Sheet, Trouble,
};
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::AbortHandle;
use uuid::Uuid;

use super::camera::Camera;
use super::composer::Composer;
use super::hand_in::Deliveries;
use super::health::trouble_of;
use super::notes::Writer;
use super::typing::Typing;
use crate::popularity::Asked;

/// Whom the visit asks.
pub(super) struct Effects {
    pub(super) deliveries: Deliveries,
    pub(super) typing: Typing,
    pub(super) camera: Camera,
    pub(super) platform: SharedPlatform,
    pub(super) platform_limit: Duration,
    pub(super) journal: Writer,
    pub(super) asked: Asked,
    /// What the forms are called.
    pub(super) directory: watch::Receiver<Arc<Directory>>,
    pub(super) jobs: Jobs,
    pub(super) composer: Composer,
    pub(super) reader: IdCardReader,
    pub(super) scanner: Option<Scanner>,
    pub(super) social: Option<SocialCardReader>,
    pub(super) probe: Arc<Notify>,
    pub(super) events: mpsc::UnboundedSender<Event>,
    pub(super) calls: Vec<AbortHandle>,
    /// The sessions to close when the visit ends.
    pub(super) sessions: Vec<Arc<Session>>,
}

impl Effects {
    pub(super) fn carry_out(&mut self, effect: Effect, now: Now) {
        match effect {
            Effect::ArmReader(on) => {
                if on {
                    self.reader.arm();
                } else {
                    self.reader.disarm();
                }
                if let Some(social) = &self.social {
                    if on { social.arm() } else { social.disarm() }
                }
            }
            Effect::ArmScanner(on) => {
                if let Some(scanner) = &self.scanner {
                    if on { scanner.arm() } else { scanner.disarm() }
                }
            }
            Effect::Compose { call, record, certificate, medium } => {
                self.compose(call, record, certificate, medium);
            }
            Effect::ComposeSlip { call, slip, language, medium } => {
                let (composer, events) = (self.composer.clone(), self.events.clone());
                tokio::task::spawn_blocking(move || {
                    let sheet = composer.slip(&slip, language, medium);
                    events.send(Event::Answer(call, Answer::Composed(sheet.map(Arc::new)))).unwrap_or_default();
                });
            }
            Effect::ComposeLeaflet { call, leaflet, language } => self.compose_leaflet(call, leaflet, language),
            Effect::Seal { call, visit, outgoing, photos, signature } => {
                let deliveries = self.deliveries.clone();
                // Not among the calls: what was confirmed is kept, whoever has left.
                tokio::spawn(deliveries.seal(call, visit, outgoing.to_vec(), photos, signature));
            }
            Effect::Type { call, press } => self.typing.press(call, press),
            Effect::ArmCamera(on) => self.camera.arm(on),
            Effect::Photograph { call } => {
                let task = self.camera.photograph(call);
                self.keep(task);
            }
            Effect::ProbePlatform => self.probe.notify_one(),
            Effect::CancelCalls => self.cancel(),
            Effect::Print { job, visit, printout, sheet } => {
                let (jobs, events) = (self.jobs.clone(), self.events.clone());
                // Not among the calls: what was begun on paper is finished and journalled, whoever has left.
                tokio::spawn(async move { jobs.print(job, visit, printout, sheet, events).await });
            }
            Effect::Note(Note::MatterOpened(id)) => self.asked.opened(id),
            Effect::Note(note) => self.journal.note(note, now.at),
            Effect::Wipe => self.wipe(),
            // Everything else is a question to the platform.
            question => self.call(question),
        }
    }

    fn wipe(&mut self) {
        self.cancel();
        self.composer.forget();
        self.deliveries.forget();
        self.typing.end();
        self.camera.arm(false);
        let asked = self.asked.clone();
        tokio::task::spawn_blocking(move || asked.save());
        for session in self.sessions.drain(..) {
            let platform = self.platform.clone();
            tokio::spawn(async move { platform.close(&session).await });
        }
    }

    fn compose(&mut self, call: CallId, record: Arc<Record>, certificate: Arc<Certificate>, medium: Medium) {
        let (composer, events) = (self.composer.clone(), self.events.clone());
        // Drawing takes milliseconds of one core: not on the task that takes the person's touches.
        tokio::task::spawn_blocking(move || {
            let sheet = composer.compose(&record, &certificate, medium);
            events.send(Event::Answer(call, Answer::Composed(sheet.map(Arc::new)))).unwrap_or_default();
        });
    }

    fn compose_leaflet(&mut self, call: CallId, leaflet: Arc<Leaflet>, language: Language) {
        let (composer, events) = (self.composer.clone(), self.events.clone());
        tokio::task::spawn_blocking(move || {
            let sheet = composer.leaflet(&leaflet, language);
            events.send(Event::Answer(call, Answer::Composed(sheet.map(Arc::new)))).unwrap_or_default();
        });
    }

    pub(super) fn keep(&mut self, call: AbortHandle) {
        self.calls.retain(|call| !call.is_finished());
        self.calls.push(call);
    }

    fn cancel(&mut self) {
        for call in self.calls.drain(..) {
            call.abort();
        }
    }
}

/// Prints jobs so that none is lost, doubled or claimed without evidence.
#[derive(Clone)]
pub(super) struct Jobs {
    pub(super) journal: Journal,
    pub(super) printer: Printer,
    pub(super) laser: Option<Laser>,
    pub(super) model: Arc<Model>,
    pub(super) fonts: Arc<paper::Fonts>,
}

impl Jobs {
    async fn print(
        &self,
        job: Uuid,
        visit: Uuid,
        printout: Printout,
        sheet: Arc<Sheet>,
        events: mpsc::UnboundedSender<Event>,
    ) {
        let outcome = self.journalled(job, visit, printout, sheet, &events).await;
        events.send(Event::PrintEnded { job, outcome }).unwrap_or_default();
    }

    async fn journalled(
        &self,
        job: Uuid,
        visit: Uuid,
        printout: Printout,
        sheet: Arc<Sheet>,
        events: &mpsc::UnboundedSender<Event>,
    ) -> PrintOutcome {
        let now = jiff::Timestamp::now;
        if let Err(error) = self.journal.job_created(job, visit, super::notes::printout_name(printout), now()).await {
            tracing::error!(%error, "the journal took no job: nothing is printed");
            return PrintOutcome::NotPrinted(Trouble::Journal);
        }
        match (&sheet.folio, &self.laser) {
            (Some(folio), Some(laser)) => self.on_a4(job, folio, laser, events).await,
            (Some(_), None) => {
                self.ended(job, JobEnd::NotPrinted("no_a4"), PrintOutcome::NotPrinted(Trouble::Disconnected)).await
            }
            (None, _) => self.as_ticket(job, &sheet, events).await,
        }
    }

    /// On the A4 printer.
    async fn on_a4(
        &self,
        job: Uuid,
        folio: &Folio,
        laser: &Laser,
        events: &mpsc::UnboundedSender<Event>,
    ) -> PrintOutcome {
        if let Some(outcome) = self.sending(job).await {
            return outcome;
        }
        let (progress, mut steps) = mpsc::unbounded_channel::<u8>();
        let told = events.clone();
        let watcher = tokio::spawn(async move {
            while let Some(percent) = steps.recv().await {
                told.send(Event::PrintProgress { job, percent }).unwrap_or_default();
            }
        });
        let document =
            laser::PrintJob { name: job.to_string(), pdf: folio.pdf.reveal().clone().into(), pages: folio.pages };
        let outcome = laser.print(document, progress).await;
        // The last progress is told before the end.
        watcher.await.unwrap_or_default();
        match outcome {
            laser::Outcome::Printed => self.ended(job, JobEnd::Printed, PrintOutcome::Printed).await,
            laser::Outcome::NotPrinted(reason) => {
                let trouble = crate::laser::trouble_of(reason);
                self.ended(job, JobEnd::NotPrinted(trouble.name()), PrintOutcome::NotPrinted(trouble)).await
            }
            laser::Outcome::Unknown => self.ended(job, JobEnd::Unknown("no_evidence"), PrintOutcome::Unknown).await,
        }
    }

    /// Committed before the first byte leaves: after a power cut the job is unknown, never printed again.
    async fn sending(&self, job: Uuid) -> Option<PrintOutcome> {
        let error = self.journal.job_sending(job, jiff::Timestamp::now()).await.err()?;
        tracing::error!(%error, "the journal took no job: nothing is printed");
        Some(self.ended(job, JobEnd::NotPrinted("journal"), PrintOutcome::NotPrinted(Trouble::Journal)).await)
    }

    /// From the roll.
    async fn as_ticket(&self, job: Uuid, sheet: &Sheet, events: &mpsc::UnboundedSender<Event>) -> PrintOutcome {
        let ops = match paper::ops(&sheet.ticket, &self.model, &self.fonts) {
            Ok(ops) => ops,
            Err(error) => {
                tracing::error!(%error, "a ticket could not be turned into printer operations");
                return self
                    .ended(job, JobEnd::NotPrinted("unencodable"), PrintOutcome::NotPrinted(Trouble::Broken))
                    .await;
            }
        };
        if let Some(outcome) = self.sending(job).await {
            return outcome;
        }
        let (progress, mut steps) = mpsc::unbounded_channel::<Progress>();
        let told = events.clone();
        let watcher = tokio::spawn(async move {
            while let Some(step) = steps.recv().await {
                let percent = (step.sent * 100 / step.total.max(1)) as u8;
                told.send(Event::PrintProgress { job, percent }).unwrap_or_default();
            }
        });
        let outcome = self.printer.print_watched(ops, progress).await;
        // The last progress is told before the end.
        watcher.await.unwrap_or_default();
        match outcome {
            Outcome::Printed => self.ended(job, JobEnd::Printed, PrintOutcome::Printed).await,
            Outcome::NotPrinted(reason) => {
                let trouble = trouble_of(&reason);
                self.ended(job, JobEnd::NotPrinted(trouble.name()), PrintOutcome::NotPrinted(trouble)).await
            }
            Outcome::Unknown(_) => self.ended(job, JobEnd::Unknown("no_evidence"), PrintOutcome::Unknown).await,
        }
    }

    /// Writes how the job ended. When even that fails, the paper is still what it is; the next start finds the job
    /// in the state "sending" and reports it as unknown.
    async fn ended(&self, job: Uuid, end: JobEnd, outcome: PrintOutcome) -> PrintOutcome {
        if let Err(error) = self.journal.job_ended(job, end, jiff::Timestamp::now()).await {
            tracing::error!(%error, "the journal could not take how a job ended");
        }
        outcome
    }
}
