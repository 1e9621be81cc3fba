//! Invented papers: templates are tried with them, and people look at them. No such person or company lives: numbers of
//! 370000, the province, are given to nobody.

use jiff::civil::{Date, DateTime, date};
use uuid::Uuid;

use super::{
    Acknowledgement, Case, CaseState, Company, DecisionPaper, HandedIn, Item, LifeFile, LifeRow, LifeStage, Material,
    Means, Notice, Owner, Party, Words,
};
use crate::catalogue::{Catalogue, Said};
use crate::code::CaseNumber;
use crate::credit_code::CreditCode;
use crate::handout::Near;
use crate::place::Places;

/// The day of all of them.
pub const DAY: Date = date(2026, 11, 23);

/// A name of 40 characters, one of them only in Hanazono, one in no font.
const LONG_NAME: &str = "阿卜杜热合曼·样例𠀔\u{323ae}示范阿卜杜热合曼示范样例阿卜杜热合曼示范样例示范";
/// A word that no line holds, and what a template, a printer or JSON could take for its own.
const HOSTILE: &str =
    "SAMPLESAMPLESAMPLESAMPLESAMPLESAMPLESAMPLESAMPLESAMPLE#$*_`<x>[y]{z}\"'\\/@=~\u{1b}\t\u{323ae}。";

const DEPARTMENTS: [(&str, &str); 4] = [
    ("样例区人力资源和社会保障局", "Sample District Bureau of Human Resources and Social Security"),
    ("样例区医疗保障局", "Sample District Healthcare Security Bureau"),
    ("样例区行政审批服务局", "Sample District Administrative Approval Bureau"),
    ("样例区民政局", "Sample District Civil Affairs Bureau"),
];

/// Department, matter.
const MATTERS: [(usize, &str, &str); 12] = [
    (0, "失业登记", "Registration as unemployed"),
    (0, "失业保险金申领", "Claim unemployment benefit"),
    (1, "基本医疗保险参保人员异地就医备案", "Report treatment in another city to medical insurance"),
    (3, "最低生活保障对象认定", "Recognition for the minimum living allowance"),
    (2, "企业设立登记（含分支机构）", "Registration of a new company, branches included"),
    (0, "企业职工养老保险关系转移接续申请", "Move an employees' pension account to another place"),
    (0, "社会保障卡申领", "Apply for a social security card"),
    (1, "城乡居民基本医疗保险参保登记", "Enrol in residents' medical insurance"),
    (0, "职业技能提升补贴申领", "Claim the grant for a skill test"),
    (3, "临时救助对象认定", "Recognition for emergency aid"),
    (2, "食品经营许可（仅销售预包装食品备案）", "Licence to sell food, packaged food only: filing"),
    (0, "就业困难人员认定", "Recognition of difficulty in finding work"),
];

/// Receipts: of one application, of saved ones, of four that fared differently, of twelve, of one whose every text is too
/// long or strange, of nothing. Each with a name for files.
pub fn receipts() -> Vec<(&'static str, Acknowledgement)> {
    vec![
        ("received", receipt(vec![case(0, CaseState::Accepted)])),
        ("saved", Acknowledgement { helper: None, ..receipt(vec![saved(0), saved(2)]) }),
        ("mixed", Acknowledgement { helper: Some(helper()), ..receipt(mixed()) }),
        ("twelve", twelve()),
        ("hostile", hostile()),
        ("empty", Acknowledgement { handed_in: HandedIn::default(), ..receipt(Vec::new()) }),
    ]
}

