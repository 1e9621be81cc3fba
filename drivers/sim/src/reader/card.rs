//! The chip of a card: 256 bytes of text (UTF-16LE, padded with spaces), 1024 bytes of photo, fingerprints and the
//! addresses added later.
//!
//! Sources: GA/T 490 as given on wiki.nfc.im (resident); afzhan.com st170652/news_212938 (foreigner 2017);
//! eastcoms.com/service/pro/840.html (foreigner 2023).

use std::fmt;

use serde::Deserialize;

use super::frame::PREAMBLE;

/// Bytes of the text block.
const TEXT: usize = 256;
/// Bytes of the photo.
const PHOTO: usize = 1024;
/// Bytes of an added address: 35 characters.
const ADDRESS: usize = 70;

/// Why a card could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// Text longer than its place on the chip.
    #[error("the field “{field}” holds at most {most} UTF-16 units; shorten it")]
    TooLong {
        /// The field.
        field: &'static str,
        /// UTF-16 units that fit.
        most: usize,
    },
    /// A date that is none.
    #[error("the field “{field}” is a date, written 1990-03-07 or 19900307 (an end may also be 长期)")]
    Date {
        /// The field.
        field: &'static str,
    },
    /// No such sex.
    #[error("the field “sex” is 男 or 女, or one digit of GB/T 2261.1")]
    Sex,
    /// No such nation.
    #[error("the field “nation” is one of the 56 names such as 汉, or two digits of GB/T 3304")]
    Nation,
    /// A card file that cannot be read.
    #[error("the card file cannot be read: {0}")]
    File(String),
    /// Bytes that are no answer to “read text and photo”.
    #[error("these bytes are no answer to “read text and photo”: {0}")]
    Response(&'static str),
}

/// A resident's card.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resident {
    /// At most 15 units.
    pub name: String,
    /// 男, 女 or the digit.
    pub sex: String,
    /// Name or two digits of GB/T 3304.
    pub nation: String,
    /// 1990-03-07 or 19900307.
    pub birth: String,
    /// At most 35 units.
    pub address: String,
    /// 18 characters.
    pub id: String,
    /// At most 15 units.
    pub authority: String,
    /// First day.
    pub from: String,
    /// Last day or 长期.
    pub to: String,
}

/// A residence permit for residents of Hong Kong, Macao or Taiwan (flag J).
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HkMacaoTaiwan {
    /// At most 15 units.
    pub name: String,
    /// 男, 女 or the digit.
    pub sex: String,
    /// 1990-03-07 or 19900307.
    pub birth: String,
    /// At most 35 units.
    pub address: String,
    /// 18 characters.
    pub id: String,
    /// At most 15 units.
    pub authority: String,
    /// First day.
    pub from: String,
    /// Last day or 长期.
    pub to: String,
    /// Number of the travel permit, at most 9 characters.
    pub pass_number: String,
    /// Two digits.
    pub issue_count: String,
}

/// A foreigner's permanent residence card of 2017 (flag I).
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foreigner2017 {
    /// At most 60 characters.
    pub english_name: String,
    /// 男, 女 or the digit.
    pub sex: String,
    /// 15 characters: three letters, twelve digits.
    pub number: String,
    /// Three letters of GB/T 2659.
    pub nationality: String,
    /// At most 15 units.
    #[serde(default)]
    pub chinese_name: String,
    /// First day.
    pub from: String,
    /// Last day or 长期.
    pub to: String,
    /// 1990-03-07 or 19900307.
    pub birth: String,
    /// Two characters.
    #[serde(default)]
    pub version: String,
    /// Four characters; 1500 is the ministry.
    #[serde(default)]
    pub authority_code: String,
}

/// A foreigner's permanent residence card of 2023 (flag Y).
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Foreigner2023 {
    /// At most 15 units.
    #[serde(default)]
    pub chinese_name: String,
    /// 男, 女 or the digit.
    pub sex: String,
    /// Two digits.
    #[serde(default)]
    pub renewal_count: String,
    /// 1990-03-07 or 19900307.
    pub birth: String,
    /// At most 46 characters.
    pub english_name: String,
    /// 18 characters beginning with 9.
    pub id: String,
    /// First day.
    pub from: String,
    /// Last day or 长期.
    pub to: String,
    /// Three letters of GB/T 2659.
    pub nationality: String,
    /// Link to the old number, at most 3 characters.
    #[serde(default)]
    pub old_number: String,
}

