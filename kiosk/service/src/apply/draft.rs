//! What is asked and answered of one application, or of several as one form.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::catalogue::Said;
use domain::form::{
    Answer, Answers, At, Complaint, Digest, FileAnswer, Form, Kind, Merged, Origin, Question, Section, Why,
};
use domain::{CaseNumber, Sensitive};
use jiff::civil::Date;

use super::aside::Aside;
use super::entry::{Entry, Stroke};
use super::photo::Photo;
use crate::look::Target;

/// What was signed: as a picture, and what it hides.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Signed {
    /// The strokes.
    pub(crate) strokes: Sensitive<Vec<Stroke>>,
}

/// An application while it is filled in. It is personal: everything in it is wiped when it is dropped.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// What one applies for: a matter or a chain of the catalogue.
    pub(crate) of: Target,
    /// What it is called.
    pub(crate) title: Said,
    /// The forms, as one.
    pub(crate) merged: Arc<Merged>,
    pub(crate) answers: Answers,
    /// The question on the screen.
    pub(crate) at: At,
    /// What is being entered there.
    pub(crate) entry: Entry,
    /// What is wrong with what was entered.
    pub(crate) complaint: Option<Said>,
    /// The rule that was told at this question: who goes on all the same has heard it.
    told: Option<At>,
    /// Questions that were on the screen before this one.
    pub(crate) path: Vec<At>,
    /// Questions that were left out.
    skipped: BTreeSet<At>,
    /// The question was opened from the review, and leads back to it.
    pub(crate) reviewing: bool,
    /// The answers as they were before the last change in the review.
    pub(crate) before: Option<Answers>,
    /// Pages that were photographed.
    pub(crate) photos: BTreeMap<Digest, Arc<Photo>>,
    pub(crate) signed: Option<Signed>,
    /// 补正: only this is asked, of a case that is there already.
    pub(crate) supplement: Option<Wanting>,
    /// It is no application: one thing is asked beside it.
    pub(crate) aside: Option<Aside>,
}

/// What a department wants besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanting {
    pub(crate) number: CaseNumber,
    /// Keys of the questions.
    pub(crate) questions: Vec<String>,
}

/// Pictures are the same only as themselves; everything else is compared.
impl PartialEq for Draft {
    fn eq(&self, other: &Self) -> bool {
        self.answers == other.answers
            && (self.of, &self.at, &self.entry, &self.complaint)
                == (other.of, &other.at, &other.entry, &other.complaint)
            && self.path == other.path
            && self.reviewing == other.reviewing
            && self.photos.keys().eq(other.photos.keys())
    }
}

/// Where it goes on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Next {
    Ask(At),
    Review,
}

/// What came of what was entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// It is an answer.
    Yes,
    /// It is wrong, or missing: the complaint says it.
    No,
}

impl Draft {
    pub(crate) fn new(of: Target, title: Said, merged: Merged, answers: Answers, today: Date) -> Self {
        let mut draft = Self {
            of,
            title,
            merged: Arc::new(merged),
            answers,
            at: At::question(""),
            entry: Entry::Touch,
            complaint: None,
            told: None,
            path: Vec::new(),
            skipped: BTreeSet::new(),
            reviewing: false,
            before: None,
            photos: BTreeMap::new(),
            signed: None,
            supplement: None,
            aside: None,
        };
        draft.begin(today);
        draft
    }

    /// Asks one thing beside an application.
    pub(crate) fn aside(of: Target, aside: Aside, answer: Option<Answer>, today: Date) -> Self {
        Self::beside(of, Said::default(), aside, &[], answer, today)
    }

    /// Asks which of the forms of a chain one fills in; all of them until the person takes some away.
    pub(crate) fn matters(of: Target, title: Said, forms: &[Arc<Form>], today: Date) -> Self {
        let all = forms.iter().map(|form| form.id.clone()).collect();
        Self::beside(of, title, Aside::Matters, forms, Some(Answer::Choices(Sensitive::new(all))), today)
    }

    fn beside(of: Target, title: Said, aside: Aside, forms: &[Arc<Form>], answer: Option<Answer>, today: Date) -> Self {
        let question = aside.question(forms);
        let key = question.key.clone();
        let section = Section { key: String::new(), place: 0, name: Said::default(), questions: vec![question] };
        let merged = Merged { forms: Vec::new(), sections: vec![section] };
        let mut answers = Answers::default();
        if let Some(answer) = answer {
            answers.give(&key, answer);
        }
        let mut draft = Self::new(of, title, merged, answers, today);
        draft.aside = Some(aside);
        draft.open(At::question(key));
        draft
    }

