//! One question, one answer, with a limit of time and of size.

use std::io::{self, Cursor};
use std::time::Duration;

use ipp::attribute::{IppAttribute, IppAttributeGroup};
use ipp::model::{DelimiterTag, IppVersion, Operation};
use ipp::payload::IppPayload;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;
use ureq::{Agent, SendBody};
use zeroize::Zeroizing;

use super::address::Address;
use super::frame::{MAX_ANSWER, parse};

/// In whose name jobs are printed and called back.
const USER: &str = "kiosk";

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Miss {
    /// Nobody is there: nothing was sent.
    Unreachable,
    /// It was sent, or a part of it, and no answer came.
    Silent,
    /// What came is no IPP.
    Garbled,
    /// The printer refuses: the status of RFC 8011 §4.1.6 and appendix B.
    Refused(u16),
}

/// client-error-not-found: there is no such job (any more).
pub(super) const NOT_FOUND: u16 = 0x0406;
/// server-error-busy.
pub(super) const BUSY: u16 = 0x0507;
/// server-error-not-accepting-jobs.
pub(super) const NOT_ACCEPTING: u16 = 0x0506;

/// What one question carries besides the printer.
#[derive(Default)]
pub(super) struct Question {
    job: Option<i32>,
    operation: Vec<IppAttribute>,
    of_job: Vec<IppAttribute>,
    document: Option<Zeroizing<Vec<u8>>>,
}

impl Question {
    /// Of this job.
    pub(super) fn of_job(job: i32) -> Self {
        Self { job: Some(job), ..Self::default() }
    }

    /// Only these attributes are wanted.
    pub(super) fn wanting(self, names: &[&str]) -> Self {
        let names = names.iter().filter_map(|name| IppValue::new_keyword(*name).ok()).collect();
        self.with("requested-attributes", Ok(IppValue::Array(names)))
    }

    /// An operation attribute.
    pub(super) fn with(mut self, name: &str, value: Result<IppValue, ipp::parser::IppParseError>) -> Self {
        self.operation.extend(attribute(name, value));
        self
    }

    /// A job attribute.
    pub(super) fn job_with(mut self, name: &str, value: Result<IppValue, ipp::parser::IppParseError>) -> Self {
        self.of_job.extend(attribute(name, value));
        self
    }

    /// A document.
    pub(super) fn document(mut self, pdf: Zeroizing<Vec<u8>>) -> Self {
        self.document = Some(pdf);
        self
    }
}

fn attribute(name: &str, value: Result<IppValue, ipp::parser::IppParseError>) -> Option<IppAttribute> {
    IppAttribute::with_name(name, value.ok()?).ok()
}

/// Asks. Blocks for at most `limit`, and for `reach` where nobody is there.
pub(super) fn ask(
    address: &Address,
    operation: Operation,
    question: Question,
    reach: Duration,
    limit: Duration,
) -> Result<IppRequestResponse, Miss> {
    let mut request =
        IppRequestResponse::new(IppVersion::v2_0(), operation, Some(address.printer())).map_err(|_| Miss::Garbled)?;
    let attributes = request.attributes_mut();
    if let Some(job) = question.job {
        attributes.add(DelimiterTag::OperationAttributes, integer("job-id", job)?);
    }
    for one in attribute("requesting-user-name", IppValue::new_name_without_language(USER))
        .into_iter()
        .chain(question.operation)
    {
        attributes.add(DelimiterTag::OperationAttributes, one);
    }
    for one in question.of_job {
        attributes.add(DelimiterTag::JobAttributes, one);
    }
    if let Some(document) = question.document {
        *request.payload_mut() = IppPayload::new(Cursor::new(Wiped(document)));
    }
    let agent: Agent = Agent::config_builder()
        .timeout_connect(Some(reach))
        .timeout_global(Some(limit))
        .http_status_as_error(true)
        .max_redirects(0)
        .proxy(None)
        .build()
        .into();
    let response = agent
        .post(&address.http())
        .header("content-type", "application/ipp")
        .send(SendBody::from_reader(&mut request.into_read()))
        .map_err(|error| miss(&error))?;
    let body = response.into_body().into_with_config().limit(MAX_ANSWER).reader();
    let answer = parse(body)?;
    match answer.header().operation_or_status as u16 {
        // successful-…: 0000 to 00FF.
        0..=0xFF => Ok(answer),
        status => Err(Miss::Refused(status)),
    }
}

fn integer(name: &str, value: i32) -> Result<IppAttribute, Miss> {
    IppAttribute::with_name(name, IppValue::Integer(value)).map_err(|_| Miss::Garbled)
}

fn miss(error: &ureq::Error) -> Miss {
    use ureq::Error as Http;
    match error {
        Http::Io(error) if unsent(error) => Miss::Unreachable,
        Http::HostNotFound | Http::ConnectionFailed => Miss::Unreachable,
        Http::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => Miss::Unreachable,
        // A web server, and no printer behind it.
        Http::StatusCode(_) | Http::Protocol(_) => Miss::Garbled,
        _ => Miss::Silent,
    }
}

/// Whether no connection came about.
fn unsent(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::ConnectionRefused | Kind::HostUnreachable | Kind::NetworkUnreachable | Kind::AddrNotAvailable
    )
}

/// A document on its way, overwritten when it was read.
struct Wiped(Zeroizing<Vec<u8>>);

impl AsRef<[u8]> for Wiped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// The first group of a kind.
pub(super) fn group(answer: &IppRequestResponse, tag: DelimiterTag) -> Option<&IppAttributeGroup> {
    answer.attributes().first_of(tag)
}

/// A number of a group.
pub(super) fn number(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    match group.get(name)?.value() {
        IppValue::Integer(value) | IppValue::Enum(value) => Some(*value),
        _ => None,
    }
}

/// All texts of an attribute, whether it has one or many.
pub(super) fn texts(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    let text = |value: &IppValue| match value {
        IppValue::Keyword(text) => Some(text.to_string()),
        IppValue::NameWithoutLanguage(text) | IppValue::NameWithLanguage { name: text, .. } => Some(text.to_string()),
        IppValue::TextWithoutLanguage(text) | IppValue::TextWithLanguage { text, .. } => Some(text.to_string()),
        IppValue::MimeMediaType(text) => Some(text.to_string()),
        _ => None,
    };
    match group.get(name).map(IppAttribute::value) {
        Some(IppValue::Array(values)) => values.iter().filter_map(text).collect(),
        Some(value) => text(value).into_iter().collect(),
        None => Vec::new(),
    }
}

/// All numbers of an attribute.
pub(super) fn numbers(group: &IppAttributeGroup, name: &str) -> Vec<i32> {
    let number = |value: &IppValue| match value {
        IppValue::Integer(value) | IppValue::Enum(value) => Some(*value),
        _ => None,
    };
    match group.get(name).map(IppAttribute::value) {
        Some(IppValue::Array(values)) => values.iter().filter_map(number).collect(),
        Some(value) => number(value).into_iter().collect(),
        None => Vec::new(),
    }
}
