//! Every variant with the name that it has in a sample's name.

use domain::DocumentKind;
use service::{CardProblem, CodeProblem, Refusal, Trouble};

pub(super) const DOCUMENTS: [(&str, DocumentKind); 3] = [
    ("contribution-certificate", DocumentKind::ContributionCertificate),
    ("entitlement-statement", DocumentKind::EntitlementStatement),
    ("unemployment-transfer", DocumentKind::UnemploymentTransfer),
];
pub(super) const CARD_PROBLEMS: [(&str, CardProblem); 7] = [
    ("moved", CardProblem::Moved),
    ("counterfeit", CardProblem::Counterfeit),
    ("unknown-card", CardProblem::UnknownCard),
    ("unreadable", CardProblem::Unreadable),
    ("expired", CardProblem::Expired),
    ("withheld", CardProblem::Withheld),
    ("helpers", CardProblem::Helpers),
];
pub(super) const CODE_PROBLEMS: [(&str, CodeProblem); 6] = [
    ("not-ours", CodeProblem::NotOurs),
    ("of-paper", CodeProblem::OfPaper),
    ("expired", CodeProblem::Expired),
    ("used", CodeProblem::Used),
    ("invalid", CodeProblem::Invalid),
    ("not-signed-up", CodeProblem::NotSignedUp),
];
pub(super) const REFUSALS: [(&str, Refusal); 4] = [
    ("record-locked", Refusal::RecordLocked),
    ("identity-mismatch", Refusal::IdentityMismatch),
    ("not-eligible", Refusal::NotEligible),
    ("document-expired", Refusal::DocumentExpired),
];
pub(super) const TROUBLES: [(&str, Trouble); 12] = [
    ("starting", Trouble::Starting),
    ("paper-out", Trouble::PaperOut),
    ("cover-open", Trouble::CoverOpen),
    ("jammed", Trouble::Jammed),
    ("head-hot", Trouble::HeadHot),
    ("disconnected", Trouble::Disconnected),
    ("broken", Trouble::Broken),
    ("ticket-not-taken", Trouble::TicketNotTaken),
    ("toner-out", Trouble::TonerOut),
    ("tray-open", Trouble::TrayOpen),
    ("output-full", Trouble::OutputFull),
    ("journal", Trouble::Journal),
];
