//! From the state to what is drawn. Device trouble outranks the page; the page outranks nothing.

use std::sync::Arc;

use domain::{DocumentKind, Insurance, InsuranceKind, Money, Month, Record, mask_name, mask_number};

use crate::apply::page::ChooseOf;
use crate::apply::{self, Draft, Handed};
use crate::comfort::Comfort;
use crate::effect::Printout;
use crate::event::Now;
use crate::look::page as look;
use crate::page::{Banner, Coming, InsurancePage, InsuranceRow, Overlay, Pace, Page, RecordPage, View, Waiting, Whose};
use crate::trouble::{PlatformHealth, ReaderHealth, ScannerHealth, Sorry};
use crate::visit::{Case, Errand, Panel, Phase, Rules, Visit};

/// Most years that the chart shows.
const CHART_YEARS: usize = 12;

/// What screen and voice draw now.
pub fn view(visit: &Visit, now: Now, rules: &Rules) -> View {
    let page = page(visit, now, rules);
    let seconds_left = visit
        .deadline(&rules.delays)
        // While it speaks the end is not known.
        .filter(|_| visit.phase != Phase::Attract && visit.speaking.is_none())
        .map(|deadline| deadline.saturating_sub(now.since_start).as_millis().div_ceil(1000) as u32);
    let overlay = match (visit.warns(&rules.delays, now.since_start), visit.overlay) {
        (true, _) => Some(Overlay::TimeWarning { seconds: seconds_left.unwrap_or(0) }),
        (false, Some(Panel::Comfort)) => Some(Overlay::Comfort),
        (false, Some(Panel::Help)) => Some(Overlay::Help),
        (false, Some(Panel::Unplugged(_))) => Some(Overlay::Unplugged),
        (false, Some(Panel::Leave)) => Some(Overlay::Leave),
        (false, None) => None,
    };
    let comfort = Comfort {
        // The question that pulled headphones ask must be seen by who pulled them.
        blank: visit.comfort.blank && overlay != Some(Overlay::Unplugged),
        ..visit.comfort
    };
    View {
        // A guide is printed without any of the steps.
        step: step_of(&visit.phase)
            .filter(|_| visit.case.as_ref().is_none_or(|case| case.leaflet.is_none() && case.slip.is_none())),
        banner: banner(visit, &page),
        can_back: can_back(&visit.phase),
        can_home: !matches!(visit.phase, Phase::Attract | Phase::Home | Phase::Printing { .. } | Phase::HandingIn(_)),
        comfort,
        minute_of_day: (now.second_of_day / 60) as u16,
        seconds_left,
        overlay,
        help: visit.help,
        headphones: visit.headphones,
        patience: rules.delays.patience(&visit.comfort).inactivity.as_secs() as u32,
        news: news(&page, now, rules),
        page,
    }
}

/// What the idle page tells now; one after the other where there are several.
fn news(page: &Page, now: Now, rules: &Rules) -> Option<Arc<crate::directory::News>> {
    if *page != Page::Attract {
        return None;
    }
    let count = rules.directory.news_on(now.today).count();
    let turn = now.since_start.as_millis() / rules.delays.news.as_millis().max(1);
    let number = usize::try_from(turn).unwrap_or(0).checked_rem(count)?;
    rules.directory.news_on(now.today).nth(number).cloned()
}

fn can_back(phase: &Phase) -> bool {
    !matches!(phase, Phase::Attract | Phase::Printing { .. } | Phase::HandingIn(_))
}

fn step_of(phase: &Phase) -> Option<u8> {
    match phase {
        Phase::Attract | Phase::Home | Phase::Look | Phase::Finished(_) | Phase::Sorry(_) => None,
        Phase::ScanPaper { .. } | Phase::Checking(_) | Phase::Checked(_) => None,
        Phase::Consent | Phase::Identify { .. } | Phase::Resolving(_) | Phase::Identifying(_) => Some(1),
        Phase::FetchingRecord(_) | Phase::Record | Phase::Insurance(_) => Some(2),
        // The steps are those of looking up and printing.
        Phase::Sharing
        | Phase::FetchingShared(_)
        | Phase::Asking
        | Phase::Photographing(_)
        | Phase::Review { .. }
        | Phase::HandingIn(_)
        | Phase::Handed
        | Phase::Rating
        | Phase::FetchingCases(_)
        | Phase::Cases
        | Phase::FetchingPrincipals(_)
        | Phase::FetchingCompanies { .. }
        | Phase::FindingCompany(_)
        | Phase::Choosing(_)
        | Phase::FetchingLifeFile(_)
        | Phase::LifeFile
        | Phase::OneCase { .. }
        | Phase::Withdrawing { .. } => None,
        Phase::ChooseYear | Phase::ChooseProvince | Phase::ChooseCity(_) => Some(2),
        Phase::Issuing(_) | Phase::Composing(_) | Phase::Preview => Some(3),
        Phase::Printing { .. } | Phase::TakeIt { .. } => Some(3),
    }
}

