//! What the dock shows of each device, and what a hand on it does.

use std::sync::PoisonError;

use device_sim::camera::CameraFault;
use device_sim::keypad::SimKeypad;
use device_sim::laser::LaserFault;
use device_sim::printer::{PaperLevel, PrinterFault};
use device_sim::reader::ReaderFault;
use drivers::DeviceReport;
use drivers::keypad::Key;
use drivers::panel::{Input, Light};
use screen::{DockDevice, DockGroup, DockItem};

use crate::desk::word;
use crate::simulated::Controls;

/// In the place of a fault's name: none.
const NO_FAULT: &str = "no fault";

/// Id and title of everybody in the sandbox.
pub(super) fn people(controls: &Controls) -> Vec<(String, String)> {
    let title = |person: &platform::sandbox::Person| person.read().map(|data| data.title.reveal().clone());
    controls
        .people
        .iter()
        .map(|person| (person.id.clone(), title(person).unwrap_or_else(|_| person.id.clone())))
        .collect()
}

/// The devices in four columns. What the terminal does not have is not shown.
pub(super) fn columns(
    controls: &Controls,
    people: &[(String, String)],
    reports: &[DeviceReport],
) -> Vec<Vec<DockDevice>> {
    let status = |name: &str| reports.iter().find(|report| report.name == name).map(told);
    let device = |name: &str, title: &str, groups: Option<Vec<DockGroup>>| {
        status(name).map(|status| {
            let real = if groups.is_none() { " (a real one)" } else { "" };
            DockDevice { title: format!("{title}{real}"), status, groups: groups.unwrap_or_default() }
        })
    };
    let platform = DockDevice {
        title: "Line to the platform".into(),
        status: String::new(),
        groups: vec![switch("network", "", ["up", "cut"], !controls.platform.offline())],
    };
    [
        vec![
            device("id_card", "ID card reader", reader(controls, people)),
            device("social_card", "Social security cards", None),
        ],
        vec![
            device("scanner", "Code scanner", scanner(controls, people)),
            device("document_camera", "Document camera", document_camera(controls)),
        ],
        vec![device("printer", "Ticket printer", printer(controls)), device("laser", "A4 printer", laser(controls))],
        vec![Some(platform), device("panel", "Cabinet", panel(controls)), device("keypad", "Keypad", keypad(controls))],
    ]
    .into_iter()
    .map(|column| column.into_iter().flatten().collect())
    .collect()
}

/// How a device is, in a line: the word of the status, and what is wrong.
fn told(report: &DeviceReport) -> String {
    let mut text = word(&report.status);
    if let Some(detail) = &report.detail {
        text.push_str(": ");
        text.push_str(detail);
    }
    for (sensor, value) in &report.sensors {
        text.extend([" · ", sensor, " ", value]);
    }
    text
}

fn item(id: impl Into<String>, text: impl Into<String>, enabled: bool) -> DockItem {
    DockItem { id: id.into(), text: text.into(), enabled, checked: false }
}

/// Things to press.
fn buttons(id: &'static str, title: &'static str, row: bool, items: Vec<DockItem>) -> DockGroup {
    DockGroup { id, title, choice: false, row, items }
}

/// One of these is so.
fn choice(id: &'static str, title: &'static str, names: &[&str], current: usize) -> DockGroup {
    let items = names.iter().enumerate();
    let items = items.map(|(i, name)| DockItem { checked: i == current, ..item(*name, *name, true) });
    DockGroup { id, title, choice: true, row: true, items: items.collect() }
}

/// The first of these is so, or the second.
fn switch(id: &'static str, title: &'static str, names: [&str; 2], first: bool) -> DockGroup {
    choice(id, title, &names, usize::from(!first))
}

fn cable(id: &'static str, plugged: bool) -> DockGroup {
    switch(id, "", ["cable in", "cable out"], plugged)
}

/// Faults two by two: there are many.
fn faults(id: &'static str, names: &[String], current: Option<String>) -> Vec<DockGroup> {
    let all: Vec<String> = std::iter::once(NO_FAULT.to_owned()).chain(names.iter().cloned()).collect();
    let current = current.unwrap_or_else(|| NO_FAULT.into());
    all.chunks(2)
        .map(|pair| {
            let items = pair.iter().map(|name| DockItem { checked: *name == current, ..item(name, name, true) });
            DockGroup { id, title: "", choice: true, row: true, items: items.collect() }
        })
        .collect()
}

fn names<'a, F: ToString + 'a>(faults: impl Iterator<Item = &'a F>) -> Vec<String> {
    faults.map(ToString::to_string).collect()
}

