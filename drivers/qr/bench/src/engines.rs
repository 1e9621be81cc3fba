//! The readers that are compared.

use std::time::{Duration, Instant};

use qr_reader::{Gray, Options, Reader};

/// A gray picture.
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

/// What a code holds: as bytes and as text.
pub(crate) type Content = (Vec<u8>, String);

/// One reader of codes.
pub(crate) trait Engine {
    fn name(&self) -> &'static str;
    fn read(&mut self, picture: &Picture) -> Vec<Content>;
}

pub(crate) fn all(thorough: bool, alone: bool, time: Duration) -> Vec<Box<dyn Engine>> {
    let mut engines: Vec<Box<dyn Engine>> = vec![Box::new(Ours::new(thorough, time))];
    if !alone {
        if thorough {
            engines.push(Box::new(Ours::new(false, time)));
        }
        rivals(&mut engines);
    }
    engines
}

struct Ours {
    reader: Reader,
    name: &'static str,
}

impl Ours {
    fn new(thorough: bool, time: Duration) -> Self {
        let reader = Reader::new(Options { thorough, time });
        Self { reader, name: if thorough { "qr-reader" } else { "qr-reader, one pass" } }
    }
}

impl Engine for Ours {
    fn name(&self) -> &'static str {
        self.name
    }

    fn read(&mut self, picture: &Picture) -> Vec<Content> {
        let Ok(gray) = Gray::new(&picture.pixels, picture.width, picture.height, picture.width) else {
            return Vec::new();
        };
        let deadline = Instant::now() + Duration::from_secs(1);
        self.reader.read(&gray, deadline).into_iter().map(|found| (found.bytes, found.text)).collect()
    }
}

#[cfg(not(feature = "rivals"))]
fn rivals(_: &mut Vec<Box<dyn Engine>>) {}

#[cfg(feature = "rivals")]
fn rivals(engines: &mut Vec<Box<dyn Engine>>) {
    engines.push(Box::new(rival::Zbar::new()));
    engines.push(Box::new(rival::Zxing));
}

#[cfg(feature = "rivals")]
mod rival {
    use super::{Content, Engine, Picture};
    use zbar_rust::{ZBarConfig, ZBarImageScanner, ZBarSymbolType};
    use zxingcpp::{BarcodeFormat, ImageFormat, ImageView};

    pub(super) struct Zbar(ZBarImageScanner);

    impl Zbar {
        pub(super) fn new() -> Self {
            let mut scanner = ZBarImageScanner::new();
            // All symbologies off, QR on.
            let _ = scanner.set_config(ZBarSymbolType::ZBarNone, ZBarConfig::ZBarCfgEnable, 0);
            let _ = scanner.set_config(ZBarSymbolType::ZBarQRCode, ZBarConfig::ZBarCfgEnable, 1);
            Self(scanner)
        }
    }

    impl Engine for Zbar {
        fn name(&self) -> &'static str {
            "ZBar"
        }

        fn read(&mut self, picture: &Picture) -> Vec<Content> {
            let (width, height) = (picture.width as u32, picture.height as u32);
            let found = self.0.scan_y800(&picture.pixels, width, height).unwrap_or_default();
            found
                .into_iter()
                .map(|code| (code.data.clone(), String::from_utf8_lossy(&code.data).into_owned()))
                .collect()
        }
    }

    pub(super) struct Zxing;

    impl Engine for Zxing {
        fn name(&self) -> &'static str {
            "zxing-cpp"
        }

        fn read(&mut self, picture: &Picture) -> Vec<Content> {
            let view = ImageView::from_slice(&picture.pixels, picture.width, picture.height, ImageFormat::Lum);
            let Ok(view) = view else { return Vec::new() };
            let reader = zxingcpp::read().formats([BarcodeFormat::QRCode]);
            let found = reader.from(view).unwrap_or_default();
            found.into_iter().map(|code| (code.bytes(), code.text())).collect()
        }
    }
}
