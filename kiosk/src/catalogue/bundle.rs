//! A catalogue as one file that somebody vouches for: every file of its folder, and an Ed25519 signature (RFC 8032) over
//! them. Keys are PEM files (PKCS #8, SPKI) as `openssl genpkey -algorithm ed25519` makes them.

use std::path::Path;

use domain::catalogue::Source;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

/// Says what the file is; raised when the form changes.
const FORMAT: &str = "kiosk-catalogue-1";
/// How a signed catalogue is made.
pub(super) const SIGN: &str = "kiosk catalogue sign FOLDER --key key.pem --out catalogue.json";
/// Larger is no catalogue: the shipped one has a fifth of a megabyte.
pub(super) const LARGEST: u64 = 32 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bundle {
    format: String,
    /// Ed25519 over the bytes of `files`, 128 hexadecimal digits.
    signature: String,
    /// JSON as text, so that what is signed is these very bytes.
    files: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    path: String,
    text: String,
}

/// Signs the files of a catalogue.
pub(super) fn sign(sources: &[Source], key: &Path) -> Result<String, String> {
    let pem = read(key)?;
    let key = SigningKey::from_pkcs8_pem(&pem).map_err(|_| {
        let made = "openssl genpkey -algorithm ed25519 -out key.pem";
        format!("{} is no private Ed25519 key in PEM; make one with: {made}", key.display())
    })?;
    let files: Vec<File> =
        sources.iter().map(|source| File { path: source.path.clone(), text: source.text.clone() }).collect();
    let files = serde_json::to_string(&files).map_err(|error| error.to_string())?;
    let signature = format!("{:x}", key.sign(files.as_bytes()));
    let bundle = Bundle { format: FORMAT.to_owned(), signature, files };
    serde_json::to_string_pretty(&bundle).map_err(|error| error.to_string())
}

/// The files of a signed catalogue, if one of the keys vouches for them.
pub(super) fn open(text: &str, keys: &[VerifyingKey]) -> Result<Vec<Source>, String> {
    let bundle: Bundle = serde_json::from_str(text).map_err(|error| no_bundle(&error))?;
    if bundle.format != FORMAT {
        return Err(format!("its format is {}, this program reads {FORMAT}; update the program", bundle.format));
    }
    let signature: Signature =
        bundle.signature.parse().map_err(|_| "its signature is not 128 hexadecimal digits; ask for the file again")?;
    if keys.is_empty() {
        return Err("no key is trusted here: name one in [catalogue] keys".to_owned());
    }
    // `verify_strict` refuses the malleable signatures that plain verification takes (RFC 8032 §8.4).
    if !keys.iter().any(|key| key.verify_strict(bundle.files.as_bytes(), &signature).is_ok()) {
        return Err(
            "its signature is not by a key that is trusted here, or the file was changed; nothing was taken".into()
        );
    }
    let files: Vec<File> = serde_json::from_str(&bundle.files)
        .map_err(|error| format!("what is signed is no list of files ({error}); ask who signed it"))?;
    Ok(files.into_iter().map(|file| Source { path: file.path, text: file.text }).collect())
}

/// What a text is that cannot be read as a signed catalogue, and what to do.
fn no_bundle(error: &serde_json::Error) -> String {
    let again = format!("make it with `{SIGN}`, or ask for it again");
    match error.classify() {
        serde_json::error::Category::Data => format!("this is no signed catalogue ({error}); {again}"),
        serde_json::error::Category::Eof => {
            format!("this is no signed catalogue: it ends too early ({error}); {again}")
        }
        _ => format!("this is no signed catalogue: it is no JSON ({error}); {again}"),
    }
}

/// A public key from a PEM file.
pub(super) fn trusted(path: &Path) -> Result<VerifyingKey, String> {
    let made = "openssl pkey -in key.pem -pubout -out public.pem";
    VerifyingKey::from_public_key_pem(&read(path)?).map_err(|_| {
        format!("{} is no public Ed25519 key in PEM; take it out of the private one with: {made}", path.display())
    })
}

/// A text file of bounded size.
pub(super) fn read(path: &Path) -> Result<String, String> {
    String::from_utf8(bytes(path)?).map_err(|_| {
        format!("{} cannot be read: it is no text; name the file that was meant, or ask for it again", path.display())
    })
}

