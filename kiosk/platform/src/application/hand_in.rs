//! What leaves the terminal: applications, supplements, ratings. It is personal: it does not print, and is wiped when
//! dropped.

use domain::catalogue::Version;
use domain::form::{Answers, Digest};
use domain::{CaseNumber, IdNumber, IdentityDocument, Sensitive};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An application as it was confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// UUIDv7, made when the person confirms: the same id is the same application.
    pub id: Uuid,
    /// Key of the form: `unemployed-lost-job`.
    pub form: String,
    /// The form's version.
    pub version: Version,
    /// [`domain::form::digest`] of form and answers: what was signed.
    pub digest: Digest,
    /// The day in China on which it was confirmed; the form's rules held on it.
    pub applied_on: Date,
    /// 申请人
    pub applicant: Applicant,
    /// 帮办代办: who confirmed it in place of the applicant.
    pub helper: Option<Applicant>,
    /// Six digits of GB/T 2260: the place whose department receives it - where the person lives, the company's seat or
    /// the place chosen; `None`: the terminal's own district.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The answers to what this form asks ([`domain::form::Form::own`]).
    pub answers: Answers,
    /// Pages of materials and the signature's picture, each digest once.
    pub attachments: Vec<Attachment>,
}

/// Who applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applicant {
    /// Kind of document that was read.
    pub document: IdentityDocument,
    /// 姓名
    pub name: Sensitive<String>,
    /// 证件号码
    pub number: Sensitive<IdNumber>,
}

/// A file that belongs to an application. What is in it is uploaded apart, under its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Key of the question that it answers: `photo`.
    pub question: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Bytes.
    pub length: u64,
    /// What kind of file it is.
    pub media: MediaType,
}

/// What kind of file an attachment is. Source: the IANA's list of media types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// A photographed page.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A drawn signature.
    #[serde(rename = "image/png")]
    Png,
    /// The same as what the pen did, stroke after stroke: the number of its points (four bytes), then of each point x and
    /// y from 0 to 65,535 of the pad (two bytes each) and the milliseconds since the first point of all (four bytes), all
    /// big-endian. Their SHA-256 is what was signed ([`domain::form::Signature::strokes`]), so that the picture can be
    /// drawn anew from it and proved. Not of that list; `x.` says so. Source: RFC 6838, 3.4.
    #[serde(rename = "application/x.kiosk-strokes")]
    Strokes,
    /// A document.
    #[serde(rename = "application/pdf")]
    Pdf,
}

/// A part of an attachment on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Digest of the whole attachment.
    pub attachment: Digest,
    /// Bytes of the whole attachment.
    pub length: u64,
    /// Where this part begins.
    pub offset: u64,
    /// The part.
    pub bytes: Sensitive<Vec<u8>>,
}

/// 补正: what a department wanted besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supplement {
    /// UUIDv7: the same id is the same supplement.
    pub id: Uuid,
    /// The case that it belongs to.
    pub number: CaseNumber,
    /// What was answered anew, by the keys of the form's questions.
    pub answers: Answers,
    /// Pages of materials, each digest once.
    pub attachments: Vec<Attachment>,
}

/// 好差评 of a case, once for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// UUIDv7: the same id is the same rating.
    pub id: Uuid,
    /// The case.
    pub number: CaseNumber,
    /// How it was.
    pub satisfaction: Satisfaction,
    /// Keys of the reasons that were chosen.
    pub reasons: Vec<String>,
    /// What the person wrote.
    pub text: Option<Sensitive<String>>,
    /// Where it was given.
    pub channel: Channel,
    /// When.
    pub given_at: Timestamp,
}

/// The five levels of 好差评. Source: 国办发〔2019〕51号, 三 (一).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Satisfaction {
    /// 非常不满意
    VeryDissatisfied,
    /// 不满意
    Dissatisfied,
    /// 基本满意
    FairlySatisfied,
    /// 满意
    Satisfied,
    /// 非常满意
    VerySatisfied,
}

/// Where a rating was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A terminal in a hall.
    HallTerminal,
}

/// Whatever goes out once and must arrive once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "value")]
pub enum Outgoing {
    /// 申请
    Application(Submission),
    /// 补正
    Supplement(Supplement),
    /// 好差评
    Rating(Rating),
}

impl Outgoing {
    /// Its id.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Application(submission) => submission.id,
            Self::Supplement(supplement) => supplement.id,
            Self::Rating(rating) => rating.id,
        }
    }

    /// The case that it belongs to; an application has none before its number is reserved.
    pub fn number(&self) -> Option<&CaseNumber> {
        match self {
            Self::Application(_) => None,
            Self::Supplement(supplement) => Some(&supplement.number),
            Self::Rating(rating) => Some(&rating.number),
        }
    }

    /// The files that belong to it.
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Application(submission) => &submission.attachments,
            Self::Supplement(supplement) => &supplement.attachments,
            Self::Rating(_) => &[],
        }
    }
}
