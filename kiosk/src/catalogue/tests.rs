//! A store in a folder of its own, over the shipped catalogue, with a key made for these tests.

use std::path::{Path, PathBuf};

use domain::catalogue::Source;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{EncodePrivateKey, EncodePublicKey};

use super::{Store, bundle, store};

pub(super) struct Bench(tempfile::TempDir);

impl Bench {
    pub(super) fn new() -> Self {
        let bench = Self(tempfile::tempdir().unwrap());
        let key = SigningKey::from_bytes(&[7; 32]);
        std::fs::write(bench.path("key.pem"), key.to_pkcs8_pem(LineEnding::LF).unwrap()).unwrap();
        std::fs::write(bench.path("public.pem"), key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap())
            .unwrap();
        bench
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(super) fn folder(&self) -> PathBuf {
        self.path("catalogue")
    }

    pub(super) fn store(&self) -> Store {
        Store::open(&self.folder(), &shipped(), &[self.path("public.pem")]).unwrap()
    }

    /// The shipped catalogue in another version, changed, signed.
    pub(super) fn sign(&self, version: &str, change: impl Fn(&mut Source)) -> String {
        let mut sources = store::folder(&shipped()).unwrap();
        for source in &mut sources {
            source.text = source.text.replace("version = \"2026.11.1\"", &format!("version = \"{version}\""));
            change(source);
        }
        bundle::sign(&sources, &self.path("key.pem")).unwrap()
    }
}

pub(super) fn signed(bench: &Bench, version: &str) -> String {
    bench.sign(version, |_| ())
}

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/catalogue")
}

#[test]
fn what_is_said_of_the_shipped_catalogue() {
    let catalogue = store::checked(&store::folder(&shipped()).unwrap()).unwrap();
    let said = super::said_of(&catalogue);
    assert!(said.contains("222 matters, 307 rows, 0 errors"), "{said}");
    assert_eq!(super::changes(&catalogue, &catalogue), "2026.11.1 → 2026.11.1：0 处改动\n");
}

#[test]
fn what_is_found_is_told_with_its_reason() {
    let catalogue = store::checked(&store::folder(&shipped()).unwrap()).unwrap();
    let told = super::found(&catalogue, "huzhao");
    assert!(told.starts_with("P079-1 普通护照签发  [护照]\n"), "{told}");
    assert!(super::found(&catalogue, "失业今").contains("P054-1 失业保险金申领  [失业金]"));
    assert!(super::found(&catalogue, "vvvv").starts_with("nothing is found for “vvvv”"));
}

#[test]
fn what_is_exported_is_what_is_in_force() {
    let bench = Bench::new();
    let now = bench.store().in_force().unwrap();
    let folder = bench.path("out");
    super::export(&now, &folder).unwrap();
    assert_eq!(store::folder(&folder).unwrap(), now.sources);
    assert!(super::export(&now, &folder).unwrap_err().contains("is there already"));
}

#[test]
fn what_is_not_what_was_asked_for_is_told_with_what_to_do() {
    let bench = Bench::new();
    let keys = [bench.path("public.pem")];
    let at = |name: &str| bench.path(name).display().to_string();
    // A folder where a signed file is to be.
    assert_eq!(
        super::signed_file(&bench.path("")).unwrap_err(),
        format!(
            "{0} is a folder, not a signed catalogue; run `kiosk catalogue sign {0} --key key.pem --out catalogue.json` \
             first, then import catalogue.json",
            at("")
        )
    );
    // Nothing there.
    let missing = format!("{} cannot be read: it is not there; check how its path is written", at("none"));
    assert_eq!(super::signed_file(&bench.path("none")).unwrap_err(), missing);
    assert_eq!(super::sources(&keys, &bench.path("none")).unwrap_err(), missing);
    assert_eq!(store::folder(&bench.path("none")).unwrap_err(), missing);
    // An empty folder.
    std::fs::create_dir(bench.path("empty")).unwrap();
    assert_eq!(
        super::sources(&keys, &bench.path("empty")).unwrap_err(),
        format!(
            "{} holds no catalogue: no file in it ends in .toml; name the folder that holds catalogue.toml: `kiosk \
             catalogue export FOLDER` writes the files in force into a new folder",
            at("empty")
        )
    );
    // A file where a folder is to be.
    let told = store::folder(&bench.path("key.pem")).unwrap_err();
    assert!(told.contains("key.pem is a file; name the folder that holds catalogue.toml"), "{told}");
    // No JSON.
    let told = super::sources(&keys, &bench.path("key.pem")).unwrap_err();
    assert!(told.contains("key.pem: this is no signed catalogue: it is no JSON"), "{told}");
    assert!(told.contains("make it with `kiosk catalogue sign FOLDER"), "{told}");
}

