//! A case of the sandbox: where it stands by the clock. Pure: time is given.

use std::collections::VecDeque;

use domain::catalogue::{Said, Version};
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
    /// What came from outside since, in the order in which it came.
    #[serde(default)]
    pub(super) events: Vec<(Timestamp, Event)>,
    pub(super) withdrawn: Option<Timestamp>,
    pub(super) rated: Option<Uuid>,
}

/// What comes to a case from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Event {
    /// An answer was ordered.
    Ordered(Answer),
    /// A supplement was received.
    Supplemented(Uuid),
}

/// What is known of an application that was handed in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct HandedIn {
    /// The form's version.
    #[serde(default)]
    pub(super) version: Version,
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
    /// Why it is not, of a form that can be.
    #[serde(default)]
    pub(super) later: Vec<Said>,
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
    /// What is known of it; which company a code belongs to, is not known here.
    pub(super) fn progress(&self, submission: Uuid, now: Timestamp) -> Progress {
        let told = self.told(now);
        let wanted = told.last().and_then(|(_, answer)| answer.as_ref()).map(Answer::wanted).unwrap_or_default();
        let steps: Vec<Step> = told.into_iter().map(|(step, _)| step).collect();
        Progress {
            submission,
            number: self.number.clone(),
            form: self.form.clone(),
            version: self.handed_in.as_ref().map(|handed_in| handed_in.version).unwrap_or_default(),
            company: None,
            receipt: self.receipt(submission),
            wanted,
            supplements: self.supplements().collect(),
            decision: self.decision(now),
            can_withdraw: steps.last().is_some_and(|step| is_open(step.stage)),
            rated: self.rated,
            steps,
        }
    }

    /// Ids of the supplements that were received.
    pub(super) fn supplements(&self) -> impl Iterator<Item = Uuid> {
        self.events.iter().filter_map(|(_, event)| match event {
            Event::Supplemented(id) => Some(*id),
            Event::Ordered(_) => None,
        })
    }

    /// Keeps what came from outside; a clock that was set back does not put it before what came earlier.
    pub(super) fn comes(&mut self, event: Event, now: Timestamp) {
        let last = self.events.last().map_or(now, |(at, _)| *at);
        self.events.push((now.max(last), event));
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
            later: handed_in.later.clone(),
        })
    }

    pub(super) fn stage(&self, now: Timestamp) -> Option<Stage> {
        self.told(now).last().map(|(step, _)| step.stage)
    }

    /// Whether it was handed in and nobody has closed it.
    pub(super) fn is_open(&self, now: Timestamp) -> bool {
        self.stage(now).is_some_and(is_open)
    }

    /// The steps up to now, with what was answered at each.
    pub(super) fn told(&self, now: Timestamp) -> Vec<Told> {
        let Some(handed_in) = &self.handed_in else { return Vec::new() };
        let until = self.withdrawn.unwrap_or(now).min(now);
        let mut course = Course::of(handed_in);
        for (at, event) in self.events.iter().filter(|(at, _)| *at <= until) {
            course.comes(*at, event);
        }
        course.goes_on(until);
        if let Some(at) = self.withdrawn.filter(|at| *at <= now) {
            course.step(Stage::Withdrawn, at, None);
        }
        course.told
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

/// What became of a case, step after step. Steps that are taken stay: an order or a supplement changes only what comes
/// after it.
struct Course<'a> {
    handed_in: &'a HandedIn,
    told: Vec<Told>,
    /// What comes by itself, the next first.
    coming: VecDeque<Told>,
}

impl<'a> Course<'a> {
    fn of(handed_in: &'a HandedIn) -> Self {
        let mut course = Self { handed_in, told: Vec::new(), coming: VecDeque::new() };
        course.step(Stage::Received, handed_in.at, None);
        if handed_in.at_once {
            course.step(Stage::Granted, handed_in.at, Some(Answer::Grant));
            return course;
        }
        let way = &handed_in.way;
        let review = Step { stage: Stage::InReview, at: later(handed_in.at, way.review_after) };
        let answer = way.answer.stage().map(|stage| Step { stage, at: later(handed_in.at, way.answer_after) });
        // Who answers first has looked at it.
        let looks = answer.as_ref().is_none_or(|answer| review.at <= answer.at);
        course.coming.extend(looks.then_some((review, None)));
        course.coming.extend(answer.map(|step| (step, Some(way.answer.clone()))));
        course
    }

    fn stage(&self) -> Option<Stage> {
        self.told.last().map(|(step, _)| step.stage)
    }

    fn step(&mut self, stage: Stage, at: Timestamp, answer: Option<Answer>) {
        self.told.push((Step { stage, at }, answer));
    }

    /// Takes the steps that come by themselves until a moment.
    fn goes_on(&mut self, until: Timestamp) {
        while let Some(next) = self.coming.pop_front_if(|(step, _)| step.at <= until) {
            self.told.push(next);
        }
    }

    /// Something comes from outside; to a case that is closed nothing does.
    fn comes(&mut self, at: Timestamp, event: &Event) {
        self.goes_on(at);
        let Some(stage) = self.stage().filter(|stage| is_open(*stage)) else { return };
        match event {
            Event::Ordered(Answer::Never) => {
                self.coming.retain(|(step, _)| step.stage == Stage::InReview);
                if stage == Stage::NeedsMore {
                    self.step(Stage::InReview, at, None);
                }
            }
            Event::Ordered(answer) => {
                self.coming.clear();
                let answer = self.with_what_is_wanted(answer);
                if let Some(stage) = answer.stage() {
                    self.step(stage, at, Some(answer));
                }
            }
            Event::Supplemented(_) if stage == Stage::NeedsMore => {
                self.step(Stage::InReview, at, None);
                let granted = Step { stage: Stage::Granted, at: later(at, self.handed_in.way.answer_after) };
                self.coming = VecDeque::from([(granted, Some(Answer::Grant))]);
            }
            Event::Supplemented(_) => {}
        }
    }

    /// What is wanted already is wanted still when something else is ordered besides.
    fn with_what_is_wanted(&self, answer: &Answer) -> Answer {
        match (answer, self.told.last()) {
            (Answer::Supplement(more), Some((_, Some(Answer::Supplement(before))))) => {
                let still = before.iter().filter(|(key, _)| more.iter().all(|(other, _)| other != key));
                Answer::Supplement(still.chain(more).cloned().collect())
            }
            _ => answer.clone(),
        }
    }
}

/// Whether nobody has closed a case that stands there.
fn is_open(stage: Stage) -> bool {
    matches!(stage, Stage::Received | Stage::InReview | Stage::NeedsMore)
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
