//! 委托书: `[[authorisation]]` of a person's file, by which a helper may act for that person.

use domain::acknowledgement::Party;
use domain::{IdNumber, Sensitive};
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::Findings;
use super::card::CardData;
use super::life::day;
use crate::Principal;

/// An authorisation.
pub(super) struct Authorisation {
    /// 委托书编号
    pub(super) number: Sensitive<String>,
    /// The helper's number.
    pub(super) helper: Sensitive<IdNumber>,
    /// First and last valid day.
    days: (Date, Date),
    /// From this day on it is revoked.
    revoked: Option<Date>,
    /// Keys of the forms that it is for; `None`: for all.
    pub(super) forms: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AuthorisationTable {
    number: Spanned<Sensitive<String>>,
    helper: Spanned<Sensitive<String>>,
    from: Spanned<String>,
    until: Spanned<String>,
    revoked: Option<Spanned<String>>,
    forms: Option<Spanned<Vec<String>>>,
}

impl Authorisation {
    /// Whether it lets a helper act on a day.
    pub(super) fn allows(&self, helper: &IdNumber, today: Date) -> bool {
        let (from, until) = self.days;
        self.helper.reveal() == helper
            && (from..=until).contains(&today)
            && self.revoked.is_none_or(|revoked| today < revoked)
    }

    /// As the helper may know it.
    pub(super) fn principal(&self, card: &CardData) -> Principal {
        Principal {
            authorisation: self.number.clone(),
            party: Party::masked(card.name().reveal(), card.number.reveal().as_str()),
            until: self.days.1,
            forms: self.forms.clone(),
        }
    }
}

impl AuthorisationTable {
    /// The authorisation; what is wrong with it goes to `findings`. `before`: those that stand above it.
    pub(super) fn check(
        self,
        card: &CardData,
        before: &[Authorisation],
        findings: &mut Findings<'_>,
    ) -> Option<Authorisation> {
        let (number, helper) = (self.number.get_ref().reveal(), self.helper.get_ref().reveal());
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            let what = "the number of an authorisation has other characters than letters, digits and -, or none";
            findings.add(self.number.span(), what, "write it as WT-0001");
        }
        if before.iter().any(|other| other.number.reveal() == number) {
            findings.add(self.number.span(), "this authorisation stands here twice", "give one another number");
        }
        let helper = IdNumber::parse(helper)
            .map_err(|error| findings.add(self.helper.span(), error.to_string(), "correct the number"))
            .ok();
        if helper.as_ref() == Some(card.number.reveal()) {
            findings.add(self.helper.span(), "helper and principal are one person", "write the number of another");
        }
        if let Some(forms) = self.forms.as_ref().filter(|forms| forms.get_ref().is_empty()) {
            findings.add(forms.span(), "the authorisation is for no form", "name some, or leave `forms` out: all");
        }
        let from = day(&self.from, findings);
        let until = day(&self.until, findings);
        let revoked = self.revoked.as_ref().map(|text| day(text, findings));
        let days = (from?, until?);
        if days.1 < days.0 {
            findings.add(self.until.span(), "the authorisation ends before it begins", "change `from` or `until`");
        }
        Some(Authorisation {
            number: self.number.into_inner(),
            helper: helper?.into(),
            days,
            revoked: match revoked {
                Some(day) => Some(day?),
                None => None,
            },
            forms: self.forms.map(Spanned::into_inner),
        })
    }
}
