//! 政策推送: which matters fit a person who has signed in, each with its "because". The rules are data
//! (`advice.toml`); the person's record is looked at and nothing is kept.

use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Catalogue, MatterId};
use crate::identity::Sex;
use crate::insurance::{InsuranceKind, InsuranceStatus, Record};
use crate::month::Month;

/// A matter, whom it fits, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The matter.
    pub matter: MatterId,
    /// Why it fits, to the person: 您快到退休年龄了.
    pub because: String,
    /// The same in English.
    pub because_en: String,
    /// Whom it fits.
    pub when: When,
}

/// Whom a matter fits: everything that is said must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// Age in whole years, both ends included.
    pub age: Option<[u8; 2]>,
    /// 性别
    pub sex: Option<Sex>,
    /// Where the person stands in an insurance.
    #[serde(default)]
    pub stands: Vec<Stands>,
    /// Months paid in an insurance.
    #[serde(default)]
    pub paid: Vec<Paid>,
    /// There are months of unemployment benefit left.
    pub benefit_left: Option<bool>,
    /// The person has a child so young.
    pub with_child: Option<WithChild>,
}

/// A child of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithChild {
    /// Younger than so many months, counted from the month of birth.
    pub under_months: u16,
}

/// Where a person stands in an insurance. Who never had it is `not_insured`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stands {
    /// Which.
    pub insurance: InsuranceKind,
    /// One of these.
    pub at: Vec<InsuranceStatus>,
}

/// How many months are paid in an insurance, both ends included.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paid {
    /// Which.
    pub insurance: InsuranceKind,
    /// At least so many.
    #[serde(default)]
    pub least: u32,
    /// At most so many.
    #[serde(default = "any")]
    pub most: u32,
}

fn any() -> u32 {
    u32::MAX
}

impl When {
    /// Whether nothing is said: it would fit everybody.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn fits(&self, record: &Record, today: Date) -> bool {
        let number = record.number.reveal();
        let age = number.birth().and_then(|birth| age(birth, today));
        self.age.is_none_or(|[least, most]| age.is_some_and(|age| (least..=most).contains(&age)))
            && self.sex.is_none_or(|wanted| number.sex() == Some(wanted))
            && self.stands.iter().all(|stands| {
                let at = record.insurance(stands.insurance).map_or(InsuranceStatus::NotInsured, |own| own.status);
                stands.at.contains(&at)
            })
            && self.paid.iter().all(|paid| {
                let months = record.insurance(paid.insurance).map_or(0, crate::insurance::Insurance::months_paid);
                (paid.least..=paid.most).contains(&months)
            })
            && self.benefit_left.is_none_or(|wanted| {
                let benefit = record.insurance(InsuranceKind::Unemployment).and_then(|own| own.benefit);
                benefit.is_some_and(|benefit| benefit.left() > 0) == wanted
            })
            && self.with_child.is_none_or(|wanted| {
                let now = Month::new(today.year(), today.month()).map_or(0, Month::ordinal);
                let months = |born: &Month| now - born.ordinal();
                record.children.iter().map(months).any(|months| (0..i32::from(wanted.under_months)).contains(&months))
            })
    }
}

/// In words that an official reads: 年龄 59–63 岁，男，职工养老保险 参保缴费/暂停缴费.
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said: Vec<String> = Vec::new();
        said.extend(self.age.map(|[least, most]| match most {
            OLDEST.. => format!("年龄 {least} 岁及以上"),
            _ => format!("年龄 {least}–{most} 岁"),
        }));
        said.extend(self.sex.map(|sex| sex_name(sex).to_owned()));
        said.extend(self.stands.iter().map(|stands| {
            let at: Vec<&str> = stands.at.iter().map(|status| status_name(*status)).collect();
            format!("{} {}", insurance_name(stands.insurance), at.join("/"))
        }));
        said.extend(self.paid.iter().map(|paid| match paid.most {
            u32::MAX => format!("{} 缴满 {} 个月", insurance_name(paid.insurance), paid.least),
            most => format!("{} 缴费 {}–{most} 个月", insurance_name(paid.insurance), paid.least),
        }));
        said.extend(self.benefit_left.map(|left| if left { "失业金没领完" } else { "没有可领的失业金" }.to_owned()));
        said.extend(self.with_child.map(|child| format!("有不满 {} 个月的孩子", child.under_months)));
        f.write_str(&said.join("，"))
    }
}

