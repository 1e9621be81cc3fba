//! What papers' codes say. Persons and cases are invented.

use std::sync::Arc;

use domain::catalogue::Said;
use domain::{CaseNumber, DocumentKind};
use jiff::civil::date;
use service::page::{Checked, Kept, KeptStanding};
use service::{CaseStage, CaseState, IssuedPaper, PaperKind};

/// Every answer, with its name in a sample's name.
pub(super) fn all() -> Vec<(&'static str, Checked)> {
    let mut all = vec![
        ("paper", Checked::Paper { paper: paper(DocumentKind::ContributionCertificate), valid: true }),
        ("paper-expired", Checked::Paper { paper: paper(DocumentKind::UnemploymentTransfer), valid: false }),
        ("paper-decision", Checked::Paper { paper: decision(), valid: true }),
        ("no-paper", Checked::NoPaper),
        ("no-case", Checked::NoCase),
    ];
    let stages = [
        ("case-received", CaseStage::Received),
        ("case-in-review", CaseStage::InReview),
        ("case-needs-more", CaseStage::NeedsMore),
        ("case-done", CaseStage::Done),
        ("case-refused", CaseStage::Refused),
    ];
    let standings = [
        ("kept", KeptStanding::Waits),
        ("kept-by-staff", KeptStanding::WithStaff),
        ("kept-refused", KeptStanding::Refused),
    ];
    let title =
        Said { zh: "灵活就业人员参保登记".to_owned(), en: "Registration of flexible employment".to_owned() };
    let kept = |standing| Kept { local: 117, title: title.clone(), standing, since: date(2026, 11, 16) };
    all.extend(standings.map(|(name, standing)| (name, Checked::Kept(kept(standing)))));
    all.extend(stages.map(|(name, stage)| (name, Checked::Case(case(stage)))));
    all
}

fn paper(document: DocumentKind) -> Arc<IssuedPaper> {
    Arc::new(IssuedPaper {
        document: PaperKind::Certificate(document),
        number: "HC26112300001234".to_owned(),
        issuer: "样例区社会保险服务中心（演示无效）".to_owned(),
        issued_on: date(2026, 11, 23),
        valid_until: Some(date(2027, 2, 23)),
        masked_name: "欧＊＊范".into(),
    })
}

fn decision() -> Arc<IssuedPaper> {
    let title = Said { zh: "就业失业登记".to_owned(), en: "Registration as unemployed".to_owned() };
    let certificate = IssuedPaper::clone(&paper(DocumentKind::ContributionCertificate));
    Arc::new(IssuedPaper { document: PaperKind::Decision(title), valid_until: None, ..certificate })
}

fn case(stage: CaseStage) -> Arc<CaseState> {
    let waits = matches!(stage, CaseStage::Received | CaseStage::InReview);
    Arc::new(CaseState {
        number: CaseNumber::new(date(2026, 11, 12), 17),
        matter: "灵活就业人员参保登记".to_owned(),
        matter_en: "Registration of flexible employment".to_owned(),
        stage,
        since: date(2026, 11, 16),
        answer_by: waits.then(|| date(2026, 11, 30)),
    })
}
