//! What must hold within a form, between forms, and between forms and the catalogue.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use jiff::civil::Date;

use super::compile::line_of;
use super::condition::{Condition, SEXES, Test};
use super::kind::Kind;
use super::load::{Draft, Marks};
use super::{Form, Question, Source as From, Why, example};
use crate::catalogue::{MatterId, Source, Version};
use crate::data_file::nearest;

/// A place in a file, what is wrong there, what to do.
type Found<'a> = (&'a Source, Range<usize>, String, String);

pub(super) fn check<'a>(draft: &mut Draft<'a>) {
    let mut found: Vec<Found<'a>> = Vec::new();
    for (form, marks) in &draft.forms {
        questions(form, marks, &mut found);
        conditions(form, marks, &mut found);
        rules(form, marks, &mut found);
        materials(form, marks, &mut found);
        declares(form, marks, &mut found);
        catalogue(draft, form, marks, &mut found);
    }
    between(draft, &mut found);
    circles(draft, &mut found);
    companions(draft, &mut found);
    // What breaks a rule can be tried only where all else is right.
    if found.is_empty() && draft.problems.is_empty() {
        for (form, marks) in &draft.forms {
            breaks(form, marks, &mut found);
        }
    }
    for (source, span, what, remedy) in found {
        draft.tell(source, span, what, remedy);
    }
}

/// Nothing asked twice, nothing that is never asked.
fn questions<'a>(form: &Form, marks: &Marks<'a>, found: &mut Vec<Found<'a>>) {
    let mut tell = |span: &Range<usize>, what: String, remedy: &str| {
        found.push((marks.source, span.clone(), what, remedy.to_owned()));
    };
    for question in form.questions() {
        for asked in inner(question) {
            if matches!(asked.kind, Kind::Group { .. } | Kind::File { .. } | Kind::Signature) {
                let what = format!("{} cannot be asked within {}", asked.key, question.key);
                tell(&marks.id, what, "take groups, pages and signatures out of the group");
            }
        }
    }
    let asked = |key: &str| marks.asked.iter().any(|(known, _, _)| known == key);
    for (key, span) in marks.own.iter().filter(|(key, _)| !asked(key)) {
        tell(span, format!("{key} is never asked"), "put its key into [ask], or into `asks` of a group");
    }
    if marks.asked.is_empty() {
        tell(&marks.id, format!("{} asks nothing", form.id), "write keys of questions into [ask]");
    }
    let mut first: HashMap<&str, (&Source, &Range<usize>)> = HashMap::new();
    for (key, source, span) in &marks.asked {
        match first.get(key.as_str()) {
            Some((known, at)) => {
                let line = line_of(known, at);
                let place = if known.path == source.path { String::new() } else { format!("{}, ", known.path) };
                let what = format!("{} asks {key} twice, in {place}line {line} already", form.id);
                found.push((source, span.clone(), what, "ask it once".to_owned()));
            }
            None => drop(first.insert(key, (source, span))),
        }
    }
}

fn inner(question: &Question) -> &[Question] {
    match &question.kind {
        Kind::Group { questions, .. } => questions,
        _ => &[],
    }
}

/// What a condition may look at.
struct Scope<'q> {
    questions: Vec<&'q Question>,
    /// What is said where the question is not among them.
    elsewhere: &'static str,
    /// Whether it may look at where an answer came from.
    origins: bool,
}

impl Scope<'_> {
    /// What is wrong with a condition, and what to do.
    fn problems(&self, condition: &Condition) -> Vec<(String, String)> {
        let known = |key: &str| self.questions.iter().find(|question| question.key == key).copied();
        let stranger = |key: &str| {
            let near = nearest(key, self.questions.iter().map(|question| question.key.as_str()));
            (format!("{}: {key}", self.elsewhere), near.unwrap_or_else(|| "correct the key".to_owned()))
        };
        let mut problems = Vec::new();
        for (key, test) in condition.tests() {
            let Some(question) = known(key) else {
                problems.push(stranger(key));
                continue;
            };
            match test.other().map(|other| (other, known(other))) {
                Some((other, None)) => problems.push(stranger(other)),
                Some((_, Some(other))) if !comparable(&question.kind, test, &other.kind) => {
                    let what = format!("{key} cannot be compared with {}", other.key);
                    problems.push((what, "compare answers of one type".to_owned()));
                }
                _ if matches!(test, Test::From(_)) && !self.origins => {
                    let what = format!("what is asked or right does not depend on where {key} came from");
                    problems.push((what, "move `from` to a [[decide.need]]".to_owned()));
                }
                _ => problems.extend(misfit(question, test)),
            }
        }
        problems
    }
}

