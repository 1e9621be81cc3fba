//! Anything that can happen, in any order.

use domain::catalogue::{Audience, Seat};
use domain::{DocumentKind, InsuranceKind, Validity};
use proptest::prelude::*;
use service::{
    CardNews, CardProblem, Contrast, Event, Intent, Language, PanelNews, Paper, PlatformHealth, PrintOutcome,
    PrinterHealth, ReaderHealth, ScannerHealth, Setting, Target, TextSize, Trouble,
};

use super::people::{self, identity};

/// An event before it is known which call or job it answers.
#[derive(Debug, Clone)]
pub(super) enum Draft {
    Plain(Event),
    AnswerLast(bool),
    AnswerStale(bool),
    ProgressLast(u8),
    EndLast(PrintOutcome),
    Wait(u64),
}

fn intents() -> impl Strategy<Value = Intent> {
    let kinds = prop_oneof![
        Just(DocumentKind::ContributionCertificate),
        Just(DocumentKind::EntitlementStatement),
        Just(DocumentKind::UnemploymentTransfer),
    ];
    prop_oneof![
        3 => Just(Intent::Start),
        2 => Just(Intent::CheckPaper),
        5 => targets().prop_map(Intent::Open),
        2 => prop_oneof![Just("s"), Just("yj"), Just("失业"), Just("\u{7}")].prop_map(|text| Intent::Type(text.into())),
        1 => Just(Intent::Erase),
        1 => Just(Intent::EraseAll),
        3 => Just(Intent::PrintGuide),
        3 => proptest::option::of(kinds.clone()).prop_map(Intent::Begin),
        4 => Just(Intent::Agree),
        1 => Just(Intent::OpenInsurance(InsuranceKind::EmployeePension)),
        1 => Just(Intent::OpenInsurance(InsuranceKind::WorkInjury)),
        3 => kinds.prop_map(Intent::ChooseDocument),
        2 => prop_oneof![Just(2020_i16), Just(1999)].prop_map(Intent::ChooseYear),
        2 => prop_oneof![Just("370000"), Just("110000"), Just("999999")].prop_map(|c| Intent::ChooseProvince(c.into())),
        2 => prop_oneof![Just("371000"), Just("0")].prop_map(|c| Intent::ChooseCity(c.into())),
        4 => Just(Intent::Print),
        2 => Just(Intent::TryAgain),
        1 => Just(Intent::Another),
        1 => Just(Intent::Finish),
        1 => Just(Intent::Back),
        1 => Just(Intent::Home),
        1 => Just(Intent::ToggleComfort),
        1 => Just(Intent::Help),
        1 => Just(Intent::CloseOverlay),
        1 => Just(Intent::StillHere),
        4 => settings().prop_map(Intent::Set),
        1 => Just(Intent::ToggleSimple),
        1 => Just(Intent::ResetComfort),
    ]
}

fn targets() -> impl Strategy<Value = Target> {
    let numbers = 0_usize..20;
    prop_oneof![
        Just(Target::Search),
        Just(Target::Stages(Audience::Enterprise)),
        numbers.clone().prop_map(Target::Stage),
        (numbers.clone(), 0_usize..4).prop_map(|(stage, scene)| Target::Scene(stage, scene)),
        Just(Target::Departments),
        numbers.clone().prop_map(|number| Target::Department(Some(number))),
        Just(Target::Department(None)),
        Just(Target::Chains),
        numbers.clone().prop_map(Target::Chain),
        Just(Target::ForYou),
        prop_oneof![Just("P042-1"), Just("P054-1"), Just("E001-1"), Just("P999-1")]
            .prop_map(|id| Target::Matter(id.parse().unwrap())),
        Just(Target::Seats),
        numbers.prop_map(|area| Target::Seat(Seat::Area(area))),
        Just(Target::Seat(Seat::OtherTown)),
    ]
}

