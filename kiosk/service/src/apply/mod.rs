//! 一表申请: an application while it is filled in, confirmed and handed in. `draft` holds what is asked and answered, `aside`
//! what is asked beside it, `entry` what is being entered at one question, `photo` what is photographed, `submission` what
//! leaves the terminal, `handed` what became of what was handed in, `page` what is drawn.

mod aside;
mod cases;
mod draft;
mod entry;
mod file;
mod handed;
pub mod page;
mod photo;
mod show;
mod submission;
mod typing;

pub use entry::{Keys, Stroke};
pub use handed::{Delivery, HandedIn};
pub use photo::{Photo, Seen, Sight};
pub use typing::{Candidate, Composed, Engines, Method, Press};

pub(crate) use aside::Aside;
pub(crate) use cases::{case_page, cases_page};
pub(crate) use draft::{Draft, Kept, Next, Wanting};
pub(crate) use entry::{Entry, keys};
pub(crate) use file::{companies, life_file_page, principals};
pub(crate) use handed::{Handed, Rated};
pub(crate) use show::{area, department, handed_page, is_reason, question_page, rating_page, review_page, share_page};
pub(crate) use typing::{Typing, stroke_letter};

use std::sync::Arc;

use domain::catalogue::{MatterId, Said};
use domain::form::Form;
use platform::application::Progress;

use crate::directory::Directory;
use crate::look::Target;

/// The forms with which one applies for a matter, or for the matters of a chain, each once; none for other places.
pub(crate) fn forms_of(directory: &Directory, target: Target) -> Vec<Arc<Form>> {
    let matters: Vec<MatterId> = match target {
        Target::Matter(id) => vec![id],
        Target::Chain(number) => {
            directory.catalogue.chains.get(number).map(|chain| chain.matters.clone()).unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let mut forms: Vec<Arc<Form>> = Vec::new();
    for form in matters.into_iter().filter_map(|matter| directory.forms.for_matter(matter)) {
        if !forms.iter().any(|known| known.id == form.id) {
            forms.push(form.clone());
        }
    }
    forms
}

/// The form of a key, in its newest version.
pub(crate) fn form_of<'a>(directory: &'a Directory, key: &str) -> Option<&'a Arc<Form>> {
    directory.forms.forms.iter().find(|form| form.id == key)
}

/// The form of a case: in the version with which it was handed in, where it is still there.
pub(crate) fn form_of_case<'a>(directory: &'a Directory, case: &Progress) -> Option<&'a Arc<Form>> {
    directory.forms.version(&case.form, case.version).or_else(|| form_of(directory, &case.form))
}

/// What one applies for at a place of the catalogue.
pub(crate) fn title_of(directory: &Directory, target: Target) -> Said {
    match target {
        Target::Chain(number) => directory
            .catalogue
            .chains
            .get(number)
            .map(|chain| Said { zh: chain.name.clone(), en: chain.name_en.clone() }),
        Target::Matter(id) => directory.forms.for_matter(id).map(|form| form.title.clone()),
        _ => None,
    }
    .unwrap_or_default()
}
