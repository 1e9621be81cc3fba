//! Address codes that have stood in ID numbers. The table is never complete: districts change every year, so a code that
//! is missing here is a warning and no more.

const TABLE: &str = include_str!("regions.txt");

/// Whether the six digits are, or once were, the code of a place (GB/T 2260; 810000, 820000, 830000 for residents of Hong
/// Kong, Macao and Taiwan).
pub(super) fn known(code: &str) -> bool {
    code.split_at_checked(4).is_some_and(|(area, county)| {
        TABLE
            .lines()
            .find_map(|line| line.strip_prefix(area)?.strip_prefix(' '))
            .is_some_and(|counties| counties.split(' ').any(|known| known == county))
    })
}

/// Whether any place in the province of these two digits is known.
pub(super) fn province_known(digits: &str) -> bool {
    digits.len() == 2
        && digits.bytes().all(|b| b.is_ascii_digit())
        && TABLE.lines().any(|line| line.starts_with(digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_well_formed_and_in_order() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 500, "{} lines", lines.len());
        assert!(lines.is_sorted());
        for line in lines {
            let mut fields = line.split(' ');
            let area = fields.next().unwrap();
            let counties: Vec<&str> = fields.collect();
            assert!(area.len() == 4 && area.bytes().all(|b| b.is_ascii_digit()), "{line}");
            assert!(!counties.is_empty() && counties.is_sorted(), "{line}");
            assert!(counties.iter().all(|c| c.len() == 2 && c.bytes().all(|b| b.is_ascii_digit())), "{line}");
        }
    }

    #[test]
    fn places_of_today_of_yesterday_and_of_nowhere() {
        let cases = [
            ("371002", true, "威海市环翠区"),
            ("110103", true, "北京市崇文区, abolished 2010"),
            ("460400", true, "儋州市, since 2015"),
            ("441900", true, "东莞市, has no districts"),
            ("810000", true, "Hong Kong"),
            ("820000", true, "Macao"),
            ("830000", true, "Taiwan"),
            ("370000", false, "a whole province"),
            ("990101", false, "no such province"),
            ("#01020", false, "a comment line is no code"),
            ("", false, "empty"),
            ("3710", false, "too short"),
            ("37100２", false, "not ASCII"),
        ];
        for (code, expected, what) in cases {
            assert_eq!(known(code), expected, "{code} {what}");
        }
        assert!(province_known("37") && province_known("65"));
        assert!(!province_known("99") && !province_known("") && !province_known("# "));
    }
}
