//! The pages on which one applies. Persons, numbers and answers are invented.

// Ids are the program's: nothing here has a name for their type.
#![allow(clippy::default_trait_access)]

use std::sync::Arc;

use domain::acknowledgement::{LifeFile, Owner, Party};
use domain::catalogue::Said;
use domain::form::{At, Digest, Origin, Trust};
use domain::{CaseNumber, Sensitive};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use service::page::{Coming, Page};
use service::{
    Candidate, CasePage, CaseRow, CaseStep, CasesPage, ChooseOf, ChoosePage, ChooseRow, Colours, Composed, Decision,
    DecisionDocument, Delivery, Engines, HandedIn, HandedPage, Input, Keys, LifeFilePage, Method, Photo, PickRow,
    Progress, QuestionPage, RatingPage, Receipt, ReviewPage, ReviewRow, Role, Satisfaction, Seen, SharePage, ShareRow,
    Sight, Stage, Stroke, TypingPage,
};

fn said(zh: &str, en: &str) -> Said {
    Said { zh: zh.to_owned(), en: en.to_owned() }
}

fn title() -> Said {
    said("灵活就业人员参保登记", "Insurance for the self-employed")
}

pub(super) fn coming() -> Coming {
    Coming::Apply(title())
}

fn department() -> Said {
    said("环翠区人力资源和社会保障局", "Huancui Human Resources and Social Security Bureau")
}

fn share() -> Page {
    let row = |zh, en, department, purpose, purpose_en, trust| ShareRow {
        name: said(zh, en),
        department,
        purpose: said(purpose, purpose_en),
        trust,
    };
    let rows = vec![
        row(
            "户口信息",
            "Household data",
            said("公安分局", "Public Security"),
            "核对您的户籍",
            "To check where you are registered",
            Trust::Data,
        ),
        row(
            "职业技能证书",
            "Skill certificate",
            said("区人社局", "District Human Resources"),
            "核对您的技能证书",
            "To check your skill certificate",
            Trust::Licence,
        ),
    ];
    Page::Share(Arc::new(SharePage { title: title(), rows }))
}

fn question(ask: Said, help: Option<Said>, input: Input) -> QuestionPage {
    QuestionPage {
        at: At::question(ask.en.as_str()),
        title: title(),
        section: said("您的情况", "About you"),
        number: 3,
        total: 9,
        ask,
        help,
        origin: None,
        complaint: None,
        can_skip: false,
        input,
    }
}

fn typed(keys: Keys, text: &str) -> Input {
    Input::Typed { keys, text: text.into(), before: None, unit: None, typing: None }
}

fn writing(method: Method, spelling: &str, candidates: &[(&str, &str)], ink: Vec<Stroke>) -> Input {
    let candidates =
        candidates.iter().map(|(text, says)| Candidate { text: (*text).into(), says: (*says).to_owned(), place: 0 });
    let typing = TypingPage {
        method,
        by_code: method == Method::CodePoint,
        engines: Engines { pinyin: true, strokes: true, handwriting: true },
        composed: Composed {
            spelling: spelling.into(),
            candidates: candidates.collect(),
            after: true,
            ..Composed::default()
        },
        ink: Sensitive::new(ink),
    };
    Input::Typed {
        keys: Keys::Text,
        text: "样例路".into(),
        before: Some(said("山东省威海市", "Weihai, Shandong")),
        unit: None,
        typing: Some(typing),
    }
}

fn pick(key: &str, zh: &str, en: &str, picked: bool) -> PickRow {
    PickRow { key: key.to_owned(), name: said(zh, en), picked }
}

/// A stroke through these places of a hundred by a hundred.
fn stroke(points: &[(u32, u32)]) -> Stroke {
    let part = |at: u32| u16::try_from(at * 655).unwrap_or(u16::MAX);
    Stroke((0..).zip(points).map(|(at, (x, y))| (part(*x), part(*y), at * 20)).collect())
}

/// A sheet with lines of print, lying on a desk.
fn seen(side: u32, edge: u32) -> Colours {
    let light = |x: u32, y: u32| {
        let inside = (edge..side - edge).contains(&x) && (edge..side - edge).contains(&y);
        let printed = y % 12 < 3 && (edge + 12..side - edge - 12).contains(&x) && y > edge + 10 && y + edge + 10 < side;
        match (inside, printed) {
            (false, _) => [96, 74, 52],
            (true, true) => [60, 60, 66],
            (true, false) => [250, 250, 248],
        }
    };
    let rgb: Vec<u8> = (0..side * side).flat_map(|at| light(at % side, at / side)).collect();
    Colours { width: side, height: side, rgb: rgb.into() }
}

