//! What is on a person's identity card, with the keys of a simulated reader's card file.

use std::fmt;
use std::fmt::Write as _;
use std::ops::Range;

use domain::{CardMore, IdNumber, Identity, IdentityDocument, Sensitive, Sex, Validity};
use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::Findings;

/// The four cards that a reader knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardKind {
    /// 居民身份证
    Resident,
    /// 港澳台居民居住证
    #[serde(alias = "hk_macao_taiwan")]
    HkMacaoTaiwan,
    /// 外国人永久居留身份证, 2017
    #[serde(rename = "foreigner-2017", alias = "foreigner_2017")]
    Foreigner2017,
    /// 外国人永久居留身份证, 2023
    #[serde(rename = "foreigner-2023", alias = "foreigner_2023")]
    Foreigner2023,
}

/// A key of a card, how many UTF-16 units the chip has for it, and whether it must be there.
type Place = (&'static str, usize, bool);

/// Sources: GA/T 490 (resident), 新版外国人永久居留身份证机读信息规则 (foreigner 2023), public drivers (the others).
const RESIDENT: &[Place] = &[
    ("name", 15, true),
    ("nation", 5, true),
    ("birth", 10, true),
    ("address", 35, true),
    ("id", 18, true),
    ("authority", 15, true),
    ("from", 10, true),
    ("to", 10, true),
    ("newest_address", 35, false),
];
const HK_MACAO_TAIWAN: &[Place] = &[
    ("name", 15, true),
    ("birth", 10, true),
    ("address", 35, true),
    ("id", 18, true),
    ("authority", 15, true),
    ("from", 10, true),
    ("to", 10, true),
    ("pass_number", 9, true),
    ("issue_count", 2, true),
    ("newest_address", 35, false),
];
const FOREIGNER_2017: &[Place] = &[
    ("english_name", 60, true),
    ("number", 15, true),
    ("nationality", 3, true),
    ("chinese_name", 15, false),
    ("birth", 10, true),
    ("from", 10, true),
    ("to", 10, true),
    ("version", 2, false),
    ("authority_code", 4, false),
];
const FOREIGNER_2023: &[Place] = &[
    ("english_name", 46, true),
    ("id", 18, true),
    ("nationality", 3, true),
    ("chinese_name", 15, false),
    ("birth", 10, true),
    ("from", 10, true),
    ("to", 10, true),
    ("renewal_count", 2, false),
    ("old_number", 3, false),
];

impl CardKind {
    /// The document that the card is.
    pub fn document(self) -> IdentityDocument {
        match self {
            Self::Resident => IdentityDocument::ResidentIdCard,
            Self::HkMacaoTaiwan => IdentityDocument::HkMacaoTaiwanPermit,
            Self::Foreigner2017 => IdentityDocument::ForeignerPermit2017,
            Self::Foreigner2023 => IdentityDocument::ForeignerPermit2023,
        }
    }

    /// As it stands in a card file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Resident => "resident",
            Self::HkMacaoTaiwan => "hk-macao-taiwan",
            Self::Foreigner2017 => "foreigner-2017",
            Self::Foreigner2023 => "foreigner-2023",
        }
    }

    fn places(self) -> &'static [Place] {
        match self {
            Self::Resident => RESIDENT,
            Self::HkMacaoTaiwan => HK_MACAO_TAIWAN,
            Self::Foreigner2017 => FOREIGNER_2017,
            Self::Foreigner2023 => FOREIGNER_2023,
        }
    }
}

/// What is on a card. `texts` has every key of the card's kind that the file has, so that a simulated reader can be
/// given the very card ([`CardData::card_file`]).
#[derive(Clone)]
pub struct CardData {
    /// Which card.
    pub kind: CardKind,
    /// 证件号码, checked.
    pub number: Sensitive<IdNumber>,
    /// 性别
    pub sex: Sex,
    /// 出生
    pub birth: Date,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Validity,
    texts: Vec<(&'static str, Sensitive<String>)>,
}

impl fmt::Debug for CardData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardData").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl CardData {
    /// The text of a key of the card file (`name`, `address`, …), as it stands there; `None` when the card has it not.
    pub fn text(&self, key: &str) -> Option<&Sensitive<String>> {
        self.texts.iter().find(|(name, _)| *name == key).map(|(_, text)| text)
    }

    /// The name as it is shown and printed: the Chinese one where there is one.
    pub fn name(&self) -> Sensitive<String> {
        let names = [self.text("name"), self.text("chinese_name"), self.text("english_name")];
        let name = names.into_iter().flatten().find(|name| !name.reveal().trim().is_empty());
        name.cloned().unwrap_or_default()
    }

    /// What a terminal keeps of the card during a visit.
    pub fn identity(&self) -> Identity {
        Identity {
            document: self.kind.document(),
            name: self.name(),
            number: self.number.clone(),
            sex: self.sex,
            validity: self.to,
            more: (self.kind == CardKind::Resident).then(|| CardMore {
                nation: self.text("nation").cloned().unwrap_or_default(),
                address: self.text("address").cloned().unwrap_or_default(),
            }),
        }
    }

    /// The card as a simulated reader's card file (TOML): `kind`, `sex` and every text.
    pub fn card_file(&self) -> Sensitive<String> {
        let sex = match self.sex {
            Sex::Male => "男",
            Sex::Female => "女",
            Sex::Unstated => "9",
        };
        let mut file = String::new();
        let fields = self.texts.iter().map(|(key, text)| (*key, text.reveal().as_str()));
        for (key, text) in [("kind", self.kind.name()), ("sex", sex)].into_iter().chain(fields) {
            // Writing to a `String` cannot fail.
            let _ = writeln!(file, "{key} = {}", toml::Value::from(text));
        }
        Sensitive::new(file)
    }
}

