//! The card: files, records and what it answers.

use encoding_rs::GBK;

use super::fault::{Damage, Faults, Style};

/// Name of the social security environment: `sx1.sh.社会保障` in GBK.
pub const SSSE: [u8; 15] = [0x73, 0x78, 0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF];

/// Kinds of card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// Version 1.00.
    First,
    /// Version 2.00.
    Second,
    /// Version 3.00: what is in EF06 wants a key.
    Third,
    /// No social security card: knows no such environment.
    Bank,
}

/// What is written on a card. All of it is made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Digits and letters A to F, at most 32.
    pub card_id: String,
    /// At most nine characters.
    pub card_number: String,
    /// YYYYMMDD.
    pub issued: String,
    /// YYYYMMDD.
    pub expires: String,
    /// 社会保障号码.
    pub number: String,
    /// At most 50 bytes in GBK; what is over 30 goes into the record for long names.
    pub name: String,
    /// One digit.
    pub sex: String,
    /// Two digits.
    pub nation: String,
    /// YYYYMMDD.
    pub birth: String,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            card_id: "370000D15600000500000001".into(),
            card_number: "C37000001".into(),
            issued: "20200301".into(),
            expires: "20300301".into(),
            number: "370000199001010011".into(),
            name: "张测试".into(),
            sex: "1".into(),
            nation: "01".into(),
            birth: "19900101".into(),
        }
    }
}

/// cn: two digits a byte, filled with F.
fn cn(digits: &str, bytes: usize) -> Vec<u8> {
    let mut nibbles = digits.chars().filter_map(|digit| digit.to_digit(16)).map(|nibble| nibble as u8);
    (0..bytes).map(|_| nibbles.next().unwrap_or(0xF) << 4 | nibbles.next().unwrap_or(0xF)).collect()
}

/// an: a byte a character (GBK), filled with 0.
fn an(text: &[u8], bytes: usize) -> Vec<u8> {
    text.iter().copied().chain(std::iter::repeat(0)).take(bytes).collect()
}

/// A record: its tag and its value.
type Record = (u8, Vec<u8>);

impl Content {
    /// EF05: who issued the card.
    fn issuer(&self, version: &str) -> Vec<Record> {
        vec![
            (0x01, cn(&self.card_id, 16)),
            (0x02, an(b"1", 1)),
            (0x03, an(version.as_bytes(), 4)),
            (0x04, cn("910000000000000000000001", 12)),
            (0x05, cn(&self.issued, 4)),
            (0x06, cn(&self.expires, 4)),
            (0x07, an(self.card_number.as_bytes(), 9)),
        ]
    }

    /// EF06: whose it is.
    fn holder(&self) -> Vec<Record> {
        let (name, _, _) = GBK.encode(&self.name);
        let (first, rest) = name.split_at_checked(30).unwrap_or((&name, &[]));
        vec![
            (0x08, an(self.number.as_bytes(), 18)),
            (0x09, an(first, 30)),
            (0x4E, an(rest, 20)),
            (0x0A, an(self.sex.as_bytes(), 1)),
            (0x0B, cn(&self.nation, 1)),
            (0x0C, cn("370000", 3)),
            (0x0D, cn(&self.birth, 4)),
        ]
    }
}

/// A card that answers commands. It forgets what was selected when it is reset.
#[derive(Debug, Clone)]
pub struct SimSocialCard {
    generation: Generation,
    content: Content,
    faults: Faults,
    /// The environment is selected.
    environment: bool,
    file: Option<u16>,
    /// What waits for GET RESPONSE.
    waiting: Vec<u8>,
    commands: usize,
}

impl SimSocialCard {
    /// A card without faults.
    pub fn new(generation: Generation, content: Content) -> Self {
        Self {
            generation,
            content,
            faults: Faults::default(),
            environment: false,
            file: None,
            waiting: Vec::new(),
            commands: 0,
        }
    }

    /// The same card with these faults.
    #[must_use]
    pub fn with(self, faults: Faults) -> Self {
        Self { faults, ..self }
    }

    /// Commands that it was given, since it was made.
    pub fn commands(&self) -> usize {
        self.commands
    }

    /// Power was off.
    pub fn reset(&mut self) {
        self.environment = false;
        self.file = None;
        self.waiting.clear();
    }

    /// Its answer, with the status word; `None`: it was pulled out.
    pub fn execute(&mut self, command: &[u8]) -> Option<Vec<u8>> {
        self.commands += 1;
        if self.faults.removed_at.is_some_and(|at| self.commands >= at) {
            return None;
        }
        if let Some((at, status)) = self.faults.status_at
            && at == self.commands
        {
            return Some(status.to_be_bytes().to_vec());
        }
        if let Some((at, bytes)) = self.faults.stump_at
            && at == self.commands
        {
            return Some(vec![0x90; bytes]);
        }
        Some(self.answer(command))
    }

    fn answer(&mut self, command: &[u8]) -> Vec<u8> {
        let &[class, instruction, p1, p2, ref rest @ ..] = command else { return status(0x6700) };
        if class != 0 {
            return status(0x6E00);
        }
        if instruction == 0xC0 {
            return self.get_response(rest.first().copied().unwrap_or(0));
        }
        self.waiting.clear();
        let result = match instruction {
            0xA4 => self.select(p1, rest),
            0xB2 => self.read_record(p1, p2),
            _ => Err(0x6D00),
        };
        match result {
            // A command without a length that is expected, and data for it.
            Ok(data) if instruction == 0xA4 && self.faults.style == Style::AtOnce => with_status(data),
            Ok(data) => self.hand_over(data, if instruction == 0xA4 { None } else { rest.first().copied() }),
            Err(word) => status(word),
        }
    }

