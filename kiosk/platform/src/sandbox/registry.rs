//! The applications that the sandbox has: what takes effect, once for each id. Time is given. Of what is handed in nothing
//! personal is kept that could be read: answers for a next application are sealed.

use std::collections::{BTreeMap, HashMap};

use domain::catalogue::Said;
use domain::form::{Digest, Forms};
use domain::{CaseNumber, CreditCode};
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::case::{Case, Event, HandedIn, Whose};
use super::departments::Answer;
use super::earlier::Earlier;
use super::error::OrderError;
use super::issue::today;
use crate::ApplicationError;
use crate::application::{DecisionDocument, Part, Progress, Receipt, Stage, Supplement};

/// All cases.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Registry {
    cases: BTreeMap<Uuid, Case>,
    /// Number → application.
    numbers: BTreeMap<CaseNumber, Uuid>,
    /// The newest day of a number, and how many were given out on it.
    serial: Option<(Date, u32)>,
    /// 帮办代办, each once.
    #[serde(default)]
    acts: Vec<Act>,
    /// What people answered, for their next application.
    #[serde(default)]
    pub(super) earlier: Earlier,
    /// Attachments on their way or whole. What is in them is not kept, so a sandbox that starts anew has none.
    #[serde(skip)]
    uploads: HashMap<(CaseNumber, Digest), Upload>,
}

/// A helper acted for somebody: ids of their files, and for which forms; `None`: for all.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Act {
    helper: String,
    principal: String,
    forms: Option<Vec<String>>,
}

/// An attachment on its way.
#[derive(Debug, Default)]
struct Upload {
    hash: Sha256,
    length: u64,
    whole: bool,
}

impl Registry {
    /// The number of an application, a new one at the first time. `taken`: numbers of invented cases.
    pub(super) fn reserve(
        &mut self,
        submission: Uuid,
        form: &str,
        now: Timestamp,
        taken: impl Fn(&CaseNumber) -> bool,
    ) -> Result<CaseNumber, ApplicationError> {
        if let Some(case) = self.cases.get(&submission) {
            return if case.form == form { Ok(case.number.clone()) } else { Err(reused()) };
        }
        let day = today(now);
        let mut serial = self.serial.filter(|(last, _)| *last == day).map_or(0, |(_, serial)| serial);
        let number = loop {
            serial += 1;
            let number = CaseNumber::new(day, serial);
            // A clock that was set back comes to days whose numbers are given out.
            if !taken(&number) && !self.numbers.contains_key(&number) {
                break number;
            }
        };
        self.serial = Some((day, serial));
        let case = Case {
            number: number.clone(),
            form: form.to_owned(),
            handed_in: None,
            events: Vec::new(),
            withdrawn: None,
            rated: None,
        };
        self.cases.insert(submission, case);
        self.numbers.insert(number.clone(), submission);
        Ok(number)
    }

    /// How much of an attachment is there.
    pub(super) fn uploaded(&self, number: &CaseNumber, attachment: &Digest) -> Result<u64, ApplicationError> {
        self.of_number(number)?;
        Ok(self.uploads.get(&(number.clone(), *attachment)).map_or(0, |upload| upload.length))
    }

    /// Takes a part that begins where the attachment is.
    pub(super) fn upload(&mut self, number: &CaseNumber, part: &Part) -> Result<u64, ApplicationError> {
        self.of_number(number)?;
        let key = (number.clone(), part.attachment);
        let upload = self.uploads.entry(key.clone()).or_default();
        let length = part.bytes.reveal().len() as u64;
        if upload.whole || part.offset != upload.length || length == 0 || part.offset + length > part.length {
            return Ok(upload.length);
        }
        upload.hash.update(part.bytes.reveal());
        upload.length += length;
        if upload.length < part.length {
            return Ok(upload.length);
        }
        let digest: [u8; 32] = upload.hash.clone().finalize().into();
        upload.whole = digest == *part.attachment.bytes();
        if upload.whole {
            return Ok(upload.length);
        }
        self.uploads.remove(&key);
        Ok(0)
    }

