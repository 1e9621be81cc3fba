//! Certificates of the sandbox: who may have which, their numbers, codes and dates.

use domain::{Certificate, DocumentRequest, Insurance, InsuranceKind, InsuranceStatus, Record};
use jiff::civil::Date;
use jiff::{Span, Timestamp, tz};

use super::settings::SandboxSettings;
use crate::{PlatformError, Refusal};

/// Characters of a verification code: digits and capitals without those that look like another (0 O, 1 I).
/// 32 of them, so that five random bits choose one without favour.
const CODE_ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Characters of a verification code: 70 bits.
const CODE_LENGTH: usize = 14;

/// Digits of a certificate's number behind prefix and date.
const SERIAL_DIGITS: usize = 8;

/// The day in China (UTC+8 all year).
pub(super) fn today(now: Timestamp) -> Date {
    tz::Offset::constant(8).to_datetime(now).date()
}

/// Whether the person may have the document.
pub(super) fn eligible(record: &Record, request: &DocumentRequest) -> Result<(), PlatformError> {
    let paid = |insurance: &Insurance| !insurance.contributions.is_empty();
    let eligible = match request {
        DocumentRequest::ContributionCertificate => record.insurances.iter().any(paid),
        DocumentRequest::EntitlementStatement { year } => record.years().contains(year),
        DocumentRequest::UnemploymentTransfer { .. } => record
            .insurance(InsuranceKind::Unemployment)
            .is_some_and(|insurance| insurance.status != InsuranceStatus::NotInsured && paid(insurance)),
    };
    if eligible { Ok(()) } else { Err(PlatformError::Refused(Refusal::NotEligible)) }
}

/// A new certificate. `taken` says whether a number was given out before.
pub(super) fn certificate(
    settings: &SandboxSettings,
    request: &DocumentRequest,
    issued_on: Date,
    taken: impl Fn(&str) -> bool,
) -> Result<Certificate, PlatformError> {
    let number = loop {
        let number = format!("{}{}{}", settings.number_prefix, issued_on.strftime("%y%m%d"), serial()?);
        if !taken(&number) {
            break number;
        }
    };
    let months = settings.valid_months(request.kind());
    Ok(Certificate {
        request: request.clone(),
        number,
        verification_code: code()?,
        issuer: settings.issuer.clone(),
        issued_on,
        valid_until: issued_on.saturating_add(Span::new().months(months)),
    })
}

/// Random bytes from the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], PlatformError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| PlatformError::Failed { reference: "SANDBOX-RANDOM".to_owned() })?;
    Ok(bytes)
}

pub(super) fn serial() -> Result<String, PlatformError> {
    let number = u64::from_le_bytes(random()?) % 10u64.pow(SERIAL_DIGITS as u32);
    Ok(format!("{number:0SERIAL_DIGITS$}"))
}

pub(super) fn code() -> Result<String, PlatformError> {
    let letters = random::<CODE_LENGTH>()?.map(|byte| CODE_ALPHABET.get(usize::from(byte % 32)).copied());
    Ok(letters.into_iter().flatten().map(char::from).collect())
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_day_is_chinas() {
        assert_eq!(today("2026-11-22T15:59:59Z".parse().unwrap()), date(2026, 11, 22));
        assert_eq!(today("2026-11-22T16:00:00Z".parse().unwrap()), date(2026, 11, 23));
    }

    #[test]
    fn codes_are_of_the_alphabet_and_differ() {
        let codes: std::collections::HashSet<String> = (0..200).map(|_| code().unwrap()).collect();
        assert_eq!(codes.len(), 200);
        assert!(codes.iter().all(|code| code.len() == 14 && code.bytes().all(|b| CODE_ALPHABET.contains(&b))));
    }

    #[test]
    fn a_number_is_not_given_out_twice_and_months_end_with_the_month() {
        let settings = SandboxSettings::beside(&[]).unwrap();
        let tries = Cell::new(0);
        let taken = |_: &str| {
            tries.set(tries.get() + 1);
            tries.get() < 3
        };
        let request = DocumentRequest::ContributionCertificate;
        let certificate = certificate(&settings, &request, date(2026, 11, 30), taken).unwrap();
        assert_eq!(tries.get(), 3);
        assert!(certificate.number.starts_with("HC261130") && certificate.number.len() == 16, "{}", certificate.number);
        assert_eq!(certificate.valid_until, date(2027, 2, 28));
    }
}
