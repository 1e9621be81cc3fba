//! The program `a4`: sets sheets with typst. A crate of its own: nothing else waits for typst to be compiled.

mod faces;
mod folder;
mod glyphs;
mod problems;
mod serve;
mod sheet;
mod world;

use std::path::{Path, PathBuf};

use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use zeroize::Zeroizing;

pub use self::serve::serve;
pub use self::sheet::Sheet;

use self::folder::Folder;
use self::problems::{Data, problem};
use self::world::Desk;
use a4::Job;
use a4::limits::PAGES;
use a4::specimens;
use a4::{A4Error, TemplateProblem};

/// Templates and fonts, ready to set sheets.
pub struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    folder: Folder,
}

impl Press {
    /// Reads the templates in `folder` and maps the fonts where Debian puts them. Templates are not tried: see
    /// [`Press::check`].
    pub fn load(folder: &Path) -> Result<Self, A4Error> {
        Self::load_with(folder, &paper::DEBIAN_FONT_FOLDERS.map(PathBuf::from))
    }

    fn load_with(folder: &Path, font_folders: &[PathBuf]) -> Result<Self, A4Error> {
        let fonts = faces::load(font_folders)?;
        Ok(Self {
            library: LazyHash::new(<Library as LibraryExt>::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            folder: Folder::load(folder)?,
        })
    }

    /// Sets every document with specimens, a rich record and an empty one; all problems, warnings too.
    pub fn check(&self) -> Result<(), A4Error> {
        let mut problems: Vec<TemplateProblem> = Vec::new();
        for job in specimens()? {
            let found = match self.set(&job, Data::Invented) {
                Ok((_, warnings)) => warnings,
                Err(A4Error::Templates(found)) => found,
                Err(A4Error::NoGlyph(c)) => vec![TemplateProblem {
                    file: job.template.file().to_owned(),
                    line: None,
                    what: format!("no font has the character U+{:04X}", u32::from(c)),
                    remedy: "take another character".to_owned(),
                }],
                Err(other) => return Err(other),
            };
            problems.extend(found.into_iter().filter(|problem| !problems.contains(problem)).collect::<Vec<_>>());
        }
        comemo::evict(0);
        if problems.is_empty() { Ok(()) } else { Err(A4Error::Templates(problems)) }
    }

    /// Sets a sheet.
    pub fn typeset(&self, job: &Job) -> Result<Sheet, A4Error> {
        let set = self.set(job, Data::Personal).map(|(sheet, _)| sheet);
        // Typst remembers what it has laid out.
        comemo::evict(0);
        set
    }

    fn set(&self, job: &Job, data: Data) -> Result<(Sheet, Vec<TemplateProblem>), A4Error> {
        let no_template = || A4Error::Pdf("a template's name is unusable".to_owned());
        let desk = Desk::new(self, job).ok_or_else(no_template)?;
        let told = |found: &[SourceDiagnostic]| found.iter().map(|one| problem(&desk, one, data)).collect::<Vec<_>>();
        let Warned { output, warnings } = typst::compile::<PagedDocument>(&desk);
        let document = output.map_err(|errors| A4Error::Templates(told(&errors)))?;
        let pages = document.pages().len();
        if pages > PAGES {
            return Err(A4Error::TooLong { pages });
        }
        if let Some(c) = document.pages().iter().find_map(|page| glyphs::missing(&page.frame)) {
            return Err(A4Error::NoGlyph(c));
        }
        let options = PdfOptions {
            ident: Smart::Custom(job.number.clone()),
            creator: Smart::Custom(None),
            standards: PdfStandards::new(&[PdfStandard::A_2b])
                .map_err(|error| A4Error::Pdf(error.message().to_string()))?,
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| A4Error::Templates(told(&errors)))?;
        Ok((Sheet::new(document, Zeroizing::new(pdf)), told(&warnings)))
    }
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Press")
    }
}
