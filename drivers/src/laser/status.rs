//! What the printer's keywords mean, and how it is as the rest of the terminal sees it.

use std::collections::{BTreeMap, BTreeSet};

use ipp::attribute::IppAttributeGroup;

use super::talk::{numbers, texts};
use crate::state::{DeviceState, Fault};

/// Why it does not print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Reason {
    /// Paper is stuck.
    #[error("paper is stuck; open the covers and take it out")]
    Jammed,
    /// A cover or door is open.
    #[error("a cover is open; shut it")]
    CoverOpen,
    /// The tray is not in.
    #[error("the paper tray is not in; push it in")]
    TrayOpen,
    /// No paper.
    #[error("the paper tray is empty; put A4 paper in")]
    PaperOut,
    /// No toner.
    #[error("the toner is used up; change the cartridge")]
    TonerOut,
    /// Nobody took the sheets.
    #[error("the output tray is full; take the sheets out")]
    OutputFull,
    /// A part is at its end or failed: drum, fuser.
    #[error("a part of the printer is worn out or failed; its own panel says which")]
    Broken,
    /// It was stopped at its panel, or takes no jobs.
    #[error("the printer was stopped or takes no jobs; see its own panel")]
    Paused,
    /// It is busy with somebody else's job.
    #[error("the printer is busy with other jobs")]
    Busy,
    /// It cannot print PDF on A4.
    #[error("the printer refuses PDF documents; is it the right printer?")]
    RefusesPdf,
    /// It is out of reach.
    #[error("the printer is out of reach; check its power, its cable and the address in the configuration")]
    Unreachable,
    /// What answers is no IPP printer.
    #[error("what answers at the address is no IPP printer; check the address in the configuration")]
    NoPrinter,
}

/// What is left of something that is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supply {
    /// Its name.
    pub name: String,
    /// In percent; `None`: it cannot tell.
    pub percent: Option<u8>,
}

/// How the printer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaserState {
    /// The life of its thread.
    pub device: DeviceState,
    /// Why it does not print; the worst first.
    pub trouble: Option<Reason>,
    /// Paper is nearly used up.
    pub paper_low: bool,
    /// Toner is nearly used up.
    pub toner_low: bool,
    /// What is used up in time.
    pub supplies: Vec<Supply>,
}

impl LaserState {
    /// Before anything is known.
    pub(super) fn unknown() -> Self {
        Self { device: DeviceState::Opening, trouble: None, paper_low: false, toner_low: false, supplies: Vec::new() }
    }

    /// Nothing answers, or nothing that makes sense.
    pub(super) fn without(reason: Reason, fault: Option<Fault>) -> Self {
        let device = fault.map_or(DeviceState::Absent, DeviceState::Faulted);
        Self { device, trouble: Some(reason), ..Self::unknown() }
    }

    /// As the printer's attributes say. `busy`: with a job of ours.
    pub fn of(printer: &IppAttributeGroup, busy: bool) -> Self {
        let keywords = texts(printer, "printer-state-reasons");
        let (stops, warnings) = reasons_of(&keywords, printer_state(printer) == STOPPED);
        let formats = texts(printer, "document-format-supported");
        let pdf = formats.is_empty() || formats.iter().any(|format| format == "application/pdf");
        let trouble = stops.first().copied().or((!pdf).then_some(Reason::RefusesPdf));
        let device = match trouble {
            Some(Reason::Broken) => DeviceState::Faulted(Fault::Hardware(Reason::Broken.to_string())),
            Some(reason) => DeviceState::Faulted(Fault::NeedsPerson(reason.to_string())),
            None if busy => DeviceState::Busy,
            None => DeviceState::Ready,
        };
        let levels = numbers(printer, "marker-levels");
        let supplies = texts(printer, "marker-names").into_iter().zip(levels).map(|(name, level)| Supply {
            name,
            // -1, -2, -3: unavailable, unknown, some left (PWG 5100.13 marker-levels).
            percent: u8::try_from(level).ok().filter(|level| *level <= 100),
        });
        Self {
            device,
            trouble,
            paper_low: warnings.contains(&Reason::PaperOut),
            toner_low: warnings.contains(&Reason::TonerOut),
            supplies: supplies.take(16).collect(),
        }
    }

    /// Whether a job would be begun now.
    pub fn ready(&self) -> bool {
        self.device == DeviceState::Ready
    }

    /// What it measures, by the names of XFS4IoT (CWA 17852, `printer.status`) where that has some.
    pub fn sensors(&self) -> BTreeMap<&'static str, String> {
        let mut sensors = BTreeMap::new();
        if matches!(self.device, DeviceState::Absent | DeviceState::Opening) {
            return sensors;
        }
        let paper = match self.trouble {
            Some(Reason::PaperOut | Reason::TrayOpen) => "out",
            Some(Reason::Jammed) => "jammed",
            _ if self.paper_low => "low",
            _ => "full",
        };
        let toner = match self.trouble {
            Some(Reason::TonerOut) => "out",
            _ if self.toner_low => "low",
            _ => "full",
        };
        sensors.insert("paper", paper.to_owned());
        sensors.insert("toner", toner.to_owned());
        let levels: Vec<String> =
            self.supplies.iter().filter_map(|supply| Some(format!("{} {} %", supply.name, supply.percent?))).collect();
        if !levels.is_empty() {
            sensors.insert("supplies", levels.join(", "));
        }
        sensors
    }
}

