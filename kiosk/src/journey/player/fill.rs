//! A person who fills in an application: every question on the screen gets the invented answer of the form's example, by
//! touching and typing as a person would.

use std::time::Duration;

use domain::form::{Answer, Answers, Merged, example};
use jiff::civil::Date;
use service::{Input, Language, Page, PickRow, QuestionPage, ReviewPage, Sight};

use super::Player;

/// A form of a hundred questions with ten entries is done within this many pages.
const MOST_PAGES: usize = 400;
/// A page comes within this.
const PATIENCE: Duration = Duration::from_secs(10);

/// What stands on a button, in both languages.
type Label = (&'static str, &'static str);
const NEXT: Label = ("下一题", "Next question");
const DONE: Label = ("填好了", "Done");
const SKIP: Label = ("跳过这一题", "Skip this question");
const SIGNED: Label = ("签好了", "Signed");
const SIGN: Label = ("去签名", "Sign");
const COMPLETE: Label = ("去补上", "Complete it");
const PHOTOGRAPH: Label = ("拍照", "Take a photograph");
const PAD: Label = ("请在这里写您的名字", "Write your name here");

impl Player<'_> {
    /// Answers everything that is asked, up to the review where only the final yes is missing. `forms`: whose examples.
    pub(super) fn fill(&mut self, forms: &[String], today: Date) -> Result<(), String> {
        let known = self.assembled.terminal.watched().directory.borrow().forms.clone();
        let mut wanted = Vec::new();
        for id in forms {
            let form = known.forms.iter().find(|form| form.id == *id);
            wanted.push(form.ok_or_else(|| format!("there is no form “{id}”"))?.clone());
        }
        let merged = Merged::of(&wanted);
        let answers = example::merged(&merged, today);
        for _ in 0..MOST_PAGES {
            let before = self.view();
            match &before.page {
                Page::Question(question) => self.answer(question, &answers)?,
                Page::Review(review) if ready(review) => return Ok(()),
                Page::Review(review) => self.press(if review.to_sign { SIGN } else { COMPLETE })?,
                other => return Err(format!("nothing is asked here: the page is “{}”", other.name())),
            }
            if !self.settle_for(|view| view.page != before.page, PATIENCE) {
                return Err(format!("nothing came of the answer on the page “{}”", before.page.name()));
            }
            self.see()?;
        }
        Err("the application has no end".to_owned())
    }

    fn answer(&mut self, question: &QuestionPage, answers: &Answers) -> Result<(), String> {
        if let Some(complaint) = &question.complaint {
            return Err(format!("“{}” is not taken: {}", question.ask.zh, complaint.zh));
        }
        let next = if question.can_skip && answers.at(&question.at).is_none() {
            SKIP
        } else if question.number == 0 {
            DONE
        } else {
            NEXT
        };
        match (&question.input, answers.at(&question.at)) {
            (Input::Signature { .. }, _) => {
                self.draw(self.in_words(PAD))?;
                self.settle_for(|view| signed(&view.page), PATIENCE);
                self.press(SIGNED)?;
                // The ink has changed the page already: what is waited for is the one after it.
                self.settle_for(|view| !signed(&view.page), PATIENCE);
                Ok(())
            }
            (Input::Entries { rows, name, .. }, Some(Answer::Group(entries))) if rows.len() < entries.len() => {
                let add = if self.english() { format!("Add: {}", name.en) } else { format!("添加{}", name.zh) };
                self.tap(&add)
            }
            (Input::Pages { pages, shared: false, .. }, Some(_)) if pages.is_empty() => self.photograph(),
            (Input::Pick { of, many: false }, Some(answer)) => {
                let key = picked(answer).into_iter().next().unwrap_or_default();
                self.tap_row(of, &key)
            }
            (Input::Pick { of, many: true }, Some(answer)) => {
                let missing = picked(answer);
                let missing = missing.iter().find(|key| of.iter().any(|row| row.key == **key && !row.picked));
                match missing {
                    Some(key) => self.tap_row(of, key),
                    None => self.press(next),
                }
            }
            (Input::Place { of, .. }, Some(Answer::Address(place))) => {
                let code = &place.division.code;
                let near = |row: &&PickRow| row.key.get(..2) == code.get(..2);
                let row = of.iter().find(|row| row.key == *code).or_else(|| of.iter().find(near));
                let key = row.map(|row| row.key.clone()).unwrap_or_default();
                self.tap_row(of, &key)
            }
            (Input::Typed { text, .. }, Some(answer)) if text.reveal().is_empty() => {
                self.types(&typed(answer));
                self.settle_for(|view| !empty(&view.page), PATIENCE);
                Ok(())
            }
            _ => self.press(next),
        }
    }

    fn tap_row(&mut self, of: &[PickRow], key: &str) -> Result<(), String> {
        let row = of.iter().find(|row| row.key == key).ok_or_else(|| format!("“{key}” cannot be chosen here"))?;
        let label = if self.english() { row.name.en.clone() } else { row.name.zh.clone() };
        self.tap(&label)
    }

    /// As a person does: once the terminal says that the sheet is clear, and until the page is there.
    fn photograph(&mut self) -> Result<(), String> {
        if let Some(camera) = &self.assembled.controls.document_camera {
            // Each question is about another paper.
            camera.lay();
        }
        if !self.settle_for(|view| sight(&view.page) == Some(Sight::Good), PATIENCE) {
            return Err("no sheet that can be read lies under the document camera".to_owned());
        }
        self.press(PHOTOGRAPH)?;
        if self.settle_for(|view| has_pages(&view.page), PATIENCE) {
            Ok(())
        } else {
            Err("no page came of the photograph".to_owned())
        }
    }

    fn press(&mut self, label: Label) -> Result<(), String> {
        let label = self.in_words(label);
        self.tap(label)
    }

    fn english(&self) -> bool {
        self.view().comfort.language == Language::English
    }

    fn in_words(&self, (zh, en): Label) -> &'static str {
        if self.english() { en } else { zh }
    }
}

