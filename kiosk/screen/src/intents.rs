//! From the controls of the pages to the intents of the visit.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use service::{Intent, Language, Setting};
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, SharedString, Timer};

use crate::generated::{App, Intents, Life, Switch};
use crate::{convert, pages};

/// Signs of life closer together than this are one.
const SIGNS_APART: Duration = Duration::from_secs(1);

/// A touch sooner than this after the one before is a tremor, for who wants it so (EN 301 549 5.8: up to half a second).
const TREMOR: Duration = Duration::from_millis(500);

type Listener = Rc<dyn Fn(Intent)>;

/// Who is told what a person does.
#[derive(Clone, Default)]
pub(crate) struct Sink(Rc<RefCell<Option<Listener>>>);

impl Sink {
    pub(crate) fn set(&self, f: impl Fn(Intent) + 'static) {
        *self.0.borrow_mut() = Some(Rc::new(f));
    }

    pub(crate) fn send(&self, intent: Intent) {
        // Cloned out first: the receiver may set another one.
        let receiver = self.0.borrow().clone();
        if let Some(receiver) = receiver {
            receiver(intent);
        }
    }
}

/// Connects every callback of `Intents`.
pub(crate) fn connect(app: &App, sink: &Sink) {
    let intents = app.global::<Intents>();
    /// A callback without arguments that is one intent.
    macro_rules! plain {
        ($($on:ident => $intent:expr),+ $(,)?) => {$(
            let to = sink.clone();
            intents.$on(move || to.send($intent));
        )+};
    }
    plain! {
        on_start => Intent::Start,
        on_begin_record => Intent::Begin(None),
        on_check_paper => Intent::CheckPaper,
        on_erase => Intent::Erase,
        on_erase_all => Intent::EraseAll,
        on_print_guide => Intent::PrintGuide,
        on_apply => Intent::Apply,
        on_my_cases => Intent::MyCases,
        on_next => Intent::Next,
        on_add_entry => Intent::AddEntry,
        on_photograph => Intent::Photograph,
        on_clear_ink => Intent::ClearInk,
        on_sign_by_card => Intent::SignByCard,
        on_undo_answer => Intent::UndoAnswer,
        on_hand_in => Intent::HandIn,
        on_send_rating => Intent::SendRating,
        on_supplement => Intent::Supplement,
        on_rate_case => Intent::RateCase,
        on_withdraw => Intent::Withdraw,
        on_confirm_withdraw => Intent::ConfirmWithdraw,
        on_remark => Intent::Remark,
        on_print_notice => Intent::PrintNotice,
        on_my_life_file => Intent::MyLifeFile,
        on_company_file => Intent::CompanyFile,
        on_by_card => Intent::ByCard,
        on_by_code => Intent::ByCode,
        on_agree_to_help => Intent::AgreeToHelp,
        on_agree => Intent::Agree,
        on_print => Intent::Print,
        on_try_again => Intent::TryAgain,
        on_another => Intent::Another,
        on_finish => Intent::Finish,
        on_back => Intent::Back,
        on_home => Intent::Home,
        on_toggle_comfort => Intent::ToggleComfort,
        on_help => Intent::Help,
        on_close_overlay => Intent::CloseOverlay,
        on_still_here => Intent::StillHere,
        on_reset_comfort => Intent::ResetComfort,
        on_toggle_simple => Intent::ToggleSimple,
    }
    connect_with(app, sink);
    connect_life(app, sink);
    connect_steady(app);
    let weak = app.as_weak();
    intents.on_move_focus(move |forward| {
        let weak = weak.clone();
        // After the event that asked for it.
        Timer::single_shot(Duration::ZERO, move || {
            if let Some(app) = weak.upgrade() {
                press(&app, if forward { Key::Tab } else { Key::Backtab });
            }
        });
    });
}