/// From this age on nobody is left out by it.
const OLDEST: u8 = 120;

fn sex_name(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
        Sex::Unstated => "性别未说明",
    }
}

fn insurance_name(kind: InsuranceKind) -> &'static str {
    match kind {
        InsuranceKind::EmployeePension => "职工养老保险",
        InsuranceKind::ResidentPension => "居民养老保险",
        InsuranceKind::Unemployment => "失业保险",
        InsuranceKind::WorkInjury => "工伤保险",
    }
}

fn status_name(status: InsuranceStatus) -> &'static str {
    match status {
        InsuranceStatus::Active => "参保缴费",
        InsuranceStatus::Paused => "暂停缴费",
        InsuranceStatus::Ended => "终止参保",
        InsuranceStatus::Receiving => "待遇领取",
        InsuranceStatus::NotInsured => "未参保",
    }
}

/// Whole years; `None` before birth.
fn age(birth: Date, today: Date) -> Option<u8> {
    let had_birthday = (today.month(), today.day()) >= (birth.month(), birth.day());
    let years = today.year() - birth.year() - i16::from(!had_birthday);
    u8::try_from(years).ok()
}

impl Catalogue {
    /// What fits a person who has signed in, in the order of the rules; a matter once.
    pub fn advice_for(&self, record: &Record, today: Date) -> Vec<&Advice> {
        let mut fitting: Vec<&Advice> = Vec::new();
        for advice in self.advice.iter().filter(|advice| advice.when.fits(record, today)) {
            if !fitting.iter().any(|known| known.matter == advice.matter) {
                fitting.push(advice);
            }
        }
        fitting
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::catalogue::tests::catalogue;
    use crate::id_number::IdNumber;
    use crate::id_number::tests::with_check;
    use crate::insurance::{Contribution, Insurance, UnemploymentBenefit};
    use crate::money::Money;
    use crate::month::MonthRange;
    use crate::sensitive::Sensitive;

    #[test]
    fn age_is_counted_in_whole_years() {
        for (birth, today, expected) in [
            (date(1966, 11, 23), date(2026, 11, 22), Some(59)),
            (date(1966, 11, 23), date(2026, 11, 23), Some(60)),
            (date(2024, 2, 29), date(2026, 2, 28), Some(1)),
            (date(2024, 2, 29), date(2026, 3, 1), Some(2)),
            (date(2027, 1, 1), date(2026, 11, 23), None),
        ] {
            assert_eq!(age(birth, today), expected, "{birth} on {today}");
        }
    }

    /// An invented person of this birthday; the number's order code says the sex, odd: male (GB 11643-1999).
    fn person(birthday: &str, order: &str, insurances: Vec<Insurance>) -> Record {
        Record {
            name: Sensitive::new("样例".to_owned()),
            number: Sensitive::new(IdNumber::parse(&with_check(&format!("370000{birthday}{order}0"))).unwrap()),
            as_of: Month::new(2026, 10).unwrap(),
            insurances,
            children: Vec::new(),
        }
    }

    fn insurance(kind: InsuranceKind, status: InsuranceStatus, since: i16) -> Insurance {
        insurance_from(kind, status, Month::new(since, 1).unwrap())
    }

    fn insurance_from(kind: InsuranceKind, status: InsuranceStatus, from: Month) -> Insurance {
        let months = MonthRange::new(from, Month::new(2025, 12).unwrap()).unwrap();
        Insurance {
            kind,
            status,
            contributions: vec![Contribution { months, base: Money::from_fen(500_000), employer: None }],
            account: None,
            benefit: None,
        }
    }

    fn advised(record: &Record) -> Vec<String> {
        let catalogue = catalogue();
        catalogue.advice_for(record, date(2026, 11, 23)).iter().map(|advice| advice.matter.to_string()).collect()
    }

    #[test]
    fn what_fits_is_advised_and_nothing_else() {
        use InsuranceKind::{EmployeePension, Unemployment};
        use InsuranceStatus::{Active, Ended, Paused, Receiving};
        let soon_old = person("19670301", "001", vec![insurance(EmployeePension, Active, 2006)]);
        assert!(advised(&soon_old).contains(&"P102-1".to_owned()), "{:?}", advised(&soon_old));
        let young = person("19950301", "001", vec![insurance(EmployeePension, Active, 2021)]);
        assert!(!advised(&young).contains(&"P102-1".to_owned()));
        let without_work = person(
            "19950301",
            "001",
            vec![insurance(EmployeePension, Paused, 2021), insurance(Unemployment, Paused, 2021)],
        );
        let advice = advised(&without_work);
        for wanted in ["P053-2", "P054-1", "P039-1"] {
            assert!(advice.contains(&wanted.to_owned()), "{wanted}: {advice:?}");
        }
        let short = person("19950301", "001", vec![insurance_from(Unemployment, Paused, Month::new(2025, 8).unwrap())]);
        assert!(!advised(&short).contains(&"P054-1".to_owned()), "less than a year paid");
        let very_old = person("19440301", "001", vec![insurance(EmployeePension, Receiving, 1996)]);
        let advice = advised(&very_old);
        assert!(advice.contains(&"P107-1".to_owned()) && advice.contains(&"P101-1".to_owned()), "{advice:?}");
        assert!(!advice.contains(&"P102-1".to_owned()), "receives a pension already");
        let mut with_benefit = insurance(Unemployment, Ended, 2023);
        with_benefit.benefit = Some(UnemploymentBenefit { due: 6, used: 2 });
        let never_insured = person("20000301", "002", Vec::new());
        assert!(advised(&never_insured).contains(&"P039-2".to_owned()));
        assert!(advised(&person("19800301", "001", vec![with_benefit])).contains(&"P100-3".to_owned()));
    }

    #[test]
    fn who_has_a_young_child_is_told_what_it_needs() {
        let born = |year, month| Month::new(year, month).unwrap();
        let mut parent =
            person("19950301", "001", vec![insurance(InsuranceKind::EmployeePension, InsuranceStatus::Active, 2021)]);
        for (children, expected) in [
            (vec![], false),
            (vec![born(2026, 11)], true),
            (vec![born(2025, 12)], true),
            (vec![born(2025, 11)], false), // a year old
            (vec![born(2026, 12)], false), // of next month: a mistake of a register, no child yet
            (vec![born(2019, 5), born(2026, 8)], true),
        ] {
            parent.children = children.clone();
            assert_eq!(advised(&parent).contains(&"P003-1".to_owned()), expected, "{children:?}");
        }
    }

    #[test]
    fn no_matter_is_advised_twice_and_each_says_why() {
        let catalogue = catalogue();
        assert!(catalogue.advice.len() >= 12);
        for advice in &catalogue.advice {
            assert!(catalogue.matter(advice.matter).is_some());
            assert!(advice.because.starts_with('您') && advice.because_en.starts_with("You"), "{advice:?}");
        }
        let record = person("19670301", "002", Vec::new());
        let fitting = catalogue.advice_for(&record, date(2026, 11, 23));
        let mut matters: Vec<MatterId> = fitting.iter().map(|advice| advice.matter).collect();
        let count = matters.len();
        matters.sort_unstable();
        matters.dedup();
        assert_eq!(matters.len(), count);
    }
}
