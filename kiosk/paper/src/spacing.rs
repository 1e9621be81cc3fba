//! How official forms space their words: names of facts spread to one width, titles broken evenly.

use crate::width::columns;
use crate::wrap::pieces;

/// The text with blanks between its characters so that it takes `width` columns, as official forms set their names.
pub(crate) fn spread(text: &str, width: usize) -> String {
    let free = width.saturating_sub(columns(text));
    let places = text.chars().count().saturating_sub(1);
    if places == 0 {
        return text.to_owned();
    }
    let mut spread = String::new();
    for (at, c) in text.chars().enumerate() {
        if at > 0 {
            spread.extend(std::iter::repeat_n(' ', free * at / places - free * (at - 1) / places));
        }
        spread.push(c);
    }
    spread
}

/// Phrases in as few lines as they need, the widest line as narrow as can be.
pub(crate) fn balance(phrases: &[&str], width: usize) -> Vec<String> {
    let greedy = pack(phrases, width);
    (1..width).map(|narrower| pack(phrases, narrower)).find(|lines| lines.len() == greedy.len()).unwrap_or(greedy)
}

/// Like `balance`; where a phrase is wider than a line, it is broken wherever a line may be, still into even lines.
pub(crate) fn even(phrases: &[&str], width: usize) -> Vec<String> {
    let whole = phrases.concat();
    let fits = phrases.iter().all(|phrase| columns(phrase.trim_end()) <= width);
    let lines = if fits { balance(phrases, width) } else { balance(&pieces(&whole), width) };
    lines.iter().map(|line| line.trim().to_owned()).collect()
}

fn pack(phrases: &[&str], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for phrase in phrases {
        match lines.last_mut() {
            Some(line) if columns(line) + columns(phrase) <= width => line.push_str(phrase),
            _ => lines.push((*phrase).to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_breaks_evenly_between_its_phrases() {
        let phrases = ["参保人员", "失业保险", "关系", "迁移证明"];
        assert_eq!(balance(&phrases, 24), ["参保人员失业保险", "关系迁移证明"]);
        assert_eq!(balance(&phrases, 16), ["参保人员失业保险", "关系迁移证明"]);
        assert_eq!(balance(&["个人", "权益记录"], 24), ["个人权益记录"]);
    }

    #[test]
    fn a_phrase_that_no_line_holds_is_broken_evenly() {
        assert_eq!(even(&["因病、", "提前退休领取养老金"], 14), ["因病、提前退", "休领取养老金"]);
        assert_eq!(even(&["因病、", "提前退休"], 10), ["因病、", "提前退休"]);
        assert_eq!(even(&["Early ", "pension"], 8), ["Early", "pension"]);
    }

    #[test]
    fn names_of_facts_are_spread_to_one_width() {
        for (name, expected) in
            [("姓名", "姓    名"), ("验证码", "验 证 码"), ("证件号码", "证件号码"), ("名", "名"), ("", "")]
        {
            assert_eq!(spread(name, 8), expected);
        }
    }
}
