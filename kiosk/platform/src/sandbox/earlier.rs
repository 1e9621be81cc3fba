//! What people answered in applications that were taken, for the next one. It is personal, and a real platform has it
//! elsewhere: here each person's answers lie sealed with a key that is made of their number, which the sandbox does not
//! have but while somebody asks for them.

use std::collections::BTreeMap;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::IdNumber;
use domain::form::{Answer, Answers, Form};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::issue::random;

/// Tells this key from any other that could be made of a number.
const DOMAIN: &[u8] = b"kiosk-sandbox-earlier-1";

/// By person, the id of their file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Earlier(BTreeMap<String, Sealed>);

/// The answers of one person.
#[derive(Debug, Serialize, Deserialize)]
struct Sealed {
    nonce: [u8; 24],
    bytes: Vec<u8>,
}

impl Earlier {
    /// What somebody answered; nothing, where there is nothing that opens.
    pub(super) fn of(&self, person: &str, number: &IdNumber) -> Answers {
        let opened = self.0.get(person).and_then(|sealed| {
            let payload = Payload { msg: &sealed.bytes, aad: person.as_bytes() };
            let bytes = cipher(number).decrypt(&XNonce::from(sealed.nonce), payload).ok().map(Zeroizing::new)?;
            serde_json::from_slice(&bytes).ok()
        });
        opened.unwrap_or_default()
    }

    /// Keeps newer answers, each in place of an older one. `None`: they cannot be kept.
    pub(super) fn keep(&mut self, person: &str, number: &IdNumber, newer: &Answers) -> Option<()> {
        let mut all = self.of(person, number);
        for (key, given) in newer.iter() {
            all.give_from(key, given.answer.clone(), given.origin);
        }
        let json = Zeroizing::new(serde_json::to_vec(&all).ok()?);
        let nonce: [u8; 24] = random().ok()?;
        let payload = Payload { msg: &json, aad: person.as_bytes() };
        let bytes = cipher(number).encrypt(&XNonce::from(nonce), payload).ok()?;
        self.0.insert(person.to_owned(), Sealed { nonce, bytes });
        Some(())
    }
}

/// Of what a form asks, the answers that another application may take over. Pages stay with the case that they were
/// handed in with.
pub(super) fn to_take_over(form: &Form, answers: &Answers, day: Date) -> Answers {
    let asked = form.shown(answers, day).into_iter().filter(|question| question.prefill.earlier);
    let mut found = Answers::default();
    for key in asked.map(|question| question.key.as_str()) {
        match (answers.get(key), answers.origin(key)) {
            (Some(Answer::File(_) | Answer::Signature(_)), _) => {}
            (Some(answer), Some(origin)) => found.give_from(key, answer.clone(), origin),
            _ => {}
        }
    }
    found
}

fn cipher(number: &IdNumber) -> XChaCha20Poly1305 {
    let mut key: Key = Sha256::new().chain_update(DOMAIN).chain_update(number.as_str()).finalize();
    let cipher = XChaCha20Poly1305::new(&key);
    zeroize::Zeroize::zeroize(key.as_mut_slice());
    cipher
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(text: &str) -> Answers {
        let mut answers = Answers::default();
        answers.give("phone", Answer::Text(text.into()));
        answers
    }

    #[test]
    fn the_newest_wins_and_nothing_of_it_can_be_read() {
        let [own, other] = ["370000198503170125", "370000198811020313"].map(|text| IdNumber::parse(text).unwrap());
        let mut earlier = Earlier::default();
        let mut first = phone("13800000000");
        first.give("school", Answer::Text("样例中学".into()));
        earlier.keep("li", &own, &first).unwrap();
        earlier.keep("li", &own, &phone("13900000000")).unwrap();
        let answers = earlier.of("li", &own);
        assert_eq!(answers.get("phone"), phone("13900000000").get("phone"));
        assert_eq!(answers.get("school"), first.get("school"), "what is not answered anew stays");

        let stored = serde_json::to_string(&earlier).unwrap();
        assert!(!stored.contains("phone") && !stored.contains("13900000000"), "{stored}");
        let read: Earlier = serde_json::from_str(&stored).unwrap();
        assert_eq!(read.of("li", &own), answers);
        assert!(read.of("li", &other).is_empty() && read.of("zhang", &own).is_empty());
    }
}
