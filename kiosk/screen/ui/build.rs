//! Compiles the pages with the theme library and the bundled translations.

use std::collections::HashMap;
use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=lang");
    println!("cargo:rerun-if-changed=../../../themes");
    let themes = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../../themes/lib.slint");
    let config = slint_build::CompilerConfiguration::new()
        .with_library_paths(HashMap::from([("themes".to_owned(), themes)]))
        .with_bundled_translations("lang")
        .with_default_translation_context(slint_build::DefaultTranslationContext::None);
    slint_build::compile_with_config("app.slint", config)?;
    Ok(())
}
