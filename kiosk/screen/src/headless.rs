//! The screen without a screen: a software-rendered window in memory with its own event loop, for
//! `--backend headless`, for journeys, for pictures of every page and for tests.
//!
//! While nothing happens it sleeps on a channel until the next timer: idle costs nothing.

use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{EventLoopProxy, Platform, WindowAdapter};
use slint::{EventLoopError, PhysicalSize, PlatformError};

use crate::geometry::Rect;
use crate::snapshot::{Picture, PictureError};

/// The time between two frames of an animation.
const FRAME: Duration = Duration::from_millis(16);
/// How many of the last frames [`Stage::frame_stats`] looks at.
const FRAMES_KEPT: usize = 8192;

/// Why there is no stage.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// Slint has a platform already.
    #[error("Slint already has a platform in this process; install the headless stage once, before any window")]
    AlreadySet,
}

/// A window in memory, and the only platform of the process.
#[derive(Clone)]
pub struct Stage(Rc<Inner>);

/// What one call of [`Stage::pump`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pumped {
    /// How many closures of other threads ran.
    pub closures: usize,
    /// What was drawn.
    pub drawn: Option<Drawn>,
    /// The event loop was asked to end.
    pub quit: bool,
}

/// A frame that was drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    /// Layout and drawing.
    pub time: Duration,
    /// What changed: the rectangle around it.
    pub around: Rect,
    /// How many pixels were drawn anew.
    pub pixels: u64,
}

/// How long frames took.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct FrameStats {
    /// How many frames this looks at.
    pub frames: usize,
    /// Half of them were faster.
    pub median: Duration,
    /// All but one of a hundred were faster.
    pub p99: Duration,
    /// The slowest.
    pub max: Duration,
}

enum Message {
    Run(Box<dyn FnOnce() + Send>),
    Quit,
}

struct Inner {
    window: RefCell<Rc<MinimalSoftwareWindow>>,
    size: Cell<PhysicalSize>,
    frame: RefCell<Picture>,
    messages: Receiver<Message>,
    sender: Sender<Message>,
    start: Instant,
    held: Cell<Option<Duration>>,
    times: RefCell<Vec<Duration>>,
}

impl Stage {
    /// Makes this the platform of the process, with a window of `width` × `height` physical pixels.
    pub fn install(width: u32, height: u32) -> Result<Self, StageError> {
        let (sender, messages) = channel();
        let inner = Rc::new(Inner {
            window: RefCell::new(MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer)),
            size: Cell::new(PhysicalSize::new(width, height)),
            frame: RefCell::new(Picture::new(width, height)),
            messages,
            sender,
            start: Instant::now(),
            held: Cell::new(None),
            times: RefCell::default(),
        });
        let platform = Headless(Rc::clone(&inner));
        slint::platform::set_platform(Box::new(platform)).map_err(|_| StageError::AlreadySet)?;
        Ok(Self(inner))
    }

    /// The window of the component made last.
    pub fn window(&self) -> Rc<MinimalSoftwareWindow> {
        Rc::clone(&self.0.window.borrow())
    }

    /// Size for the next component's window; the present one is resized with the next frame.
    pub fn set_size(&self, width: u32, height: u32) {
        self.0.size.set(PhysicalSize::new(width, height));
    }

    /// Runs what other threads asked for, due timers and animations, and draws when something changed. When there was
    /// nothing to do it waits for a closure or a timer, at most `max_wait`.
    pub fn pump(&self, max_wait: Duration) -> Pumped {
        let done = self.0.turn(None);
        if done != Pumped::default() || max_wait.is_zero() {
            return done;
        }
        match self.0.wait(Some(max_wait)) {
            Some(message) => self.0.turn(Some(message)),
            None => self.0.turn(None),
        }
    }

    /// Pumps until nothing is left to be done at this moment; how many frames that drew.
    pub fn settle(&self) -> usize {
        // A page that asks for a frame in each frame (an animation) would never settle.
        const ENOUGH: usize = 50;
        let mut frames = 0;
        for _ in 0..ENOUGH {
            let done = self.0.turn(None);
            if done == Pumped::default() {
                break;
            }
            frames += usize::from(done.drawn.is_some());
        }
        frames
    }

    /// What is on the screen since the last drawing. Cheap: pixels are copied when the next frame is drawn.
    pub fn frame(&self) -> Picture {
        self.0.frame.borrow().clone()
    }

    /// Writes what is on the screen as PNG.
    pub fn png(&self, path: &Path) -> Result<(), PictureError> {
        self.frame().write_png(path)
    }

    /// From now on time stands still for timers and animations, and moves by [`Self::advance`] only.
    pub fn hold_time(&self) {
        self.0.held.set(Some(self.0.now()));
    }

    /// Moves held time on and does what is due.
    pub fn advance(&self, by: Duration) -> Pumped {
        if let Some(now) = self.0.held.get() {
            self.0.held.set(Some(now + by));
        }
        self.0.turn(None)
    }

    /// How long the last frames took.
    pub fn frame_stats(&self) -> FrameStats {
        let mut times = self.0.times.borrow().clone();
        times.sort_unstable();
        let at = |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1)));
        FrameStats {
            frames: times.len(),
            median: at(50).copied().unwrap_or_default(),
            p99: at(99).copied().unwrap_or_default(),
            max: times.last().copied().unwrap_or_default(),
        }
    }

    /// Forgets the times of the frames so far.
    pub fn reset_frame_stats(&self) {
        self.0.times.borrow_mut().clear();
    }
}

