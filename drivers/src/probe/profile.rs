//! What was found, as the part of a terminal's configuration that an operator looks over and copies.

use std::fmt::Write;
use std::path::PathBuf;

use super::{Finding, Found, Kind, Probed};
use crate::camera::Camera;

/// The sections of the configuration (`config/terminal.toml`) for what was found, with comments that say what answered.
/// A second device of a kind is commented out. `cameras`: those of the machine; nobody can ask them what they are for.
pub fn profile(probed: &[Probed], cameras: &[Camera]) -> String {
    let mut text = String::from(
        "# Found by asking every serial port what is on it. Look it over before it is used: ports that stay when devices come\n\
         # up in another order are those under /dev/serial/by-path.\n",
    );
    let mut found: Vec<&Found> = probed
        .iter()
        .filter_map(|probed| match &probed.finding {
            Finding::Found(found) => Some(found),
            _ => None,
        })
        .collect();
    found.sort_by_key(|found| found.kind);
    let mut last = None;
    for found in found {
        text.push('\n');
        let second = last == Some(found.kind);
        if second {
            line(&mut text, &format!("# Another {} that answers:", found.kind));
        }
        section(&mut text, found, second);
        last = Some(found.kind);
    }
    for kind in [Kind::IdCard, Kind::Printer] {
        if !probed.iter().any(|probed| is(kind, probed)) {
            line(&mut text, &format!("\n# No {kind} answered: [{}] is missing.", kind.section()));
        }
    }
    camera_section(&mut text, cameras, probed.iter().any(|probed| is(Kind::Scanner, probed)));
    let rest: Vec<&Probed> = probed.iter().filter(|probed| !matches!(probed.finding, Finding::Found(_))).collect();
    if !rest.is_empty() {
        line(&mut text, "\n# The other ports:");
    }
    for Probed { port, finding } in rest {
        line(&mut text, &format!("# {}: {}", one_line(&port.path.to_string_lossy()), one_line(&finding.to_string())));
    }
    text
}

fn is(kind: Kind, probed: &Probed) -> bool {
    matches!(&probed.finding, Finding::Found(found) if found.kind == kind)
}

/// One camera reads codes where no scanner does; what else films is only named. Any may be one that photographs papers.
fn camera_section(text: &mut String, cameras: &[Camera], scanner: bool) {
    for (i, camera) in cameras.iter().enumerate() {
        let sign = if scanner || i > 0 { "# " } else { "" };
        line(text, &format!("\n# Camera “{}”:", one_line(&camera.name)));
        line(text, &format!("{sign}[scanner]"));
        let path = quoted(&camera.path.to_string_lossy());
        line(text, &format!("{sign}camera = {path}"));
        line(text, "# Or, if it photographs papers:");
        line(text, "# [document_camera]");
        line(text, &format!("# path = {path}"));
    }
}

fn section(text: &mut String, found: &Found, commented: bool) {
    line(text, &format!("# {}: {}", one_line(&found.path.to_string_lossy()), one_line(&found.evidence)));
    let identity = [&found.identity.maker, &found.identity.model, &found.identity.firmware, &found.identity.serial];
    let identity: Vec<String> = identity.iter().filter(|part| !part.is_empty()).map(|part| one_line(part)).collect();
    if !identity.is_empty() {
        line(text, &format!("# It says it is: {}", identity.join(", ")));
    }
    let mark = if commented { "# " } else { "" };
    let port: &PathBuf = found.by_path.as_ref().unwrap_or(&found.path);
    line(text, &format!("{mark}[{}]", found.kind.section()));
    line(text, &format!("{mark}port = {}", quoted(&port.to_string_lossy())));
    if let Some(model) = &found.model {
        line(
            text,
            &format!("{mark}model = {} # guessed from its answers: compare with {}", quoted(model), models(found.kind)),
        );
    }
    line(text, &format!("{mark}baud = {}", found.baud));
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}

/// Where the models of a kind are.
fn models(kind: Kind) -> &'static str {
    if kind == Kind::Scanner { "config/scanners" } else { "config/terminals" }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.into()).to_string()
}

/// What a device says of itself must not become configuration.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_camera_takes_the_place_of_a_scanner_that_is_not_there() {
        let camera = |path: &str| Camera { path: path.into(), name: "Shop \"window\"\ncam".into() };
        let text = profile(&[], &[camera("/dev/v4l/by-path/a"), camera("/dev/v4l/by-path/b")]);
        let table: toml::Table = text.parse().unwrap();
        assert_eq!(table["scanner"]["camera"].as_str(), Some("/dev/v4l/by-path/a"));
        assert!(text.contains("# camera = \"/dev/v4l/by-path/b\""), "{text}");
        assert!(table.get("document_camera").is_none() && text.contains("# path = \"/dev/v4l/by-path/a\""), "{text}");
    }
}
