//! What changed between two catalogues: a sentence for every kind of change.

use super::*;
use crate::identity::Sex;
use crate::insurance::{InsuranceKind, InsuranceStatus};

/// What is told when one thing is changed.
fn told(change: impl FnOnce(&mut Catalogue)) -> Vec<String> {
    let before = catalogue();
    let mut now = before.clone();
    change(&mut now);
    diff(&before, &now).iter().map(ToString::to_string).collect()
}

/// What is told when one matter is changed.
fn of(number: &str, change: impl FnOnce(&mut Matter)) -> Vec<String> {
    told(|catalogue| change(matter_of(catalogue, number)))
}

fn matter_of<'a>(catalogue: &'a mut Catalogue, number: &str) -> &'a mut Matter {
    let at = catalogue.matters.iter().position(|matter| matter.id == id(number)).unwrap();
    Arc::make_mut(&mut catalogue.matters[at])
}

fn department<'a>(catalogue: &'a mut Catalogue, name: &str) -> &'a mut Department {
    catalogue.departments.iter_mut().find(|department| department.name == name).unwrap()
}

fn said(zh: &str, en: &str) -> Said {
    Said { zh: zh.into(), en: en.into() }
}

#[test]
fn nothing_changed_is_nothing_told() {
    assert!(told(|_| ()).is_empty());
}

#[test]
fn what_comes_and_goes_is_told_by_its_name() {
    let mut before = catalogue();
    let new_stage = Stage { id: "new".into(), name: "人生新阶段".into(), ..before.stages[0].clone() };
    before.stages.push(new_stage);
    let mut now = before.clone();
    now.matters.retain(|matter| matter.id != id("P001-1"));
    now.areas.retain(|area| area.code != "371083");
    now.departments.retain(|department| department.name != "区民政局");
    now.stages.retain(|stage| stage.id != "new");
    now.materials.retain(|material| material.name != "银行卡");
    now.chains.retain(|chain| chain.id != "birth");
    now.advice.retain(|advice| advice.matter != id("P107-1"));
    let sentences =
        |from: &Catalogue, to: &Catalogue| -> Vec<String> { diff(from, to).iter().map(ToString::to_string).collect() };
    let names = [
        "P001-1 出生医学证明办理",
        "地区 371083 乳山市",
        "部门 区民政局",
        "阶段 人生新阶段",
        "材料 银行卡",
        "一件事 出生一件事",
        "推送规则 P107-1 高龄津贴发放（您年龄高，可能有高龄津贴）：年龄 80 岁及以上",
    ];
    let after = |how: &str| names.map(|name| format!("{how} {name}"));
    assert_eq!(sentences(&before, &now), after("取消"));
    assert_eq!(sentences(&now, &before), after("新增"));
}

