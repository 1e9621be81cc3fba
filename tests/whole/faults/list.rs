//! Everything that can go wrong with the devices and the platform, and what the screen must say of it on which page.

use std::time::Duration;

use device_sim::laser::{LaserControl, LaserFault};
use device_sim::printer::{PaperLevel, PrinterFault};
use device_sim::reader::ReaderFault;
use device_sim::scanner::{ScannerControl, ScannerFault};
use device_sim::social_card::{Content, Faults, Generation, SimSocialCard};
use drivers::panel::Input;
use drivers::social_card::Trouble;
use platform::{PlatformError, Refusal};
use service::Page;
use tests::card_service::Hand;
use tests::rig::{Rig, SOCIAL_READER};

/// The pages of a visit in their order, without those that say sorry.
pub(super) fn pages() -> impl Iterator<Item = &'static str> {
    Page::NAMES.into_iter().filter(|name| !name.starts_with("sorry-"))
}

/// Place of a page in the visit.
pub(super) fn place(page: &str) -> usize {
    pages().position(|name| name == page).unwrap()
}

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fault {
    /// The reader, its card or its wire.
    Reader(ReaderFault),
    /// The reader's plug is pulled.
    ReaderUnplugged,
    /// The printer or its wire.
    Printer(PrinterFault),
    /// The roll is at its end.
    PaperOut,
    /// Somebody opens the lid.
    CoverOpen,
    /// The printer's cable is pulled.
    PrinterUnplugged,
    /// The code scanner or its wire.
    Scanner(ScannerFault),
    /// The scanner's plug is pulled.
    ScannerUnplugged,
    /// The A4 printer or its line.
    Laser(LaserFault),
    /// The A4 printer's plug is pulled.
    LaserUnplugged,
    /// The cabinet.
    Cabinet(CabinetFault),
    /// Social security cards and what reads them.
    Social(SocialFault),
    /// The line to the platform is cut.
    Offline,
    /// The platform takes longer than the terminal waits.
    Slow,
    /// The next answer of the platform.
    Answers(Answer),
}

/// What goes wrong with the cabinet's panel, or is done to the cabinet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum CabinetFault {
    /// Its door is opened.
    Door,
    /// It is tampered with.
    Tamper,
    /// Its contacts bounce.
    Bounces,
    /// The sensor at the slot says that paper hangs there.
    PaperExitStuck,
    /// Its board is gone.
    Unplugged,
    /// Another program holds its lines.
    Refused,
}

impl CabinetFault {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Door, "door"),
        (Self::Tamper, "tamper"),
        (Self::Bounces, "bounces"),
        (Self::PaperExitStuck, "paper-exit-stuck"),
        (Self::Unplugged, "unplugged"),
        (Self::Refused, "refused"),
    ];

    fn set(self, rig: &Rig) {
        match self {
            Self::Door => rig.cabinet.set(Input::Door, true),
            Self::Tamper => rig.cabinet.set(Input::Tamper, true),
            Self::Bounces => Input::ALL.into_iter().for_each(|input| rig.cabinet.bounce(input, 4)),
            Self::PaperExitStuck => rig.cabinet.set(Input::PaperExit, true),
            Self::Unplugged => rig.cabinet.unplug(),
            Self::Refused => rig.cabinet.refuse("another program has them"),
        }
    }
}

/// What goes wrong with social security cards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SocialFault {
    /// The card service of the system has ended.
    ServiceGone,
    /// The reader's plug is pulled.
    ReaderUnplugged,
    /// A card is put in that does not answer.
    Mute,
    /// A card is put in that is pulled out while it is read.
    Torn,
    /// A card of the third generation is put in: it tells nobody whose it is.
    Withheld,
    /// A bank's card is put in.
    Bank,
}

impl SocialFault {
    const ALL: [(Self, &'static str); 6] = [
        (Self::ServiceGone, "service-gone"),
        (Self::ReaderUnplugged, "unplugged"),
        (Self::Mute, "mute"),
        (Self::Torn, "torn"),
        (Self::Withheld, "withheld"),
        (Self::Bank, "bank"),
    ];

    fn set(self, cards: &Hand) {
        let card = |generation| SimSocialCard::new(generation, Content::default());
        match self {
            Self::ServiceGone => cards.trouble(Some(Trouble::NoService)),
            Self::ReaderUnplugged => cards.unplug(SOCIAL_READER),
            Self::Mute => cards.insert_mute(SOCIAL_READER),
            Self::Torn => {
                let torn = Faults { removed_at: Some(2), ..Faults::default() };
                cards.insert(SOCIAL_READER, card(Generation::Second).with(torn));
            }
            Self::Withheld => cards.insert(SOCIAL_READER, card(Generation::Third)),
            Self::Bank => cards.insert(SOCIAL_READER, card(Generation::Bank)),
        }
    }

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

/// What the platform answers once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Answer {
    Failed,
    Refused,
    NoRecord,
    SessionInvalid,
}

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
    /// All of them.
    pub(super) fn all() -> Vec<Self> {
        let mut all: Vec<Self> = ReaderFault::ALL.into_iter().map(Self::Reader).collect();
        all.push(Self::ReaderUnplugged);
        all.extend(PrinterFault::ALL.into_iter().map(Self::Printer));
        all.extend(ScannerFault::ALL.into_iter().map(Self::Scanner));
        all.push(Self::ScannerUnplugged);
        all.extend(LaserFault::ALL.into_iter().map(Self::Laser));
        all.push(Self::LaserUnplugged);
        all.extend(CabinetFault::ALL.map(|(fault, _)| Self::Cabinet(fault)));
        all.extend(SocialFault::ALL.map(|(fault, _)| Self::Social(fault)));
        all.extend([Self::PaperOut, Self::CoverOpen, Self::PrinterUnplugged, Self::Offline, Self::Slow]);
        all.extend([Answer::Failed, Answer::Refused, Answer::NoRecord, Answer::SessionInvalid].map(Self::Answers));
        all
    }