/// printer-state stopped (RFC 8011 §5.4.11).
const STOPPED: i32 = 5;

fn printer_state(printer: &IppAttributeGroup) -> i32 {
    super::talk::number(printer, "printer-state").unwrap_or_default()
}

/// From `printer-state-reasons` to what keeps it from printing, the worst first, and what it only warns of. A keyword
/// without a suffix is an error where the printer stopped (RFC 8011 §5.4.12: “-error” may be left out); `-report` says
/// nothing to anybody but of a jam.
/// Keywords: RFC 8011 §5.4.12, PWG 5100.9 §3.1 and the IANA registry “IPP printer-state-reasons”.
pub fn reasons_of(keywords: &[String], stopped: bool) -> (BTreeSet<Reason>, BTreeSet<Reason>) {
    let (mut stops, mut warnings) = (BTreeSet::new(), BTreeSet::new());
    for keyword in keywords {
        let (word, suffix) = ["-error", "-warning", "-report"]
            .iter()
            .find_map(|suffix| Some((keyword.strip_suffix(suffix)?, *suffix)))
            .unwrap_or((keyword, ""));
        let (reason, low) = match word {
            "media-jam" => (Reason::Jammed, false),
            "media-empty" | "media-needed" => (Reason::PaperOut, false),
            "media-low" => (Reason::PaperOut, true),
            "input-tray-missing" | "output-tray-missing" | "input-media-tray-missing" => (Reason::TrayOpen, false),
            "cover-open" | "door-open" | "interlock-open" => (Reason::CoverOpen, false),
            "toner-empty"
            | "marker-supply-empty"
            | "marker-supply-missing"
            | "cartridge-missing"
            | "marker-toner-cartridge-missing" => (Reason::TonerOut, false),
            "toner-low" | "marker-supply-low" => (Reason::TonerOut, true),
            "output-area-full" | "output-tray-full" => (Reason::OutputFull, false),
            "output-area-almost-full" => (Reason::OutputFull, true),
            "paused" | "moving-to-paused" | "shutdown" | "stopping" | "stopped-partly" | "offline" => {
                (Reason::Paused, false)
            }
            "fuser-over-temp" | "fuser-under-temp" | "opc-life-over" | "marker-waste-full" | "subunit-empty"
            | "marker-failure" | "fuser-failure" | "power-down" | "other" => (Reason::Broken, false),
            "opc-near-eol" | "marker-waste-almost-full" => (Reason::Broken, true),
            _ => continue,
        };
        match suffix {
            _ if low => warnings.insert(reason),
            // A jam is a jam, however little the printer thinks of it: ippeveprinter calls each a warning.
            "-warning" if reason != Reason::Jammed => warnings.insert(reason),
            // Alone it says too little to send people away.
            "-report" if reason == Reason::Broken => warnings.insert(reason),
            _ => stops.insert(reason),
        };
    }
    if stopped && stops.is_empty() {
        // It stopped and does not say why, or warns of it.
        let why = warnings.first().copied().unwrap_or(Reason::Paused);
        stops.insert(why);
    }
    (stops, warnings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops(keywords: &[&str], stopped: bool) -> Vec<Reason> {
        let keywords: Vec<String> = keywords.iter().map(|word| (*word).to_owned()).collect();
        reasons_of(&keywords, stopped).0.into_iter().collect()
    }

    #[test]
    fn keywords_and_their_meaning() {
        for (keywords, stopped, wanted) in [
            (&["none"][..], false, &[][..]),
            (&["media-jam-error"], true, &[Reason::Jammed]),
            (&["media-jam-report"], false, &[Reason::Jammed]),
            (&["media-jam-warning"], false, &[Reason::Jammed]),
            (&["media-empty", "media-needed"], true, &[Reason::PaperOut]),
            (&["toner-low-warning"], false, &[]),
            (&["toner-empty-error", "door-open-error"], true, &[Reason::CoverOpen, Reason::TonerOut]),
            (&["input-tray-missing"], true, &[Reason::TrayOpen]),
            (&["output-area-full-error"], true, &[Reason::OutputFull]),
            (&["media-empty-warning"], false, &[]),
            (&["media-empty-warning"], true, &[Reason::PaperOut]),
            (&["paused"], true, &[Reason::Paused]),
            (&["something-new"], true, &[Reason::Paused]),
            (&["something-new"], false, &[]),
        ] {
            assert_eq!(stops(keywords, stopped), wanted, "{keywords:?}, stopped: {stopped}");
        }
    }
}
