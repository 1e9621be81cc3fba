//! What changed between two versions of a catalogue, in words that an official reads.

use std::collections::{HashMap, HashSet};
use std::fmt;

use super::{Advice, Catalogue, Guide, Here, MaterialFrom, Matter, MatterId, Part, Said, Saved, SeatOf};
use crate::certificate::DocumentKind;

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Something is new: a matter, a department, a rule.
    Added(String),
    /// Something is gone.
    Removed(String),
    /// Something about it is otherwise.
    Altered {
        /// P054-1 失业保险金申领
        what: String,
        /// 承诺时限
        which: &'static str,
        /// As it was.
        before: Fact,
        /// As it is.
        now: Fact,
    },
}

/// What is said of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// Empty: nothing.
    Text(String),
    /// Several, in their order.
    List(Vec<String>),
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added(what) => write!(f, "新增 {what}"),
            Self::Removed(what) => write!(f, "取消 {what}"),
            Self::Altered { what, which, before, now } => {
                write!(f, "修改 {what}：{}", format!("{which} {}", otherwise(before, now)).trim_start())
            }
        }
    }
}

/// How something is otherwise: of one thing from what to what, of several which came and which went.
fn otherwise(before: &Fact, now: &Fact) -> String {
    let (before, now) = match (before, now) {
        (Fact::List(before), Fact::List(now)) if before.len() > 1 || now.len() > 1 => (before, now),
        _ => return format!("{} → {}", quoted(before), quoted(now)),
    };
    let without = |these: &[String], others: &[String]| -> Vec<String> {
        these.iter().filter(|one| !others.contains(one)).cloned().collect()
    };
    let told: Vec<String> = [("增加：", without(now, before)), ("去掉：", without(before, now))]
        .into_iter()
        .filter(|(_, these)| !these.is_empty())
        .map(|(how, these)| format!("{how}{}", joined(&these)))
        .collect();
    if told.is_empty() { format!("顺序改为：{}", joined(now)) } else { told.join("；") }
}

/// In a row; one that has a stop within it stands in quotes.
fn joined(these: &[String]) -> String {
    let one =
        |one: &String| if one.contains(['、', '，', '；', '。']) { format!("“{one}”") } else { one.clone() };
    these.iter().map(one).collect::<Vec<_>>().join("、")
}

fn quoted(fact: &Fact) -> String {
    let said = match fact {
        Fact::Text(text) => text.clone(),
        Fact::List(texts) => texts.join("、"),
    };
    if said.is_empty() { "（无）".to_owned() } else { format!("“{said}”") }
}

