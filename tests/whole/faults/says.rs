//! What the screen must say of a fault, by the page on which it begins.

use device_sim::laser::LaserFault;
use device_sim::printer::PrinterFault;
use device_sim::reader::ReaderFault;
use device_sim::scanner::ScannerFault;

use super::list::{Answer, CabinetFault, Fault, SocialFault, place};

/// What must be seen of a fault that begins on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Says {
    /// One of these, on that very page, without anybody touching it.
    Now(Vec<String>),
    /// One of these on the way to the end.
    Later(Vec<String>),
    /// One of these when the visit is over.
    AtEnd(Vec<String>),
    /// Nothing: the terminal copes, the document is printed.
    Nothing,
    /// It may be said or not; the document is printed all the same.
    Copes,
    /// It depends on the moment; paper and journal must agree all the same.
    Open,
}

impl Fault {
    /// What the screen must say of it when it begins on this page.
    pub(super) fn says(self, page: &str) -> Says {
        match self {
            Self::Reader(fault) => reader_says(fault, page),
            Self::ReaderUnplugged => reader_down(page),
            Self::Printer(fault) => printer_says(fault, page),
            Self::PaperOut => cannot_print(page, "paper_out"),
            Self::CoverOpen => cannot_print(page, "cover_open"),
            Self::PrinterUnplugged => cannot_print(page, "disconnected"),
            Self::Scanner(fault) => scanner_says(fault, page),
            Self::ScannerUnplugged => scanner_down(page),
            Self::Laser(fault) => laser_says(Some(fault), page),
            Self::LaserUnplugged => laser_says(None, page),
            Self::Cabinet(fault) => cabinet_says(fault, page),
            Self::Social(fault) => fault.says(page),
            Self::Offline => offline(page),
            Self::Slow => asked_later(page, &["sorry-too_slow"]),
            Self::Answers(Answer::Failed | Answer::SessionInvalid) => asked_later(page, &["sorry-platform_failed"]),
            Self::Answers(Answer::Refused) => asked_later(page, &["sorry-refused"]),
            Self::Answers(Answer::NoRecord) => asked_later(page, &["sorry-no_record"]),
        }
    }
}

