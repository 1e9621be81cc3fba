//! 全域办: for which place something is done.

use domain::catalogue::{Catalogue, Seat, SeatOf};
use domain::form::{Answer, Answers, Form};

use super::Visit;

/// Questions of `config/forms/questions.toml` that say where a person lives: now, then as registered.
const RESIDENCE: &[&str] = &["residence", "registered_address"];
/// The one that says where a company has its seat.
const COMPANY_SEAT: &[&str] = &["company_address"];

impl Visit {
    /// For which place matters are: the one that was chosen, that of the person who has signed in, else the terminal's.
    pub(crate) fn seat(&self, catalogue: &Catalogue) -> Seat {
        let record = self.case.as_ref().and_then(|case| case.record.as_deref());
        let own = || record.and_then(|record| catalogue.seat_of_number(record.number.reveal()));
        self.seat.or_else(own).unwrap_or_else(|| catalogue.home_seat())
    }

    /// For which place a form is: the one that was chosen, else where its answers say that the person lives or the company
    /// has its seat, else as [`seat`](Self::seat).
    pub(crate) fn seat_of(&self, form: &Form, answers: &Answers, catalogue: &Catalogue) -> Seat {
        let matter = form.matters.iter().find_map(|id| catalogue.matter(*id));
        let keys = match matter.map(|matter| catalogue.seat_of(matter)) {
            Some(SeatOf::Residence) => RESIDENCE,
            Some(SeatOf::Company) => COMPANY_SEAT,
            Some(SeatOf::Property) | None => &[],
        };
        let address = |key: &&str| match answers.get(key) {
            Some(Answer::Address(address)) => {
                catalogue.seat_of_address(&address.division.code, address.street.reveal())
            }
            _ => None,
        };
        self.seat.or_else(|| keys.iter().find_map(address)).unwrap_or_else(|| self.seat(catalogue))
    }
}
