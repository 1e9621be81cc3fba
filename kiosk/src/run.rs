//! The terminal with a screen: the screen has the main thread, everything else has its own.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use screen::headless::Stage;
use screen::{Asked, Hall, Panel, Screen};
use service::{Delays, View, Visit};

use crate::assemble::{Assembled, StartError, assemble, rules, runtime};
use crate::cli::Backend;
use crate::clock::Clock;
use crate::config::Config;
use crate::desk;
use crate::dock::DockWindow;
use crate::keypad;
use crate::speech::{self, Sound};
use crate::terminal::Terminal;

/// With this line of the log the headless terminal says that its first frame is complete; `kiosk bench` waits for it.
pub const FIRST_FRAME: &str = "the first frame is drawn";

thread_local! {
    /// The screen of this thread: closures that other threads send to the event loop find it here.
    static SCREEN: RefCell<Option<Rc<Screen>>> = const { RefCell::new(None) };
    static DOCK: RefCell<Option<DockWindow>> = const { RefCell::new(None) };
    static TERMINAL: RefCell<Option<Terminal>> = const { RefCell::new(None) };
}

/// A screen with its first page on it, and the stage where there is no window.
pub struct Opened {
    /// The screen.
    pub screen: Rc<Screen>,
    /// Where it is drawn, when headless.
    pub stage: Option<Stage>,
}

/// Opens the screen and draws the first page, before any device is asked anything.
pub fn open(config: &Config, backend: Backend) -> Result<Opened, String> {
    let stage = match backend {
        Backend::Headless => {
            Some(Stage::install(config.panel.width, config.panel.height).map_err(|error| error.to_string())?)
        }
        Backend::Winit => select(screen::Backend::Winit)?,
        Backend::Linuxkms => select(screen::Backend::LinuxKms)?,
    };
    let screen = Rc::new(new_screen(&config.hall, config.panel)?);
    let clock = Clock::new(config.time_zone.clone());
    let rules = rules(config, Delays::default(), Arc::default()).map_err(|error| error.to_string())?;
    screen.show(&service::view(&Visit::new(), clock.now(), &rules));
    SCREEN.with(|slot| *slot.borrow_mut() = Some(screen.clone()));
    screen.on_intent(|intent| {
        TERMINAL.with(|slot| {
            if let Some(terminal) = slot.borrow().as_ref() {
                terminal.intent(intent);
            }
        });
    });
    screen.on_saying(|saying| {
        TERMINAL.with(|slot| {
            if let Some(terminal) = slot.borrow().as_ref() {
                speech::say(terminal.speaker(), terminal.ear(), saying);
            }
        });
    });
    Ok(Opened { screen, stage })
}

fn new_screen(hall: &Hall, panel: Panel) -> Result<Screen, String> {
    Screen::new(hall.clone(), panel).map_err(|error| {
        format!("no screen could be opened: {error}; is there a display? --backend headless runs without one")
    })
}

fn select(backend: screen::Backend) -> Result<Option<Stage>, String> {
    screen::select_backend(backend).map(|()| None).map_err(|error| {
        format!("this backend cannot be used: {error}; is there a display? `kiosk run --backend headless` runs without one, `kiosk journey` makes pictures")
    })
}

/// Starts a terminal on threads of its own and connects it with the screen of this thread. The receiver tells when it
/// could not start.
pub fn connect(
    config: &Config,
    sound: Sound,
    screen: &Screen,
) -> (Backstage, mpsc::Receiver<Result<Assembled, StartError>>) {
    let mapped = screen.font_files();
    let (tell, started) = mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let config = config.clone();
    let thread = thread::spawn(move || {
        let runtime = match runtime() {
            Ok(runtime) => runtime,
            Err(error) => return tell.send(Err(error)).unwrap_or_default(),
        };
        runtime.block_on(async {
            match assemble(&config, Delays::default(), sound, &mapped).await {
                Err(error) => tell.send(Err(error)).unwrap_or_default(),
                Ok(assembled) => {
                    let (terminal, journal) = (assembled.terminal.clone(), assembled.journal.clone());
                    if let Err(error) = desk::serve(&config.desk, assembled.served()) {
                        let path = config.desk.display();
                        tracing::error!(%error, "no socket for staff at {path}; name another one in [desk] socket");
                    }
                    tokio::spawn(caption(terminal.ear().captions()));
                    tokio::spawn(keys(terminal.clone()));
                    tokio::spawn(draw(terminal));
                    tokio::spawn(end_on_signal());
                    tell.send(Ok(assembled)).unwrap_or_default();
                    // Ends when the screen does.
                    stopped.await.unwrap_or_default();
                    if let Err(error) = journal.close().await {
                        tracing::error!(%error, "the journal could not be closed");
                    }
                }
            }
        });
        runtime.shutdown_timeout(Duration::from_millis(500));
    });
    (Backstage { stop: Some(stop), thread: Some(thread) }, started)
}

