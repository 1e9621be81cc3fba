//! The fonts of a sheet, mapped and not read: serif for the text as in official papers, sans for headings, Hanazono for
//! the rare characters of names.

use std::hash::{DefaultHasher, Hash};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fontique::{Blob, SourceCache, SourceId, SourceInfo, SourceKind};
use typst::foundations::Bytes;
use typst::text::Font;

use a4::A4Error;

/// File, family of the face that is taken, Debian package.
const FACES: [(&str, &str, &str); 6] = [
    ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", NOTO),
    ("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC", NOTO),
    ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", NOTO),
    ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", NOTO),
    ("HanaMinA.ttf", "HanaMinA", "fonts-hanazono"),
    ("HanaMinB.ttf", "HanaMinB", "fonts-hanazono"),
];
const NOTO: &str = "fonts-noto-cjk";

/// Where in the collections of Noto the faces for simplified Chinese stand: tried first. Others are looked for.
const SC: u32 = 2;
const MOST_FACES: u32 = 12;

/// Opens the fonts from the first of `folders` that has each.
pub(crate) fn load(folders: &[PathBuf]) -> Result<Vec<Font>, A4Error> {
    let face = |(file, family, package): (&str, &str, &str)| {
        let missing = || A4Error::Font { file: file.to_owned(), package: package.to_owned() };
        let path = folders.iter().map(|folder| folder.join(file)).find(|path| path.is_file()).ok_or_else(missing)?;
        let bytes = map(&path).ok_or_else(missing)?;
        let mut places = [SC].into_iter().chain(0..MOST_FACES).filter_map(|index| Font::new(bytes.clone(), index));
        places.find(|font| font.info().family == family).ok_or_else(missing)
    };
    FACES.into_iter().map(face).collect()
}

fn map(path: &Path) -> Option<Bytes> {
    let source = SourceInfo::new(SourceId::new(), SourceKind::Path(path.into()));
    let blob = SourceCache::default().get(&source)?;
    let hashing = Arc::new(AtomicBool::new(true));
    let bytes = Bytes::new(Mapped { blob, hashing: hashing.clone() });
    bytes.hash(&mut DefaultHasher::new());
    hashing.store(false, Ordering::SeqCst);
    Some(bytes)
}

/// A mapped file that shows only its beginning while it is hashed. Typst knows a font by the hash of all its bytes,
/// computed once: reading 150 MB for that would cost half a second and as much memory. The beginning holds the table
/// directories with a checksum of every table, and so tells fonts apart as well.
struct Mapped {
    blob: Blob<u8>,
    hashing: Arc<AtomicBool>,
}

/// Longer than the directories of all faces of a collection.
const BEGINNING: usize = 8192;

impl AsRef<[u8]> for Mapped {
    fn as_ref(&self) -> &[u8] {
        let all = self.blob.as_ref();
        if self.hashing.load(Ordering::SeqCst) { all.get(..BEGINNING).unwrap_or(all) } else { all }
    }
}