fn reader(controls: &Controls, people: &[(String, String)]) -> Option<Vec<DockGroup>> {
    let reader = controls.reader.as_ref()?;
    let cards = people.iter().map(|(id, title)| item(id, title, true)).collect();
    let mut groups = vec![
        buttons("take-card", "", true, vec![item("", "Take the card away", reader.card_present())]),
        buttons("lay", "Lay down the card of", false, cards),
        cable("reader-cable", reader.is_plugged()),
    ];
    groups.extend(faults(
        "reader-fault",
        &names(ReaderFault::ALL.iter()),
        reader.fault().map(|fault| fault.to_string()),
    ));
    Some(groups)
}

fn scanner(controls: &Controls, people: &[(String, String)]) -> Option<Vec<DockGroup>> {
    let glass = controls.scanner.as_ref()?;
    let phones = people.iter().map(|(id, title)| item(id, title, true)).collect();
    let other = vec![
        item("certificate", "the last certificate", !controls.platform.verification_codes().is_empty()),
        item("foreign", "a code of somebody else", true),
    ];
    let mut groups = vec![
        buttons("take-code", "", true, vec![item("", "Take the code away", true)]),
        buttons("phone", "Hold the phone of", false, phones),
        buttons("scan", "Hold", false, other),
        cable("scanner-cable", glass.is_plugged()),
    ];
    groups.extend(faults("scanner-fault", &glass.faults(), glass.fault()));
    Some(groups)
}

fn document_camera(controls: &Controls) -> Option<Vec<DockGroup>> {
    let camera = controls.document_camera.as_ref()?;
    let mut groups = vec![
        buttons(
            "sheet",
            "",
            true,
            vec![item("next", "Lay the next sheet", true), item("away", "Take it away", camera.has_sheet())],
        ),
        cable("document-camera-cable", camera.is_plugged()),
    ];
    let fault = camera.fault().map(|fault| fault.to_string());
    groups.extend(faults("document-camera-fault", &names(CameraFault::ALL.iter()), fault));
    Some(groups)
}

fn printer(controls: &Controls) -> Option<Vec<DockGroup>> {
    let printer = controls.printer.as_ref()?;
    let paper = match printer.paper() {
        PaperLevel::Full => 0,
        PaperLevel::Near => 1,
        PaperLevel::Out => 2,
    };
    let mut groups = vec![
        buttons("take-ticket", "", true, vec![item("", "Take the ticket", printer.ticket_waiting())]),
        choice("paper", "", &["paper", "low", "out"], paper),
        switch("lid", "", ["lid shut", "lid open"], !printer.cover_open()),
        cable("printer-cable", printer.is_plugged()),
    ];
    let fault = printer.fault().map(|fault| fault.to_string());
    groups.extend(faults("printer-fault", &names(PrinterFault::ALL.iter()), fault));
    Some(groups)
}

fn laser(controls: &Controls) -> Option<Vec<DockGroup>> {
    let laser = controls.laser.as_ref()?;
    let mut groups = vec![cable("laser-cable", laser.is_plugged())];
    groups.extend(faults("laser-fault", &names(LaserFault::ALL.iter()), laser.fault().map(|fault| fault.to_string())));
    Some(groups)
}

fn panel(controls: &Controls) -> Option<Vec<DockGroup>> {
    let panel = controls.panel.as_ref()?;
    let lights = Light::ALL.iter().filter(|light| panel.light(**light).is_on());
    let lit: Vec<String> = lights.map(|light| format!("{light:?}").to_lowercase()).collect();
    let lit = if lit.is_empty() { "no light is lit".into() } else { format!("lit: {}", lit.join(", ")) };
    Some(vec![
        switch("door", "", ["door shut", "door open"], !panel.is(Input::Door)),
        buttons(
            "contact",
            "",
            true,
            vec![item("call", "press the call button", true), item("tamper", "tamper", !panel.is(Input::Tamper))],
        ),
        buttons("lights", "", true, vec![item("", lit, false)]),
    ])
}

fn keypad(controls: &Controls) -> Option<Vec<DockGroup>> {
    let keypad = controls.keypad.as_ref()?;
    let plugged = keypad.lock().unwrap_or_else(PoisonError::into_inner).has_headphones();
    let keys = Key::ALL.iter().filter(|key| !matches!(key, Key::Digit(_) | Key::Clear));
    let keys: Vec<DockItem> = keys.map(|key| item(key.to_string(), key.to_string(), true)).collect();
    let mut groups = vec![switch("headphones", "", ["headphones in", "out"], plugged)];
    groups.extend(keys.chunks(2).map(|pair| buttons("key", "", true, pair.to_vec())));
    Some(groups)
}

