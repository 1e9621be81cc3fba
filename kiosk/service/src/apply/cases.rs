//! 我的办件: what became of what a person handed in, here or elsewhere.

use std::sync::Arc;

use domain::catalogue::Said;
use jiff::Timestamp;
use jiff::civil::Date;
use platform::application::{Progress, Stage};

use super::form_of_case;
use super::page::{CasePage, CaseRow, CasesPage};
use crate::visit::{Case, Rules, Visit};

pub(crate) fn cases_page(case: Option<&Case>, rules: &Rules) -> CasesPage {
    let cases = case.map(|case| case.cases.as_slice()).unwrap_or_default();
    CasesPage { cases: cases.iter().map(|progress| row(progress, rules)).collect() }
}

/// One of them; `None`: there is none at this place of the list.
pub(crate) fn case_page(visit: &Visit, place: usize, withdrawing: bool, rules: &Rules) -> Option<CasePage> {
    let progress = visit.case.as_ref()?.cases.get(place)?;
    let form = form_of_case(&rules.directory, progress);
    let known = progress.wanted.iter().any(|wanted| form.is_some_and(|form| form.question(&wanted.question).is_some()));
    let name = |key: &str| form.and_then(|form| form.question(key)).map(|it| it.name.clone()).unwrap_or_default();
    let matter = form.and_then(|form| form.matters.iter().find_map(|id| rules.directory.catalogue.matter(*id)));
    let hotline = matter.and_then(|matter| rules.directory.catalogue.hotline(matter)).map(str::to_owned);
    Some(CasePage {
        row: row(progress, rules),
        steps: progress.steps.iter().map(|step| (step.stage, day(step.at))).collect(),
        wanted: progress.wanted.iter().map(|wanted| (name(&wanted.question), wanted.words.clone())).collect(),
        can_supplement: progress.steps.last().is_some_and(|step| step.stage == Stage::NeedsMore) && known,
        can_withdraw: progress.can_withdraw,
        withdrawing,
        hotline,
        trouble: visit.print_trouble(),
        can_rate: progress.can_be_rated(),
        can_print_notice: !progress.wanted.is_empty() && visit.print_trouble().is_none(),
    })
}

fn row(progress: &Progress, rules: &Rules) -> CaseRow {
    let form = form_of_case(&rules.directory, progress);
    CaseRow {
        number: progress.number.clone(),
        title: form.map_or_else(
            // Handed in elsewhere: its key is better than nothing.
            || Said { zh: progress.form.clone(), en: progress.form.clone() },
            |form| form.title.clone(),
        ),
        progress: Arc::new(progress.clone()),
        since: progress.steps.last().map(|step| day(step.at)),
    }
}

/// The day in China: the country has one time.
fn day(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8))).date()
}
