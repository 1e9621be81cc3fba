//! Check characters of document numbers.

/// Weights of the 17 digits. Source: GB 11643-1999, ISO 7064 MOD 11-2.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The 18th character to 17 digits; `None` when they are not 17 ASCII digits.
pub(super) fn mod_11_2(digits: &str) -> Option<char> {
    if digits.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in digits.chars().zip(WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    "10X98765432".chars().nth((sum % 11) as usize)
}

/// The check digit of machine-readable travel documents over digits and upper-case letters (A = 10).
/// Source: ICAO Doc 9303 part 3, weights 7-3-1 modulo 10.
pub(super) fn mod_7_3_1(text: &str) -> Option<char> {
    let mut sum = 0;
    for (c, weight) in text.chars().zip([7, 3, 1].into_iter().cycle()) {
        sum += c.to_digit(36)? * weight;
    }
    char::from_digit(sum % 10, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers() {
        // Source: GB 11643-1999, the standard's own example.
        assert_eq!(mod_11_2("11010519491231002"), Some('X'));
        assert_eq!(mod_11_2("81000019850101002"), Some('9'));
        assert_eq!(mod_11_2("91112419800101001"), Some('5'));
        assert_eq!(mod_11_2("1101051949123100"), None);
        assert_eq!(mod_11_2("1101051949123100A"), None);
        assert_eq!(mod_7_3_1("CAN11008001011"), Some('4'));
        // Source: ICAO Doc 9303 part 3, example: the date 520727 has check digit 3.
        assert_eq!(mod_7_3_1("520727"), Some('3'));
        assert_eq!(mod_7_3_1("A-1"), None);
    }
}
