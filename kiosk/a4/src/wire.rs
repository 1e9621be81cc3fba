//! What terminal and child say to each other: frames of a kind and its parts. Pure but for [`read`] and [`write`].
//!
//! A frame is a byte for its kind, four bytes for the length of the rest, and the rest: its parts, each with four bytes
//! for its length before it. Numbers are big-endian.

use std::io::{self, Read, Write};

use zeroize::Zeroizing;

use crate::data::Job;
use crate::error::A4Error;
use crate::template::Template;

/// A picture, RGB, rows from the top. Personal: overwritten when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Three bytes a pixel.
    pub rgb: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} × {})", self.width, self.height)
    }
}

/// What the terminal wants.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// A sheet; the pictures after it are of this one.
    Sheet(Job),
    /// A page of it, from 0, so many pixels across.
    Picture {
        /// Page, from 0.
        page: u32,
        /// Pixels across.
        width: u32,
    },
}

/// What the child answers: `Ready` once at the start, then one to each request.
#[derive(PartialEq, Eq)]
pub enum Reply {
    /// Templates and fonts are there.
    Ready,
    /// The sheet.
    Sheet {
        /// Pages.
        pages: u32,
        /// PDF/A-2b.
        pdf: Zeroizing<Vec<u8>>,
    },
    /// A page of it.
    Picture(Picture),
    /// Why not.
    Trouble(A4Error),
}

/// One frame.
pub struct Frame {
    /// Which request or reply it is.
    pub kind: u8,
    /// Its parts, each with four bytes for its length before it.
    pub rest: Zeroizing<Vec<u8>>,
}

const SHEET: u8 = b'S';
const PICTURE: u8 = b'P';
const READY: u8 = b'R';
const TROUBLE: u8 = b'T';

impl Frame {
    fn of(kind: u8, parts: &[&[u8]]) -> Self {
        let mut rest = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum()));
        for part in parts {
            // Longer than four bytes can say is longer than any limit.
            rest.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
            rest.extend_from_slice(part);
        }
        Self { kind, rest }
    }

    /// Its parts, when there are `N` and nothing more.
    fn parts<const N: usize>(&self) -> Option<[&[u8]; N]> {
        let mut parts = [&[][..]; N];
        let mut rest = self.rest.as_slice();
        for part in &mut parts {
            let (length, after) = rest.split_first_chunk()?;
            (*part, rest) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        }
        rest.is_empty().then_some(parts)
    }
}

impl Request {
    /// The frame that says this.
    pub fn frame(&self) -> Frame {
        match self {
            Self::Sheet(job) => {
                let template = serde_json::to_vec(&job.template).unwrap_or_default();
                let day = job.issued_on.to_string();
                let parts = [&template, day.as_bytes(), job.number.as_bytes(), &job.data, job.code.as_bytes()];
                Frame::of(SHEET, &parts)
            }
            Self::Picture { page, width } => Frame::of(PICTURE, &[&page.to_be_bytes(), &width.to_be_bytes()]),
        }
    }

    /// What a frame says; `None`: nothing that is known.
    pub fn of(frame: &Frame) -> Option<Self> {
        match frame.kind {
            SHEET => {
                let [template, day, number, data, code] = frame.parts()?;
                let text = |bytes| std::str::from_utf8(bytes).ok().map(str::to_owned);
                Some(Self::Sheet(Job {
                    template: serde_json::from_slice::<Template>(template).ok()?,
                    issued_on: std::str::from_utf8(day).ok()?.parse().ok()?,
                    number: text(number)?,
                    data: Zeroizing::new(data.to_vec()),
                    code: Zeroizing::new(text(code)?),
                }))
            }
            PICTURE => {
                let [page, width] = frame.parts()?;
                Some(Self::Picture { page: number(page)?, width: number(width)? })
            }
            _ => None,
        }
    }
}

impl Reply {
    /// The frame that says this.
    pub fn frame(&self) -> Frame {
        match self {
            Self::Ready => Frame::of(READY, &[]),
            Self::Sheet { pages, pdf } => Frame::of(SHEET, &[&pages.to_be_bytes(), pdf]),
            Self::Picture(picture) => {
                let Picture { width, height, rgb } = picture;
                Frame::of(PICTURE, &[&width.to_be_bytes(), &height.to_be_bytes(), rgb])
            }
            Self::Trouble(error) => Frame::of(TROUBLE, &[&serde_json::to_vec(error).unwrap_or_default()]),
        }
    }

