//! 表单: the forms of `config/forms/`, from the disk.

use std::fs;
use std::path::Path;

use domain::Forms;
use domain::catalogue::{Catalogue, Here, Source};
use domain::form;

/// The forms of a folder, checked whole against the catalogue. An error names every mistake with file, line and remedy.
pub fn read(folder: &Path, catalogue: &Catalogue) -> Result<Forms, String> {
    let unreadable = |path: &Path, error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, error))? {
        let path = entry.map_err(|error| unreadable(folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            sources.push(Source { path: name.to_owned(), text });
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let forms = form::load(&sources, catalogue).map_err(|problems| format!("{}: {problems}", folder.display()))?;
    let applied_for = catalogue.matters.iter().filter(|matter| matter.here == Here::Apply).map(|matter| matter.id);
    let lacking: Vec<String> = forms.lacking(applied_for).iter().map(ToString::to_string).collect();
    if lacking.is_empty() {
        return Ok(forms);
    }
    let lacking = lacking.join(", ");
    Err(format!(
        "{}: the catalogue says that one applies here for {lacking}, and no form has these numbers; write one, or take \
         `apply` out of the catalogue",
        folder.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped(name: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../config").join(name)
    }

    #[test]
    fn the_shipped_forms_fit_the_shipped_catalogue_and_a_wrong_one_is_named() {
        let sources = crate::catalogue::folder(&shipped("catalogue")).unwrap();
        let catalogue = domain::catalogue::load(&sources).unwrap();
        let forms = read(&shipped("forms"), &catalogue).unwrap();
        assert!(forms.forms.len() >= 24, "{} forms", forms.forms.len());
        let folder = tempfile::tempdir().unwrap();
        for entry in fs::read_dir(shipped("forms")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
        let one = folder.path().join("flexible-enrolment.toml");
        let text = fs::read_to_string(&one).unwrap();
        fs::write(&one, text.replace("P039-1", "P939-1")).unwrap();
        let error = read(folder.path(), &catalogue).unwrap_err();
        assert!(error.contains("flexible-enrolment.toml:") && error.contains("P939-1"), "{error}");
        assert!(read(&folder.path().join("none"), &catalogue).unwrap_err().contains("cannot be read"));
    }
}
