//! What typst says, as a template's author can use it, and without what stands on a sheet.

use typst::World;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;

use a4::TemplateProblem;

/// Whether what typst says may be told: its texts can hold values of the data, and a specimen's are invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Data {
    Invented,
    Personal,
}

/// One problem of a template.
pub(crate) fn problem(world: &dyn World, found: &SourceDiagnostic, data: Data) -> TemplateProblem {
    let places = std::iter::once(found.span).chain(found.trace.iter().map(|traced| traced.span.into()));
    let place = places.into_iter().find_map(|span| {
        let id = span.id()?;
        let source = world.source(id).ok()?;
        let line = world.range(span).and_then(|range| source.lines().byte_to_line(range.start));
        Some((id.get().vpath().get_without_slash().to_owned(), line.map(|line| line + 1)))
    });
    let (file, line) = place.unwrap_or_else(|| ("the template".to_owned(), None));
    let (what, remedy) = match data {
        Data::Invented => {
            let hints: Vec<&str> = found.hints.iter().map(|hint| hint.v.as_str()).collect();
            let remedy = if hints.is_empty() { "correct the template".to_owned() } else { hints.join("; ") };
            (found.message.to_string(), remedy)
        }
        Data::Personal => (
            "this person's record cannot be set".to_owned(),
            "let the template allow for absent and for long values".to_owned(),
        ),
    };
    TemplateProblem { file, line, what, remedy }
}