    /// What a frame says; `None`: nothing that is known.
    pub fn of(frame: &Frame) -> Option<Self> {
        match frame.kind {
            READY => {
                let [] = frame.parts()?;
                Some(Self::Ready)
            }
            SHEET => {
                let [pages, pdf] = frame.parts()?;
                Some(Self::Sheet { pages: number(pages)?, pdf: Zeroizing::new(pdf.to_vec()) })
            }
            PICTURE => {
                let [width, height, rgb] = frame.parts()?;
                let (width, height) = (number(width)?, number(height)?);
                let whole = u64::from(width) * u64::from(height) * 3 == rgb.len() as u64;
                whole.then(|| Self::Picture(Picture { width, height, rgb: Zeroizing::new(rgb.to_vec()) }))
            }
            TROUBLE => {
                let [error] = frame.parts()?;
                Some(Self::Trouble(serde_json::from_slice(error).ok()?))
            }
            _ => None,
        }
    }
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

/// Writes a frame.
pub fn write(to: &mut dyn Write, frame: &Frame) -> io::Result<()> {
    let length = u32::try_from(frame.rest.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    to.write_all(&[frame.kind])?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(&frame.rest)?;
    to.flush()
}

/// Reads a frame of at most `most` bytes; `None` at the end of the stream.
pub fn read(from: &mut dyn Read, most: usize) -> io::Result<Option<Frame>> {
    let mut head = [0; 5];
    if from.read(&mut head[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut head[1..])?;
    let [kind, length @ ..] = head;
    let length = u32::from_be_bytes(length) as usize;
    if length > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut rest = Zeroizing::new(vec![0; length]);
    from.read_exact(&mut rest)?;
    Ok(Some(Frame { kind, rest }))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn sent(frame: &Frame) -> Frame {
        let mut bytes = Vec::new();
        write(&mut bytes, frame).unwrap();
        let mut rest = bytes.as_slice();
        let read = read(&mut rest, bytes.len()).unwrap().unwrap();
        assert!(rest.is_empty());
        read
    }

    proptest! {
        #[test]
        fn what_is_sent_arrives(
            data in vec(any::<u8>(), 0..300), text in "\\PC{0,40}", page in any::<u32>(), which in 0..Template::ALL.len(),
        ) {
            let job = Job {
                template: Template::ALL[which],
                issued_on: jiff::civil::date(2026, 11, 22),
                number: text.clone(),
                data: Zeroizing::new(data.clone()),
                code: Zeroizing::new(text.clone()),
            };
            for request in [Request::Sheet(job), Request::Picture { page, width: 9 }] {
                prop_assert_eq!(Request::of(&sent(&request.frame())), Some(request));
            }
            let rgb = Zeroizing::new(vec![7; data.len() * 3]);
            for reply in [
                Reply::Ready,
                Reply::Sheet { pages: page, pdf: Zeroizing::new(data.clone()) },
                Reply::Picture(Picture { width: data.len() as u32, height: 1, rgb }),
                Reply::Trouble(A4Error::NoGlyph('\u{323ae}')),
                Reply::Trouble(A4Error::Start(text)),
            ] {
                prop_assert!(Reply::of(&sent(&reply.frame())) == Some(reply));
            }
        }

        #[test]
        fn any_bytes_give_an_answer(bytes in vec(any::<u8>(), 0..64), kind in "[SPRT]|\\PC") {
            let mut all = kind.into_bytes();
            all.extend(&bytes);
            let _ = read(&mut all.as_slice(), 1000);
            let frame = Frame { kind: all[0], rest: Zeroizing::new(bytes) };
            let (_, _) = (Request::of(&frame), Reply::of(&frame));
        }
    }

    #[test]
    fn a_frame_that_is_too_long_or_cut_off_is_refused() {
        assert!(read(&mut &b"S\x00\x01\x00\x00"[..], 1000).is_err());
        assert!(read(&mut &b"S\x00\x00\x00\x04abc"[..], 1000).is_err());
        assert!(read(&mut &b""[..], 1000).unwrap().is_none());
        let frame = Frame::of(PICTURE, &[&2u32.to_be_bytes(), &2u32.to_be_bytes(), b"too few"]);
        assert!(Reply::of(&frame).is_none());
    }
}