/// Notices of what is missing: a usual one, one of thirty things, one of a case that runs, a strange one, an empty one.
pub fn notices() -> Vec<(&'static str, Notice)> {
    let usual = Notice {
        title: said("失业登记", "Registration as unemployed"),
        department: Some(department(0)),
        applicant: Some(Party::masked("王样例", "370000198503150013")),
        number: None,
        told_on: DAY,
        until: None,
        missing: vec![
            Words::new("手机号码还没有填。请补上。", "Mobile number is missing. Please add it."),
            Words::new(
                "终止劳动合同证明第2页看不清。请重拍。",
                "Page 2 of the proof that work ended cannot be read. Please photograph it again.",
            ),
            Words::new("离职日期：不能晚于今天。", "Day on which work ended: cannot be later than today."),
        ],
        places: places(),
        hotlines: vec!["0631-5200001".to_owned(), "12333".to_owned()],
    };
    let many = (1..=30).map(|at| {
        Words::new(
            &format!("第{at}名员工的身份证号和出生日期对不上。请核对。"),
            &format!("Employee {at}: number and date of birth do not agree. Please check both."),
        )
    });
    let wanted = Notice {
        number: Some(CaseNumber::new(DAY, 123)),
        until: Some(date(2026, 12, 4)),
        missing: vec![Words::new(
            "一寸照片背景不是白色。请重新提交。",
            "The photo's background is not white. Send another.",
        )],
        ..usual.clone()
    };
    let strange = Notice {
        title: said(HOSTILE, HOSTILE),
        department: Some(said(LONG_NAME, LONG_NAME)),
        applicant: Some(Party::full(LONG_NAME, HOSTILE)),
        missing: vec![Words::new(HOSTILE, HOSTILE), Words::new("", ""), Words::new(LONG_NAME, LONG_NAME)],
        places: Vec::new(),
        hotlines: vec![HOSTILE.to_owned()],
        ..usual.clone()
    };
    let nothing = Notice {
        title: Said::default(),
        department: None,
        applicant: None,
        missing: Vec::new(),
        places: Vec::new(),
        hotlines: Vec::new(),
        ..usual.clone()
    };
    let thirty = Notice { missing: many.collect(), ..usual.clone() };
    vec![("usual", usual), ("thirty", thirty), ("wanted", wanted), ("hostile", strange), ("empty", nothing)]
}

/// Certificates of decisions at once: a person's, a company's, a strange one.
pub fn decisions() -> Vec<(&'static str, DecisionPaper)> {
    let person = DecisionPaper {
        title: said("就业失业登记凭证", "Certificate of registration as unemployed"),
        number: "HC26112342870023".to_owned(),
        verification_code: "7KQM4RTX9PWE".to_owned(),
        issuer: "样例区公共就业服务中心（演示无效）".to_owned(),
        issued_on: DAY,
        matter: said("失业登记", "Registration as unemployed"),
        case: CaseNumber::new(DAY, 123),
        holder: Party::full("王样例", "370000198503150013"),
        company: None,
        words: Words::new(
            "准予失业登记。登记日期2026年11月23日。可凭此申领失业保险金。",
            "Registered as unemployed from 23 November 2026. With this, unemployment benefit can be claimed.",
        ),
    };
    let company = DecisionPaper {
        title: said("用人单位参保登记证明", "Certificate of an employer's enrolment in social insurance"),
        matter: said("企业社会保险登记", "Enrolment of a company in social insurance"),
        company: Some(company()),
        ..person.clone()
    };
    let strange = DecisionPaper {
        title: said(LONG_NAME, HOSTILE),
        issuer: LONG_NAME.to_owned(),
        matter: said(HOSTILE, HOSTILE),
        holder: Party::full(LONG_NAME, HOSTILE),
        company: Some(Company { name: HOSTILE.into(), code: None }),
        words: Words::new(&format!("{LONG_NAME}{HOSTILE}").repeat(12), ""),
        ..person.clone()
    };
    vec![("person", person), ("company", company), ("hostile", strange)]
}

/// Files of a life: a person's, a company's, a very long one, a strange one, an empty one.
pub fn life_files() -> Vec<(&'static str, LifeFile)> {
    let stages = |all: &[(&str, &str, usize)]| {
        all.iter().map(|(zh, en, rows)| LifeStage { name: said(zh, en), rows: (0..*rows).map(row).collect() }).collect()
    };
    let person = LifeFile {
        owner: Owner::Person(Party::masked("王样例", "370000198503150013")),
        as_of: DAY,
        stages: stages(&[
            ("出生", "Birth", 0),
            ("就业", "Work", 4),
            ("就医", "Medical care", 2),
            ("退休", "Retirement", 1),
        ]),
    };
    let of_company = LifeFile {
        owner: Owner::Company(company()),
        stages: stages(&[("开办", "Start", 3), ("经营", "Business", 5), ("注销", "Closing", 0)]),
        ..person.clone()
    };
    let long = LifeFile { stages: stages(&[("就业", "Work", 90), ("就医", "Medical care", 60)]), ..person.clone() };
    let odd = LifeRow {
        matter: Words::new(LONG_NAME, HOSTILE),
        on: DAY,
        state: said(LONG_NAME, HOSTILE),
        number: Some(HOSTILE.into()),
    };
    let strange = LifeFile {
        owner: Owner::Company(Company { name: HOSTILE.into(), code: None }),
        stages: vec![LifeStage { name: said(HOSTILE, LONG_NAME), rows: vec![odd, row(1)] }],
        ..person.clone()
    };
    let nothing = LifeFile { stages: Vec::new(), ..person.clone() };
    vec![("person", person), ("company", of_company), ("long", long), ("hostile", strange), ("empty", nothing)]
}

