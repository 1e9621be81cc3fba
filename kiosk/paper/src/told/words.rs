//! The words of receipts, notices, decisions and files of a life in both languages, each sentence short enough to be
//! read at a glance.

use domain::acknowledgement::Standing;
use jiff::civil::{Date, DateTime};

/// What stands on these papers beside what they tell.
pub(crate) struct Labels {
    /// Columns of the names of facts on a ticket, with what separates them from what follows.
    pub(crate) columns: usize,
    pub(crate) applicant: &'static str,
    pub(crate) helper: &'static str,
    pub(crate) person: &'static str,
    pub(crate) id_number: &'static str,
    pub(crate) company: &'static str,
    pub(crate) credit_code: &'static str,
    pub(crate) no_code: &'static str,
    pub(crate) at: &'static str,
    pub(crate) how_many: &'static str,
    pub(crate) cases: &'static str,
    pub(crate) no_cases: &'static str,
    pub(crate) department: &'static str,
    pub(crate) state: &'static str,
    pub(crate) saved: &'static str,
    pub(crate) with_staff: &'static str,
    pub(crate) later: &'static str,
    pub(crate) accepted: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) granted: &'static str,
    pub(crate) declined: &'static str,
    pub(crate) words: &'static str,
    pub(crate) case_number: &'static str,
    pub(crate) local_number: &'static str,
    pub(crate) answer_by: &'static str,
    pub(crate) not_promised: &'static str,
    pub(crate) when_received: &'static str,
    pub(crate) hotline: &'static str,
    pub(crate) answers: &'static str,
    pub(crate) materials: &'static str,
    pub(crate) explained: [&'static str; 3],
    pub(crate) scan: &'static str,
    pub(crate) keep: &'static str,
    pub(crate) no_decision: &'static str,
    pub(crate) matter: &'static str,
    pub(crate) told_on: &'static str,
    pub(crate) until: &'static str,
    pub(crate) nothing_missing: &'static str,
    pub(crate) places: &'static str,
    pub(crate) all_that_was_found: &'static str,
    pub(crate) scan_to_complete: &'static str,
    pub(crate) number: &'static str,
    pub(crate) decision: &'static str,
    pub(crate) issuer: &'static str,
    pub(crate) issued_on: &'static str,
    pub(crate) verification_code: &'static str,
    pub(crate) verify: &'static str,
    pub(crate) verify_address: &'static str,
    pub(crate) as_of: &'static str,
    pub(crate) no_rows: &'static str,
    pub(crate) no_stages: &'static str,
    pub(crate) from_platform: &'static str,
    /// No more follows.
    pub(crate) end: &'static str,
}

const CHINESE: Labels = Labels {
    columns: 8,
    applicant: "申请人",
    helper: "代办人",
    person: "姓名",
    id_number: "证件号码",
    company: "企业名称",
    credit_code: "信用代码",
    no_code: "尚未取得",
    at: "提交时间",
    how_many: "申请件数",
    cases: "办理事项",
    no_cases: "没有提交任何申请。",
    department: "受理部门",
    state: "办理状态",
    saved: "已保存，联网后自动提交",
    with_staff: "工作人员在核实",
    later: "没有当场办结，因为",
    accepted: "已受理",
    refused: "不予受理",
    granted: "当场办结，准予办理",
    declined: "当场办结，不予办理",
    words: "说明",
    case_number: "办件编号",
    local_number: "本机编号",
    answer_by: "答复期限",
    not_promised: "没有承诺期限，请打电话询问",
    when_received: "部门收到后才能确定",
    hotline: "咨询电话",
    answers: "填写内容",
    materials: "提交材料",
    explained: ["部门还没有收到申请。", "不用再交一次，终端会自动提交。", "以后扫下方的码，可查办件编号。"],
    scan: "在任一终端扫码，可查办理进度。",
    keep: "请妥善保管本回执。",
    no_decision: "本回执不代表办理结果。",
    matter: "申请事项",
    told_on: "告知日期",
    until: "补正期限",
    nothing_missing: "没有缺少的内容。",
    places: "在哪里补交",
    all_that_was_found: "以上是本次核对发现的全部问题。",
    scan_to_complete: "在任一终端扫码，可以补交。",
    number: "编号",
    decision: "办理结果",
    issuer: "出具机构",
    issued_on: "出具日期",
    verification_code: "验证码",
    verify: "扫码核验真伪",
    verify_address: "扫描二维码或打开以下网址核验真伪",
    as_of: "数据截至",
    no_rows: "没有记录。",
    no_stages: "平台上没有记录。",
    from_platform: "来自政务平台，以部门记录为准。",
    end: "（以下无正文）",
};