/// Something that can change.
struct Thing {
    /// Tells it from others of its kind.
    key: String,
    /// What it is called.
    name: String,
    /// What is told of it beside its name when it comes or goes.
    more: Option<String>,
    /// Everything that is said of it, always in the same order.
    facts: Vec<(&'static str, Fact)>,
}

/// Every change from one version to another: matters in the order of the notice, then what they share.
pub fn diff(before: &Catalogue, now: &Catalogue) -> Vec<Change> {
    let mut changes = altered("", &head(before), &head(now));
    changes.extend(matters(before, now));
    changes.extend(things("地区", &areas(before), &areas(now)));
    changes.extend(things("部门", &departments(before), &departments(now)));
    changes.extend(things("阶段", &stages(before), &stages(now)));
    changes.extend(things("材料", &materials(before), &materials(now)));
    // Both sides call a matter the same: its new name is told with the matter.
    let called = |id: MatterId| {
        let matter = now.matter(id).or_else(|| before.matter(id));
        format!("{id} {}", matter.map_or("", |matter| matter.name.as_str()))
    };
    changes.extend(things("一件事", &chains(before, called), &chains(now, called)));
    let (old, new) = rules(&before.advice, &now.advice, called);
    changes.extend(things("推送规则", &old, &new));
    changes
}

fn matters(before: &Catalogue, now: &Catalogue) -> Vec<Change> {
    let mut ids: Vec<MatterId> = before.matters.iter().chain(&now.matters).map(|matter| matter.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let thing = |catalogue: &Catalogue, id| catalogue.matter(id).map(|matter| of_matter(catalogue, matter));
    ids.into_iter().flat_map(|id| came_or_went("", thing(before, id).as_ref(), thing(now, id).as_ref())).collect()
}

/// What came, went and is otherwise of one kind, and whether their order is.
fn things(kind: &'static str, before: &[Thing], now: &[Thing]) -> Vec<Change> {
    let of = |all: &'_ [Thing], key: &str| all.iter().position(|thing| thing.key == key);
    let mut keys: Vec<&str> = before.iter().chain(now).map(|thing| thing.key.as_str()).collect();
    let mut seen = HashSet::new();
    keys.retain(|key| seen.insert(*key));
    let with = |key| {
        let old = of(before, key).and_then(|at| before.get(at));
        came_or_went(kind, old, of(now, key).and_then(|at| now.get(at)))
    };
    let mut changes: Vec<Change> = keys.into_iter().flat_map(with).collect();
    let order: Vec<usize> = now.iter().filter_map(|thing| of(before, &thing.key)).collect();
    if !order.is_sorted() {
        let common = |these: &[Thing], others: &[Thing]| {
            let common = these.iter().filter(|thing| of(others, &thing.key).is_some());
            Fact::List(common.map(|thing| thing.name.clone()).collect())
        };
        let (before, now) = (common(before, now), common(now, before));
        changes.push(Change::Altered { what: kind.to_owned(), which: "", before, now });
    }
    changes
}

fn came_or_went(kind: &str, before: Option<&Thing>, now: Option<&Thing>) -> Vec<Change> {
    let told = |thing: &Thing| {
        let more = thing.more.as_ref().map(|more| format!("：{more}")).unwrap_or_default();
        format!("{}{more}", titled(kind, thing))
    };
    match (before, now) {
        (None, Some(new)) => vec![Change::Added(told(new))],
        (Some(old), None) => vec![Change::Removed(told(old))],
        (Some(old), Some(new)) => altered(kind, old, new),
        (None, None) => Vec::new(),
    }
}

/// 部门 区人社局
fn titled(kind: &str, thing: &Thing) -> String {
    format!("{kind} {}", thing.name).trim_start().to_owned()
}

fn altered(kind: &str, before: &Thing, now: &Thing) -> Vec<Change> {
    let facts = before.facts.iter().zip(&now.facts).filter(|((_, old), (_, new))| old != new);
    let change = |((which, old), (_, new)): (&(&'static str, Fact), &(&'static str, Fact))| Change::Altered {
        what: titled(kind, now),
        which,
        before: old.clone(),
        now: new.clone(),
    };
    facts.map(change).collect()
}

fn text(said: impl Into<String>) -> Fact {
    Fact::Text(said.into())
}

fn some(said: Option<&String>) -> Fact {
    text(said.map(String::as_str).unwrap_or_default())
}

fn list(said: &[String]) -> Fact {
    Fact::List(said.to_vec())
}

fn both(said: Option<&Said>) -> Fact {
    text(said.map(in_both).unwrap_or_default())
}

fn in_both(said: &Said) -> String {
    format!("{}（{}）", said.zh, said.en)
}

fn thing(key: &str, name: &str, facts: Vec<(&'static str, Fact)>) -> Thing {
    Thing { key: key.to_owned(), name: name.to_owned(), more: None, facts }
}

fn head(catalogue: &Catalogue) -> Thing {
    thing("", "目录", vec![("日期", text(catalogue.issued.to_string())), ("来源", text(&*catalogue.source))])
}

fn of_matter(catalogue: &Catalogue, matter: &Matter) -> Thing {
    let Guide { who, materials, steps, promised, legal, fee, result, basis, saved, changed, unconfirmed } =
        &matter.guide;
    let facts = vec![
        ("名称", text(&*matter.name)),
        ("英文名称", text(&*matter.name_en)),
        ("所属事项", some(matter.group.as_ref())),
        ("所属事项英文名称", some(matter.group_en.as_ref())),
        ("阶段", text(catalogue.stage(&matter.stage).map_or(&*matter.stage, |stage| &*stage.name))),
        ("场景", text(&*matter.scene)),
        ("事项类型", text(matter.kind.name())),
        ("牵头部门", list(&matter.lead)),
        ("协同部门", list(&matter.cooperate)),
        ("受理部门", some(matter.receives.as_ref())),
        ("层级", text(matter.level.name())),
        ("管辖按", text(matter.seat.map(seat_of).unwrap_or_default())),
        ("一句话说明", text(&*matter.short)),
        ("常用叫法", list(&matter.says)),
        ("英文叫法", list(&matter.says_en)),
        ("本机能办", text(here(matter.here))),
        ("秒批秒办", text(if matter.instant { "是" } else { "否" })),
        ("咨询电话", some(matter.hotline.as_ref())),
        ("谁能办", both(who.as_ref())),
        ("材料", list(materials)),
        ("步骤", Fact::List(steps.iter().map(in_both).collect())),
        ("承诺时限", both(promised.as_ref())),
        ("法定时限", both(legal.as_ref())),
        ("收费", both(fee.as_ref())),
        ("结果", both(result.as_ref())),
        ("依据", list(basis)),
        ("办前办后", text(saved.map(before_and_now).unwrap_or_default())),
        ("已经变了", both(changed.as_ref())),
        ("待确认", Fact::List(unconfirmed.iter().map(|part| part_name(*part).to_owned()).collect())),
        ("存疑", some(matter.doubt.as_ref())),
    ];
    thing(&matter.id.to_string(), &format!("{} {}", matter.id, matter.name), facts)
}

fn before_and_now(saved: Saved) -> String {
    let Saved { steps, materials, days, trips } = saved;
    let told = [("环节", steps), ("材料", materials), ("工作日", days), ("跑动", trips)];
    told.map(|(what, [before, now])| format!("{what} {before} 变 {now}")).join("，")
}

fn here(here: Here) -> &'static str {
    match here {
        Here::Guide => "指引",
        Here::Print(DocumentKind::ContributionCertificate) => "查询打印参保缴费证明",
        Here::Print(DocumentKind::EntitlementStatement) => "查询打印权益记录",
        Here::Print(DocumentKind::UnemploymentTransfer) => "查询打印失业保险关系迁移证明",
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

fn areas(catalogue: &Catalogue) -> Vec<Thing> {
    let of = |area: &super::Area| {
        let facts = vec![
            ("名称", text(&*area.name)),
            ("英文名称", text(&*area.name_en)),
            ("本地", text(if area.home { "是" } else { "否" })),
            ("原代码", list(&area.former)),
        ];
        thing(&area.code, &format!("{} {}", area.code, area.name), facts)
    };
    catalogue.areas.iter().map(of).collect()
}

fn departments(catalogue: &Catalogue) -> Vec<Thing> {
    let of = |entry: &super::Department| {
        let facts = vec![
            ("英文名称", text(&*entry.name_en)),
            ("别名", list(&entry.aliases)),
            ("外地叫法", text(entry.trade.as_ref().map_or("全市一家".to_owned(), in_both))),
            ("电话", some(entry.hotline.as_ref())),
        ];
        thing(&entry.name, &entry.name, facts)
    };
    catalogue.departments.iter().map(of).collect()
}

fn stages(catalogue: &Catalogue) -> Vec<Thing> {
    let scene = |scene: &super::Scene| {
        let own_seat = scene.seat.map(|seat| format!("，管辖按{}", seat_of(seat))).unwrap_or_default();
        format!("{}（{}{own_seat}）", scene.name, scene.name_en)
    };
    let of = |stage: &super::Stage| {
        let facts = vec![
            ("名称", text(&*stage.name)),
            ("英文名称", text(&*stage.name_en)),
            ("对象", text(if stage.audience == super::Audience::Person { "个人" } else { "企业" })),
            ("管辖按", text(seat_of(stage.seat))),
            ("说明", text(&*stage.help)),
            ("英文说明", text(&*stage.help_en)),
            ("场景", Fact::List(stage.scenes.iter().map(scene).collect())),
        ];
        thing(&stage.id, &stage.name, facts)
    };
    catalogue.stages.iter().map(of).collect()
}

fn materials(catalogue: &Catalogue) -> Vec<Thing> {
    let of = |entry: &super::Material| {
        let from = match entry.from {
            MaterialFrom::Shared => "免提交",
            MaterialFrom::Bring => "自带",
            MaterialFrom::Fill => "现场填写",
        };
        let facts = vec![
            ("英文名称", text(&*entry.name_en)),
            ("来源", text(from)),
            ("提示", some(entry.note.as_ref())),
            ("英文提示", some(entry.note_en.as_ref())),
        ];
        thing(&entry.name, &entry.name, facts)
    };
    catalogue.materials.iter().map(of).collect()
}

fn chains(catalogue: &Catalogue, called: impl Fn(MatterId) -> String) -> Vec<Thing> {
    let of = |chain: &super::Chain| {
        let facts = vec![
            ("名称", text(&*chain.name)),
            ("英文名称", text(&*chain.name_en)),
            ("一句话说明", text(&*chain.short)),
            ("英文说明", text(&*chain.short_en)),
            ("常用叫法", list(&chain.says)),
            ("事项", Fact::List(chain.matters.iter().map(|id| called(*id)).collect())),
        ];
        thing(&chain.id, &chain.name, facts)
    };
    catalogue.chains.iter().map(of).collect()
}

/// The rules before and now. A rule has no name: those that are the same belong together, then those of one matter in
/// their order.
fn rules(before: &[Advice], now: &[Advice], called: impl Fn(MatterId) -> String) -> (Vec<Thing>, Vec<Thing>) {
    let of = |all: &[Advice], others: &[Advice]| -> Vec<Thing> {
        let mut rest: HashMap<MatterId, u32> = HashMap::new();
        let rule = |advice: &Advice| {
            let key = if others.contains(advice) {
                format!("{advice:?}")
            } else {
                let nth = rest.entry(advice.matter).or_default();
                *nth += 1;
                format!("{} {nth}", advice.matter)
            };
            let when = advice.when.to_string();
            let facts =
                vec![("理由", text(&*advice.because)), ("英文理由", text(&*advice.because_en)), ("条件", text(&*when))];
            let name = format!("{}（{}）", called(advice.matter), advice.because);
            Thing { key, name, more: Some(when), facts }
        };
        all.iter().map(rule).collect()
    };
    (of(before, now), of(now, before))
}
