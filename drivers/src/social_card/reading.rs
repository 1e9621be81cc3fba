//! Reads a card: asks for its items in order, over any transport. No time and no I/O of its own.

use zeroize::Zeroizing;

use super::apdu::{Command, Response, Transport, exchange};
use super::card::{CardError, Generation, Holder, Missing, SocialCard};
use super::device::CardFault;
use super::number::is_number;
use super::record::{HOLDER, ISSUER, Item, Record, compressed, date, parse, text};
use super::status::Meaning;
use crate::id_card::{Nation, Personal, Sex};

/// Reads the card at the other end.
pub fn read(transport: &mut dyn Transport) -> Result<SocialCard, CardFault> {
    environment(transport)?;
    if !select(transport, ISSUER)? {
        return Err(CardFault::NotSocial);
    }
    let version = text_of(transport, Item::Version)?;
    let version = version.expose().to_owned(); // nothing personal
    let generation = match version.as_bytes() {
        [b'1', ..] => Generation::First,
        [b'2', ..] => Generation::Second,
        [b'3', ..] => Generation::Third,
        _ => return Err(CardError::Version.into()),
    };
    let card_id = compressed(needed(transport, Item::CardId)?.value());
    let card_number = ascii(text_of(transport, Item::CardNumber)?, Item::CardNumber)?;
    let issued = day(transport, Item::Issued)?;
    let expires = day(transport, Item::Expires)?;
    let holder = match generation {
        // Not even asked for: a card may count what it refuses.
        Generation::Third => Err(Missing::PersonalData),
        Generation::First | Generation::Second => holder(transport)?,
    };
    Ok(SocialCard { generation, version, card_id, card_number, issued, expires, holder })
}

fn environment(transport: &mut dyn Transport) -> Result<(), CardFault> {
    let answer = exchange(transport, Command::SelectEnvironment)?;
    match answer.status.meaning() {
        Meaning::Ok => Ok(()),
        Meaning::Blocked => Err(CardFault::Blocked),
        Meaning::NotFound | Meaning::Unknown => Err(CardFault::NotSocial),
        _ => Err(CardFault::Refused(answer.status)),
    }
}

/// Selects a file; `false`: the card keeps it locked.
fn select(transport: &mut dyn Transport, file: u16) -> Result<bool, CardFault> {
    let mut answer = exchange(transport, Command::SelectFile { file, by_path: true })?;
    if answer.status.meaning() == Meaning::Unknown {
        answer = exchange(transport, Command::SelectFile { file, by_path: false })?;
    }
    match answer.status.meaning() {
        Meaning::Ok => Ok(true),
        Meaning::Locked => Ok(false),
        Meaning::Blocked => Err(CardFault::Blocked),
        Meaning::NotFound => Err(CardFault::NotSocial),
        _ => Err(CardFault::Refused(answer.status)),
    }
}

/// What became of a question for an item.
enum Asked {
    Read(Record),
    Absent,
    Locked,
}

fn ask(transport: &mut dyn Transport, item: Item) -> Result<Asked, CardFault> {
    let Response { data, status } = exchange(transport, Command::ReadRecord { tag: item.tag() })?;
    match status.meaning() {
        Meaning::Ok => parse(item, &data).map(Asked::Read).ok_or(CardError::Item(item).into()),
        Meaning::NotFound => Ok(Asked::Absent),
        Meaning::Locked => Ok(Asked::Locked),
        Meaning::Blocked => Err(CardFault::Blocked),
        _ => Err(CardFault::Refused(status)),
    }
}

/// An item without which a card is none.
fn needed(transport: &mut dyn Transport, item: Item) -> Result<Record, CardFault> {
    match ask(transport, item)? {
        Asked::Read(record) if !record.value().is_empty() => Ok(record),
        _ => Err(CardError::Item(item).into()),
    }
}

fn text_of(transport: &mut dyn Transport, item: Item) -> Result<Personal, CardFault> {
    text(needed(transport, item)?.value()).ok_or(CardError::Item(item).into())
}

/// A number is letters and digits.
fn ascii(number: Personal, item: Item) -> Result<Personal, CardFault> {
    if !number.expose().bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(CardError::Item(item).into());
    }
    if number.expose().bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Ok(Personal::new(number.expose().to_ascii_uppercase()));
    }
    Ok(number)
}

/// A day that may be missing or kept locked; one that is no day is damage.
fn day(transport: &mut dyn Transport, item: Item) -> Result<Option<jiff::civil::Date>, CardFault> {
    match ask(transport, item)? {
        Asked::Read(record) => date(record.value()).map_err(|_| CardError::Item(item).into()),
        Asked::Absent | Asked::Locked => Ok(None),
    }
}

fn holder(transport: &mut dyn Transport) -> Result<Result<Holder, Missing>, CardFault> {
    if !select(transport, HOLDER)? {
        return Ok(Err(Missing::PersonalData));
    }
    let number = match ask(transport, Item::Number)? {
        Asked::Locked => return Ok(Err(Missing::PersonalData)),
        Asked::Read(record) if !record.value().is_empty() => text(record.value()),
        Asked::Read(_) | Asked::Absent => None,
    };
    let number = ascii(number.ok_or(CardError::Item(Item::Number))?, Item::Number)?;
    if !is_number(number.expose()) {
        return Err(CardError::Item(Item::Number).into());
    }
    let name = name(transport)?;
    let sex = match ask(transport, Item::Sex)? {
        Asked::Read(record) => text(record.value()).ok_or(CardError::Item(Item::Sex))?,
        Asked::Absent | Asked::Locked => Personal::default(),
    };
    let nation = match ask(transport, Item::Nation)? {
        Asked::Read(record) => compressed(record.value()),
        Asked::Absent | Asked::Locked => Personal::default(),
    };
    let birth = day(transport, Item::Birth)?;
    let (sex, nation) = (Sex::from_digit(sex.expose()), Nation::from_digits(nation.expose()));
    Ok(Ok(Holder { number, name, sex, nation, birth }))
}

/// Name and its rest, put together before they are read: a character may lie across the seam.
fn name(transport: &mut dyn Transport) -> Result<Personal, CardFault> {
    let first = needed(transport, Item::Name)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(Item::Name.size() + Item::NameRest.size()));
    bytes.extend_from_slice(first.value());
    if let Asked::Read(rest) = ask(transport, Item::NameRest)? {
        bytes.extend_from_slice(rest.value());
    }
    text(&bytes).ok_or(CardError::Item(Item::Name).into())
}