fn comparable(kind: &Kind, test: &Test, other: &Kind) -> bool {
    let dated = |kind: &Kind| matches!(kind, Kind::Date { .. } | Kind::IdNumber);
    match test {
        Test::Before(_) | Test::After(_) => matches!(kind, Kind::Date { .. }) && dated(other),
        _ => {
            let of_sex = |one: &Kind, other: &Kind| is_sex(one) && *other == Kind::IdNumber;
            std::mem::discriminant(kind) == std::mem::discriminant(other)
                || (dated(kind) && dated(other))
                || of_sex(kind, other)
                || of_sex(other, kind)
        }
    }
}

/// Whether it is a question about the sex, by its choices.
fn is_sex(kind: &Kind) -> bool {
    matches!(kind, Kind::Choice(choices) if choices.iter().map(|choice| choice.key.as_str()).eq(SEXES))
}

/// Why a test makes no sense of a question.
fn misfit(question: &Question, test: &Test) -> Option<(String, String)> {
    let kind = &question.kind;
    let (fits, values): (bool, Vec<&str>) = match test {
        Test::Is(value) | Test::IsNot(value) => (has_values(kind), vec![value]),
        Test::OneOf(values) => (has_values(kind), values.iter().map(String::as_str).collect()),
        Test::Before(_) | Test::After(_) => (matches!(kind, Kind::Date { .. }), Vec::new()),
        Test::AtLeast(_) | Test::AtMost(_) => (
            matches!(kind, Kind::Money { .. } | Kind::Number { .. } | Kind::Choices { .. } | Kind::Group { .. }),
            Vec::new(),
        ),
        Test::AgeAtLeast(_) | Test::AgeAtMost(_) => (matches!(kind, Kind::Date { .. } | Kind::IdNumber), Vec::new()),
        Test::Filled(_) | Test::SameAs(_) | Test::NotSameAs(_) | Test::From(_) => (true, Vec::new()),
    };
    if !fits {
        let what = format!("{} is not of a type that this can be asked of", question.key);
        return Some((what, "see the table of comparators in README.md".to_owned()));
    }
    if let (Kind::Address { .. }, Some(code)) = (kind, values.iter().find(|code| !division(code))) {
        let what = format!("{} can never be “{code}”", question.key);
        return Some((what, "write the six digits of a division: 371000".to_owned()));
    }
    let allowed: Vec<&str> = match kind {
        Kind::YesNo => vec!["yes", "no"],
        kind => kind.choices().iter().map(|choice| choice.key.as_str()).collect(),
    };
    let stranger = values.into_iter().find(|value| !allowed.is_empty() && !allowed.contains(value))?;
    let near = nearest(stranger, allowed.iter().copied());
    let remedy = near.unwrap_or_else(|| format!("write one of: {}", allowed.join(", ")));
    Some((format!("{} can never be “{stranger}”", question.key), remedy))
}

fn division(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit())
}

fn has_values(kind: &Kind) -> bool {
    matches!(kind, Kind::Text { .. } | Kind::Choice(_) | Kind::Choices { .. } | Kind::YesNo | Kind::Address { .. })
}

