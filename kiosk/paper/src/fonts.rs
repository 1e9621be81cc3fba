//! The fonts of paper and their coverage: Noto Sans CJK, and Hanazono for the rare characters of names.
//!
//! Font files are mapped, not read: only the pages that a ticket touches take memory, and Hanazono is opened only when
//! a name needs it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use fontique::{Blob, SourceCache, SourceId, SourceInfo, SourceKind};
use swash::{CacheKey, FontRef, StringId};

use crate::error::FontError;
use crate::glyphs::{Cache, Glyph};

/// Where Debian puts the fonts.
pub const DEBIAN_FONT_FOLDERS: [&str; 4] = [
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/truetype/noto",
    "/usr/share/fonts/truetype/hanazono",
    "/usr/share/fonts/truetype",
];

const NOTO_PACKAGE: &str = "fonts-noto-cjk";

/// What is drawn for a character that no font has, so that a name is never shorter on paper than in the register.
/// Source: GB 2312 A1FE, GETA MARK.
pub const SUBSTITUTE: char = '〓';

/// The fonts that tickets are drawn with. Shared by reference; safe to use from several threads.
pub struct Fonts {
    regular: Face,
    bold: Face,
    /// HanaMinA and HanaMinB: opened at the first character that Noto lacks; `None` inside when not installed.
    rare: [Lazy; 2],
    glyphs: Mutex<Cache>,
}

struct Lazy {
    path: Option<PathBuf>,
    face: OnceLock<Option<Face>>,
}

impl Lazy {
    fn get(&self) -> Option<&Face> {
        self.face.get_or_init(|| self.path.as_deref().and_then(|path| Face::open(path, None))).as_ref()
    }
}

/// One face of a mapped font file.
pub(crate) struct Face {
    blob: Blob<u8>,
    offset: u32,
    key: CacheKey,
}

impl Face {
    /// Maps the file and finds the face of a PostScript name, or takes the first one.
    fn open(path: &Path, face: Option<&str>) -> Option<Self> {
        let source = SourceInfo::new(SourceId::new(), SourceKind::Path(path.into()));
        Self::within(SourceCache::default().get(&source)?, face)
    }

    /// The same of a file that is mapped already.
    fn within(blob: Blob<u8>, face: Option<&str>) -> Option<Self> {
        let data = swash::FontDataRef::new(blob.as_ref())?;
        let found = data.fonts().find(|font| face.is_none_or(|name| is_named(font, name)))?;
        let (offset, key) = (found.offset, found.key);
        Some(Self { blob, offset, key })
    }

    pub(crate) fn font(&self) -> FontRef<'_> {
        FontRef { data: self.blob.as_ref(), offset: self.offset, key: self.key }
    }

    fn glyph(&self, c: char) -> Option<u16> {
        Some(self.font().charmap().map(c)).filter(|glyph| *glyph != 0)
    }
}

fn is_named(font: &FontRef<'_>, name: &str) -> bool {
    font.localized_strings().any(|s| s.id() == StringId::PostScript && s.chars().eq(name.chars()))
}

/// Where a character was found.
pub(crate) struct Found<'a> {
    pub(crate) face: &'a Face,
    pub(crate) glyph: u16,
    /// The face is bold already; others are thickened by a dot.
    pub(crate) bold: bool,
}

impl Fonts {
    /// Opens the fonts where Debian puts them.
    pub fn load() -> Result<Self, FontError> {
        Self::load_sharing(&[])
    }

    /// The same, but takes files from those that lie in memory already: what is mapped twice counts twice.
    pub fn load_sharing(mapped: &[(Arc<Path>, Blob<u8>)]) -> Result<Self, FontError> {
        Self::load_from(&DEBIAN_FONT_FOLDERS.map(PathBuf::from), mapped)
    }

