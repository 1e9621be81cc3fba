//! The document camera: frames of a simulated one, of folders and of whoever draws them; the plug, faults, hostile frames,
//! that it films only while it is armed, and that nothing of what was seen stays.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use device_sim::camera::{CameraFault, View};
use device_sim::document_camera::{DocumentCameraSim, SIZE};
use drivers::camera::{self, Shot, Shots};
use drivers::document_camera::{
    Delays, DocumentCamera, DocumentCameraConfig, Frame, Origin, PIXELS_MOST, Previews, StillError, spawn,
};
use drivers::{DeviceState, DeviceStatus, Fault};
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

/// Quick, and a camera that is silent is noticed soon.
fn delays() -> Delays {
    Delays {
        every: Duration::from_millis(10),
        still: PATIENCE,
        camera: camera::Delays {
            there: Duration::from_millis(20),
            silent: Duration::from_millis(300),
            frame: Duration::from_millis(30),
            picture: Duration::from_millis(60),
            unusable: 10,
            reopen_first: Duration::from_millis(10),
            reopen_most: Duration::from_millis(40),
            ..camera::Delays::default()
        },
    }
}

fn shot(view: View) -> Shot {
    match view {
        View::Picture(pixels) => Shot::Picture(SIZE.0, SIZE.1, pixels),
        View::Nothing => Shot::Nothing,
        View::Broken => Shot::Broken,
        View::Gone => Shot::Gone,
    }
}

/// The camera with its plug, and how often it was asked whether it is there.
fn shots(sim: &DocumentCameraSim, asked: &Arc<AtomicUsize>) -> Shots {
    let (draws, is_there, asked) = (sim.clone(), sim.clone(), asked.clone());
    let there = move || {
        asked.fetch_add(1, Ordering::Relaxed);
        is_there.is_plugged()
    };
    Shots::with_plug(move || shot(draws.look()), there)
}

struct Bench {
    sim: DocumentCameraSim,
    asked: Arc<AtomicUsize>,
    camera: DocumentCamera,
    previews: Previews,
}

impl Bench {
    fn start(delays: Delays) -> Self {
        let (sim, asked) = (DocumentCameraSim::default(), Arc::default());
        let (camera, previews) = of(Origin::Given(shots(&sim, &asked)), delays);
        Self { sim, asked, camera, previews }
    }

    async fn until(&self, what: &str, wanted: impl Fn(&DeviceState) -> bool) {
        until(&self.camera, what, wanted).await;
    }

    async fn preview(&mut self) -> Arc<Frame> {
        preview(&mut self.previews).await
    }

    async fn nothing(&mut self) {
        nothing(&mut self.previews).await;
    }
}

fn of(origin: Origin, delays: Delays) -> (DocumentCamera, Previews) {
    spawn(DocumentCameraConfig { origin }, delays)
}

async fn until(camera: &DocumentCamera, what: &str, wanted: impl Fn(&DeviceState) -> bool) {
    let mut state = camera.state();
    let met = timeout(PATIENCE, state.wait_for(|state| wanted(state))).await.is_ok_and(|state| state.is_ok());
    assert!(met, "not {what}: {}", *camera.state().borrow());
}

/// The next one.
async fn preview(previews: &mut Previews) -> Arc<Frame> {
    loop {
        timeout(PATIENCE, previews.changed()).await.expect("no preview came").unwrap();
        if let Some(frame) = previews.borrow_and_update().clone() {
            return frame;
        }
    }
}

