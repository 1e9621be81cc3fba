//! How a fault is written in a journey file, in the dock and on the command line: `name`, `name=value` or
//! `name=value,value`, for example `late=2500ms,2`.

use std::fmt::Display;
use std::time::Duration;

/// Why a fault could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultTextError {
    /// No such fault.
    #[error("there is no fault “{name}”; there are: {known}")]
    Unknown {
        /// What was written.
        name: String,
        /// The names that exist, separated by commas.
        known: String,
    },
    /// A value does not fit.
    #[error("“{value}” does not fit the fault “{name}”; it is written {form}")]
    Value {
        /// The fault.
        name: String,
        /// What was written behind the equals sign.
        value: String,
        /// How it is written.
        form: &'static str,
    },
}

/// A fault taken apart into its name and values.
pub(crate) struct FaultText<'a> {
    pub(crate) name: &'a str,
    values: Vec<&'a str>,
    all: &'a str,
}

impl<'a> FaultText<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let text = text.trim();
        let (name, all) = text.split_once('=').unwrap_or((text, ""));
        let values = all.split(',').map(str::trim).filter(|value| !value.is_empty()).collect();
        Self { name: name.trim(), values, all }
    }

    /// The value at `place`, or `default` where none is written.
    pub(crate) fn number(&self, place: usize, default: u32, form: &'static str) -> Result<u32, FaultTextError> {
        let Some(value) = self.values.get(place) else { return Ok(default) };
        value.parse().map_err(|_| self.wrong(form))
    }

    /// A time such as `2500ms` or `2s`.
    pub(crate) fn time(&self, place: usize, default: Duration, form: &'static str) -> Result<Duration, FaultTextError> {
        let Some(value) = self.values.get(place) else { return Ok(default) };
        let (digits, unit) = value.split_at(value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len()));
        let count: u64 = digits.parse().map_err(|_| self.wrong(form))?;
        match unit {
            "ms" => Ok(Duration::from_millis(count)),
            "s" => Ok(Duration::from_secs(count)),
            _ => Err(self.wrong(form)),
        }
    }

    /// A byte in hexadecimal: `32` or `0x32`.
    pub(crate) fn hex(&self, place: usize, default: u8, form: &'static str) -> Result<u8, FaultTextError> {
        let Some(value) = self.values.get(place) else { return Ok(default) };
        u8::from_str_radix(value.trim_start_matches("0x"), 16).map_err(|_| self.wrong(form))
    }

    pub(crate) fn wrong(&self, form: &'static str) -> FaultTextError {
        FaultTextError::Value { name: self.name.to_owned(), value: self.all.to_owned(), form }
    }

    pub(crate) fn unknown(&self, known: &[impl Display]) -> FaultTextError {
        let known = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        FaultTextError::Unknown { name: self.name.to_owned(), known }
    }
}
