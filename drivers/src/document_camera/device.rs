//! The handle by which the rest of the program has sheets photographed, and what the camera does with its frames.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::delays::{Delays, PIXELS_MOST};
use super::frame::Frame;
use crate::camera::filming::{Eye, Setup, film};
use crate::camera::{self, Luma, Origin, Wanted};
use crate::report::{DeviceReport, Vitals};
use crate::state::DeviceState;

/// Where the camera is.
#[derive(Debug, Clone)]
pub struct DocumentCameraConfig {
    /// Where frames come from.
    pub origin: Origin,
}

/// What is under the camera now, the newest only; `None`: it does not film, or has seen nothing yet. A frame that is held
/// outlives disarming until it is dropped: hold it no longer than it is looked at.
pub type Previews = watch::Receiver<Option<Arc<Frame>>>;

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StillError {
    /// Nobody has armed it, or it was disarmed meanwhile.
    #[error("the document camera does not film; arm it before a picture is wanted")]
    NotArmed,
    /// It is not there or does not work; its report says why.
    #[error("the document camera cannot be used now; its report says why")]
    Down,
    /// No frame came in time.
    #[error("the document camera gave no picture in time; check its cable")]
    TooLate,
}

/// The document camera, for the rest of the program. Cheap to clone; when the last one is dropped the thread ends.
#[derive(Debug, Clone)]
pub struct DocumentCamera {
    asks: mpsc::UnboundedSender<Ask>,
    state: watch::Receiver<DeviceState>,
    vitals: Vitals,
    patience: Duration,
}

impl DocumentCamera {
    /// Films from now on, and offers what it sees.
    pub fn arm(&self) {
        self.ask(Ask::Arm(true));
    }

    /// Films no more, and wipes what was seen last.
    pub fn disarm(&self) {
        self.ask(Ask::Arm(false));
    }

    /// The next frame, at full size: what lies there now, not what lay there when the last preview was offered.
    pub async fn still(&self) -> Result<Arc<Frame>, StillError> {
        let (reply, answer) = oneshot::channel();
        self.ask(Ask::Still(reply));
        match timeout(self.patience, answer).await {
            Ok(answer) => answer.unwrap_or(Err(StillError::Down)),
            Err(_) => Err(StillError::TooLate),
        }
    }

    fn ask(&self, ask: Ask) {
        // Nobody takes it when the thread has ended: then there is no camera.
        let _ = self.asks.send(ask);
    }

    /// How the camera is, now and from now on.
    pub fn state(&self) -> watch::Receiver<DeviceState> {
        self.state.clone()
    }

    /// How the camera is, for staff.
    pub fn report(&self) -> DeviceReport {
        self.vitals.report(&self.state.borrow())
    }
}

/// Starts the camera's thread. Must be called inside a tokio runtime with time enabled.
pub fn spawn(config: DocumentCameraConfig, delays: Delays) -> (DocumentCamera, Previews) {
    let Delays { every, still, camera } = delays;
    let (asks, inbox) = mpsc::unbounded_channel();
    let (offers, previews) = watch::channel(None);
    let vitals = Vitals::new("document_camera");
    let eye = move || SheetEye { every, offers, offered: None, armed: false, films: false, stills: Vec::new() };
    let setup = Setup {
        origin: config.origin,
        wanted: Wanted::sheets(u32::try_from(PIXELS_MOST).unwrap_or(u32::MAX)),
        // Pictures that no camera paces are drawn no more often than they are offered.
        delays: camera::Delays { pace: every, ..camera },
        luma: Luma::up_to(PIXELS_MOST),
    };
    let state = film(eye, setup, inbox, &vitals);
    (DocumentCamera { asks, state, vitals, patience: still }, previews)
}

type Still = oneshot::Sender<Result<Arc<Frame>, StillError>>;

#[derive(Debug)]
enum Ask {
    Arm(bool),
    Still(Still),
}

/// Offers frames, and gives them on demand.
struct SheetEye {
    every: Duration,
    offers: watch::Sender<Option<Arc<Frame>>>,
    offered: Option<Instant>,
    armed: bool,
    /// The camera is open and films.
    films: bool,
    /// Who waits for the next frame.
    stills: Vec<Still>,
}

impl Eye for SheetEye {
    type Ask = Ask;

    fn hear(&mut self, ask: Ask) {
        match ask {
            Ask::Arm(armed) => {
                if !armed {
                    self.wipe(StillError::NotArmed);
                }
                self.armed = armed;
            }
            Ask::Still(still) => {
                self.stills.retain(|still| !still.is_closed());
                if !self.armed {
                    answer(still, Err(StillError::NotArmed));
                } else if !self.films {
                    answer(still, Err(StillError::Down));
                } else {
                    self.stills.push(still);
                }
            }
        }
    }

    fn is_armed(&self) -> bool {
        self.armed
    }

    fn begin(&mut self) {
        self.films = true;
        self.offered = None;
    }

    fn wants(&self, now: Instant) -> bool {
        !self.stills.is_empty()
            || self.offered.is_none_or(|offered| now.saturating_duration_since(offered) >= self.every)
    }

    fn look(&mut self, luma: &mut Luma, now: Instant) {
        // Of a format that costs little to read every frame comes; one that is passed over is written over by the next.
        if !self.wants(now) {
            return;
        }
        let Some(picture) = luma.take() else { return };
        let frame = Arc::new(Frame::new(picture));
        self.offered = Some(now);
        // First: whoever has a picture finds nothing older among what is offered.
        self.offers.send_replace(Some(frame.clone()));
        for still in self.stills.drain(..) {
            answer(still, Ok(frame.clone()));
        }
    }

    fn forget(&mut self) {
        self.films = false;
        self.wipe(if self.armed { StillError::Down } else { StillError::NotArmed });
    }
}

impl SheetEye {
    /// Nothing of what was seen stays; whoever waits for a picture is told why there is none.
    fn wipe(&mut self, why: StillError) {
        for still in self.stills.drain(..) {
            answer(still, Err(why));
        }
        self.offers.send_if_modified(|offer| offer.take().is_some());
    }
}

/// Who asked may have gone.
fn answer(still: Still, result: Result<Arc<Frame>, StillError>) {
    let _ = still.send(result);
}