/// The threads behind the screen; dropping it ends them in order.
pub struct Backstage {
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Backstage {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).unwrap_or_default();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap_or_else(|_| tracing::error!("the terminal's threads ended with a panic"));
        }
    }
}

/// Sends every change to the screen's thread; what comes while a frame is drawn is drawn with the next.
async fn draw(terminal: Terminal) {
    let mut views = terminal.views();
    loop {
        let view: Arc<View> = views.borrow_and_update().clone();
        let ear = terminal.ear().clone();
        let sent = slint::invoke_from_event_loop(move || {
            ear.happened();
            on_screen(|screen| screen.show(&view));
        });
        if sent.is_err() || views.changed().await.is_err() {
            return;
        }
    }
}

/// Shows what is being said.
async fn caption(mut captions: watch::Receiver<String>) {
    while captions.changed().await.is_ok() {
        let text = captions.borrow_and_update().clone();
        if slint::invoke_from_event_loop(move || on_screen(|screen| screen.caption(&text))).is_err() {
            return;
        }
    }
}

/// Presses the keys of the keypad on the screen.
async fn keys(terminal: Terminal) {
    let Some(mut keys) = terminal.take_keys() else { return };
    while let Some(key) = keys.recv().await {
        let terminal = terminal.clone();
        let sent = slint::invoke_from_event_loop(move || {
            terminal.ear().happened();
            on_screen(|screen| match screen.press(keypad::press(key)) {
                None => {}
                Some(Asked::Visit(event)) => terminal.event(event),
                Some(Asked::Repeat) => terminal.speaker().repeat(),
                Some(Asked::Pause) => terminal.speaker().toggle_pause(),
                Some(Asked::Skip) => terminal.speaker().skip(),
            });
        });
        if sent.is_err() {
            return;
        }
    }
}

fn on_screen(f: impl FnOnce(&Screen)) {
    SCREEN.with(|slot| {
        if let Some(screen) = slot.borrow().as_ref() {
            f(screen);
        }
    });
}

/// SIGINT and SIGTERM end the program in order: the journal is closed, the devices are let go.
async fn end_on_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    if let Err(error) = slint::quit_event_loop() {
        tracing::error!(%error, "the screen has ended before");
    }
}

/// Gives the screen of this thread its terminal.
pub fn attach(terminal: Terminal) {
    if let Some(model) = terminal.keypad_model() {
        on_screen(|screen| screen.keypad_feels(keypad::feel(model)));
    }
    TERMINAL.with(|slot| *slot.borrow_mut() = Some(terminal));
}

/// `kiosk run`
pub fn run(config: &Config, backend: Backend, dock: bool) -> Result<(), String> {
    let opened = open(config, backend)?;
    let (backstage, started) = connect(config, Sound::Cards, &opened.screen);
    let width = config.panel.width;
    let show_dock = dock && config.simulate && backend == Backend::Winit;
    let (fail, failed) = mpsc::channel::<String>();
    let waiter = thread::spawn(move || match started.recv() {
        Ok(Ok(assembled)) => {
            say_recovery(&assembled);
            let Assembled { terminal, controls, devices, simulated, recorder, .. } = assembled;
            let queued = slint::invoke_from_event_loop(move || {
                attach(terminal);
                if show_dock {
                    match DockWindow::open(controls, devices, width) {
                        Ok(window) => DOCK.with(|slot| *slot.borrow_mut() = Some(window)),
                        Err(error) => tracing::error!(%error, "the dock could not be opened"),
                    }
                }
            });
            if let Err(error) = queued {
                tracing::error!(%error, "the screen has ended");
            }
            Some((simulated, recorder))
        }
        Ok(Err(error)) => {
            fail.send(error.to_string()).unwrap_or_default();
            slint::quit_event_loop().unwrap_or_default();
            None
        }
        Err(_) => None,
    });
    match &opened.stage {
        Some(stage) => headless_loop(stage, &failed)?,
        None => opened.screen.run().map_err(|error| format!("the screen ended: {error}"))?,
    }
    drop(backstage);
    // The simulated devices end last: a ticket on its way is not cut off by their end.
    drop(waiter.join());
    failed.try_recv().map_or(Ok(()), Err)
}

fn headless_loop(stage: &Stage, failed: &mpsc::Receiver<String>) -> Result<(), String> {
    stage.settle();
    tracing::info!("{FIRST_FRAME}");
    loop {
        let pumped = stage.pump(Duration::from_secs(3600));
        if pumped.quit {
            return Ok(());
        }
        if let Ok(message) = failed.try_recv() {
            return Err(message);
        }
    }
}

fn say_recovery(assembled: &Assembled) {
    for job in &assembled.recovery.unknown {
        tracing::warn!(job = %job.job, "the run before ended while this job was printed: it is unknown whether it was, and it is not printed again");
    }
    if let Some(fault) = &assembled.recovery.chain.first_bad {
        tracing::error!(?fault, "the journal's audit chain does not hold; `kiosk check` says more");
    }
}