fn banner(visit: &Visit, page: &Page) -> Option<Banner> {
    let early = matches!(page, Page::Attract | Page::Home { .. });
    if early && visit.platform == PlatformHealth::Offline {
        return Some(Banner::Offline);
    }
    if early && visit.reader == ReaderHealth::Down {
        return Some(Banner::CannotRead);
    }
    // What is printed there comes from the roll, whatever certificates are printed on.
    if matches!(page, Page::Guide(_) | Page::Chain(_)) {
        let trouble = visit.printer.trouble.filter(|trouble| *trouble != crate::trouble::Trouble::Starting);
        return trouble.map(Banner::CannotPrint);
    }
    let before_printing = early
        || matches!(
            page,
            Page::Consent { .. }
                | Page::Identify { .. }
                | Page::Record(_)
                | Page::Insurance(_)
                | Page::ChooseYear(_)
                | Page::ChooseProvince(_)
                | Page::ChooseCity { .. }
        );
    let trouble = visit.health(visit.medium()).trouble.filter(|trouble| *trouble != crate::trouble::Trouble::Starting);
    if let (true, Some(trouble)) = (before_printing, trouble) {
        return Some(Banner::CannotPrint(trouble));
    }
    let has_record = matches!(
        page,
        Page::Record(_) | Page::Insurance(_) | Page::ChooseYear(_) | Page::ChooseProvince(_) | Page::ChooseCity { .. }
    );
    (has_record && visit.platform == PlatformHealth::Offline).then_some(Banner::Offline)
}

