//! What a screen says, in words for tables: the page, and everything that is wrong.

use service::page::Banner;
use service::{Page, Sorry, View};

/// The page's name, its reason where it has one, and the banner: `sorry-not_printed:paper_out`, `banner:offline`.
pub fn said(view: &View) -> Vec<String> {
    let name = view.page.name();
    let mut said = vec![match &view.page {
        Page::Sorry { sorry: Sorry::Card(problem), .. } => format!("{name}:{}", problem.name()),
        Page::Sorry { sorry: Sorry::NotPrinted(trouble), .. } => format!("{name}:{}", trouble.name()),
        Page::Identify { problem: Some(problem), .. } => format!("{name}:{}", problem.name()),
        Page::Secured(why) => format!("{name}:{}", why.name()),
        Page::Preview { trouble: Some(trouble), .. } => format!("{name}:{}", trouble.name()),
        _ => name.to_owned(),
    }];
    said.extend(view.banner.map(|banner| match banner {
        Banner::CannotPrint(trouble) => format!("banner:cannot_print:{}", trouble.name()),
        Banner::CannotRead => "banner:cannot_read".to_owned(),
        Banner::Offline => "banner:offline".to_owned(),
    }));
    said
}

/// Whether words say that something is wrong, not only where one is.
pub fn is_trouble(word: &str) -> bool {
    (word.contains(':') && !word.starts_with("secured:")) || word.starts_with("sorry-")
}