/// Connects those callbacks of `Intents` that say something.
fn connect_with(app: &App, sink: &Sink) {
    let intents = app.global::<Intents>();
    /// A callback with one argument that goes into the intent.
    macro_rules! with {
        ($($on:ident => |$value:ident| $intent:expr),+ $(,)?) => {$(
            let to = sink.clone();
            intents.$on(move |$value| to.send($intent));
        )+};
    }
    with! {
        on_begin => |document| Intent::Begin(convert::document_kind(document)),
        on_type => |letter| Intent::Type(letter.to_string()),
        on_share => |agreed| Intent::Share(agreed),
        on_pick => |key| Intent::Pick(key.to_string()),
        on_choose => |key| Intent::Choose(key.to_string()),
        on_open_entry => |entry| Intent::OpenEntry(place(entry)),
        on_remove_entry => |entry| Intent::RemoveEntry(place(entry)),
        on_remove_page => |number| Intent::RemovePage(place(number)),
        on_set_method => |method| Intent::SetMethod(convert::method_set(method)),
        on_choose_candidate => |number| Intent::ChooseCandidate(place(number)),
        on_turn_candidates => |forward| Intent::TurnCandidates(forward),
        on_open_answer => |at| Intent::OpenAnswer(at.to_string()),
        on_print_decision => |number| Intent::PrintDecision(place(number)),
        on_reason => |key| Intent::Reason(key.to_string()),
        on_open_case => |number| Intent::OpenCase(number.to_string()),
        on_open_insurance => |insurance| Intent::OpenInsurance(convert::insurance_kind(insurance)),
        on_choose_year => |year| Intent::ChooseYear(year as i16),
        on_choose_province => |code| Intent::ChooseProvince(code.to_string()),
        on_choose_city => |code| Intent::ChooseCity(code.to_string()),
        on_set_english => |english| Intent::Set(Setting::Language(
            if english { Language::English } else { Language::Chinese }
        )),
        on_set_size => |size| Intent::Set(Setting::Size(convert::text_size(size))),
        on_set_contrast => |contrast| Intent::Set(Setting::Contrast(convert::contrast_set(contrast))),
        on_faster => |faster| Intent::Set(Setting::Faster(faster)),
        on_louder => |louder| Intent::Set(Setting::Louder(louder)),
    }
    let to = sink.clone();
    intents.on_choose_document(move |document| {
        if let Some(kind) = convert::document_kind(document) {
            to.send(Intent::ChooseDocument(kind));
        }
    });
    let to = sink.clone();
    intents.on_rate(move |level| {
        if let Some(level) = place(level).checked_sub(1).and_then(|at| pages::LEVELS.get(at)) {
            to.send(Intent::Rate(*level));
        }
    });
    let to = sink.clone();
    intents.on_open(move |target| {
        if let Ok(target) = target.parse() {
            to.send(Intent::Open(target));
        }
    });
    let to = sink.clone();
    intents.on_set_switch(move |switch, on| {
        to.send(Intent::Set(match switch {
            Switch::Simple => Setting::Simple(on),
            Switch::Reach => Setting::Reach(on),
            Switch::Still => Setting::Still(on),
            Switch::MoreTime => Setting::MoreTime(on),
            Switch::Steady => Setting::Steady(on),
            Switch::Blank => Setting::Blank(on),
            Switch::Voice => Setting::Voice(on),
            Switch::Aloud => Setting::Aloud(on),
        }));
    });
}

/// A place in a list, from 0.
fn place(number: i32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn connect_life(app: &App, sink: &Sink) {
    let last = Cell::new(None::<Instant>);
    let to = sink.clone();
    app.global::<Life>().on_sign(move || {
        let now = Instant::now();
        if last.get().is_none_or(|then| now.duration_since(then) >= SIGNS_APART) {
            last.set(Some(now));
            to.send(Intent::StillHere);
        }
    });
}

/// Whether a touch counts that comes so long after the last one, while touches are to be steady.
fn connect_steady(app: &App) {
    let last = Cell::new(None::<Instant>);
    app.global::<Life>().on_counts(move || {
        let now = Instant::now();
        last.replace(Some(now)).is_none_or(|then| now.duration_since(then) >= TREMOR)
    });
}

/// Presses and releases a key; not from within the handling of another event.
pub(crate) fn press(app: &App, key: Key) {
    let text = SharedString::from(key);
    app.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    app.window().dispatch_event(WindowEvent::KeyReleased { text });
}