    fn select(&mut self, p1: u8, rest: &[u8]) -> Result<Vec<u8>, u16> {
        let Some((length, data)) = rest.split_first() else { return Err(0x6700) };
        let data = data.get(..usize::from(*length)).ok_or(0x6700_u16)?;
        if p1 == 4 {
            if self.generation == Generation::Bank || data != SSSE {
                return Err(0x6A82);
            }
            self.environment = true;
            self.file = None;
            return Ok([&[0x6F, 17, 0x84, 15], &SSSE[..]].concat());
        }
        let known = if self.faults.old_select { p1 == 0 } else { p1 == 2 || p1 == 0 };
        if !known {
            return Err(0x6A86);
        }
        match data {
            &[0xEF, file @ (0x05 | 0x06)] if self.environment => {
                self.file = Some(u16::from_be_bytes([0xEF, file]));
                Ok(vec![0x6F, 0])
            }
            _ => Err(0x6A82),
        }
    }

    fn read_record(&self, p1: u8, p2: u8) -> Result<Vec<u8>, u16> {
        let version = match self.generation {
            Generation::First => "1.00",
            Generation::Second => "2.00",
            Generation::Third | Generation::Bank => "3.00",
        };
        let records = match self.file {
            None => return Err(0x6986),
            Some(0xEF05) => self.content.issuer(version),
            Some(_) if self.generation == Generation::Third => return Err(0x6982),
            Some(_) => self.content.holder(),
        };
        let record = match p2 {
            0 => records.into_iter().find(|(tag, _)| *tag == p1),
            4 => records.into_iter().nth(usize::from(p1).checked_sub(1).ok_or(0x6A83_u16)?),
            _ => return Err(0x6A86),
        };
        let (tag, value) = record.ok_or(0x6A83_u16)?;
        let damage = self.faults.damaged.iter().find(|(damaged, _)| *damaged == tag).map(|(_, damage)| damage);
        let whole = |tag: u8, value: &[u8]| [&[tag, value.len() as u8], value].concat();
        match damage {
            None => Ok(whole(tag, &value)),
            Some(Damage::Tag) => Ok(whole(tag ^ 0x80, &value)),
            Some(Damage::Length) => Ok([&[tag, value.len() as u8 + 1], &value[..]].concat()),
            Some(Damage::Half) => Ok(whole(tag, &value).into_iter().take(1 + value.len() / 2).collect()),
            Some(Damage::Value(other)) => Ok(whole(tag, other)),
            Some(Damage::Gone) => Err(0x6A83),
            Some(Damage::Bare) => Ok(value),
        }
    }

    /// Hands data over in this card's style; `asked`: the length that was asked for.
    fn hand_over(&mut self, data: Vec<u8>, asked: Option<u8>) -> Vec<u8> {
        let length = data.len() as u8;
        match self.faults.style {
            Style::AtOnce => with_status(data),
            Style::Exact | Style::ExactThenGetResponse if asked.is_some_and(|asked| asked != length) => {
                vec![0x6C, length]
            }
            Style::Exact => with_status(data),
            Style::Endless => vec![0x61, 0x10],
            Style::GetResponse | Style::Pieces(_) | Style::ExactThenGetResponse => {
                self.waiting = data;
                vec![0x61, length]
            }
        }
    }

    fn get_response(&mut self, asked: u8) -> Vec<u8> {
        if self.faults.style == Style::Endless {
            return vec![0x61, 0x10];
        }
        if self.waiting.is_empty() {
            return status(0x6985);
        }
        let piece = match self.faults.style {
            Style::Pieces(most) => usize::from(most),
            _ => self.waiting.len(),
        };
        let here = if asked == 0 { piece } else { piece.min(usize::from(asked)) }.min(self.waiting.len());
        let rest = self.waiting.split_off(here);
        let mut answer = std::mem::replace(&mut self.waiting, rest);
        answer.extend(if self.waiting.is_empty() { [0x90, 0] } else { [0x61, self.waiting.len() as u8] });
        answer
    }
}

fn status(word: u16) -> Vec<u8> {
    word.to_be_bytes().to_vec()
}

fn with_status(mut data: Vec<u8>) -> Vec<u8> {
    data.extend([0x90, 0]);
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a card of Zhejiang answered a public driver: `0110 …FFFFFFFF 9000`, `0304 332E3030 9000`.
    #[test]
    fn answers_look_as_those_of_cards() {
        let mut card = SimSocialCard::new(Generation::Third, Content::default());
        assert_eq!(card.execute(&[0, 0xB2, 1, 4, 0]), Some(vec![0x69, 0x86]));
        let mut select = vec![0, 0xA4, 4, 0, 15];
        select.extend(SSSE);
        assert!(card.execute(&select).unwrap().ends_with(&[0x90, 0]));
        card.execute(&[0, 0xA4, 2, 0, 2, 0xEF, 5]).unwrap();
        let id = card.execute(&[0, 0xB2, 1, 4, 0]).unwrap();
        assert_eq!(id[..5], [0x01, 0x10, 0x37, 0, 0]);
        assert_eq!(id[10..], [0, 0, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x90, 0][..]);
        assert_eq!(card.execute(&[0, 0xB2, 3, 0, 0]), Some(vec![3, 4, 0x33, 0x2E, 0x30, 0x30, 0x90, 0]));
        card.execute(&[0, 0xA4, 2, 0, 2, 0xEF, 6]).unwrap();
        assert_eq!(card.execute(&[0, 0xB2, 9, 0, 0]), Some(vec![0x69, 0x82]));
    }
}
