//! What is on a card: the four types, with all their fields. Texts and pictures are wiped when dropped.

use std::fmt;

use jiff::civil::Date;

use super::nation::Nation;
use super::personal::{Personal, PersonalBytes};

/// A card that was read.
#[derive(Clone, PartialEq, Eq)]
pub enum IdCard {
    /// 居民身份证.
    Resident(Resident),
    /// 港澳台居民居住证.
    HkMacaoTaiwan(HkMacaoTaiwan),
    /// 外国人永久居留身份证, issued until 2023.
    Foreigner2017(Foreigner2017),
    /// 外国人永久居留身份证, issued from 2023-12-01.
    Foreigner2023(Foreigner2023),
}

/// The four types, without anything personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CardKind {
    /// 居民身份证; type flag ' '.
    Resident,
    /// 港澳台居民居住证; type flag 'J'.
    HkMacaoTaiwan,
    /// 外国人永久居留身份证 of 2017; type flag 'I'.
    Foreigner2017,
    /// 外国人永久居留身份证 of 2023; type flag 'Y'.
    Foreigner2023,
}

/// Until when a card is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validity {
    /// Up to and including this day.
    Until(Date),
    /// 长期.
    LongTerm,
}

/// How a card stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Its first day is still to come.
    NotYetValid,
    /// Good on that day.
    Valid,
    /// Its last day is over.
    Expired,
}

/// Sex by its number on the card. Source: GB/T 2261.1.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// 1 男.
    Male,
    /// 2 女.
    Female,
    /// 0 未知, and any number that is not in the standard.
    Unknown,
    /// 9 未说明.
    Unspecified,
}

impl Sex {
    /// From the digit on the card.
    pub fn from_digit(digit: &str) -> Self {
        match digit {
            "1" => Self::Male,
            "2" => Self::Female,
            "9" => Self::Unspecified,
            _ => Self::Unknown,
        }
    }

    /// As it stands on the card: 男, 女, 未知, 未说明.
    pub fn name(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
            Self::Unknown => "未知",
            Self::Unspecified => "未说明",
        }
    }
}

/// Sex is a person's: not shown.
impl fmt::Debug for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sex(…)")
    }
}

/// 居民身份证. Layout: GA/T 490.
#[derive(Clone, PartialEq, Eq)]
pub struct Resident {
    /// Name, at most 15 characters.
    pub name: Personal,
    /// Sex.
    pub sex: Sex,
    /// Nation.
    pub nation: Nation,
    /// Day of birth.
    pub birth: Date,
    /// Address, at most 35 characters.
    pub address: Personal,
    /// Citizen number, 18 characters (GB 11643). Its check digit is not checked here.
    pub number: Personal,
    /// Issuing authority.
    pub authority: Personal,
    /// First day of validity.
    pub from: Date,
    /// Last day of validity.
    pub to: Validity,
    /// WLT-coded picture, opaque.
    pub photo: PersonalBytes,
    /// Opaque; empty when they were not asked for or are not on the card.
    pub fingerprints: PersonalBytes,
}

/// 港澳台居民居住证.
#[derive(Clone, PartialEq, Eq)]
pub struct HkMacaoTaiwan {
    /// Name, at most 15 characters.
    pub name: Personal,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub birth: Date,
    /// Address, at most 35 characters.
    pub address: Personal,
    /// Number, 18 characters, beginning with 81, 82 or 83.
    pub number: Personal,
    /// Issuing authority.
    pub authority: Personal,
    /// First day of validity.
    pub from: Date,
    /// Last day of validity.
    pub to: Validity,
    /// Number of the travel permit (通行证), at most 9 characters.
    pub pass_number: Personal,
    /// How often it was issued, two digits.
    pub issue_count: Personal,
    /// WLT-coded picture, opaque.
    pub photo: PersonalBytes,
    /// Opaque; empty when they were not asked for or are not on the card.
    pub fingerprints: PersonalBytes,
}

