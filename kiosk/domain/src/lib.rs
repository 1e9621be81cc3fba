//! The nouns and rules of the trade: people and their numbers, social insurance records, certificates, codes. Pure:
//! no clock, no I/O.

pub mod acknowledgement;
pub mod announcement;
pub mod bank_account;
pub mod catalogue;
pub mod certificate;
pub mod code;
pub mod credit_code;
pub mod data_file;
pub mod division;
pub mod form;
pub mod handout;
pub mod id_number;
pub mod identity;
pub mod insurance;
pub mod money;
pub mod month;
pub mod phone;
pub mod place;
pub mod sensitive;

pub use acknowledgement::{Acknowledgement, DecisionPaper, LifeFile, Notice};
pub use announcement::Announcement;
pub use bank_account::{BankAccount, BankAccountError};
pub use catalogue::{Catalogue, Matter, MatterId};
pub use certificate::{Certificate, DocumentKind, DocumentRequest};
pub use code::{CaseNumber, CodeMeaning, Codes, PersonalCode, PersonalCodeKind};
pub use credit_code::{CreditCode, CreditCodeError};
pub use data_file::Problem;
pub use division::{Division, Divisions, DivisionsError};
pub use form::{Answer, Answers, Form, Forms, Merged};
pub use handout::{ChainHandout, Handout};
pub use id_number::{IdNumber, IdNumberError, NumberKind, NumberWarning};
pub use identity::{CardMore, Identity, IdentityDocument, Sex, Validity};
pub use insurance::{
    Contribution, Insurance, InsuranceKind, InsuranceStatus, PersonalAccount, Record, UnemploymentBenefit,
};
pub use money::Money;
pub use month::{Month, MonthRange};
pub use phone::{Phone, PhoneError};
pub use place::{Place, Places};
pub use sensitive::{Sensitive, mask_name, mask_number};
