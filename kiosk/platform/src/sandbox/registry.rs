//! The applications that the sandbox has: what takes effect, once for each id, and where each case stands by the clock.
//! Pure: time and random numbers are given. Of what is handed in nothing personal is kept.

use std::collections::{BTreeMap, HashMap};

use domain::catalogue::Said;
use domain::form::Digest;
use domain::{CaseNumber, Sensitive};
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::departments::{Answer, Way};
use super::issue::today;
use crate::ApplicationError;
use crate::application::{Decision, DecisionDocument, Part, Progress, Receipt, Stage, Step, Supplement};

/// All cases.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Registry {
    cases: BTreeMap<Uuid, Case>,
    /// Number → application.
    numbers: BTreeMap<CaseNumber, Uuid>,
    /// The newest day of a number, and how many were given out on it.
    serial: Option<(Date, u32)>,
    /// Attachments on their way or whole. What is in them is not kept, so a sandbox that starts anew has none.
    #[serde(skip)]
    uploads: HashMap<(CaseNumber, Digest), Upload>,
}

/// A case, from its number on.
#[derive(Debug, Serialize, Deserialize)]
struct Case {
    number: CaseNumber,
    form: String,
    handed_in: Option<HandedIn>,
    supplements: Vec<(Uuid, Timestamp)>,
    withdrawn: Option<Timestamp>,
    rated: Option<Uuid>,
    /// An answer that was ordered from outside, and when.
    ordered: Option<(Answer, Timestamp)>,
}

/// What is known of an application that was handed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct HandedIn {
    pub(super) digest: Digest,
    pub(super) at: Timestamp,
    /// Whose it is: id of the person's file.
    pub(super) person: Option<String>,
    pub(super) answer_by: Option<Date>,
    pub(super) way: Way,
    /// 秒批秒办
    pub(super) at_once: bool,
    /// What is issued when it is granted; its day is that of the grant.
    pub(super) document: Option<DecisionDocument>,
}

/// An attachment on its way.
#[derive(Debug, Default)]
struct Upload {
    hash: Sha256,
    length: u64,
    whole: bool,
}