/// Conditions of questions look back; limits of dates, rules, materials and decisions look at the whole form.
fn conditions<'a>(form: &Form, marks: &Marks<'a>, found: &mut Vec<Found<'a>>) {
    let mut before: Vec<&Question> = Vec::new();
    let look_back = "a condition can look only at what is asked before";
    for question in form.questions() {
        let of_entry: Vec<&Question> = inner(question).iter().collect();
        for (number, asked) in std::iter::once(question).chain(inner(question)).enumerate() {
            let entries = of_entry.iter().take(number.saturating_sub(1)).copied();
            let questions = before.iter().copied().chain(entries).collect();
            let scope = Scope { questions, elsewhere: look_back, origins: false };
            // What takes pages is asked when its material is wanted: told there.
            let own = asked.shown_if.iter().filter(|_| !matches!(asked.kind, Kind::File { .. }));
            let problems = own.flat_map(|condition| scope.problems(condition));
            let (source, span) = marks.shown_if.get(&asked.key).cloned().unwrap_or((marks.source, marks.id.clone()));
            found.extend(problems.map(|(what, remedy)| (source, span.clone(), what, remedy)));
        }
        before.push(question);
    }
    let all: Vec<&Question> = form.questions().collect();
    for question in &all {
        for asked in std::iter::once(*question).chain(inner(question)) {
            let Kind::Date { not_before, not_after } = &asked.kind else { continue };
            let near: Vec<&Question> = all.iter().copied().chain(inner(question)).collect();
            for limit in not_before.iter().chain(not_after) {
                let test = Test::Before(limit.clone());
                if let Some(other) = test.other()
                    && !near.iter().any(|known| known.key == other && matches!(known.kind, Kind::Date { .. }))
                {
                    let what = format!("{}: there is no date {other} in this form", asked.key);
                    found.push((marks.source, marks.id.clone(), what, "ask that date as well".to_owned()));
                }
            }
        }
    }
    let scope = Scope { questions: all, elsewhere: "the form does not ask it", origins: true };
    for (need, span) in form.decide.iter().flat_map(|decide| &decide.needs).zip(&marks.needs) {
        let problems = scope.problems(&need.must).into_iter();
        found.extend(problems.map(|(what, remedy)| (marks.source, span.clone(), what, remedy)));
    }
}

fn rules<'a>(form: &Form, marks: &Marks<'a>, found: &mut Vec<Found<'a>>) {
    // A rule that could not be read is not among the form's, but has its marks: then something has been told already.
    if form.rules.len() != marks.rules.len() {
        return;
    }
    for (rule, at) in form.rules.iter().zip(&marks.rules) {
        let mut tell = |span: &Range<usize>, what: String, remedy: String| {
            found.push((marks.source, span.clone(), what, remedy));
        };
        let group = rule.each.as_deref().and_then(|key| form.questions().find(|question| question.key == key));
        let entry: &[Question] = group.map_or(&[], inner);
        if rule.each.is_some() && entry.is_empty() {
            tell(&at.key, format!("{} is said of each of no group", rule.key), "name a group in `each`".to_owned());
        }
        let questions = form.questions().chain(entry).collect();
        let scope = Scope { questions, elsewhere: "the form does not ask it", origins: false };
        let about = if rule.each.is_some() { entry.iter().collect() } else { form.questions().collect::<Vec<_>>() };
        if !about.iter().any(|question| question.key == rule.about) {
            let near = nearest(&rule.about, about.iter().map(|question| question.key.as_str()));
            let what = format!("{} is told at {}, which is not asked", rule.key, rule.about);
            tell(&at.about, what, near.unwrap_or_else(|| "correct the key".to_owned()));
        }
        for (what, remedy) in scope.problems(&rule.must) {
            tell(&at.must, what, remedy);
        }
        if let (Some(when), Some(span)) = (&rule.when, &at.when) {
            for (what, remedy) in scope.problems(when) {
                tell(span, what, remedy);
            }
        }
    }
}

/// The day on which a rule is tried: the last of the month of its form’s version. The day of today would let a form
/// that was right when it was written be refused when somebody invented has grown older.
fn tried_on(version: Version) -> Option<Date> {
    let month = Date::new(i16::try_from(version.year).ok()?, i8::try_from(version.month).ok()?, 1).ok()?;
    Some(month.last_of_month())
}

