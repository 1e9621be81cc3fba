//! Where titles and laws may be broken, and English as a ticket printer prints it.

/// The text with the apostrophes and quotation marks of a typewriter where it is English: typographic ones take two
/// columns on a ticket printer.
pub(crate) fn plain(text: &str) -> String {
    if text.chars().any(is_hanzi) {
        return text.to_owned();
    }
    text.chars()
        .map(|c| match c {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            '–' | '—' => '-',
            c => c,
        })
        .collect()
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// A title or a law in the phrases between which it may be broken: before a bracket, after a stop, between words, and
/// nowhere within the name of a law.
pub(crate) fn phrases(title: &str) -> Vec<&str> {
    let mut phrases = Vec::new();
    let mut start = 0;
    let mut before = None;
    let mut in_a_name = false;
    for (at, c) in title.char_indices() {
        let breaks =
            c == '（' || before.is_some_and(|before| "、，；）》—· ".contains(before)) && !"、，；）》—".contains(c);
        if breaks && at > start && !in_a_name {
            phrases.extend(title.get(start..at));
            start = at;
        }
        in_a_name = c == '《' || (in_a_name && c != '》');
        before = Some(c);
    }
    phrases.extend(title.get(start..));
    phrases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_breaks_where_one_would_pause() {
        for (title, expected) in [
            ("失业保险金申领", vec!["失业保险金申领"]),
            ("出口退（免）税", vec!["出口退", "（免）", "税"]),
            ("二、三类医疗器械生产许可", vec!["二、", "三类医疗器械生产许可"]),
            ("《失业保险条例》第十四条、第十五条", vec!["《失业保险条例》", "第十四条、", "第十五条"]),
            ("《工人退休、退职办法》第一条", vec!["《工人退休、退职办法》", "第一条"]),
            ("机动车登记—注册登记", vec!["机动车登记—", "注册登记"]),
            ("Claim unemployment benefit", vec!["Claim ", "unemployment ", "benefit"]),
        ] {
            assert_eq!(phrases(title), expected);
        }
    }

    #[test]
    fn typographic_marks_are_plain_in_english_alone() {
        assert_eq!(plain("the person’s “own” – 1"), "the person's \"own\" - 1");
        assert_eq!(plain("“山东惠才卡”办理"), "“山东惠才卡”办理");
    }
}