    /// 补正: answers anew what a department wants of a case.
    pub(crate) fn supplement(of: Target, title: Said, form: &Arc<Form>, wanting: Wanting, today: Date) -> Self {
        let merged = Merged::of(std::slice::from_ref(form));
        let mut draft = Self::new(of, title, merged, Answers::default(), today);
        draft.supplement = Some(wanting);
        draft.begin(today);
        draft
    }

    /// Puts the first question on the screen that is still to be asked.
    pub(crate) fn begin(&mut self, today: Date) {
        self.path.clear();
        self.at = At::question("");
        match self.next(today) {
            Next::Ask(at) => self.open(at),
            Next::Review => self.open(At::question("")),
        }
    }

    /// The questions that are asked, in order.
    pub(crate) fn asked(&self, today: Date) -> Vec<&Question> {
        match &self.supplement {
            None if self.aside.is_some() => self.merged.questions().collect(),
            None => self.merged.shown(&self.answers, today),
            Some(wanting) => {
                let wanted = |question: &&Question| wanting.questions.contains(&question.key);
                self.merged.questions().filter(wanted).collect()
            }
        }
    }

    /// Everything that is missing or wrong.
    pub(crate) fn check(&self, today: Date) -> Vec<Complaint> {
        let mut complaints = self.merged.check(&self.answers, today);
        if let Some(wanting) = &self.supplement {
            // The department has the rest.
            complaints.retain(|it| wanting.questions.contains(&it.at.key) && !matches!(it.why, Why::Rule(_)));
            for key in &wanting.questions {
                let answered = self.answers.get(key).is_some() || complaints.iter().any(|it| it.at.key == *key);
                if let (false, Some(question)) = (answered, self.merged.question(key)) {
                    complaints.push(Complaint { at: At::question(key), why: Why::Missing, words: empty(question) });
                }
            }
        }
        complaints
    }

    /// The question on the screen.
    pub(crate) fn question(&self) -> Option<&Question> {
        let inner = self.at.within.as_ref().map(|(_, key)| key.as_str());
        match (inner, self.merged.question(&self.at.key)) {
            (None, question) => question,
            (Some(key), Some(Question { kind: Kind::Group { questions, .. }, .. })) => {
                questions.iter().find(|question| question.key == key)
            }
            (Some(_), _) => None,
        }
    }

    /// Whether it is what the card says of who applies: nobody types over it.
    pub(crate) fn is_fixed(&self, key: &str) -> bool {
        self.merged.question(key).is_some_and(|question| self.answers.locked(question))
    }

    /// The rules that are broken by what is known before anything is asked.
    pub(crate) fn unfit(&self, today: Date) -> Option<Said> {
        let complaints = self.merged.check(&self.answers, today);
        complaints.into_iter().find(|it| matches!(it.why, Why::Rule(_))).map(|it| it.words)
    }

    /// What was said here and may be taken over into the next application of the visit.
    pub(crate) fn to_take_over(&self) -> impl Iterator<Item = (&str, &Answer)> {
        let takes =
            |question: &&Question| question.prefill.earlier && self.answers.origin(&question.key) == Some(Origin::Said);
        let said = self.merged.questions().filter(takes);
        said.filter_map(|question| Some((question.key.as_str(), self.answers.get(&question.key)?)))
    }

    /// Whether the person said anything.
    pub(crate) fn is_begun(&self) -> bool {
        self.aside.is_none() && self.answers.iter().any(|(_, given)| given.origin == Origin::Said)
    }

    /// Whether pages are photographed at the question on the screen.
    pub(crate) fn photographs(&self) -> bool {
        matches!(self.entry, Entry::Pages(_))
    }

    /// Puts a question on the screen.
    pub(crate) fn open(&mut self, at: At) {
        self.at = at;
        self.complaint = None;
        self.told = None;
        self.entry = match self.question() {
            Some(question) => Entry::of(&question.kind, self.answers.at(&self.at)),
            None => Entry::Touch,
        };
    }

    /// Goes on to a question; 返回 leads back here.
    pub(crate) fn go_on(&mut self, at: At) {
        let from = std::mem::replace(&mut self.at, At::question(""));
        if !from.key.is_empty() && self.path.last() != Some(&from) {
            self.path.push(from);
        }
        self.open(at);
    }

    /// The question before; `false`: this is the first.
    pub(crate) fn go_back(&mut self, today: Date) -> bool {
        while let Some(at) = self.path.pop() {
            let shown = self.asked(today).iter().any(|question| question.key == at.key);
            let there = at.within.as_ref().is_none_or(|(entry, _)| *entry < self.answers.entries(&at.key));
            if shown && there {
                self.open(at);
                return true;
            }
        }
        false
    }

