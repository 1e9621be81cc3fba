//! What is typed and how it sounds: queries made plain, hanzi as pinyin, pinyin as syllables.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ib_pinyin::pinyin::{PinyinData, PinyinNotation};

use super::latin;

/// What people put round the thing itself when they ask for it; the longest first.
const BEFORE: [&str; 30] = [
    "请问",
    "我想要",
    "我想",
    "我要",
    "我的",
    "我",
    "帮我",
    "怎么样",
    "怎么",
    "怎样",
    "如何",
    "在哪里",
    "在哪",
    "哪里",
    "去哪",
    "能不能",
    "可以",
    "需要",
    "想要",
    "想",
    "要",
    "办理",
    "申请",
    "办个",
    "办",
    "领取",
    "领",
    "查询",
    "查",
    "开",
];
const AFTER: [&str; 59] = [
    "需要什么材料",
    "需要哪些材料",
    "需要什么手续",
    "要办什么手续",
    "要什么材料",
    "要哪些材料",
    "需要带什么",
    "要什么手续",
    "办什么手续",
    "要办什么证",
    "怎么办理",
    "在哪里办",
    "需要什么",
    "要带什么",
    "办什么证",
    "要什么证",
    "怎么申请",
    "怎么查询",
    "在哪儿办",
    "去哪儿办",
    "去哪里办",
    "要办什么",
    "要啥材料",
    "怎么办",
    "怎么弄",
    "怎么领",
    "怎么交",
    "在哪办",
    "去哪办",
    "多少钱",
    "的流程",
    "的手续",
    "怎么查",
    "怎么补",
    "怎么整",
    "怎么开",
    "怎么换",
    "怎么转",
    "怎么取",
    "怎么算",
    "到哪办",
    "咋办",
    "流程",
    "手续",
    "办理",
    "了吗",
    "办啥",
    "咋弄",
    "咋整",
    "要啥",
    "带啥",
    "条件",
    "材料",
    "吗",
    "呢",
    "啊",
    "了",
    "的",
    "吧",
];

