//! The dock: a second small window in which a developer lays cards down, empties the paper, opens the lid, presses
//! keys, plugs headphones in and cuts lines of simulated devices.

use std::cell::RefCell;
use std::rc::Rc;

use slint::{ComponentHandle, ModelRc, PhysicalPosition, PlatformError, SharedString, VecModel};

use crate::generated::{DockAdapter, DockPaperLevel, DockPerson, DockWindow, SizeStep, Theme};

/// Pixels in a millimetre of a desktop's screen, about 56 dpi: the theme's smallest text is then 15 px high.
const DESKTOP_PX_PER_MM: f32 = 2.2;

/// What was done on the dock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DockAction {
    /// A person's card was laid on the reader, by the person's id.
    Lay(String),
    /// The card was taken away.
    TakeCard,
    /// The reader has a fault, by name; `None`: none.
    ReaderFault(Option<String>),
    /// The reader's cable was plugged in or pulled.
    ReaderPlugged(bool),
    /// How much paper there is.
    Paper(DockPaper),
    /// The printer's lid was opened or shut.
    Lid(bool),
    /// The ticket was taken out of the slot.
    TakeTicket,
    /// The printer has a fault, by name; `None`: none.
    PrinterFault(Option<String>),
    /// The printer's cable was plugged in or pulled.
    PrinterPlugged(bool),
    /// A key of the keypad was pressed, by its name in the maps.
    Key(String),
    /// Headphones were put in or pulled.
    Headphones(bool),
    /// The line to the platform was restored or cut.
    Network(bool),
}

/// How much paper there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DockPaper {
    /// Enough.
    #[default]
    Full,
    /// Near the end.
    Near,
    /// None.
    Out,
}

/// What the dock shows of the devices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DockState {
    /// The reader is simulated: its controls work.
    pub reader_simulated: bool,
    /// Its cable is plugged in.
    pub reader_plugged: bool,
    /// A card lies there.
    pub card_lies: bool,
    /// Its fault, by name.
    pub reader_fault: Option<String>,
    /// The printer is simulated: its controls work.
    pub printer_simulated: bool,
    /// Its cable is plugged in.
    pub printer_plugged: bool,
    /// Its paper.
    pub paper: DockPaper,
    /// Its lid is open.
    pub lid_open: bool,
    /// A ticket hangs in the slot.
    pub ticket_waits: bool,
    /// Its fault, by name.
    pub printer_fault: Option<String>,
    /// Tickets printed so far.
    pub tickets: usize,
    /// The keypad is simulated: its controls work.
    pub keypad_simulated: bool,
    /// Headphones are in its jack.
    pub headphones: bool,
    /// The platform can be reached.
    pub network: bool,
}

/// The dock's window.
pub struct Dock {
    window: DockWindow,
    shown: RefCell<Option<DockState>>,
}

impl Dock {
    /// Opens the window, `left` pixels from the display's left edge. `people`: id and title of everybody who has a card;
    /// faults and keys by name. A back end with more than one window (winit) must be chosen.
    pub fn new(
        people: Vec<(String, String)>,
        reader_faults: Vec<String>,
        printer_faults: Vec<String>,
        keys: Vec<String>,
        left: u32,
    ) -> Result<Self, PlatformError> {
        let window = DockWindow::new()?;
        let theme = window.global::<Theme>();
        // A desktop's window: as small as its words can be read.
        theme.set_px_per_mm(DESKTOP_PX_PER_MM);
        theme.set_size(SizeStep::Small);
        let adapter = window.global::<DockAdapter>();
        let people = people.into_iter().map(|(id, title)| DockPerson { id: id.into(), title: title.into() });
        adapter.set_people(ModelRc::new(people.collect::<VecModel<_>>()));
        adapter.set_reader_faults(names(reader_faults));
        adapter.set_printer_faults(names(printer_faults));
        adapter.set_keys(names(keys));
        window.show()?;
        window.window().set_position(PhysicalPosition::new(left.cast_signed(), 0));
        Ok(Self { window, shown: RefCell::default() })
    }

    /// Calls `f` with everything that is done on the dock.
    pub fn on_action(&self, f: impl Fn(DockAction) + 'static) {
        let adapter = self.window.global::<DockAdapter>();
        let to: Rc<dyn Fn(DockAction)> = Rc::new(f);
        /// A callback with one argument that goes into the action.
        macro_rules! connect {
            ($($on:ident => |$value:ident| $action:expr),+ $(,)?) => {$(
                let take = to.clone();
                adapter.$on(move |$value| take($action));
            )+};
        }
        connect! {
            on_lay => |id| DockAction::Lay(id.to_string()),
            on_set_reader_fault => |name| DockAction::ReaderFault(fault(&name)),
            on_plug_reader => |plugged| DockAction::ReaderPlugged(plugged),
            on_set_paper => |level| DockAction::Paper(paper(level)),
            on_set_lid => |open| DockAction::Lid(open),
            on_set_printer_fault => |name| DockAction::PrinterFault(fault(&name)),
            on_plug_printer => |plugged| DockAction::PrinterPlugged(plugged),
            on_press_key => |name| DockAction::Key(name.to_string()),
            on_plug_headphones => |plugged| DockAction::Headphones(plugged),
            on_set_network => |up| DockAction::Network(up),
        }
        let take = to.clone();
        adapter.on_take_card(move || take(DockAction::TakeCard));
        adapter.on_take_ticket(move || to(DockAction::TakeTicket));
    }

    /// Shows the state of the devices; draws differences only.
    pub fn show(&self, state: &DockState) {
        if self.shown.borrow().as_ref() == Some(state) {
            return;
        }
        let adapter = self.window.global::<DockAdapter>();
        adapter.set_reader_simulated(state.reader_simulated);
        adapter.set_reader_plugged(state.reader_plugged);
        adapter.set_card_lies(state.card_lies);
        adapter.set_reader_fault(state.reader_fault.as_deref().unwrap_or_default().into());
        adapter.set_printer_simulated(state.printer_simulated);
        adapter.set_printer_plugged(state.printer_plugged);
        adapter.set_paper(match state.paper {
            DockPaper::Full => DockPaperLevel::Full,
            DockPaper::Near => DockPaperLevel::Near,
            DockPaper::Out => DockPaperLevel::Out,
        });
        adapter.set_lid_open(state.lid_open);
        adapter.set_ticket_waits(state.ticket_waits);
        adapter.set_printer_fault(state.printer_fault.as_deref().unwrap_or_default().into());
        adapter.set_tickets(i32::try_from(state.tickets).unwrap_or(i32::MAX));
        adapter.set_keypad_simulated(state.keypad_simulated);
        adapter.set_headphones(state.headphones);
        adapter.set_network(state.network);
        self.shown.replace(Some(state.clone()));
    }
}

fn names(names: Vec<String>) -> ModelRc<SharedString> {
    ModelRc::new(names.into_iter().map(SharedString::from).collect::<VecModel<_>>())
}

fn fault(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

fn paper(level: DockPaperLevel) -> DockPaper {
    match level {
        DockPaperLevel::Full => DockPaper::Full,
        DockPaperLevel::Near => DockPaper::Near,
        DockPaperLevel::Out => DockPaper::Out,
    }
}