fn pages(sight: Option<Sight>, taken: usize, shared: bool) -> Input {
    let photo = || Arc::new(Photo { jpeg: Sensitive::default(), thumb: seen(96, 4) });
    Input::Pages {
        material: "学历证明".to_owned(),
        pages: (0..taken).map(|_| photo()).collect(),
        more: true,
        shared,
        view: sight.map(|sight| Arc::new(Seen { sight, picture: seen(320, 40) })),
    }
}

fn questions() -> Vec<(&'static str, QuestionPage)> {
    let mut questions = typed_questions();
    questions.extend(other_questions());
    questions
}

fn address() -> Said {
    said("您现在住在哪里？", "Where do you live now?")
}

fn typed_questions() -> Vec<(&'static str, QuestionPage)> {
    let phone = || said("您的手机号是多少？", "What is your mobile number?");
    let reached = || Some(said("有事时能联系到您。", "So that you can be reached."));
    let rivers = [("河", "河流的河"), ("和", "和平的和"), ("喝", "喝水的喝"), ("合", "合作的合"), ("核", "核对的核")];
    vec![
        ("question-number", question(phone(), reached(), typed(Keys::Digits, "13800000000"))),
        ("question-number-empty", question(phone(), reached(), typed(Keys::Digits, ""))),
        (
            "question-number-id",
            question(said("您的身份证号是多少？", "What is your ID number?"), None, typed(Keys::IdNumber, "370000")),
        ),
        (
            "question-number-wrong",
            QuestionPage {
                complaint: Some(said("手机号有11位数字。请数一数。", "A mobile number has 11 digits. Please count.")),
                ..question(phone(), reached(), typed(Keys::Digits, "1380000"))
            },
        ),
        (
            "question-number-code",
            question(
                said("统一社会信用代码是多少？", "What is the credit code?"),
                None,
                typed(Keys::Code, "91370000MA"),
            ),
        ),
        ("question-date", question(said("哪天开始的？", "Since when?"), None, typed(Keys::Date, "202611"))),
        ("question-text", question(address(), None, writing(Method::Pinyin, "he", &rivers, Vec::new()))),
        ("question-text-strokes", question(address(), None, writing(Method::Strokes, "丶丶一", &rivers, Vec::new()))),
        (
            "question-text-handwriting",
            question(
                address(),
                None,
                writing(
                    Method::Handwriting,
                    "",
                    &rivers,
                    vec![stroke(&[(20, 50), (80, 50)]), stroke(&[(50, 20), (50, 80)])],
                ),
            ),
        ),
        (
            "question-text-code",
            question(
                said("您叫什么名字？", "What is your name?"),
                None,
                writing(Method::CodePoint, "4DAE", &[("䶮", "生僻字")], Vec::new()),
            ),
        ),
        (
            "question-text-known",
            QuestionPage {
                origin: Some(Origin::Card),
                number: 0,
                ..question(
                    said("您叫什么名字？", "What is your name?"),
                    None,
                    writing(Method::Latin, "", &[], Vec::new()),
                )
            },
        ),
    ]
}

