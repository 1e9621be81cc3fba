//! Latin letters with marks as the letters without them: crèche is creche, hùzhào is huzhao.

/// Letters without marks, and the same letters with them.
const MARKED: [(&str, &str); 24] = [
    ("a", "àáâãäåāăąǎ"),
    ("ae", "æ"),
    ("c", "çćĉċč"),
    ("d", "ďđð"),
    ("e", "èéêëēĕėęěế"),
    ("g", "ĝğġģ"),
    ("h", "ĥħ"),
    ("i", "ìíîïĩīĭįıǐ"),
    ("j", "ĵ"),
    ("k", "ķ"),
    ("l", "ĺļľŀł"),
    ("n", "ñńņňŉǹ"),
    ("o", "òóôõöøōŏőǒ"),
    ("oe", "œ"),
    ("r", "ŕŗř"),
    ("s", "śŝşš"),
    ("ss", "ß"),
    ("t", "ţťŧ"),
    ("th", "þ"),
    ("u", "ùúûũūŭůűųǔ"),
    // In pinyin ü is typed as v: 旅, 女.
    ("v", "üǖǘǚǜ"),
    ("w", "ŵ"),
    ("y", "ýÿŷ"),
    ("z", "źżž"),
];

/// The letters of a small letter without its marks; `None` where it has none. A mark that stands alone (Unicode, block
/// Combining Diacritical Marks) goes.
pub(super) fn without_marks(c: char) -> Option<&'static str> {
    match c {
        '\u{300}'..='\u{36f}' => Some(""),
        c if c.is_ascii() => None,
        c => MARKED.iter().find(|(_, marked)| marked.contains(c)).map(|(plain, _)| *plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_nothing_else() {
        let folded = |text: &str| text.chars().map(|c| without_marks(c).map_or(c.to_string(), str::to_owned)).collect();
        for (text, expected) in [
            ("crèche", "creche"),
            ("cre\u{300}che", "creche"),
            ("hùzhào", "huzhao"),
            ("lǚguǎn", "lvguan"),
            ("户口", "户口"),
        ] {
            let folded: String = folded(text);
            assert_eq!(folded, expected, "{text}");
        }
    }
}
