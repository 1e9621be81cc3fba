//! The certificate of a decision at once in words.

use domain::DecisionPaper;
use jiff::civil::Date;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Fact, Named, Teller, Title};
use crate::documents::words::address;
use crate::fonts::Fonts;

/// What such a certificate says.
#[derive(Serialize)]
pub struct Decision {
    /// The language.
    pub english: bool,
    /// 就业失业登记凭证
    pub title: Title,
    /// 出具日期
    #[serde(skip)]
    pub day: Date,
    /// 编号
    pub number: Fact,
    /// Whose it is, what was applied for, in pairs that belong together.
    pub facts: Vec<Fact>,
    /// Over the words: 办理结果.
    pub decision_name: &'static str,
    /// What was decided; in English with the Chinese words after it, which hold.
    pub words: Vec<Named>,
    /// 出具机构
    pub issuer: Fact,
    /// 出具日期
    pub issued_on: Fact,
    /// 验证码
    pub verification_code: Fact,
    /// 扫码核验真伪
    pub verify: &'static str,
    /// The same, before the address.
    pub verify_address: &'static str,
    /// What its code bears.
    pub address: Zeroizing<String>,
    /// （以下无正文）
    pub end: &'static str,
}

impl Decision {
    /// In one language. `base`: start of the address in the code.
    pub fn of(paper: &DecisionPaper, english: bool, base: &str, fonts: &Fonts) -> Self {
        let teller = Teller::new(english, fonts);
        let labels = teller.labels;
        let mut facts: Vec<Fact> = teller.party(labels.person, &paper.holder).into();
        facts.extend(paper.company.iter().flat_map(|company| teller.company(company)));
        facts.extend(teller.told(labels.matter, &paper.matter));
        facts.push(teller.fact(labels.case_number, paper.case.as_str()));
        let mut words = vec![teller.words(&paper.words)];
        if english && !paper.words.en.reveal().trim().is_empty() && !paper.words.is_empty() {
            words.push(teller.named(paper.words.in_language(false)));
        }
        Self {
            english,
            title: teller.title(&paper.title),
            day: paper.issued_on,
            number: teller.fact(labels.number, &paper.number),
            facts,
            decision_name: labels.decision,
            words,
            issuer: teller.fact(labels.issuer, &paper.issuer),
            issued_on: teller.fact(labels.issued_on, &teller.date(paper.issued_on)),
            verification_code: teller.strong(labels.verification_code, &paper.verification_code),
            verify: labels.verify,
            verify_address: labels.verify_address,
            address: address(base, &paper.verification_code),
            end: labels.end,
        }
    }
}