/// 外国人永久居留身份证 of 2017.
#[derive(Clone, PartialEq, Eq)]
pub struct Foreigner2017 {
    /// Name in Latin letters, at most 60 characters.
    pub english_name: Personal,
    /// Name in Chinese characters; may be empty.
    pub chinese_name: Personal,
    /// Sex.
    pub sex: Sex,
    /// Number, 15 characters: three letters and twelve digits.
    pub number: Personal,
    /// Nationality, three letters (GB/T 2659).
    pub nationality: Personal,
    /// Day of birth.
    pub birth: Date,
    /// First day of validity.
    pub from: Date,
    /// Last day of validity.
    pub to: Validity,
    /// Version of the card, two digits.
    pub version: Personal,
    /// Code of the authority that accepted the application, four digits.
    pub authority_code: Personal,
    /// WLT-coded picture, opaque.
    pub photo: PersonalBytes,
    /// Opaque; empty when they were not asked for or are not on the card.
    pub fingerprints: PersonalBytes,
}

/// 外国人永久居留身份证 of 2023.
#[derive(Clone, PartialEq, Eq)]
pub struct Foreigner2023 {
    /// Name in Chinese characters; may be empty.
    pub chinese_name: Personal,
    /// Name in Latin letters, at most 46 characters.
    pub english_name: Personal,
    /// Sex.
    pub sex: Sex,
    /// How often the card was renewed, two digits.
    pub renewal_count: Personal,
    /// Day of birth.
    pub birth: Date,
    /// Number, 18 characters, beginning with 9.
    pub number: Personal,
    /// Nationality, three letters (GB/T 2659).
    pub nationality: Personal,
    /// First day of validity.
    pub from: Date,
    /// Last day of validity.
    pub to: Validity,
    /// Link to the number of the card of 2017; may be empty.
    pub old_number_link: Personal,
    /// WLT-coded picture, opaque.
    pub photo: PersonalBytes,
    /// Opaque; empty when they were not asked for or are not on the card.
    pub fingerprints: PersonalBytes,
}

/// The same field of whichever type it is.
macro_rules! of_each {
    ($card:expr, $field:ident) => {
        match $card {
            IdCard::Resident(card) => &card.$field,
            IdCard::HkMacaoTaiwan(card) => &card.$field,
            IdCard::Foreigner2017(card) => &card.$field,
            IdCard::Foreigner2023(card) => &card.$field,
        }
    };
}

impl IdCard {
    /// Which type it is.
    pub fn kind(&self) -> CardKind {
        match self {
            Self::Resident(_) => CardKind::Resident,
            Self::HkMacaoTaiwan(_) => CardKind::HkMacaoTaiwan,
            Self::Foreigner2017(_) => CardKind::Foreigner2017,
            Self::Foreigner2023(_) => CardKind::Foreigner2023,
        }
    }

    /// The name by which to call the person: the Chinese one where there is one, else the Latin one.
    pub fn name(&self) -> &Personal {
        let (chinese, english) = match self {
            Self::Resident(card) => return &card.name,
            Self::HkMacaoTaiwan(card) => return &card.name,
            Self::Foreigner2017(card) => (&card.chinese_name, &card.english_name),
            Self::Foreigner2023(card) => (&card.chinese_name, &card.english_name),
        };
        if chinese.is_empty() { english } else { chinese }
    }

    /// The number, 18 characters (15 on a foreigner's card of 2017).
    pub fn number(&self) -> &Personal {
        of_each!(self, number)
    }

    /// Sex.
    pub fn sex(&self) -> Sex {
        *of_each!(self, sex)
    }

    /// Day of birth.
    pub fn birth(&self) -> Date {
        *of_each!(self, birth)
    }

    /// First day of validity.
    pub fn from(&self) -> Date {
        *of_each!(self, from)
    }

    /// Last day of validity.
    pub fn to(&self) -> Validity {
        *of_each!(self, to)
    }

    /// WLT-coded picture, opaque.
    pub fn photo(&self) -> &PersonalBytes {
        of_each!(self, photo)
    }

    /// Whether the card is good on this day; both its first and its last day are.
    pub fn standing_on(&self, day: Date) -> Standing {
        match self.to() {
            _ if day < self.from() => Standing::NotYetValid,
            Validity::Until(last) if last < day => Standing::Expired,
            _ => Standing::Valid,
        }
    }
}

/// Shows the type alone.
impl fmt::Debug for IdCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdCard({:?}, …)", self.kind())
    }
}

/// Nothing of a card is shown, dates included.
macro_rules! masked {
    ($($card:ident),+) => {$(
        impl fmt::Debug for $card {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($card), "(…)"))
            }
        }
    )+};
}
masked!(Resident, HkMacaoTaiwan, Foreigner2017, Foreigner2023);
