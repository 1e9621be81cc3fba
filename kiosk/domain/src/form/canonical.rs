//! What a signature binds: a form in its version, what it declares, and every answer, as bytes that are the same
//! wherever they are made: JSON without spaces, keys sorted, as RFC 8785 has it.

use std::fmt::Write as _;

use jiff::civil::Date;
use zeroize::Zeroizing;

use super::Form;
use super::answer::{Address, Answer, Answers, Digest, FileAnswer};

/// The form, its version, what it declares, its materials and the answers to what it asks, signatures left out.
/// Other forms' answers and answers to questions that are not asked do not change it. `today`: the day of the
/// application. Personal: wiped when dropped.
pub fn canonical(form: &Form, answers: &Answers, today: Date) -> Zeroizing<Vec<u8>> {
    let own = form.own(answers, today);
    let declares: Vec<&str> = form.declares.iter().map(|said| said.zh.as_str()).collect();
    let materials: Vec<&str> = form.wanted(answers, today).into_iter().map(|material| material.name.as_str()).collect();
    // Room for what is usual, so that no half of it is left behind where the text has moved.
    let mut out = String::with_capacity(16 * 1024);
    out.push_str("{\"answers\":");
    write_answers(&mut out, &own);
    out.push_str(",\"declares\":");
    write_texts(&mut out, &declares);
    out.push_str(",\"form\":");
    write_text(&mut out, &form.id);
    out.push_str(",\"materials\":");
    write_texts(&mut out, &materials);
    out.push_str(",\"version\":");
    write_text(&mut out, &form.version.to_string());
    out.push('}');
    Zeroizing::new(out.into_bytes())
}

/// SHA-256 of [`canonical`].
pub fn digest(form: &Form, answers: &Answers, today: Date) -> Digest {
    Digest::of(&canonical(form, answers, today))
}

fn write_answers(out: &mut String, answers: &Answers) {
    let told = answers.iter().filter(|(_, given)| !matches!(given.answer, Answer::Signature(_)));
    out.push('{');
    for (number, (key, given)) in told.enumerate() {
        comma(out, number);
        write_text(out, key);
        out.push(':');
        write_answer(out, &given.answer);
    }
    out.push('}');
}

fn write_answer(out: &mut String, answer: &Answer) {
    match answer {
        Answer::Text(text) | Answer::Choice(text) => write_text(out, text.reveal()),
        Answer::Choices(keys) => {
            let mut sorted: Vec<&str> = keys.reveal().iter().map(String::as_str).collect();
            sorted.sort_unstable();
            write_texts(out, &sorted);
        }
        Answer::Date(day) => write_text(out, &day.reveal().date().to_string()),
        Answer::IdNumber(number) => write_text(out, number.reveal().as_str()),
        Answer::Phone(phone) => write_text(out, phone.reveal().as_str()),
        Answer::CreditCode(code) => write_text(out, code.reveal().as_str()),
        Answer::BankAccount(account) => write_text(out, account.reveal().as_str()),
        Answer::Address(Address { division, street }) => {
            write_texts(out, &[&division.code, &division.name, street.reveal()]);
        }
        Answer::Money(amount) => write_text(out, &String::from(*amount.reveal())),
        // Writing to a string cannot fail.
        Answer::Number(number) => {
            let _ = write!(out, "{}", number.reveal());
        }
        Answer::YesNo(yes) => out.push_str(if *yes.reveal() { "true" } else { "false" }),
        Answer::File(FileAnswer::Pages(pages)) => {
            let digests: Vec<String> = pages.iter().map(|page| page.digest.to_string()).collect();
            write_texts(out, &digests.iter().map(String::as_str).collect::<Vec<_>>());
        }
        Answer::File(FileAnswer::Shared { register, reference, digest }) => {
            write_texts(out, &[register, reference.reveal(), &digest.to_string()]);
        }
        Answer::Signature(_) => out.push_str("null"),
        Answer::Group(entries) => {
            out.push('[');
            for (number, entry) in entries.iter().enumerate() {
                comma(out, number);
                write_answers(out, entry);
            }
            out.push(']');
        }
    }
}

fn write_texts(out: &mut String, texts: &[&str]) {
    out.push('[');
    for (number, text) in texts.iter().enumerate() {
        comma(out, number);
        write_text(out, text);
    }
    out.push(']');
}

fn comma(out: &mut String, number: usize) {
    if number > 0 {
        out.push(',');
    }
}

/// A JSON string with no more escapes than RFC 8785 wants.
fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}
