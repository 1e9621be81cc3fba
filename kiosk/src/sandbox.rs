//! For shows and tests: works the sandbox platform of a running terminal (`kiosk sandbox`).

use std::time::Duration;

use clap::Subcommand;
use domain::CaseNumber;
use domain::catalogue::Said;
use platform::SandboxControl;
use platform::sandbox::{Answer, Trouble};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::desk::{self, Reply, Request};

/// `kiosk sandbox`
#[derive(Debug, Clone, PartialEq, Eq, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Cut the line to the platform
    Offline,
    /// Mend it
    Online,
    /// How many applications were handed in, and how many numbers were given out
    Count,
    /// A department grants a case
    Grant {
        /// 办件编号
        number: String,
    },
    /// A department refuses a case
    Refuse {
        /// 办件编号
        number: String,
        /// Why, in Chinese
        #[arg(default_value = "材料不符合要求。")]
        words: String,
        /// The same in English
        #[arg(default_value = "The papers do not meet the requirements.")]
        words_en: String,
    },
    /// A department wants something of a case anew
    Supplement {
        /// 办件编号
        number: String,
        /// Key of the form's question, such as phone
        question: String,
        /// What is wrong, in Chinese
        #[arg(default_value = "请重新填写。")]
        words: String,
        /// The same in English
        #[arg(default_value = "Please answer it anew.")]
        words_en: String,
    },
    /// The next calls about applications meet trouble
    Trouble {
        /// What goes wrong
        #[arg(value_enum)]
        what: What,
        /// How often
        #[arg(default_value_t = 1)]
        times: u32,
    },
    /// No more trouble
    NoTrouble,
}

/// What goes wrong with a call about applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Nothing is done, and there is no answer in time
    TimeOutBefore,
    /// It is done, and there is no answer in time
    TimeOutAfter,
    /// It is done, and the reply is lost
    ReplyLost,
    /// It arrives twice
    Twice,
    /// The platform is busy for ten seconds
    Busy,
    /// It is done, and the platform fails afterwards
    Fails,
}

impl From<What> for Trouble {
    fn from(what: What) -> Self {
        match what {
            What::TimeOutBefore => Self::TimeOutBefore,
            What::TimeOutAfter => Self::TimeOutAfter,
            What::ReplyLost => Self::ReplyLost,
            What::Twice => Self::Twice,
            What::Busy => Self::Busy(Duration::from_secs(10)),
            What::Fails => Self::Fails,
        }
    }
}

/// Does it in the running terminal.
pub(crate) fn carry_out(sandbox: &SandboxControl, order: Order) -> Reply {
    let words = |zh, en| Said { zh, en };
    match order {
        Order::Offline => sandbox.set_offline(true),
        Order::Online => sandbox.set_offline(false),
        Order::Count => {
            return Reply::Sandbox { handed_in: sandbox.handed_in().len(), numbers: sandbox.case_numbers() };
        }
        Order::Grant { number } => return answer(sandbox, &number, Answer::Grant),
        Order::Refuse { number, words: zh, words_en } => {
            return answer(sandbox, &number, Answer::Refuse(words(zh, words_en)));
        }
        Order::Supplement { number, question, words: zh, words_en } => {
            return answer(sandbox, &number, Answer::Supplement(vec![(question, words(zh, words_en))]));
        }
        Order::Trouble { what, times } => sandbox.trouble(None, what.into(), times),
        Order::NoTrouble => sandbox.no_trouble(),
    }
    Reply::Done
}

fn answer(sandbox: &SandboxControl, number: &str, answer: Answer) -> Reply {
    let Ok(case) = number.parse::<CaseNumber>() else {
        return Reply::Error(format!("“{number}” is no case number; it stands on the receipt"));
    };
    match sandbox.answer(&case, answer, jiff::Timestamp::now()) {
        Ok(()) => Reply::Done,
        Err(error) => Reply::Error(error.to_string()),
    }
}

/// Asks the running terminal and says what it answers.
pub(crate) fn run(config: &Config, order: Order) -> Result<(), String> {
    match desk::ask(config, Request::Sandbox { order })? {
        Reply::Sandbox { handed_in, numbers } => println!("{handed_in} handed in, {numbers} numbers given out"),
        _ => println!("done"),
    }
    Ok(())
}
