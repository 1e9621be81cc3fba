//! The dock: a second small window in which a developer lays cards down, empties the paper, opens the lid, presses
//! keys, plugs headphones in and cuts lines of simulated devices.

use std::rc::Rc;
use std::sync::PoisonError;
use std::time::Duration;

use device_sim::keypad::SimKeypad;
use device_sim::printer::{PaperLevel, PrinterFault};
use device_sim::reader::ReaderFault;
use drivers::keypad::Key;
use screen::{Dock, DockAction, DockState};

use crate::simulated::Controls;

/// How often the dock looks at the devices.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// The open dock; closed when dropped.
pub(crate) struct DockWindow {
    _dock: Rc<Dock>,
    _timer: slint::Timer,
}

impl DockWindow {
    /// Opens it beside the terminal's window, which is `terminal` pixels wide; over its right half when a common
    /// display (1920 pixels across) has no room beside it.
    pub(crate) fn open(controls: Controls, terminal: u32) -> Result<Self, slint::PlatformError> {
        let people: Vec<(String, String)> = controls
            .people
            .iter()
            .map(|person| {
                let title = person.read().map(|data| data.title.reveal().clone());
                (person.id.clone(), title.unwrap_or_else(|_| person.id.clone()))
            })
            .collect();
        let reader_faults = names(ReaderFault::ALL.iter());
        let printer_faults = names(PrinterFault::ALL.iter());
        let keys = names(Key::ALL.iter().filter(|key| !matches!(key, Key::Digit(_) | Key::Clear)));
        let left = if terminal <= 1200 { terminal + 8 } else { terminal / 2 };
        let dock = Rc::new(Dock::new(people, reader_faults, printer_faults, keys, left)?);
        let hands = controls.clone();
        dock.on_action(move |action| act(&hands, &action));
        let timer = slint::Timer::default();
        let shown = dock.clone();
        shown.show(&state(&controls));
        timer.start(slint::TimerMode::Repeated, LOOK_EVERY, move || shown.show(&state(&controls)));
        Ok(Self { _dock: dock, _timer: timer })
    }
}

fn names<'a, F: ToString + 'a>(faults: impl Iterator<Item = &'a F>) -> Vec<String> {
    faults.map(ToString::to_string).collect()
}

fn act(controls: &Controls, action: &DockAction) {
    match action {
        DockAction::Lay(id) => {
            if let Err(error) = controls.lay(id) {
                tracing::warn!(%error, "the card cannot be laid down");
            }
        }
        DockAction::TakeCard => {
            if let Some(reader) = &controls.reader {
                reader.take();
            }
        }
        DockAction::ReaderFault(name) => {
            if let Some(reader) = &controls.reader {
                reader.set_fault(name.as_ref().and_then(|name| name.parse().ok()));
            }
        }
        DockAction::ReaderPlugged(plugged) => {
            if let Some(reader) = &controls.reader {
                if *plugged { reader.replug() } else { reader.unplug() }
            }
        }
        DockAction::Key(name) => with_keypad(controls, |keypad| keypad.press(name)),
        DockAction::Headphones(true) => with_keypad(controls, SimKeypad::headphones_in),
        DockAction::Headphones(false) => with_keypad(controls, SimKeypad::headphones_out),
        DockAction::Network(up) => controls.platform.set_offline(!up),
        printer_action => act_on_printer(controls, printer_action),
    }
}

fn with_keypad(controls: &Controls, act: impl FnOnce(&mut SimKeypad) -> std::io::Result<()>) {
    let Some(keypad) = &controls.keypad else { return };
    let mut keypad = keypad.lock().unwrap_or_else(PoisonError::into_inner);
    if let Err(error) = act(&mut keypad) {
        tracing::warn!(%error, "the simulated keypad did not do it");
    }
}

fn act_on_printer(controls: &Controls, action: &DockAction) {
    let Some(printer) = &controls.printer else { return };
    match action {
        DockAction::Paper(level) => printer.set_paper(match level {
            screen::DockPaper::Full => PaperLevel::Full,
            screen::DockPaper::Near => PaperLevel::Near,
            screen::DockPaper::Out => PaperLevel::Out,
        }),
        DockAction::Lid(open) => printer.set_cover(*open),
        DockAction::TakeTicket => printer.take_ticket(),
        DockAction::PrinterFault(name) => printer.set_fault(name.as_ref().and_then(|name| name.parse().ok())),
        DockAction::PrinterPlugged(true) => printer.replug(),
        DockAction::PrinterPlugged(false) => printer.unplug(),
        DockAction::Lay(_)
        | DockAction::TakeCard
        | DockAction::ReaderFault(_)
        | DockAction::ReaderPlugged(_)
        | DockAction::Key(_)
        | DockAction::Headphones(_)
        | DockAction::Network(_) => {}
    }
}

fn state(controls: &Controls) -> DockState {
    let reader = controls.reader.as_ref();
    let printer = controls.printer.as_ref();
    DockState {
        reader_simulated: reader.is_some(),
        reader_plugged: reader.is_some_and(device_sim::reader::ReaderControl::is_plugged),
        card_lies: reader.is_some_and(device_sim::reader::ReaderControl::card_present),
        reader_fault: reader.and_then(device_sim::reader::ReaderControl::fault).map(|fault| fault.to_string()),
        printer_simulated: printer.is_some(),
        printer_plugged: printer.is_some_and(device_sim::printer::PrinterControl::is_plugged),
        paper: match printer.map(device_sim::printer::PrinterControl::paper) {
            Some(PaperLevel::Near) => screen::DockPaper::Near,
            Some(PaperLevel::Out) => screen::DockPaper::Out,
            _ => screen::DockPaper::Full,
        },
        lid_open: printer.is_some_and(device_sim::printer::PrinterControl::cover_open),
        ticket_waits: printer.is_some_and(device_sim::printer::PrinterControl::ticket_waiting),
        printer_fault: printer.and_then(device_sim::printer::PrinterControl::fault).map(|fault| fault.to_string()),
        tickets: printer.map_or(0, |printer| printer.tickets().len()),
        keypad_simulated: controls.keypad.is_some(),
        headphones: controls
            .keypad
            .as_ref()
            .is_some_and(|keypad| keypad.lock().unwrap_or_else(PoisonError::into_inner).has_headphones()),
        network: !controls.platform.offline(),
    }
}
