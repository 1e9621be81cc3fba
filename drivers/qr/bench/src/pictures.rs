//! Pictures from a folder, with what is in them: `NAME.txt` or `NAME.bin` beside each, or `truth.tsv` (file, tab, content).

use std::collections::HashMap;
use std::path::Path;

use encoding_rs::{GB18030, SHIFT_JIS, WINDOWS_1252};

use crate::engines::Picture;

/// A picture and what it holds: any of these counts as read.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) picture: Picture,
    pub(crate) contents: Vec<Vec<u8>>,
}

/// The longest side at which pictures are compared, in pixels.
const SIDE: u32 = 1280;

pub(crate) fn folder(folder: &Path) -> Result<Vec<Case>, String> {
    let table = std::fs::read_to_string(folder.join("truth.tsv")).unwrap_or_default();
    let table: HashMap<&str, &str> = table.lines().filter_map(|line| line.split_once('\t')).collect();
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let beside = |extension| std::fs::read(path.with_extension(extension)).ok();
        let truth = table.get(name.as_str()).map(|text| text.as_bytes().to_vec());
        let image =
            path.extension().is_some_and(|e| ["png", "jpg", "jpeg", "webp"].iter().any(|x| e.eq_ignore_ascii_case(x)));
        if !image {
            continue;
        }
        let Some(truth) = truth.or_else(|| beside("bin")).or_else(|| beside("txt")) else {
            eprintln!("{name}: nothing says what is in it, left out");
            continue;
        };
        let decoded = image::ImageReader::open(&path).and_then(image::ImageReader::with_guessed_format);
        let Some(image) = decoded.ok().and_then(|reader| reader.decode().ok()) else {
            eprintln!("{name}: cannot be decoded, left out");
            continue;
        };
        let longest = image.width().max(image.height());
        let image =
            if longest > SIDE { image.resize(SIDE, SIDE, image::imageops::FilterType::Triangle) } else { image };
        let gray = on_white(&image);
        let picture = Picture { width: gray.width() as usize, height: gray.height() as usize, pixels: gray.into_raw() };
        cases.push(Case { name, picture, contents: vec![truth] });
    }
    Ok(cases)
}

/// What is transparent is seen on white paper.
fn on_white(image: &image::DynamicImage) -> image::GrayImage {
    if !image.color().has_alpha() {
        return image.to_luma8();
    }
    let mut gray = image::GrayImage::new(image.width(), image.height());
    for (out, pixel) in gray.pixels_mut().zip(image.to_luma_alpha8().pixels()) {
        let [value, alpha] = pixel.0.map(u32::from);
        out.0 = [((value * alpha + 255 * (255 - alpha)) / 255) as u8];
    }
    gray
}

/// Whether two contents are the same but for an end of line. Bytes without a mark may stand for either of several
/// character sets: each engine has its own guess, and what is compared is the reading, not the guess.
pub(crate) fn same(truth: &[u8], bytes: &[u8], text: &str) -> bool {
    let lines = |bytes: &[u8]| -> Vec<u8> { bytes.trim_ascii_end().iter().copied().filter(|&b| b != b'\r').collect() };
    let truth = lines(truth);
    lines(bytes) == truth
        || lines(text.as_bytes()) == truth
        || [SHIFT_JIS, GB18030, WINDOWS_1252].iter().any(|set| lines(set.decode(bytes).0.as_bytes()) == truth)
}
