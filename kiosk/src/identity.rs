//! From the card that the reader read to the identity that government is asked about.

use domain::{CardMore, IdNumber, Identity, IdentityDocument, Sensitive, Sex, Validity};
use drivers::id_card::{self, IdCard, Personal};
use drivers::social_card::SocialCard;
use service::CardProblem;

/// What the terminal keeps of a card: the rest (photo, authority, …) is dropped and wiped at once. Nation and address are
/// dropped by the visit unless somebody applies.
pub fn identity_of(card: &IdCard) -> Result<Identity, CardProblem> {
    let (document, name, number, sex, validity) = match card {
        IdCard::Resident(card) => (IdentityDocument::ResidentIdCard, &card.name, &card.number, card.sex, card.to),
        IdCard::HkMacaoTaiwan(card) => {
            (IdentityDocument::HkMacaoTaiwanPermit, &card.name, &card.number, card.sex, card.to)
        }
        IdCard::Foreigner2017(card) => (
            IdentityDocument::ForeignerPermit2017,
            chinese_or_english(&card.chinese_name, &card.english_name),
            &card.number,
            card.sex,
            card.to,
        ),
        IdCard::Foreigner2023(card) => (
            IdentityDocument::ForeignerPermit2023,
            chinese_or_english(&card.chinese_name, &card.english_name),
            &card.number,
            card.sex,
            card.to,
        ),
    };
    // A number that fails its check digit was misread or is no real card; an unknown region is only a warning.
    let number = IdNumber::parse(number.expose()).map_err(|_| CardProblem::Unreadable)?;
    if name.is_empty() {
        return Err(CardProblem::Unreadable);
    }
    Ok(Identity {
        document,
        name: Sensitive::new(name.expose().to_owned()),
        number: Sensitive::new(number),
        sex: sex_of(sex),
        validity: match validity {
            id_card::Validity::Until(day) => Validity::Until(day),
            id_card::Validity::LongTerm => Validity::LongTerm,
        },
        more: match card {
            IdCard::Resident(card) => Some(CardMore {
                nation: card.nation.name().unwrap_or_default().to_owned().into(),
                address: card.address.expose().to_owned().into(),
            }),
            _ => None,
        },
    })
}

/// What the terminal keeps of a social security card.
pub fn identity_of_social(card: &SocialCard) -> Result<Identity, CardProblem> {
    let holder = card.holder.as_ref().map_err(|_| CardProblem::Withheld)?;
    let number = IdNumber::parse(holder.number.expose()).map_err(|_| CardProblem::Unreadable)?;
    if holder.name.is_empty() {
        return Err(CardProblem::Unreadable);
    }
    Ok(Identity {
        document: IdentityDocument::SocialSecurityCard,
        name: Sensitive::new(holder.name.expose().to_owned()),
        number: Sensitive::new(number),
        sex: sex_of(holder.sex),
        validity: card.expires.map_or(Validity::LongTerm, Validity::Until),
        more: None,
    })
}

fn sex_of(sex: id_card::Sex) -> Sex {
    match sex {
        id_card::Sex::Male => Sex::Male,
        id_card::Sex::Female => Sex::Female,
        id_card::Sex::Unknown | id_card::Sex::Unspecified => Sex::Unstated,
    }
}

fn chinese_or_english<'a>(chinese: &'a Personal, english: &'a Personal) -> &'a Personal {
    if chinese.is_empty() { english } else { chinese }
}
