//! What a person's social insurance record says: insurances, contributions month by month, the personal account,
//! unemployment benefit.

use serde::{Deserialize, Serialize};

use crate::id_number::IdNumber;
use crate::money::Money;
use crate::month::{Month, MonthRange};
use crate::sensitive::Sensitive;

/// 险种: the insurances that the human resources and social security bureau keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InsuranceKind {
    /// 企业职工基本养老保险
    EmployeePension,
    /// 城乡居民基本养老保险
    ResidentPension,
    /// 失业保险
    Unemployment,
    /// 工伤保险
    WorkInjury,
}

/// 参保状态: where a person stands in one insurance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InsuranceStatus {
    /// 正常参保
    Active,
    /// 暂停参保
    Paused,
    /// 终止参保
    Ended,
    /// 待遇领取
    Receiving,
    /// 未参保
    NotInsured,
}

/// A run of paid months with one base and one payer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contribution {
    /// The months, both ends included.
    pub months: MonthRange,
    /// 缴费基数, yuan a month.
    pub base: Money,
    /// 单位名称; `None` for flexible employment (灵活就业) and residents who pay themselves.
    pub employer: Option<Sensitive<String>>,
}

/// 个人账户 of a pension insurance, for one year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalAccount {
    /// 上年末累计储存额: carried over from the year before.
    pub carried_over: Money,
    /// 当年记账金额: credited this year.
    pub credited: Money,
    /// 当年记账利息: interest of this year.
    pub interest: Money,
}

impl PersonalAccount {
    /// 累计储存额: the sum of the three.
    pub fn balance(self) -> Money {
        self.carried_over.plus(self.credited).plus(self.interest)
    }
}

/// 失业保险待遇 in months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnemploymentBenefit {
    /// 应领 months.
    pub due: u32,
    /// 已领 months.
    pub used: u32,
}

impl UnemploymentBenefit {
    /// 剩余 months.
    pub fn left(self) -> u32 {
        self.due.saturating_sub(self.used)
    }
}

/// One insurance of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Insurance {
    /// Which.
    pub kind: InsuranceKind,
    /// Where the person stands.
    pub status: InsuranceStatus,
    /// Paid months in order of time, without overlap.
    pub contributions: Vec<Contribution>,
    /// Only for pension insurances.
    pub account: Option<PersonalAccount>,
    /// Only for unemployment insurance.
    pub benefit: Option<UnemploymentBenefit>,
}

impl Insurance {
    /// First paid month.
    pub fn first(&self) -> Option<Month> {
        self.contributions.first().map(|c| c.months.from())
    }

    /// Last paid month.
    pub fn last(&self) -> Option<Month> {
        self.contributions.last().map(|c| c.months.to())
    }

    /// 累计缴费月数.
    pub fn months_paid(&self) -> u32 {
        self.contributions.iter().map(|c| c.months.months()).sum()
    }

    /// 中断: months between the first and the last paid one that were not paid.
    pub fn gaps(&self) -> Vec<MonthRange> {
        self.contributions
            .windows(2)
            .filter_map(|pair| match pair {
                [a, b] => MonthRange::new(a.months.to().plus(1), b.months.from().plus(-1)),
                _ => None,
            })
            .collect()
    }

    /// Who paid when: neighbouring months of one payer are one period.
    pub fn employer_periods(&self) -> Vec<(Option<&str>, MonthRange)> {
        let mut periods: Vec<(Option<&str>, MonthRange)> = Vec::new();
        for contribution in &self.contributions {
            let employer = contribution.employer.as_ref().map(|name| name.reveal().as_str());
            if let Some((last, range)) = periods.last_mut()
                && *last == employer
                && range.to().plus(1) == contribution.months.from()
                && let Some(longer) = MonthRange::new(range.from(), contribution.months.to())
            {
                *range = longer;
                continue;
            }
            periods.push((employer, contribution.months));
        }
        periods
    }

    /// The base of a month, if it was paid.
    pub fn base_in(&self, month: Month) -> Option<Money> {
        self.contributions.iter().find(|c| c.months.contains(month)).map(|c| c.base)
    }

    /// Highest monthly base of each calendar year that has a paid month, oldest first.
    pub fn bases_by_year(&self) -> Vec<(i16, Money)> {
        let mut years: Vec<(i16, Money)> = Vec::new();
        for c in &self.contributions {
            for year in c.months.from().year()..=c.months.to().year() {
                match years.iter_mut().find(|(y, _)| *y == year) {
                    Some((_, base)) => *base = (*base).max(c.base),
                    None => years.push((year, c.base)),
                }
            }
        }
        years.sort_by_key(|(year, _)| *year);
        years
    }

    /// Paid months of one calendar year.
    pub fn months_in_year(&self, year: i16) -> u32 {
        (1..=12).filter_map(|m| Month::new(year, m)).filter(|m| self.base_in(*m).is_some()).count() as u32
    }
}

/// 社会保险记录 of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// 姓名.
    pub name: Sensitive<String>,
    /// 证件号码.
    pub number: Sensitive<IdNumber>,
    /// 数据截至: last month that the data covers.
    pub as_of: Month,
    /// One entry an insurance, in the order in which they are shown; empty when the person was never insured.
    pub insurances: Vec<Insurance>,
    /// Months in which the person's children were born; empty where the platform does not say. No paper shows them.
    #[serde(skip)]
    pub children: Vec<Month>,
}

impl Record {
    /// The insurance of a kind, when the person has it.
    pub fn insurance(&self, kind: InsuranceKind) -> Option<&Insurance> {
        self.insurances.iter().find(|i| i.kind == kind)
    }

    /// The pension insurance, of employees before residents.
    pub fn pension(&self) -> Option<&Insurance> {
        self.insurance(InsuranceKind::EmployeePension).or_else(|| self.insurance(InsuranceKind::ResidentPension))
    }

    /// Calendar years with at least one paid month in any insurance, newest first.
    pub fn years(&self) -> Vec<i16> {
        let mut years: Vec<i16> =
            self.insurances.iter().flat_map(Insurance::bases_by_year).map(|(year, _)| year).collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        years
    }
}

#[cfg(test)]
mod tests;
