//! From one state of the screen to the next: what is said, and whether it cuts what is being said.

use std::collections::HashSet;

use service::page::Overlay;
use service::{Comfort, Language, View};
use voice::{Privacy, Utterance};

use super::items::{Item, Region};
use super::{Phrases, Saying, fixed};

/// Progress is said when it enters another quarter.
const PROGRESS_STEP: u32 = 25;
/// The warning is repeated when so many seconds are left.
const LAST_CALL_S: u32 = 10;

/// Remembers what was shown, to say what is new.
#[derive(Debug, Default)]
pub(crate) struct Narrator {
    before: Option<Before>,
}

#[derive(Debug)]
struct Before {
    page: &'static str,
    panel: Option<Panel>,
    comfort: Comfort,
    said: HashSet<String>,
    steps: Vec<String>,
    focused: Option<String>,
    quarter: u32,
    called: bool,
}

/// The panel over the page, without what counts down in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Panel {
    TimeWarning,
    Comfort,
    Help,
    Unplugged,
    Leave,
}

impl Narrator {
    /// Somebody else comes: nothing was said to them yet.
    pub(crate) fn forget(&mut self) {
        self.before = None;
    }

    /// What is to be said now that the screen shows this.
    pub(crate) fn shown(&mut self, view: &View, items: &[Item], phrases: &Phrases<'_>) -> Option<Saying> {
        let voice = Teller { view, phrases };
        let now = Before {
            page: view.page.name(),
            panel: panel(view),
            comfort: view.comfort,
            said: items.iter().map(|item| phrases.item(item)).collect(),
            steps: items.iter().filter(|item| item.region == Region::Steps).map(|item| phrases.item(item)).collect(),
            focused: focused(items).map(|item| phrases.item(item)),
            quarter: quarter(items),
            called: matches!(view.overlay, Some(Overlay::TimeWarning { seconds }) if seconds <= LAST_CALL_S),
        };
        let before = self.before.replace(now);
        let now = self.before.as_ref()?;
        let begun = before.as_ref().is_none_or(|before| !before.comfort.voice.on);
        let Some(before) = before.filter(|_| !begun) else {
            return Some(voice.page(items, phrases.welcome().into()));
        };
        let reworded = before.comfort.language != now.comfort.language;
        if before.page != now.page || reworded || (now.panel != before.panel && now.panel.is_some()) {
            let mut page = voice.page(items, Vec::new());
            // How far one has come is said when it changes.
            page.utterances.retain(|said| reworded || !before.steps.contains(&said.text));
            return Some(page);
        }
        let mut news = voice.changes(&before, now);
        if now.panel != before.panel {
            // A panel was closed: back where one was.
            news.extend(voice.where_one_is(items));
            return Some(Saying { utterances: news, cuts: true, page: false });
        }
        if before.focused != now.focused {
            news.extend(focused(items).map(|item| voice.say(phrases.item(item), item)));
            return Some(Saying { utterances: news, cuts: true, page: false });
        }
        let cuts = !news.is_empty();
        if now.panel == Some(Panel::TimeWarning) {
            return (now.called && !before.called).then(|| voice.page(items, Vec::new()));
        }
        let new = items.iter().filter(|item| item.control.is_none() && !item.leafs && worth_saying(item));
        let new = new.filter(|item| match item.percent {
            Some(_) => now.quarter != before.quarter,
            None => !before.said.contains(&phrases.item(item)),
        });
        news.extend(new.map(|item| voice.say(phrases.item(item), item)));
        Some(Saying { utterances: news, cuts, page: false })
    }

    /// What is to be said of the control that has the keyboard now.
    pub(crate) fn focused(&mut self, view: &View, items: &[Item], phrases: &Phrases<'_>) -> Option<Saying> {
        let item = focused(items)?;
        let text = phrases.item(item);
        if let Some(before) = &mut self.before {
            before.focused = Some(text.clone());
        }
        Some(Saying { utterances: vec![Teller { view, phrases }.say(text, item)], cuts: true, page: false })
    }
}

