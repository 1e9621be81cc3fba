//! Where the printer is.

use std::fmt;
use std::str::FromStr;

use http::Uri;

/// The address of a printer: `ipp://host[:port]/path`, or the same with `http`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Uri);

/// Why a text is no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{text}” is no address of a printer: {why}; write it as ipp://192.0.2.7/ipp/print")]
pub struct BadAddress {
    text: String,
    why: &'static str,
}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let bad = |why| BadAddress { text: text.into(), why };
        let uri: Uri = text.parse().map_err(|_| bad("it cannot be read"))?;
        match uri.scheme_str() {
            Some("ipp" | "http") => {}
            Some("ipps" | "https") => return Err(bad("only unencrypted IPP is spoken, on a wire inside the cabinet")),
            _ => return Err(bad("it must begin with ipp://")),
        }
        if uri.host().is_none_or(str::is_empty) {
            return Err(bad("it names no host"));
        }
        Ok(Self(uri))
    }
}

impl Address {
    /// As the printer is called in a request.
    pub(super) fn printer(&self) -> Uri {
        self.0.clone()
    }

    /// Where requests are sent: IPP is HTTP on port 631 (RFC 8010 §4).
    pub(super) fn http(&self) -> String {
        let host = self.0.host().unwrap_or_default();
        let default = if self.0.scheme_str() == Some("ipp") { 631 } else { 80 };
        format!("http://{host}:{}{}", self.0.port_u16().unwrap_or(default), self.0.path())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_requests_go() {
        for (text, http) in [
            ("ipp://192.0.2.7/ipp/print", "http://192.0.2.7:631/ipp/print"),
            ("ipp://localhost:60000/ipp/print", "http://localhost:60000/ipp/print"),
            ("http://printer.example:8631/x", "http://printer.example:8631/x"),
            ("http://printer.example/", "http://printer.example:80/"),
            ("ipp://[2001:db8::7]/ipp", "http://[2001:db8::7]:631/ipp"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().http(), http);
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_what_to_write() {
        for text in ["", "printer", "usb://x", "ipps://192.0.2.7/ipp", "ipp:///ipp", "ipp://a b/"] {
            let said = text.parse::<Address>().unwrap_err().to_string();
            assert!(said.contains("ipp://192.0.2.7/ipp/print"), "{said}");
        }
    }
}