/// A card that can be laid on the reader. Its `Debug` shows nothing of the person.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    pub(crate) text: Vec<u8>,
    pub(crate) photo: Vec<u8>,
    /// 0, 512 or 1024 bytes.
    pub(crate) fingerprints: Vec<u8>,
    pub(crate) newest_address: Option<Vec<u8>>,
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Card").finish_non_exhaustive()
    }
}

impl Card {
    /// A resident's card.
    pub fn resident(person: &Resident) -> Result<Self, CardError> {
        let mut text = Block::default();
        text.put("name", 0, 30, &person.name)?;
        text.put("sex", 30, 2, sex(&person.sex)?)?;
        text.put("nation", 32, 4, &nation(&person.nation)?)?;
        text.put("birth", 36, 16, &date("birth", &person.birth)?)?;
        text.put("address", 52, 70, &person.address)?;
        text.put("id", 122, 36, &person.id)?;
        text.put("authority", 158, 30, &person.authority)?;
        text.validity(&person.from, &person.to)?;
        Ok(text.into_card())
    }

    /// A residence permit for residents of Hong Kong, Macao or Taiwan.
    pub fn hk_macao_taiwan(person: &HkMacaoTaiwan) -> Result<Self, CardError> {
        let mut text = Block::default();
        text.put("name", 0, 30, &person.name)?;
        text.put("sex", 30, 2, sex(&person.sex)?)?;
        text.put("birth", 36, 16, &date("birth", &person.birth)?)?;
        text.put("address", 52, 70, &person.address)?;
        text.put("id", 122, 36, &person.id)?;
        text.put("authority", 158, 30, &person.authority)?;
        text.validity(&person.from, &person.to)?;
        text.put("pass_number", 220, 18, &person.pass_number)?;
        text.put("issue_count", 238, 4, &person.issue_count)?;
        text.put("flag", 248, 2, "J")?;
        Ok(text.into_card())
    }

    /// A foreigner's card of 2017.
    pub fn foreigner_2017(person: &Foreigner2017) -> Result<Self, CardError> {
        let mut text = Block::default();
        text.put("english_name", 0, 120, &person.english_name)?;
        text.put("sex", 120, 2, sex(&person.sex)?)?;
        text.put("number", 122, 30, &person.number)?;
        text.put("nationality", 152, 6, &person.nationality)?;
        text.put("chinese_name", 158, 30, &person.chinese_name)?;
        text.validity(&person.from, &person.to)?;
        text.put("birth", 220, 16, &date("birth", &person.birth)?)?;
        text.put("version", 236, 4, &person.version)?;
        text.put("authority_code", 240, 8, &person.authority_code)?;
        text.put("flag", 248, 2, "I")?;
        Ok(text.into_card())
    }

    /// A foreigner's card of 2023: the English name continues behind the validity from its 36th character on.
    pub fn foreigner_2023(person: &Foreigner2023) -> Result<Self, CardError> {
        let split = person.english_name.char_indices().nth(35).map_or(person.english_name.len(), |(at, _)| at);
        let (first, more) = person.english_name.split_at(split);
        let mut text = Block::default();
        text.put("chinese_name", 0, 30, &person.chinese_name)?;
        text.put("sex", 30, 2, sex(&person.sex)?)?;
        text.put("renewal_count", 32, 4, &person.renewal_count)?;
        text.put("birth", 36, 16, &date("birth", &person.birth)?)?;
        text.put("english_name", 52, 70, first)?;
        text.put("id", 122, 36, &person.id)?;
        text.validity(&person.from, &person.to)?;
        text.put("english_name", 220, 22, more)?;
        text.put("nationality", 242, 6, &person.nationality)?;
        text.put("flag", 248, 2, "Y")?;
        text.put("old_number", 250, 6, &person.old_number)?;
        Ok(text.into_card())
    }