fn settings() -> impl Strategy<Value = Setting> {
    prop_oneof![
        Just(Setting::Language(Language::English)),
        Just(Setting::Size(TextSize::Largest)),
        Just(Setting::Contrast(Contrast::DarkHigh)),
        any::<bool>().prop_map(Setting::Simple),
        any::<bool>().prop_map(Setting::Reach),
        any::<bool>().prop_map(Setting::Still),
        any::<bool>().prop_map(Setting::MoreTime),
        any::<bool>().prop_map(Setting::Steady),
        any::<bool>().prop_map(Setting::Blank),
        any::<bool>().prop_map(Setting::Voice),
        any::<bool>().prop_map(Setting::Faster),
        any::<bool>().prop_map(Setting::Louder),
        any::<bool>().prop_map(Setting::Aloud),
    ]
}

fn ears() -> impl Strategy<Value = Event> {
    prop_oneof![
        2 => any::<bool>().prop_map(Event::Headphones),
        1 => Just(Event::Keypad),
        2 => any::<bool>().prop_map(Event::Speaking),
        1 => Just(Event::HelpComes),
    ]
}

fn devices() -> impl Strategy<Value = Event> {
    let troubles = prop_oneof![Just(None), Just(Some(Trouble::PaperOut)), Just(Some(Trouble::Disconnected))];
    let printer = (troubles, prop_oneof![Just(None), Just(Some(true)), Just(Some(false))], any::<bool>()).prop_map(
        |(trouble, ticket_waiting, laser)| {
            let health = PrinterHealth { trouble, paper: Paper::Full, ticket_waiting };
            if laser { Event::Laser(health) } else { Event::Printer(health) }
        },
    );
    let card = prop_oneof![
        2 => Just(CardNews::Found),
        4 => Just(CardNews::Read(identity(Validity::LongTerm))),
        1 => Just(CardNews::Read(identity(Validity::Until(jiff::civil::date(2020, 1, 1))))),
        1 => Just(CardNews::Failed(CardProblem::Moved)),
        1 => Just(CardNews::Failed(CardProblem::Counterfeit)),
        1 => Just(CardNews::Removed),
    ];
    prop_oneof![
        6 => card.prop_map(Event::Card),
        3 => prop_oneof![
            Just(people::personal_code()),
            Just(people::paper_code()),
            Just(people::receipt_code()),
            Just("6901234567892".into()),
        ].prop_map(Event::Code),
        1 => prop_oneof![Just(ScannerHealth::Ready), Just(ScannerHealth::Down)].prop_map(Event::Scanner),
        1 => prop_oneof![
            2 => any::<bool>().prop_map(PanelNews::Door),
            1 => Just(PanelNews::Tamper),
            1 => Just(PanelNews::CallButton),
            1 => any::<bool>().prop_map(PanelNews::PaperInSlot),
        ].prop_map(Event::Panel),
        1 => Just(Event::TamperCleared),
        1 => prop_oneof![Just(ReaderHealth::Ready), Just(ReaderHealth::Down)].prop_map(Event::Reader),
        2 => printer,
        1 => prop_oneof![Just(PlatformHealth::Reachable), Just(PlatformHealth::Offline)].prop_map(Event::Platform),
    ]
}

pub(super) fn drafts() -> impl Strategy<Value = Draft> {
    prop_oneof![
        8 => intents().prop_map(|intent| Draft::Plain(Event::Intent(intent))),
        4 => devices().prop_map(Draft::Plain),
        2 => ears().prop_map(Draft::Plain),
        8 => proptest::bool::weighted(0.85).prop_map(Draft::AnswerLast),
        1 => any::<bool>().prop_map(Draft::AnswerStale),
        1 => any::<u8>().prop_map(Draft::ProgressLast),
        3 => prop_oneof![
            Just(PrintOutcome::Printed),
            Just(PrintOutcome::NotPrinted(Trouble::PaperOut)),
            Just(PrintOutcome::Unknown)
        ].prop_map(Draft::EndLast),
        3 => (0_u64..200_000).prop_map(Draft::Wait),
    ]
}
