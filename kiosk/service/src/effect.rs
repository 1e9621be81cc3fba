//! What a visit wants done. The program carries it out and reports back by events.

use std::sync::Arc;

use domain::catalogue::MatterId;
use domain::form::Digest;
use domain::{
    CaseNumber, Certificate, CreditCode, DocumentKind, DocumentRequest, Identity, PersonalCode, Record, Sensitive,
};
use platform::application::Outgoing;
use platform::{Consent, Holder, Session};
use uuid::Uuid;

use crate::apply::{Photo, Press, Stroke};
use crate::comfort::Language;
use crate::event::CallId;
use crate::look::page::Leaflet;
use crate::sheet::{Medium, Sheet, Slip};
use crate::trouble::{Secured, Sorry};
use crate::visit::Ending;

/// What a visit wants done.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Read cards from now on (`true`), or not (`false`).
    ArmReader(bool),
    /// Read codes from now on (`true`), or not (`false`).
    ArmScanner(bool),
    /// Ask the platform whose code this is.
    ResolveCode {
        /// Answered with it.
        call: CallId,
        /// The code.
        code: Arc<PersonalCode>,
    },
    /// Ask the platform whether a certificate is genuine.
    Verify {
        /// Answered with it.
        call: CallId,
        /// 验证码
        code: String,
    },
    /// Ask the platform where a case stands.
    FindCase {
        /// Answered with it.
        call: CallId,
        /// 办件编号
        number: CaseNumber,
    },
    /// Ask the platform where the case of an application stands whose receipt has no case number yet.
    FindSubmission {
        /// Answered with it.
        call: CallId,
        /// The id of the terminal that handed it in.
        submission: Uuid,
    },
    /// Ask the platform who this is.
    Identify {
        /// Answered with it.
        call: CallId,
        /// What the card says.
        identity: Arc<Identity>,
    },
    /// 帮办代办: whom this helper can act for without a card.
    FetchPrincipals {
        /// Answered with it.
        call: CallId,
        /// The helper's.
        session: Arc<Session>,
    },
    /// The helper acts for the person whose card was read.
    ActFor {
        /// Answered with it, by `Answer::Identified`.
        call: CallId,
        /// The helper's.
        session: Arc<Session>,
        /// Whom they act for.
        principal: Arc<Identity>,
    },
    /// The helper acts for the person who has authorised them.
    ActByAuthorisation {
        /// Answered with it.
        call: CallId,
        /// The helper's.
        session: Arc<Session>,
        /// 委托书编号
        authorisation: Sensitive<String>,
    },
    /// The companies in which the person has a role.
    FetchCompanies {
        /// Answered with it.
        call: CallId,
        /// Of whom.
        session: Arc<Session>,
    },
    /// The person's role in the company of this code.
    FindCompany {
        /// Answered with it.
        call: CallId,
        /// Of whom.
        session: Arc<Session>,
        /// 统一社会信用代码
        code: CreditCode,
    },
    /// 一人一档, 一企一档
    FetchLifeFile {
        /// Answered with it.
        call: CallId,
        /// Who asks.
        session: Arc<Session>,
        /// Whose file.
        of: Holder,
    },
    /// Fetch the record.
    FetchRecord {
        /// Answered with it.
        call: CallId,
        /// Of whom.
        session: Arc<Session>,
        /// Under which consent.
        consent: Arc<Consent>,
    },
    /// Issue a certificate.
    Issue {
        /// Answered with it.
        call: CallId,
        /// For whom.
        session: Arc<Session>,
        /// Under which consent.
        consent: Arc<Consent>,
        /// The same id gives the same certificate.
        request_id: Uuid,
        /// Which.
        request: DocumentRequest,
    },
    /// Lay out and draw the document.
    Compose {
        /// Answered with it.
        call: CallId,
        /// What it certifies.
        record: Arc<Record>,
        /// The certificate.
        certificate: Arc<Certificate>,
        /// On what.
        medium: Medium,
    },
    /// Lay out and draw a guide to take along, as a ticket.
    ComposeLeaflet {
        /// Answered with it.
        call: CallId,
        /// What it tells.
        leaflet: Arc<Leaflet>,
        /// In the person's language.
        language: Language,
    },
    /// 数据共享: fetch what registers know of the person.
    FetchShared {
        /// Answered with it.
        call: CallId,
        /// Of whom.
        session: Arc<Session>,
        /// Under which consent.
        consent: Arc<Consent>,
        /// Keys of the registers.
        registers: Vec<String>,
        /// The company that one applies for: its registers are asked, too.
        company: Option<CreditCode>,
    },
    /// Ask the engines with which Chinese is typed; then `Event::Typed`.
    Type {
        /// Answered with it.
        call: CallId,
        /// What was pressed.
        press: Press,
    },
    /// Show what the document camera sees from now on (`true`), or not (`false`).
    ArmCamera(bool),
    /// Take a photograph of what lies under the document camera.
    Photograph {
        /// Answered with it.
        call: CallId,
    },
    /// Commit to the journal what goes out; then it goes out by itself. Either all of it is on the disk afterwards, or
    /// nothing. Not among the calls that are dropped: what was confirmed is kept, whoever has left.
    Seal {
        /// Answered with it.
        call: CallId,
        /// The visit.
        visit: Uuid,
        /// What goes out.
        outgoing: Arc<Vec<Outgoing>>,
        /// Photographed pages, by their digests.
        photos: Vec<(Digest, Arc<Photo>)>,
        /// What was signed, and the question that it was signed at.
        signature: Option<(String, Sensitive<Vec<Stroke>>)>,
    },
    /// Ask the platform for the person's cases.
    FetchCases {
        /// Answered with it.
        call: CallId,
        /// Whose.
        session: Arc<Session>,
    },
    /// 撤回
    Withdraw {
        /// Answered with it.
        call: CallId,
        /// Whose.
        session: Arc<Session>,
        /// Which.
        number: CaseNumber,
    },
    /// Lay out and draw what a person takes away of an application.
    ComposeSlip {
        /// Answered with it.
        call: CallId,
        /// What it tells.
        slip: Arc<Slip>,
        /// In the person's language.
        language: Language,
        /// On what.
        medium: Medium,
    },
    /// Ask now whether the platform can be reached; then `Event::Platform`.
    ProbePlatform,
    /// Drop every call under way: nobody waits for the answers any more.
    CancelCalls,
    /// Journal the job, print it, journal how it ended; then `PrintEnded`.
    Print {
        /// The job.
        job: Uuid,
        /// The visit.
        visit: Uuid,
        /// What it is, for the journal.
        printout: Printout,
        /// The ticket.
        sheet: Arc<Sheet>,
    },
    /// Write to the journal; holds nothing personal.
    Note(Note),
    /// The visit is over: drop everything of it.
    Wipe,
}

