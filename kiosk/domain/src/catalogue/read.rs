//! Reads a file of entries (`[[matter]]`), each by itself: every mistake of each is told, and what can be read all the
//! same is checked on.

use std::collections::{HashMap, HashSet};
use std::ops::{Deref, Range};

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue, ValueDeserializer};

use crate::data_file::{Mistake, Problem, meant, suggestion};

/// More mistakes than this in one entry are no entry.
const MOST: usize = 200;

/// An entry of a file.
pub(super) struct Read<T> {
    entry: T,
    /// Nothing is wrong with how it is written. In any other, keys are left out or filled up: what it refers to can be
    /// checked, what it says can not.
    pub(super) whole: bool,
}

impl<T> Read<T> {
    pub(super) fn into_inner(self) -> T {
        self.entry
    }
}

impl<T> Deref for Read<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.entry
    }
}

/// What stands in a file.
pub(super) struct Entries<'t, T> {
    pub(super) read: Vec<Read<T>>,
    /// What stands before the entries: `stage = "work"`.
    pub(super) header: Option<Spanned<String>>,
    pub(super) problems: Vec<Problem>,
    /// Pieces of the text that could not be read whole: what is looked for in vain may stand in them.
    pub(super) unsure: Vec<&'t str>,
    text: &'t str,
    array: &'static str,
    header_key: Option<&'static str>,
    /// Something is told of what stands before the entries already.
    header_told: bool,
}

/// Reads a file of `array`s, with one key before them where there is one.
pub(super) fn entries<'t, T: DeserializeOwned>(
    text: &'t str,
    array: &'static str,
    header_key: Option<&'static str>,
) -> Entries<'t, T> {
    let mut file = Entries {
        read: Vec::new(),
        header: None,
        problems: Vec::new(),
        unsure: Vec::new(),
        text,
        array,
        header_key,
        header_told: false,
    };
    match DeTable::parse(text) {
        Ok(table) => file.table(table.into_inner()),
        Err(error) => file.pieces(&error),
    }
    let empty = file.problems.is_empty() && file.read.is_empty();
    if let Some(key) = header_key.filter(|_| file.header.is_none() && !file.header_told) {
        file.tell(
            0..0,
            format!("the key `{key}` is missing"),
            format!("add `{key} = …` before the first `[[{array}]]`"),
        );
    }
    if empty {
        file.tell(0..0, format!("there is no `[[{array}]]`"), "put them back, or copy them from the version before");
    }
    file
}

/// A file that is one entry.
pub(super) fn single<T: DeserializeOwned>(text: &str) -> (Option<T>, Vec<Problem>) {
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => return (None, vec![Problem::of_toml(text, &error)]),
    };
    let value = Spanned::new(table.span(), DeValue::Table(table.into_inner()));
    let mut problems = empty_texts(text, &value);
    let (read, more) = one(text, value);
    problems.extend(more);
    (read, problems)
}