/// A step and what it brought.
type Told = (Step, Option<Answer>);

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
            supplements: Vec::new(),
            withdrawn: None,
            rated: None,
            ordered: None,
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
        if case.supplements.iter().any(|(id, _)| *id == supplement.id) {
            return Ok(());
        }
        if case.stage(now) != Some(Stage::NeedsMore) {
            return Err(refused("这件事现在不用补材料。", "Nothing is wanted for this case now."));
        }
        self.has_all(&supplement.number, supplement.attachments.iter().map(|it| &it.digest))?;
        self.of_number_mut(&supplement.number)?.supplements.push((supplement.id, now));
        Ok(())
    }

    /// Withdraws a person's case.
    pub(super) fn withdraw(
        &mut self,
        person: &str,
        number: &CaseNumber,
        now: Timestamp,
    ) -> Result<(), ApplicationError> {
        let case = self.of_number_mut(number)?;
        if case.handed_in.as_ref().is_none_or(|handed_in| handed_in.person.as_deref() != Some(person)) {
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

    /// Orders an answer from outside; a case that is closed stays as it is.
    pub(super) fn answer(&mut self, number: &CaseNumber, answer: Answer, now: Timestamp) -> bool {
        let Ok(case) = self.of_number_mut(number) else { return false };
        let open = matches!(case.stage(now), Some(Stage::Received | Stage::InReview | Stage::NeedsMore));
        if open {
            case.ordered = Some((answer, now));
        }
        open
    }

    /// What is known of a case.
    pub(super) fn progress(&self, submission: Uuid, now: Timestamp) -> Option<Progress> {
        let case = self.cases.get(&submission)?;
        let told = case.told(now);
        let steps: Vec<Step> = told.iter().map(|(step, _)| step.clone()).collect();
        let stage = steps.last().map(|step| step.stage);
        let last = told.last().and_then(|(_, answer)| answer.clone());
        let wanted = match (stage, last) {
            (Some(Stage::NeedsMore), Some(answer)) => Way { answer, ..Way::default() }.wanted(),
            _ => Vec::new(),
        };
        Some(Progress {
            submission,
            number: case.number.clone(),
            form: case.form.clone(),
            receipt: case.receipt(submission),
            wanted,
            supplements: case.supplements.iter().map(|(id, _)| *id).collect(),
            decision: case.decision(now),
            can_withdraw: matches!(stage, Some(Stage::Received | Stage::InReview | Stage::NeedsMore)),
            rated: case.rated,
            steps,
        })
    }

    /// The application of a number.
    pub(super) fn submission(&self, number: &CaseNumber) -> Option<Uuid> {
        self.numbers.get(number).copied()
    }

    /// A person's applications, newest first.
    pub(super) fn of_person(&self, person: &str) -> Vec<Uuid> {
        let own = |case: &Case| case.handed_in.as_ref().is_some_and(|it| it.person.as_deref() == Some(person));
        let mut found: Vec<(Timestamp, Uuid)> = self
            .cases
            .iter()
            .filter(|(_, case)| own(case))
            .filter_map(|(id, case)| Some((case.handed_in.as_ref()?.at, *id)))
            .collect();
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

impl Case {
    fn receipt(&self, submission: Uuid) -> Option<Receipt> {
        let handed_in = self.handed_in.as_ref()?;
        Some(Receipt {
            submission,
            number: self.number.clone(),
            digest: handed_in.digest,
            received_at: handed_in.at,
            answer_by: handed_in.answer_by,
            decision: handed_in.at_once.then(|| handed_in.granted(handed_in.at)),
        })
    }

    fn stage(&self, now: Timestamp) -> Option<Stage> {
        self.told(now).last().map(|(step, _)| step.stage)
    }

    /// The steps up to now, with what was answered at each.
    fn told(&self, now: Timestamp) -> Vec<Told> {
        let Some(handed_in) = &self.handed_in else { return Vec::new() };
        let step = |stage, at| (Step { stage, at }, None);
        let mut told = vec![step(Stage::Received, handed_in.at)];
        if handed_in.at_once {
            told.push((Step { stage: Stage::Granted, at: handed_in.at }, Some(Answer::Grant)));
        } else {
            told.push(step(Stage::InReview, later(handed_in.at, handed_in.way.review_after)));
            told.extend(self.answered(handed_in));
        }
        let until = self.withdrawn.unwrap_or(now);
        told.retain(|(step, _)| step.at <= until.min(now));
        told.extend(self.withdrawn.filter(|at| *at <= now).map(|at| step(Stage::Withdrawn, at)));
        told
    }

    /// What is answered, when, and what comes of supplements.
    fn answered(&self, handed_in: &HandedIn) -> Vec<Told> {
        let by_itself = (handed_in.way.answer.clone(), later(handed_in.at, handed_in.way.answer_after));
        let (answer, at) = match &self.ordered {
            Some((answer, at)) if *at < by_itself.1 || matches!(by_itself.0, Answer::Supplement(_) | Answer::Never) => {
                (answer.clone(), *at)
            }
            _ => by_itself,
        };
        let stage = match &answer {
            Answer::Never => return Vec::new(),
            Answer::Grant => Stage::Granted,
            Answer::Refuse(_) => Stage::Refused,
            Answer::Supplement(_) => Stage::NeedsMore,
        };
        let mut told = vec![(Step { stage, at }, Some(answer))];
        if let (Stage::NeedsMore, Some((_, supplemented))) = (stage, self.supplements.last()) {
            told.push((Step { stage: Stage::InReview, at: *supplemented }, None));
            let at = later(*supplemented, handed_in.way.answer_after);
            told.push((Step { stage: Stage::Granted, at }, Some(Answer::Grant)));
        }
        told
    }

    fn decision(&self, now: Timestamp) -> Option<Decision> {
        let handed_in = self.handed_in.as_ref()?;
        match self.told(now).pop()? {
            (step, Some(Answer::Grant)) => Some(handed_in.granted(step.at)),
            (step, Some(Answer::Refuse(words))) => Some(Decision {
                granted: false,
                at: step.at,
                words: Sensitive::new(words.zh),
                words_en: Sensitive::new(words.en),
                document: None,
            }),
            _ => None,
        }
    }
}

impl HandedIn {
    fn granted(&self, at: Timestamp) -> Decision {
        Decision {
            granted: true,
            at,
            words: "已办好。".into(),
            words_en: "It is granted.".into(),
            document: self.document.clone().map(|document| DecisionDocument { issued_on: today(at), ..document }),
        }
    }
}

fn later(at: Timestamp, by: std::time::Duration) -> Timestamp {
    SignedDuration::try_from(by).map_or(Timestamp::MAX, |by| at.saturating_add(by).unwrap_or(Timestamp::MAX))
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
