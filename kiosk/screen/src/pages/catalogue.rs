//! What the pages of the catalogue share.

use domain::Place;
use domain::catalogue::{Material, MaterialFrom, Said};
use jiff::civil::Time;
use qrcodegen::{QrCode, QrCodeEcc};
use service::{Language, ListRow, Picture, Target};
use slint::{ComponentHandle, Image, ModelRc, Rgb8Pixel, SharedPixelBuffer, SharedString};

use super::model;
use crate::convert;
use crate::generated::{App, CatalogueRow, MaterialEntry, PlaceEntry, Theme};

/// Side of a module of a code, in mm: a phone held a hand's breadth away reads it.
const MODULE_MM: f32 = 0.55;
/// Light modules around a code (ISO/IEC 18004: four).
const QUIET: i32 = 4;

/// A text in the language, as far as the data goes.
pub(super) fn of(said: &Said, language: Language) -> SharedString {
    text(&said.zh, &said.en, language)
}

/// English is written with the straight apostrophe: the font has the other one as wide as a hanzi.
pub(super) fn text(zh: &str, en: &str, language: Language) -> SharedString {
    if language == Language::English && !en.is_empty() { en.replace('’', "'").into() } else { zh.into() }
}

/// What there is in Chinese only is left out in English.
fn only(said: &Said, language: Language) -> SharedString {
    if language == Language::English { said.en.as_str().into() } else { said.zh.as_str().into() }
}

pub(super) fn row(row: &ListRow, language: Language) -> CatalogueRow {
    let picture = match &row.picture {
        Picture::Guide => "guide",
        Picture::Print => "print",
        Picture::Apply => "apply",
        Picture::Stage(id) => id,
        Picture::Chain => "chain",
        Picture::Scene => "scene",
        Picture::Department => "department",
        Picture::Place => "place",
    };
    CatalogueRow {
        to: row.to.to_string().into(),
        name: of(&row.name, language),
        help: only(&row.help, language),
        picture: picture.into(),
        count: i32::try_from(row.count).unwrap_or(i32::MAX),
        instant: row.instant,
    }
}

pub(super) fn stage_row(number: usize, stage: &domain::catalogue::Stage, language: Language) -> CatalogueRow {
    CatalogueRow {
        to: Target::Stage(number).to_string().into(),
        name: text(&stage.name, &stage.name_en, language),
        help: text(&stage.help, &stage.help_en, language),
        picture: stage.id.as_str().into(),
        count: 0,
        instant: false,
    }
}

/// What departments have already comes first, then what to bring, then what is filled in.
pub(super) fn materials(all: &[Material], language: Language) -> ModelRc<MaterialEntry> {
    let order = [MaterialFrom::Shared, MaterialFrom::Bring, MaterialFrom::Fill];
    let of = |from: MaterialFrom| all.iter().filter(move |material| material.from == from);
    model(order.into_iter().flat_map(of).map(|it| material(it, language)))
}

fn material(material: &Material, language: Language) -> MaterialEntry {
    let note = |note: &Option<String>| note.as_deref().unwrap_or_default().to_owned();
    let english = language == Language::English;
    MaterialEntry {
        name: text(&material.name, &material.name_en, language),
        note: if english { note(&material.note_en) } else { note(&material.note) }.into(),
        from: convert::material_from(material.from),
    }
}

pub(super) fn place((place, metres): &(Place, Option<u32>), language: Language) -> PlaceEntry {
    let hour = |time: Option<Time>| {
        time.map(|time| format!("{:02}:{:02}", time.hour(), time.minute())).unwrap_or_default().into()
    };
    let (opens, shuts) = place.open.unzip();
    PlaceEntry {
        kind: convert::place_kind(place.kind),
        name: text(&place.name, &place.name_en, language),
        address: text(&place.address, &place.address_en, language),
        opens: hour(opens),
        shuts: hour(shuts),
        metres: metres.map_or(-1, |metres| i32::try_from(metres).unwrap_or(i32::MAX)),
        phone: place.phone.as_deref().unwrap_or_default().into(),
        step_free: place.step_free,
    }
}

/// A text as a code, in whole pixels a module; empty: the text is too long for one.
pub(super) fn code(app: &App, text: &str) -> Image {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Low) else { return Image::default() };
    let module = (MODULE_MM * app.global::<Theme>().get_px_per_mm()).round().max(2.0) as i32;
    let side = (code.size() + 2 * QUIET) * module;
    let Ok(pixels) = u32::try_from(side) else { return Image::default() };
    let mut buffer = SharedPixelBuffer::<Rgb8Pixel>::new(pixels, pixels);
    for (at, pixel) in (0..).zip(buffer.make_mut_slice()) {
        let (x, y) = ((at % side) / module - QUIET, (at / side) / module - QUIET);
        let shade = if code.get_module(x, y) { 0 } else { 255 };
        *pixel = Rgb8Pixel { r: shade, g: shade, b: shade };
    }
    Image::from_rgb8(buffer)
}

/// Telephone numbers after one another.
pub(super) fn numbers(all: &[String]) -> SharedString {
    all.join(" / ").into()
}
