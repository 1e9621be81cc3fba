//! Numbers in English words.

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const LARGEST: u64 = 999_999_999_999;

fn name(table: &[&'static str], value: u64) -> &'static str {
    table.get(value as usize).copied().unwrap_or_default()
}

/// Digit by digit.
pub(super) fn digits(text: &str) -> String {
    let said: Vec<String> = text
        .chars()
        .map(|c| {
            c.to_digit(10).map_or_else(|| c.to_uppercase().to_string(), |value| name(&ONES, value.into()).to_owned())
        })
        .collect();
    said.join(" ")
}

/// Digit by digit, with a pause after each group of as many as `groups` says.
pub(super) fn grouped(text: &str, groups: &[usize]) -> String {
    let mut rest = text;
    let mut said = Vec::new();
    for end in groups {
        let Some((group, more)) = rest.split_at_checked(*end) else { break };
        said.push(digits(group));
        rest = more;
    }
    said.push(digits(rest));
    said.retain(|group| !group.is_empty());
    said.join(", ")
}

/// A whole number: one hundred and eighty-six.
pub(super) fn cardinal(text: &str) -> String {
    match text.parse::<u64>() {
        Ok(value) if value <= LARGEST => whole(value),
        _ => digits(text),
    }
}

fn whole(value: u64) -> String {
    match value {
        0..20 => name(&ONES, value).to_owned(),
        20..100 if value.is_multiple_of(10) => name(&TENS, value / 10).to_owned(),
        20..100 => format!("{}-{}", name(&TENS, value / 10), name(&ONES, value % 10)),
        100..1000 => with_rest(value, 100, "hundred"),
        1000..1_000_000 => with_rest(value, 1000, "thousand"),
        1_000_000..1_000_000_000 => with_rest(value, 1_000_000, "million"),
        _ => with_rest(value, 1_000_000_000, "billion"),
    }
}

fn with_rest(value: u64, unit: u64, word: &str) -> String {
    let head = format!("{} {word}", whole(value / unit));
    match value % unit {
        0 => head,
        rest if rest < 100 => format!("{head} and {}", whole(rest)),
        rest => format!("{head} {}", whole(rest)),
    }
}

/// A number with or without decimals, which are said one by one.
pub(super) fn decimal(whole: &str, fraction: &str) -> String {
    if fraction.is_empty() { cardinal(whole) } else { format!("{} point {}", cardinal(whole), digits(fraction)) }
}

/// A year: twenty twenty-six, two thousand and five, nineteen oh five.
pub(super) fn year(value: u32) -> String {
    let (century, rest) = (u64::from(value / 100), u64::from(value % 100));
    match (century, rest) {
        (20, 0..10) => whole(value.into()),
        (_, 0) => format!("{} hundred", whole(century)),
        (_, 1..10) => format!("{} oh {}", whole(century), whole(rest)),
        _ => format!("{} {}", whole(century), whole(rest)),
    }
}

/// Of a day or a place: first, twenty-first.
pub(super) fn ordinal(value: u32) -> String {
    let said = whole(value.into());
    let (head, last) = said.rsplit_once(['-', ' ']).unwrap_or(("", &said));
    let last = match last {
        "one" => "first".to_owned(),
        "two" => "second".to_owned(),
        "three" => "third".to_owned(),
        "five" => "fifth".to_owned(),
        "eight" => "eighth".to_owned(),
        "nine" => "ninth".to_owned(),
        "twelve" => "twelfth".to_owned(),
        word if word.ends_with('y') => format!("{}ieth", word.trim_end_matches('y')),
        word => format!("{word}th"),
    };
    let parted = said.get(head.len()..=head.len()).filter(|_| !head.is_empty()).unwrap_or_default();
    format!("{head}{parted}{last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d15_numbers_are_written_out() {
        for (number, said) in [
            ("0", "zero"),
            ("21", "twenty-one"),
            ("186", "one hundred and eighty-six"),
            ("1005", "one thousand and five"),
            ("5432", "five thousand four hundred and thirty-two"),
            ("1000000", "one million"),
        ] {
            assert_eq!(cardinal(number), said);
        }
        assert_eq!(decimal("128", "5"), "one hundred and twenty-eight point five");
    }

    #[test]
    fn d15_years_and_days_are_said_as_such() {
        for (value, said) in [
            (2026, "twenty twenty-six"),
            (2005, "two thousand and five"),
            (1905, "nineteen oh five"),
            (1900, "nineteen hundred"),
        ] {
            assert_eq!(year(value), said);
        }
        for (value, said) in [(1, "first"), (12, "twelfth"), (20, "twentieth"), (23, "twenty-third"), (30, "thirtieth")]
        {
            assert_eq!(ordinal(value), said);
        }
    }
}
