//! The verification code as a drawing.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};
use zeroize::Zeroizing;

use crate::error::A4Error;

/// Modules of white around the code. Source: ISO/IEC 18004, quiet zone.
const QUIET: i32 = 4;

/// The QR code of `address` as SVG, quiet zone included. One path, a rectangle for each run of dark modules in a row.
pub(crate) fn svg(address: &str) -> Result<Zeroizing<String>, A4Error> {
    let code = QrCode::encode_text(address, QrCodeEcc::Medium).map_err(|_| A4Error::Qr { bytes: address.len() })?;
    let size = code.size();
    let edge = size + 2 * QUIET;
    let mut svg = Zeroizing::new(String::with_capacity(200 + (size * size) as usize * 8));
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {edge} {edge}\" width=\"{edge}\" height=\"{edge}\">\
         <rect width=\"{edge}\" height=\"{edge}\" fill=\"#fff\"/><path fill=\"#000\" d=\""
    );
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let run = (x..size).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                let _ = write!(svg, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run + 1;
        }
    }
    svg.push_str("\"/></svg>");
    Ok(svg)
}