#[test]
fn a_text_is_told_as_it_was_and_as_it_is() {
    let name = "P054-1 失业保险金申领";
    for (told, expected) in [
        (of("P054-1", |it| it.lead = vec!["区医保局".into()]), "牵头部门 “区人力资源社会保障局” → “区医保局”"),
        (of("P054-1", |it| it.receives = Some("区医保局".into())), "受理部门 （无） → “区医保局”"),
        (of("P054-1", |it| it.level = Level::City), "层级 “区级” → “市级”"),
        (of("P054-1", |it| it.seat = Some(SeatOf::Company)), "管辖按 （无） → “企业所在地”"),
        (of("P054-1", |it| it.stage = "pension".into()), "阶段 “工作” → “养老”"),
        (of("P054-1", |it| it.hotline = Some("12345".into())), "咨询电话 （无） → “12345”"),
        (of("P054-1", |it| it.guide.legal = Some(said("10日", "10 days"))), "法定时限 （无） → “10日（10 days）”"),
    ] {
        let last = told.last().map(String::as_str);
        assert_eq!((told.len(), last), (1, Some(format!("修改 {name}：{expected}").as_str())));
    }
    let instant = |instant| {
        let mut catalogue = catalogue();
        matter_of(&mut catalogue, "P054-1").instant = instant;
        catalogue
    };
    let at_once = diff(&instant(false), &instant(true));
    assert_eq!(at_once[0].to_string(), "修改 P054-1 失业保险金申领：秒批秒办 “否” → “是”");
    let saved = |now| Some(Saved { steps: [4, now], materials: [5, 1], days: [10, 0], trips: [2, 1] });
    let before = catalogue();
    let mut now = before.clone();
    matter_of(&mut now, "P054-1").guide.saved = saved(1);
    let mut later = now.clone();
    matter_of(&mut later, "P054-1").guide.saved = saved(2);
    assert_eq!(
        diff(&now, &later)[0].to_string(),
        "修改 P054-1 失业保险金申领：办前办后 “环节 4 变 1，材料 5 变 1，工作日 10 变 0，跑动 2 变 1” → \
         “环节 4 变 2，材料 5 变 1，工作日 10 变 0，跑动 2 变 1”"
    );
    let printed = of("P040-1", |it| it.here = Here::Print(DocumentKind::EntitlementStatement));
    assert!(printed[0].ends_with("→ “查询打印权益记录”"), "{printed:?}");
    let other = told(|catalogue| {
        matter_of(catalogue, "P054-1").name = "失业金申领".into();
        catalogue.source = "威海市环翠区".into();
    });
    assert_eq!(other[1], "修改 P054-1 失业金申领：名称 “失业保险金申领” → “失业金申领”");
    assert_eq!(other.len(), 2, "a rule and a chain that name the matter did not change: {other:?}");
    assert!(other[0].starts_with("修改 目录：来源 “") && other[0].ends_with("” → “威海市环翠区”"), "{other:?}");
}

#[test]
fn of_a_list_is_told_what_came_and_what_went() {
    let mut before = catalogue();
    let with = |says: &[&str]| says.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    matter_of(&mut before, "P054-1").says = with(&["失业金", "失业补助", "没工作了领钱"]);
    let says = |now: &[&str]| {
        let mut after = before.clone();
        matter_of(&mut after, "P054-1").says = with(now);
        diff(&before, &after).iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let told = |what: &str| [format!("修改 P054-1 失业保险金申领：常用叫法 {what}")];
    assert_eq!(says(&["失业金", "没工作了领钱", "领失业钱"]), told("增加：领失业钱；去掉：失业补助"));
    assert_eq!(says(&["失业金", "失业补助", "没工作了领钱", "领失业钱", "失业救济"]), told("增加：领失业钱、失业救济"));
    assert_eq!(says(&["失业金"]), told("去掉：失业补助、没工作了领钱"));
    assert_eq!(says(&["失业补助", "失业金", "没工作了领钱"]), told("顺序改为：失业补助、失业金、没工作了领钱"));
    matter_of(&mut before, "P054-1").guide.steps = vec![said("填表", "Fill it in"), said("领钱", "Receive it")];
    let mut after = before.clone();
    matter_of(&mut after, "P054-1").guide.steps[0] = said("在这里填表、签字", "Fill it in and sign");
    assert_eq!(
        diff(&before, &after)[0].to_string(),
        "修改 P054-1 失业保险金申领：步骤 增加：“在这里填表、签字（Fill it in and sign）”；去掉：填表（Fill it in）"
    );
}

#[test]
fn what_matters_share_is_told_fact_by_fact() {
    for (told, expected) in [
        (
            told(|it| it.areas[0].name_en = "Huancui".into()),
            "地区 371002 环翠区：英文名称 “Huancui District” → “Huancui”",
        ),
        (told(|it| it.areas[0].home = false), "地区 371002 环翠区：本地 “是” → “否”"),
        (
            told(|it| {
                department(it, "区民政局").hotline = Some("12349".into());
            }),
            "部门 区民政局：电话 “12345” → “12349”",
        ),
        (
            told(|it| {
                department(it, "区人力资源社会保障局").aliases = vec!["区人社局".into(), "社保局".into()];
            }),
            "部门 区人力资源社会保障局：别名 增加：社保局；去掉：人社局",
        ),
        (told(|it| it.stages[0].help = "办执照".into()), "阶段 企业开办：说明 “办执照、刻章、开户、报税” → “办执照”"),
        (
            told(|it| it.stages[0].scenes[0].seat = Some(SeatOf::Property)),
            "阶段 企业开办：场景 “企业开办（Starting a company）” → \
             “企业开办（Starting a company，管辖按房屋、工程、土地所在地）”",
        ),
        (told(|it| it.chains[0].says.push("生娃".into())), "一件事 出生一件事：常用叫法 增加：生娃"),
        (told(|it| it.chains[0].matters.truncate(5)), "一件事 出生一件事：事项 去掉：P006-1 居民身份证签发"),
        (told(|it| it.chains.swap(1, 2)), "一件事：顺序改为："),
    ] {
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with(&format!("修改 {expected}")), "{expected}: {told:?}");
    }
}

