//! What the documents have in common: head, foot, periods of payment.

use domain::{Certificate, Insurance, InsuranceKind, MonthRange, Record};

use super::{history, words};
use crate::fonts::Fonts;
use crate::layout::Ticket;
use crate::measures::{PART_SPACE, QR_MODULE_NARROW, QR_MODULE_WIDE, TAIL_SPACE, TITLE_SPACE};
use crate::names::{note, printable_name};

/// Columns of the names of facts in head and foot: four characters.
pub(crate) const NAME: usize = 8;

/// A document in the making.
pub(crate) struct Sheet<'a> {
    pub(crate) ticket: Ticket,
    pub(crate) record: &'a Record,
    pub(crate) certificate: &'a Certificate,
    pub(crate) fonts: &'a Fonts,
    /// Parts so far; each heading carries its number.
    pub(crate) parts: usize,
}

/// Numbers of the parts, as official papers count.
const NUMBERS: [&str; 8] = ["一", "二", "三", "四", "五", "六", "七", "八"];

impl Sheet<'_> {
    /// Title, number, person.
    pub(crate) fn head(&mut self) {
        self.ticket.space(PART_SPACE);
        self.ticket.title(words::title(self.certificate.request.kind()));
        self.ticket.space(TITLE_SPACE);
        self.ticket.pair("编号", NAME, &self.certificate.number);
        self.ticket.thick_rule();
        self.named("姓名", self.record.name.reveal());
        self.ticket.pair("证件号码", NAME, self.record.number.reveal().as_str());
        self.ticket.pair("数据截至", NAME, &words::month(self.record.as_of));
    }

    /// A fact that is a name, with the note on its characters that no font has.
    pub(crate) fn named(&mut self, name: &str, value: &str) {
        let (shown, missing) = printable_name(value, self.fonts);
        self.ticket.pair(name, NAME, &shown);
        if !missing.is_empty() {
            self.ticket.indented(NAME + 2, &note(&missing));
        }
    }

    /// A numbered heading with blank paper over it.
    pub(crate) fn part(&mut self, heading: &str) {
        self.ticket.space(PART_SPACE);
        match NUMBERS.get(self.parts) {
            Some(number) => self.ticket.heading(&format!("{number}、{heading}")),
            None => self.ticket.heading(heading),
        }
        self.parts += 1;
    }

    /// What the paper is good for.
    pub(crate) fn purpose(&mut self) {
        self.ticket.thin_rule();
        self.ticket.pair("用途", 4, &words::purpose(&self.certificate.request));
    }

    /// Issuing body, dates, verification, end.
    pub(crate) fn foot(&mut self, verification_base: &str) {
        let certificate = self.certificate;
        self.ticket.thick_rule();
        self.named("出具机构", &certificate.issuer);
        self.ticket.pair("出具日期", NAME, &words::date(certificate.issued_on));
        self.ticket.pair("有效期至", NAME, &words::date(certificate.valid_until));
        self.ticket.bold_pair("验证码", NAME, &certificate.verification_code);
        let address = words::address(verification_base, &certificate.verification_code);
        let module = if self.ticket.wide() { QR_MODULE_WIDE } else { QR_MODULE_NARROW };
        self.ticket.qr(address.clone(), module);
        self.ticket.centred("扫描二维码或打开以下网址核验真伪");
        self.ticket.centred(&address);
        self.ticket.space(PART_SPACE);
        self.ticket.centred("（共1页，以下无正文）");
        self.ticket.space(TAIL_SPACE);
    }

    /// Who paid when and for what, oldest first.
    pub(crate) fn periods(&mut self, kinds: &[InsuranceKind], within: Option<MonthRange>) {
        let wide = self.ticket.wide();
        let periods = history::periods(self.record, kinds, within);
        if periods.is_empty() {
            self.ticket.paragraph("无");
        }
        for period in periods {
            let (shown, missing) = printable_name(period.payer, self.fonts);
            self.ticket.ends(&words::months(period.months, wide), &words::kinds(&period.kinds));
            self.ticket.indented(2, &shown);
            if !missing.is_empty() {
                self.ticket.indented(2, &note(&missing));
            }
        }
    }

    /// Months between the first and the last paid one that were not paid.
    pub(crate) fn gaps(&mut self, insurances: &[&Insurance]) {
        let wide = self.ticket.wide();
        let gaps = history::gaps(insurances.iter().copied());
        if gaps.is_empty() {
            self.ticket.paragraph("无");
        }
        for (range, kinds) in gaps {
            let left = format!("{}  {}", words::months(range, wide), words::count(range.months()));
            self.ticket.ends(&left, &words::kinds(&kinds));
        }
    }
}
