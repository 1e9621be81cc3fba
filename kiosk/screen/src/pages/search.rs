//! Finding a matter as one types.

use service::{Language, SearchPage, SearchRow, Why};
use slint::ComponentHandle;

use super::{catalogue, model};
use crate::generated::{App, Found, SearchAdapter};

/// So many characters stand before and behind what is meant; more of the text would not fit beside it.
const AROUND: usize = 8;
/// A reason that is only alike is shown up to this length.
const ALIKE: usize = 16;

pub(super) fn show(app: &App, language: Language, search: &SearchPage) {
    let adapter = app.global::<SearchAdapter>();
    adapter.set_query(search.query.as_str().into());
    adapter.set_rows(model(search.rows.iter().map(|row| found(row, language))));
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<SearchAdapter>();
    adapter.set_query("".into());
    adapter.set_rows(model([]));
}

fn found(row: &SearchRow, language: Language) -> Found {
    // A reason in another language than the page's tells its reader nothing.
    let why = row.why.as_ref().filter(|why| language == Language::Chinese || why.text.is_ascii());
    let [before, meant, after] = why.map(parts).unwrap_or_default();
    Found {
        to: row.to.to_string().into(),
        name: catalogue::of(&row.name, language),
        here: row.here,
        apply: row.apply,
        instant: row.instant,
        before: before.into(),
        meant: meant.into(),
        after: after.into(),
    }
}

/// The text of a reason before what is meant, that, and the text behind it; what is far from it is left out.
fn parts(why: &Why) -> [String; 3] {
    let (before, rest) = why.text.split_at_checked(why.range.start).unwrap_or((&why.text, ""));
    let (meant, after) = rest.split_at_checked(why.range.len()).unwrap_or((rest, ""));
    if meant.is_empty() {
        return [shortened(&why.text, ALIKE), String::new(), String::new()];
    }
    let count = before.chars().count();
    let before = if count > AROUND {
        format!("…{}", before.chars().skip(count - AROUND).collect::<String>())
    } else {
        before.to_owned()
    };
    [before, shortened(meant, ALIKE), shortened(after, AROUND)]
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(most).collect::<String>())
}

#[cfg(test)]
mod tests {
    use domain::catalogue::Field;

    use super::*;

    #[test]
    fn what_is_meant_stands_between_what_is_around_it() {
        let cases = [
            ("失业金", 0..9, ["", "失业金", ""]),
            ("领失业金", 3..9, ["领", "失业", "金"]),
            ("失业金", 0..0, ["失业金", "", ""]),
            ("一二三四五六七八九十中一二三四五六七八九十", 30..33, ["…三四五六七八九十", "中", "一二三四五六七八…"]),
            ("一二三四五六七八九十一二三四五六七八九十", 0..0, ["一二三四五六七八九十一二三四五六…", "", ""]),
            // What does not lie on a character's edge is no reason to stop.
            ("失业金", 1..2, ["失业金", "", ""]),
        ];
        for (text, range, expected) in cases {
            let why = Why { field: Field::Says, text: text.to_owned(), range };
            assert_eq!(parts(&why), expected, "{text}");
        }
    }
}