async fn nothing(previews: &mut Previews) {
    timeout(PATIENCE, previews.wait_for(Option::is_none)).await.expect("a picture stays").unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_films_only_while_it_is_armed() {
    let mut bench = Bench::start(delays());
    bench.until("ready", |state| *state == DeviceState::Ready).await;
    // It is asked whether it is there, many times, and never for a picture.
    let before = bench.asked.load(Ordering::Relaxed);
    while bench.asked.load(Ordering::Relaxed) < before + 20 {
        tokio::task::yield_now().await;
    }
    assert_eq!(bench.sim.frames(), 0);
    assert!(bench.previews.borrow().is_none());
    bench.camera.arm();
    let frame = bench.preview().await;
    assert_eq!((frame.width(), frame.height(), frame.pixels().len()), (SIZE.0, SIZE.1, SIZE.0 * SIZE.1));
    assert_eq!(View::Picture(frame.pixels().to_vec()), bench.sim.look());
    assert_eq!(format!("{frame:?}"), "Frame(2048×1536)", "nothing of it is in a log");
    bench.camera.disarm();
    bench.nothing().await;
    // A frame may have been under way; from now on there are none.
    let asked = bench.asked.load(Ordering::Relaxed);
    while bench.asked.load(Ordering::Relaxed) < asked + 3 {
        tokio::task::yield_now().await;
    }
    let frames = bench.sim.frames();
    while bench.asked.load(Ordering::Relaxed) < asked + 20 {
        tokio::task::yield_now().await;
    }
    assert_eq!(bench.sim.frames(), frames);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn disarming_drops_what_was_seen() {
    let mut bench = Bench::start(delays());
    bench.camera.arm();
    let seen: Vec<Weak<Frame>> = vec![
        Arc::downgrade(&bench.preview().await),
        Arc::downgrade(&bench.camera.still().await.unwrap()),
        Arc::downgrade(&bench.preview().await),
    ];
    bench.camera.disarm();
    bench.nothing().await;
    // A frame is wiped when it is dropped.
    assert!(seen.iter().all(|frame| frame.upgrade().is_none()));
    assert_eq!(bench.camera.still().await, Err(StillError::NotArmed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_still_shows_what_lies_there_now() {
    let mut bench = Bench::start(delays());
    assert_eq!(bench.camera.still().await, Err(StillError::NotArmed));
    bench.camera.arm();
    let first = bench.camera.still().await.unwrap();
    bench.sim.take();
    let empty = bench.camera.still().await.unwrap();
    assert_ne!(empty, first);
    assert!(empty.pixels().iter().all(|pixel| *pixel < 100), "the sheet still lies there");
    bench.sim.lay();
    let second = bench.camera.still().await.unwrap();
    assert!(second != first && second != empty);
    // Two who ask at the same time both get one.
    let (one, other) = tokio::join!(bench.camera.still(), bench.camera.still());
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(bench.preview().await, second);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_for_a_still_is_told_why_there_is_none() {
    let slow = camera::Delays { silent: Duration::from_secs(600), ..delays().camera };
    let mut bench = Bench::start(Delays { still: Duration::from_millis(50), camera: slow.clone(), ..delays() });
    bench.camera.arm();
    bench.preview().await;
    bench.sim.set_fault(Some(CameraFault::Silent));
    bench.sim.wait_look(PATIENCE);
    bench.sim.wait_look(PATIENCE);
    assert_eq!(bench.camera.still().await, Err(StillError::TooLate));

    let mut bench = Bench::start(Delays { camera: slow, ..delays() });
    bench.camera.arm();
    bench.preview().await;
    bench.sim.set_fault(Some(CameraFault::Silent));
    assert!(bench.sim.wait_look(PATIENCE) && bench.sim.wait_look(PATIENCE));
    for (act, why) in
        [(DocumentCamera::disarm as fn(&DocumentCamera), StillError::NotArmed), (DocumentCamera::arm, StillError::Down)]
    {
        bench.camera.arm();
        let waits = bench.camera.clone();
        let still = tokio::spawn(async move { waits.still().await });
        // It is asked for the picture twice more: it has heard who waits.
        assert!(bench.sim.wait_look(PATIENCE) && bench.sim.wait_look(PATIENCE));
        act(&bench.camera);
        if why == StillError::Down {
            bench.sim.unplug();
        }
        assert_eq!(timeout(PATIENCE, still).await.unwrap().unwrap(), Err(why));
    }
    bench.until("absent", |state| *state == DeviceState::Absent).await;
    assert_eq!(timeout(PATIENCE, bench.camera.still()).await.unwrap(), Err(StillError::Down));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pulled_plug_is_noticed_at_once_and_the_camera_comes_back() {
    for armed in [false, true] {
        let defaults = Delays::default();
        let camera = camera::Delays { there: defaults.camera.there, ..delays().camera };
        let mut bench = Bench::start(Delays { every: defaults.every, camera, ..delays() });
        bench.until("ready", |state| *state == DeviceState::Ready).await;
        if armed {
            bench.camera.arm();
            bench.preview().await;
        }
        let pulled = Instant::now();
        bench.sim.unplug();
        bench.until("absent", |state| *state == DeviceState::Absent).await;
        assert!(pulled.elapsed() < Duration::from_millis(500), "{:?}", pulled.elapsed());
        assert_eq!(bench.camera.report().status, DeviceStatus::NoDevice);
        bench.nothing().await;
        bench.sim.replug();
        bench.until("ready", |state| *state == DeviceState::Ready).await;
        // Who had armed it need not do so again.
        if !armed {
            bench.camera.arm();
        }
        bench.preview().await;
        let report = bench.camera.report();
        assert_eq!((report.name.as_str(), report.reopenings), ("document_camera", 1));
        assert_eq!(report.identity.unwrap().model, "simulated camera");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_said_and_gets_well_again() {
    let black = vec![0; SIZE.0 * SIZE.1];
    for (fault, said) in [
        (CameraFault::Silent, Some(Fault::Silent)),
        (CameraFault::Garbled, Some(Fault::Garbled)),
        // Who lays something on the lens breaks nothing: the picture is black.
        (CameraFault::Covered, None),
    ] {
        let mut bench = Bench::start(delays());
        bench.camera.arm();
        bench.preview().await;
        bench.sim.set_fault(Some(fault));
        match said {
            Some(said) => {
                bench.until("faulted", |state| *state == DeviceState::Faulted(said.clone())).await;
                bench.nothing().await;
            }
            None => while bench.preview().await.pixels() != black {},
        }
        bench.sim.set_fault(None);
        while bench.preview().await.pixels() == black {}
        bench.until("ready", |state| *state == DeviceState::Ready).await;
    }
}

/// Sizes and lengths that no camera should give: none is offered, none panics, and a camera that gives a picture after all
/// is well.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_frames_are_refused_and_said() {
    let side = (PIXELS_MOST as f64).sqrt() as usize + 1;
    for (width, height, length, said) in [
        (side, side, side * side, "set the camera to a smaller picture"),
        (8192, 8192, 10, "set the camera to a smaller picture"),
        (8193, 2, 8193 * 2, "not its protocol"),
        (usize::MAX, usize::MAX, 0, "not its protocol"),
        (usize::MAX, 1, 0, "not its protocol"),
        (0, 0, 0, "not its protocol"),
        (640, 480, 640 * 480 - 1, "not its protocol"),
    ] {
        let good = Arc::new(AtomicBool::new(false));
        let hostile = good.clone();
        let shots = Shots::with_plug(
            move || {
                if hostile.load(Ordering::Relaxed) {
                    return Shot::Picture(640, 480, vec![7; 640 * 480]);
                }
                Shot::Picture(width, height, vec![200; length])
            },
            || true,
        );
        let (camera, mut previews) = of(Origin::Given(shots), Delays { every: Duration::from_millis(1), ..delays() });
        camera.arm();
        until(&camera, "faulted", |state| matches!(state, DeviceState::Faulted(_))).await;
        let detail = camera.report().detail.unwrap_or_default();
        let opening = camera.state().borrow().to_string();
        assert!(detail.contains(said) || opening.contains(said), "{width}×{height}: {detail} {opening}");
        assert!(previews.borrow_and_update().is_none(), "{width}×{height}");
        good.store(true, Ordering::Relaxed);
        assert_eq!(preview(&mut previews).await.pixels(), vec![7; 640 * 480]);
        until(&camera, "ready", |state| *state == DeviceState::Ready).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_are_offered_no_faster_than_they_can_be_judged_and_wait_for_nobody() {
    let every = Duration::from_millis(40);
    let mut bench = Bench::start(Delays { every, ..delays() });
    bench.camera.arm();
    bench.preview().await;
    let first = Instant::now();
    for _ in 0..5 {
        bench.preview().await;
    }
    // The first of the five may have been on its way already.
    assert!(first.elapsed() >= every * 4, "{:?}", first.elapsed());
    // Nobody looks: the thread goes on all the same, and what is there is the newest.
    let seen = bench.sim.frames();
    while bench.sim.frames() < seen + 10 {
        assert!(bench.sim.wait_look(PATIENCE));
    }
    bench.sim.take();
    let wanted = bench.camera.still().await.unwrap();
    assert_eq!(bench.preview().await, wanted);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_that_makes_the_thread_panic_is_started_again() {
    let sim = DocumentCameraSim::default();
    let falls = AtomicBool::new(true);
    let (draws, there) = (sim.clone(), sim.clone());
    let shots = Shots::with_plug(
        move || {
            let shot = shot(draws.look());
            assert!(!falls.swap(false, Ordering::Relaxed), "as it was meant to");
            shot
        },
        move || there.is_plugged(),
    );
    let (camera, mut previews) = of(Origin::Given(shots), delays());
    camera.arm();
    preview(&mut previews).await;
    assert_eq!(camera.report().restarts, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_thread_ends_with_its_last_handle() {
    let Bench { sim, camera, mut previews, .. } = Bench::start(delays());
    camera.arm();
    let seen = Arc::downgrade(&preview(&mut previews).await);
    let other = camera.clone();
    drop(camera);
    assert!(sim.wait_look(PATIENCE) && sim.wait_look(PATIENCE), "one handle is left");
    drop(other);
    // The thread has the only sender.
    let ended = timeout(PATIENCE, async { while previews.changed().await.is_ok() {} }).await;
    assert!(ended.is_ok(), "the thread lives on");
    assert!(previews.borrow().is_none() && seen.upgrade().is_none());
}

/// The first picture that can be read is shown first; what is no picture is passed over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_pictures_is_shown_round_and_round() {
    let dir = tempfile::tempdir().unwrap();
    let picture = |name: &str, size: (u32, u32)| {
        image::GrayImage::from_pixel(size.0, size.1, image::Luma([90])).save(dir.path().join(name)).unwrap();
    };
    std::fs::write(dir.path().join("0.png"), b"no picture").unwrap();
    picture("1.png", (300, 200));
    picture("2.jpg", (200, 300));
    let (camera, mut previews) = of(Origin::of(dir.path().to_owned()), delays());
    camera.arm();
    let mut shown: Vec<(usize, usize)> = Vec::new();
    while shown.len() < 3 {
        let frame = preview(&mut previews).await;
        let size = (frame.width(), frame.height());
        if shown.last() != Some(&size) {
            shown.push(size);
        }
    }
    assert_eq!(shown, [(300, 200), (200, 300), (300, 200)]);
    assert_eq!(camera.report().sensors["picture"], "3 pictures");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_camera_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let (camera, _previews) = of(Origin::of(dir.path().to_owned()), delays());
    until(&camera, "faulted", |state| matches!(state, DeviceState::Faulted(_))).await;
    let detail = camera.report().detail.unwrap();
    assert!(detail.contains("put some .png or .jpg into it"), "{detail}");
    let (camera, _previews) = of(Origin::of(dir.path().join("video7")), delays());
    until(&camera, "absent", |state| *state == DeviceState::Absent).await;
    camera.arm();
    assert_eq!(camera.still().await, Err(StillError::Down));
}