/// What comes out of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Printout {
    /// A certificate.
    Certificate(DocumentKind),
    /// What a matter, or several together, take: to take along.
    Guide,
    /// 受理回执
    Receipt,
    /// What was decided.
    Decision,
    /// 一次告知: what is missing.
    Notice,
    /// 一人一档, 一企一档
    LifeFile,
}

/// An entry for the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// Somebody came.
    VisitStarted(Uuid),
    /// The person agreed.
    ConsentGiven {
        /// The visit.
        visit: Uuid,
        /// Version of the text, and when.
        consent: Consent,
    },
    /// The person agreed, or not, that a register is asked, for these forms.
    ShareAnswered {
        /// The visit.
        visit: Uuid,
        /// Key of the register.
        register: String,
        /// Keys of the forms.
        forms: Vec<String>,
        /// Whether it may be asked.
        agreed: bool,
    },
    /// An application was confirmed and is on the disk.
    HandedIn(Uuid, Uuid),
    /// The platform knows the person.
    Identified(Uuid),
    /// 帮办代办: the person acts for somebody else; both are known to the platform.
    ActsFor(Uuid),
    /// The record was shown.
    RecordShown(Uuid),
    /// A certificate was issued.
    CertificateIssued(Uuid, DocumentKind),
    /// A guide was opened: counted, without anything of who did.
    MatterOpened(MatterId),
    /// A page said sorry.
    SaidSorry(Uuid, Sorry),
    /// Staff was called.
    HelpCalled(Option<Uuid>),
    /// The cabinet was closed to everybody but staff.
    Secured(Secured),
    /// It is open to everybody again.
    Released(Secured),
    /// The visit is over.
    VisitEnded(Uuid, Ending),
}