/// A rule that its own `breaks` does not break holds of everything, or says something else than was meant.
fn breaks<'a>(form: &Form, marks: &Marks<'a>, found: &mut Vec<Found<'a>>) {
    let Some(day) = tried_on(form.version) else { return };
    for (rule, at) in form.rules.iter().zip(&marks.rules) {
        let told = example::with(form, &rule.breaks, day).check(form, day);
        if !told.iter().any(|complaint| complaint.why == Why::Rule(rule.key.clone())) {
            let what = format!("{}: `breaks` does not break it", rule.key);
            let remedy = "write answers that break it, with all that it looks at, or correct `must`".to_owned();
            found.push((marks.source, at.breaks.clone(), what, remedy));
        }
    }
}

/// Forms that choices come with: they exist.
fn companions<'a>(draft: &Draft<'a>, found: &mut Vec<Found<'a>>) {
    let asked = |key: &str| draft.forms.iter().any(|(_, marks)| marks.asked.iter().any(|(known, _, _)| known == key));
    for (source, key, span, ids) in draft.companions.iter().filter(|(_, key, _, _)| asked(key)) {
        for id in ids.iter().filter(|id| !draft.forms.iter().any(|(form, _)| form.id == **id)) {
            let near = nearest(id, draft.forms.iter().map(|(form, _)| form.id.as_str()));
            let what = format!("{key}: there is no form “{id}” that a choice could come with");
            let remedy = near.unwrap_or_else(|| "write the `id` of a form, or take it out of `with`".to_owned());
            found.push((source, span.clone(), what, remedy));
        }
    }
}

/// What is brought or shared has a question that takes its pages; every such question has its material.
fn materials<'a>(form: &Form, marks: &Marks<'a>, found: &mut Vec<Found<'a>>) {
    for (material, (name, needed_if)) in form.materials.iter().zip(&marks.materials) {
        let mut tell = |what: String, remedy: String| found.push((marks.source, name.clone(), what, remedy));
        let wants_pages = matches!(material.from, From::Bring | From::Shared);
        if wants_pages && material.question.is_none() {
            let remedy = "ask a question of the type file with this `material`, or write `card = true`".to_owned();
            tell(format!("nothing takes the pages of {}", material.name), remedy);
        }
        let position = material.question.as_ref().and_then(|key| form.questions().position(|asked| asked.key == *key));
        if let (Some(condition), Some(span)) = (&material.needed_if, needed_if) {
            let before = form.questions().take(position.unwrap_or(usize::MAX));
            let elsewhere = "a material can depend only on what is asked before";
            let scope = Scope { questions: before.collect(), elsewhere, origins: false };
            let problems = scope.problems(condition).into_iter();
            found.extend(problems.map(|(what, remedy)| (marks.source, span.clone(), what, remedy)));
        }
    }
    for question in form.questions() {
        if let Kind::File { material, .. } = &question.kind
            && !form.materials.iter().any(|known| known.name == *material)
        {
            let what = format!("{} takes pages of {material}, which the form does not want", question.key);
            found.push((marks.source, marks.id.clone(), what, format!("add [[material]] name = \"{material}\"")));
        }
    }
}

fn declares<'a>(form: &Form, marks: &Marks<'a>, found: &mut Vec<Found<'a>>) {
    let signed = form.questions().any(|question| question.kind == Kind::Signature);
    if signed == form.declares.is_empty() {
        let what = format!("{}: what is declared is signed, and what is signed is declared", form.id);
        found.push((marks.source, marks.id.clone(), what, "write `declares`, and ask a signature".to_owned()));
    }
}

