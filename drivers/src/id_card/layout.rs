//! From the bytes of a read to a card: where each field stands in the 256-byte text of the four types.
//!
//! The text is UTF-16LE, padded with spaces (or NUL); its type flag stands at byte 248.
//! Source: GA/T 490 for the resident card; for the others the layouts of readers' vendors (afzhan.com st170652 for the
//! card of 2017, eastcoms.com service/pro/840 for that of 2023) and open drivers, which agree and each sum to 256 bytes.

use jiff::civil::Date;

use super::card::{Foreigner2017, Foreigner2023, HkMacaoTaiwan, IdCard, Resident, Sex, Validity};
use super::nation::Nation;
use super::personal::{Personal, PersonalBytes};

/// Bytes of the text of every type.
const TEXT: usize = 256;

/// Bytes of the newest address: 35 characters.
const ADDRESS: usize = 70;

/// Why an answer to a read is no card. It names the field, never what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// The announced lengths and the bytes do not agree.
    #[error("the lengths in the reader's answer do not agree; lay the card down again")]
    Length,
    /// The type flag is none of the four.
    #[error("the card is of a type that this program does not know")]
    Kind,
    /// A date that is none.
    #[error("the date in the card's field \"{0}\" cannot be read; lay the card down again")]
    Date(&'static str),
    /// A field that every card has is empty.
    #[error("the card's field \"{0}\" is empty; lay the card down again")]
    Missing(&'static str),
}

/// The data of an answer to `30 01`: two lengths (big endian), text, photo.
pub fn parse_text_photo(data: &[u8]) -> Result<IdCard, CardError> {
    let (lengths, rest) = data.split_first_chunk::<4>().ok_or(CardError::Length)?;
    let [t1, t0, p1, p0] = *lengths;
    let (text, photo) = cut(rest, u16::from_be_bytes([t1, t0]))?;
    let (photo, rest) = cut(photo, u16::from_be_bytes([p1, p0]))?;
    if !rest.is_empty() {
        return Err(CardError::Length);
    }
    parse(text, photo, &[])
}

/// The data of an answer to `30 10`: three lengths (big endian), text, photo, fingerprints.
pub fn parse_text_photo_prints(data: &[u8]) -> Result<IdCard, CardError> {
    let (lengths, rest) = data.split_first_chunk::<6>().ok_or(CardError::Length)?;
    let [t1, t0, p1, p0, f1, f0] = *lengths;
    let (text, rest) = cut(rest, u16::from_be_bytes([t1, t0]))?;
    let (photo, rest) = cut(rest, u16::from_be_bytes([p1, p0]))?;
    let (prints, rest) = cut(rest, u16::from_be_bytes([f1, f0]))?;
    if !rest.is_empty() {
        return Err(CardError::Length);
    }
    parse(text, photo, prints)
}

/// The data of an answer to `30 03`; `None` when the address is blank.
pub fn parse_newest_address(data: &[u8]) -> Result<Option<Personal>, CardError> {
    if data.len() != ADDRESS {
        return Err(CardError::Length);
    }
    let address = text_of(data, &[]);
    Ok((!address.is_empty()).then_some(address))
}

fn cut(bytes: &[u8], len: u16) -> Result<(&[u8], &[u8]), CardError> {
    bytes.split_at_checked(usize::from(len)).ok_or(CardError::Length)
}

fn parse(text: &[u8], photo: &[u8], prints: &[u8]) -> Result<IdCard, CardError> {
    let text = Text(text.try_into().map_err(|_| CardError::Length)?);
    let (photo, fingerprints) = (PersonalBytes::new(photo.to_vec()), PersonalBytes::new(prints.to_vec()));
    match text.bytes(248, 2) {
        [b' ' | 0, 0] => resident(&text, photo, fingerprints).map(IdCard::Resident),
        [b'J', 0] => hk_macao_taiwan(&text, photo, fingerprints).map(IdCard::HkMacaoTaiwan),
        [b'I', 0] => foreigner_2017(&text, photo, fingerprints).map(IdCard::Foreigner2017),
        [b'Y', 0] => foreigner_2023(&text, photo, fingerprints).map(IdCard::Foreigner2023),
        _ => Err(CardError::Kind),
    }
}

fn resident(text: &Text, photo: PersonalBytes, fingerprints: PersonalBytes) -> Result<Resident, CardError> {
    Ok(Resident {
        name: text.required("name", 0, 30)?,
        sex: text.sex(30),
        nation: Nation::from_digits(text.field(32, 4).expose()),
        birth: text.date("birth", 36)?,
        address: text.field(52, 70),
        number: text.required("number", 122, 36)?,
        authority: text.field(158, 30),
        from: text.date("valid from", 188)?,
        to: text.validity("valid to", 204)?,
        photo,
        fingerprints,
    })
}

fn hk_macao_taiwan(text: &Text, photo: PersonalBytes, fingerprints: PersonalBytes) -> Result<HkMacaoTaiwan, CardError> {
    Ok(HkMacaoTaiwan {
        name: text.required("name", 0, 30)?,
        sex: text.sex(30),
        birth: text.date("birth", 36)?,
        address: text.field(52, 70),
        number: text.required("number", 122, 36)?,
        authority: text.field(158, 30),
        from: text.date("valid from", 188)?,
        to: text.validity("valid to", 204)?,
        pass_number: text.field(220, 18),
        issue_count: text.field(238, 4),
        photo,
        fingerprints,
    })
}

fn foreigner_2017(text: &Text, photo: PersonalBytes, fingerprints: PersonalBytes) -> Result<Foreigner2017, CardError> {
    Ok(Foreigner2017 {
        english_name: text.required("English name", 0, 120)?,
        sex: text.sex(120),
        number: text.required("number", 122, 30)?,
        nationality: text.field(152, 6),
        chinese_name: text.field(158, 30),
        from: text.date("valid from", 188)?,
        to: text.validity("valid to", 204)?,
        birth: text.date("birth", 220)?,
        version: text.field(236, 4),
        authority_code: text.field(240, 8),
        photo,
        fingerprints,
    })
}

fn foreigner_2023(text: &Text, photo: PersonalBytes, fingerprints: PersonalBytes) -> Result<Foreigner2023, CardError> {
    // Characters 36 to 46 of a long name stand apart from the first 35.
    let english_name = text_of(text.bytes(52, 70), text.bytes(220, 22));
    if english_name.is_empty() {
        return Err(CardError::Missing("English name"));
    }
    Ok(Foreigner2023 {
        chinese_name: text.field(0, 30),
        english_name,
        sex: text.sex(30),
        renewal_count: text.field(32, 4),
        birth: text.date("birth", 36)?,
        number: text.required("number", 122, 36)?,
        nationality: text.field(242, 6),
        from: text.date("valid from", 188)?,
        to: text.validity("valid to", 204)?,
        old_number_link: text.field(250, 6),
        photo,
        fingerprints,
    })
}

/// The 256 bytes, read by place and length.
struct Text<'a>(&'a [u8; TEXT]);

