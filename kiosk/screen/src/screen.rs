//! The window with the pages: takes a view, draws what differs from the one before.

use std::cell::RefCell;
use std::time::Duration;

use service::{Intent, View};
use slint::platform::Key;
use slint::{ComponentHandle, PhysicalSize, PlatformError, Timer, TimerMode, Weak, Window};

use crate::generated::{App, Frame, PageId, Theme};
use crate::intents::{self, Sink};
use crate::picture::Pictures;
use crate::{convert, frame};
use crate::{pager, pages};

/// Header words from the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hall {
    /// Name of the hall: 环翠区政务服务.
    pub name_zh: String,
    /// Name of the hall in English.
    pub name_en: String,
    /// Where the terminal stands: 自助服务终端 · 孙家疃街道 01.
    pub place_zh: String,
    /// Where the terminal stands, in English.
    pub place_en: String,
}

/// The glass.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels in one millimetre: 3.21 for 27" and 5.56 for 15.6" at 1920 × 1080.
    pub px_per_mm: f32,
}

/// The window with the pages.
pub struct Screen {
    app: App,
    hall: Hall,
    sink: Sink,
    shown: RefCell<Option<View>>,
    pictures: RefCell<Pictures>,
    /// Moves the keyboard from the top of a new page on to its first control.
    onward: Timer,
}

/// Reaches the screen's window from another thread's closure in the event loop.
#[derive(Clone)]
pub struct ScreenHandle(Weak<App>);

impl ScreenHandle {
    /// Runs `f` with the window on the thread of the event loop, if the window is still there.
    pub fn in_event_loop(&self, f: impl FnOnce(&Window) + Send + 'static) -> Result<(), slint::EventLoopError> {
        self.0.upgrade_in_event_loop(move |app| f(app.window()))
    }
}

impl Screen {
    /// Makes the window in the size of the panel. A back end must be chosen and fonts be set up before.
    pub fn new(hall: Hall, panel: Panel) -> Result<Self, PlatformError> {
        let app = App::new()?;
        let theme = app.global::<Theme>();
        theme.set_px_per_mm(panel.px_per_mm);
        theme.set_screen_width(panel.width as f32);
        theme.set_screen_height(panel.height as f32);
        app.window().set_size(PhysicalSize::new(panel.width, panel.height));
        let sink = Sink::default();
        intents::connect(&app, &sink);
        pager::connect(&app);
        let screen =
            Self { app, hall, sink, shown: RefCell::default(), pictures: RefCell::default(), onward: Timer::default() };
        // Slint would choose a language by the environment's locale otherwise.
        frame::comfort(&screen.app, &screen.hall, service::Comfort::default());
        Ok(screen)
    }

    /// Calls `f` with everything that a person does.
    pub fn on_intent(&self, f: impl Fn(Intent) + 'static) {
        self.sink.set(f);
    }

    /// Draws a view. Only what differs from the view before is touched; a new page starts at its top and at its first
    /// control.
    pub fn show(&self, view: &View) {
        let before = self.shown.replace(Some(view.clone()));
        let before = before.as_ref();
        if before == Some(view) {
            return;
        }
        let recoloured = before.is_none_or(|old| old.comfort != view.comfort);
        if recoloured {
            frame::comfort(&self.app, &self.hall, view.comfort);
        }
        let page = convert::page(&view.page);
        let global = self.app.global::<Frame>();
        let turned = before.is_none() || global.get_page() != page;
        if turned || recoloured || before.is_none_or(|old| old.page != view.page) {
            pages::show(&self.app, &view.page, view.comfort, &mut self.pictures.borrow_mut());
        }
        let overlay = global.get_overlay();
        frame::show(&self.app, view);
        if turned {
            global.set_page(page);
            // What the page before showed of a person is not kept.
            pages::clear_but(&self.app, page, &mut self.pictures.borrow_mut());
            if page == PageId::Attract {
                self.app.global::<Theme>().set_keyboard(false);
            }
        }
        if turned || overlay != global.get_overlay() {
            self.refocus();
        }
    }

    /// To the first control of the page or panel. Who uses touch sees no ring.
    fn refocus(&self) {
        self.app.invoke_focus_page();
        if self.app.global::<Theme>().get_keyboard() {
            // One timer for all: a page that comes before the last one got its Tab must not get two.
            let weak = self.app.as_weak();
            self.onward.start(TimerMode::SingleShot, Duration::ZERO, move || {
                if let Some(app) = weak.upgrade() {
                    intents::press(&app, Key::Tab);
                }
            });
        }
    }

    /// The window, for the back end, for pictures and for tests.
    pub fn window(&self) -> &Window {
        self.app.window()
    }

    /// For other threads.
    pub fn handle(&self) -> ScreenHandle {
        ScreenHandle(self.app.as_weak())
    }

    /// Opens the window without running the event loop (headless).
    pub fn open(&self) -> Result<(), PlatformError> {
        self.app.show()
    }

    /// Opens the window and runs the event loop until it is closed.
    pub fn run(&self) -> Result<(), PlatformError> {
        self.app.run()
    }
}