    /// What comes after the question on the screen.
    pub(crate) fn next(&self, today: Date) -> Next {
        if let Some((entry, key)) = &self.at.within {
            let asked = self.merged.shown_in(&self.at.key, *entry, &self.answers, today);
            let rest = asked.iter().skip_while(|question| question.key != *key).skip(1);
            let open = |key: &str| self.answers.at(&At::entry(&self.at.key, *entry, key)).is_none();
            let next = rest.map(|question| question.key.as_str()).find(|key| open(key));
            return Next::Ask(match next {
                Some(key) => At::entry(&self.at.key, *entry, key),
                None => At::question(&self.at.key),
            });
        }
        if self.reviewing {
            return Next::Review;
        }
        let shown = self.asked(today);
        let place = shown.iter().position(|question| question.key == self.at.key);
        let (before, after) = shown.split_at(place.map_or(0, |place| place + 1));
        let open = after.iter().chain(before).find(|question| self.wants(question));
        open.map_or(Next::Review, |question| Next::Ask(At::question(&question.key)))
    }

    /// Whether a question is still to be asked. One signs when everything else was read once more.
    fn wants(&self, question: &Question) -> bool {
        let at = At::question(&question.key);
        question.kind != Kind::Signature && self.answers.get(&question.key).is_none() && !self.skipped.contains(&at)
    }

    /// Takes what was entered as the answer.
    pub(crate) fn keep(&mut self, today: Date) -> Kept {
        let Some(question) = self.question().cloned() else { return Kept::Yes };
        if matches!(question.kind, Kind::Group { .. }) {
            return self.keep_group(&question, today);
        }
        let shared = matches!(self.answers.at(&self.at), Some(Answer::File(FileAnswer::Shared { .. })));
        match &self.entry {
            Entry::Ink(strokes) if !self.entry.is_empty() => {
                let strokes = strokes.clone();
                self.sign(strokes, today);
                return Kept::Yes;
            }
            Entry::Touch if self.answers.at(&self.at).is_some() => return Kept::Yes,
            Entry::Pages(pages) if pages.is_empty() && shared => return Kept::Yes,
            _ => {}
        }
        match self.entry.read(&question.kind) {
            Err(wrong) => self.complain(wrong.said()),
            Ok(None) if question.required => self.complain(empty(&question)),
            Ok(None) => {
                if self.answers.at(&self.at).is_some() {
                    self.changing();
                    self.answers.forget_at(&self.at);
                }
                self.skipped.insert(self.at.clone());
                Kept::Yes
            }
            Ok(Some(answer)) => self.give(answer, today),
        }
    }

    /// Whether it is a paper that has to be photographed, and the camera cannot be used. One goes on to the rest: the
    /// review tells what is missing, and prints it.
    pub(crate) fn cannot_photograph(&self, camera_works: bool) -> bool {
        let photographs = self.question().is_some_and(|question| matches!(question.kind, Kind::File { .. }));
        photographs && !camera_works && self.answers.at(&self.at).is_none()
    }

    /// Goes on without an answer.
    pub(crate) fn skip(&mut self) {
        self.skipped.insert(self.at.clone());
        self.complaint = None;
    }

    /// Takes an answer at the question on the screen.
    pub(crate) fn give(&mut self, answer: Answer, today: Date) -> Kept {
        if self.answers.at(&self.at) != Some(&answer) {
            let before = self.answers.clone();
            self.changing();
            self.answers.give_at(&self.at, answer);
            match self.merged.check_one(&self.at, &self.answers, today) {
                // An answer that is none is not kept; a rule is told once, and told again where all is reviewed.
                Some(Complaint { why: Why::Wrong(_), words, .. }) => {
                    self.answers = before;
                    return self.complain(words);
                }
                Some(Complaint { why: Why::Rule(_), words, .. }) => {
                    self.told = Some(self.at.clone());
                    return self.complain(words);
                }
                _ => {}
            }
            return Kept::Yes;
        }
        if self.told.as_ref() == Some(&self.at) {
            return Kept::Yes;
        }
        match self.merged.check_one(&self.at, &self.answers, today) {
            Some(complaint) => {
                self.told = Some(self.at.clone());
                self.complain(complaint.words)
            }
            None => Kept::Yes,
        }
    }

    fn keep_group(&mut self, question: &Question, today: Date) -> Kept {
        let complaints = self.check(today);
        let of_group = |complaint: &&Complaint| complaint.at.key == self.at.key;
        match complaints.iter().find(of_group) {
            Some(complaint) if question.required || self.answers.entries(&self.at.key) > 0 => {
                let words = complaint.words.clone();
                self.complain(words)
            }
            _ => {
                if self.answers.entries(&self.at.key) == 0 {
                    self.skipped.insert(self.at.clone());
                }
                Kept::Yes
            }
        }
    }

    pub(crate) fn complain(&mut self, words: Said) -> Kept {
        self.complaint = Some(words);
        Kept::No
    }

