//! The folder of documents as a template sees it: its own files, read once at the start, and nothing else.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use typst::diag::{FileError, FileResult};
use typst::foundations::Bytes;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};

use a4::limits::FOLDER_BYTES;
use a4::{A4Error, Template};

/// Files by their place in the folder.
pub(crate) struct Folder {
    files: HashMap<FileId, File>,
}

enum File {
    Template(Source),
    Other(Bytes),
}

/// What a template may be made of.
const ENDINGS: [&str; 5] = ["typ", "svg", "png", "jpg", "json"];

impl Folder {
    pub(crate) fn load(folder: &Path) -> Result<Self, A4Error> {
        let mut all = Self { files: HashMap::new() };
        let mut room = FOLDER_BYTES;
        all.add(folder, "", &mut room)?;
        for name in Template::ALL.map(Template::file) {
            if !id(name).is_some_and(|id| all.files.contains_key(&id)) {
                return Err(A4Error::Folder { path: folder.join(name), what: "the template is missing".to_owned() });
            }
        }
        Ok(all)
    }

    fn add(&mut self, folder: &Path, inside: &str, room: &mut u64) -> Result<(), A4Error> {
        let unusable = |path: &Path, what: String| A4Error::Folder { path: path.to_owned(), what };
        for entry in fs::read_dir(folder).map_err(|error| unusable(folder, error.to_string()))? {
            let path = entry.map_err(|error| unusable(folder, error.to_string()))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| !name.starts_with('.'))
            else {
                continue;
            };
            let place = format!("{inside}{name}");
            if path.is_dir() {
                self.add(&path, &format!("{place}/"), room)?;
                continue;
            }
            if !ENDINGS.iter().any(|ending| name.rsplit_once('.').is_some_and(|(_, end)| end == *ending)) {
                continue;
            }
            let size = fs::metadata(&path).map_err(|error| unusable(&path, error.to_string()))?.len();
            *room = room.checked_sub(size).ok_or_else(|| {
                unusable(&path, format!("with this file the folder has more than {FOLDER_BYTES} bytes"))
            })?;
            let Some(id) = id(&place) else { continue };
            let file = if Path::new(&name).extension().is_some_and(|end| end == "typ") {
                let text = fs::read_to_string(&path).map_err(|error| unusable(&path, error.to_string()))?;
                File::Template(Source::new(id, text))
            } else {
                File::Other(Bytes::new(fs::read(&path).map_err(|error| unusable(&path, error.to_string()))?))
            };
            self.files.insert(id, file);
        }
        Ok(())
    }

    pub(crate) fn source(&self, id: FileId) -> FileResult<Source> {
        match self.files.get(&id) {
            Some(File::Template(source)) => Ok(source.clone()),
            Some(File::Other(_)) => Err(FileError::NotSource),
            None => Err(absent(id)),
        }
    }

    pub(crate) fn bytes(&self, id: FileId) -> FileResult<Bytes> {
        match self.files.get(&id) {
            Some(File::Template(source)) => Ok(Bytes::from_string(source.text().to_owned())),
            Some(File::Other(bytes)) => Ok(bytes.clone()),
            None => Err(absent(id)),
        }
    }
}

/// Packages would come from the network: there is none here.
fn absent(id: FileId) -> FileError {
    match id.get().root() {
        VirtualRoot::Project => FileError::NotFound(id.get().vpath().get_without_slash().into()),
        VirtualRoot::Package(_) => FileError::AccessDenied,
    }
}

/// A file of the folder.
pub(crate) fn id(place: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(place).ok()?).intern())
}
