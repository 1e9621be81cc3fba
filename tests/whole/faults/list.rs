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
    Page::NAMES.into_iter().filter(|name| !name.starts_with("sorry-") && !applies(name))
}

/// Pages of an application: nothing is printed from them but what was reviewed, and what goes out is the outbox's, which is
/// cut, killed and lied to in tests of its own (`kiosk/journal/tests/outbox`).
fn applies(name: &str) -> bool {
    let pages = ["choose", "share", "review", "handed", "rating", "cases", "case", "life-file"];
    name.starts_with("question-") || pages.contains(&name)
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
}

/// What the platform answers once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Answer {
    Failed,
    Refused,
    NoRecord,
    SessionInvalid,
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