    /// An answer changes: what was signed is signed no more, and in the review the change can be taken back.
    pub(crate) fn changing(&mut self) {
        if self.reviewing {
            self.before = Some(self.answers.clone());
        }
        let signs = self.question().is_some_and(|question| question.kind == Kind::Signature);
        if !signs {
            self.unsign();
        }
    }

    fn unsign(&mut self) {
        let keys: Vec<String> = self.signatures().map(str::to_owned).collect();
        for key in &keys {
            self.answers.forget(key);
        }
        self.signed = None;
    }

    fn signatures(&self) -> impl Iterator<Item = &str> {
        self.merged
            .questions()
            .filter(|question| question.kind == Kind::Signature)
            .map(|question| question.key.as_str())
    }

    /// Signs everything as it is answered now; nothing drawn is no signature.
    pub(crate) fn sign(&mut self, strokes: Sensitive<Vec<Stroke>>, today: Date) {
        let digest = Digest::of(&Stroke::bytes(strokes.reveal()));
        let signature = self.merged.sign(digest, &self.answers, today);
        self.answers.give_at(&self.at, Answer::Signature(signature));
        self.signed = Some(Signed { strokes });
    }

    /// Confirms with the identity card that was read, in place of writing: who cannot write signs, too.
    pub(crate) fn sign_by_card(&mut self, today: Date) {
        let signature = self.merged.sign(Digest::of(b"identity card"), &self.answers, today);
        self.answers.give_from(self.at.key.clone(), Answer::Signature(signature), Origin::Card);
        self.signed = None;
    }

    /// The question that is signed at, where it is all that is missing.
    pub(crate) fn only_signature(&self, complaints: &[Complaint]) -> Option<At> {
        let signatures: Vec<&str> = self.signatures().collect();
        let (first, rest) = complaints.split_first()?;
        let is_one = |complaint: &Complaint| signatures.contains(&complaint.at.key.as_str());
        (is_one(first) && rest.iter().all(is_one)).then(|| first.at.clone())
    }

    /// Begins an entry of the group on the screen.
    pub(crate) fn add_entry(&mut self, today: Date) {
        let entry = self.answers.entries(&self.at.key);
        let most = match self.question().map(|question| &question.kind) {
            Some(Kind::Group { most, .. }) => *most,
            _ => 0,
        };
        if entry < most {
            self.open_entry(entry, today);
        }
    }

    /// Goes to an entry of the group on the screen: to what is missing in it, or to its beginning.
    pub(crate) fn open_entry(&mut self, entry: usize, today: Date) {
        let asked = self.merged.shown_in(&self.at.key, entry, &self.answers, today);
        let at = |key: &str| At::entry(&self.at.key, entry, key);
        let missing = asked.iter().find(|question| self.answers.at(&at(&question.key)).is_none());
        let Some(question) = missing.or(asked.first()) else { return };
        let to = at(&question.key);
        self.go_on(to);
    }

    /// Takes an entry of the group on the screen away.
    pub(crate) fn remove_entry(&mut self, entry: usize) {
        self.changing();
        let key = self.at.key.clone();
        self.answers.remove_entry(&key, entry);
        self.complaint = None;
    }

    /// Pages of the question on the screen: one more.
    pub(crate) fn add_page(&mut self, photo: Arc<Photo>) {
        let digest = Digest::of(photo.jpeg.reveal());
        let most = match self.question().map(|question| &question.kind) {
            Some(Kind::File { most, .. }) => *most,
            _ => 0,
        };
        if let Entry::Pages(pages) = &mut self.entry
            && pages.len() < most
            && !pages.iter().any(|page| page.digest == digest)
        {
            pages.push(domain::form::Page { digest });
            self.photos.insert(digest, photo);
        }
        self.complaint = None;
    }

    /// Pages of the question on the screen: without this one.
    pub(crate) fn remove_page(&mut self, number: usize) {
        if let Entry::Pages(pages) = &mut self.entry
            && number < pages.len()
        {
            pages.remove(number);
        }
        self.complaint = None;
    }
}

fn empty(question: &Question) -> Said {
    let (zh, en) = match &question.kind {
        Kind::File { .. } => ("还没有拍照。请把材料放到镜头下。", "No page yet. Lay the paper under the camera."),
        Kind::Signature => ("还没有签名。请在框里写名字。", "Nothing is signed yet. Write your name in the box."),
        Kind::Choices { .. } => ("还没有选。请至少选一项。", "Nothing is chosen yet. Choose one at least."),
        _ => ("还没有填。请填好再继续。", "Nothing is entered yet. Please fill this in."),
    };
    Said { zh: zh.to_owned(), en: en.to_owned() }
}
