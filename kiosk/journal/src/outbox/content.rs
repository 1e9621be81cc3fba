//! The bytes of attachments: as they are, or sealed ahead.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Sensitive;
use domain::form::Digest;
use platform::application::Attachment;
use uuid::Uuid;

use super::key::{CHECK, Place, SecretKey};
use super::limits::{ATTACHMENT_MOST, PART};
use crate::error::{JournalError, Result};

/// What is in the attachments of an entry, by their digests.
pub type Contents = BTreeMap<Digest, Content>;

/// The bytes of an attachment. Cheap to clone when they are sealed.
#[derive(Debug, Clone)]
pub struct Content(Form);

#[derive(Debug, Clone)]
enum Form {
    Plain(Sensitive<Vec<u8>>),
    /// Its parts, sealed with the key of this check value.
    Sealed {
        check: [u8; CHECK],
        digest: Digest,
        length: u64,
        parts: Arc<Vec<Vec<u8>>>,
    },
}

impl From<Sensitive<Vec<u8>>> for Content {
    fn from(bytes: Sensitive<Vec<u8>>) -> Self {
        Self(Form::Plain(bytes))
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Sensitive::new(bytes).into()
    }
}

impl Content {
    /// Seals ahead.
    pub(super) fn prepared(key: &SecretKey, bytes: &[u8]) -> Result<Self> {
        let digest = Digest::of(bytes);
        let parts = Arc::new(parts(key, digest, bytes)?);
        Ok(Self(Form::Sealed { check: *key.check(), digest, length: bytes.len() as u64, parts }))
    }
}

/// What is handed in together, and how often each of it is still needed: what is sealed already is not copied for the last
/// time, which would take as long as sealing it.
pub(super) struct Stock {
    contents: Contents,
    needed: BTreeMap<Digest, usize>,
}

impl Stock {
    pub(super) fn new<'a>(contents: Contents, attachments: impl Iterator<Item = &'a Attachment>) -> Self {
        let mut needed = BTreeMap::new();
        attachments.for_each(|attachment| *needed.entry(attachment.digest).or_default() += 1);
        Self { contents, needed }
    }

    fn take(&mut self, digest: &Digest) -> Option<Content> {
        let left = self.needed.get_mut(digest)?;
        *left = left.saturating_sub(1);
        if *left == 0 { self.contents.remove(digest) } else { self.contents.get(digest).cloned() }
    }

    /// The sealed parts of an attachment of `entry`, if its bytes are what it says.
    pub(super) fn sealed(&mut self, key: &SecretKey, entry: Uuid, attachment: &Attachment) -> Result<Vec<Vec<u8>>> {
        let wrong = |rule: &'static str| Err(JournalError::NotSealable { entry, rule });
        let other = || wrong("the length and the digest of every attachment");
        let Some(content) = self.take(&attachment.digest) else { return wrong("the bytes of every attachment") };
        if attachment.length == 0 || attachment.length > ATTACHMENT_MOST {
            return wrong("an attachment has one byte at least, 20 MiB at most");
        }
        match content.0 {
            Form::Plain(bytes) => {
                let bytes = bytes.reveal();
                if bytes.len() as u64 != attachment.length || Digest::of(bytes) != attachment.digest {
                    return other();
                }
                parts(key, attachment.digest, bytes)
            }
            Form::Sealed { digest, length, .. } if (digest, length) != (attachment.digest, attachment.length) => {
                other()
            }
            Form::Sealed { check, .. } if check != *key.check() => wrong("attachments sealed with this outbox's key"),
            Form::Sealed { parts, .. } => Ok(Arc::unwrap_or_clone(parts)),
        }
    }
}

fn parts(key: &SecretKey, digest: Digest, bytes: &[u8]) -> Result<Vec<Vec<u8>>> {
    (0..).zip(bytes.chunks(PART)).map(|(part, chunk)| key.seal(Place::Attachment { digest, part }, chunk)).collect()
}