impl SocialFault {
    /// Only where a card is waited for anything is said of one; the ID card is always another way.
    fn says(self, page: &str) -> Says {
        let problem = match self {
            Self::ServiceGone | Self::ReaderUnplugged => return Says::Nothing,
            Self::Mute => "unreadable",
            Self::Torn => "moved",
            Self::Withheld => "withheld",
            Self::Bank => "unknown_card",
        };
        if page == "identify" {
            Says::Now(vec![format!("identify:{problem}"), format!("sorry-card:{problem}")])
        } else if place(page) < place("identify") {
            // A card that is in already is read as soon as one is wanted, unless the ID card was quicker.
            Says::Open
        } else {
            Says::Nothing
        }
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn reader_says(fault: ReaderFault, page: &str) -> Says {
    let before_reading = place(page) <= place("identify");
    match fault {
        ReaderFault::ReadFails { .. }
        | ReaderFault::RandomFails { .. }
        | ReaderFault::SelectFails { .. }
        | ReaderFault::BadChecksum { .. }
        | ReaderFault::Truncated { .. }
        | ReaderFault::Oversize { .. }
        | ReaderFault::TrailingZero
        | ReaderFault::FindSays80Once => Says::Nothing,
        ReaderFault::CardMovedDuringRead if before_reading => Says::Later(words(&["identify:moved"])),
        ReaderFault::Counterfeit(_) if before_reading => Says::Later(words(&["sorry-card:counterfeit"])),
        ReaderFault::UnknownCardType if before_reading => Says::Later(words(&["sorry-card:unknown_card"])),
        // The card was read before.
        ReaderFault::CardMovedDuringRead | ReaderFault::Counterfeit(_) | ReaderFault::UnknownCardType => Says::Nothing,
        ReaderFault::NotAuthorised | ReaderFault::SelfTestFailed | ReaderFault::Silent | ReaderFault::WrongLength => {
            reader_down(page)
        }
        // One answer in four is damaged: with luck the card is read.
        ReaderFault::Noise { .. } | ReaderFault::Late { .. } => Says::Open,
    }
}

fn scanner_says(fault: ScannerFault, page: &str) -> Says {
    match fault {
        ScannerFault::Silent | ScannerFault::NoReplies | ScannerFault::Refuses | ScannerFault::Noise { .. } => {
            scanner_down(page)
        }
        // How soon it is given up depends on what it was asked last.
        ScannerFault::Late { .. } => Says::Open,
        // The code comes again by itself.
        ScannerFault::Damaged { .. }
        | ScannerFault::Truncated { .. }
        | ScannerFault::Unbidden
        | ScannerFault::ReplyBehind
        | ScannerFault::NoEnd { .. }
        | ScannerFault::Flood { .. } => Says::Nothing,
    }
}

/// Who has a card needs no scanner.
fn scanner_down(page: &str) -> Says {
    if page == "scan-paper" { Says::Now(words(&["sorry-scanner_down"])) } else { Says::Nothing }
}

fn reader_down(page: &str) -> Says {
    match page {
        // Whoever is at the scanner signs in by code.
        "scan-paper" | "checked" => Says::Later(words(&["banner:cannot_read"])),
        "attract" => Says::Now(words(&["banner:cannot_read"])),
        "home" | "identify" => Says::Now(words(&["sorry-reader_down"])),
        // What is looked up needs no reader: it is missed on the way on.
        "list" | "search" | "guide" | "chain" | "consent" => Says::Later(words(&["sorry-reader_down"])),
        _ => Says::AtEnd(words(&["banner:cannot_read"])),
    }
}

fn printer_says(fault: PrinterFault, page: &str) -> Says {
    let before_printed = place(page) <= place("printing");
    let failed = words(&["sorry-print_unknown", "sorry-not_printed:disconnected", "preview:disconnected"]);
    match fault {
        PrinterFault::Silent | PrinterFault::Offline => cannot_print(page, "disconnected"),
        PrinterFault::Unrecoverable => cannot_print(page, "broken"),
        // In the middle of a job, answers that make no sense may come after the proof.
        PrinterFault::WrongStatusBytes | PrinterFault::GarbageAnswers if page == "printing" => Says::Open,
        PrinterFault::WrongStatusBytes | PrinterFault::GarbageAnswers => cannot_print(page, "disconnected"),
        PrinterFault::PaperOutAfterRows(_)
        | PrinterFault::CoverOpensAfterRows(_)
        | PrinterFault::CutterJams
        | PrinterFault::HeadHotAfterRows(_)
        | PrinterFault::NoCompletion
            if before_printed =>
        {
            Says::Later(words(&["sorry-print_unknown"]))
        }
        // In the middle of printing, the one with its own QR has all its bytes already.
        PrinterFault::StallAfterBytes(_) | PrinterFault::UnplugAfterBytes(_) if place(page) < place("printing") => {
            Says::Later(failed)
        }
        PrinterFault::UnplugAfterBytes(_) | PrinterFault::StallAfterBytes(_) | PrinterFault::NoCompletion => Says::Open,
        PrinterFault::PaperOutAfterRows(_)
        | PrinterFault::CoverOpensAfterRows(_)
        | PrinterFault::CutterJams
        | PrinterFault::HeadHotAfterRows(_) => Says::Nothing,
        // The Epson-like one relies on a wire that this fault ignores.
        PrinterFault::StaleStatus | PrinterFault::DropBytesWhenFull => Says::Open,
        // Neither of these printers has a presenter.
        PrinterFault::PresenterJams | PrinterFault::RetractFails => Says::Nothing,
        // One of them has such a sensor.
        PrinterFault::TicketSensorStuck => Says::Open,
    }
}

/// While the A4 printer is down, tickets are printed.
fn laser_says(fault: Option<LaserFault>, page: &str) -> Says {
    match fault {
        _ if page == "printing" => Says::Open,
        // A sheet may have come out, or all of them: nothing is printed again.
        Some(LaserFault::AbortsInTheMiddle | LaserFault::CutsDocument) if place(page) < place("printing") => {
            Says::Later(words(&["sorry-print_unknown"]))
        }
        _ => Says::Copes,
    }
}

fn cabinet_says(fault: CabinetFault, page: &str) -> Says {
    match fault {
        CabinetFault::Tamper => Says::Now(words(&["secured:tampered"])),
        CabinetFault::Door => Says::Now(words(&["secured:door_open"])),
        CabinetFault::PaperExitStuck => Says::Open,
        CabinetFault::Bounces | CabinetFault::Unplugged | CabinetFault::Refused if page == "secured" => Says::Open,
        CabinetFault::Bounces | CabinetFault::Unplugged | CabinetFault::Refused => Says::Nothing,
    }
}

fn cannot_print(page: &str, trouble: &str) -> Says {
    match page {
        "preview" => Says::Now(vec![format!("preview:{trouble}")]),
        // A job that fails before its first dot is certain, one in the middle is not.
        "printing" => Says::Later(vec!["sorry-print_unknown".into(), format!("sorry-not_printed:{trouble}")]),
        "take-it" | "finished" | "secured" => Says::AtEnd(vec![format!("banner:cannot_print:{trouble}")]),
        // Another page comes next; how soon the driver notices decides where it is said first.
        "list" | "search" | "scan-paper" | "checked" | "waiting" => Says::Later(
            ["banner:cannot_print", "preview", "sorry-not_printed"]
                .map(|where_| format!("{where_}:{trouble}"))
                .to_vec(),
        ),
        _ => Says::Now(vec![format!("banner:cannot_print:{trouble}")]),
    }
}

fn offline(page: &str) -> Says {
    match page {
        "attract" => Says::Now(words(&["banner:offline"])),
        "home" | "waiting" => Says::Now(words(&["sorry-offline"])),
        "list" | "search" | "guide" | "chain" | "scan-paper" | "checked" | "consent" | "identify" => {
            Says::Later(words(&["sorry-offline"]))
        }
        "record" | "insurance" | "choose-year" | "choose-province" | "choose-city" => {
            Says::Now(words(&["banner:offline"]))
        }
        _ => Says::AtEnd(words(&["banner:offline"])),
    }
}

/// The platform is asked for the last time when the document was chosen.
fn asked_later(page: &str, says: &[&str]) -> Says {
    if place(page) < place("preview") { Says::Later(words(says)) } else { Says::Nothing }
}