fn other_questions() -> Vec<(&'static str, QuestionPage)> {
    let work = said("您现在做什么？", "What do you do now?");
    let kinds = |picked: usize| {
        let all = [
            ("shop", "个体经营", "I run a small business"),
            ("hourly", "打零工、做小时工", "Casual or hourly work"),
            ("platform", "平台接单（外卖、网约车等）", "Work by an app (delivery, rides)"),
            ("other", "其他", "Something else"),
        ];
        let row = |(at, (key, zh, en)): (usize, (&str, &str, &str))| pick(key, zh, en, at < picked);
        all.into_iter().enumerate().map(row).collect::<Vec<_>>()
    };
    let declares = vec![
        said("以上内容真实、完整。", "What I have said is true and complete."),
        said("内容有变，我会及时告诉部门。", "I tell the department when something changes."),
    ];
    let signature = |strokes: Vec<Stroke>| {
        let input = Input::Signature { declares: declares.clone(), strokes: Sensitive::new(strokes) };
        QuestionPage { number: 0, ..question(said("请您签名", "Please sign"), None, input) }
    };
    let paper = said("请拍学历证明", "Photograph your proof of education");
    let staff = |rows: &[(&str, &str)]| {
        let rows = rows.iter().map(|(zh, en)| said(zh, en)).collect();
        let input = Input::Entries { name: said("职工", "employee"), rows, more: true };
        question(said("给哪些职工参保？", "Whom do you insure?"), None, input)
    };
    let provinces = || {
        let rows = super::sheet::PROVINCES.iter().map(|(code, zh, en)| pick(code, zh, en, false));
        rows.collect::<Vec<_>>()
    };
    let cities = super::sheet::CITIES.iter().map(|(code, zh, en)| pick(code, zh, en, false)).collect();
    let guizhou = Some(said("贵州省", "Guizhou"));
    vec![
        ("question-choice", question(work.clone(), None, Input::Pick { of: kinds(0), many: false })),
        (
            "question-choice-skip",
            QuestionPage {
                can_skip: true,
                ..question(
                    said("有残疾证吗？", "Do you have a disability card?"),
                    None,
                    Input::Pick {
                        of: vec![pick("yes", "是", "Yes", false), pick("no", "否", "No", false)],
                        many: false,
                    },
                )
            },
        ),
        ("question-choices", question(work, None, Input::Pick { of: kinds(2), many: true })),
        ("question-place", question(address(), None, Input::Place { of: provinces(), province: None })),
        ("question-place-city", question(address(), None, Input::Place { of: cities, province: guizhou })),
        ("question-pages", question(paper.clone(), None, pages(Some(Sight::Good), 0, false))),
        ("question-pages-taken", question(paper.clone(), None, pages(Some(Sight::Glare), 2, false))),
        ("question-pages-shared", question(paper.clone(), None, pages(Some(Sight::NoSheet), 0, true))),
        ("question-pages-no-camera", QuestionPage { can_skip: true, ..question(paper, None, pages(None, 0, false)) }),
        ("question-signature", signature(Vec::new())),
        ("question-signature-signed", signature(vec![stroke(&[(20, 40), (40, 60), (60, 30), (80, 70)])])),
        (
            "question-entries",
            staff(&[
                ("王＊明，370000********0017", "W*** M***, 370000********0017"),
                ("李＊＊，370000********0125", "L***, 370000********0125"),
            ]),
        ),
        ("question-entries-none", staff(&[])),
    ]
}

fn review(complaints: usize, to_sign: bool, failed: bool) -> Page {
    let row = |at: &str, section: Option<Said>, name, value, origin| ReviewRow {
        at: at.to_owned(),
        section,
        name,
        value,
        origin,
        fixed: at == "name" || at == "id_number",
        complaint: None,
    };
    let mut rows = vec![
        row(
            "name",
            Some(said("您的情况", "About you")),
            said("姓名", "Name"),
            said("王＊明", "W*** M***"),
            Some(Origin::Card),
        ),
        row(
            "id_number",
            None,
            said("身份证号", "ID number"),
            said("370000********0017", "370000********0017"),
            Some(Origin::Card),
        ),
        row("phone", None, said("手机号码", "Mobile phone"), said("13800000000", "13800000000"), None),
        row(
            "address",
            None,
            said("现住址", "Address"),
            said("山东省威海市样例路12号", "12 Yangli Road, Weihai, Shandong"),
            None,
        ),
        row(
            "work",
            Some(said("工作情况", "About your work")),
            said("就业形式", "Kind of work"),
            said("个体经营", "I run a small business"),
            None,
        ),
        row(
            "account",
            Some(said("收款账户", "Where the money goes")),
            said("银行卡号", "Bank card"),
            said("6222020000000000004", "6222020000000000004"),
            None,
        ),
        row(
            "diploma",
            Some(said("材料", "Papers")),
            said("学历证明", "Proof of education"),
            said("2页", "2 pages"),
            None,
        ),
    ];
    if complaints > 0
        && let Some(phone) = rows.get_mut(2)
    {
        phone.value = Said::default();
        phone.complaint = Some(said("手机号码还没有填。请补上。", "Mobile phone is missing. Please add it."));
    }
    if !to_sign && complaints == 0 {
        let section = Some(said("承诺和签名", "Declare and sign"));
        rows.push(row("signature", section, said("签名", "Signature"), said("已签名", "Signed"), None));
    }
    Page::Review(Arc::new(ReviewPage {
        title: title(),
        departments: vec![department()],
        rows,
        complaints,
        to_sign,
        can_undo: complaints == 0 && !to_sign,
        failed,
        can_print_notice: complaints > 0,
    }))
}