type Text = Option<Spanned<Sensitive<String>>>;

/// `[card]` of a person's file. Which keys belong to which card is checked afterwards, so that an error has its line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CardTable {
    kind: Spanned<CardKind>,
    sex: Spanned<CardSex>,
    name: Text,
    nation: Text,
    birth: Text,
    address: Text,
    id: Text,
    authority: Text,
    from: Text,
    to: Text,
    newest_address: Text,
    pass_number: Text,
    issue_count: Text,
    english_name: Text,
    chinese_name: Text,
    number: Text,
    nationality: Text,
    version: Text,
    authority_code: Text,
    renewal_count: Text,
    old_number: Text,
}

#[derive(Clone, Copy, Deserialize)]
enum CardSex {
    #[serde(rename = "男")]
    Male,
    #[serde(rename = "女")]
    Female,
}

impl CardTable {
    /// The card, when everything on it can be read; what is wrong goes to `findings`.
    pub(super) fn check(self, findings: &mut Findings<'_>) -> Option<CardData> {
        let (kind, kind_span) = (*self.kind.get_ref(), self.kind.span());
        let (sex, sex_span) = (*self.sex.get_ref(), self.sex.span());
        let texts = self.into_texts();
        check_places(kind, &kind_span, &texts, findings);
        let get = |key: &str| texts.iter().find(|(name, _)| *name == key).map(|(_, text)| text);

        let number_key = if kind == CardKind::Foreigner2017 { "number" } else { "id" };
        let number = get(number_key).and_then(|text| match IdNumber::parse(text.get_ref().reveal()) {
            Ok(number) => Some((number, text.span())),
            Err(e) => {
                findings.add(text.span(), e.to_string(), "correct the number");
                None
            }
        });
        let mut date = |key: &str| get(key).and_then(|text| read_date(text, findings));
        let birth = date("birth");
        let from = date("from");
        let to = match get("to") {
            Some(text) if text.get_ref().reveal() == "长期" => Some(Validity::LongTerm),
            _ => date("to").map(Validity::Until),
        };
        let sex = match sex {
            CardSex::Male => Sex::Male,
            CardSex::Female => Sex::Female,
        };

        let ((number, number_span), birth, from, to) = (number?, birth?, from?, to?);
        let mut wrong = |span: Range<usize>, what, remedy| findings.add(span, what, remedy);
        if number.kind().document() != kind.document() {
            wrong(number_span.clone(), "the number is of another kind of card", "change the number or `kind`");
        }
        if number.birth().is_some_and(|day| day != birth) {
            wrong(number_span, "the number has another birth date than the card", "change one of them");
        }
        if number.sex().is_some_and(|s| s != sex) {
            wrong(sex_span, "the number is of the other sex", "change `sex` or the number's 17th digit");
        }
        if matches!(to, Validity::Until(last) if last < from) {
            wrong(kind_span, "the card ends before it begins", "change `from` or `to`");
        }
        let texts = texts.into_iter().map(|(key, text)| (key, text.into_inner())).collect();
        Some(CardData { kind, number: number.into(), sex, birth, from, to, texts })
    }

    fn into_texts(self) -> Vec<(&'static str, Spanned<Sensitive<String>>)> {
        [
            ("name", self.name),
            ("nation", self.nation),
            ("birth", self.birth),
            ("address", self.address),
            ("id", self.id),
            ("authority", self.authority),
            ("from", self.from),
            ("to", self.to),
            ("newest_address", self.newest_address),
            ("pass_number", self.pass_number),
            ("issue_count", self.issue_count),
            ("english_name", self.english_name),
            ("chinese_name", self.chinese_name),
            ("number", self.number),
            ("nationality", self.nationality),
            ("version", self.version),
            ("authority_code", self.authority_code),
            ("renewal_count", self.renewal_count),
            ("old_number", self.old_number),
        ]
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)))
        .collect()
    }
}

/// Keys of another card, keys that are missing, texts that the chip has no room for.
fn check_places(
    kind: CardKind,
    kind_span: &Range<usize>,
    texts: &[(&'static str, Spanned<Sensitive<String>>)],
    findings: &mut Findings<'_>,
) {
    for (key, text) in texts {
        match kind.places().iter().find(|(name, ..)| name == key) {
            None => {
                let what = format!("the key `{key}` does not belong to a card of kind `{}`", kind.name());
                findings.add(text.span(), what, "remove it, or change `kind`");
            }
            Some((_, most, _)) if text.get_ref().reveal().encode_utf16().count() > *most => {
                let what = format!("`{key}` is longer than the card's {most} UTF-16 units");
                findings.add(text.span(), what, "shorten it");
            }
            Some(_) => {}
        }
    }
    for (key, _, required) in kind.places() {
        let there = texts.iter().any(|(name, text)| name == key && !text.get_ref().reveal().trim().is_empty());
        if *required && !there {
            let what = format!("a card of kind `{}` has `{key}`, this one has not", kind.name());
            findings.add(kind_span.clone(), what, format!("add `{key} = \"…\"` to [card]"));
        }
    }
}

fn read_date(text: &Spanned<Sensitive<String>>, findings: &mut Findings<'_>) -> Option<Date> {
    let date = text.get_ref().reveal().parse().ok();
    if date.is_none() {
        findings.add(text.span(), "this is no date", "write it as 1990-03-07 (an end may also be 长期)");
    }
    date
}
