//! What changed between two versions of a catalogue, in words that an official reads.

use std::fmt;

use super::{Catalogue, Guide, Here, MaterialFrom, Matter, MatterId, Part, Said, SeatOf};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A matter is new.
    Added {
        /// Its number.
        id: MatterId,
        /// Its name.
        name: String,
    },
    /// A matter is gone.
    Removed {
        /// Its number.
        id: MatterId,
        /// Its name.
        name: String,
    },
    /// Something about a matter is otherwise.
    Changed {
        /// Its number.
        id: MatterId,
        /// Its name, as it is now.
        name: String,
        /// 承诺时限
        what: &'static str,
        /// As it was; empty: nothing was said.
        before: String,
        /// As it is; empty: nothing is said any more.
        now: String,
    },
    /// Something that no single matter has: a department, a stage, a material, a scene of several matters.
    Shared {
        /// 部门 区人社局
        what: String,
        /// As it was; empty: there was none.
        before: String,
        /// As it is; empty: there is none any more.
        now: String,
    },
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { id, name } => write!(f, "新增 {id} {name}"),
            Self::Removed { id, name } => write!(f, "取消 {id} {name}"),
            Self::Changed { id, name, what, before, now } => {
                write!(f, "修改 {id} {name}：{what} {} → {}", said(before), said(now))
            }
            Self::Shared { what, before, now } => write!(f, "修改 {what}：{} → {}", said(before), said(now)),
        }
    }
}

fn said(text: &str) -> String {
    if text.is_empty() { "（无）".to_owned() } else { format!("“{text}”") }
}

/// Every change from one version to another: matters in the order of the notice, then what they share.
pub fn diff(before: &Catalogue, now: &Catalogue) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut ids: Vec<MatterId> = before.matters.iter().chain(&now.matters).map(|matter| matter.id).collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        match (before.matter(id), now.matter(id)) {
            (None, Some(matter)) => changes.push(Change::Added { id, name: matter.name.clone() }),
            (Some(matter), None) => changes.push(Change::Removed { id, name: matter.name.clone() }),
            (Some(old), Some(new)) => changes.extend(matter(old, new)),
            (None, None) => {}
        }
    }
    changes.extend(shared("地区", &areas(before), &areas(now)));
    changes.extend(shared("部门", &departments(before), &departments(now)));
    changes.extend(shared("阶段", &stages(before), &stages(now)));
    changes.extend(shared("材料", &materials(before), &materials(now)));
    changes.extend(shared("一件事", &chains(before), &chains(now)));
    changes.extend(shared("推送规则", &advice(before), &advice(now)));
    changes
}

fn matter(before: &Matter, now: &Matter) -> Vec<Change> {
    let (old, new) = (facts(before), facts(now));
    old.into_iter()
        .zip(new)
        .filter(|((_, old), (_, new))| old != new)
        .map(|((what, before), (_, after))| Change::Changed {
            id: now.id,
            name: now.name.clone(),
            what,
            before,
            now: after,
        })
        .collect()
}

/// Everything that a matter says, each with its name.
fn facts(matter: &Matter) -> Vec<(&'static str, String)> {
    let Guide { who, materials, steps, promised, legal, fee, result, basis, saved, unconfirmed } = &matter.guide;
    let text = |part: &Option<String>| part.clone().unwrap_or_default();
    let both = |part: &Option<Said>| part.as_ref().map(in_both).unwrap_or_default();
    let all_steps: Vec<String> = steps.iter().map(in_both).collect();
    let parts: Vec<&str> = unconfirmed.iter().map(|part| part_name(*part)).collect();
    vec![
        ("名称", matter.name.clone()),
        ("英文名称", matter.name_en.clone()),
        ("所属事项", text(&matter.group)),
        ("阶段", matter.stage.clone()),
        ("场景", matter.scene.clone()),
        ("事项类型", matter.kind.name().to_owned()),
        ("牵头部门", matter.lead.join("、")),
        ("协同部门", matter.cooperate.join("、")),
        ("受理部门", text(&matter.receives)),
        ("层级", matter.level.name().to_owned()),
        ("管辖按", matter.seat.map(seat_of).unwrap_or_default().to_owned()),
        ("一句话说明", matter.short.clone()),
        ("常用叫法", matter.says.join("、")),
        ("英文叫法", matter.says_en.join(", ")),
        ("本机能办", here(matter.here).to_owned()),
        ("咨询电话", text(&matter.hotline)),
        ("谁能办", both(who)),
        ("材料", materials.join("、")),
        ("步骤", all_steps.join("；")),
        ("承诺时限", both(promised)),
        ("法定时限", both(legal)),
        ("收费", both(fee)),
        ("结果", both(result)),
        ("依据", basis.join("；")),
        ("办前办后", saved.map(|saved| format!("{saved:?}")).unwrap_or_default()),
        ("待确认", parts.join("、")),
        ("存疑", text(&matter.doubt)),
    ]
}

