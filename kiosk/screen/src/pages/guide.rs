//! What one matter takes.

use std::cmp::Reverse;

use domain::catalogue::{Guide, Level, MaterialFrom, Part, Said, Saved};
use service::{GuidePage, Language, Trouble};
use slint::{ComponentHandle, Image, SharedString};

use super::{catalogue, model};
use crate::convert;
use crate::generated::{self, App, Document, Doubts, GuideAdapter, Saving, StepEntry};

pub(super) fn show(app: &App, language: Language, page: &GuidePage) {
    let adapter = app.global::<GuideAdapter>();
    let (handout, matter) = (&page.handout, &page.handout.matter);
    let guide = &matter.guide;
    let english = language == Language::English;
    adapter.set_name(catalogue::text(&matter.name, &matter.name_en, language));
    adapter.set_short(if english { SharedString::default() } else { matter.short.as_str().into() });
    adapter.set_here(page.document.is_some());
    adapter.set_apply(page.apply);
    adapter.set_document(page.document.map_or(Document::Guide, convert::document));
    adapter.set_trouble(trouble(page.trouble));
    texts(&adapter, guide, language);
    adapter.set_materials(catalogue::materials(&handout.materials, language));
    adapter.set_hotline(handout.hotline.as_deref().unwrap_or_default().into());
    let receiver = &handout.receiver;
    adapter.set_departments(model(receiver.departments.iter().map(|it| catalogue::of(it, language))));
    adapter.set_seat_of(convert::seat_of(receiver.seat_of));
    adapter.set_above(receiver.level != Level::District);
    let here = receiver.area.as_ref().is_some_and(|area| area.home || receiver.level != Level::District);
    adapter.set_elsewhere(!here);
    let area = receiver.area.as_ref().map(|area| catalogue::text(&area.name, &area.name_en, language));
    adapter.set_area(area.unwrap_or_default());
    adapter.set_places(model(handout.places.iter().map(|it| catalogue::place(it, language))));
    adapter.set_savings(model(guide.saved.iter().flat_map(savings)));
    adapter.set_chains(model(page.chains.iter().map(|it| catalogue::row(it, language))));
    let shared = handout.materials.iter().filter(|material| material.from == MaterialFrom::Shared).count();
    adapter.set_shared(i32::try_from(shared).unwrap_or(i32::MAX));
    adapter.set_doubts(doubts(guide, receiver.unconfirmed));
    adapter.set_instant(page.instant);
    adapter.set_code(catalogue::code(app, &handout.code_text(english)));
}

fn texts(adapter: &GuideAdapter<'_>, guide: &Guide, language: Language) {
    let said = |said: &Option<Said>| said.as_ref().map(|said| catalogue::of(said, language)).unwrap_or_default();
    adapter.set_changed(said(&guide.changed));
    adapter.set_who(said(&guide.who));
    let step = |step: &Said| StepEntry { text: catalogue::of(step, language), picture: picture(&step.zh).into() };
    adapter.set_steps(model(guide.steps.iter().map(step)));
    adapter.set_promised(said(&guide.promised));
    adapter.set_legal(said(&guide.legal));
    adapter.set_fee(said(&guide.fee));
    adapter.set_result(said(&guide.result));
    adapter.set_basis(model(guide.basis.iter().map(SharedString::from)));
}

/// What of it the operator has still to confirm.
fn doubts(guide: &Guide, receiver: bool) -> Doubts {
    let doubtful = |part: Part| guide.unconfirmed.contains(&part);
    Doubts {
        who: doubtful(Part::Who),
        materials: doubtful(Part::Materials),
        steps: doubtful(Part::Steps),
        promised: doubtful(Part::Promised),
        legal: doubtful(Part::Legal),
        fee: doubtful(Part::Fee),
        result: doubtful(Part::Result),
        basis: doubtful(Part::Basis),
        saved: doubtful(Part::Saved),
        receiver,
        any: receiver || !guide.unconfirmed.is_empty(),
    }
}

/// What one does, by the words for it. The picture of a step is that of the word that comes first in it, of several the
/// longest: the verb leads.
const STEPS: [(&str, &[&str]); 11] = [
    ("phone", &["手机", "网上", "爱山东", "电话", "联系", "约"]),
    ("card", &["刷身份证", "放身份证", "身份证"]),
    ("write", &["填", "写", "签", "申请", "登记", "注销", "提出", "说明", "报名", "参保"]),
    ("hand-in", &["交材料", "提交", "递交", "带材料", "带", "交", "寄", "转关系", "划转", "材料"]),
    ("pay", &["缴", "付", "发到", "发放", "发钱", "到账", "银行卡", "补贴", "报销", "结算", "还款"]),
    ("get", &["领", "取", "拿", "收到", "开证明", "开", "出具", "建证"]),
    ("print", &["打印"]),
    ("look", &["核", "查", "看", "确认", "审", "认定", "鉴定", "评", "公示", "检"]),
    ("choose", &["选"]),
    ("counter", &["窗口", "到", "去", "问"]),
    ("wait", &["等"]),
];

/// The picture of a step, by its Chinese words.
fn picture(step: &str) -> &'static str {
    let words = STEPS.iter().flat_map(|(picture, words)| words.iter().map(move |word| (*picture, *word)));
    let stands = words.filter_map(|(picture, word)| Some((step.find(word)?, word.len(), picture)));
    stands.min_by_key(|(at, length, _)| (*at, Reverse(*length))).map_or("", |(_, _, picture)| picture)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_the_picture_of_what_one_does() {
        for (step, expected) in [
            ("刷身份证", "card"),
            ("填参保登记信息", "write"),
            ("核对缴费和离职原因", "look"),
            ("选打印", "choose"),
            ("钱到账", "pay"),
            ("取走", "get"),
            ("到窗口交材料", "counter"),
            ("带介绍信去窗口", "hand-in"),
            ("在手机上看进度", "phone"),
            ("xyz", ""),
        ] {
            assert_eq!(picture(step), expected, "{step}");
        }
    }
}
