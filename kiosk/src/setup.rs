//! `kiosk setup`: asks every serial port what is on it, and writes what was found as a profile to be looked over.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use drivers::printer::Model;
use drivers::probe::{Finding, PortPlace, Probed, Settings, list_ports, probe, profile};

use crate::assemble;
use crate::config;

/// Asks `ports`, or all of the machine when none is named, and writes the profile to `out`, which must not exist yet.
/// `models`: the folder of the printer models.
pub(crate) fn setup(ports: &[PathBuf], models: &Path, out: &Path) -> Result<(), String> {
    // Before minutes are spent on it.
    if out.exists() {
        return Err(format!("{} exists already: name another file with --out, or move it away", out.display()));
    }
    let models = printer_models(models)?;
    let places: Vec<PortPlace> =
        if ports.is_empty() { list_ports() } else { ports.iter().map(|path| place(path)).collect() };
    if places.is_empty() {
        return Err(
            "this machine has no serial ports: plug the devices in, or name ports that it does not list".to_owned()
        );
    }
    println!("Asking {}; half a minute each, all at once …", counted(places.len(), "port"));
    let runtime = assemble::runtime().map_err(|error| error.to_string())?;
    let probed = runtime.block_on(probe(&places, Settings::new(None, None, models)));
    for Probed { port, finding } in &probed {
        println!("  {}: {finding}", port.path.display());
    }
    let cameras = drivers::camera::cameras();
    for camera in &cameras {
        println!("  {}: camera “{}”", camera.path.display(), camera.name);
    }
    let found = probed.iter().filter(|probed| matches!(probed.finding, Finding::Found(_))).count();
    if found == 0 {
        return Err(
            "no device answered: are they switched on, and may this user open the ports (group dialout)?".into()
        );
    }
    write_new(out, &profile(&probed, &cameras))?;
    println!(
        "{} found. Look {} over, add [hall] and [journal] (config/terminal-lobby.toml has them all), then run `kiosk check --config {}`.",
        counted(found, "device"),
        out.display(),
        out.display()
    );
    Ok(())
}

/// A port of that name, with what the system knows of it.
fn place(path: &Path) -> PortPlace {
    let same = |port: &PortPlace| port.path == path || port.by_path.as_deref() == Some(path);
    list_ports().into_iter().find(same).unwrap_or_else(|| PortPlace::at(path))
}

fn printer_models(folder: &Path) -> Result<Vec<(String, Model)>, String> {
    let names = config::models_in(folder);
    if names.is_empty() {
        return Err(format!("there are no printer models in {}; name their folder with --models", folder.display()));
    }
    names
        .into_iter()
        .map(|name| {
            let model = Model::load(&folder.join(format!("{name}.toml"))).map_err(|error| error.to_string())?;
            Ok((name, model))
        })
        .collect()
}

/// Never over a file that is there: it may be the profile that the terminal runs on.
fn write_new(path: &Path, text: &str) -> Result<(), String> {
    let written = OpenOptions::new().write(true).create_new(true).open(path).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            format!("{} exists already: name another file with --out, or move it away", path.display())
        }
        _ => format!("{} cannot be written: {error}; name another file with --out", path.display()),
    })
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
