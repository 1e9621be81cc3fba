//! One module a page: from the view to the page's adapter.

mod attract;
mod cases;
mod catalogue;
mod chain;
mod checked;
mod choose;
mod choose_place;
mod choose_year;
mod consent;
mod finished;
mod guide;
mod handed;
mod home;
mod identify;
mod insurance;
mod life_file;
mod list;
mod preview;
mod printing;
mod question;
mod rating;
mod record;
mod review;
mod scan_paper;
mod search;
mod secured;
mod share;
mod sorry;
mod take_it;
mod waiting;

use service::Comfort;
use service::page::Page;
use slint::{ModelRc, VecModel};

use crate::generated::{App, PageId};
use crate::ink::Ink;
use crate::picture::Pictures;

/// Tells the page's adapter what to show.
pub(crate) fn show(app: &App, page: &Page, comfort: Comfort, pictures: &mut Pictures, ink: &Ink) {
    match page {
        // Everything on it is words.
        Page::Attract => {}
        Page::Home { can_check, stages } => home::show(app, comfort.language, *can_check, stages),
        Page::List(list) => list::show(app, comfort.language, list),
        Page::Search(search) => search::show(app, comfort.language, search),
        Page::Guide(guide) => guide::show(app, comfort.language, guide),
        Page::Chain(chain) => chain::show(app, comfort.language, chain),
        Page::ScanPaper { problem } => scan_paper::show(app, *problem),
        Page::Checked(checked) => checked::show(app, comfort.language, checked),
        Page::Secured(why) => secured::show(app, *why),
        Page::Consent { version, errand, .. } => consent::show(app, comfort.language, version, errand.as_ref()),
        Page::Identify { reading, card_lies, problem, ways, whose } => {
            identify::show(app, *reading, *card_lies, *problem, *ways, *whose);
        }
        Page::Choose(choose) => choose::show(app, choose),
        Page::LifeFile(file) => life_file::show(app, comfort.language, file),
        Page::Waiting { what, pace } => waiting::show(app, *what, *pace),
        Page::Record(record) => record::show(app, record),
        Page::Insurance(insurance) => insurance::show(app, insurance),
        Page::Share(share) => share::show(app, comfort.language, share),
        Page::Question(asked) => question::show(app, comfort, asked, ink),
        Page::Review(review) => review::show(app, comfort.language, review),
        Page::Handed(handed) => handed::show(app, comfort.language, handed),
        Page::Rating(rating) => rating::show(app, comfort.language, rating),
        Page::Cases(cases) => cases::show(app, comfort.language, cases),
        Page::Case(case) => cases::show_one(app, comfort.language, case),
        Page::ChooseYear(years) => choose_year::show(app, years),
        Page::ChooseProvince(provinces) => choose_place::show(app, comfort.language, None, provinces),
        Page::ChooseCity { province, cities } => choose_place::show(app, comfort.language, Some(province), cities),
        Page::Preview { printout, sheet, trouble } => {
            preview::show(app, *printout, sheet, pictures.of(sheet, comfort.contrast), *trouble);
        }
        Page::Printing { printout, medium, percent, pace } => {
            printing::show(app, *printout, *medium, *percent, *pace);
        }
        Page::TakeIt { sheet, card_lies, ticket_waits, paper } => {
            let picture = pictures.of(sheet, comfort.contrast);
            take_it::show(app, sheet.medium(), picture, *card_lies, *ticket_waits, *paper);
        }
        Page::Finished { ending, card_lies } => finished::show(app, *ending, *card_lies),
        Page::Sorry { sorry, words, can_try_again, can_look, card_lies } => {
            let words = words.as_ref().map(|words| (words, comfort.language));
            sorry::show(app, *sorry, words, (*can_try_again, *can_look), *card_lies);
        }
    }
}

/// Tells the idle page what it tells beside its own words.
pub(crate) use attract::show as show_news;
pub(crate) use rating::LEVELS;

/// Forgets what every other page was told of a person.
pub(crate) fn clear_but(app: &App, page: PageId, pictures: &mut Pictures, ink: &Ink) {
    if page != PageId::List {
        list::clear(app);
    }
    if page != PageId::Search {
        search::clear(app);
    }
    if page != PageId::Guide {
        guide::clear(app);
    }
    if page != PageId::Chain {
        chain::clear(app);
    }
    if page != PageId::Checked {
        checked::clear(app);
    }
    if page != PageId::Record {
        record::clear(app);
    }
    if page != PageId::Insurance {
        insurance::clear(app);
    }
    if page != PageId::Question {
        question::clear(app, ink);
    }
    if page != PageId::Review {
        review::clear(app);
    }
    if page != PageId::Handed {
        handed::clear(app);
    }
    if page != PageId::Cases && page != PageId::OneCase {
        cases::clear(app);
    }
    if page != PageId::Rating {
        rating::clear(app);
    }
    if page != PageId::Choose {
        choose::clear(app);
    }
    if page != PageId::LifeFile {
        life_file::clear(app);
    }
    if page != PageId::ChooseYear {
        choose_year::clear(app);
    }
    if page != PageId::ChooseProvince && page != PageId::ChooseCity {
        choose_place::clear(app);
    }
    if page != PageId::Preview {
        preview::clear(app);
    }
    if page != PageId::TakeIt {
        take_it::clear(app);
    }
    // Printing shows no picture, but take-it after it shows the same one.
    if !matches!(page, PageId::Preview | PageId::Printing | PageId::TakeIt) {
        pictures.clear();
    }
}

/// A model of things that do not change while they are shown.
fn model<T: Clone + 'static>(things: impl IntoIterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from_iter(things))
}
