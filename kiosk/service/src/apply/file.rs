//! Whom, or for which company, one comes for; and 一人一档: what a person or a company did and holds.

use std::sync::Arc;

use domain::acknowledgement::{LifeFile, Owner};
use platform::{Operated, Principal};

use super::page::{ChooseOf, ChoosePage, ChooseRow, LifeFilePage};
use crate::trouble::Trouble;

/// Whom one can help without their card, by an authorisation that the platform has.
pub(crate) fn principals(principals: &[Principal]) -> ChoosePage {
    let row = |principal: &Principal| ChooseRow {
        key: principal.authorisation.reveal().clone(),
        name: principal.party.name.clone(),
        number: principal.party.number.clone(),
        role: None,
    };
    ChoosePage { of: ChooseOf::Principal, rows: principals.iter().map(row).collect() }
}

/// The companies in which the person has a role.
pub(crate) fn companies(of: ChooseOf, companies: &[Operated]) -> ChoosePage {
    let row = |operated: &Operated| {
        let code = operated.company.code.as_ref()?.as_str();
        Some(ChooseRow {
            key: code.to_owned(),
            name: operated.company.name.clone(),
            number: code.into(),
            role: Some(operated.role),
        })
    };
    ChoosePage { of, rows: companies.iter().filter_map(row).collect() }
}

pub(crate) fn life_file_page(file: &Arc<LifeFile>, trouble: Option<Trouble>) -> LifeFilePage {
    LifeFilePage { file: file.clone(), can_company: matches!(file.owner, Owner::Person(_)), trouble }
}
