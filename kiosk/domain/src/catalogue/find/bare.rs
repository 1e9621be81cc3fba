//! What is asked for, without what is to be done with it, when it is typed in letters: sfzbb is 身份证 and 补办.

use std::collections::HashMap;

use super::letters::Sounds;
use super::score::{self, Quality};
use super::{Best, Finder};

/// What is done with a thing, said after it.
const AFTER: [&str; 32] = [
    "办理",
    "申请",
    "申领",
    "领取",
    "补办",
    "补领",
    "换证",
    "换领",
    "登记",
    "查询",
    "打印",
    "注销",
    "变更",
    "转移",
    "提取",
    "缴纳",
    "缴费",
    "挂失",
    "备案",
    "续签",
    "续期",
    "到期",
    "过期",
    "丢了",
    "审批",
    "报销",
    "补贴",
    "预约",
    "怎么办",
    "怎么领",
    "多少钱",
    "流程",
];
/// What is done with a thing, said before it.
const BEFORE: [&str; 20] = [
    "怎么办",
    "办理",
    "申请",
    "申领",
    "领取",
    "查询",
    "打印",
    "补办",
    "更换",
    "注销",
    "办",
    "领",
    "查",
    "换",
    "补",
    "打",
    "交",
    "取",
    "开",
    "报",
];
/// What is asked round a thing and says nothing of it.
const ASKED: [&str; 33] = [
    "怎么办理",
    "怎么办",
    "怎么弄",
    "怎么申请",
    "怎么领",
    "怎么交",
    "怎么补",
    "怎么查",
    "在哪办",
    "去哪办",
    "在哪里",
    "去哪里",
    "需要什么材料",
    "要什么材料",
    "需要什么",
    "要带什么",
    "带什么",
    "办什么手续",
    "办手续",
    "手续",
    "流程",
    "材料",
    "多少钱",
    "请问",
    "我想要",
    "我想",
    "我要",
    "怎么",
    "如何",
    "去哪",
    "在哪",
    "条件",
    "咋办",
];
/// A thing has so many letters at least where it is typed by its initials; and where something stood before it.
const FEWEST: usize = 2;
const FEWEST_AFTER: usize = 3;

/// Those of them that most matters have: they tell nothing of which one is meant.
const ANY: [&str; 9] = ["办理", "申请", "申领", "领取", "流程", "怎么办", "怎么领", "多少钱", "更换"];

/// What stands round things, as it is typed.
pub(super) struct Around {
    after: Vec<Word>,
    before: Vec<Word>,
    asked: Vec<String>,
}

/// A word as it is typed; the word itself where it tells which matter is meant.
struct Word {
    typed: String,
    tells: Option<&'static str>,
}

impl Around {
    pub(super) fn new(sounds: &Sounds) -> Self {
        let typed = |words: &[&'static str]| {
            let mut typed: Vec<Word> = words.iter().flat_map(|word| typed(word, sounds)).collect();
            typed.sort_by_key(|word| std::cmp::Reverse(word.typed.len()));
            typed
        };
        let mut asked: Vec<String> = ASKED.iter().map(|word| sounds.syllables(word).concat()).collect();
        asked.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
        Self { after: typed(&AFTER), before: typed(&BEFORE), asked }
    }

    /// A query in pinyin without what is asked round the thing.
    pub(super) fn core<'a>(&self, query: &'a str) -> &'a str {
        let mut rest = query;
        loop {
            let shorter = self
                .asked
                .iter()
                .find_map(|word| rest.strip_prefix(word.as_str()).or_else(|| rest.strip_suffix(word.as_str())))
                .filter(|shorter| shorter.len() > FEWEST_AFTER);
            match shorter {
                Some(shorter) => rest = shorter,
                None => return rest,
            }
        }
    }

    /// What remains of a query without one word after it, or before it; and the word where it tells something.
    fn bare<'a>(&'a self, query: &'a str) -> impl Iterator<Item = (&'a str, Option<&'static str>)> {
        let after = self.after.iter().filter_map(|word| Some((query.strip_suffix(word.typed.as_str())?, word.tells)));
        let before = self.before.iter().filter_map(|word| Some((query.strip_prefix(word.typed.as_str())?, word.tells)));
        let after = after.filter(|(rest, _)| rest.len() >= FEWEST);
        after.chain(before.filter(|(rest, _)| rest.len() >= FEWEST_AFTER))
    }
}

/// A word in pinyin, and by its initials.
fn typed(word: &'static str, sounds: &Sounds) -> [Word; 2] {
    let tells = Some(word).filter(|word| word.chars().count() == 2 && !ANY.contains(word));
    let syllables = sounds.syllables(word);
    let initials = syllables.iter().filter_map(|syllable| syllable.get(..1)).collect();
    [Word { typed: syllables.concat(), tells }, Word { typed: initials, tells }]
}

impl Finder {
    /// Texts in which the query stands without what is to be done; first those of matters in which that is done.
    pub(super) fn bare(&self, query: &str, most: usize, best: &mut Best) {
        for (rest, word) in self.around.bare(query) {
            let mut bare = Best { finder: self, rows: HashMap::new(), less: 0.0 };
            self.directly(rest, Quality::Core, most, &mut bare);
            if bare.good() == 0 {
                continue;
            }
            let done = word.map(|word| self.rows_with(word));
            for (row, (score, reason)) in bare.rows {
                let less = if done.as_ref().is_some_and(|done| !done.contains(&row)) { score::NOT_DONE } else { 0.0 };
                let kept = best.rows.entry(row).or_insert_with(|| (f32::MIN, reason.clone()));
                if score - less > kept.0 {
                    *kept = (score - less, reason);
                }
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_done_goes() {
        let around = Around::new(&Sounds::new());
        for (query, expected) in [
            ("sfzbb", Some("sfz")),
            ("shenfenzhenghuanzheng", Some("shenfenzheng")),
            ("banshenfenzheng", Some("shenfenzheng")),
            ("lsyj", Some("syj")),
            ("gjj", None),
        ] {
            assert_eq!(around.bare(query).next().map(|(rest, _)| rest), expected, "{query}");
        }
    }
}