fn page(visit: &Visit, now: Now, rules: &Rules) -> Page {
    let case = visit.case.as_ref();
    let waiting = |what| Page::Waiting { what, pace: pace(visit, now, rules) };
    if let Some(why) = visit.secured() {
        return Page::Secured(why);
    }
    let ways = visit.ways(rules);
    match &visit.phase {
        Phase::Attract => Page::Attract,
        Phase::Home | Phase::Identify { .. } if !ways.card && !ways.social && !ways.code => {
            sorry(visit, Sorry::ReaderDown)
        }
        Phase::Home if visit.platform == PlatformHealth::Offline => sorry(visit, Sorry::Offline),
        Phase::Home => home(visit, rules),
        Phase::Look => {
            let shown = visit.trail.last().and_then(|target| look::page(visit, *target, now, rules));
            shown.unwrap_or_else(|| home(visit, rules))
        }
        Phase::ScanPaper { .. } if visit.scanner == ScannerHealth::Down => sorry(visit, Sorry::ScannerDown),
        Phase::ScanPaper { problem } => Page::ScanPaper { problem: *problem },
        Phase::Checking(_) => waiting(Waiting::Checking),
        Phase::Checked(checked) => Page::Checked(checked.clone()),
        Phase::Consent => {
            let errand = case.and_then(|case| case.errand).map(|errand| match errand {
                Errand::Apply(target) => Coming::Apply(apply::title_of(&rules.directory, target)),
                Errand::Cases => Coming::Cases,
            });
            Page::Consent { version: rules.consent_version.clone(), wanted: case.and_then(|case| case.wanted), errand }
        }
        Phase::Identify { reading, problem } => {
            let card_lies = visit.card_lies && !reading;
            Page::Identify { reading: *reading, card_lies, problem: *problem, ways, whose: whose(case) }
        }
        Phase::FetchingCompanies { .. } | Phase::FindingCompany(_) => waiting(Waiting::FetchingShared),
        Phase::FetchingLifeFile(_) => waiting(Waiting::FetchingCases),
        Phase::Resolving(_) | Phase::Identifying(_) | Phase::FetchingPrincipals(_) => waiting(Waiting::Identifying),
        Phase::FetchingRecord(_) => waiting(Waiting::FetchingRecord),
        Phase::Issuing(_) => waiting(Waiting::Issuing),
        Phase::Composing(_) => waiting(Waiting::Composing),
        Phase::Record => record(case).map_or_else(
            || sorry(visit, Sorry::NoRecord),
            |record| record_page(record, rules.directory.catalogue.advice_for(record, now.today).len()),
        ),
        Phase::Insurance(kind) => record(case)
            .and_then(|record| record.insurance(*kind))
            .map_or_else(|| sorry(visit, Sorry::NoRecord), insurance_page),
        Phase::FetchingShared(_) => waiting(Waiting::FetchingShared),
        Phase::HandingIn(_) => waiting(Waiting::HandingIn),
        Phase::FetchingCases(_) => waiting(Waiting::FetchingCases),
        Phase::Withdrawing { .. } => waiting(Waiting::Withdrawing),
        Phase::ChooseYear => Page::ChooseYear(record(case).map(Record::years).unwrap_or_default()),
        Phase::ChooseProvince => Page::ChooseProvince(rules.divisions.provinces().cloned().collect()),
        Phase::ChooseCity(province) => {
            Page::ChooseCity { province: province.clone(), cities: rules.divisions.cities_of(&province.code).into() }
        }
        Phase::Preview => match (sheet(case), case.and_then(Case::printout)) {
            (Some(sheet), Some(printout)) => Page::Preview { printout, sheet, trouble: visit.print_trouble() },
            _ => sorry(visit, Sorry::CannotPrepare),
        },
        Phase::Printing { percent, .. } => Page::Printing {
            printout: case.and_then(Case::printout).unwrap_or(Printout::Guide),
            medium: visit.sheet_medium(),
            percent: *percent,
            pace: pace(visit, now, rules),
        },
        Phase::TakeIt { .. } => sheet(case).map_or_else(
            || sorry(visit, Sorry::CannotPrepare),
            |sheet| Page::TakeIt {
                sheet,
                card_lies: visit.card_lies,
                ticket_waits: visit.ticket_waits(),
                paper: visit.health(visit.sheet_medium()).paper,
            },
        ),
        Phase::Finished(ending) => Page::Finished { ending: *ending, card_lies: visit.card_lies },
        Phase::Sorry(why) => sorry(visit, *why),
        Phase::Sharing
        | Phase::Asking
        | Phase::Photographing(_)
        | Phase::Review { .. }
        | Phase::Handed
        | Phase::Rating
        | Phase::Cases
        | Phase::Choosing(_)
        | Phase::LifeFile
        | Phase::OneCase { .. } => application(visit, now, rules).unwrap_or_else(|| sorry(visit, Sorry::CannotPrepare)),
    }
}

/// The pages of an application, and of what was handed in; `None`: what they would show is not there.
fn application(visit: &Visit, now: Now, rules: &Rules) -> Option<Page> {
    let directory = &rules.directory;
    let catalogue = &directory.catalogue;
    let case = visit.case.as_ref();
    Some(match &visit.phase {
        Phase::Sharing => Page::Share(Arc::new(apply::share_page(draft(case)?, &directory.forms, catalogue))),
        Phase::Asking | Phase::Photographing(_) => {
            Page::Question(Arc::new(apply::question_page(draft(case)?, visit, &rules.divisions, now.today)?))
        }
        Phase::Review { failed } => {
            let page = apply::review_page(draft(case)?, visit, catalogue, *failed, now.today);
            Page::Review(Arc::new(page))
        }
        Phase::Handed => {
            let online = visit.platform != PlatformHealth::Offline;
            Page::Handed(Arc::new(apply::handed_page(handed(case)?, online, visit.print_trouble())))
        }
        Phase::Choosing(ChooseOf::Principal) => Page::Choose(Arc::new(apply::principals(&case?.principals))),
        Phase::Choosing(of) => Page::Choose(Arc::new(apply::companies(*of, &case?.companies))),
        Phase::LifeFile => {
            let file = case?.life_file.as_ref()?;
            Page::LifeFile(Arc::new(apply::life_file_page(file, visit.print_trouble())))
        }
        Phase::Rating => Page::Rating(Arc::new(apply::rating_page(handed(case)?))),
        Phase::Cases => Page::Cases(Arc::new(apply::cases_page(case, rules))),
        Phase::OneCase { place, withdrawing } => {
            Page::Case(Arc::new(apply::case_page(visit, *place, *withdrawing, rules)?))
        }
        _ => return None,
    })
}

fn whose(case: Option<&Case>) -> Whose {
    match case {
        Some(case) if case.helper.is_some() => Whose::Principal,
        Some(case) if case.helping => Whose::Helper,
        _ => Whose::Own,
    }
}

