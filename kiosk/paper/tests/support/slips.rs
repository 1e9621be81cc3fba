//! What must stand on the papers of an application, taken from what was given and not from the layout.
#![allow(dead_code, unreachable_pub, reason = "not every test uses every helper")]

use domain::acknowledgement::{Acknowledgement, Owner, Party, Words, sample};
use domain::catalogue::Said;
use domain::{DecisionPaper, LifeFile, Notice};
use paper::{Fonts, Line, Ticket, columns, printable_name};

pub use super::fields::solid;

/// Collects what must stand on a paper.
struct Fields<'a> {
    english: bool,
    fonts: &'a Fonts,
    all: Vec<String>,
}

/// For each sample its name and every text that must stand on it, without blanks.
pub fn told(english: bool, fonts: &Fonts) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    let fields = || Fields { english, fonts, all: Vec::new() };
    all.extend(sample::receipts().iter().map(|(name, of)| (format!("receipt-{name}"), fields().receipt(of))));
    all.extend(sample::notices().iter().map(|(name, of)| (format!("notice-{name}"), fields().notice(of))));
    all.extend(sample::decisions().iter().map(|(name, of)| (format!("decision-{name}"), fields().decision(of))));
    all.extend(sample::life_files().iter().map(|(name, of)| (format!("life-{name}"), fields().life(of))));
    all
}

impl Fields<'_> {
    fn text(&mut self, text: &str) {
        let shown = printable_name(text, self.fonts).0;
        self.all.push(solid(&shown));
    }

    fn said(&mut self, said: &Said) {
        self.text(if self.english && !said.en.is_empty() { &said.en } else { &said.zh });
    }

    fn words(&mut self, words: &Words) {
        self.text(words.in_language(self.english));
    }

    fn party(&mut self, party: &Party) {
        self.text(party.name.reveal());
        self.text(party.number.reveal());
    }

    fn receipt(mut self, of: &Acknowledgement) -> Vec<String> {
        self.party(&of.applicant);
        of.helper.iter().for_each(|helper| self.party(helper));
        of.company.iter().for_each(|company| self.text(company.name.reveal()));
        for case in &of.cases {
            self.said(&case.title);
            self.said(&case.department);
            self.text(case.number.as_ref().map_or(case.local.as_str(), |number| number.as_str()));
            case.hotline.iter().for_each(|hotline| self.text(hotline));
            self.all.extend(case.answer_by.map(|day| day.year().to_string()));
        }
        for item in &of.handed_in.answers {
            item.entry.iter().for_each(|(name, _)| self.said(name));
            self.said(&item.name);
            self.words(&item.value);
        }
        of.handed_in.materials.iter().for_each(|material| self.said(&material.name));
        self.all
    }

    fn notice(mut self, of: &Notice) -> Vec<String> {
        self.said(&of.title);
        of.department.iter().for_each(|department| self.said(department));
        of.applicant.iter().for_each(|party| self.party(party));
        of.missing.iter().for_each(|words| self.words(words));
        for (place, _) in &of.places {
            self.text(if self.english { &place.name_en } else { &place.name });
            self.text(if self.english { &place.address_en } else { &place.address });
        }
        of.hotlines.iter().for_each(|number| self.text(number));
        of.number.iter().for_each(|number| self.text(number.as_str()));
        self.all
    }

    fn decision(mut self, of: &DecisionPaper) -> Vec<String> {
        self.said(&of.title);
        self.said(&of.matter);
        self.party(&of.holder);
        of.company.iter().for_each(|company| self.text(company.name.reveal()));
        self.words(&of.words);
        for text in [&of.number, &of.verification_code, &of.issuer, of.case.as_str()] {
            self.text(text);
        }
        self.all
    }

    fn life(mut self, of: &LifeFile) -> Vec<String> {
        match &of.owner {
            Owner::Person(party) => self.party(party),
            Owner::Company(company) => self.text(company.name.reveal()),
        }
        for stage in &of.stages {
            self.said(&stage.name);
            for row in &stage.rows {
                self.words(&row.matter);
                self.said(&row.state);
                row.number.iter().for_each(|number| self.text(number.reveal()));
            }
        }
        self.all
    }
}

/// Panics when a line is wider than the paper or a text is not whole on the ticket.
pub fn assert_nothing_cut(ticket: &Ticket, name: &str, fields: &[String]) {
    let text = solid(&ticket.text());
    for field in fields {
        assert!(text.contains(field), "“{field}” is not on {name}:\n{}", *ticket.text());
    }
    for line in ticket.lines() {
        if let Line::Text(row) = line {
            assert_eq!(row.columns(), columns(&row.text) * usize::from(row.style.width));
            assert!(row.columns() <= usize::from(ticket.columns()), "a line of {} columns on {name}", row.columns());
        }
    }
}