const ENGLISH: Labels = Labels {
    columns: 13,
    applicant: "Applicant",
    helper: "Helped by",
    person: "Name",
    id_number: "ID number",
    company: "Company",
    credit_code: "Credit code",
    no_code: "not given yet",
    at: "Handed in",
    how_many: "How many",
    cases: "Applications",
    no_cases: "Nothing was handed in.",
    department: "Received by",
    state: "Status",
    saved: "Saved, sent when the line is back",
    with_staff: "Staff are checking it",
    later: "Not decided at once because",
    accepted: "Received",
    refused: "Not accepted",
    granted: "Decided at once: granted",
    declined: "Decided at once: not granted",
    words: "In words",
    case_number: "Case number",
    local_number: "Local number",
    answer_by: "Answer by",
    not_promised: "no day is promised, please call",
    when_received: "known when the department has it",
    hotline: "Call",
    answers: "What you stated",
    materials: "What you handed in",
    explained: [
        "The department does not have it yet.",
        "Do not hand it in again: the terminal sends it by itself.",
        "Later, scan the code below to see the case number.",
    ],
    scan: "Scan a code at any terminal to see how the case stands.",
    keep: "Please keep this paper.",
    no_decision: "It says what was handed in, not what is decided.",
    matter: "Applied for",
    told_on: "Told on",
    until: "Complete by",
    nothing_missing: "Nothing is missing.",
    places: "Where to bring it",
    all_that_was_found: "This is everything that this check has found.",
    scan_to_complete: "Scan the code at any terminal to hand it in.",
    number: "No.",
    decision: "Decision",
    issuer: "Issued by",
    issued_on: "Issued on",
    verification_code: "Code",
    verify: "Scan to verify",
    verify_address: "Scan or open this to verify",
    as_of: "Data of",
    no_rows: "Nothing on record.",
    no_stages: "The platform has nothing on record.",
    from_platform: "From the government platform. What departments have on file holds.",
    end: "(end of text)",
};

/// 一次告知单.
pub(crate) const NOTICE: (&str, &str) = ("一次告知单", "What is missing");
/// 一人一档.
pub(crate) const PERSON: (&str, &str) = ("一人一档", "Personal file");
/// 一企一档.
pub(crate) const COMPANY: (&str, &str) = ("一企一档", "Company file");

/// What a receipt may call itself.
pub(crate) fn receipt_title(standing: Standing) -> (&'static str, &'static str) {
    match standing {
        Standing::Saved => ("保存回执", "Saved, not yet sent"),
        Standing::Received => ("受理回执", "Receipt"),
        Standing::Mixed => ("申请回执", "Application slip"),
    }
}

impl Labels {
    pub(crate) fn of(english: bool) -> &'static Self {
        if english { &ENGLISH } else { &CHINESE }
    }
}

/// What waits for the line, in the phrases between which it may be broken. `others`: so many did not have to wait.
pub(crate) fn banner(saved: usize, others: usize, english: bool) -> Vec<String> {
    let phrases = match (english, others) {
        (false, 0) => vec!["已保存，".to_owned(), "联网后自动提交".to_owned()],
        (false, _) => vec![format!("{saved}件已保存，"), "联网后自动提交".to_owned()],
        (true, 0) => vec!["Saved, ".to_owned()],
        (true, _) => vec![format!("{saved} saved, ")],
    };
    let rest: &[&str] = if english { &["sent when ", "the line ", "is back"] } else { &[] };
    phrases.into_iter().chain(rest.iter().map(|phrase| (*phrase).to_owned())).collect()
}

