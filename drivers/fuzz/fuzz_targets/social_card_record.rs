//! Any bytes from a social security card: as one record, and as all answers of a reading. No panic, no value longer than its
//! item, no more commands than answers and one.
#![no_main]

use drivers::social_card::{Item, Transport, TransportError, check_number, compressed, date, parse, read, text};
use libfuzzer_sys::fuzz_target;
use zeroize::Zeroizing;

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

fuzz_target!(|input: &[u8]| {
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

    let mut answers = Answers(input, 0);
    if let Ok(card) = read(&mut answers) {
        let _ = (card.issuing_area(), card.missing());
        if let Ok(holder) = &card.holder {
            assert!(matches!(holder.number.expose().len(), 15 | 18));
            let _ = holder.number_check();
        }
    }
    assert!(answers.1 <= input.len() + 1);
});