/// A file of bounded size.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let error = |error: std::io::Error| unreadable(path, &error);
    let length = std::fs::metadata(path).map_err(error)?.len();
    if length > LARGEST {
        return Err(format!(
            "{} has {length} bytes; no catalogue is larger than {LARGEST}: name the file that was meant",
            path.display()
        ));
    }
    std::fs::read(path).map_err(error)
}

/// Why a file or folder cannot be read, and what to do.
pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let path = path.display();
    match error.kind() {
        ErrorKind::NotFound => format!("{path} cannot be read: it is not there; check how its path is written"),
        ErrorKind::PermissionDenied => {
            format!("{path} cannot be read: this user may not; allow it, or do it as a user who may")
        }
        ErrorKind::IsADirectory => format!("{path} cannot be read: it is a folder; name the file in it"),
        _ => format!("{path} cannot be read: {error}; check the disk, or take it from another place"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::Bench;
    use super::*;

    fn keys() -> (Bench, VerifyingKey, VerifyingKey) {
        let bench = Bench::new();
        let ours = trusted(&bench.path("public.pem")).unwrap();
        (bench, ours, SigningKey::from_bytes(&[8; 32]).verifying_key())
    }

    fn sources() -> Vec<Source> {
        vec![Source { path: "catalogue.toml".into(), text: "version = \"2026.11.1\"\n".into() }]
    }

    #[test]
    fn what_was_signed_is_what_is_opened() {
        let (bench, ours, others) = keys();
        let text = sign(&sources(), &bench.path("key.pem")).unwrap();
        assert_eq!(open(&text, &[others, ours]), Ok(sources()));
        assert!(open(&text, &[others]).unwrap_err().contains("not by a key that is trusted here"));
        assert!(open(&text, &[]).unwrap_err().contains("[catalogue] keys"));
    }

    #[test]
    fn a_changed_byte_anywhere_is_noticed() {
        let (bench, ours, _) = keys();
        let text = sign(&sources(), &bench.path("key.pem")).unwrap();
        for (from, to) in
            [("2026.11.1", "2026.11.2"), ("catalogue.toml", "catalogua.toml"), (FORMAT, "kiosk-catalogue-9")]
        {
            assert!(text.contains(from));
            assert!(open(&text.replace(from, to), &[ours]).is_err(), "{from}");
        }
        for end in 0..text.len() {
            assert!(open(text.get(..end).unwrap_or_default(), &[ours]).is_err(), "cut at {end}");
        }
        for (text, expected) in [
            ("{}", "this is no signed catalogue (missing field `format`"),
            (
                "version = \"2026.11.1\"\n",
                "this is no signed catalogue: it is no JSON (expected value at line 1 column 1)",
            ),
            ("", "this is no signed catalogue: it ends too early ("),
            ("{\"format\"", "this is no signed catalogue: it ends too early ("),
        ] {
            let error = open(text, &[ours]).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
            let remedy =
                "; make it with `kiosk catalogue sign FOLDER --key key.pem --out catalogue.json`, or ask for it again";
            assert!(error.ends_with(remedy), "{error}");
        }
    }

    #[test]
    fn a_key_that_is_none_says_how_to_make_one() {
        let (bench, ..) = keys();
        let path = bench.path("no-key.pem");
        std::fs::write(&path, "hello").unwrap();
        assert!(sign(&sources(), &path).unwrap_err().contains("openssl genpkey"));
        assert!(trusted(&path).unwrap_err().contains("openssl pkey"));
        let missing = bench.path("none.pem");
        let told = format!("{} cannot be read: it is not there; check how its path is written", missing.display());
        assert_eq!(trusted(&missing), Err(told));
    }

    #[test]
    fn what_cannot_be_read_says_why_and_what_to_do() {
        let (bench, ..) = keys();
        let folder = bench.path("");
        assert!(read(&folder).unwrap_err().ends_with("cannot be read: it is a folder; name the file in it"));
        let path = bench.path("picture.json");
        std::fs::write(&path, [0xFF, 0xD8, 0xFF]).unwrap();
        let told = read(&path).unwrap_err();
        assert!(told.ends_with("it is no text; name the file that was meant, or ask for it again"), "{told}");
    }
}
