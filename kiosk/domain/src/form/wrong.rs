//! What is wrong with one answer, in words that help: what it is, what to do.

use jiff::civil::Date;

use super::kind::Charset;
use crate::bank_account::BankAccountError;
use crate::catalogue::Said;
use crate::credit_code::CreditCodeError;
use crate::id_number::IdNumberError;
use crate::money::Money;
use crate::phone::PhoneError;

/// What is wrong with one answer. Never holds the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Of another kind than the question: from another version of the form.
    OtherKind,
    /// Nothing but spaces.
    Empty,
    /// A character that such a text does not have.
    Characters(Charset),
    /// More characters than this.
    TooLong(usize),
    /// None of the choices.
    NotListed,
    /// Fewer than this: choices, pages, entries.
    TooFew(usize),
    /// More than this.
    TooMany(usize),
    /// No day of the calendar.
    NoDate,
    /// Before this day, the first that can be.
    TooEarly(Date),
    /// After this day, the last that can be.
    TooLate(Date),
    /// No document number.
    IdNumber(IdNumberError),
    /// No telephone number.
    Phone(PhoneError),
    /// A landline, where a mobile is asked for.
    NoMobile,
    /// No credit code.
    CreditCode(CreditCodeError),
    /// No bank account.
    BankAccount(BankAccountError),
    /// A town without street and house.
    NoStreet,
    /// No amount of money.
    NoAmount,
    /// Less than this.
    AmountBelow(Money),
    /// More than this.
    AmountAbove(Money),
    /// No whole number.
    NoNumber,
    /// Not from the first to the second.
    NumberOutside(u32, u32),
    /// Something was changed after signing.
    SignedOther,
}

impl Wrong {
    /// What happened and what to do, a sentence each.
    pub fn said(&self) -> Said {
        let (zh, en) = match self {
            Self::OtherKind => (
                "这一题改过了。请重新回答。".to_owned(),
                "The question has changed. Please answer it again.".to_owned(),
            ),
            Self::Empty => {
                ("没有内容。请重新填写。".to_owned(), "There is nothing in it. Please fill it in.".to_owned())
            }
            Self::Characters(charset) => characters(*charset),
            Self::TooLong(most) => {
                (format!("太长了。最多{most}个字。"), format!("Too long. Use {most} characters at most."))
            }
            Self::NotListed => {
                ("没有这一项。请从列表里选。".to_owned(), "That is not in the list. Please choose from it.".to_owned())
            }
            Self::TooFew(least) => {
                (format!("还不够。至少要{least}个。"), format!("Not enough. There must be {least} at least."))
            }
            Self::TooMany(most) => {
                (format!("太多了。最多{most}个。"), format!("Too many. There can be {most} at most."))
            }
            Self::NoDate => (
                "没有这一天。请写年、月、日。".to_owned(),
                "There is no such day. Give year, month and day.".to_owned(),
            ),
            Self::TooEarly(first) => {
                (format!("日期太早。最早是{}。", day(*first)), format!("Too early. The first day possible is {first}."))
            }
            Self::TooLate(last) => {
                (format!("日期太晚。最晚是{}。", day(*last)), format!("Too late. The last day possible is {last}."))
            }
            Self::IdNumber(error) => id_number(error),
            Self::Phone(error) => phone(*error),
            Self::NoMobile => (
                "这是座机号码。请填手机号码。".to_owned(),
                "That is a landline. Give the number of a mobile.".to_owned(),
            ),
            Self::CreditCode(error) => credit_code(*error),
            Self::BankAccount(error) => bank_account(*error),
            Self::NoStreet => {
                ("还缺街道和门牌号。请补上。".to_owned(), "Street and house are missing. Please add them.".to_owned())
            }
            Self::NoAmount => {
                ("这不是金额。请填数字，如3200。".to_owned(), "That is no amount. Give a number, as 3200.".to_owned())
            }
            Self::AmountBelow(least) => {
                (format!("金额太小。至少{least}元。"), format!("Too little. It is {least} yuan at least."))
            }
            Self::AmountAbove(most) => {
                (format!("金额太大。最多{most}元。"), format!("Too much. It is {most} yuan at most."))
            }
            Self::NoNumber => {
                ("这不是数字。请填整数。".to_owned(), "That is no number. Give a whole number.".to_owned())
            }
            Self::NumberOutside(least, most) => (
                format!("数字不对。请填{least}到{most}。"),
                format!("That cannot be. Give a number from {least} to {most}."),
            ),
            Self::SignedOther => (
                "签名后内容改过。请重新签名。".to_owned(),
                "Something was changed after signing. Please sign again.".to_owned(),
            ),
        };
        Said { zh, en }
    }
}

fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn characters(charset: Charset) -> (String, String) {
    let (zh, en) = match charset {
        Charset::Any => ("有不能用的字符。请改一下。", "A character cannot be used. Please change it."),
        Charset::Name => ("姓名里有别的符号。请只写姓名。", "A name has letters only. Please write nothing else."),
        Charset::Hanzi => ("这里只能写汉字。请改一下。", "Only Chinese characters can stand here. Please change it."),
        Charset::Code => ("这里只能写数字和大写字母。", "Only digits and capitals can stand here."),
        Charset::Digits => ("这里只能写数字。请改一下。", "Only digits can stand here. Please change it."),
    };
    (zh.to_owned(), en.to_owned())
}

fn id_number(error: &IdNumberError) -> (String, String) {
    let zh = match error {
        IdNumberError::Length { found } => format!("身份证号是18位，现在{found}位。请核对。"),
        IdNumberError::Character { position } => format!("身份证号第{position}位不对。请核对。"),
        IdNumberError::Birth => "身份证号里的生日不存在。请核对。".to_owned(),
        IdNumberError::Check => "身份证号有一位不对。请逐位核对。".to_owned(),
    };
    (zh, sentence(error))
}

fn phone(error: PhoneError) -> (String, String) {
    let zh = match error {
        PhoneError::Character => "电话里只能有数字。请改一下。",
        PhoneError::Mobile => "手机号是11位，以13到19开头。请核对。",
        PhoneError::Landline => "座机要带区号，如0631。请核对。",
    };
    (zh.to_owned(), sentence(&error))
}

fn credit_code(error: CreditCodeError) -> (String, String) {
    let zh = match error {
        CreditCodeError::Length { found } => format!("信用代码是18位，现在{found}位。请核对。"),
        CreditCodeError::Character { position } => format!("信用代码第{position}位不对。请核对。"),
        CreditCodeError::Check => "信用代码有一位不对。请逐位核对。".to_owned(),
    };
    (zh, sentence(&error))
}

fn bank_account(error: BankAccountError) -> (String, String) {
    let zh = match error {
        BankAccountError::Length { least, most, found } => format!("账号是{least}到{most}位，现在{found}位。请核对。"),
        BankAccountError::Character { position } => format!("账号第{position}位不是数字。请核对。"),
        BankAccountError::Check => "账号有一位不对。请逐位核对。".to_owned(),
    };
    (zh, sentence(&error))
}

/// An error's words as a sentence, with what to do.
fn sentence(error: &impl std::error::Error) -> String {
    let words = error.to_string();
    let mut rest = words.chars();
    let first = rest.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}. Please check it.", rest.as_str())
}
