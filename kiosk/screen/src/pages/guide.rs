//! What one matter takes.

use domain::catalogue::{Guide, Said, Saved};
use service::{GuidePage, Language, Trouble};
use slint::{ComponentHandle, Image, SharedString};

use super::{catalogue, model};
use crate::convert;
use crate::generated::{self, App, Document, GuideAdapter, Saving};

pub(super) fn show(app: &App, language: Language, page: &GuidePage) {
    let adapter = app.global::<GuideAdapter>();
    let (handout, matter) = (&page.handout, &page.handout.matter);
    let guide = &matter.guide;
    let english = language == Language::English;
    adapter.set_name(catalogue::text(&matter.name, &matter.name_en, language));
    adapter.set_short(if english { SharedString::default() } else { matter.short.as_str().into() });
    adapter.set_here(page.document.is_some());
    adapter.set_document(page.document.map_or(Document::Guide, convert::document));
    adapter.set_trouble(trouble(page.trouble));
    texts(&adapter, guide, language);
    adapter.set_materials(catalogue::materials(&handout.materials, language));
    adapter.set_hotline(handout.hotline.as_deref().unwrap_or_default().into());
    let receiver = &handout.receiver;
    adapter.set_departments(model(receiver.departments.iter().map(|it| catalogue::of(it, language))));
    adapter.set_seat_of(convert::seat_of(receiver.seat_of));
    let area = receiver.area.as_ref().map(|area| catalogue::text(&area.name, &area.name_en, language));
    adapter.set_area(area.unwrap_or_default());
    adapter.set_places(model(handout.places.iter().map(|it| catalogue::place(it, language))));
    adapter.set_savings(model(guide.saved.iter().flat_map(savings)));
    adapter.set_chains(model(page.chains.iter().map(|it| catalogue::row(it, language))));
    adapter.set_unconfirmed(!guide.unconfirmed.is_empty());
    adapter.set_code(catalogue::code(app, &handout.code_text(english)));
}

fn texts(adapter: &GuideAdapter<'_>, guide: &Guide, language: Language) {
    let said = |said: &Option<Said>| said.as_ref().map(|said| catalogue::of(said, language)).unwrap_or_default();
    adapter.set_who(said(&guide.who));
    adapter.set_steps(model(guide.steps.iter().map(|step| catalogue::of(step, language))));
    adapter.set_promised(said(&guide.promised));
    adapter.set_legal(said(&guide.legal));
    adapter.set_fee(said(&guide.fee));
    adapter.set_result(said(&guide.result));
    adapter.set_basis(model(guide.basis.iter().map(SharedString::from)));
}

/// What became less, one thing after the other.
fn savings(saved: &Saved) -> impl Iterator<Item = Saving> {
    let all = [saved.steps, saved.materials, saved.days, saved.trips];
    (0..).zip(all).filter(|(_, [before, now])| before > now).map(|(what, [before, now])| Saving {
        what,
        before: before.into(),
        now: now.into(),
    })
}

/// Why a guide cannot be printed now.
pub(super) fn trouble(trouble: Option<Trouble>) -> generated::Trouble {
    trouble.map_or(generated::Trouble::None, convert::trouble)
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<GuideAdapter>();
    adapter.set_name("".into());
    adapter.set_materials(model([]));
    adapter.set_places(model([]));
    adapter.set_chains(model([]));
    adapter.set_code(Image::default());
}
