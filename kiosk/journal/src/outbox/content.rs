//! The bytes of attachments: as they are, or sealed ahead.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Sensitive;
use domain::form::Digest;
use platform::application::Attachment;

use super::key::{CHECK, Place, SecretKey};
use super::limits::{ATTACHMENT_MOST, PART};
use crate::error::Result;

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
        parts: Arc<[Vec<u8>]>,
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
        let parts = parts(key, digest, bytes)?.into();
        Ok(Self(Form::Sealed { check: *key.check(), digest, length: bytes.len() as u64, parts }))
    }
}

/// The sealed parts of an attachment; the rule that is broken where its bytes are not what it says.
pub(super) fn sealed(
    key: &SecretKey,
    attachment: &Attachment,
    contents: &Contents,
) -> Result<std::result::Result<Vec<Vec<u8>>, &'static str>> {
    let Some(content) = contents.get(&attachment.digest) else { return Ok(Err("the bytes of every attachment")) };
    if attachment.length == 0 || attachment.length > ATTACHMENT_MOST {
        return Ok(Err("an attachment has one byte at least, 20 MiB at most"));
    }
    let other = Err("the length and the digest of every attachment");
    match &content.0 {
        Form::Plain(bytes) => {
            let bytes = bytes.reveal();
            if bytes.len() as u64 != attachment.length || Digest::of(bytes) != attachment.digest {
                return Ok(other);
            }
            parts(key, attachment.digest, bytes).map(Ok)
        }
        Form::Sealed { digest, length, .. } if (digest, length) != (&attachment.digest, &attachment.length) => {
            Ok(other)
        }
        Form::Sealed { check, .. } if check != key.check() => Ok(Err("attachments sealed with this outbox's key")),
        Form::Sealed { parts, .. } => Ok(Ok(parts.to_vec())),
    }
}

fn parts(key: &SecretKey, digest: Digest, bytes: &[u8]) -> Result<Vec<Vec<u8>>> {
    (0..).zip(bytes.chunks(PART)).map(|(part, chunk)| key.seal(Place::Attachment { digest, part }, chunk)).collect()
}
