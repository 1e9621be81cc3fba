//! The key of the outbox and what it seals: XChaCha20-Poly1305 with random nonces. The key is a file of 32 bytes for
//! this user alone, in the terminal's secret store; who has the journal without it reads nothing.
//!
//! What is sealed is bound to what it is: an entry's own words and the platform's to their entry, a part of an attachment
//! to the attachment's digest and its number. Put elsewhere it does not open. An attachment is bound to no entry: it can be
//! sealed before there is one, and once for several.

use std::fmt;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use chacha20poly1305::aead::{Aead, AeadInOut, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use domain::form;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{JournalError, Result};

/// Bytes of the key.
const KEY: usize = 32;
/// Bytes of a nonce, which stands before what is sealed. Random ones of this length do not meet twice.
pub(crate) const NONCE: usize = 24;
/// Bytes of the tag, which stands behind it.
pub(crate) const TAG: usize = 16;
/// Tells these bytes from any others that the key might ever seal.
const DOMAIN: &[u8] = b"kiosk-outbox-1";

/// Bytes of the key's check value.
pub(crate) const CHECK: usize = 8;

/// What something sealed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// An entry itself.
    Entry(Uuid),
    /// What the platform said of it at the end.
    Note(Uuid),
    /// A part of an attachment.
    Attachment { digest: form::Digest, part: u32 },
}

impl Place {
    /// A form each, of lengths that differ.
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Entry(entry) => [DOMAIN, b"entry", entry.as_bytes()].concat(),
            Self::Note(entry) => [DOMAIN, b"note", entry.as_bytes()].concat(),
            Self::Attachment { digest, part } => [DOMAIN, digest.bytes(), &part.to_be_bytes()].concat(),
        }
    }
}

/// The outbox's key.
pub(super) struct SecretKey {
    cipher: XChaCha20Poly1305,
    check: [u8; CHECK],
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(***)")
    }
}

impl SecretKey {
    /// Reads the key file; `None`: there is none. Rights that are too wide are narrowed.
    pub(super) fn read(path: &Path) -> Result<Option<Self>> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(file_error(path)(error)),
        };
        let meta = file.metadata().map_err(file_error(path))?;
        if meta.permissions().mode() & 0o077 != 0 {
            file.set_permissions(Permissions::from_mode(0o600)).map_err(file_error(path))?;
        }
        let mut bytes = Zeroizing::new([0; KEY]);
        let whole = meta.is_file() && meta.len() == KEY as u64;
        if !whole || file.read_exact(bytes.as_mut()).is_err() {
            return Err(JournalError::KeyDamaged { path: path.to_owned() });
        }
        Ok(Some(Self::of(&bytes)))
    }

    /// Makes a key and its file (mode 0600, on the disk when this returns), and the folder where it is missing.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(file_error(folder))?;
        let mut bytes = Zeroizing::new([0; KEY]);
        random(bytes.as_mut())?;
        // Under another name first: a cut leaves a whole key or none.
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let begun = Path::new(&name);
        let written = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(begun)
            .and_then(|mut file| file.write_all(bytes.as_ref()).and_then(|()| file.sync_all()))
            .and_then(|()| std::fs::rename(begun, path))
            .and_then(|()| File::open(folder).and_then(|folder| folder.sync_all()));
        written.map_err(file_error(path))?;
        Ok(Self::of(&bytes))
    }

    fn of(bytes: &Zeroizing<[u8; KEY]>) -> Self {
        let digest: [u8; 32] = Sha256::new().chain_update(DOMAIN).chain_update(bytes.as_ref()).finalize().into();
        let mut check = [0; CHECK];
        check.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        Self { cipher: XChaCha20Poly1305::new(&Key::from(**bytes)), check }
    }

    /// Says which key it is, and nothing else of it.
    pub(super) fn check(&self) -> &[u8; CHECK] {
        &self.check
    }

    /// Seals some bytes for a place.
    pub(super) fn seal(&self, place: Place, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        // Where it is, and once: copies of pages take as long as sealing them.
        let mut sealed = Vec::with_capacity(NONCE + bytes.len() + TAG);
        sealed.extend_from_slice(&nonce);
        sealed.extend_from_slice(bytes);
        let (_, whole) = sealed.split_at_mut(NONCE);
        // It fails for more than 256 GiB alone.
        let tag = self.cipher.encrypt_inout_detached(&XNonce::from(nonce), &place.bytes(), whole.into());
        sealed.extend_from_slice(&tag.map_err(|_| JournalError::Unreadable)?);
        Ok(sealed)
    }

    /// Opens what was sealed for this place.
    pub(super) fn open(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(JournalError::Unreadable)?;
        let payload = Payload { msg: sealed, aad: &place.bytes() };
        let opened = self.cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| JournalError::Unreadable)?;
        Ok(Zeroizing::new(opened))
    }
}