    /// `reader`, `printer`, `scanner`, `laser`, `cabinet`, `social` or `platform`.
    pub(super) fn device(self) -> &'static str {
        match self {
            Self::Reader(_) | Self::ReaderUnplugged => "reader",
            Self::Printer(_) | Self::PaperOut | Self::CoverOpen | Self::PrinterUnplugged => "printer",
            Self::Scanner(_) | Self::ScannerUnplugged => "scanner",
            Self::Laser(_) | Self::LaserUnplugged => "laser",
            Self::Cabinet(_) => "cabinet",
            Self::Social(_) => "social",
            Self::Offline | Self::Slow | Self::Answers(_) => "platform",
        }
    }

    /// Its name in the table.
    pub(super) fn name(self) -> String {
        match self {
            Self::Reader(fault) => fault.to_string(),
            Self::Printer(fault) => fault.to_string(),
            Self::Scanner(fault) => fault.to_string(),
            Self::Laser(fault) => fault.to_string(),
            Self::Cabinet(fault) => named(&CabinetFault::ALL, &fault),
            Self::Social(fault) => named(&SocialFault::ALL, &fault),
            Self::ReaderUnplugged | Self::PrinterUnplugged | Self::ScannerUnplugged | Self::LaserUnplugged => {
                "unplugged".into()
            }
            Self::PaperOut => "paper-out".into(),
            Self::CoverOpen => "cover-open".into(),
            Self::Offline => "offline".into(),
            Self::Slow => "timed-out".into(),
            Self::Answers(Answer::Failed) => "failed".into(),
            Self::Answers(Answer::Refused) => "refused".into(),
            Self::Answers(Answer::NoRecord) => "no-record".into(),
            Self::Answers(Answer::SessionInvalid) => "session-invalid".into(),
        }
    }

    /// Begins.
    pub(super) fn set(self, rig: &Rig) {
        match self {
            Self::Reader(fault) => rig.reader.set_fault(Some(fault)),
            Self::ReaderUnplugged => rig.reader.unplug(),
            Self::Printer(fault) => rig.printer.set_fault(Some(fault)),
            Self::PaperOut => rig.printer.set_paper(PaperLevel::Out),
            Self::CoverOpen => rig.printer.set_cover(true),
            Self::PrinterUnplugged => rig.printer.unplug(),
            Self::Scanner(fault) => scanner(rig).set_fault(Some(fault)),
            Self::ScannerUnplugged => scanner(rig).unplug(),
            Self::Laser(fault) => laser(rig).set_fault(Some(fault)),
            Self::LaserUnplugged => laser(rig).unplug(),
            Self::Cabinet(fault) => fault.set(rig),
            Self::Social(fault) => fault.set(rig.cards.as_ref().expect("this cell reads such cards")),
            Self::Offline => rig.platform.set_offline(true),
            Self::Slow => rig.platform.set_delay(Some(Duration::from_secs(60))),
            Self::Answers(answer) => rig.platform.fail_next(1, answer.error()),
        }
    }

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

fn scanner(rig: &Rig) -> &ScannerControl {
    rig.scanner.as_ref().expect("this cell has a scanner")
}

fn laser(rig: &Rig) -> &LaserControl {
    rig.laser.as_ref().expect("this cell has an A4 printer")
}

fn named<T: PartialEq>(all: &[(T, &'static str)], fault: &T) -> String {
    all.iter().find(|(known, _)| known == fault).unwrap().1.to_owned()
}

/// Ends every fault: staff has been here.
pub(super) fn mend(rig: &Rig) {
    if let Some(laser) = &rig.laser {
        laser.set_fault(None);
        laser.replug();
    }
    if let Some(cards) = &rig.cards {
        cards.trouble(None);
        cards.plug(SOCIAL_READER);
    }
    rig.cabinet.replug();
    rig.cabinet.set(Input::Door, false);
    rig.cabinet.set(Input::PaperExit, false);

    if let Some(scanner) = &rig.scanner {
        scanner.set_fault(None);
        scanner.replug();
    }
    rig.reader.set_fault(None);
    rig.reader.replug();
    rig.printer.set_fault(None);
    rig.printer.set_paper(PaperLevel::Full);
    rig.printer.set_cover(false);
    rig.printer.replug();
    rig.platform.set_offline(false);
    rig.platform.set_delay(None);
    rig.platform.fail_next(0, PlatformError::TimedOut);
}

impl Answer {
    fn error(self) -> PlatformError {
        match self {
            Self::Failed => PlatformError::Failed { reference: "TEST-1".into() },
            Self::Refused => PlatformError::Refused(Refusal::RecordLocked),
            Self::NoRecord => PlatformError::NoRecord,
            Self::SessionInvalid => PlatformError::SessionInvalid,
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