impl<'a> Text<'a> {
    fn bytes(&self, at: usize, len: usize) -> &'a [u8] {
        self.0.get(at..at + len).unwrap_or_default()
    }

    fn field(&self, at: usize, len: usize) -> Personal {
        text_of(self.bytes(at, len), &[])
    }

    fn required(&self, name: &'static str, at: usize, len: usize) -> Result<Personal, CardError> {
        let field = self.field(at, len);
        if field.is_empty() { Err(CardError::Missing(name)) } else { Ok(field) }
    }

    fn sex(&self, at: usize) -> Sex {
        Sex::from_digit(self.field(at, 2).expose())
    }

    fn date(&self, name: &'static str, at: usize) -> Result<Date, CardError> {
        date_of(self.field(at, 16).expose()).ok_or(CardError::Date(name))
    }

    fn validity(&self, name: &'static str, at: usize) -> Result<Validity, CardError> {
        let field = self.field(at, 16);
        if field.expose() == "长期" {
            return Ok(Validity::LongTerm);
        }
        date_of(field.expose()).map(Validity::Until).ok_or(CardError::Date(name))
    }
}

/// `YYYYMMDD`, digits only.
fn date_of(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, day) = text.split_at_checked(4)?;
    let (month, day) = day.split_at_checked(2)?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// UTF-16LE without its padding, of a field that may continue at another place. A lone surrogate becomes U+FFFD.
/// The string is made once at its full size, so that no copy of it is left in freed memory.
fn text_of(field: &[u8], continued: &[u8]) -> Personal {
    let units = || {
        [field, continued].into_iter().flat_map(|part| part.as_chunks::<2>().0).map(|unit| u16::from_le_bytes(*unit))
    };
    let padding = |unit: u16| unit == 0 || unit == u16::from(b' ');
    let begin = units().position(|unit| !padding(unit)).unwrap_or(0);
    let end = units().enumerate().filter(|(_, unit)| !padding(*unit)).last().map_or(0, |(at, _)| at + 1);
    let kept = units().take(end).skip(begin);
    // A unit outside the surrogates takes at most three bytes, a pair of them four.
    let mut text = String::with_capacity(3 * end.saturating_sub(begin));
    text.extend(char::decode_utf16(kept).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)));
    Personal::new(text)
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