/// Of two that are compared one is wrong, and one of its files is in another encoding.
#[test]
fn what_is_wrong_with_a_folder_is_told_with_the_folder_and_every_file() {
    let bench = Bench::new();
    let folder = bench.path("work");
    super::export(&bench.store().in_force().unwrap(), &folder).unwrap();
    let chains = std::fs::read_to_string(folder.join("chains.toml")).unwrap();
    std::fs::write(folder.join("chains.toml"), chains.replace("P006-1", "P906-1")).unwrap();
    // 银行卡 in GBK.
    std::fs::write(folder.join("materials.toml"), b"[[material]]\nname = \"\xD2\xF8\xD0\xD0\xBF\xA8\"\n").unwrap();
    let told = || {
        let told = super::checked(&folder, &super::sources(&[], &folder).unwrap()).unwrap_err();
        told.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let lines = told();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert_eq!(lines[0], format!("{}: the catalogue cannot be used:", folder.display()));
    assert!(lines[1].starts_with("  chains.toml:") && lines[1].contains("there is no matter P906-1"), "{lines:?}");
    let encoding = "  materials.toml:2: this is no UTF-8; save the file as UTF-8";
    assert_eq!(lines[2], encoding, "no matter that names a material is told of");
    std::fs::remove_dir_all(folder.join("matters")).unwrap();
    let missing = "  matters/: there is no file with matters; put them back, or copy them from the version before";
    assert_eq!(told()[1..], [encoding, missing]);
}

/// A matter goes that `config/places.toml` or a form names, or one is to be applied for without a form.
#[test]
fn a_catalogue_that_does_not_fit_places_or_forms_is_refused_and_the_terminal_keeps_the_one_before() {
    let bench = Bench::new();
    let config = shipped().join("..");
    let store = || bench.store().beside(&config.join("places.toml"), &config.join("forms"));
    let good = signed(&bench, "2026.12.1");
    store().import(&good).unwrap();
    // Places of another terminal: one of them names a matter that this catalogue has not.
    let places = std::fs::read_to_string(config.join("places.toml")).unwrap();
    std::fs::write(bench.path("places.toml"), places.replace("\"P082-1\"", "\"P382-1\"")).unwrap();
    let other = || bench.store().beside(&bench.path("places.toml"), &config.join("forms"));
    let refused = other().import(&signed(&bench, "2026.12.2")).unwrap_err();
    assert!(refused.what.contains("places.toml") && refused.what.contains("P382-1"), "{}", refused.what);
    assert_eq!(refused.why.name(), "wrong");
    let now = other().in_force().unwrap();
    assert_eq!(now.passed_over.len(), 1, "{:?}", now.passed_over);
    std::fs::create_dir(bench.path("forms")).unwrap();
    let without = bench.store().beside(&config.join("places.toml"), &bench.path("forms"));
    let refused = without.import(&signed(&bench, "2026.12.3")).unwrap_err();
    assert!(refused.what.contains("forms"), "{}", refused.what);
    assert_eq!(store().in_force().unwrap().catalogue.version.to_string(), "2026.12.1");
}