/// `2026年12月7日`, `7 December 2026`.
pub(crate) fn date(date: Date, english: bool) -> String {
    if english {
        date.strftime("%-d %B %Y").to_string()
    } else {
        format!("{}年{}月{}日", date.year(), date.month(), date.day())
    }
}

/// `2026年11月23日 10:42`, `23 November 2026, 10:42`.
pub(crate) fn moment(at: DateTime, english: bool) -> String {
    let stop = if english { ", " } else { " " };
    format!("{}{stop}{}:{:02}", date(at.date(), english), at.hour(), at.minute())
}

/// By when: `2026年12月7日前`, `7 December 2026`.
pub(crate) fn by(day: Date, english: bool) -> String {
    if english { date(day, true) } else { format!("{}前", date(day, false)) }
}

/// `2页`, `2 pages`.
pub(crate) fn pages(count: usize, english: bool) -> String {
    match (english, count) {
        (false, _) => format!("{count}页"),
        (true, 1) => "1 page".to_owned(),
        (true, _) => format!("{count} pages"),
    }
}

/// What is still to be brought on paper: `另交纸质2份`.
pub(crate) fn copies(count: u8, english: bool) -> String {
    match (english, count) {
        (false, _) => format!("另交纸质{count}份"),
        (true, 1) => "bring 1 copy on paper".to_owned(),
        (true, _) => format!("bring {count} copies on paper"),
    }
}

/// `需要补正的全部内容（3项）`.
pub(crate) fn missing(count: usize, english: bool) -> String {
    if english {
        format!("Everything that is missing or wrong ({count})")
    } else {
        format!("需要补正的全部内容（{count}项）")
    }
}

/// `3件`.
pub(crate) fn cases(count: usize, english: bool) -> String {
    if english { count.to_string() } else { format!("{count}件") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(labels: &Labels) -> Vec<&'static str> {
        let mut all = vec![
            labels.no_cases,
            labels.saved,
            labels.with_staff,
            labels.later,
            labels.refused,
            labels.granted,
            labels.declined,
            labels.not_promised,
            labels.when_received,
            labels.scan,
            labels.keep,
            labels.no_decision,
            labels.nothing_missing,
            labels.all_that_was_found,
            labels.scan_to_complete,
            labels.verify,
            labels.verify_address,
            labels.no_rows,
            labels.no_stages,
            labels.from_platform,
        ];
        all.extend(labels.explained);
        all
    }

    /// Easy to read: no sentence of Chinese is longer than twenty characters.
    #[test]
    fn sentences_are_short() {
        for text in texts(Labels::of(false)) {
            for sentence in text.split_inclusive('。') {
                assert!(sentence.chars().filter(|c| c.is_alphanumeric()).count() <= 20, "{sentence}");
            }
        }
    }

    #[test]
    fn days_and_counts_are_said_as_one_says_them() {
        let day = jiff::civil::date(2026, 12, 7);
        assert_eq!((date(day, false), date(day, true)), ("2026年12月7日".into(), "7 December 2026".into()));
        assert_eq!(moment(day.at(9, 5, 0, 0), false), "2026年12月7日 9:05");
        assert_eq!(moment(day.at(9, 5, 0, 0), true), "7 December 2026, 9:05");
        assert_eq!(
            (pages(1, true), pages(2, true), pages(1, false)),
            ("1 page".into(), "2 pages".into(), "1页".into())
        );
        assert_eq!(copies(1, true), "bring 1 copy on paper");
        assert_eq!(banner(2, 0, false).concat(), "已保存，联网后自动提交");
        assert_eq!(banner(2, 1, false).concat(), "2件已保存，联网后自动提交");
        assert_eq!(banner(2, 1, true).concat(), "2 saved, sent when the line is back");
    }
}
