//! What a person can look up here without signing in: matters, where they are done, news of the idle pages.

use std::cmp::Reverse;
use std::sync::Arc;

use domain::catalogue::{Catalogue, Finder, Here, Matter, MatterId, Popularity, Stage};
use domain::{Announcement, Forms, Places};
use jiff::civil::Date;

use crate::sheet::Colours;

/// So many matters are offered before anything is typed.
const OFFERED: usize = 12;

/// News of the idle pages, with its picture.
pub struct News {
    /// What it says, for whom and how long.
    pub announcement: Announcement,
    /// The picture beside the words; words never stand in it.
    pub picture: Option<Colours>,
}

impl std::fmt::Debug for News {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("News").field("title", &self.announcement.title).finish_non_exhaustive()
    }
}

/// One piece of news is the same only as itself.
impl PartialEq for News {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// What a person can look up. Made anew when the catalogue changes; a visit keeps the one with which it began.
pub struct Directory {
    /// The matters, and who does them.
    pub catalogue: Catalogue,
    /// Finds matters as one types.
    pub finder: Finder,
    /// Where matters can be done.
    pub places: Places,
    /// News of the idle pages.
    pub news: Vec<Arc<News>>,
    /// The forms with which one applies.
    pub forms: Arc<Forms>,
    /// The stages of life, as the first page has them.
    pub(crate) stages: Arc<[Stage]>,
    /// What is asked most here, the most asked first.
    pub(crate) offered: Vec<MatterId>,
}

impl std::fmt::Debug for Directory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Directory").field("version", &self.catalogue.version).finish_non_exhaustive()
    }
}

/// Nothing to look up: what a terminal shows before it has read its catalogue.
impl Default for Directory {
    fn default() -> Self {
        Self::new(Catalogue::default(), &Popularity::default(), Places::default(), Vec::new())
    }
}

impl Directory {
    /// Of a checked catalogue, with what was opened most at this terminal.
    pub fn new(catalogue: Catalogue, popularity: &Popularity, places: Places, news: Vec<Arc<News>>) -> Self {
        Self {
            finder: Finder::new(&catalogue, popularity),
            stages: catalogue.stages.clone().into(),
            offered: offered(&catalogue, popularity),
            catalogue,
            places,
            news,
            forms: Arc::default(),
        }
    }

    /// With the forms with which one applies.
    #[must_use]
    pub fn with_forms(self, forms: Arc<Forms>) -> Self {
        Self { forms, ..self }
    }

    /// News that is told on this day.
    pub(crate) fn news_on(&self, today: Date) -> impl Iterator<Item = &Arc<News>> {
        self.news.iter().filter(move |news| news.announcement.is_current(today))
    }
}

/// What is asked most; where nothing was counted yet, what can be had here, and then what fits many.
fn offered(catalogue: &Catalogue, popularity: &Popularity) -> Vec<MatterId> {
    let asked = |id: MatterId| popularity.0.get(&id).copied().unwrap_or(0);
    let mut counted: Vec<MatterId> = catalogue.matters.iter().map(|matter| matter.id).collect();
    counted.retain(|id| asked(*id) > 0);
    counted.sort_by_key(|id| Reverse(asked(*id)));
    let here = catalogue.matters.iter().filter(|matter: &&Arc<Matter>| matches!(matter.here, Here::Print(_)));
    let rest = here.map(|matter| matter.id).chain(catalogue.advice.iter().map(|advice| advice.matter));
    for id in rest {
        if !counted.contains(&id) {
            counted.push(id);
        }
    }
    counted.truncate(OFFERED);
    counted
}