fn number(text: &str) -> CaseNumber {
    text.parse().unwrap_or_else(|_| CaseNumber::new(date(2026, 11, 23), 7))
}

fn receipt(decision: Option<Decision>) -> Arc<Receipt> {
    Arc::new(Receipt {
        submission: Default::default(),
        number: number(""),
        digest: Digest::of(b""),
        received_at: Timestamp::UNIX_EPOCH,
        answer_by: Some(date(2026, 12, 7)),
        decision,
        later: Vec::new(),
    })
}

fn decision(granted: bool) -> Decision {
    let document = DecisionDocument {
        title: said("就业失业登记凭证", "Unemployment registration"),
        number: "HC2026112300007".to_owned(),
        verification_code: "7K3M-92PA".to_owned(),
        issuer: "环翠区人力资源和社会保障局（演示）".to_owned(),
        issued_on: date(2026, 11, 23),
    };
    let (zh, en) = if granted {
        ("登记成功，今天起有效。", "Registered, from today on.")
    } else {
        ("缴费不满一年，不能领取。", "Less than a year was paid.")
    };
    Decision {
        granted,
        at: Timestamp::UNIX_EPOCH,
        words: zh.into(),
        words_en: en.into(),
        document: granted.then_some(document),
    }
}

fn handed(deliveries: Vec<Delivery>, online: bool) -> Page {
    let names = [title(), said("生育津贴申领", "Maternity allowance"), said("出生医学证明", "Birth certificate")];
    let waits = deliveries.contains(&Delivery::Saved);
    let can_rate = deliveries.iter().any(|delivery| matches!(delivery, Delivery::Accepted(_)));
    let cases = (1..).zip(names).zip(deliveries).map(|((local, title), delivery)| HandedIn {
        id: Default::default(),
        local: Some(local),
        title,
        department: department(),
        hotline: Some("12333".to_owned()),
        delivery,
    });
    Page::Handed(Arc::new(HandedPage {
        title: title(),
        cases: cases.collect(),
        waits,
        online,
        trouble: None,
        can_rate,
    }))
}

fn rating(level: Option<Satisfaction>, text: &str) -> Page {
    let reasons = match level {
        None => Vec::new(),
        Some(level) if level < Satisfaction::FairlySatisfied => vec![
            pick("hard", "操作太难", "Hard to use", true),
            pick("slow", "等得太久", "Took too long", false),
            pick("asked_much", "要填的太多", "Too much to fill in", false),
            pick("unclear", "说得不清楚", "Not clear", false),
        ],
        Some(_) => vec![
            pick("easy", "操作简单", "Easy to use", true),
            pick("quick", "办得快", "Quick", false),
            pick("clear", "说得清楚", "Clear", false),
            pick("few_papers", "材料少", "Few papers", false),
        ],
    };
    Page::Rating(Arc::new(RatingPage { title: title(), level, reasons, text: text.into() }))
}

fn case(stages: &[(Stage, Date)]) -> CaseRow {
    let at = |day: Date| day.to_zoned(jiff::tz::TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp());
    let decided = match stages.last() {
        Some((Stage::Granted, _)) => Some(decision(true)),
        Some((Stage::Refused, _)) => Some(decision(false)),
        _ => None,
    };
    let progress = Progress {
        submission: Default::default(),
        number: number(""),
        form: "flexible-enrolment".to_owned(),
        version: Default::default(),
        company: None,
        receipt: Some(Receipt::clone(&receipt(None))),
        steps: stages.iter().map(|(stage, day)| CaseStep { stage: *stage, at: at(*day) }).collect(),
        wanted: Vec::new(),
        supplements: Vec::new(),
        decision: decided,
        can_withdraw: true,
        rated: None,
    };
    CaseRow {
        number: progress.number.clone(),
        title: title(),
        since: stages.last().map(|(_, day)| *day),
        progress: Arc::new(progress),
    }
}

fn one(stages: &[(Stage, Date)], wanted: bool, withdrawing: bool) -> Page {
    let asked = (
        said("手机号码", "Mobile phone"),
        said("电话打不通。请改一下。", "The phone cannot be reached. Please change it."),
    );
    Page::Case(Arc::new(CasePage {
        row: case(stages),
        steps: stages.to_vec(),
        wanted: if wanted { vec![asked] } else { Vec::new() },
        can_supplement: wanted,
        can_withdraw: !matches!(stages.last(), Some((Stage::Granted | Stage::Refused, _))),
        can_rate: matches!(stages.last(), Some((Stage::Granted | Stage::Refused, _))),
        withdrawing,
        hotline: Some("12333".to_owned()),
        trouble: None,
        can_print_notice: wanted,
    }))
}