/// Against the catalogue: known matters, all that their guides want, no days that the guide does not say.
fn catalogue<'a>(draft: &Draft, form: &Form, marks: &Marks<'a>, found: &mut Vec<Found<'a>>) {
    if marks.matters.is_empty() {
        let what = format!("{} applies for nothing", form.id);
        found.push((marks.source, marks.id.clone(), what, "write numbers of matters into `matters`".to_owned()));
    }
    for written in &marks.matters {
        let parsed = written.get_ref().parse::<MatterId>().ok();
        let Some(matter) = parsed.and_then(|id| draft.catalogue.matter(id)) else {
            let what = format!("there is no matter {}", written.get_ref());
            found.push((marks.source, written.span(), what, "write a number of the catalogue: P053-2".to_owned()));
            continue;
        };
        for name in &matter.guide.materials {
            if !form.materials.iter().any(|material| material.name == *name) {
                let what = format!("the guide of {} wants {name}, the form does not", matter.id);
                found.push((marks.source, written.span(), what, format!("add [[material]] name = \"{name}\"")));
            }
        }
        let said = [&matter.guide.promised, &matter.guide.legal];
        if let (Some(days), Some(span)) = (form.answer_in_days, &marks.days)
            && !said.into_iter().flatten().any(|said| said.zh.contains(&format!("{days}个工作日")))
        {
            let what = format!("the guide of {} does not promise {days} working days", matter.id);
            found.push((marks.source, span.clone(), what, "take `answer_in_days` out".to_owned()));
        }
    }
}

/// Ids and matters once, a key one question in one section.
fn between<'a>(draft: &Draft<'a>, found: &mut Vec<Found<'a>>) {
    let mut versions = HashSet::new();
    let mut owners: HashMap<&str, &str> =
        draft.dictionary.iter().map(|drafted| (drafted.question.key.as_str(), "questions.toml")).collect();
    let mut matters: HashMap<MatterId, &str> = HashMap::new();
    let mut places: HashMap<&str, &str> = HashMap::new();
    for (form, marks) in &draft.forms {
        if !versions.insert((form.id.as_str(), form.version)) {
            let what = format!("the form {} stands in another file in this version", form.id);
            found.push((
                marks.source,
                marks.id.clone(),
                what,
                "raise the version, or remove one of the two".to_owned(),
            ));
        }
        for (key, span) in &marks.own {
            if let Some(other) = owners.insert(key, &form.id).filter(|other| *other != form.id) {
                let what = format!("the question {key} is asked by {other} already");
                let remedy = "move it to questions.toml, or give it another key".to_owned();
                found.push((marks.source, span.clone(), what, remedy));
            }
        }
        for section in &form.sections {
            for question in &section.questions {
                let first = places.entry(&question.key).or_insert(&section.key);
                if *first != section.key {
                    let what = format!("{} stands in the section {first} of another form", question.key);
                    found.push((marks.source, marks.id.clone(), what, "ask it in the same section".to_owned()));
                }
            }
        }
        for matter in &form.matters {
            if let Some(other) = matters.insert(*matter, &form.id).filter(|other| *other != form.id) {
                let what = format!("{other} applies for {matter} already");
                found.push((marks.source, marks.id.clone(), what, "let one form apply for it".to_owned()));
            }
        }
    }
}

/// Merged, every question comes after those that its conditions look at; so no two forms may want them in a circle.
fn circles<'a>(draft: &Draft<'a>, found: &mut Vec<Found<'a>>) {
    let mut looks_at: HashMap<&str, Vec<&str>> = HashMap::new();
    for (form, _) in &draft.forms {
        for question in form.questions() {
            let keys = question.shown_if.iter().flat_map(Condition::questions);
            looks_at.entry(&question.key).or_default().extend(keys);
        }
    }
    for (form, marks) in &draft.forms {
        for question in form.questions() {
            let mut open: Vec<&str> = looks_at.get(question.key.as_str()).cloned().unwrap_or_default();
            let mut seen = HashSet::new();
            while let Some(key) = open.pop() {
                if key == question.key {
                    let what = format!("whether {key} is asked depends, over other forms, on itself");
                    let remedy = "let one of the forms ask in another order".to_owned();
                    found.push((marks.source, marks.id.clone(), what, remedy));
                    break;
                }
                if seen.insert(key) {
                    open.extend(looks_at.get(key).into_iter().flatten());
                }
            }
        }
    }
}
