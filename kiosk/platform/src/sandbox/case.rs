//! A case of the sandbox: where it stands by the clock. Pure: time is given.

use domain::form::Digest;
use domain::{CaseNumber, CreditCode, Sensitive};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::departments::{Answer, Way};
use super::issue::today;
use crate::application::{Decision, DecisionDocument, Progress, Receipt, Stage, Step};

/// A case, from its number on.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Case {
    pub(super) number: CaseNumber,
    pub(super) form: String,
    pub(super) handed_in: Option<HandedIn>,
    pub(super) supplements: Vec<(Uuid, Timestamp)>,
    pub(super) withdrawn: Option<Timestamp>,
    pub(super) rated: Option<Uuid>,
    /// An answer that was ordered from outside, and when.
    pub(super) ordered: Option<(Answer, Timestamp)>,
}

/// What is known of an application that was handed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct HandedIn {
    pub(super) digest: Digest,
    pub(super) at: Timestamp,
    /// Whose it is: id of the person's file.
    pub(super) person: Option<String>,
    /// 帮办代办: who handed it in for them, the same.
    #[serde(default)]
    pub(super) helper: Option<String>,
    /// The company that it is about, when the person may act for it.
    #[serde(default)]
    pub(super) company: Option<CreditCode>,
    pub(super) answer_by: Option<Date>,
    pub(super) way: Way,
    /// 秒批秒办
    pub(super) at_once: bool,
    /// What is issued when it is granted; its day is that of the grant.
    pub(super) document: Option<DecisionDocument>,
}

/// Whose cases somebody sees: a person's, by the id of their file; a helper those that they handed in for the person.
#[derive(Debug, Clone)]
pub(super) struct Whose {
    pub(super) person: String,
    pub(super) helper: Option<String>,
}

impl Whose {
    pub(super) fn fits(&self, case: &HandedIn) -> bool {
        case.person.as_ref() == Some(&self.person) && (self.helper.is_none() || case.helper == self.helper)
    }
}

/// A step and what it brought.
pub(super) type Told = (Step, Option<Answer>);

impl Case {
    /// What is known of a self.
    pub(super) fn progress(&self, submission: Uuid, now: Timestamp) -> Progress {
        let told = self.told(now);
        let steps: Vec<Step> = told.iter().map(|(step, _)| step.clone()).collect();
        let stage = steps.last().map(|step| step.stage);
        let last = told.last().and_then(|(_, answer)| answer.clone());
        let wanted = match (stage, last) {
            (Some(Stage::NeedsMore), Some(answer)) => Way { answer, ..Way::default() }.wanted(),
            _ => Vec::new(),
        };
        Progress {
            submission,
            number: self.number.clone(),
            form: self.form.clone(),
            receipt: self.receipt(submission),
            wanted,
            supplements: self.supplements.iter().map(|(id, _)| *id).collect(),
            decision: self.decision(now),
            can_withdraw: matches!(stage, Some(Stage::Received | Stage::InReview | Stage::NeedsMore)),
            rated: self.rated,
            steps,
        }
    }

    pub(super) fn receipt(&self, submission: Uuid) -> Option<Receipt> {
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

    pub(super) fn stage(&self, now: Timestamp) -> Option<Stage> {
        self.told(now).last().map(|(step, _)| step.stage)
    }

    /// The steps up to now, with what was answered at each.
    pub(super) fn told(&self, now: Timestamp) -> Vec<Told> {
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

    pub(super) fn decision(&self, now: Timestamp) -> Option<Decision> {
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