    /// Whether all attachments are there.
    pub(super) fn has_all<'a>(
        &self,
        number: &CaseNumber,
        attachments: impl IntoIterator<Item = &'a Digest>,
    ) -> Result<(), ApplicationError> {
        let there = |digest: &Digest| self.uploads.get(&(number.clone(), *digest)).is_some_and(|it| it.whole);
        if attachments.into_iter().all(there) { Ok(()) } else { Err(failed("SANDBOX-ATTACHMENT-MISSING")) }
    }

    /// The receipt of an application that was handed in before, if it was: the same, whatever it is sent for again.
    pub(super) fn receipt_again(
        &self,
        submission: Uuid,
        number: &CaseNumber,
        digest: &Digest,
    ) -> Result<Option<Receipt>, ApplicationError> {
        let case = self.cases.get(&submission).filter(|case| case.number == *number).ok_or_else(no_case)?;
        match &case.handed_in {
            Some(handed_in) if handed_in.digest != *digest => Err(reused()),
            Some(_) => Ok(case.receipt(submission)),
            None => Ok(None),
        }
    }

    /// Takes an application, the first time.
    pub(super) fn hand_in(&mut self, submission: Uuid, handed_in: HandedIn) -> Result<Receipt, ApplicationError> {
        let case = self.cases.get_mut(&submission).ok_or_else(no_case)?;
        case.handed_in.get_or_insert(handed_in);
        case.receipt(submission).ok_or_else(no_case)
    }

    /// Takes a supplement, while one is wanted.
    pub(super) fn supplement(&mut self, supplement: &Supplement, now: Timestamp) -> Result<(), ApplicationError> {
        let case = self.of_number(&supplement.number)?;
        if case.supplements().any(|id| id == supplement.id) {
            return Ok(());
        }
        if case.stage(now) != Some(Stage::NeedsMore) {
            return Err(refused("这件事现在不用补材料。", "Nothing is wanted for this case now."));
        }
        self.has_all(&supplement.number, supplement.attachments.iter().map(|it| &it.digest))?;
        self.of_number_mut(&supplement.number)?.comes(Event::Supplemented(supplement.id), now);
        Ok(())
    }

    /// Keeps that a helper acted for somebody.
    pub(super) fn record_act(&mut self, helper: String, principal: String, forms: Option<Vec<String>>) {
        let act = Act { helper, principal, forms };
        if !self.acts.contains(&act) {
            self.acts.push(act);
        }
    }

    /// Whether a helper may hand in a form for somebody. Who never acted before the platform did so while the line was
    /// cut, with both cards: that is for all forms.
    pub(super) fn may_act(&self, helper: &str, principal: &str, form: &str) -> bool {
        let theirs = |act: &&Act| act.helper == helper && act.principal == principal;
        let covers = |act: &Act| act.forms.as_ref().is_none_or(|forms| forms.iter().any(|it| it == form));
        let mut acts = self.acts.iter().filter(theirs).peekable();
        acts.peek().is_none() || acts.any(covers)
    }

    /// Withdraws a case of whoever sees it.
    pub(super) fn withdraw(
        &mut self,
        whose: &Whose,
        number: &CaseNumber,
        now: Timestamp,
    ) -> Result<(), ApplicationError> {
        let case = self.of_number_mut(number)?;
        if !case.handed_in.as_ref().is_some_and(|handed_in| whose.fits(handed_in)) {
            return Err(no_case());
        }
        match case.stage(now) {
            Some(Stage::Withdrawn) => Ok(()),
            Some(Stage::Granted | Stage::Refused) | None => {
                Err(refused("这件事已经办结，不能撤回。", "This case is decided and cannot be withdrawn."))
            }
            Some(Stage::Received | Stage::InReview | Stage::NeedsMore) => {
                case.withdrawn = Some(now);
                Ok(())
            }
        }
    }

    /// Takes a rating.
    pub(super) fn rate(&mut self, number: &CaseNumber, rating: Uuid) -> Result<(), ApplicationError> {
        let case = self.of_number_mut(number)?;
        if case.handed_in.is_none() {
            return Err(no_case());
        }
        if *case.rated.get_or_insert(rating) == rating {
            Ok(())
        } else {
            Err(refused("这件事已经评价过了。", "This case has been rated."))
        }
    }

    /// Orders an answer from outside: what comes next, not what came before. `forms`: what their questions are.
    pub(super) fn answer(
        &mut self,
        number: &CaseNumber,
        answer: Answer,
        forms: &Forms,
        now: Timestamp,
    ) -> Result<(), OrderError> {
        let case = self.of_number_mut(number).map_err(|_| OrderError::NoCase)?;
        let handed_in = case.handed_in.as_ref().ok_or(OrderError::NotHandedIn)?;
        if !case.is_open(now) {
            return Err(OrderError::Closed);
        }
        if let (Answer::Supplement(wanted), Some(form)) = (&answer, forms.version(&case.form, handed_in.version)) {
            let has = |key: &String| form.questions().any(|question| question.key == *key);
            if let Some((question, _)) = wanted.iter().find(|(key, _)| !has(key)) {
                let has = form.questions().map(|question| question.key.clone()).collect();
                return Err(OrderError::NoQuestion { form: form.id.clone(), question: question.clone(), has });
            }
        }
        case.comes(Event::Ordered(answer), now);
        Ok(())
    }

    /// What is known of a case.
    pub(super) fn progress(&self, submission: Uuid, now: Timestamp) -> Option<Progress> {
        Some(self.cases.get(&submission)?.progress(submission, now))
    }

    /// The company that a case is about.
    pub(super) fn company(&self, submission: Uuid) -> Option<&CreditCode> {
        self.cases.get(&submission)?.handed_in.as_ref()?.company.as_ref()
    }

    /// 结果证照 with this verification code, and whose it is: id of their file, `None` when they have none.
    pub(super) fn decided(&self, code: &str, now: Timestamp) -> Option<(DecisionDocument, Option<&str>)> {
        self.cases.values().find_map(|case| {
            let handed_in = case.handed_in.as_ref()?;
            // Most cases have another one: where they stand need not be found out.
            handed_in.document.as_ref().filter(|document| document.verification_code == code)?;
            Some((case.decision(now)?.document?, handed_in.person.as_deref()))
        })
    }

    /// The application of a number.
    pub(super) fn submission(&self, number: &CaseNumber) -> Option<Uuid> {
        self.numbers.get(number).copied()
    }

    /// Applications that were handed in, newest first.
    pub(super) fn those(&self, which: impl Fn(&HandedIn) -> bool) -> Vec<Uuid> {
        let handed_in = self.cases.iter().filter_map(|(id, case)| Some((case.handed_in.as_ref()?, *id)));
        let mut found: Vec<(Timestamp, Uuid)> =
            handed_in.filter(|(it, _)| which(it)).map(|(it, id)| (it.at, id)).collect();
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// The ids of what was handed in.
    pub(super) fn handed_in(&self) -> Vec<Uuid> {
        self.cases.iter().filter(|(_, case)| case.handed_in.is_some()).map(|(id, _)| *id).collect()
    }

    /// How many numbers were given out, each to one application.
    pub(super) fn numbers(&self) -> usize {
        self.numbers.len()
    }

    fn of_number(&self, number: &CaseNumber) -> Result<&Case, ApplicationError> {
        self.numbers.get(number).and_then(|id| self.cases.get(id)).ok_or_else(no_case)
    }

    fn of_number_mut(&mut self, number: &CaseNumber) -> Result<&mut Case, ApplicationError> {
        self.numbers.get(number).and_then(|id| self.cases.get_mut(id)).ok_or_else(no_case)
    }
}

/// The day so many working days after one. Holidays are not known here: only Saturdays and Sundays are left out.
pub(super) fn working_days(from: Date, days: u16) -> Date {
    let mut day = from;
    for _ in 0..days {
        day = day.saturating_add(jiff::Span::new().days(1));
        while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && day < Date::MAX {
            day = day.saturating_add(jiff::Span::new().days(1));
        }
    }
    day
}

pub(super) fn failed(reference: &str) -> ApplicationError {
    ApplicationError::Failed { reference: reference.to_owned() }
}

pub(super) fn refused(zh: &str, en: &str) -> ApplicationError {
    ApplicationError::Refused { words: Said { zh: zh.to_owned(), en: en.to_owned() } }
}

fn no_case() -> ApplicationError {
    refused("没有这个办件编号。", "There is no case with this number.")
}

fn reused() -> ApplicationError {
    refused("这个申请号已经用于另一份申请。", "This id belongs to another application.")
}