/// Fills with random bytes of the system.
pub(super) fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|_| JournalError::NoRandom)
}

fn file_error(path: &Path) -> impl Fn(io::Error) -> JournalError {
    move |source| JournalError::KeyFile { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: Place = Place::Entry(Uuid::from_u128(7));

    fn part(of: &[u8], part: u32) -> Place {
        Place::Attachment { digest: form::Digest::of(of), part }
    }

    #[test]
    fn a_key_is_made_once_for_this_user_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secrets/outbox.key");
        assert!(SecretKey::read(&path).unwrap().is_none());
        let made = SecretKey::create(&path).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        let sealed = made.seal(ENTRY, b"x").unwrap();
        std::fs::set_permissions(&path, Permissions::from_mode(0o644)).unwrap();
        let read = SecretKey::read(&path).unwrap().unwrap();
        assert_eq!(mode(&path), 0o600, "too wide rights are narrowed");
        assert_eq!((read.open(ENTRY, &sealed).unwrap().as_slice(), read.check()), (b"x".as_slice(), made.check()));
        for short in [&[][..], &[1; 31], &[1; 33]] {
            std::fs::write(&path, short).unwrap();
            assert!(matches!(SecretKey::read(&path), Err(JournalError::KeyDamaged { .. })), "{}", short.len());
        }
        assert!(matches!(SecretKey::read(folder.path()), Err(JournalError::KeyDamaged { .. })));
    }

    #[test]
    fn what_is_sealed_opens_at_its_place_and_whole_alone() {
        let folder = tempfile::tempdir().unwrap();
        let key = SecretKey::create(&folder.path().join("key")).unwrap();
        let place = part(b"page", 2);
        let sealed = key.seal(place, "王样例".as_bytes()).unwrap();
        assert!(!sealed.windows(3).any(|window| window == "王".as_bytes()));
        assert_ne!(sealed, key.seal(place, "王样例".as_bytes()).unwrap(), "a nonce of its own");
        assert_eq!(key.open(place, &sealed).unwrap().as_slice(), "王样例".as_bytes());
        for other in [part(b"page", 1), part(b"other", 2), ENTRY] {
            assert!(key.open(other, &sealed).is_err(), "{other:?}");
        }
        for at in 0..sealed.len() {
            let mut broken = sealed.clone();
            broken[at] ^= 1;
            assert!(key.open(place, &broken).is_err(), "byte {at}");
            assert!(key.open(place, &sealed[..at]).is_err(), "cut at {at}");
        }
        let entry = key.seal(ENTRY, b"x").unwrap();
        for other in [Place::Note(Uuid::from_u128(7)), Place::Entry(Uuid::from_u128(8)), place] {
            assert!(key.open(other, &entry).is_err(), "{other:?}");
        }
        let other = SecretKey::create(&folder.path().join("other")).unwrap();
        assert!(other.open(place, &sealed).is_err());
        assert_eq!(format!("{key:?}"), "SecretKey(***)");
    }
}
