//! 参保人员失业保险关系迁移证明: months paid, benefit due, used and left, and the place that takes the relation over.

use domain::{Division, Insurance, InsuranceKind};

use super::parts::Sheet;
use super::words;

/// Columns of this document's longest names: six characters.
const NAME: usize = 12;

pub(crate) fn lay_out(sheet: &mut Sheet<'_>, destination: &Division) {
    sheet.head();
    sheet.named("迁出机构", &sheet.certificate.issuer);
    sheet.named("迁入地", &destination.name);
    sheet.ticket.pair("行政区划", super::parts::NAME, &destination.code);
    let record = sheet.record;
    sheet.part("失业保险参保缴费");
    sheet.ticket.thin_rule();
    match record.insurance(InsuranceKind::Unemployment) {
        Some(insurance) => insured(sheet, insurance),
        None => sheet.ticket.paragraph("无失业保险参保缴费记录。"),
    }
    sheet.purpose();
}

fn insured(sheet: &mut Sheet<'_>, insurance: &Insurance) {
    sheet.ticket.pair("目前参保状态", NAME, words::status(insurance.status));
    if let (Some(first), Some(last)) = (insurance.first(), insurance.last()) {
        sheet.ticket.pair("首次缴费年月", NAME, &words::month(first));
        sheet.ticket.pair("末次缴费年月", NAME, &words::month(last));
    }
    sheet.ticket.bold_pair("累计缴费月数", NAME, &words::count(insurance.months_paid()));
    sheet.part("失业保险待遇");
    sheet.ticket.thin_rule();
    match insurance.benefit {
        Some(benefit) => {
            sheet.ticket.pair("应领待遇期限", NAME, &words::count(benefit.due));
            sheet.ticket.pair("已领待遇期限", NAME, &words::count(benefit.used));
            sheet.ticket.bold_pair("剩余待遇期限", NAME, &words::count(benefit.left()));
        }
        None => sheet.ticket.paragraph("无待遇记录。"),
    }
    sheet.part("缴费中断");
    sheet.gaps(&[insurance]);
    sheet.part("缴费单位");
    sheet.periods(&[InsuranceKind::Unemployment], None);
}
