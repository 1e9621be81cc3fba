//! The window with the pages: takes a view, draws what differs from the one before.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use domain::form::At;
use service::{Intent, Page, View};
use slint::platform::Key;
use slint::{ComponentHandle, PhysicalSize, PlatformError, Timer, TimerMode, Weak, Window};

use crate::generated::{App, Frame, PageId, Theme};
use crate::ink::Ink;
use crate::intents::{self, Sink};
use crate::keypad::{Asked, Feel, Press};
use crate::picture::Pictures;
use crate::speech::{Saying, Speech};
use crate::{convert, fonts, frame};
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
    /// Who comes when help is called: 大厅工作人员.
    pub helper_zh: String,
    /// The same in English.
    pub helper_en: String,
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
    /// How high the upper edge of the picture is above the floor, in mm.
    pub top_mm: f32,
}

/// Where a seated person's arm reaches: between these heights above the floor, in mm (EN 301 549 8.3.2.1: at most
/// 1220; the height that is advised in facts of the trade: 800 to 1100).
pub mod reach {
    /// No control stands higher.
    pub const MOST_MM: f32 = 1220.0;
    /// Controls stand below this where the glass goes down far enough.
    pub const ADVISED_MM: f32 = 1100.0;
    /// A band lower than this holds no page; then it reaches up to [`MOST_MM`].
    pub const BAND_MM: f32 = 240.0;
}

impl Panel {
    /// Height in mm above the floor of a place `y` pixels below the upper edge of the picture.
    pub fn above_floor_mm(&self, y: f32) -> f32 {
        self.top_mm - y / self.px_per_mm
    }

    /// How many pixels, counted from the lower edge, a seated person reaches: where the glass ends too high for a page
    /// within reach, as much as a page needs.
    pub fn reach_px(&self) -> f32 {
        let bottom_mm = self.above_floor_mm(self.height as f32);
        let advised = reach::ADVISED_MM - bottom_mm;
        let band = if advised >= reach::BAND_MM { advised } else { (reach::MOST_MM - bottom_mm).min(reach::BAND_MM) };
        // Two fifths of a small glass hold a page.
        let least = (reach::BAND_MM * self.px_per_mm).min(self.height as f32 * 0.4);
        (band * self.px_per_mm).clamp(least, self.height as f32).floor()
    }
}

/// The window with the pages.
pub struct Screen {
    app: App,
    hall: Hall,
    sink: Sink,
    shown: RefCell<Option<View>>,
    pictures: RefCell<Pictures>,
    ink: Rc<Ink>,
    /// Moves the keyboard from the top of a new page on to its first control; then the page is said.
    onward: Timer,
    speech: Rc<Speech>,
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

/// Which question is asked: another one is another page.
fn question_of(page: &Page) -> Option<&At> {
    match page {
        Page::Question(question) => Some(&question.at),
        _ => None,
    }
}

impl Screen {
    /// Makes the window in the size of the panel. A back end must be chosen and fonts be set up before.
    pub fn new(hall: Hall, panel: Panel) -> Result<Self, PlatformError> {
        let app = App::new()?;
        let theme = app.global::<Theme>();
        theme.set_px_per_mm(panel.px_per_mm);
        theme.set_screen_width(panel.width as f32);
        theme.set_window_height(panel.height as f32);
        theme.set_reach_height(panel.reach_px());
        app.window().set_size(PhysicalSize::new(panel.width, panel.height));
        let sink = Sink::default();
        intents::connect(&app, &sink);
        pager::connect(&app);
        let ink = Ink::connect(&app, &sink);
        let speech = Speech::connect(&app);
        let screen = Self {
            app,
            hall,
            sink,
            shown: RefCell::default(),
            pictures: RefCell::default(),
            ink,
            onward: Timer::default(),
            speech,
        };
        // Slint would choose a language by the environment's locale otherwise.
        frame::comfort(&screen.app, &screen.hall, service::Comfort::default());
        Ok(screen)
    }

    /// Calls `f` with everything that a person does.
    pub fn on_intent(&self, f: impl Fn(Intent) + 'static) {
        self.sink.set(f);
    }