    /// Opens the fonts from the first of the folders that has each.
    fn load_from(folders: &[PathBuf], mapped: &[(Arc<Path>, Blob<u8>)]) -> Result<Self, FontError> {
        let noto = |file: &'static str, face: &'static str| {
            let path = find(folders, file).ok_or_else(|| FontError::Missing {
                file,
                package: NOTO_PACKAGE,
                searched: folders.to_vec(),
            })?;
            let shared = mapped.iter().find(|(of, _)| **of == *path);
            let opened = match shared {
                Some((_, blob)) => Face::within(blob.clone(), Some(face)),
                None => Face::open(&path, Some(face)),
            };
            opened.ok_or(FontError::Unusable { path, face, package: NOTO_PACKAGE })
        };
        let rare = |file| Lazy { path: find(folders, file), face: OnceLock::new() };
        Ok(Self {
            // The Mono faces: their Latin is exactly half as wide as their Chinese, as on a ticket printer.
            regular: noto("NotoSansCJK-Regular.ttc", "NotoSansMonoCJKsc-Regular")?,
            bold: noto("NotoSansCJK-Bold.ttc", "NotoSansMonoCJKsc-Bold")?,
            rare: [rare("HanaMinA.ttf"), rare("HanaMinB.ttf")],
            glyphs: Mutex::new(Cache::default()),
        })
    }

    /// Whether a font for rare characters (Debian package `fonts-hanazono`) is installed.
    pub fn has_rare_characters(&self) -> bool {
        self.rare.iter().all(|lazy| lazy.path.is_some())
    }

    /// Whether one of the fonts has the character. Blanks count as covered.
    pub fn covers(&self, c: char) -> bool {
        c.is_whitespace() || self.find(c, false).is_some()
    }

    /// The characters of a text that no font has, each once, in order: they would be drawn as nothing.
    pub fn uncovered(&self, text: &str) -> Vec<char> {
        let mut missing = Vec::new();
        for c in text.chars() {
            if !self.covers(c) && !missing.contains(&c) {
                missing.push(c);
            }
        }
        missing
    }

    /// Forgets the drawn characters, so that those of a person's name do not outlast the visit.
    pub fn forget(&self) {
        *self.glyphs.lock().unwrap_or_else(PoisonError::into_inner) = Cache::default();
    }

    pub(crate) fn find(&self, c: char, bold: bool) -> Option<Found<'_>> {
        let main = if bold { &self.bold } else { &self.regular };
        if let Some(glyph) = main.glyph(c) {
            return Some(Found { face: main, glyph, bold });
        }
        let mut rare = self.rare.iter().filter_map(Lazy::get);
        rare.find_map(|face| Some(Found { face, glyph: face.glyph(c)?, bold: false }))
    }

    /// The dots of a character; those of `SUBSTITUTE` where no font has it.
    pub(crate) fn glyph(&self, c: char, bold: bool) -> Glyph {
        self.glyphs.lock().unwrap_or_else(PoisonError::into_inner).get(self, c, bold)
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fonts")
    }
}

fn find(folders: &[PathBuf], file: &str) -> Option<PathBuf> {
    folders.iter().map(|folder| folder.join(file)).find(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_characters_of_names_are_covered_and_others_are_reported() {
        let fonts = Fonts::load().unwrap();
        assert!(fonts.has_rare_characters());
        // U+4DAE, U+2C456: Noto; U+20014: HanaMinB only.
        assert_eq!(fonts.uncovered("王建明A1 䶮𬱖𠀔"), Vec::<char>::new());
        assert!(fonts.regular.glyph('𠀔').is_none());
        assert_eq!(fonts.uncovered("王\u{3134f}\u{323ae}\u{3134f}"), vec!['\u{3134f}', '\u{323ae}']);
    }

    #[test]
    fn a_file_that_lies_in_memory_is_not_mapped_again() {
        let folders = DEBIAN_FONT_FOLDERS.map(PathBuf::from);
        let first = Fonts::load().unwrap();
        let path = find(&folders, "NotoSansCJK-Regular.ttc").unwrap();
        let second = Fonts::load_sharing(&[(path.into(), first.regular.blob.clone())]).unwrap();
        assert_eq!(second.regular.blob.as_ref().as_ptr(), first.regular.blob.as_ref().as_ptr());
        assert_ne!(second.bold.blob.as_ref().as_ptr(), first.bold.blob.as_ref().as_ptr());
    }

    #[test]
    fn a_missing_font_names_its_package() {
        let error = Fonts::load_from(&[PathBuf::from("/nowhere")], &[]).unwrap_err();
        assert!(error.to_string().contains("fonts-noto-cjk"), "{error}");
    }
}
