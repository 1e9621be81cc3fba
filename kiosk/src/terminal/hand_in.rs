//! What was confirmed: onto the disk, then to the platform by itself; the visit is told how it gets on while it lasts.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use domain::Sensitive;
use domain::form::{self, Digest};
use journal::outbox::{Content, Contents, Courier, Kind, Note, Outbox, OutboxRow, State};
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
        tokio::spawn(outbox.clone().keep_swept(jiff::Timestamp::now));
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

    /// What this terminal itself handed in under this id; `None`: nothing, or it cannot be read now.
    pub(super) async fn entry(&self, id: Uuid) -> Option<OutboxRow> {
        let entry = self.outbox.entry(id).await;
        entry.inspect_err(|error| tracing::error!(%error, "the outbox cannot be looked into")).ok().flatten()
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

/// What was drawn belongs to every application and supplement in which it was signed: as a picture for people, and as the
/// points whose hash was signed.
fn sign(outgoing: &mut [Outgoing], contents: &mut Contents, question: &str, strokes: &[Stroke]) {
    let Some(png) = ink::png(strokes) else { return };
    let points = Stroke::bytes(strokes);
    let kept = [(&png, MediaType::Png), (&points, MediaType::Strokes)].map(|(bytes, media)| Attachment {
        question: question.to_owned(),
        digest: Digest::of(bytes),
        length: bytes.len() as u64,
        media,
    });
    let [picture, drawn] = &kept;
    let (picture, drawn) = (picture.digest, drawn.digest);
    contents.insert(picture, png.into());
    contents.insert(drawn, points.into());
    for one in outgoing {
        let (answers, attachments) = match one {
            Outgoing::Application(submission) => (&submission.answers, &mut submission.attachments),
            Outgoing::Supplement(supplement) => (&supplement.answers, &mut supplement.attachments),
            Outgoing::Rating(_) => continue,
        };
        let Some(form::Answer::Signature(signature)) = answers.get(question) else { continue };
        if signature.strokes != drawn {
            // Kept all the same: it is what the person drew. Whoever checks it will find that it does not fit.
            tracing::error!("what was drawn is not what was signed: the program is wrong");
        }
        attachments.extend(kept.iter().cloned());
    }
}

#[cfg(test)]
mod tests {
    use domain::CaseNumber;
    use domain::form::{Answer, Answers, Signature};
    use platform::application::Supplement;

    use super::*;

    #[test]
    fn a_signature_is_kept_as_a_picture_and_as_the_points_that_were_signed_in_a_supplement_too() {
        let strokes = [Stroke(vec![(0, 0, 0), (65_535, 40_000, 17)])];
        let mut signed = Answers::default();
        let signature = Signature { strokes: Digest::of(&Stroke::bytes(&strokes)), signed: BTreeMap::new() };
        signed.give("signature", Answer::Signature(signature.clone()));
        let supplement = |answers| {
            Outgoing::Supplement(Supplement {
                id: Uuid::now_v7(),
                number: CaseNumber::new(jiff::civil::date(2026, 11, 23), 7),
                answers,
                attachments: Vec::new(),
            })
        };
        let mut outgoing = [supplement(signed), supplement(Answers::default())];
        let mut contents = Contents::new();
        sign(&mut outgoing, &mut contents, "signature", &strokes);
        let [picture, points] = outgoing[0].attachments() else { panic!("{outgoing:?}") };
        assert_eq!((picture.media, points.media), (MediaType::Png, MediaType::Strokes));
        assert_eq!((points.digest, points.length), (signature.strokes, 20));
        assert!(contents.contains_key(&picture.digest) && contents.contains_key(&points.digest));
        assert!(outgoing[1].attachments().is_empty(), "nothing is signed there");
    }
}
