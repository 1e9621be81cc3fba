//! Keeps the tickets of a journey: bytes and picture.

use service::Sheet;

use super::Player;
use crate::journey::summary::TicketPrinted;

impl Player<'_> {
    /// What a real printer was sent: its paper is in the person's hand.
    pub(super) fn keep_sent(&mut self, sheet: &Sheet) -> Result<(), String> {
        let fonts = paper::Fonts::load().map_err(|error| error.to_string())?;
        let model = &self.config.printer_model;
        let ops = paper::ops(&sheet.ticket, model, &fonts).map_err(|error| error.to_string())?;
        let bytes = drivers::printer::encode(&ops, model).map_err(|error| error.to_string())?;
        let picture = &sheet.picture;
        let png = png_of(picture.width.into(), picture.height.into(), &picture.gray)?;
        self.keep_ticket(&bytes, &png, "what was sent to the real printer")
    }

    fn keep_ticket(&mut self, content: &[u8], png: &[u8], from: &'static str) -> Result<(), String> {
        let n = self.summary.tickets.len() + 1;
        let (bytes, picture) = (format!("ticket-{n}.bin"), format!("ticket-{n}.png"));
        for (name, content) in [(&bytes, content), (&picture, png)] {
            let path = self.out.join(name);
            std::fs::write(&path, content).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        }
        self.summary.tickets.push(TicketPrinted { bytes, picture, size: content.len(), from });
        Ok(())
    }

    /// What came out of the simulated printer.
    pub(super) fn keep_tickets(&mut self) -> Result<(), String> {
        let Some(printer) = &self.assembled.controls.printer else { return Ok(()) };
        for ticket in printer.tickets().iter().skip(self.tickets_before) {
            self.keep_ticket(&ticket.bytes, &ticket.png(), "the simulated printer's paper")?;
        }
        Ok(())
    }

    /// What lies in the simulated A4 printer's output tray.
    pub(super) fn keep_sheets(&mut self) -> Result<(), String> {
        let Some(laser) = &self.assembled.controls.laser else { return Ok(()) };
        for (n, document) in laser.tray().iter().enumerate() {
            let pdf = format!("a4-{}.pdf", n + 1);
            let path = self.out.join(&pdf);
            std::fs::write(&path, &document.pdf)
                .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
            self.summary.sheets.push(pdf);
        }
        Ok(())
    }
}

fn png_of(width: u32, height: u32, gray: &[u8]) -> Result<Vec<u8>, String> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(gray).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(file)
}
