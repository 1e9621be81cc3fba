//! Sheets of an application: the receipt, what is missing, the certificate of a decision at once, the file of a life. What
//! they say is what the tickets say.

use domain::{Acknowledgement, DecisionPaper, LifeFile, Notice};
use jiff::civil::Date;
use paper::{Fonts, printable, told};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::data::Job;
use crate::error::A4Error;
use crate::json::{Issued, json};
use crate::qr;
use crate::template::Template;

/// The file `data.json` of these sheets: what is told, with the codes as drawings.
#[derive(Serialize)]
struct Data<'a, T> {
    #[serde(flatten)]
    told: &'a T,
    issued: Issued,
    /// SVG; of a receipt one for each case, empty where a case has none.
    codes: Vec<Zeroizing<String>>,
}

impl Job {
    /// A receipt in one language. `verification_base`: start of the address in its codes, `<base>/c/<case number>` or,
    /// where there is none yet, `<base>/s/<id>`. `fonts` are asked which characters can be drawn.
    pub fn receipt(
        of: &Acknowledgement,
        english: bool,
        verification_base: &str,
        fonts: &Fonts,
    ) -> Result<Self, A4Error> {
        let told = told::Receipt::of(of, english, verification_base, fonts);
        let number = of.cases.iter().map(|case| case.number_groups().concat()).find(|number| !number.is_empty());
        let addresses: Vec<&str> = told.cases.iter().map(|case| case.address.as_str()).collect();
        Self::of(Template::Receipt, told.day, &number.unwrap_or_default(), &told, &addresses)
    }

    /// What is missing, all of it at once, in one language; see [`Job::receipt`].
    pub fn notice(of: &Notice, english: bool, verification_base: &str, fonts: &Fonts) -> Result<Self, A4Error> {
        let told = told::Notice::of(of, english, verification_base, fonts);
        Self::of(Template::Notice, told.day, &told.number.concat(), &told, &[&told.address])
    }

    /// What a department decided at once. Its code is `<verification_base>/v/<verification code>`; see [`Job::receipt`].
    pub fn decision(
        of: &DecisionPaper,
        english: bool,
        verification_base: &str,
        fonts: &Fonts,
    ) -> Result<Self, A4Error> {
        let told = told::Decision::of(of, english, verification_base, fonts);
        Self::of(Template::Decision, told.day, &of.number, &told, &[&told.address])
    }

    /// What somebody did and holds, in one language; see [`Job::receipt`].
    pub fn life_file(of: &LifeFile, english: bool, fonts: &Fonts) -> Result<Self, A4Error> {
        let told = told::Life::of(of, english, fonts);
        Self::of(Template::LifeFile, told.day, &of.as_of.to_string(), &told, &[])
    }

    fn of(
        template: Template,
        issued_on: Date,
        number: &str,
        told: &impl Serialize,
        addresses: &[&str],
    ) -> Result<Self, A4Error> {
        let code = |address: &&str| if address.is_empty() { Ok(Zeroizing::default()) } else { qr::svg(address) };
        let codes = addresses.iter().map(code).collect::<Result<Vec<_>, _>>()?;
        let data = json(&Data { told, issued: issued_on.into(), codes })?;
        Ok(Self { template, issued_on, number: printable(number).to_string(), data, code: Zeroizing::default() })
    }
}
