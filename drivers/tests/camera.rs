//! The camera: codes from frames, of a simulated camera and of a folder of pictures; the plug, faults, and that it films
//! only while codes are wanted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use device_sim::camera::{CameraFault, CameraSim, SIZE, View};
use drivers::camera::{CameraConfig, Delays, Origin, Region, Shot, Shots, spawn};
use drivers::scanner::{ScanEvent, Scanner, Symbology};
use drivers::{DeviceState, DeviceStatus, Fault};
use tokio::sync::mpsc;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);
const CODE: &str = "https://verify.example/v/2GTK8MXQ9R4HWBVC";

/// Quick, and a camera that is silent is noticed soon.
fn delays() -> Delays {
    Delays {
        there: Duration::from_millis(20),
        silent: Duration::from_millis(300),
        frame: Duration::from_millis(30),
        pace: Duration::from_millis(5),
        picture: Duration::from_millis(60),
        unusable: 10,
        reopen_first: Duration::from_millis(10),
        reopen_most: Duration::from_millis(40),
        ..Delays::default()
    }
}

fn shots(sim: &CameraSim) -> Shots {
    let sim = sim.clone();
    Shots::new(move || match sim.look() {
        View::Picture(pixels) => Shot::Picture(SIZE.0, SIZE.1, pixels),
        View::Nothing => Shot::Nothing,
        View::Broken => Shot::Broken,
        View::Gone => Shot::Gone,
    })
}

struct Bench {
    sim: CameraSim,
    scanner: Scanner,
    events: mpsc::Receiver<ScanEvent>,
}

impl Bench {
    fn start(delays: Delays) -> Self {
        let sim = CameraSim::default();
        let config = CameraConfig { origin: Origin::Given(shots(&sim)), region: Region::default() };
        let (scanner, events) = spawn(config, delays);
        Self { sim, scanner, events }
    }

    async fn until(&self, what: &str, wanted: impl Fn(&DeviceState) -> bool) {
        let mut state = self.scanner.state();
        let met = timeout(PATIENCE, state.wait_for(|state| wanted(state))).await.is_ok_and(|state| state.is_ok());
        assert!(met, "not {what}: {}", *self.scanner.state().borrow());
    }