/// A query as it is searched for: half-width, lower case, no marks on Latin letters, no punctuation; blanks only between words of Latin letters.
pub(super) fn plain(query: &str) -> String {
    let mut text = String::with_capacity(query.len());
    for c in query.chars() {
        let c = match c {
            // U+FF01–FF5E are the full-width forms of U+0021–007E (Unicode, block Halfwidth and Fullwidth Forms).
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            other => other,
        };
        if c.is_alphanumeric() || latin::without_marks(c).is_some() {
            for c in c.to_lowercase() {
                match latin::without_marks(c) {
                    Some(letters) => text.push_str(letters),
                    None => text.push(c),
                }
            }
        } else if (c.is_whitespace() || c == '\'' || c == '-')
            && text.ends_with(|last: char| last.is_ascii_alphanumeric())
        {
            text.push(' ');
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The thing itself, without what people put round it; the query itself where nothing or too little would remain.
pub(super) fn core(query: &str) -> &str {
    let mut rest = query;
    loop {
        let shorter = BEFORE
            .iter()
            .find_map(|word| rest.strip_prefix(word))
            .or_else(|| AFTER.iter().find_map(|word| rest.strip_suffix(word)))
            // 办个体户 is not 办个 and something.
            .filter(|shorter| shorter.chars().count() >= 2 && !shorter.starts_with('体'));
        match shorter {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// The table of readings: the same for every catalogue.
static READINGS: LazyLock<PinyinData> =
    LazyLock::new(|| PinyinData::new(PinyinNotation::Ascii | PinyinNotation::AsciiFirstLetter));

/// How characters and words are read that are not read as the first of their readings by the alphabet.
static USUALLY: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("readings.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).map(|(word, read)| (word, read.split(' ').collect())).collect()
});

/// The syllables of such a character or word.
fn usually(word: &str) -> Option<&'static [&'static str]> {
    USUALLY.get(word).map(Vec::as_slice)
}

/// A text is heard in so many ways at most.
const MOST_HEARD: usize = 6;

/// What is known of how hanzi sound.
pub(super) struct Sounds {
    pub(super) data: &'static PinyinData,
    syllables: HashSet<&'static str>,
    /// Every beginning of a syllable, whole ones included.
    beginnings: HashSet<&'static str>,
}

/// Longest syllable of pinyin: zhuang.
const LONGEST: usize = 6;

impl Sounds {
    pub(super) fn new() -> Self {
        let data = &*READINGS;
        let syllables: HashSet<&'static str> =
            data.iter().filter_map(|pinyin| pinyin.notation(PinyinNotation::Ascii)).collect();
        let beginnings =
            syllables.iter().flat_map(|whole| (1..=whole.len()).filter_map(|end| whole.get(..end))).collect();
        Self { data, syllables, beginnings }
    }

    /// Whether letters are a whole syllable of pinyin.
    pub(super) fn is_syllable(&self, letters: &str) -> bool {
        self.syllables.contains(letters)
    }

    /// The letters with which a character can begin when it is typed: itself, or the initials of its readings.
    pub(super) fn initials(&self, c: char) -> Vec<u8> {
        if c.is_ascii_alphanumeric() {
            return vec![c.to_ascii_lowercase() as u8];
        }
        let mut initials = Vec::new();
        self.data.get_pinyins_and_for_each(c, |pinyin| {
            if let Some(first) = pinyin.notation(PinyinNotation::Ascii).and_then(|text| text.bytes().next())
                && !initials.contains(&first)
            {
                initials.push(first);
            }
        });
        initials
    }

    /// The usual reading of a character: a syllable, or the character itself.
    fn reading(&self, c: char) -> String {
        if let Some([usual]) = usually(c.encode_utf8(&mut [0; 4])) {
            return (*usual).to_owned();
        }
        self.readings(c).into_iter().next().unwrap_or_else(|| c.to_string())
    }

    /// All readings of a character, in the order of the alphabet.
    fn readings(&self, c: char) -> Vec<String> {
        let mut readings: Vec<String> = Vec::new();
        self.data.get_pinyins_and_for_each(c, |pinyin| {
            readings.extend(pinyin.notation(PinyinNotation::Ascii).map(str::to_owned));
        });
        readings.dedup();
        readings
    }

    /// How a text may be heard: as it is usually read, then with one of its characters read otherwise.
    pub(super) fn heard_as(&self, text: &str) -> Vec<String> {
        let usual = self.syllables(text);
        let mut heard = vec![usual.concat()];
        // Letters are cut into as many syllables as they please.
        let others = text.chars().filter(|_| usual.len() == text.chars().count()).enumerate();
        for (at, other) in others.flat_map(|(at, c)| self.readings(c).into_iter().map(move |other| (at, other))) {
            let syllables = usual.iter().enumerate().map(|(nth, usual)| if nth == at { &other } else { usual });
            let otherwise: String = syllables.map(String::as_str).collect();
            if heard.len() < MOST_HEARD && !heard.contains(&otherwise) {
                heard.push(otherwise);
            }
        }
        heard
    }

    /// A text in pieces that are typed one by one: hanzi as they are, Latin letters as syllables.
    pub(super) fn units(&self, text: &str) -> Vec<String> {
        let mut units = Vec::new();
        let mut letters = String::new();
        for c in text.chars() {
            if c.is_ascii_alphanumeric() {
                letters.push(c);
            } else {
                self.cut(&mut letters, &mut units);
                units.push(c.to_string());
            }
        }
        self.cut(&mut letters, &mut units);
        units
    }

    /// How a text sounds, a syllable an entry. Latin letters are cut into syllables as far as they are some.
    pub(super) fn syllables(&self, text: &str) -> Vec<String> {
        let mut syllables = Vec::new();
        let mut letters = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (one, after) = rest.split_at(c.len_utf8());
            if c.is_ascii_alphanumeric() {
                letters.push_str(one);
                rest = after;
                continue;
            }
            self.cut(&mut letters, &mut syllables);
            let pair = after.chars().next().and_then(|next| rest.get(..c.len_utf8() + next.len_utf8()));
            if let Some((word, read)) = pair.and_then(|word| Some((word, usually(word)?))) {
                syllables.extend(read.iter().map(|syllable| (*syllable).to_owned()));
                rest = rest.get(word.len()..).unwrap_or_default();
                continue;
            }
            if c.is_alphanumeric() {
                syllables.push(self.reading(c));
            }
            rest = after;
        }
        self.cut(&mut letters, &mut syllables);
        syllables
    }

    /// Letters as syllables, the longest that leaves the next one possible; a letter that begins none stands alone.
    fn cut(&self, letters: &mut String, into: &mut Vec<String>) {
        let mut rest = letters.as_str();
        while !rest.is_empty() {
            let fits = |end: usize| rest.get(..end).filter(|start| self.syllables.contains(start));
            let goes_on = |end: usize| {
                let next = rest.get(end..).unwrap_or_default();
                next.is_empty() || next.get(..1).is_some_and(|start| self.beginnings.contains(start))
            };
            let end =
                (1..=LONGEST.min(rest.len())).rev().find(|end| fits(*end).is_some() && goes_on(*end)).unwrap_or(1);
            let (syllable, after) = rest.split_at(end);
            into.push(syllable.to_owned());
            rest = after;
        }
        letters.clear();
    }

    /// With what the second character can begin when the first one is typed as a beginning of these letters; `None`:
    /// with anything, or there is no second one.
    pub(super) fn second(&self, query: &str) -> Option<Vec<char>> {
        let letters: &str = query.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        if letters.len() == query.len() && self.beginnings.contains(letters) {
            return None;
        }
        let mut second = Vec::new();
        for end in 1..=letters.len().clamp(1, LONGEST) {
            // One letter stands for the whole; more must be a whole syllable before something else begins.
            if (end == 1 || letters.get(..end).is_some_and(|start| self.syllables.contains(start)))
                && let Some(next) = query.get(end..).and_then(|rest| rest.chars().next())
            {
                second.push(next);
            }
        }
        Some(second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_made_plain() {
        for (query, expected) in [
            ("  社保 卡 ", "社保卡"),
            ("ＳＨＥ　ＢＡＯ", "she bao"),
            ("xi'an", "xi an"),
            ("Crèche", "creche"),
            ("hùzhào", "huzhao"),
            ("《老年人优待证》？", "老年人优待证"),
            ("4050补贴", "4050补贴"),
            ("", ""),
            ("，。", ""),
        ] {
            assert_eq!(plain(query), expected, "{query}");
        }
    }

    #[test]
    fn the_thing_itself_remains() {
        for (query, expected) in [
            ("怎么办老年证", "老年证"),
            ("我想办理失业登记", "失业登记"),
            ("我失业了", "失业"),
            ("低保怎么办理", "低保"),
            ("办证", "办证"),
            ("办个体户", "办个体户"),
            ("社保卡", "社保卡"),
        ] {
            assert_eq!(core(query), expected, "{query}");
        }
    }

    #[test]
    fn every_usual_reading_is_one_of_the_hanzi_and_not_the_first() {
        let sounds = Sounds::new();
        let all = |c: char| sounds.readings(c);
        for (word, read) in USUALLY.iter() {
            assert_eq!(word.chars().count(), read.len(), "{word}");
            assert!(word.chars().zip(read).all(|(c, it)| all(c).iter().any(|known| known == it)), "{word} {read:?}");
            let by_itself: Vec<String> = word.chars().map(|c| sounds.reading(c)).collect();
            let first: Vec<String> = word.chars().map(|c| all(c).swap_remove(0)).collect();
            assert_ne!(&if read.len() == 1 { first.concat() } else { by_itself.concat() }, &read.concat(), "{word}");
        }
    }

    #[test]
    fn a_character_with_other_readings_is_heard_as_each() {
        let heard = Sounds::new().heard_as("护着");
        assert!(heard[0] == "huzhe" && heard.contains(&"huzhao".to_owned()), "{heard:?}");
    }

    #[test]
    fn hanzi_and_letters_become_syllables() {
        let sounds = Sounds::new();
        for (text, expected) in [
            ("失业今", "shi ye jin"),
            ("shiyejin", "shi ye jin"),
            ("shebaozhenming", "she bao zhen ming"),
            ("hu照", "hu zhao"),
            ("gjj", "g j j"),
            ("xian", "xian"),
            ("fangan", "fang an"),
            ("4050", "4 0 5 0"),
            ("提前行驶", "ti qian xing shi"),
            ("到银行转", "dao yin hang zhuan"),
        ] {
            assert_eq!(sounds.syllables(text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn what_may_follow_the_first_character_is_known() {
        let sounds = Sounds::new();
        assert_eq!(sounds.second("s"), None);
        assert_eq!(sounds.second("sh"), None, "the beginning of one syllable");
        assert_eq!(sounds.second("shiy"), Some(vec!['h', 'y']), "s+h…, shi+y…");
        assert_eq!(sounds.second("gj"), Some(vec!['j']));
        assert_eq!(sounds.second("hu照"), Some(vec!['u', '照']));
    }

    #[test]
    fn a_character_with_two_readings_begins_with_both() {
        let sounds = Sounds::new();
        assert_eq!(sounds.initials('社'), [b's']);
        let both = sounds.initials('重');
        assert!(both.contains(&b'z') && both.contains(&b'c'), "{both:?}");
        assert_eq!(sounds.initials('7'), [b'7']);
    }
}
