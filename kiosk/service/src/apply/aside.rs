//! What is asked beside an application, by the page that asks its questions.

use std::sync::Arc;

use domain::catalogue::Said;
use domain::form::{Charset, Choice, Form, Kind, Prefilled, Question};

/// Longest text of a rating, in characters.
const MOST_REMARK: usize = 200;

/// One thing that is asked beside an application, by the same page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aside {
    /// 统一社会信用代码 of the company that one comes for.
    CompanyCode,
    /// 一链办理: which matters of a chain one applies for.
    Matters,
    /// 好差评 in one's own words.
    Remark,
}

impl Aside {
    /// `forms`: what can be chosen from.
    pub(super) fn question(self, forms: &[Arc<Form>]) -> Question {
        let said = |zh: &str, en: &str| Said { zh: zh.to_owned(), en: en.to_owned() };
        let (key, name, ask, help, kind, required) = match self {
            Self::CompanyCode => (
                "company_code",
                said("统一社会信用代码", "Unified social credit code"),
                said("单位的统一社会信用代码是什么？", "What is the company’s unified social credit code?"),
                said("18 位，在营业执照上。", "18 characters, on the business licence."),
                Kind::CreditCode,
                true,
            ),
            Self::Matters => (
                "matters",
                said("要办的事", "What to apply for"),
                said("这次要办哪几件？", "Which of these do you apply for?"),
                said("不用办的，点一下去掉。", "Touch what you do not need."),
                Kind::Choices {
                    of: forms
                        .iter()
                        .map(|form| Choice { key: form.id.clone(), name: form.title.clone(), with: Vec::new() })
                        .collect(),
                    least: 1,
                    most: forms.len(),
                },
                true,
            ),
            Self::Remark => (
                "remark",
                said("您的话", "Your words"),
                said("您想说什么？", "What would you like to say?"),
                said("请不要写姓名和证件号码。", "Please write no names and no ID numbers."),
                Kind::Text { most: MOST_REMARK, charset: Charset::Any },
                false,
            ),
        };
        Question {
            key: key.to_owned(),
            name,
            ask,
            help: Some(help),
            kind,
            shown_if: None,
            required,
            prefill: Prefilled::default(),
            print: false,
        }
    }
}
