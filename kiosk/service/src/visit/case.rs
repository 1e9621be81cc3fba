//! What is known of one person during a visit.

use std::sync::Arc;

use domain::acknowledgement::LifeFile;
use domain::catalogue::Said;
use domain::form::Answers;
use domain::{Certificate, DocumentKind, DocumentRequest, Identity, Record};
use platform::application::Progress;
use platform::{Consent, Operated, Principal, Session};
use uuid::Uuid;

use crate::apply::{Draft, Handed};
use crate::effect::Printout;
use crate::look::Target;
use crate::look::page::Leaflet;
use crate::sheet::{Sheet, Slip};

/// What somebody came for beside a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errand {
    /// To apply for what stands at this place of the catalogue.
    Apply(Target),
    /// To know what became of what was handed in.
    Cases,
}

/// 帮办代办: who stands here in place of another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Helper {
    pub(crate) identity: Arc<Identity>,
    pub(crate) session: Arc<Session>,
}

/// What is known of one person. Dropped as a whole when the visit ends; every personal value in it wipes itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    pub(crate) visit: Uuid,
    pub(crate) wanted: Option<DocumentKind>,
    /// What else the person came for.
    pub(crate) errand: Option<Errand>,
    pub(crate) draft: Option<Draft>,
    /// 一链办理: of this place of the catalogue, the forms (by key) that the person chose.
    pub(crate) chosen: Option<(Target, Vec<String>)>,
    /// What the person said in applications of this visit, of questions that may take it over.
    pub(crate) earlier: Answers,
    /// What a page that says sorry says, where the words depend on the form or the department.
    pub(crate) told: Option<Said>,
    pub(crate) handed: Option<Handed>,
    /// The person's cases.
    pub(crate) cases: Arc<Vec<Progress>>,
    pub(crate) consent: Option<Arc<Consent>>,
    /// Who stands here acts for somebody else.
    pub(crate) helping: bool,
    /// Who that is, once they have signed in; `identity` and `session` are then those of whom they help.
    pub(crate) helper: Option<Helper>,
    /// Whom they can help without a card.
    pub(crate) principals: Arc<Vec<Principal>>,
    pub(crate) identity: Option<Arc<Identity>>,
    pub(crate) session: Option<Arc<Session>>,
    pub(crate) record: Option<Arc<Record>>,
    /// The companies in which the person has a role.
    pub(crate) companies: Arc<Vec<Operated>>,
    /// The one that they apply for.
    pub(crate) company: Option<Arc<Operated>>,
    /// 一人一档 or 一企一档, while it is looked at.
    pub(crate) life_file: Option<Arc<LifeFile>>,
    /// Requests of this visit with their ids: the same request is the same certificate, however often it is asked for.
    pub(crate) requests: Vec<(DocumentRequest, Uuid)>,
    pub(crate) request: Option<DocumentRequest>,
    /// What is printed to take along, in place of a document.
    pub(crate) leaflet: Option<Arc<Leaflet>>,
    /// What is taken away of an application, in place of a document.
    pub(crate) slip: Option<(Printout, Arc<Slip>)>,
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
            errand: None,
            draft: None,
            chosen: None,
            earlier: Answers::default(),
            told: None,
            handed: None,
            cases: Arc::default(),
            consent: None,
            helping: false,
            helper: None,
            principals: Arc::default(),
            identity: None,
            session: None,
            record: None,
            companies: Arc::default(),
            company: None,
            life_file: None,
            requests: Vec::new(),
            request: None,
            leaflet: None,
            slip: None,
            certificate: None,
            sheet: None,
            printed: 0,
        }
    }

    /// What is being made, or lies in the slot.
    pub(crate) fn printout(&self) -> Option<Printout> {
        let guide = self.leaflet.as_ref().map(|_| Printout::Guide);
        let slip = self.slip.as_ref().map(|(printout, _)| *printout);
        guide.or(slip).or(self.request.as_ref().map(|request| Printout::Certificate(request.kind())))
    }
}
