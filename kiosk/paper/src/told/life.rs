//! 一人一档, 一企一档 in words.

use domain::LifeFile;
use domain::acknowledgement::{self as given, Owner};
use domain::catalogue::Said;
use jiff::civil::Date;
use serde::Serialize;

use super::{Fact, Named, Teller, Title, words};
use crate::fonts::Fonts;

/// What such a file says.
#[derive(Serialize)]
pub struct Life {
    /// The language.
    pub english: bool,
    /// 一人一档
    pub title: Title,
    /// The day of the data.
    #[serde(skip)]
    pub day: Date,
    /// Whose it is, in pairs that belong together, and the day of the data.
    pub facts: Vec<Fact>,
    /// In the order of life.
    pub stages: Vec<LifeStage>,
    /// In place of the stages, where there are none.
    pub no_stages: &'static str,
    /// Sentences at the end.
    pub foot: Vec<&'static str>,
}

/// A stage of life.
#[derive(Serialize)]
pub struct LifeStage {
    /// Its name.
    pub name: Named,
    /// What happened in it.
    pub rows: Vec<LifeRow>,
    /// In place of the rows, where there are none.
    pub no_rows: &'static str,
}

/// Something that was done or is held.
#[derive(Serialize)]
pub struct LifeRow {
    /// What.
    pub matter: Named,
    /// When.
    pub on: String,
    /// How it stands.
    pub state: Named,
    /// Its number; may be empty.
    pub number: Named,
}

impl Life {
    /// In one language.
    pub fn of(file: &LifeFile, english: bool, fonts: &Fonts) -> Self {
        let teller = Teller::new(english, fonts);
        let labels = teller.labels;
        let ((zh, en), mut facts): (_, Vec<Fact>) = match &file.owner {
            Owner::Person(party) => (words::PERSON, teller.party(labels.person, party).into()),
            Owner::Company(company) => (words::COMPANY, teller.company(company).into()),
        };
        facts.push(teller.fact(labels.as_of, &teller.date(file.as_of)));
        Self {
            english,
            title: teller.title(&Said { zh: zh.to_owned(), en: en.to_owned() }),
            day: file.as_of,
            facts,
            stages: file.stages.iter().map(|stage| teller.stage(stage)).collect(),
            no_stages: labels.no_stages,
            foot: vec![labels.from_platform],
        }
    }
}

impl Teller<'_> {
    fn stage(&self, stage: &given::LifeStage) -> LifeStage {
        let row = |row: &given::LifeRow| LifeRow {
            matter: self.words(&row.matter),
            on: self.date(row.on),
            state: self.said(&row.state),
            number: row.number.as_ref().map(|number| self.named(number.reveal())).unwrap_or_default(),
        };
        LifeStage {
            name: self.said(&stage.name),
            rows: stage.rows.iter().map(row).collect(),
            no_rows: self.labels.no_rows,
        }
    }
}
