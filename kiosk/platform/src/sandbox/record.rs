//! `[record]` of a person's file: the social insurance record.

use domain::{
    Contribution, Insurance, InsuranceKind, InsuranceStatus, Money, Month, MonthRange, PersonalAccount, Record,
    Sensitive, UnemploymentBenefit,
};
use serde::Deserialize;
use toml::Spanned;

use super::Findings;
use super::card::CardData;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RecordTable {
    as_of: Month,
    /// When it is another than the card's.
    name: Option<Sensitive<String>>,
    #[serde(default)]
    children: Vec<Spanned<Month>>,
    #[serde(default)]
    insurance: Vec<InsuranceTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InsuranceTable {
    kind: Spanned<InsuranceKind>,
    status: InsuranceStatus,
    #[serde(default)]
    contributions: Vec<Spanned<ContributionTable>>,
    /// The same months, bases and payers as another insurance that stands before it.
    contributions_of: Option<Spanned<InsuranceKind>>,
    /// Only the months from this one on, of `contributions_of`.
    since: Option<Month>,
    /// Only the months up to this one, of `contributions_of`.
    until: Option<Month>,
    account: Option<AccountTable>,
    benefit: Option<BenefitTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContributionTable {
    from: Month,
    to: Month,
    base: Money,
    employer: Option<Sensitive<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountTable {
    carried_over: Money,
    credited: Money,
    interest: Money,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BenefitTable {
    due: u32,
    used: u32,
}

impl RecordTable {
    /// The record; what is wrong with it goes to `findings`.
    pub(super) fn check(self, card: &CardData, findings: &mut Findings<'_>) -> Record {
        let mut insurances: Vec<Insurance> = Vec::new();
        for table in self.insurance {
            let span = table.kind.span();
            let insurance = table.check(&insurances, findings);
            if insurances.iter().any(|other| other.kind == insurance.kind) {
                findings.add(span.clone(), "this insurance stands here twice", "make one of the two");
            }
            if insurance.last().is_some_and(|last| last > self.as_of) {
                findings.add(span, "months are paid after `as_of`", "move `as_of`, or end the contributions earlier");
            }
            insurances.push(insurance);
        }
        for born in self.children.iter().filter(|born| *born.get_ref() > self.as_of) {
            findings.add(born.span(), "a child is born after `as_of`", "move `as_of`, or correct the month");
        }
        let name = self.name.unwrap_or_else(|| card.name());
        let children = self.children.into_iter().map(Spanned::into_inner).collect();
        Record { name, number: card.number.clone(), as_of: self.as_of, insurances, children }
    }
}

impl InsuranceTable {
    fn check(self, before: &[Insurance], findings: &mut Findings<'_>) -> Insurance {
        let (kind, span) = (*self.kind.get_ref(), self.kind.span());
        let pension = matches!(kind, InsuranceKind::EmployeePension | InsuranceKind::ResidentPension);
        if self.account.is_some() && !pension {
            findings.add(span.clone(), "only a pension insurance has an `account`", "remove it");
        }
        if self.benefit.is_some() && kind != InsuranceKind::Unemployment {
            findings.add(span.clone(), "only unemployment insurance has a `benefit`", "remove it");
        }
        if self.contributions_of.is_none() && (self.since.is_some() || self.until.is_some()) {
            findings.add(span.clone(), "`since` and `until` cut `contributions_of`, which is not here", "remove them");
        }
        if self.contributions_of.is_some() && !self.contributions.is_empty() {
            findings.add(span.clone(), "both `contributions` and `contributions_of`", "keep one of them");
        }
        let contributions = match &self.contributions_of {
            Some(other) => {
                if let Some(other) = before.iter().find(|i| i.kind == *other.get_ref()) {
                    cut(&other.contributions, self.since, self.until)
                } else {
                    findings.add(
                        other.span(),
                        "that insurance does not stand before this one",
                        "move it up, or add it",
                    );
                    Vec::new()
                }
            }
            None => in_order(self.contributions, findings),
        };
        if self.status == InsuranceStatus::NotInsured && !contributions.is_empty() {
            findings.add(span, "`not_insured`, yet months are paid", "remove the contributions or change `status`");
        }
        Insurance {
            kind,
            status: self.status,
            contributions,
            account: self.account.map(|a| PersonalAccount {
                carried_over: a.carried_over,
                credited: a.credited,
                interest: a.interest,
            }),
            benefit: self.benefit.map(|b| UnemploymentBenefit { due: b.due, used: b.used }),
        }
    }
}

/// The contributions, in order of time and without overlap.
fn in_order(tables: Vec<Spanned<ContributionTable>>, findings: &mut Findings<'_>) -> Vec<Contribution> {
    let mut contributions: Vec<Contribution> = Vec::new();
    for table in tables {
        let span = table.span();
        let ContributionTable { from, to, base, employer } = table.into_inner();
        let Some(months) = MonthRange::new(from, to) else {
            findings.add(span, "the contribution ends before it begins", "change `from` or `to`");
            continue;
        };
        if contributions.last().is_some_and(|last| last.months.to() >= from) {
            findings.add(span.clone(), "the contribution begins before the one above has ended", "put them in order");
        }
        if base <= Money::from_fen(0) {
            findings.add(span.clone(), "the base is nothing", "write yuan a month, as \"6820.00\"");
        }
        if employer.as_ref().is_some_and(|name| name.reveal().trim().is_empty()) {
            findings.add(span, "the employer has no name", "remove `employer` for people who pay themselves");
        }
        contributions.push(Contribution { months, base, employer });
    }
    contributions
}

fn cut(contributions: &[Contribution], since: Option<Month>, until: Option<Month>) -> Vec<Contribution> {
    contributions
        .iter()
        .filter_map(|contribution| {
            let from = since.map_or(contribution.months.from(), |since| since.max(contribution.months.from()));
            let to = until.map_or(contribution.months.to(), |until| until.min(contribution.months.to()));
            MonthRange::new(from, to).map(|months| Contribution { months, ..contribution.clone() })
        })
        .collect()
}