    /// The card out of an answer to “read text and photo”, with or without fingerprints, as a reader gave it.
    pub fn from_response(frame: &[u8]) -> Result<Self, CardError> {
        let body = frame.strip_prefix(&PREAMBLE).ok_or(CardError::Response("it does not begin with AA AA AA 96 69"))?;
        let (&checksum, counted) = body.split_last().ok_or(CardError::Response("it is empty"))?;
        if counted.iter().fold(0, |sum, byte| sum ^ byte) != checksum {
            return Err(CardError::Response("its checksum is wrong"));
        }
        let content = match counted {
            [high, low, 0, 0, 0x90, 1, 0, 4, 0, content @ ..]
                if usize::from(u16::from_be_bytes([*high, *low])) == body.len() - 2 =>
            {
                content
            }
            _ => return Err(CardError::Response("it does not announce 256 bytes of text and 1024 of photo")),
        };
        let (content, fingerprints) = match content.len() {
            1280 => (content, [].as_slice()),
            1282.. => {
                let (announced, rest) = content.split_at(2);
                let (content, prints) = rest.split_at(TEXT + PHOTO);
                match (announced, prints.len()) {
                    ([0, 0], 0) | ([2, 0], 512) | ([4, 0], 1024) => (content, prints),
                    _ => return Err(CardError::Response("its fingerprints are not as long as announced")),
                }
            }
            _ => return Err(CardError::Response("it is too short")),
        };
        let (text, photo) = content.split_at(TEXT);
        Ok(Self {
            text: text.to_vec(),
            photo: photo.to_vec(),
            fingerprints: fingerprints.to_vec(),
            newest_address: None,
        })
    }

    /// The same card with an address that was added after it was issued (at most 35 UTF-16 units).
    pub fn with_newest_address(mut self, address: &str) -> Result<Self, CardError> {
        let mut place = Block(padding(ADDRESS));
        place.put("newest_address", 0, ADDRESS, address)?;
        self.newest_address = Some(place.0);
        Ok(self)
    }

    /// The same card with 0, 1 or 2 invented fingerprints of 512 bytes.
    #[must_use]
    pub fn with_fingerprints(mut self, count: usize) -> Self {
        self.fingerprints = (0..count.min(2) * 512).map(|at| (at * 31 % 251) as u8).collect();
        self
    }

    /// The same card with these bytes as its text block, whatever they are: cut or padded to 256.
    #[must_use]
    pub fn with_raw_text(mut self, text: &[u8]) -> Self {
        self.text = text.to_vec();
        self.text.resize(TEXT, 0);
        self
    }
}

/// A text block that is filled in.
struct Block(Vec<u8>);

impl Default for Block {
    fn default() -> Self {
        Self(padding(TEXT))
    }
}

fn padding(bytes: usize) -> Vec<u8> {
    [0x20, 0].repeat(bytes / 2)
}

impl Block {
    /// `at` and `size` in bytes, as the tables of the standards have them.
    fn put(&mut self, field: &'static str, at: usize, size: usize, text: &str) -> Result<(), CardError> {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        if bytes.len() > size {
            return Err(CardError::TooLong { field, most: size / 2 });
        }
        if let Some(place) = self.0.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(&bytes);
        }
        Ok(())
    }

    fn validity(&mut self, from: &str, to: &str) -> Result<(), CardError> {
        self.put("from", 188, 16, &date("from", from)?)?;
        if to == "长期" { self.put("to", 204, 16, to) } else { self.put("to", 204, 16, &date("to", to)?) }
    }

    fn into_card(self) -> Card {
        Card { text: self.0, photo: photo(), fingerprints: Vec::new(), newest_address: None }
    }
}

/// An invented photo. It holds the preamble of a frame: a reader of the protocol must not look for frames within one.
fn photo() -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..PHOTO).map(|at| (at * 7 + at / 13) as u8).collect();
    if let Some(place) = bytes.get_mut(300..305) {
        place.copy_from_slice(&PREAMBLE);
    }
    bytes
}

fn sex(text: &str) -> Result<&str, CardError> {
    match text {
        "男" => Ok("1"),
        "女" => Ok("2"),
        digit if digit.len() == 1 && digit.bytes().all(|byte| byte.is_ascii_digit()) => Ok(digit),
        _ => Err(CardError::Sex),
    }
}

/// Eight digits. The calendar is not checked: cards with impossible dates exist in tests on purpose.
fn date(field: &'static str, text: &str) -> Result<String, CardError> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(CardError::Date { field })
    }
}

/// Source: GB/T 3304, numeric codes 01 to 56 in order.
const NATIONS: &str = "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 \
    纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固 京 \
    塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺";

fn nation(text: &str) -> Result<String, CardError> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    let name = text.strip_suffix('族').unwrap_or(text);
    let place = NATIONS.split_whitespace().position(|known| known == name).ok_or(CardError::Nation)?;
    Ok(format!("{:02}", place + 1))
}