fn home(visit: &Visit, rules: &Rules) -> Page {
    Page::Home { can_check: visit.scanner == ScannerHealth::Ready, stages: rules.directory.stages.clone() }
}

fn record(case: Option<&Case>) -> Option<&Record> {
    case.and_then(|case| case.record.as_deref())
}

fn draft(case: Option<&Case>) -> Option<&Draft> {
    case.and_then(|case| case.draft.as_ref())
}

fn handed(case: Option<&Case>) -> Option<&Handed> {
    case.and_then(|case| case.handed.as_ref())
}

fn sheet(case: Option<&Case>) -> Option<Arc<crate::sheet::Sheet>> {
    case.and_then(|case| case.sheet.clone())
}

fn sorry(visit: &Visit, sorry: Sorry) -> Page {
    let can_try_again = match sorry {
        Sorry::ReaderDown
        | Sorry::ScannerDown
        | Sorry::NoRecord
        | Sorry::MayNotAct
        | Sorry::Refused(_)
        | Sorry::PrintUnknown => false,
        // Only when the printer could: until then the page says what it waits for.
        Sorry::NotPrinted(_) => visit.can_print(),
        Sorry::Card(_)
        | Sorry::Offline
        | Sorry::TooSlow
        | Sorry::PlatformFailed
        | Sorry::CannotPrepare
        | Sorry::Unfit
        | Sorry::NotDone => true,
    };
    let told = visit.case.as_ref().and_then(|case| case.told.clone());
    let words = told.filter(|_| matches!(sorry, Sorry::Unfit | Sorry::NotDone));
    // Nobody's data is held up here: who only wants to know how things are done can go on.
    let can_look = visit.case.is_none() && visit.phase == Phase::Home;
    Page::Sorry { sorry, words, can_try_again, can_look, card_lies: visit.card_lies }
}

fn pace(visit: &Visit, now: Now, rules: &Rules) -> Pace {
    let lasted = now.since_start.saturating_sub(visit.entered);
    if lasted >= rules.delays.very_slow {
        Pace::VerySlow
    } else if lasted >= rules.delays.slow {
        Pace::Slow
    } else {
        Pace::Quick
    }
}

/// Documents that this record has something to say for.
pub(crate) fn available_documents(record: &Record) -> Vec<DocumentKind> {
    let mut documents = Vec::new();
    if record.insurances.iter().any(|insurance| insurance.months_paid() > 0) {
        documents.push(DocumentKind::ContributionCertificate);
    }
    if !record.years().is_empty() {
        documents.push(DocumentKind::EntitlementStatement);
    }
    if record.insurance(InsuranceKind::Unemployment).is_some_and(|insurance| insurance.months_paid() > 0) {
        documents.push(DocumentKind::UnemploymentTransfer);
    }
    documents
}

fn row(insurance: &Insurance) -> InsuranceRow {
    InsuranceRow {
        kind: insurance.kind,
        status: insurance.status,
        months_paid: insurance.months_paid(),
        balance: insurance.account.map(domain::PersonalAccount::balance),
    }
}

fn record_page(record: &Record, for_you: usize) -> Page {
    let bases = record.pension().map(Insurance::bases_by_year).unwrap_or_default();
    let skip = bases.len().saturating_sub(CHART_YEARS);
    Page::Record(Arc::new(RecordPage {
        masked_name: mask_name(record.name.reveal()),
        masked_number: mask_number(record.number.reveal().as_str()),
        as_of: record.as_of,
        rows: record.insurances.iter().map(row).collect(),
        chart: bases.into_iter().skip(skip).collect(),
        documents: available_documents(record),
        for_you,
    }))
}

fn insurance_page(insurance: &Insurance) -> Page {
    let mut years: Vec<(i16, [Option<Money>; 12])> = insurance
        .bases_by_year()
        .into_iter()
        .map(|(year, _)| {
            let month = |index: usize| Month::new(year, index as i8 + 1).and_then(|month| insurance.base_in(month));
            (year, std::array::from_fn(month))
        })
        .collect();
    years.reverse();
    Page::Insurance(Arc::new(InsurancePage {
        row: row(insurance),
        first: insurance.first(),
        last: insurance.last(),
        gaps: insurance.gaps(),
        periods: insurance
            .employer_periods()
            .into_iter()
            .map(|(employer, months)| (employer.map(str::to_owned), months))
            .collect(),
        years,
        account: insurance.account,
        benefit: insurance.benefit,
    }))
}