#[test]
fn a_rule_is_told_in_words() {
    let mut before = catalogue();
    before.advice.retain(|advice| advice.matter != id("P102-1"));
    let stands = |insurance, at: &[InsuranceStatus]| Stands { insurance, at: at.to_vec() };
    let advice = |because: &str, when| Advice {
        matter: id("P102-1"),
        because: because.into(),
        because_en: "You will soon retire".into(),
        when,
    };
    let soon = When {
        age: Some([59, 63]),
        sex: Some(Sex::Male),
        stands: vec![stands(InsuranceKind::EmployeePension, &[InsuranceStatus::Active, InsuranceStatus::Paused])],
        ..When::default()
    };
    let older = When { age: Some([60, 63]), ..soon.clone() };
    let with = |rules: &[Advice]| {
        let mut catalogue = before.clone();
        catalogue.advice.extend_from_slice(rules);
        catalogue
    };
    let told = |from: &[Advice], to: &[Advice]| -> Vec<String> {
        diff(&with(from), &with(to)).iter().map(ToString::to_string).collect()
    };
    let first = advice("您快到退休年龄了", soon.clone());
    let name = format!("推送规则 P102-1 {}", before.matter(id("P102-1")).unwrap().name);
    assert_eq!(
        told(&[], std::slice::from_ref(&first)),
        [format!("新增 {name}（您快到退休年龄了）：年龄 59–63 岁，男，职工养老保险 参保缴费/暂停缴费")]
    );
    assert_eq!(
        told(std::slice::from_ref(&first), &[advice("您快到退休年龄了", older.clone())]),
        [format!(
            "修改 {name}（您快到退休年龄了）：条件 “年龄 59–63 岁，男，职工养老保险 参保缴费/暂停缴费” → \
             “年龄 60–63 岁，男，职工养老保险 参保缴费/暂停缴费”"
        )]
    );
    // One before it does not make the same rule another one.
    let of_women = When { sex: Some(Sex::Female), ..soon.clone() };
    let women = advice("您快退休了", of_women);
    assert_eq!(
        told(std::slice::from_ref(&first), &[women, first.clone()]),
        [format!("新增 {name}（您快退休了）：年龄 59–63 岁，女，职工养老保险 参保缴费/暂停缴费")]
    );
}

#[test]
fn every_condition_has_its_words() {
    let paid = |least, most| vec![Paid { insurance: InsuranceKind::Unemployment, least, most }];
    for (when, expected) in [
        (When { age: Some([60, 150]), ..When::default() }, "年龄 60 岁及以上"),
        (When { age: Some([16, 62]), ..When::default() }, "年龄 16–62 岁"),
        (When { paid: paid(12, u32::MAX), ..When::default() }, "失业保险 缴满 12 个月"),
        (When { paid: paid(0, 11), ..When::default() }, "失业保险 缴费 0–11 个月"),
        (When { benefit_left: Some(true), ..When::default() }, "失业金没领完"),
        (When { benefit_left: Some(false), ..When::default() }, "没有可领的失业金"),
        (When { with_child: Some(WithChild { under_months: 12 }), ..When::default() }, "有不满 12 个月的孩子"),
    ] {
        assert_eq!(when.to_string(), expected);
    }
    for advice in catalogue().advice {
        let said = advice.when.to_string();
        assert!(!said.is_empty() && said.chars().all(|c| !c.is_ascii_alphabetic()), "{said}");
    }
}