impl<T: DeserializeOwned> Entries<'_, T> {
    fn tell(&mut self, span: Range<usize>, what: String, remedy: impl Into<String>) {
        self.problems.push(Problem::at(self.text, Some(span), what, remedy));
    }

    fn table(&mut self, table: DeTable<'_>) {
        for (key, value) in table {
            let (span, name) = (key.span(), key.get_ref().as_ref());
            let known: Vec<&str> = self.header_key.into_iter().chain([self.array]).collect();
            let meant = if known.contains(&name) { Some(name) } else { meant(name, &known) };
            if meant != Some(name) {
                self.tell(span.clone(), format!("unknown key `{name}`"), suggestion(name, &known));
                self.doubt(span.start);
            }
            match meant {
                Some(key) if Some(key) == self.header_key => self.header(value),
                Some(_) => self.array(span, value),
                None => {
                    let items = value.get_ref().as_array().into_iter().flat_map(|items| items.iter());
                    items.for_each(|item| self.doubt(item.span().start));
                }
            }
        }
    }

    fn header(&mut self, value: Spanned<DeValue<'_>>) {
        let span = value.span();
        if let DeValue::String(text) = value.into_inner() {
            self.header = Some(Spanned::new(span, text.into_owned()));
        } else {
            self.header_told = true;
            self.tell(span, "this is no text".to_owned(), "write it in quotes");
        }
    }

    fn array(&mut self, span: Range<usize>, value: Spanned<DeValue<'_>>) {
        let array = self.array;
        match value.into_inner() {
            DeValue::Array(items) => items.into_iter().for_each(|item| self.entry(item)),
            table @ DeValue::Table(_) => {
                self.tell(span.clone(), format!("`[{array}]` is one table"), format!("write `[[{array}]]`"));
                self.entry(Spanned::new(span, table));
            }
            _ => {
                self.doubt(span.start);
                self.tell(span, format!("`{array}` is no list of entries"), format!("write `[[{array}]]` before each"));
            }
        }
    }

    fn entry(&mut self, value: Spanned<DeValue<'_>>) {
        let start = value.span().start;
        // An area that has no name is told by its code.
        if self.array != "area" {
            self.problems.extend(empty_texts(self.text, &value));
        }
        let (entry, problems) = one(self.text, value);
        if !problems.is_empty() {
            self.doubt(start);
        }
        self.read.extend(entry.map(|entry| Read { entry, whole: problems.is_empty() }));
        self.problems.extend(problems);
    }

    /// The piece at this position cannot be relied on.
    fn doubt(&mut self, position: usize) {
        let text = self.text;
        self.unsure
            .extend(pieces(text).into_iter().find(|piece| piece.contains(&position)).and_then(|at| text.get(at)));
    }

    /// A text that is no TOML: entry by entry, so that one bracket does not hide all others.
    fn pieces(&mut self, error: &toml::de::Error) {
        let text = self.text;
        for at in pieces(text) {
            let Some(piece) = text.get(at.clone()) else { continue };
            // With as many bytes before it as in the file, positions are those of the file.
            let padded = format!("{}{piece}", " ".repeat(at.start));
            match DeTable::parse(&padded) {
                Ok(table) => self.table(table.into_inner()),
                Err(error) => {
                    self.header_told |= at.start == 0;
                    self.problems.push(Problem::of_toml(text, &error));
                    self.unsure.push(piece);
                }
            }
        }
        if self.problems.is_empty() {
            self.problems.push(Problem::of_toml(text, error));
            self.unsure.push(text);
        }
    }
}

/// A text from one `[[` at the beginning of a line to the next.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut at) = (0, 0);
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("[[") {
            pieces.push(start..at);
            start = at;
        }
        at += line.len();
    }
    pieces.push(start..at);
    pieces
}

