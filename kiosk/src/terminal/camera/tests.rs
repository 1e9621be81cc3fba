use device_sim::document_camera::{CameraFault, DocumentCameraSim, SIZE, View};
use drivers::camera::{Shot, Shots};
use drivers::document_camera::{Delays, DocumentCameraConfig, Origin, spawn};
use tokio::time::timeout;

use super::*;

const PATIENCE: Duration = Duration::from_secs(30);

struct Bench {
    sim: DocumentCameraSim,
    camera: Camera,
    heard: mpsc::UnboundedReceiver<Event>,
    /// What was told before the visit was.
    taken: std::sync::mpsc::Receiver<Arc<Photo>>,
}

impl Bench {
    fn start() -> Self {
        let sim = DocumentCameraSim::default();
        let (looks, is_there) = (sim.clone(), sim.clone());
        let draw = move || match looks.look() {
            View::Picture(pixels) => Shot::Picture(SIZE.0, SIZE.1, pixels),
            View::Nothing => Shot::Nothing,
            View::Broken => Shot::Broken,
            View::Gone => Shot::Gone,
        };
        let origin = Origin::Given(Shots::with_plug(draw, move || is_there.is_plugged()));
        // The first picture of a sheet is drawn, which takes a while on a busy machine.
        let delays = Delays { still: PATIENCE, ..Delays::default() };
        let camera = spawn(DocumentCameraConfig { origin }, delays);
        let (events, heard) = mpsc::unbounded_channel();
        let (told, taken) = std::sync::mpsc::channel();
        let camera = Camera::start(Some(camera), events, move |photo| drop(told.send(photo.clone())));
        Self { sim, camera, heard, taken }
    }

    async fn next(&mut self) -> Event {
        timeout(PATIENCE, self.heard.recv()).await.expect("nothing was told").unwrap()
    }

    /// Until this is told.
    async fn until(&mut self, wanted: Option<Sight>) -> Option<Arc<Seen>> {
        loop {
            if let Event::Seen(seen) = self.next().await
                && seen.as_ref().map(|seen| seen.sight) == wanted
            {
                return seen;
            }
        }
    }

    async fn photograph(&mut self) -> Option<Arc<Photo>> {
        self.camera.photograph(CallId(7));
        loop {
            if let Event::Answer(call, Answer::Photographed(photo)) = self.next().await {
                assert_eq!(call, CallId(7));
                return photo;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sheet_is_seen_taken_away_and_laid_down_again() {
    let mut bench = Bench::start();
    bench.camera.arm(true);
    let seen = bench.until(Some(Sight::Good)).await.unwrap();
    assert_eq!((seen.picture.width, seen.picture.height), (480, 360));
    assert_eq!(seen.picture.rgb.reveal().len(), 480 * 360 * 3);
    bench.sim.take();
    bench.until(Some(Sight::NoSheet)).await;
    bench.sim.lay();
    bench.until(Some(Sight::Good)).await;
    bench.sim.unplug();
    assert!(bench.until(None).await.is_none());
    bench.sim.replug();
    bench.until(Some(Sight::Good)).await;
    // Who looks anew knows nothing, and is told although all is as it was.
    bench.camera.arm(false);
    bench.camera.arm(true);
    bench.until(Some(Sight::NoSheet)).await;
    bench.until(Some(Sight::Good)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photograph_is_a_page_that_the_outbox_takes() {
    let mut bench = Bench::start();
    assert!(bench.photograph().await.is_none(), "nobody has armed it");
    bench.camera.arm(true);
    bench.until(Some(Sight::Good)).await;
    let photo = bench.photograph().await.unwrap();
    assert_eq!(bench.taken.try_iter().collect::<Vec<_>>(), std::slice::from_ref(&photo), "it is sealed ahead");
    let jpeg = photo.jpeg.reveal();
    assert!(jpeg.starts_with(&[0xFF, 0xD8]) && (10_000..=PAGE_MOST).contains(&jpeg.len()), "{}", jpeg.len());
    let (width, height) = (photo.thumb.width as f32, photo.thumb.height as f32);
    assert!(height <= THUMB as f32 && (height / width - std::f32::consts::SQRT_2).abs() < 0.03, "{width} {height}");
    bench.sim.take();
    assert!(bench.photograph().await.is_none(), "there is no sheet");
    bench.sim.lay();
    bench.sim.set_fault(Some(CameraFault::Covered));
    assert!(bench.photograph().await.is_none(), "it sees nothing");
    bench.sim.set_fault(None);
    let another = bench.photograph().await.unwrap();
    assert_ne!(another.jpeg.reveal(), jpeg);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_camera_there_is_no_photograph_and_nothing_is_seen() {
    let (events, mut heard) = mpsc::unbounded_channel();
    let camera = Camera::start(None, events, |_| {});
    camera.arm(true);
    camera.photograph(CallId(1));
    let answer = timeout(PATIENCE, heard.recv()).await.unwrap();
    assert_eq!(answer, Some(Event::Answer(CallId(1), Answer::Photographed(None))));
}

#[test]
fn a_sheet_is_good_once_it_lies_still() {
    for (sight, rest, before, said) in [
        (Sight::Good, Rest::Settling(0.5), Sight::NoSheet, Sight::NoSheet),
        (Sight::Good, Rest::Still, Sight::NoSheet, Sight::Good),
        (Sight::Good, Rest::Taken, Sight::Good, Sight::Good),
        (Sight::Good, Rest::Settling(0.0), Sight::Good, Sight::Blurred),
        (Sight::Good, Rest::Settling(0.4), Sight::Blurred, Sight::Blurred),
        (Sight::Glare, Rest::Taken, Sight::Good, Sight::Glare),
        (Sight::NoSheet, Rest::None, Sight::Good, Sight::NoSheet),
    ] {
        assert_eq!(judged(sight, rest, before), said, "{sight:?} {rest:?} {before:?}");
    }
}