fn choose(of: ChooseOf, rows: usize) -> Page {
    let of_person = of == ChooseOf::Principal;
    let all = [
        ("环翠示范水产食品有限公司（样例）", "91370000MA3YL00166", Role::LegalRepresentative),
        ("威海演示软件科技有限公司（样例）", "91370000MA00000029", Role::Agent),
    ];
    let row = |(name, number, role): (&str, &str, Role)| ChooseRow {
        key: number.to_owned(),
        name: if of_person { "王＊明" } else { name }.into(),
        number: if of_person { "370000********0017" } else { number }.into(),
        role: (!of_person).then_some(role),
    };
    Page::Choose(Arc::new(ChoosePage { of, rows: all.into_iter().take(rows).map(row).collect() }))
}

/// One of those that paper is tried with.
fn life_file(name: &str) -> Page {
    let mut files = domain::acknowledgement::sample::life_files().into_iter();
    let file = files.find_map(|(known, file)| (known == name).then_some(file)).unwrap_or_else(|| LifeFile {
        owner: Owner::Person(Party::masked("", "")),
        as_of: date(2026, 11, 23),
        stages: Vec::new(),
    });
    let can_company = matches!(file.owner, Owner::Person(_));
    Page::LifeFile(Arc::new(LifeFilePage { file: Arc::new(file), can_company, trouble: None }))
}

/// Every kind of page, under its name.
pub(super) fn all() -> Vec<(&'static str, Page)> {
    let (first, second, third) = (date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 27));
    let accepted = |decision| Delivery::Accepted(receipt(decision));
    let words =
        said("这个账号不能收款。请换一个再申请。", "This account cannot be paid to. Please apply with another.");
    let received = (Stage::Received, first);
    let review_row = |stages: &[(Stage, Date)]| case(stages);
    let list = vec![
        review_row(&[received, (Stage::InReview, second), (Stage::NeedsMore, third)]),
        review_row(&[received, (Stage::InReview, second)]),
        review_row(&[received, (Stage::Granted, second)]),
    ];
    let mut all = vec![("share", share())];
    all.extend(questions().into_iter().map(|(name, page)| (name, Page::Question(Arc::new(page)))));
    all.extend([
        ("review", review(0, false, false)),
        ("review-missing", review(1, false, false)),
        ("review-to-sign", review(0, true, false)),
        ("review-failed", review(0, false, true)),
        ("handed", handed(vec![accepted(None)], true)),
        ("handed-saved", handed(vec![Delivery::Saved], false)),
        ("handed-on-its-way", handed(vec![Delivery::Saved], true)),
        ("handed-granted", handed(vec![accepted(Some(decision(true)))], true)),
        ("handed-several", handed(vec![accepted(None), Delivery::Refused(words), Delivery::Unknown], true)),
        ("rating", rating(None, "")),
        ("rating-good", rating(Some(Satisfaction::VerySatisfied), "教我一步一步办，谢谢。")),
        ("rating-bad", rating(Some(Satisfaction::Dissatisfied), "")),
        ("cases", Page::Cases(Arc::new(CasesPage { cases: list }))),
        ("choose", choose(ChooseOf::Company, 2)),
        ("choose-none", choose(ChooseOf::Company, 0)),
        ("choose-principal", choose(ChooseOf::Principal, 1)),
        ("choose-file", choose(ChooseOf::FileOfCompany, 1)),
        ("life-file", life_file("person")),
        ("life-file-company", life_file("company")),
        ("life-file-none", life_file("empty")),
        ("cases-none", Page::Cases(Arc::new(CasesPage { cases: Vec::new() }))),
        ("case-in-review", one(&[received, (Stage::InReview, second)], false, false)),
        ("case-wanted", one(&[received, (Stage::InReview, second), (Stage::NeedsMore, third)], true, false)),
        ("case-withdrawing", one(&[received], false, true)),
        ("case-granted", one(&[received, (Stage::Granted, second)], false, false)),
    ]);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_what_its_name_says() {
        for (name, page) in all() {
            assert!(name.starts_with(page.name()), "{name} is {}", page.name());
        }
    }
}