fn said(zh: &str, en: &str) -> Said {
    Said { zh: zh.to_owned(), en: en.to_owned() }
}

fn department(at: usize) -> Said {
    DEPARTMENTS.get(at).map(|(zh, en)| said(zh, en)).unwrap_or_default()
}

fn case(at: usize, state: CaseState) -> Case {
    let (of, zh, en) = MATTERS.get(at).copied().unwrap_or_default();
    Case {
        title: said(zh, en),
        department: department(of),
        submission: Uuid::from_u128(0x019a_bc00_0000_7000_8000_0000_0000_0000 + at as u128),
        local: format!("A03-{:06}", 117 + at),
        number: Some(CaseNumber::new(DAY, 123 + at as u32 * 7)),
        answer_by: matches!(state, CaseState::Accepted).then(|| date(2026, 12, 7 + at as i8)),
        later: Vec::new(),
        hotline: Some(format!("0631-52000{:02}", of + 1)),
        state,
    }
}

fn saved(at: usize) -> Case {
    Case { number: None, ..case(at, CaseState::Saved) }
}

fn mixed() -> Vec<Case> {
    let refused = Words::new(
        "户籍和居住地都不在本区。请到居住地申请。",
        "Neither registered nor resident in this district. Apply where the person lives.",
    );
    let granted = Words::new("准予失业登记。凭证已当场打印。", "Registered. The certificate is printed at once.");
    let later =
        Words::new("您填的缴费月数和参保记录不一样。", "The months that you gave differ from the insurance record.");
    vec![
        case(0, CaseState::Decided { granted: true, words: granted }),
        Case { later: vec![later], ..case(1, CaseState::Accepted) },
        saved(2),
        Case { number: None, ..case(3, CaseState::Refused(refused)) },
        Case { number: None, ..case(4, CaseState::WithStaff) },
    ]
}

fn receipt(cases: Vec<Case>) -> Acknowledgement {
    Acknowledgement {
        applicant: Party::masked("王样例", "370000198503150013"),
        helper: None,
        company: None,
        at: DateTime::from_parts(DAY, jiff::civil::time(10, 42, 0, 0)),
        cases,
        handed_in: HandedIn {
            answers: vec![
                item("姓名", "Name", "王＊例", "王＊例"),
                item("身份证号", "ID number", "370000********0013", "370000********0013"),
                item("手机号码", "Mobile number", "13*******00", "13*******00"),
                item("离职日期", "Day on which work ended", "2026年10月31日", "2026-10-31"),
                item("离职原因", "Why work ended", "劳动合同期满", "the contract ended"),
            ],
            materials: vec![
                material("居民身份证", "Identity card", Means::Card, 0),
                material("终止劳动合同证明", "Proof that work ended", Means::Pages(2), 0),
                material("户口簿", "Household register", Means::Shared, 0),
            ],
        },
    }
}