    /// Whether this view is the one that was drawn last.
    pub fn shows(&self, view: &View) -> bool {
        self.shown.borrow().as_ref() == Some(view)
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
        let turned =
            before.is_none_or(|old| question_of(&old.page) != question_of(&view.page)) || global.get_page() != page;
        if turned || recoloured || before.is_none_or(|old| old.page != view.page) {
            pages::show(&self.app, &view.page, view.comfort, &mut self.pictures.borrow_mut(), &self.ink);
        }
        if turned || recoloured || before.is_none_or(|old| old.news != view.news) {
            pages::show_news(&self.app, view.comfort.language, view.news.as_deref());
        }
        let overlay = global.get_overlay();
        frame::show(&self.app, view);
        if turned {
            global.set_page(page);
            // What the page before showed of a person is not kept.
            pages::clear_but(&self.app, page, &mut self.pictures.borrow_mut(), &self.ink);
            if page == PageId::Attract {
                self.app.global::<Theme>().set_keyboard(false);
            }
        }
        let speaks = view.comfort.voice.on;
        self.speech.view(speaks.then_some(view));
        // Who begins to listen begins at the top of the page.
        let begins = speaks && before.is_none_or(|old| !old.comfort.voice.on);
        let moves = turned || begins || overlay != global.get_overlay();
        if moves {
            self.app.invoke_focus_page();
        }
        if moves || speaks {
            self.settle(moves, speaks);
        }
    }

    /// To the first control of a new page or panel, and says it. Who uses touch sees no ring; who listens must know
    /// where they are.
    fn settle(&self, moves: bool, speaks: bool) {
        let theme = self.app.global::<Theme>();
        if speaks && self.shown.borrow().as_ref().is_some_and(|view| view.headphones) {
            theme.set_keyboard(true);
        }
        let moves = moves && theme.get_keyboard();
        // One timer for all: a page that comes before the last one got its Tab must not get two.
        let waiting = self.onward.running() && self.speech.is_turning();
        self.speech.turning(moves || waiting);
        let (weak, speech) = (self.app.as_weak(), Rc::clone(&self.speech));
        self.onward.start(TimerMode::SingleShot, Duration::ZERO, move || {
            let Some(app) = weak.upgrade() else { return };
            if speech.is_turning() {
                intents::press(&app, Key::Tab);
                speech.turning(false);
            }
            speech.shown(&app);
        });
    }

    /// Calls `f` with everything that is to be said.
    pub fn on_saying(&self, f: impl Fn(Saying) + 'static) {
        self.speech.listen(f);
    }

    /// What fingers find on the keypad, to be said when somebody asks what the keys are.
    pub fn keypad_feels(&self, feel: Feel) {
        self.speech.feels(feel);
    }

    /// Shows what is being said.
    pub fn caption(&self, text: &str) {
        self.app.global::<Frame>().set_caption(text.into());
    }

    /// A key of the keypad was pressed; what it asks of others comes back.
    pub fn press(&self, press: Press) -> Option<Asked> {
        let comfort = self.shown.borrow().as_ref().map(|view| view.comfort).unwrap_or_default();
        self.app.global::<Theme>().set_keyboard(true);
        if self.speech.explains(&self.app, press) {
            return None;
        }
        press.act(&self.app, comfort)
    }

    /// The window, for the back end, for pictures and for tests.
    pub fn window(&self) -> &Window {
        self.app.window()
    }

    /// The font files of its words, as they lie in memory.
    pub fn font_files(&self) -> fonts::Mapped {
        fonts::mapped(self.app.window())
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

#[cfg(test)]
mod tests {
    use super::*;

    /// B5: what a seated person reaches, on the panels of the trade.
    #[test]
    fn b5_the_band_lies_where_the_arm_reaches() {
        let panel = |width, height, px_per_mm, top_mm| Panel { width, height, px_per_mm, top_mm };
        let cases = [
            // 43" upright: all of the band that is advised.
            (panel(1080, 1920, 2.017, 1750.0), 1100.0),
            // 27" upright: up to what is allowed, because below 1100 mm no page fits.
            (panel(1080, 1920, 3.21, 1500.0), 1142.0),
            // 15.6" lying, low: up to what is allowed.
            (panel(1920, 1080, 5.56, 1250.0), 1220.0),
        ];
        for (panel, highest) in cases {
            let top = panel.above_floor_mm(panel.height as f32 - panel.reach_px());
            assert!((top - highest).abs() < 1.0, "{panel:?}: {top}");
            assert!(top <= reach::MOST_MM + 0.5);
        }
    }
}
