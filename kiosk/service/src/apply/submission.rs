//! What leaves the terminal of an application: one submission for each form, and the pages that go along.

use std::sync::Arc;

use domain::Identity;
use domain::form::{Answer, Answers, FileAnswer, Form};
use jiff::civil::Date;
use platform::application::{Applicant, Attachment, MediaType, Submission};
use uuid::Uuid;

use super::draft::Draft;

impl Draft {
    /// What leaves the terminal when the person confirms, one for each form. `ids`: one for each.
    /// `helper`: who confirms it in place of whose `identity` that is. `area`: the place whose department receives a form.
    pub(crate) fn submissions(
        &self,
        ids: &[Uuid],
        identity: &Identity,
        helper: Option<&Identity>,
        area: impl Fn(&Form) -> Option<String>,
        today: Date,
    ) -> Vec<Submission> {
        let forms = self.merged.forms.iter().zip(ids);
        let of = |(form, id): (&Arc<Form>, &Uuid)| {
            let answers = form.own(&self.answers, today);
            Submission {
                id: *id,
                form: form.id.clone(),
                version: form.version,
                digest: domain::form::digest(form, &self.answers, today),
                applied_on: today,
                applicant: applicant(identity),
                helper: helper.map(applicant),
                area: area(form),
                attachments: self.attachments(&answers),
                answers,
            }
        };
        forms.map(of).collect()
    }

    /// The photographed pages among answers, each once.
    pub(crate) fn attachments(&self, answers: &Answers) -> Vec<Attachment> {
        let mut found: Vec<Attachment> = Vec::new();
        for (key, given) in answers.iter() {
            let Answer::File(FileAnswer::Pages(pages)) = &given.answer else { continue };
            for page in pages {
                let Some(photo) = self.photos.get(&page.digest) else { continue };
                if !found.iter().any(|known| known.digest == page.digest) {
                    found.push(Attachment {
                        question: key.to_owned(),
                        digest: page.digest,
                        length: photo.jpeg.reveal().len() as u64,
                        media: MediaType::Jpeg,
                    });
                }
            }
        }
        found
    }
}

fn applicant(identity: &Identity) -> Applicant {
    Applicant { document: identity.document, name: identity.name.clone(), number: identity.number.clone() }
}
