//! What must stand on a ticket, taken from the record by itself and not from the layout.
#![allow(dead_code, unreachable_pub, reason = "not every test uses every helper")]

use domain::{Certificate, DocumentRequest, Insurance, InsuranceKind, Money, Month, Record};
use paper::{Fonts, Line, Ticket, columns, printable_name};

/// Every field of the document as text without blanks.
pub fn fields(record: &Record, certificate: &Certificate, fonts: &Fonts) -> Vec<String> {
    let shown = |text: &str| printable_name(text, fonts).0.to_string();
    let mut fields = vec![
        shown(record.name.reveal()),
        record.number.reveal().as_str().to_owned(),
        certificate.number.clone(),
        certificate.verification_code.clone(),
        shown(&certificate.issuer),
        day(certificate.issued_on),
        day(certificate.valid_until),
    ];
    match &certificate.request {
        DocumentRequest::ContributionCertificate => {
            for insurance in &record.insurances {
                fields.push(insurance.months_paid().to_string());
                periods(insurance, &mut fields, &shown);
            }
        }
        DocumentRequest::EntitlementStatement { year } => {
            for insurance in &record.insurances {
                fields.push(insurance.months_in_year(*year).to_string());
                fields.push(insurance.months_paid().to_string());
                let months = (1..=12).filter_map(|month| Month::new(*year, month));
                fields.extend(months.filter_map(|month| insurance.base_in(month)).map(|base| base.to_string()));
                if let Some(account) = insurance.account {
                    let amounts: [Money; 4] =
                        [account.carried_over, account.credited, account.interest, account.balance()];
                    fields.extend(amounts.map(|amount| amount.to_string()));
                }
            }
        }
        DocumentRequest::UnemploymentTransfer { destination } => {
            fields.push(shown(&destination.name));
            if let Some(insurance) = record.insurance(InsuranceKind::Unemployment) {
                fields.push(format!("{}个月", insurance.months_paid()));
                periods(insurance, &mut fields, &shown);
                if let Some(benefit) = insurance.benefit {
                    fields.extend([benefit.due, benefit.used, benefit.left()].map(|months| format!("{months}个月")));
                }
            }
        }
    }
    fields.iter().map(|field| solid(field)).collect()
}

fn periods(insurance: &Insurance, fields: &mut Vec<String>, shown: &dyn Fn(&str) -> String) {
    for (employer, months) in insurance.employer_periods() {
        fields.push(format!("{}至{}", months.from(), months.to()));
        fields.push(employer.map_or("个人缴费".to_owned(), shown));
    }
    fields.extend(insurance.gaps().iter().map(|gap| format!("{}至{}", gap.from(), gap.to())));
}

fn day(date: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The text without blanks and line ends, as wrapping does not lose a character.
pub fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Panics when a line is wider than the paper or a field is not whole on the ticket.
pub fn assert_nothing_cut(ticket: &Ticket, record: &Record, certificate: &Certificate, fonts: &Fonts) {
    let text = solid(&ticket.text());
    for field in fields(record, certificate, fonts) {
        assert!(text.contains(&field), "“{field}” is not on the ticket:\n{}", *ticket.text());
    }
    for line in ticket.lines() {
        if let Line::Text(row) = line {
            assert_eq!(row.columns(), columns(&row.text) * usize::from(row.style.width));
            assert!(row.columns() <= usize::from(ticket.columns()), "a line of {} columns", row.columns());
        }
    }
}
