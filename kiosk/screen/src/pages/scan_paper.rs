//! Hold the code of a certificate or a receipt before the scanner.

use service::CodeProblem;
use slint::ComponentHandle;

use crate::convert;
use crate::generated::{self, App, ScanPaperAdapter};

pub(super) fn show(app: &App, problem: Option<CodeProblem>) {
    let problem = problem.map_or(generated::CodeProblem::None, convert::code_problem);
    app.global::<ScanPaperAdapter>().set_problem(problem);
}
