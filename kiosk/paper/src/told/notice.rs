//! 一次告知 in words.

use domain::catalogue::Said;
use domain::handout::Near;
use jiff::civil::Date;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{Fact, Named, Teller, Title, words};
use crate::fonts::Fonts;
use crate::handouts::words as handout_words;

/// What a notice says.
#[derive(Serialize)]
pub struct Notice {
    /// The language.
    pub english: bool,
    /// 一次告知单
    pub title: Title,
    /// The day on which it is told.
    #[serde(skip)]
    pub day: Date,
    /// What is applied for, who, when.
    pub facts: Vec<Fact>,
    /// Over the list, with its length.
    pub missing_name: String,
    /// What is missing or wrong.
    pub missing: Vec<Named>,
    /// In place of the list, where nothing is.
    pub nothing_missing: &'static str,
    /// Over the places.
    pub places_name: &'static str,
    /// Where to bring it.
    pub places: Vec<Spot>,
    /// 咨询电话
    pub hotline_name: &'static str,
    /// Whom to call.
    pub hotlines: Vec<Named>,
    /// What its code bears; empty: there is none.
    pub address: Zeroizing<String>,
    /// 办件编号 in groups, each with the blank after it; empty: there is none.
    pub number: Vec<String>,
    /// 办件编号
    pub number_name: &'static str,
    /// Sentences at the end.
    pub foot: Vec<&'static str>,
}

/// A place.
#[derive(Serialize)]
pub struct Spot {
    /// Its name.
    pub name: Named,
    /// How far it is: 约490米; empty: not known.
    pub far: String,
    /// Where it is; may be empty.
    pub address: Named,
    /// When somebody is there, how to call it, a piece each.
    pub details: Vec<String>,
}

impl Notice {
    /// In one language. `base`: start of the address in the code.
    pub fn of(notice: &domain::Notice, english: bool, base: &str, fonts: &Fonts) -> Self {
        let teller = Teller::new(english, fonts);
        let labels = teller.labels;
        let mut facts = Vec::new();
        facts.extend(teller.told(labels.matter, &notice.title));
        facts.extend(notice.department.iter().filter_map(|it| teller.told(labels.department, it)));
        facts.extend(notice.applicant.iter().flat_map(|party| teller.party(labels.applicant, party)));
        facts.push(teller.fact(labels.told_on, &teller.date(notice.told_on)));
        facts.extend(notice.until.map(|day| teller.strong(labels.until, &words::by(day, english))));
        let missing: Vec<Named> =
            notice.missing.iter().filter(|words| !words.is_empty()).map(|words| teller.words(words)).collect();
        let mut foot = vec![labels.all_that_was_found];
        foot.extend(notice.number.as_ref().map(|_| labels.scan_to_complete));
        Self {
            english,
            title: teller.title(&Said { zh: words::NOTICE.0.to_owned(), en: words::NOTICE.1.to_owned() }),
            day: notice.told_on,
            facts,
            missing_name: words::missing(missing.len(), english),
            missing,
            nothing_missing: labels.nothing_missing,
            places_name: labels.places,
            places: notice.places.iter().map(|near| teller.spot(near)).collect(),
            hotline_name: labels.hotline,
            hotlines: notice.hotlines.iter().map(|number| teller.named(number)).collect(),
            address: notice.number.as_ref().map(|number| number.address(base)).unwrap_or_default(),
            number: notice
                .number
                .as_ref()
                .map(|number| domain::acknowledgement::groups(number.as_str()))
                .unwrap_or_default(),
            number_name: labels.case_number,
            foot,
        }
    }
}

impl Teller<'_> {
    fn spot(&self, (place, metres): &Near) -> Spot {
        let words = handout_words::Words::of(self.english);
        Spot {
            name: self.named(self.pick(&place.name, &place.name_en)),
            far: metres.map(|metres| words.distance(metres)).unwrap_or_default(),
            address: self.named(self.pick(&place.address, &place.address_en)),
            details: words.at_place(place),
        }
    }
}