/// Every text within a value that says nothing.
fn empty_texts(text: &str, value: &Spanned<DeValue<'_>>) -> Vec<Problem> {
    fn walk(text: &str, key: &str, value: &Spanned<DeValue<'_>>, found: &mut Vec<Problem>) {
        match value.get_ref() {
            DeValue::String(said) if said.trim().is_empty() => found.push(Problem::at(
                text,
                Some(value.span()),
                format!("`{key}` is empty"),
                "write it, or remove it where it is not needed",
            )),
            DeValue::Array(items) => items.iter().for_each(|item| walk(text, key, item, found)),
            DeValue::Table(table) => table.iter().for_each(|(key, value)| walk(text, key.get_ref(), value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(text, "", value, &mut found);
    found
}

/// An entry, and everything that is wrong with how it is written. After each mistake it is mended in the likeliest way
/// and read again; `None` where that cannot be.
fn one<T: DeserializeOwned>(text: &str, mut value: Spanned<DeValue<'_>>) -> (Option<T>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut mender = Mender { end: text.len(), filled: HashMap::new(), dropped: HashSet::new() };
    for _ in 0..MOST {
        let error = match T::deserialize(ValueDeserializer::from(value.clone())) {
            Ok(entry) => return (Some(entry), problems),
            Err(error) => error,
        };
        if !mender.follows(&error) {
            problems.push(Problem::of_toml(text, &error));
        }
        if !mender.mend(&mut value, &error) {
            break;
        }
    }
    (None, problems)
}

/// Mends an entry so that the rest of it can be read.
struct Mender {
    /// Where the text ends: what was filled in stands behind.
    end: usize,
    /// By position, the table in which something was filled in.
    filled: HashMap<usize, Range<usize>>,
    /// Keys that were wrong, with where their table begins.
    dropped: HashSet<(usize, String)>,
}

impl Mender {
    /// Whether a mistake comes of the mending alone.
    fn follows(&self, error: &toml::de::Error) -> bool {
        let Some(span) = error.span() else { return false };
        let key = |missing: &str| (span.start, missing.to_owned());
        span.start > self.end
            || matches!(Mistake::of(error.message()), Mistake::MissingKey(missing) if self.dropped.contains(&key(missing)))
    }

    /// Whether something could be done.
    fn mend(&mut self, value: &mut Spanned<DeValue<'_>>, error: &toml::de::Error) -> bool {
        let Some(span) = error.span() else { return false };
        match Mistake::of(error.message()) {
            Mistake::UnknownKey(unknown, known) => {
                let meant = meant(unknown, &known);
                any(value, &mut |node| rename(node, &span, meant))
            }
            Mistake::UnknownValue(_, known) => {
                let Some(first) = known.first() else { return false };
                any(value, &mut |node| put(node, &span, || DeValue::String((*first).to_owned().into())))
            }
            Mistake::MissingKey(missing) => {
                let at = self.end + 1 + self.filled.len();
                self.filled.insert(at, span.clone());
                any(value, &mut |node| fill(node, &span, missing, at))
            }
            Mistake::Other if self.filled.contains_key(&span.start) => {
                // Not a text, then: perhaps a list.
                let is_text = |node: &Spanned<DeValue<'_>>| matches!(node.get_ref(), DeValue::String(_));
                let list = || DeValue::Array(DeArray::new());
                any(value, &mut |node| is_text(node) && put(node, &span, list))
                    || self.filled.get(&span.start).cloned().is_some_and(|table| self.leave_out(value, &table))
            }
            Mistake::Other => self.leave_out(value, &span),
        }
    }

    /// Takes out what stands at a position.
    fn leave_out(&mut self, value: &mut Spanned<DeValue<'_>>, span: &Range<usize>) -> bool {
        any(value, &mut |node| {
            let start = node.span().start;
            match node.get_mut() {
                DeValue::Table(table) => {
                    let key = table.iter().find(|(_, value)| value.span() == *span).map(|(key, _)| key.clone());
                    let Some(key) = key else { return false };
                    table.remove(&key);
                    self.dropped.insert((start, key.into_inner().into_owned()));
                    true
                }
                DeValue::Array(items) => {
                    let before = items.len();
                    *items = items.iter().filter(|item| item.span() != *span).cloned().collect();
                    items.len() < before
                }
                _ => false,
            }
        })
    }
}

/// Tries a value and everything within it until something is done.
fn any<'i>(value: &mut Spanned<DeValue<'i>>, act: &mut impl FnMut(&mut Spanned<DeValue<'i>>) -> bool) -> bool {
    if act(value) {
        return true;
    }
    match value.get_mut() {
        DeValue::Table(table) => table.iter_mut().any(|(_, value)| any(value, act)),
        DeValue::Array(items) => items.iter_mut().any(|item| any(item, act)),
        _ => false,
    }
}

/// Gives a key the name that was meant, or takes it out.
fn rename(node: &mut Spanned<DeValue<'_>>, span: &Range<usize>, meant: Option<&str>) -> bool {
    let DeValue::Table(table) = node.get_mut() else { return false };
    let Some(key) = table.keys().find(|key| key.span() == *span).cloned() else { return false };
    let value = table.remove(&key);
    if let (Some(value), Some(meant)) = (value, meant)
        && !table.contains_key(meant)
    {
        table.insert(Spanned::new(key.span(), meant.to_owned().into()), value);
    }
    true
}

fn put<'i>(node: &mut Spanned<DeValue<'i>>, span: &Range<usize>, value: impl Fn() -> DeValue<'i>) -> bool {
    let is_it = node.span() == *span;
    if is_it {
        *node.get_mut() = value();
    }
    is_it
}

fn fill(node: &mut Spanned<DeValue<'_>>, span: &Range<usize>, key: &str, at: usize) -> bool {
    let is_it = node.span() == *span;
    let DeValue::Table(table) = node.get_mut() else { return false };
    if is_it {
        table.insert(Spanned::new(at..at, key.to_owned().into()), Spanned::new(at..at, DeValue::String("".into())));
    }
    is_it
}
