//! What was confirmed: onto the disk, then to the platform by itself; the visit is told how it gets on while it lasts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use domain::Sensitive;
use domain::form::Digest;
use journal::outbox::{Content, Contents, Courier, Kind, Note, Outbox, State};
use platform::SharedPlatform;
use platform::application::{Attachment, MediaType, Outgoing};
use service::{Answer, CallId, Delivery, Event, Photo, Stroke};
use tokio::sync::{broadcast, mpsc};
use uuid::Uuid;

use super::DeskEvent;
use crate::ink;

/// The outbox, and whom it tells.
#[derive(Clone)]
pub(super) struct Deliveries {
    outbox: Outbox,
    events: mpsc::UnboundedSender<Event>,
    /// What the visit waits for, and what it was told last.
    watched: Arc<Mutex<BTreeMap<Uuid, Option<Delivery>>>>,
    /// Photographs that are sealed ahead.
    ahead: Arc<Mutex<Vec<Ahead>>>,
}

/// A photograph of the visit, and what was sealed of it.
type Ahead = (Weak<Photo>, Content);

impl Deliveries {
    /// Brings everything to the platform from now on. Needs a tokio runtime.
    /// `desk`: is told of what nobody can settle but staff.
    pub(super) fn start(
        outbox: Outbox,
        platform: SharedPlatform,
        events: mpsc::UnboundedSender<Event>,
        desk: broadcast::Sender<DeskEvent>,
    ) -> Self {
        tokio::spawn(Courier::new(outbox.clone(), platform).deliver());
        let deliveries = Self { outbox, events, watched: Arc::default(), ahead: Arc::default() };
        let follower = deliveries.clone();
        tokio::spawn(async move {
            let mut changes = follower.outbox.changes();
            let mut unsettled = 0;
            while changes.changed().await.is_ok() {
                follower.tell().await;
                let now = follower.outbox.unsettled().await.map_or(unsettled, |rows| rows.len());
                if std::mem::replace(&mut unsettled, now) < now {
                    // Without a listener there is nobody to tell; the journal has it.
                    desk.send(DeskEvent::Unsettled).unwrap_or_default();
                }
            }
        });
        deliveries
    }

    /// Seals a photograph ahead, so that handing in takes hardly longer than its commit. Takes milliseconds of a core. Of
    /// those that the visit no longer has none is kept.
    pub(super) fn prepare(&self, photo: &Arc<Photo>) {
        // Without it, it is sealed when it is handed in: what is wrong is told there.
        let Ok(content) = self.outbox.prepare(&photo.jpeg) else { return };
        let mut ahead = self.ahead();
        ahead.retain(|(photo, _)| photo.strong_count() > 0);
        ahead.push((Arc::downgrade(photo), content));
    }

    /// Commits what goes out, all of it or nothing, and answers.
    pub(super) async fn seal(
        self,
        call: CallId,
        visit: Uuid,
        mut outgoing: Vec<Outgoing>,
        photos: Vec<(Digest, Arc<Photo>)>,
        signature: Option<(String, Sensitive<Vec<Stroke>>)>,
    ) {
        let mut contents: Contents = photos.into_iter().map(|(digest, photo)| (digest, self.content(&photo))).collect();
        if let Some((question, strokes)) = signature {
            sign(&mut outgoing, &mut contents, &question, strokes.reveal());
        }
        let ids: Vec<Uuid> = outgoing.iter().map(Outgoing::id).collect();
        // Before it is committed: nothing that happens to it is missed.
        self.watched().extend(ids.iter().map(|id| (*id, None)));
        let sealed = self.outbox.seal_together(visit, &outgoing, contents, jiff::Timestamp::now()).await;
        let locals = match sealed {
            Ok(rows) => Some(rows.into_iter().map(|row| row.local).collect()),
            Err(error) => {
                tracing::error!(%error, "the journal took no application: nothing was handed in");
                self.watched().retain(|id, _| !ids.contains(id));
                None
            }
        };
        self.events.send(Event::Answer(call, Answer::Sealed(locals))).unwrap_or_default();
        self.tell().await;
    }

    /// The visit is over: nobody is to be told any more.
    pub(super) fn forget(&self) {
        self.watched().clear();
        self.ahead().clear();
    }

    fn watched(&self) -> MutexGuard<'_, BTreeMap<Uuid, Option<Delivery>>> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ahead(&self) -> MutexGuard<'_, Vec<Ahead>> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A photograph as it was sealed ahead, or as it is. What was sealed is given away: where it is not taken, it is sealed
    /// anew.
    fn content(&self, photo: &Arc<Photo>) -> Content {
        let mut ahead = self.ahead();
        let known = ahead.iter().position(|(known, _)| std::ptr::eq(known.as_ptr(), Arc::as_ptr(photo)));
        known.map_or_else(|| photo.jpeg.clone().into(), |at| ahead.swap_remove(at).1)
    }

    /// Tells the visit what is new of what it waits for.
    async fn tell(&self) {
        let ids: Vec<Uuid> = self.watched().keys().copied().collect();
        for id in ids {
            let Some(delivery) = self.delivery(id).await else { continue };
            let news = match self.watched().get_mut(&id) {
                Some(told) if told.as_ref() != Some(&delivery) => {
                    *told = Some(delivery.clone());
                    true
                }
                _ => false,
            };
            if news {
                self.events.send(Event::Delivered(id, delivery)).unwrap_or_default();
            }
        }
    }

    /// Where an entry stands in the words of the visit; `None`: it is not there, or cannot be read now.
    async fn delivery(&self, id: Uuid) -> Option<Delivery> {
        let row = self.outbox.entry(id).await.ok()??;
        Some(match row.state {
            State::Accepted(_) => match self.outbox.note(id).await.ok()? {
                Some(Note::Receipt(receipt)) => Delivery::Accepted(Arc::from(receipt)),
                // A supplement has no receipt of its own, a rating none at all.
                _ if row.kind == Kind::Supplement => Delivery::Supplemented(row.state.number()?.clone()),
                _ => return None,
            },
            State::Rejected(_) => match self.outbox.note(id).await.ok()? {
                Some(Note::Refused(words)) => Delivery::Refused(words),
                _ => Delivery::Refused(domain::catalogue::Said::default()),
            },
            State::Unknown(_) | State::Dead(_) => Delivery::Unknown,
            _ => Delivery::Saved,
        })
    }
}

/// The signature as a picture belongs to every application that asks for one.
fn sign(outgoing: &mut [Outgoing], contents: &mut Contents, question: &str, strokes: &[Stroke]) {
    let Some(png) = ink::png(strokes) else { return };
    let digest = Digest::of(&png);
    let length = png.len() as u64;
    contents.insert(digest, png.into());
    for one in outgoing {
        if let Outgoing::Application(submission) = one
            && submission.answers.get(question).is_some()
        {
            let question = question.to_owned();
            submission.attachments.push(Attachment { question, digest, length, media: MediaType::Png });
        }
    }
}
