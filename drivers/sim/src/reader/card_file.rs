//! A card as a file, so that a journey or the command line can name one.
//!
//! ```toml
//! kind = "resident"            # or hk-macao-taiwan, foreigner-2017, foreigner-2023
//! name = "张测试"
//! sex = "女"
//! nation = "汉"
//! birth = "1990-03-07"
//! address = "某省某市测试路1号"
//! id = "370000199003070012"
//! authority = "某市公安局"
//! from = "2020-01-01"
//! to = "长期"
//! newest_address = "某省某市测试路2号"   # optional
//! fingerprints = 2                       # optional
//! ```
//! The fields are those of `Resident`, `HkMacaoTaiwan`, `Foreigner2017` and `Foreigner2023`.

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::card::{Card, CardError};

impl Card {
    /// Reads a card file (the module's text says what is in one).
    pub fn from_text(toml: &str) -> Result<Self, CardError> {
        // Only the message: the error's own text would quote the line, and with it the person.
        let mut fields: Table = toml::from_str(toml).map_err(|error| CardError::File(error.message().to_owned()))?;
        let kind = take_text(&mut fields, "kind")?;
        let newest_address = take_text(&mut fields, "newest_address")?;
        let fingerprints = match fields.remove("fingerprints") {
            None => 0,
            Some(Value::Integer(count @ 0..=2)) => count as usize,
            Some(_) => return Err(CardError::File("“fingerprints” is 0, 1 or 2".to_owned())),
        };
        let card = match kind.as_deref() {
            Some("resident") => Self::resident(&read(fields)?),
            Some("hk-macao-taiwan") => Self::hk_macao_taiwan(&read(fields)?),
            Some("foreigner-2017") => Self::foreigner_2017(&read(fields)?),
            Some("foreigner-2023") => Self::foreigner_2023(&read(fields)?),
            _ => {
                Err(CardError::File("“kind” is resident, hk-macao-taiwan, foreigner-2017 or foreigner-2023".to_owned()))
            }
        }?
        .with_fingerprints(fingerprints);
        match newest_address {
            Some(address) => card.with_newest_address(&address),
            None => Ok(card),
        }
    }
}

fn take_text(fields: &mut Table, name: &str) -> Result<Option<String>, CardError> {
    match fields.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(CardError::File(format!("“{name}” is a text in quotes"))),
    }
}

fn read<T: DeserializeOwned>(fields: Table) -> Result<T, CardError> {
    Value::Table(fields).try_into().map_err(|error: toml::de::Error| CardError::File(error.message().to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a test stops where it fails
mod tests {
    use super::*;

    const RESIDENT: &str = "kind = 'resident'\nname = '张测试'\nsex = '女'\nnation = '维吾尔'\nbirth = '1990-03-07'\n\
        address = '某省某市测试路1号'\nid = '370000199003070012'\nauthority = '某市公安局'\nfrom = '2020-01-01'\nto = '长期'\n";

    #[test]
    fn a_file_becomes_a_card() {
        let card = Card::from_text(RESIDENT).unwrap();
        let units: Vec<u16> = card.text.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        let text = String::from_utf16(&units).unwrap();
        assert!(text.starts_with("张测试            20519900307某省"), "{text}");
        assert!(text.contains("37000019900307001"));
        assert_eq!(units.len(), 128);
    }

    #[test]
    fn mistakes_are_named_and_nobody_is_quoted() {
        for (from, to, word) in [
            ("kind = 'resident'", "kind = 'pass'", "kind"),
            ("nation = '维吾尔'", "nation = '火星'", "nation"),
            ("birth = '1990-03-07'", "birth = '1990'", "birth"),
            ("name = '张测试'", "name = '一二三四五六七八九十一二三四五六'", "name"),
            ("sex = '女'", "sexx = '女'", "sexx"),
        ] {
            let error = Card::from_text(&RESIDENT.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
            assert!(!error.contains("张测试") && !error.contains("3700001990"), "{error}");
        }
    }
}
