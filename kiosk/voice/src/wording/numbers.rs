//! Numbers in Mandarin, as pinyin.

/// Which word the number two is where it stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Two {
    /// 二: ordinals, months, plain numbers.
    Er,
    /// 两: before a measure word.
    Liang,
}

/// How the digit one is said where digits are said one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum One {
    /// 一: years, decimals.
    Yi,
    /// 幺: numbers of cards, telephones and papers.
    Yao,
}

/// Larger numbers are said digit by digit.
const LARGEST: u64 = 10_u64.pow(16) - 1;

/// A digit alone.
fn digit(value: u64, one: One) -> &'static str {
    match (value, one) {
        (0, _) => "ling2",
        (1, One::Yi) => "yi1",
        (1, One::Yao) => "yao1",
        (2, _) => "er4",
        (3, _) => "san1",
        (4, _) => "si4",
        (5, _) => "wu3",
        (6, _) => "liu4",
        (7, _) => "qi1",
        (8, _) => "ba1",
        _ => "jiu3",
    }
}

/// Digit by digit; an `X` as the letter is called.
pub(super) fn digits(text: &str, one: One) -> String {
    let said: Vec<&str> = text
        .chars()
        .filter_map(|c| match c {
            'X' | 'x' => Some("ai4ke4si5"),
            _ => c.to_digit(10).map(|value| digit(value.into(), one)),
        })
        .collect();
    said.join(" ")
}

/// Digit by digit, with a pause after each group of as many as `groups` says; what is left over is the last group.
pub(super) fn grouped(text: &str, groups: &[usize]) -> String {
    let mut rest = text;
    let mut said = Vec::new();
    for end in groups {
        let Some((group, more)) = rest.split_at_checked(*end) else { break };
        said.push(digits(group, One::Yao));
        rest = more;
    }
    said.push(digits(rest, One::Yao));
    said.retain(|group| !group.is_empty());
    said.join(", ")
}

/// A whole number: 一百八十六 is `yi4bai3 ba1shi2 liu4`.
pub(super) fn cardinal(text: &str, two: Two) -> String {
    let Some(value) = text.parse::<u64>().ok().filter(|value| *value <= LARGEST) else {
        return digits(text, One::Yao);
    };
    match (value, two) {
        (0, _) => return "ling2".to_owned(),
        (2, Two::Liang) => return "liang3".to_owned(),
        _ => {}
    }
    let mut words = Vec::new();
    let mut gap = false;
    for (unit, name) in [(10_u64.pow(12), "wan4yi4"), (10_u64.pow(8), "yi4"), (10_000, "wan4"), (1, "")] {
        match value / unit % 10_000 {
            0 => gap = true,
            section => add_section(section, gap, name, &mut words),
        }
        gap &= value / unit % 10_000 == 0;
    }
    words.join(" ")
}

/// Adds four digits and their unit; `gap`: there are zeros before them.
fn add_section(section: u64, gap: bool, unit: &str, words: &mut Vec<String>) {
    let leads = words.is_empty();
    let mut gap = gap;
    for (value, name) in [(1000, "qian1"), (100, "bai3"), (10, "shi2"), (1, "")] {
        let place = section / value % 10;
        if place == 0 {
            gap = true;
            continue;
        }
        if gap && !words.is_empty() {
            words.push("ling2".to_owned());
        }
        gap = false;
        let said = match (place, value) {
            (1, 1000 | 100) => "yi4",
            (1, 10) if leads && section < 20 => "",
            (1, 1) if section == 1 && !unit.is_empty() => "yi2", // 一万, 一亿: before the fourth tone
            (2, 1000) if words.is_empty() => "liang3",
            (2, 1) if leads && section == 2 && !unit.is_empty() => "liang3",
            (place, _) => digit(place, One::Yi),
        };
        words.push(format!("{said}{name}"));
    }
    if let Some(last) = words.last_mut() {
        last.push_str(unit);
    }
}

/// A number with or without decimals, which are said one by one as they are written.
pub(super) fn decimal(whole: &str, fraction: &str, two: Two) -> String {
    if fraction.is_empty() {
        return cardinal(whole, two);
    }
    format!("{} dian3 {}", cardinal(whole, Two::Er), digits(fraction, One::Yi))
}