struct Teller<'a> {
    view: &'a View,
    phrases: &'a Phrases<'a>,
}

impl Teller<'_> {
    fn public(&self, text: String) -> Utterance {
        Utterance { text, language: self.language(), privacy: Privacy::Public }
    }

    fn language(&self) -> Language {
        self.view.comfort.language
    }

    /// Everything of a personal page is private but the program's own words; header and footer know nobody.
    fn say(&self, text: String, item: &Item) -> Utterance {
        let own = fixed::is_fixed(&item.words) && (item.more.is_empty() || fixed::is_fixed(&item.more));
        let private = self.view.page.is_personal() && item.region == Region::Page && !own;
        let privacy = if private { Privacy::Private } else { Privacy::Public };
        Utterance { language: language_of(&text, self.language()), text, privacy }
    }

    /// The whole page: what is wrong, what it says, what can be chosen, and last where one is.
    fn page(&self, items: &[Item], first: Vec<String>) -> Saying {
        let mut utterances: Vec<Utterance> = first.into_iter().map(|text| self.public(text)).collect();
        if self.view.comfort.blank && !utterances.is_empty() {
            utterances.push(self.public(self.phrases.screen(true)));
        }
        let read = items.iter().filter(|item| !item.leafs && item.region != Region::Frame);
        utterances.extend(read.map(|item| self.say(self.phrases.item(item), item)));
        utterances.extend(self.now_at(items));
        Saying { utterances, cuts: true, page: true }
    }

    fn now_at(&self, items: &[Item]) -> Vec<Utterance> {
        // Where a page has nothing to choose the keyboard waits in the footer: nothing to say of it.
        let Some(item) = focused(items).filter(|item| item.region == Region::Page) else { return Vec::new() };
        let mut said = self.phrases.now_at(item).into_iter();
        let control = said.next().map(|text| self.say(text, item));
        control.into_iter().chain(said.map(|text| self.public(text))).collect()
    }

    /// The page's title again, and where one is.
    fn where_one_is(&self, items: &[Item]) -> Vec<Utterance> {
        let title = items.iter().find(|item| item.region == Region::Page && item.control.is_none());
        let title = title.map(|item| self.say(self.phrases.item(item), item));
        title.into_iter().chain(self.now_at(items)).collect()
    }

    /// What a person changed and cannot see.
    fn changes(&self, before: &Before, now: &Before) -> Vec<Utterance> {
        let blank = before.comfort.blank != now.comfort.blank;
        blank.then(|| self.public(self.phrases.screen(now.comfort.blank))).into_iter().collect()
    }
}

/// A ticket or a name stays Chinese on an English page.
fn language_of(text: &str, page: Language) -> Language {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let hanzi = text.chars().filter(|c| ('\u{3400}'..='\u{9fff}').contains(c)).count();
    if hanzi * 2 > letters { Language::Chinese } else { page }
}

fn focused(items: &[Item]) -> Option<&Item> {
    items.iter().find(|item| item.control.as_ref().is_some_and(|control| control.focused))
}

fn panel(view: &View) -> Option<Panel> {
    view.overlay.map(|overlay| match overlay {
        Overlay::TimeWarning { .. } => Panel::TimeWarning,
        Overlay::Comfort => Panel::Comfort,
        Overlay::Help => Panel::Help,
        Overlay::Unplugged => Panel::Unplugged,
        Overlay::Leave => Panel::Leave,
    })
}

/// Header and footer change with every second; what matters there is on the page as well.
fn worth_saying(item: &Item) -> bool {
    matches!(item.region, Region::Page | Region::Banner)
}

fn quarter(items: &[Item]) -> u32 {
    let percent = items.iter().find_map(|item| item.percent.as_ref()).and_then(|value| value.parse::<f32>().ok());
    percent.map_or(0, |value| value as u32 / PROGRESS_STEP)
}