    async fn code(&mut self) -> String {
        let Some(ScanEvent::Code(code)) = timeout(PATIENCE, self.events.recv()).await.unwrap() else {
            panic!("no code");
        };
        assert_eq!(code.symbology, Some(Symbology::Qr));
        String::from_utf8(code.expose().to_vec()).unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_code_is_told_once_and_again_for_the_next_person() {
    let mut bench = Bench::start(delays());
    bench.until("ready", |state| *state == DeviceState::Ready).await;
    bench.sim.hold(CODE);
    bench.scanner.arm();
    assert_eq!(bench.code().await, CODE);
    // It stays in sight for ten more frames, and is not told again.
    let seen = bench.sim.frames();
    while bench.sim.frames() < seen + 10 {
        assert!(bench.sim.wait_look(PATIENCE));
    }
    assert!(bench.events.try_recv().is_err());
    bench.scanner.disarm();
    bench.scanner.arm();
    assert_eq!(bench.code().await, CODE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_looked_for_while_no_code_is_wanted() {
    let mut bench = Bench::start(delays());
    bench.sim.hold(CODE);
    bench.until("ready", |state| *state == DeviceState::Ready).await;
    // It is asked whether it is there, many times.
    for _ in 0..20 {
        assert!(bench.sim.wait_look(PATIENCE));
    }
    assert!(bench.events.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pulled_plug_is_noticed_at_once_and_the_camera_comes_back() {
    for armed in [false, true] {
        let mut bench = Bench::start(Delays { there: Delays::default().there, ..delays() });
        bench.until("ready", |state| *state == DeviceState::Ready).await;
        if armed {
            bench.sim.hold(CODE);
            bench.scanner.arm();
            assert_eq!(bench.code().await, CODE);
        }
        let pulled = Instant::now();
        bench.sim.unplug();
        bench.until("absent", |state| *state == DeviceState::Absent).await;
        assert!(pulled.elapsed() < Duration::from_millis(500), "{:?}", pulled.elapsed());
        assert_eq!(bench.scanner.report().status, DeviceStatus::NoDevice);
        bench.sim.replug();
        bench.until("ready", |state| *state == DeviceState::Ready).await;
        bench.sim.hold(CODE);
        bench.scanner.arm();
        assert_eq!(bench.code().await, CODE);
        assert_eq!(bench.scanner.report().identity.unwrap().model, "simulated camera");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_is_said_and_gets_well_again() {
    for (fault, said) in [
        (CameraFault::Silent, Some(Fault::Silent)),
        (CameraFault::Garbled, Some(Fault::Garbled)),
        // Who lays something on the glass breaks nothing.
        (CameraFault::Covered, None),
    ] {
        let mut bench = Bench::start(delays());
        bench.until("ready", |state| *state == DeviceState::Ready).await;
        bench.sim.hold(CODE);
        bench.sim.set_fault(Some(fault));
        bench.scanner.arm();
        match said {
            Some(said) => bench.until("faulted", |state| *state == DeviceState::Faulted(said.clone())).await,
            None => assert!(bench.sim.wait_look(PATIENCE)),
        }
        assert!(bench.events.try_recv().is_err(), "{fault}");
        bench.sim.set_fault(None);
        assert_eq!(bench.code().await, CODE, "{fault}");
        bench.until("ready", |state| *state == DeviceState::Ready).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_camera_that_makes_the_thread_panic_is_started_again() {
    let sim = CameraSim::default();
    let falls = AtomicBool::new(true);
    let shots = {
        let sim = sim.clone();
        Shots::new(move || {
            let View::Picture(pixels) = sim.look() else { return Shot::Gone };
            assert!(!falls.swap(false, Ordering::Relaxed), "as it was meant to");
            Shot::Picture(SIZE.0, SIZE.1, pixels)
        })
    };
    let (scanner, mut events) =
        spawn(CameraConfig { origin: Origin::Given(shots), region: Region::default() }, delays());
    scanner.arm();
    sim.hold(CODE);
    let event = timeout(PATIENCE, events.recv()).await.unwrap();
    assert!(matches!(event, Some(ScanEvent::Code(code)) if code.expose() == CODE.as_bytes()));
    assert_eq!(scanner.report().restarts, 1);
}

/// A program that ends drops its runtime before the last handle: the thread goes on without it.
#[test]
fn the_thread_outlives_the_runtime() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let bench = runtime.block_on(async {
        let bench = Bench::start(delays());
        bench.until("ready", |state| *state == DeviceState::Ready).await;
        bench
    });
    drop(runtime);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(bench.scanner.report().restarts, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_thread_ends_with_its_last_handle() {
    let Bench { sim, scanner, events } = Bench::start(delays());
    assert!(sim.wait_look(PATIENCE));
    drop((scanner, events));
    let mut quiet = 0;
    while quiet < 3 {
        quiet = if sim.wait_look(Duration::from_millis(150)) { 0 } else { quiet + 1 };
    }
}

/// The first picture that can be read is shown first; what is no picture is passed over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_pictures_is_looked_at_round_and_round() {
    let dir = tempfile::tempdir().unwrap();
    let picture = |name: &str, code: &str| {
        let sim = CameraSim::default();
        sim.hold(code);
        let View::Picture(pixels) = sim.look() else { panic!("no picture") };
        let image = image::GrayImage::from_raw(SIZE.0 as u32, SIZE.1 as u32, pixels).unwrap();
        image.save(dir.path().join(name)).unwrap();
    };
    std::fs::write(dir.path().join("0.png"), b"no picture").unwrap();
    std::fs::write(dir.path().join("truth.csv"), b"1.png,first").unwrap();
    picture("1.png", "first");
    picture("2.jpg", "second");
    let origin = Origin::of(dir.path().to_owned());
    let (scanner, mut events) = spawn(CameraConfig { origin, region: Region::default() }, delays());
    scanner.arm();
    for wanted in ["first", "second", "first"] {
        let event = timeout(PATIENCE, events.recv()).await.unwrap();
        assert!(matches!(event, Some(ScanEvent::Code(code)) if code.expose() == wanted.as_bytes()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_empty_folder_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let origin = Origin::of(dir.path().to_owned());
    let (scanner, _events) = spawn(CameraConfig { origin, region: Region::default() }, delays());
    let mut state = scanner.state();
    let faulted = timeout(PATIENCE, state.wait_for(|state| matches!(state, DeviceState::Faulted(_)))).await;
    assert!(faulted.is_ok_and(|state| state.is_ok()));
    let detail = scanner.report().detail.unwrap();
    assert!(detail.contains("put some .png or .jpg into it"), "{detail}");
}

/// What lies outside the window of the cabinet is nobody's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_region_is_looked_at() {
    let sim = CameraSim::default();
    sim.hold(CODE);
    let config = CameraConfig { origin: Origin::Given(shots(&sim)), region: "0 0 30 100".parse().unwrap() };
    let (scanner, mut events) = spawn(config, delays());
    scanner.arm();
    for _ in 0..20 {
        assert!(sim.wait_look(PATIENCE));
    }
    assert!(events.try_recv().is_err());
}
