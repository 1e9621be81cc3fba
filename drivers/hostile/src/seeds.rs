//! Genuine inputs: what devices said in the recordings, and the files of the configuration.

use std::path::{Path, PathBuf};

use drivers::record::{DeviceKind, Line, Recording, What};

/// The files of a folder of the repository, by the end of their names.
fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == end));
    files.sort();
    files
}

/// What stands in the files of a folder.
pub(crate) fn texts(folder: &str, end: &str) -> Vec<Vec<u8>> {
    files(folder, end).iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// The recordings of one kind of device.
fn recordings(kind: DeviceKind) -> impl Iterator<Item = Recording> {
    let all = files("tests/recordings", "wire").into_iter().map(|file| Recording::load(&file).unwrap());
    all.filter(move |recording| recording.header.device == kind)
}

/// What a device said: each recording whole, and line by line.
pub(crate) fn said(kind: DeviceKind) -> Vec<Vec<u8>> {
    let device = |line: &Line| matches!(line.what, What::Device(_)).then(|| line.what.bytes().to_vec());
    let mut said = Vec::new();
    for recording in recordings(kind) {
        let lines: Vec<Vec<u8>> = recording.lines.iter().filter_map(device).collect();
        said.push(lines.concat());
        said.extend(lines);
    }
    said.retain(|bytes| !bytes.is_empty());
    said
}

/// What a device was sent, line by line.
pub(crate) fn heard(kind: DeviceKind) -> Vec<Vec<u8>> {
    let host = |line: Line| matches!(line.what, What::Host(_)).then(|| line.what.bytes().to_vec());
    recordings(kind).flat_map(|recording| recording.lines.into_iter().filter_map(host)).collect()
}

/// The same behind a first byte, by which a target chooses, each once for every choice.
pub(crate) fn chosen(choices: u8, seeds: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let with = |choice: u8| seeds.iter().map(move |seed| [&[choice], seed.as_slice()].concat());
    (0..choices).flat_map(with).collect()
}