/// Does what was pressed.
pub(super) fn act(controls: &Controls, group: &str, item: &str) -> Result<(), String> {
    let gone = || "this device is a real one".to_owned();
    let fault = (item != NO_FAULT).then_some(item);
    let (reader, printer) = (controls.reader.as_ref(), controls.printer.as_ref());
    match group {
        "network" => controls.platform.set_offline(item == "cut"),
        "lay" => drop(controls.lay(item).map_err(|error| error.to_string())?),
        "take-card" => reader.ok_or_else(gone)?.take(),
        "reader-cable" => match (reader.ok_or_else(gone)?, item) {
            (reader, "cable in") => reader.replug(),
            (reader, _) => reader.unplug(),
        },
        "reader-fault" => reader.ok_or_else(gone)?.set_fault(parsed(fault)?),
        "paper" => printer.ok_or_else(gone)?.set_paper(match item {
            "low" => PaperLevel::Near,
            "out" => PaperLevel::Out,
            _ => PaperLevel::Full,
        }),
        "lid" => printer.ok_or_else(gone)?.set_cover(item == "lid open"),
        "take-ticket" => printer.ok_or_else(gone)?.take_ticket(),
        "printer-fault" => printer.ok_or_else(gone)?.set_fault(parsed(fault)?),
        "printer-cable" => match (printer.ok_or_else(gone)?, item) {
            (printer, "cable in") => printer.replug(),
            (printer, _) => printer.unplug(),
        },
        "take-code" | "phone" | "scan" | "scanner-cable" | "scanner-fault" => {
            return act_on_scanner(controls, group, item, fault);
        }
        "sheet" | "document-camera-cable" | "document-camera-fault" => {
            let camera = controls.document_camera.as_ref().ok_or_else(gone)?;
            match (group, item) {
                ("document-camera-fault", _) => camera.set_fault(parsed(fault)?),
                ("sheet", "away") => camera.take(),
                ("sheet", _) => camera.lay(),
                (_, "cable in") => camera.replug(),
                _ => camera.unplug(),
            }
        }
        "laser-cable" | "laser-fault" => {
            let laser = controls.laser.as_ref().ok_or_else(gone)?;
            match (group, item) {
                ("laser-fault", _) => laser.set_fault(parsed(fault)?),
                (_, "cable in") => laser.replug(),
                _ => laser.unplug(),
            }
        }
        "door" | "contact" => {
            let panel = controls.panel.as_ref().ok_or_else(gone)?;
            match item {
                "call" => press(panel, Input::CallButton),
                "tamper" => press(panel, Input::Tamper),
                door => panel.set(Input::Door, door == "door open"),
            }
        }
        "headphones" if item == "out" => return with_keypad(controls, SimKeypad::headphones_out),
        "headphones" => return with_keypad(controls, SimKeypad::headphones_in),
        "key" => return with_keypad(controls, |keypad| keypad.press(item)),
        _ => {}
    }
    Ok(())
}

fn act_on_scanner(controls: &Controls, group: &str, item: &str, fault: Option<&str>) -> Result<(), String> {
    let glass = controls.scanner.as_ref().ok_or("this scanner is a real one")?;
    match group {
        "phone" => glass.hold(controls.phone(item, "")?.reveal().as_bytes()),
        "scan" if item == "certificate" => {
            let codes = controls.platform.verification_codes();
            let code = codes.last().ok_or("no certificate was issued yet")?;
            glass.hold(format!("{}/v/{code}", controls.verification_base));
        }
        "scan" => glass.hold("https://example.com/menu"),
        "scanner-cable" => glass.plug(item == "cable in"),
        "scanner-fault" => glass.set_fault(fault)?,
        _ => glass.take(),
    }
    Ok(())
}

fn parsed<F: std::str::FromStr<Err: ToString>>(name: Option<&str>) -> Result<Option<F>, String> {
    name.map(|name| name.parse().map_err(|error: F::Err| error.to_string())).transpose()
}

/// A press that lasts longer than a contact bounces.
fn press(panel: &drivers::panel::SoftPanel, input: Input) {
    panel.set(input, true);
    let panel = panel.clone();
    slint::Timer::single_shot(super::LOOK_EVERY, move || panel.set(input, false));
}

fn with_keypad(controls: &Controls, act: impl FnOnce(&mut SimKeypad) -> std::io::Result<()>) -> Result<(), String> {
    let Some(keypad) = &controls.keypad else { return Err("this keypad is a real one".into()) };
    let mut keypad = keypad.lock().unwrap_or_else(PoisonError::into_inner);
    act(&mut keypad).map_err(|error| error.to_string())
}
