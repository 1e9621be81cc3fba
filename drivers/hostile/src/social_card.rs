//! What a social security card answers.

use drivers::social_card::{Item, Transport, TransportError, check_number, compressed, date, parse, read, text};
use zeroize::Zeroizing;

use crate::Target;

/// As all answers of a reading, and as one record. No panic, no value longer than its item, no more commands than answers
/// and one.
pub(crate) const RECORD: Target = Target {
    name: "social_card_record",
    read: |input| drop(read(&mut Answers(input, 0))),
    check: |input| {
        as_record(input);
        as_reading(input);
    },
    // One answer, what was collected of one file, and what is kept of the card.
    cap: 8 * 1024,
    longest: 64 * 1024,
    seeds: genuine,
};

/// Gives the input out as answers: a length, the data, and a status word that is mostly a good one.
struct Answers<'a>(&'a [u8], usize);

impl Transport for Answers<'_> {
    fn transmit(&mut self, _: &[u8]) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        self.1 += 1;
        let (&head, rest) = self.0.split_first().ok_or(TransportError::Removed)?;
        let (data, rest) = rest.split_at_checked(usize::from(head & 0x3F)).ok_or(TransportError::Removed)?;
        self.0 = rest;
        let mut answer = data.to_vec();
        // Else the data ends with a status word of its own.
        if head & 0x40 == 0 {
            answer.extend([0x90, 0x00]);
        }
        Ok(Zeroizing::new(answer))
    }
}

/// The first byte says of which item.
fn as_record(input: &[u8]) {
    let Some((&first, bytes)) = input.split_first() else { return };
    let item = Item::ALL[usize::from(first) % Item::ALL.len()];
    if let Some(record) = parse(item, bytes) {
        assert!(record.value().len() <= item.size());
        assert!(compressed(record.value()).expose().len() <= 2 * item.size());
        let _ = date(record.value());
        if let Some(text) = text(record.value()) {
            assert!(text.expose().chars().count() <= item.size());
            let _ = check_number(text.expose(), None);
        }
    }
    let _ = text(bytes);
}

fn as_reading(input: &[u8]) {
    let mut answers = Answers(input, 0);
    if let Ok(card) = read(&mut answers) {
        let _ = (card.issuing_area(), card.missing());
        if let Ok(holder) = &card.holder {
            assert!(matches!(holder.number.expose().len(), 15 | 18));
            let _ = holder.number_check();
        }
    }
    assert!(answers.1 <= input.len() + 1);
}

/// A card that gives everything: each answer with its length before it.
fn genuine() -> Vec<Vec<u8>> {
    let records: [(u8, &[u8]); 9] = [
        (0x01, &[0x37; 16]),
        (0x03, b"2.00"),
        (0x05, &[0x20, 0x20, 0x01, 0x01]),
        (0x06, &[0x20, 0x30, 0x01, 0x01]),
        (0x07, b"A00000001"),
        (0x08, b"370000198503030031"),
        (0x09, b"\xCD\xF5\xC4\xA3\xC4\xE2"),
        (0x0A, b"1"),
        (0x0D, &[0x19, 0x85, 0x03, 0x03]),
    ];
    let answer = |(tag, value): &(u8, &[u8])| [&[value.len() as u8 + 2, *tag, value.len() as u8], *value].concat();
    let answers: Vec<Vec<u8>> = records.iter().map(answer).collect();
    // The environment and the files are selected with an empty answer.
    let whole = [&[0, 0][..], &answers[..5].concat(), &[0], &answers[5..].concat()].concat();
    let mut seeds = vec![whole.clone(), [&whole[..1], &[0x42, 0x61, 0x10], &whole[1..]].concat()];
    seeds.extend(answers);
    seeds
}
