//! Makes fontconfig read the program's own `fonts.conf`, so that a page looks the same on every machine and starts
//! fast (four faces to sort instead of all that is installed), and says in plain words when fonts are missing.
//!
//! Fontconfig takes its file from the environment, and a program cannot change its own environment without `unsafe`.
//! So the program starts itself anew with `FONTCONFIG_FILE` set: same process id, same arguments, about 2 ms.

use std::ffi::OsStr;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use i_slint_core::window::WindowInner;
use slint::Window;
use slint::fontique_011::fontique::{Blob, GenericFamily, SourceKind};

/// The variable that names fontconfig's configuration file.
const VARIABLE: &str = "FONTCONFIG_FILE";
/// The variable by which a program that was started anew knows it, so that it does not do so for ever.
const MARK: &str = "KIOSK_FONTS_SET";

/// Why there are no fonts to draw with.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// The configuration cannot be read.
    #[error("the font configuration {} cannot be read: {source}", .conf.display())]
    Configuration {
        /// The file.
        conf: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder has no font, or there is no such folder.
    #[error(
        "no font in {}, which {} names; on Debian: apt-get install fonts-noto-cjk fonts-hanazono",
        .folder.display(), .conf.display()
    )]
    Missing {
        /// The folder.
        folder: PathBuf,
        /// The file that names it.
        conf: PathBuf,
    },
    /// No folder is named at all.
    #[error("the font configuration {} names no folder with fonts; it needs <dir>…</dir>", .0.display())]
    NoFolder(PathBuf),
    /// The program could not start itself anew.
    #[error("the program could not start itself anew with {VARIABLE} set: {0}; set it by hand")]
    Restart(io::Error),
    /// The program was started anew, and the variable is still another: a wrapper resets it.
    #[error("{VARIABLE} is reset by something between the program and itself; set it to {} by hand", .0.display())]
    Reset(PathBuf),
}

/// Font files by path, as they lie in memory.
pub type Mapped = Vec<(Arc<Path>, Blob<u8>)>;

/// The files of the window's own font family: who draws with the same files takes these, for what is mapped twice
/// counts twice.
pub(crate) fn mapped(window: &Window) -> Mapped {
    let context = WindowInner::from_pub(window).context();
    let fonts = &mut context.font_context().borrow_mut().inner;
    let first = fonts.collection.generic_families(GenericFamily::SansSerif).next();
    let Some(family) = first.and_then(|id| fonts.collection.family(id)) else { return Vec::new() };
    let files = family.fonts().iter().filter_map(|font| match font.source().kind() {
        SourceKind::Path(path) => Some((path.clone(), fonts.source_cache.get(font.source())?)),
        SourceKind::Memory(_) => None,
    });
    files.collect()
}

/// The fonts are as they should be; only this comes back, for a program that starts anew does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ensured;

/// Checks that every font folder of `conf` has a font, and starts the program anew with that configuration unless it
/// has it already. Call it first of all in `main`: before threads, files and the first call to Slint.
pub fn ensure_fontconfig(conf: &Path) -> Result<Ensured, FontError> {
    let unreadable = |source| FontError::Configuration { conf: conf.to_owned(), source };
    let path = conf.canonicalize().map_err(unreadable)?;
    let text = std::fs::read_to_string(&path).map_err(unreadable)?;
    check_folders(&path, &text)?;

    if std::env::var_os(VARIABLE).as_deref() == Some(path.as_os_str()) {
        return Ok(Ensured);
    }
    if std::env::var_os(MARK).as_deref() == Some(path.as_os_str()) {
        return Err(FontError::Reset(path));
    }
    let mut arguments = std::env::args_os();
    let program = std::env::current_exe().map_err(FontError::Restart)?;
    let mut again = Command::new(&program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    Err(FontError::Restart(again.args(arguments).env(VARIABLE, &path).env(MARK, &path).exec()))
}

/// Checks that every font folder of `conf` has a font, and changes nothing.
pub fn check(conf: &Path) -> Result<(), FontError> {
    let text =
        std::fs::read_to_string(conf).map_err(|source| FontError::Configuration { conf: conf.to_owned(), source })?;
    check_folders(conf, &text)
}

/// Fontique panics where fontconfig finds no font at all, and a missing glyph is drawn as nothing: so look before.
fn check_folders(conf: &Path, text: &str) -> Result<(), FontError> {
    let folders = folders(text);
    if folders.is_empty() {
        return Err(FontError::NoFolder(conf.to_owned()));
    }
    match folders.into_iter().find(|folder| !has_font(folder)) {
        Some(folder) => Err(FontError::Missing { folder, conf: conf.to_owned() }),
        None => Ok(()),
    }
}

fn folders(text: &str) -> Vec<PathBuf> {
    text.split("<dir>").skip(1).filter_map(|rest| rest.split_once("</dir>")).map(|(dir, _)| dir.trim().into()).collect()
}

fn has_font(folder: &Path) -> bool {
    let is_font = |path: &Path| {
        let end = path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
        matches!(end.as_str(), "ttf" | "ttc" | "otf")
    };
    std::fs::read_dir(folder).is_ok_and(|files| files.flatten().any(|file| is_font(&file.path())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_found_in_the_shipped_configuration() {
        let text = include_str!("../../../config/fonts/fonts.conf");
        let names: Vec<_> = folders(text).iter().map(|f| f.display().to_string()).collect();
        assert_eq!(names, ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/hanazono"]);
    }

    #[test]
    fn an_empty_folder_is_told_with_its_remedy() {
        let conf = Path::new("/x/fonts.conf");
        let error = check_folders(conf, "<dir>/nowhere</dir>").map_err(|e| e.to_string());
        let text = error.err().unwrap_or_default();
        assert!(text.contains("/nowhere") && text.contains("apt-get install fonts-noto-cjk"), "{text}");
        assert!(matches!(check_folders(conf, "<cachedir>x</cachedir>"), Err(FontError::NoFolder(_))));
    }
}
