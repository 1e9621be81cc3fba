//! What was handed in.

use service::{Delivery, HandedIn, HandedPage, Language};
use slint::ComponentHandle;

use super::guide::trouble;
use super::{catalogue, model};
use crate::convert;
use crate::generated::{App, DeliveryId, HandedAdapter, HandedEntry};

pub(super) fn show(app: &App, language: Language, page: &HandedPage) {
    let adapter = app.global::<HandedAdapter>();
    adapter.set_title(catalogue::of(&page.title, language));
    let entries: Vec<HandedEntry> = page.cases.iter().map(|case| entry(case, language)).collect();
    adapter.set_waits(page.waits);
    adapter.set_online(page.online);
    adapter.set_granted(!entries.is_empty() && entries.iter().all(|entry| entry.delivery == DeliveryId::Granted));
    let bad = |entry: &HandedEntry| matches!(entry.delivery, DeliveryId::Refused | DeliveryId::NotGranted);
    adapter.set_refused(entries.iter().any(bad));
    adapter.set_cases(model(entries));
    adapter.set_trouble(trouble(page.trouble));
    adapter.set_can_rate(page.can_rate);
}

fn entry(case: &HandedIn, language: Language) -> HandedEntry {
    let english = language == Language::English;
    let mut entry = HandedEntry {
        title: catalogue::of(&case.title, language),
        department: catalogue::of(&case.department, language),
        delivery: DeliveryId::Saved,
        number: case.local.map(|local| format!("{local:04}")).unwrap_or_default().into(),
        answer_by: convert::day(None),
        hotline: case.hotline.as_deref().unwrap_or_default().into(),
        words: "".into(),
        later: "".into(),
        document: "".into(),
    };
    match &case.delivery {
        Delivery::Saved => {}
        Delivery::Unknown => entry.delivery = DeliveryId::Unknown,
        Delivery::Supplemented(number) => {
            entry.delivery = DeliveryId::Accepted;
            entry.number = number.as_str().into();
        }
        Delivery::Refused(words) => {
            entry.delivery = DeliveryId::Refused;
            entry.words = catalogue::of(words, language);
        }
        Delivery::Accepted(receipt) => {
            entry.delivery = DeliveryId::Accepted;
            entry.number = receipt.number.as_str().into();
            entry.answer_by = convert::day(receipt.answer_by);
            let later: Vec<_> = receipt.later.iter().map(|reason| catalogue::of(reason, language)).collect();
            entry.later = later.join(if english { " " } else { "" }).into();
            if let Some(decision) = &receipt.decision {
                entry.delivery = if decision.granted { DeliveryId::Granted } else { DeliveryId::NotGranted };
                entry.words = if english { decision.words_en.reveal() } else { decision.words.reveal() }.into();
                entry.answer_by = convert::day(None);
                let document = decision.document.as_ref().map(|document| catalogue::of(&document.title, language));
                entry.document = document.unwrap_or_default();
            }
        }
    }
    entry
}

pub(super) fn clear(app: &App) {
    app.global::<HandedAdapter>().set_cases(model([]));
}
