//! 社会保障号码: what can be said of a number without asking anybody.
//!
//! Citizens have their ID number there. Foreigners have a number that begins with the letters of their country
//! (外国人社会保障号码编制规则, with 人社部令第16号 of 2011; its text was not at hand): no check digit of it is assumed.

use jiff::civil::Date;

/// Weights of the 17 digits and the check characters by remainder. Source: GB 11643-1999, ISO 7064 MOD 11-2.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

/// What a number looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberCheck {
    /// An ID number of 18 characters: check digit and day of birth are right.
    Good,
    /// An ID number of 18 characters whose check digit is wrong. Some were issued so: the platform decides.
    WrongCheckDigit,
    /// An ID number whose day of birth is none, or another than the card's own item says.
    WrongBirth,
    /// Another kind of number: an old one of 15 digits, a foreigner's.
    OtherKind,
}

/// Looks at a number; `birth`: the day that the card says beside it.
pub fn check_number(number: &str, birth: Option<Date>) -> NumberCheck {
    let Some((digits, check)) = number.as_bytes().split_at_checked(17) else { return NumberCheck::OtherKind };
    let &[check @ (b'0'..=b'9' | b'X')] = check else { return NumberCheck::OtherKind };
    if !digits.iter().all(u8::is_ascii_digit) {
        return NumberCheck::OtherKind;
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    if CHECKS.get(sum as usize % CHECKS.len()) != Some(&check) {
        return NumberCheck::WrongCheckDigit;
    }
    match born(number) {
        Some(day) if birth.is_none_or(|birth| birth == day) => NumberCheck::Good,
        _ => NumberCheck::WrongBirth,
    }
}

fn born(number: &str) -> Option<Date> {
    let part = |range| number.get(range).and_then(|part: &str| part.parse::<i16>().ok());
    Date::new(part(6..10)?, part(10..12)? as i8, part(12..14)? as i8).ok()
}

/// Whether it can be a number at all: 15 or 18 letters and digits.
pub(super) fn is_number(number: &str) -> bool {
    matches!(number.len(), 15 | 18) && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers() {
        let day = Some(Date::constant(1990, 1, 1));
        for (number, birth, check) in [
            ("11010519491231002X", None, NumberCheck::Good), // the example of GB 11643-1999
            ("370000199001010011", day, NumberCheck::Good),
            ("370000199001010011", Some(Date::constant(1990, 1, 2)), NumberCheck::WrongBirth),
            ("370000199001010012", day, NumberCheck::WrongCheckDigit),
            ("370000900101001", day, NumberCheck::OtherKind),
            ("USA150000000000001", day, NumberCheck::OtherKind),
            ("37000019900101001Y", day, NumberCheck::OtherKind),
            ("", None, NumberCheck::OtherKind),
            ("张测试张测试", None, NumberCheck::OtherKind),
        ] {
            assert_eq!(check_number(number, birth), check, "{number}");
        }
        assert!(is_number("370000900101001") && is_number("USA150000000000001"));
        assert!(!is_number("37000019900101001") && !is_number("3700001990010100 0") && !is_number(""));
    }

    proptest! {
        /// One digit of a good number written wrong, or two neighbours exchanged, is never good.
        #[test]
        fn a_slip_is_seen(serial in 0_u32..1000, place in 0_usize..18, other in 0_u8..10, swap: bool) {
            let digits = format!("37000019900101{serial:03}");
            let good = CHECKS.iter().map(|check| format!("{digits}{}", char::from(*check)))
                .find(|number| check_number(number, None) == NumberCheck::Good).unwrap();
            let mut bytes = good.clone().into_bytes();
            if swap && place < 16 { bytes.swap(place, place + 1) } else { bytes[place] = b'0' + other }
            let slipped = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(check_number(&slipped, None) == NumberCheck::Good, slipped == good);
        }

        /// Any text: no panic.
        #[test]
        fn any_text(text in "\\PC{0,24}") {
            check_number(&text, None);
        }
    }
}
