//! What happens to your data.

use service::Language;
use service::page::Coming;
use slint::ComponentHandle;

use super::catalogue;
use crate::generated::{App, ConsentAdapter};

pub(super) fn show(app: &App, language: Language, version: &str, errand: Option<&Coming>) {
    let adapter = app.global::<ConsentAdapter>();
    adapter.set_version(version.into());
    adapter.set_applies(match errand {
        Some(Coming::Apply(title)) => catalogue::of(title, language),
        _ => "".into(),
    });
    adapter.set_cases(errand == Some(&Coming::Cases));
}
