//! What is known of one person during a visit.

use std::sync::Arc;

use domain::{Certificate, DocumentKind, DocumentRequest, Identity, Record};
use platform::{Consent, Session};
use uuid::Uuid;

use crate::effect::Printout;
use crate::look::page::Leaflet;
use crate::sheet::Sheet;

/// What is known of one person. Dropped as a whole when the visit ends; every personal value in it wipes itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    pub(crate) visit: Uuid,
    pub(crate) wanted: Option<DocumentKind>,
    pub(crate) consent: Option<Arc<Consent>>,
    pub(crate) identity: Option<Arc<Identity>>,
    pub(crate) session: Option<Arc<Session>>,
    pub(crate) record: Option<Arc<Record>>,
    /// Requests of this visit with their ids: the same request is the same certificate, however often it is asked for.
    pub(crate) requests: Vec<(DocumentRequest, Uuid)>,
    pub(crate) request: Option<DocumentRequest>,
    /// What is printed to take along, in place of a document.
    pub(crate) leaflet: Option<Arc<Leaflet>>,
    pub(crate) certificate: Option<Arc<Certificate>>,
    pub(crate) sheet: Option<Arc<Sheet>>,
    /// The document before was printed: the wish with which the person came is fulfilled.
    pub(crate) printed: u32,
}

impl Case {
    pub(crate) fn new(visit: Uuid, wanted: Option<DocumentKind>) -> Self {
        Self {
            visit,
            wanted,
            consent: None,
            identity: None,
            session: None,
            record: None,
            requests: Vec::new(),
            request: None,
            leaflet: None,
            certificate: None,
            sheet: None,
            printed: 0,
        }
    }

    /// What is being made, or lies in the slot.
    pub(crate) fn printout(&self) -> Option<Printout> {
        let guide = self.leaflet.as_ref().map(|_| Printout::Guide);
        guide.or(self.request.as_ref().map(|request| Printout::Certificate(request.kind())))
    }
}
