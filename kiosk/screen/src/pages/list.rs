//! Places in the catalogue to go on to.

use domain::catalogue::{Audience, SeatOf};
use service::{Language, ListOf, ListPage};
use slint::{ComponentHandle, SharedString};

use super::{catalogue, model};
use crate::generated::{App, ListAdapter, ListId};

pub(super) fn show(app: &App, language: Language, list: &ListPage) {
    let adapter = app.global::<ListAdapter>();
    let (of, name) = match &list.of {
        ListOf::Stages(Audience::Person) => (ListId::PersonStages, SharedString::default()),
        ListOf::Stages(Audience::Enterprise) => (ListId::EnterpriseStages, SharedString::default()),
        ListOf::Stage(name) => (ListId::Stage, catalogue::of(name, language)),
        ListOf::Scene(name) => (ListId::Scene, catalogue::of(name, language)),
        ListOf::Item(name) => (ListId::Item, catalogue::of(name, language)),
        ListOf::Nobody => (ListId::NoDepartment, SharedString::default()),
        ListOf::Departments => (ListId::Departments, SharedString::default()),
        ListOf::Department(name) => (ListId::Department, catalogue::of(name, language)),
        ListOf::Chains => (ListId::Chains, SharedString::default()),
        ListOf::ForYou => (ListId::ForYou, SharedString::default()),
        ListOf::Seats(SeatOf::Residence) => (ListId::SeatsResidence, SharedString::default()),
        ListOf::Seats(SeatOf::Company) => (ListId::SeatsCompany, SharedString::default()),
        ListOf::Seats(SeatOf::Property) => (ListId::SeatsProperty, SharedString::default()),
    };
    adapter.set_of(of);
    adapter.set_name(name);
    adapter.set_rows(model(list.rows.iter().map(|row| catalogue::row(row, language))));
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<ListAdapter>();
    adapter.set_name("".into());
    adapter.set_rows(model([]));
}
