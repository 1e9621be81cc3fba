//! The record: table, chart, what to print.

use domain::Money;
use service::page::{InsuranceRow, RecordPage};
use slint::ComponentHandle;

use super::model;
use crate::convert;
use crate::generated::{App, Bar, RecordAdapter, RecordRow};

/// How much higher than the highest bar the chart is, so that its value stands above it.
const HEADROOM: f32 = 1.05;

pub(super) fn show(app: &App, record: &RecordPage) {
    let adapter = app.global::<RecordAdapter>();
    adapter.set_name(record.masked_name.as_str().into());
    adapter.set_number(record.masked_number.as_str().into());
    adapter.set_as_of(convert::month(Some(record.as_of)));
    adapter.set_rows(model(record.rows.iter().map(row)));
    adapter.set_bars(model(record.chart.iter().map(|(year, base)| bar(*year, *base))));
    let highest = record.chart.iter().map(|(_, base)| base.yuan()).max().unwrap_or(0);
    adapter.set_top(highest as f32 * HEADROOM);
    adapter.set_documents(model(record.documents.iter().copied().map(convert::document)));
    adapter.set_for_you(i32::try_from(record.for_you).unwrap_or(i32::MAX));
}

pub(super) fn clear(app: &App) {
    let adapter = app.global::<RecordAdapter>();
    adapter.set_name("".into());
    adapter.set_number("".into());
    adapter.set_rows(model([]));
    adapter.set_bars(model([]));
    adapter.set_documents(model([]));
    adapter.set_for_you(0);
}

fn row(row: &InsuranceRow) -> RecordRow {
    RecordRow {
        insurance: convert::insurance(row.kind),
        standing: convert::standing(row.status),
        months: row.months_paid as i32,
        balance: row.balance.map(|balance| balance.to_string()).unwrap_or_default().into(),
    }
}

fn bar(year: i16, base: Money) -> Bar {
    Bar { label: year.to_string().into(), value: base.yuan() as f32, text: whole_yuan(base).into() }
}

/// With thousands separators, without fen: `6,820`.
fn whole_yuan(amount: Money) -> String {
    let text = amount.to_string();
    text.split_once('.').map_or(text.clone(), |(yuan, _)| yuan.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_above_bars_have_no_fen() {
        for (fen, text) in [(682_000, "6,820"), (682_099, "6,820"), (99, "0"), (123_456_700, "1,234,567")] {
            assert_eq!(whole_yuan(Money::from_fen(fen)), text);
        }
    }
}
