//! Makes `data/describe.txt`: for each character of the 通用规范汉字表 a common word that tells it apart by ear.
//!
//! `cargo run -p typing --example describe -- DICT PINYIN UNIHAN > kiosk/typing/data/describe.txt`, with
//! `DICT` the `dict.txt` of jieba 0.42.1 (Debian: python3-jieba), `PINYIN` the `pinyin_simp.dict.yaml` of Debian's
//! rime-data-pinyin-simp, `UNIHAN` the `Unihan_OtherMappings.txt` of Debian's unicode-data.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;

/// Words in which one of these stands are nothing to call out in a hall, unless a character has no other.
const UNWANTED: &str = "死杀尸奸淫娼妓嫖屎尿屁鬼贼毒赌奴婊肏屌屄裸乳阴肛睾痔癌瘤坟葬丧殡棺墓骷髅吊刑囚狱\
                        匪倭寇蠢笨傻痴疯癫狂残废瘫瞎聋哑穷贱骂辱虐暴屠宰砍戮毙贿贪腐娘妾妖魔魂偷盗劫骗抢嫌犯罪罚\
                        炸枪弹核党政敌战军革逆叛邪";
/// Neither do these whole words.
const UNWANTED_WORDS: [&str; 25] = [
    "支那", "法轮", "台独", "藏独", "疆独", "鸡巴", "他妈", "妈的", "混蛋", "王八", "处女", "做爱", "性交", "性欲",
    "情妇", "小三", "洋人", "下流", "放荡", "白痴", "八路", "皇军", "洋鬼", "屁股", "寡妇",
];
/// Characters that are said with no word at all.
const UNSAID: &str = "肏屌屄婊妓嫖娼屁睾肛";
/// Where counting finds nothing that tells well.
const BY_HAND: &str = include_str!("../data/describe-by-hand.txt");

/// A word of jieba's list.
struct Word {
    text: String,
    count: f64,
    kind: String,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let mut text = || -> Result<String, Box<dyn std::error::Error>> {
        Ok(fs::read_to_string(arguments.next().ok_or("DICT PINYIN UNIHAN: three files")?)?)
    };
    let (dictionary, pinyin, unihan) = (words(&text()?), Sounds::read(&text()?), standard(&text()?));
    let mut containing: BTreeMap<char, Vec<&Word>> = unihan.iter().map(|c| (*c, Vec::new())).collect();
    for word in &dictionary {
        let letters: HashSet<char> = word.text.chars().collect();
        if letters.iter().all(|letter| unihan.contains(letter)) {
            for letter in letters {
                containing.entry(letter).or_default().push(word);
            }
        }
    }
    let by_hand: HashMap<&str, &str> =
        BY_HAND.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' ')).collect();
    print!("{HEAD}");
    for (character, words) in containing {
        let by_hand = by_hand.get(character.encode_utf8(&mut [0; 4]) as &str).map(|word| (*word).to_owned());
        let counted = || best(character, &words, &pinyin).map(|word| word.text.clone());
        match by_hand.or_else(counted).filter(|_| !UNSAID.contains(character)) {
            Some(word) => println!("{character} {word}"),
            None => println!("{character}"),
        }
    }
    Ok(())
}

const HEAD: &str = "\
# Characters of the 通用规范汉字表 (2013), each with a common word that tells it apart by ear: 「河流的河」. A character that
# no common word has stands alone. Made by examples/describe.rs; not edited by hand.
# Sources: which characters, Unihan 15.0 kTGH (© Unicode, Inc., Unicode License); words and their kinds, jieba 0.42.1 dict.txt
# (© Sun Junyi, MIT License); which words sound alike, rime-pinyin-simp (from the Android Open Source Project, Apache-2.0).
";

/// Words of two and three characters that are no names of people.
fn words(text: &str) -> Vec<Word> {
    let words = text.lines().filter_map(|line| {
        let mut parts = line.split(' ');
        let (text, count, kind) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?);
        let short = matches!(text.chars().count(), 2 | 3);
        // What is long and called a place is too often a person.
        let name = kind.starts_with("nr")
            || matches!(kind, "nt" | "nz" | "eng" | "x" | "m" | "j")
            || (kind == "ns" && text.chars().count() > 2);
        (short && !name && !UNWANTED_WORDS.iter().any(|unwanted| text.contains(unwanted))).then(|| Word {
            text: text.to_owned(),
            count,
            kind: kind.to_owned(),
        })
    });
    words.collect()
}

/// Lines "U+4E00<TAB>kTGH<TAB>2013:1".
fn standard(text: &str) -> HashSet<char> {
    let characters = text.lines().filter_map(|line| {
        let mut parts = line.strip_prefix("U+")?.split('\t');
        let number = u32::from_str_radix(parts.next()?, 16).ok()?;
        (parts.next()? == "kTGH").then(|| char::from_u32(number))?
    });
    characters.collect()
}

/// How words sound, and how common each is among those that sound alike.
struct Sounds {
    of: HashMap<String, String>,
    loudest: HashMap<String, (f64, String)>,
}

impl Sounds {
    /// Lines "河流<TAB>he liu<TAB>1234".
    fn read(text: &str) -> Self {
        let mut sounds = Self { of: HashMap::new(), loudest: HashMap::new() };
        for line in text.lines() {
            let mut parts = line.split('\t');
            let (Some(word), Some(sound), Some(count)) = (parts.next(), parts.next(), parts.next()) else { continue };
            let (Ok(count), true) = (count.parse::<f64>(), word.chars().count() > 1) else { continue };
            sounds.of.insert(word.to_owned(), sound.to_owned());
            let loudest = sounds.loudest.entry(sound.to_owned()).or_default();
            if count > loudest.0 {
                *loudest = (count, word.to_owned());
            }
        }
        sounds
    }

    /// Known to both lists; and then whether another word that sounds alike is more common.
    fn drowned(&self, word: &str) -> Option<bool> {
        let sound = self.of.get(word)?;
        Some(self.loudest.get(sound).is_some_and(|(_, loudest)| loudest != word))
    }
}

/// The word that tells `character` best.
fn best<'a>(character: char, words: &[&'a Word], sounds: &Sounds) -> Option<&'a Word> {
    let score = |word: &Word| {
        let letters: Vec<char> = word.text.chars().collect();
        let mut score = (word.count + 1.0).ln();
        score += if letters.first() == Some(&character) { 1.5 } else { 0.0 };
        score -= if letters.len() > 2 { 2.5 } else { 0.0 };
        score += match sounds.drowned(&word.text) {
            None => -5.0,
            Some(false) => 1.5,
            Some(true) => -3.0,
        };
        score += match word.kind.as_str() {
            "n" => 1.5,
            "v" | "vn" | "a" => 0.5,
            // Places, only where nothing else is to be had.
            "ns" => -12.0,
            _ => -1.0,
        };
        score -=
            if letters.iter().any(|letter| *letter != character && UNWANTED.contains(*letter)) { 8.0 } else { 0.0 };
        // 「妈妈的妈」 tells nothing that 「妈」 does not.
        score -= if letters.iter().filter(|letter| **letter == character).count() > 1 { 2.0 } else { 0.0 };
        (score * 1000.0) as i64
    };
    // Of equals the one that stands first in the alphabet of Unicode: the same file every time.
    words.iter().copied().filter(|word| word.count >= 2.0).min_by_key(|word| (Reverse(score(word)), &word.text))
}