/// Twelve applications, a helper, a company, its staff, and materials of every kind.
fn twelve() -> Acknowledgement {
    let cases = (0..MATTERS.len()).map(|at| if at % 5 == 4 { saved(at) } else { case(at, CaseState::Accepted) });
    let mut all = Acknowledgement { helper: Some(helper()), company: Some(company()), ..receipt(cases.collect()) };
    for at in 1..=8 {
        let entry = Some((said("员工", "Employee"), at));
        let of_entry = [
            item("姓名", "Name", "李＊范", "李＊范"),
            item("身份证号", "ID number", "370000********0038", "370000********0038"),
            item("参加的险种", "Insurances", "养老、失业、工伤", "pension, unemployment, work injury"),
            item("月缴费工资", "Monthly wage that is insured", "6820.00元", "6820.00 yuan"),
        ];
        all.handed_in.answers.extend(of_entry.map(|item| Item { entry: entry.clone(), ..item }));
    }
    all.handed_in.materials.extend([
        material("一寸白底证件照", "Photo, 1 inch, white background", Means::Pages(1), 2),
        material("租赁合同或房屋产权证明", "Lease, or proof that the premises are owned", Means::NotYet, 1),
        material("社会保障卡", "Social security card", Means::OtherCard, 0),
        material("就业失业登记表", "Form of registration", Means::Form, 0),
    ]);
    all
}

fn hostile() -> Acknowledgement {
    let strange = |state: CaseState| Case {
        title: said(HOSTILE, HOSTILE),
        department: said(LONG_NAME, LONG_NAME),
        local: HOSTILE.to_owned(),
        number: None,
        hotline: Some(HOSTILE.to_owned()),
        ..case(0, state)
    };
    let blank = Case {
        title: Said::default(),
        department: Said::default(),
        local: String::new(),
        hotline: Some(String::new()),
        answer_by: None,
        ..saved(1)
    };
    let words = Words::new(LONG_NAME, HOSTILE);
    Acknowledgement {
        applicant: Party::full(LONG_NAME, HOSTILE),
        helper: Some(Party::full("", "")),
        company: Some(Company { name: HOSTILE.into(), code: None }),
        handed_in: HandedIn {
            answers: vec![
                Item { entry: Some((said(HOSTILE, HOSTILE), 1)), ..item(LONG_NAME, HOSTILE, HOSTILE, LONG_NAME) },
                item("", "", "", ""),
            ],
            materials: vec![material(HOSTILE, HOSTILE, Means::Pages(100), 255), material("", "", Means::NotYet, 0)],
        },
        ..receipt(vec![strange(CaseState::Saved), blank, strange(CaseState::Decided { granted: false, words })])
    }
}

fn item(name: &str, name_en: &str, zh: &str, en: &str) -> Item {
    Item { entry: None, name: said(name, name_en), value: Words::new(zh, en) }
}

fn material(zh: &str, en: &str, means: Means, copies: u8) -> Material {
    Material { name: said(zh, en), means, copies }
}

fn helper() -> Party {
    Party::masked("李示范", "370000199009090052")
}

fn company() -> Company {
    // The example of GB 32100-2015, as it stands there.
    let code = CreditCode::parse("91350100M000100Y43").ok();
    Company { name: "样例区示范国际经济技术合作股份有限公司".into(), code }
}

fn row(at: usize) -> LifeRow {
    let (_, zh, en) = MATTERS.get(at % MATTERS.len()).copied().unwrap_or_default();
    let states = [("已办结", "done"), ("办理中", "in hand"), ("有效", "valid"), ("已失效", "expired")];
    let state = states.get(at % states.len()).map(|(zh, en)| said(zh, en)).unwrap_or_default();
    let on = date(2012, 3, 15).saturating_add(jiff::Span::new().days(47 * at as i64));
    let number = (at % 4 != 3).then(|| CaseNumber::new(on, 60 + at as u32).to_string().into());
    LifeRow { matter: Words::new(zh, en), on, state, number }
}

/// Two counters, with distances.
fn places() -> Vec<Near> {
    const LIST: &str = "
here = [37.5135, 122.1205]

[[place]]
kind = 'counter'
name = '样例区政务服务中心1号楼2层综合窗口'
name_en = 'Sample District Service Hall, building 1, floor 2, any counter'
address = '样例区示范路100号'
address_en = '100 Shifan Road, Sample District'
at = [37.5090, 122.1170]
open = ['08:30', '17:00']
phone = '0631-5200000'
step_free = true

[[place]]
kind = 'app'
name = '爱山东（演示）'
name_en = 'Ai Shandong (demonstration)'
";
    let all = Places::parse(LIST, &Catalogue::default());
    let of = |places: &Places| places.all.iter().map(|place| (place.clone(), places.metres_to(place))).collect();
    all.as_ref().map(of).unwrap_or_default()
}
