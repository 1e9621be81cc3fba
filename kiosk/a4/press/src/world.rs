//! What typst may see while it sets one sheet: the folder of documents, the sheet's data, the fonts, the day of issue.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, World};

use super::Press;
use super::folder::id;
use a4::Job;

/// The sheet's own files, as a template names them.
pub(crate) const DATA: &str = "data.json";
const CODE: &str = "verification.svg";

pub(crate) struct Desk<'a> {
    press: &'a Press,
    main: FileId,
    own: Vec<(FileId, Bytes)>,
    today: Option<Datetime>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(press: &'a Press, job: &Job) -> Option<Self> {
        let day = job.issued_on;
        let mut own = vec![(id(DATA)?, Bytes::new(job.data.clone()))];
        if !job.code.is_empty() {
            own.push((id(CODE)?, Bytes::from_string(Wiped(job.code.clone()))));
        }
        Some(Self {
            press,
            main: id(job.template.file())?,
            own,
            today: Datetime::from_ymd(day.year().into(), day.month() as u8, day.day() as u8),
        })
    }
}

struct Wiped(zeroize::Zeroizing<String>);

impl AsRef<str> for Wiped {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if self.own.iter().any(|(own, _)| *own == id) {
            return Err(FileError::NotSource);
        }
        self.press.folder.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match self.own.iter().find(|(own, _)| *own == id) {
            Some((_, bytes)) => Ok(bytes.clone()),
            None => self.press.folder.bytes(id),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    /// The day of issue, so that the same certificate is the same sheet whenever it is set.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