fn here(here: Here) -> &'static str {
    match here {
        Here::Guide => "指引",
        Here::Print(_) => "查询打印",
        Here::Apply => "申请",
    }
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Who => "谁能办",
        Part::Materials => "材料",
        Part::Steps => "步骤",
        Part::Promised => "承诺时限",
        Part::Legal => "法定时限",
        Part::Fee => "收费",
        Part::Result => "结果",
        Part::Basis => "依据",
        Part::Saved => "办前办后",
    }
}

fn seat_of(seat: SeatOf) -> &'static str {
    match seat {
        SeatOf::Residence => "户籍或居住地",
        SeatOf::Company => "企业所在地",
        SeatOf::Property => "房屋、工程、土地所在地",
    }
}

fn in_both(said: &Said) -> String {
    format!("{}（{}）", said.zh, said.en)
}

/// A name and what is said of it.
type Named = (String, String);

fn shared(what: &str, before: &[Named], now: &[Named]) -> Vec<Change> {
    let of = |all: &[Named], name: &str| all.iter().find(|(known, _)| known == name).map(|(_, said)| said.clone());
    let mut names: Vec<&str> = before.iter().chain(now).map(|(name, _)| name.as_str()).collect();
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(*name));
    names
        .into_iter()
        .map(|name| (name, of(before, name).unwrap_or_default(), of(now, name).unwrap_or_default()))
        .filter(|(_, before, now)| before != now)
        .map(|(name, before, now)| Change::Shared { what: format!("{what} {name}"), before, now })
        .collect()
}

fn areas(catalogue: &Catalogue) -> Vec<Named> {
    let said = |area: &super::Area| {
        let home = if area.home { "，本地" } else { "" };
        let former =
            if area.former.is_empty() { String::new() } else { format!("，原代码 {}", area.former.join("、")) };
        format!("{}，{}{home}{former}", area.name, area.name_en)
    };
    catalogue.areas.iter().map(|area| (area.code.clone(), said(area))).collect()
}

fn departments(catalogue: &Catalogue) -> Vec<Named> {
    let said = |entry: &super::Department| {
        let trade = entry.trade.as_ref().map_or("全市一家".to_owned(), in_both);
        let hotline = entry.hotline.as_deref().unwrap_or("无");
        format!("{}，{}，{trade}，电话 {hotline}", entry.name_en, entry.aliases.join("、"))
    };
    catalogue.departments.iter().map(|entry| (entry.name.clone(), said(entry))).collect()
}

fn stages(catalogue: &Catalogue) -> Vec<Named> {
    let said = |stage: &super::Stage| {
        let own_seat = |seat: Option<SeatOf>| seat.map(|seat| format!("（{}）", seat_of(seat))).unwrap_or_default();
        let scene = |scene: &super::Scene| format!("{} {}{}", scene.name, scene.name_en, own_seat(scene.seat));
        let scenes: Vec<String> = stage.scenes.iter().map(scene).collect();
        format!(
            "{}，{}，{}，{}，管辖按{}，{}",
            stage.name,
            stage.name_en,
            stage.help,
            stage.help_en,
            seat_of(stage.seat),
            scenes.join("、")
        )
    };
    catalogue.stages.iter().map(|stage| (stage.id.clone(), said(stage))).collect()
}

fn materials(catalogue: &Catalogue) -> Vec<Named> {
    let said = |entry: &super::Material| {
        let from = match entry.from {
            MaterialFrom::Shared => "免提交",
            MaterialFrom::Bring => "自带",
            MaterialFrom::Fill => "现场填写",
        };
        let note = |note: &Option<String>| note.clone().unwrap_or_default();
        format!("{}，{from}，{}，{}", entry.name_en, note(&entry.note), note(&entry.note_en))
    };
    catalogue.materials.iter().map(|entry| (entry.name.clone(), said(entry))).collect()
}

fn chains(catalogue: &Catalogue) -> Vec<Named> {
    let said = |chain: &super::Chain| {
        let matters: Vec<String> = chain.matters.iter().map(MatterId::to_string).collect();
        let says = chain.says.join("、");
        format!(
            "{}，{}，{}，{}，{says}，{}",
            chain.name,
            chain.name_en,
            chain.short,
            chain.short_en,
            matters.join("、")
        )
    };
    catalogue.chains.iter().map(|chain| (chain.id.clone(), said(chain))).collect()
}

fn advice(catalogue: &Catalogue) -> Vec<Named> {
    // A matter may have several rules: they are told by their place among those of the matter.
    let mut seen = std::collections::HashMap::new();
    let mut name = |id: MatterId| {
        let nth: &mut u32 = seen.entry(id).or_insert(0);
        *nth += 1;
        format!("{id} 第{nth}条")
    };
    let said = |entry: &super::Advice| format!("{}，{}，{:?}", entry.because, entry.because_en, entry.when);
    catalogue.advice.iter().map(|entry| (name(entry.matter), said(entry))).collect()
}
