//! Bytes of the certificate that is printed.

use drivers::printer::{Model, encode};

use super::Rig;
use super::bar::Bar;

/// A printer that draws QR codes itself.
pub(super) const NATIVE_QR: &str = include_str!("../../../config/terminals/epson-80mm.toml");
/// One that does not.
pub(super) const RASTER_QR: &str = include_str!("../../../config/terminals/cn-kiosk-80mm.toml");

/// A shipped printer model.
pub(super) fn model(text: &str) -> Result<Model, String> {
    toml::from_str(text).map_err(|error| error.to_string())
}

/// Bytes of the certificate on the wire.
pub(super) fn bytes(rig: &Rig) -> Result<Vec<Bar>, String> {
    let size = |text| -> Result<f64, String> {
        let model = model(text)?;
        Ok(encode(&rig.specimen.ops(&model)?, &model).map_err(|error| error.to_string())?.len() as f64)
    };
    Ok(vec![
        Bar::under("certificate, printer's own QR (epson-80mm)", size(NATIVE_QR)?, "bytes", 3000.0),
        Bar::under("certificate, QR as raster (cn-kiosk-80mm)", size(RASTER_QR)?, "bytes", 8000.0),
    ])
}