fn ready(review: &ReviewPage) -> bool {
    review.complaints == 0 && !review.to_sign
}

/// What the document camera is said to see, where it is asked.
fn sight(page: &Page) -> Option<Sight> {
    match page {
        Page::Question(question) => match &question.input {
            Input::Pages { view, .. } => view.as_ref().map(|seen| seen.sight),
            _ => None,
        },
        _ => None,
    }
}

fn has_pages(page: &Page) -> bool {
    match page {
        Page::Question(question) => matches!(&question.input, Input::Pages { pages, .. } if !pages.is_empty()),
        _ => false,
    }
}

fn signed(page: &Page) -> bool {
    match page {
        Page::Question(question) => match &question.input {
            Input::Signature { strokes, .. } => !strokes.reveal().is_empty(),
            _ => false,
        },
        _ => false,
    }
}

fn empty(page: &Page) -> bool {
    match page {
        Page::Question(question) => match &question.input {
            Input::Typed { text, .. } => text.reveal().is_empty(),
            _ => false,
        },
        _ => false,
    }
}

fn picked(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::Choice(key) => vec![key.reveal().clone()],
        Answer::Choices(keys) => keys.reveal().clone(),
        Answer::YesNo(yes) => vec![if *yes.reveal() { "yes" } else { "no" }.to_owned()],
        _ => Vec::new(),
    }
}

fn typed(answer: &Answer) -> String {
    match answer {
        Answer::Text(text) => text.reveal().clone(),
        Answer::Date(day) => day.reveal().date().strftime("%Y%m%d").to_string(),
        Answer::IdNumber(number) => number.reveal().as_str().to_owned(),
        Answer::Phone(phone) => phone.reveal().as_str().to_owned(),
        Answer::CreditCode(code) => code.reveal().as_str().to_owned(),
        Answer::BankAccount(account) => account.reveal().as_str().to_owned(),
        Answer::Money(amount) => amount.reveal().to_string(),
        Answer::Number(number) => number.reveal().to_string(),
        Answer::Address(place) => place.street.reveal().clone(),
        _ => String::new(),
    }
}
