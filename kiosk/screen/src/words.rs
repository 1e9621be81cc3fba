//! The words of the pages as they stand in their sources.

use service::Language;

/// The words of a Slint source, in order: the first text of every `@tr("…")`.
fn source_words(source: &str) -> impl Iterator<Item = &str> {
    source.split("@tr(").skip(1).filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
}

/// What a person agrees to on the consent page, in Chinese, a line each: what a consent record is a record of.
pub fn consent_text() -> String {
    let mut text = String::new();
    for words in source_words(include_str!("../ui/pages/consent/page.slint")) {
        text.push_str(words);
        text.push('\n');
    }
    text
}

/// Labels of the button that turns to the next part of a page that is longer than its place, in every language.
pub const NEXT_SCREEN_LABELS: [&str; 2] = ["下一屏", "Down"];

/// The same of the button that turns back.
pub const PREVIOUS_SCREEN_LABELS: [&str; 2] = ["上一屏", "Up"];

/// What is said instead of what only the person should hear, in every language.
pub const WITHHELD: [&str; 2] = [
    "这里有您的个人信息。请看屏幕，或者插上耳机再听。",
    "Here is personal information. Please look at the screen, or plug in headphones to hear it.",
];

/// What is said instead of a digit that nobody else should hear, in every language.
pub const MASKED: [&str; 2] = ["星号", "asterisk"];

/// Every text without a gap, in both languages: what can be recorded once for all.
pub fn prompts() -> Vec<(Language, String)> {
    let po = include_str!("../ui/lang/en/LC_MESSAGES/screen-ui.po");
    let of = |start: &'static str, language| {
        let quoted =
            po.lines().filter_map(move |line| line.strip_prefix(start)?.trim().strip_prefix('"')?.strip_suffix('"'));
        let whole = quoted.filter(|text| !text.is_empty() && !text.contains('{'));
        whole.map(move |text| (language, text.replace("\\\"", "\"")))
    };
    let mut prompts: Vec<_> = of("msgid", Language::Chinese).chain(of("msgstr", Language::English)).collect();
    prompts.dedup();
    prompts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn slint_files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                slint_files(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "slint") {
                found.push(path);
            }
        }
    }

    /// Every text of every page, control and panel.
    fn used() -> BTreeSet<String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        slint_files(&here.join("ui"), &mut files);
        slint_files(&here.join("../../themes"), &mut files);
        let sources = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
        sources.flat_map(|source| source_words(&source).map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    /// Text and translation of every entry; of a plural the last form.
    fn english() -> Vec<(String, String)> {
        let po = include_str!("../ui/lang/en/LC_MESSAGES/screen-ui.po");
        let quoted = |line: &str| line.split_once('"').unwrap().1.strip_suffix('"').unwrap().replace("\\\"", "\"");
        let mut entries: Vec<(String, String)> = Vec::new();
        for line in po.lines() {
            if line.starts_with("msgid \"") {
                entries.push((quoted(line), String::new()));
            } else if line.starts_with("msgstr") {
                entries.last_mut().unwrap().1 = quoted(line);
            }
        }
        entries.remove(0);
        entries
    }

    fn is_han(c: char) -> bool {
        ('\u{3400}'..='\u{9fff}').contains(&c)
    }

    #[test]
    fn every_text_has_english_and_no_english_is_left_over() {
        let used = used();
        let translated: BTreeSet<String> = english().into_iter().map(|(text, _)| text).collect();
        let missing: Vec<_> = used.difference(&translated).collect();
        let unused: Vec<_> = translated.difference(&used).collect();
        assert!(missing.is_empty(), "without English: {missing:#?}");
        assert!(unused.is_empty(), "in screen-ui.po but on no page: {unused:#?}");
        assert!(used.len() > 150, "the search for texts has broken: {}", used.len());
    }

    #[test]
    fn english_is_english_with_the_same_gaps() {
        for (text, english) in english() {
            assert!(!english.is_empty(), "{text} has no English");
            assert!(!english.chars().any(is_han), "{text} → {english}");
            for gap in ["{}", "{0}", "{1}", "{n}"] {
                assert_eq!(text.contains(gap), english.contains(gap), "{gap} in {text} → {english}");
            }
        }
    }

    #[test]
    fn the_consent_text_is_what_the_page_says() {
        let text = consent_text();
        assert!(text.contains("读身份证上的姓名和号码"), "{text}");
        assert!(text.lines().count() >= 6, "{text}");
    }

    #[test]
    fn the_buttons_that_turn_screens_are_known_by_their_words() {
        for [chinese, in_english] in [NEXT_SCREEN_LABELS, PREVIOUS_SCREEN_LABELS] {
            assert!(english().contains(&(chinese.to_owned(), in_english.to_owned())));
        }
    }

    #[test]
    fn d8_d9_what_is_said_instead_is_known_in_both_languages() {
        for [chinese, in_english] in [WITHHELD, MASKED] {
            assert!(english().contains(&(chinese.to_owned(), in_english.to_owned())), "{chinese}");
        }
    }

    #[test]
    fn every_prompt_can_be_recorded() {
        let prompts = prompts();
        assert!(prompts.len() > 400, "{}", prompts.len());
        assert!(prompts.contains(&(Language::Chinese, "请核对，没错就打印".to_owned())));
        assert!(prompts.iter().all(|(_, text)| !text.contains('{') && !text.contains('\\')));
    }

    /// E4: sentences of at most 20 hanzi, and none of the words of offices and machines.
    #[test]
    fn e4_words_are_plain() {
        const JARGON: [&str; 16] = [
            "核验", "核身", "鉴权", "授权", "登录", "账号", "点击", "勾选", "刷新", "加载", "超时", "异常", "非法",
            "请求", "接口", "赋能",
        ];
        let hanzi = |sentence: &str| sentence.chars().filter(|c| is_han(*c)).count();
        for text in used() {
            let longest = text.split(['。', '；', '？', '：']).map(hanzi).max().unwrap_or(0);
            assert!(longest <= 20, "too long to say in one breath: {text}");
            let word = JARGON.iter().find(|word| text.contains(**word));
            assert_eq!(word, None, "a word that nobody uses at home: {text}");
        }
    }
}
