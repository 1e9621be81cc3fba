//! HTTP and IPP as far as a printer needs them, read and written independently of the driver.
//!
//! Sources: RFC 8010 (encoding of IPP), RFC 9112 (chunked bodies).

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};

/// Longest request that is taken.
const MOST: u64 = 64 << 20;

/// A request as it came.
pub(super) struct Request {
    pub(super) operation: u16,
    pub(super) id: [u8; 4],
    /// Attributes by name, each the bytes of its first value.
    pub(super) attributes: BTreeMap<String, Vec<u8>>,
    pub(super) document: Vec<u8>,
}

impl Request {
    pub(super) fn text(&self, name: &str) -> String {
        self.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
    }

    pub(super) fn number(&self, name: &str) -> Option<i32> {
        let bytes = self.attributes.get(name)?.as_slice().try_into().ok()?;
        Some(i32::from_be_bytes(bytes))
    }
}

/// Reads a request; `None`: the connection was closed. `cut`: stop in the middle of a document.
pub(super) fn read_request(from: &mut impl BufRead, cut: bool) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let (mut length, mut chunked) = (0_u64, false);
    loop {
        let mut header = String::new();
        from.read_line(&mut header)?;
        let header = header.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        chunked |= header.starts_with("transfer-encoding:") && header.contains("chunked");
    }
    let mut body = Vec::new();
    if chunked {
        loop {
            let mut size = String::new();
            from.read_line(&mut size)?;
            let size = u64::from_str_radix(size.trim(), 16).map_err(io::Error::other)?;
            from.take(size.min(MOST)).read_to_end(&mut body)?;
            // The first piece of a document, and no more.
            if cut && is_document(&body) {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            from.read_line(&mut String::new())?;
            if size == 0 {
                break;
            }
        }
    } else {
        from.take(length.min(MOST)).read_to_end(&mut body)?;
        if cut && is_document(&body) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
    }
    Ok(Some(parse(&body).ok_or_else(|| io::Error::other("no IPP"))?))
}

/// Whether a document comes with it: only that says what it is.
fn is_document(body: &[u8]) -> bool {
    body.windows(15).any(|part| part == b"application/pdf")
}

fn parse(body: &[u8]) -> Option<Request> {
    let (head, mut rest) = body.split_first_chunk::<8>()?;
    let [_, _, high, low, id @ ..] = *head;
    let mut attributes = BTreeMap::new();
    let mut last = String::new();
    loop {
        let (&tag, more) = rest.split_first()?;
        rest = more;
        match tag {
            // End of attributes: the document follows.
            3 => break,
            0..=0x0F => continue,
            _ => {}
        }
        let name = take(&mut rest)?;
        let value = take(&mut rest)?.to_vec();
        if !name.is_empty() {
            last = String::from_utf8_lossy(name).into_owned();
        }
        attributes.entry(last.clone()).or_insert(value);
    }
    Some(Request { operation: u16::from_be_bytes([high, low]), id, attributes, document: rest.to_vec() })
}

fn take<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (value, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    *bytes = rest;
    Some(value)
}

/// An answer that is being written.
pub(super) struct Reply(Vec<u8>);

impl Reply {
    pub(super) fn new(status: u16, id: [u8; 4]) -> Self {
        let mut reply = Self([[2, 0].as_slice(), &status.to_be_bytes(), &id].concat());
        reply.group(1);
        reply.text(0x47, "attributes-charset", "utf-8");
        reply.text(0x48, "attributes-natural-language", "en");
        reply
    }

    /// 1 operation, 2 job, 4 printer.
    pub(super) fn group(&mut self, tag: u8) {
        self.0.push(tag);
    }

    pub(super) fn text(&mut self, tag: u8, name: &str, value: &str) {
        self.value(tag, name, value.as_bytes());
    }

    pub(super) fn keywords(&mut self, name: &str, values: &[&str]) {
        for (place, value) in values.iter().enumerate() {
            self.value(0x44, if place == 0 { name } else { "" }, value.as_bytes());
        }
    }

    pub(super) fn integer(&mut self, name: &str, value: i32) {
        self.value(0x21, name, &value.to_be_bytes());
    }

    pub(super) fn of_enum(&mut self, name: &str, value: i32) {
        self.value(0x23, name, &value.to_be_bytes());
    }

    fn value(&mut self, tag: u8, name: &str, value: &[u8]) {
        self.0.push(tag);
        for part in [name.as_bytes(), value] {
            self.0.extend((part.len() as u16).to_be_bytes());
            self.0.extend(part);
        }
    }

    pub(super) fn http(mut self) -> Vec<u8> {
        self.0.push(3);
        http("200 OK", "application/ipp", &self.0)
    }
}

pub(super) fn http(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}