/// An amount of money: 五千四百三十二元一角.
pub(super) fn money(whole: &str, fraction: &str) -> String {
    let tens = fraction.chars().next().unwrap_or('0');
    let ones = fraction.chars().nth(1).unwrap_or('0');
    let yuan = whole.trim_start_matches('0');
    let mut words = Vec::new();
    if !yuan.is_empty() || (tens == '0' && ones == '0') {
        words.push(counted(if yuan.is_empty() { "0" } else { yuan }, "yuan2", true));
    }
    if tens != '0' {
        words.push(counted(&tens.to_string(), "jiao3", words.is_empty()));
    }
    if ones != '0' {
        if tens == '0' && !words.is_empty() {
            words.push("ling2".to_owned());
        }
        words.push(counted(&ones.to_string(), "fen1", words.is_empty()));
    }
    words.join(" ")
}

/// A number before a unit of the first three tones; 两 only where the amount begins.
fn counted(number: &str, unit: &str, first: bool) -> String {
    let said =
        if number == "1" { "yi4".to_owned() } else { cardinal(number, if first { Two::Liang } else { Two::Er }) };
    format!("{said} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d15_numbers_are_said_as_people_say_them() {
        for (number, said) in [
            ("0", "ling2"),
            ("2", "er4"),
            ("10", "shi2"),
            ("12", "shi2 er4"),
            ("20", "er4shi2"),
            ("101", "yi4bai3 ling2 yi1"),
            ("110", "yi4bai3 yi1shi2"),
            ("186", "yi4bai3 ba1shi2 liu4"),
            ("200", "er4bai3"),
            ("1000", "yi4qian1"),
            ("1001", "yi4qian1 ling2 yi1"),
            ("1010", "yi4qian1 ling2 yi1shi2"),
            ("2002", "liang3qian1 ling2 er4"),
            ("2222", "liang3qian1 er4bai3 er4shi2 er4"),
            ("10000", "yi2wan4"),
            ("10001", "yi2wan4 ling2 yi1"),
            ("10010", "yi2wan4 ling2 yi1shi2"),
            ("20000", "liang3wan4"),
            ("120000", "shi2 er4wan4"),
            ("112000", "shi2 yi1wan4 er4qian1"),
            ("86412", "ba1wan4 liu4qian1 si4bai3 yi1shi2 er4"),
            ("1000000", "yi4bai3wan4"),
            ("100000000", "yi2yi4"),
            ("100000001", "yi2yi4 ling2 yi1"),
            ("100010000", "yi2yi4 ling2 yi2wan4"),
            ("203000400", "liang3yi4 ling2 san1bai3wan4 ling2 si4bai3"),
        ] {
            assert_eq!(cardinal(number, Two::Er), said, "{number}");
        }
    }

    #[test]
    fn d15_money_is_said_in_yuan_jiao_and_fen() {
        for (whole, fraction, said) in [
            ("5432", "10", "wu3qian1 si4bai3 san1shi2 er4 yuan2 yi4 jiao3"),
            ("128", "50", "yi4bai3 er4shi2 ba1 yuan2 wu3 jiao3"),
            ("5", "05", "wu3 yuan2 ling2 wu3 fen1"),
            ("0", "05", "wu3 fen1"),
            ("0", "20", "liang3 jiao3"),
            ("12", "22", "shi2 er4 yuan2 er4 jiao3 er4 fen1"),
            ("3", "00", "san1 yuan2"),
            ("0", "00", "ling2 yuan2"),
            ("2", "", "liang3 yuan2"),
            ("1", "1", "yi4 yuan2 yi4 jiao3"),
        ] {
            assert_eq!(money(whole, fraction), said, "{whole}.{fraction}");
        }
    }

    #[test]
    fn d15_digits_of_a_card_are_said_in_groups() {
        assert_eq!(grouped("13800138000", &[3, 4]), "yao1 san1 ba1, ling2 ling2 yao1 san1, ba1 ling2 ling2 ling2");
        assert_eq!(digits("002X", One::Yao), "ling2 ling2 er4 ai4ke4si5");
    }
}