impl Inner {
    fn now(&self) -> Duration {
        self.held.get().unwrap_or_else(|| self.start.elapsed())
    }

    /// One turn of the event loop, without waiting.
    fn turn(&self, first: Option<Message>) -> Pumped {
        let mut done = Pumped::default();
        let mut next = first;
        while let Some(message) = next.take().or_else(|| self.messages.try_recv().ok()) {
            match message {
                Message::Run(closure) => {
                    closure();
                    done.closures += 1;
                }
                Message::Quit => done.quit = true,
            }
        }
        slint::platform::update_timers_and_animations();
        done.drawn = self.draw();
        done
    }

    /// Sleeps until a message, the next timer or frame of an animation, or the end of `max_wait`.
    fn wait(&self, max_wait: Option<Duration>) -> Option<Message> {
        let animated = self.window.borrow().has_active_animations().then_some(FRAME);
        // Held time does not pass while we wait.
        let timer = self.held.get().map_or_else(slint::platform::duration_until_next_timer_update, |_| None);
        match [max_wait, animated, timer].into_iter().flatten().min() {
            Some(limit) => self.messages.recv_timeout(limit).ok(),
            None => self.messages.recv().ok(),
        }
    }

    fn draw(&self) -> Option<Drawn> {
        let window = Rc::clone(&self.window.borrow());
        let size = self.size.get();
        // Showing a window gives it its preferred size.
        if WindowAdapter::size(window.as_ref()) != size {
            window.set_size(size);
        }
        let mut drawn = None;
        let start = Instant::now();
        window.draw_if_needed(|renderer| {
            let mut frame = self.frame.borrow_mut();
            if frame.width() != size.width || frame.height() != size.height {
                *frame = Picture::new(size.width, size.height);
            }
            let region = renderer.render(frame.pixels_mut(), size.width as usize);
            let (at, extent) = (region.bounding_box_origin(), region.bounding_box_size());
            drawn = Some(Drawn {
                time: start.elapsed(),
                around: Rect { x: at.x as f32, y: at.y as f32, w: extent.width as f32, h: extent.height as f32 },
                pixels: region.iter().map(|(_, s)| u64::from(s.width) * u64::from(s.height)).sum(),
            });
        });
        if let Some(frame) = drawn {
            let mut times = self.times.borrow_mut();
            if times.len() >= FRAMES_KEPT {
                times.drain(..FRAMES_KEPT / 2);
            }
            times.push(frame.time);
        }
        drawn
    }
}

struct Headless(Rc<Inner>);

impl Platform for Headless {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer);
        let size = self.0.size.get();
        window.set_size(size);
        *self.0.frame.borrow_mut() = Picture::new(size.width, size.height);
        self.0.window.replace(Rc::clone(&window));
        Ok(window)
    }

    fn run_event_loop(&self) -> Result<(), PlatformError> {
        let mut message = None;
        while !self.0.turn(message.take()).quit {
            message = self.0.wait(None);
        }
        Ok(())
    }

    fn new_event_loop_proxy(&self) -> Option<Box<dyn EventLoopProxy>> {
        Some(Box::new(Proxy(self.0.sender.clone())))
    }

    fn duration_since_start(&self) -> Duration {
        self.0.now()
    }
}

struct Proxy(Sender<Message>);

impl EventLoopProxy for Proxy {
    fn quit_event_loop(&self) -> Result<(), EventLoopError> {
        self.0.send(Message::Quit).map_err(|_| EventLoopError::EventLoopTerminated)
    }

    fn invoke_from_event_loop(&self, event: Box<dyn FnOnce() + Send>) -> Result<(), EventLoopError> {
        self.0.send(Message::Run(event)).map_err(|_| EventLoopError::EventLoopTerminated)
    }
}
