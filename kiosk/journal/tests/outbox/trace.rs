//! What strace has seen of a program (`-f -y -xx`, <https://man7.org/linux/man-pages/man1/strace.1.html>): what it did to the
//! files of one folder, what it said, and what it sent to a socket, in the order in which it did so.

use std::collections::HashMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use crate::disk::Change;

/// Whatever changes a file or says something, and some more calls that would, which nobody here makes.
pub(crate) const CALLS: &str = "trace=open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,fsync,\
    fdatasync,sync_file_range,truncate,ftruncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,link,linkat,mmap,\
    copy_file_range,sendfile";

/// Something that the program did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Event {
    Changed(Change),
    /// Said, on its standard output.
    Said(Vec<u8>),
    /// Sent to a socket.
    Sent(Vec<u8>),
}

/// Reads a trace. What is begun is in it where it begins, but a sync counts where it has returned.
pub(crate) fn read(trace: &str, folder: &Path) -> Vec<Event> {
    let mut events: Vec<Option<Event>> = Vec::new();
    // By process: what is not finished, and its place.
    let mut begun: HashMap<&str, (&str, usize)> = HashMap::new();
    for line in trace.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let call = call.trim_start();
        if let Some(call) = call.strip_suffix(" <unfinished ...>") {
            begun.insert(process, (call, events.len()));
            events.push(None);
        } else if let Some((_, rest)) = call.strip_prefix("<... ").and_then(|call| call.split_once(" resumed>")) {
            let (call, place) = begun.remove(process).unwrap();
            match event(&format!("{call}{rest}"), folder) {
                sync @ Some(Event::Changed(Change::Synced { .. } | Change::FolderSynced)) => events.push(sync),
                event => events[place] = event,
            }
        } else {
            events.push(event(call, folder));
        }
    }
    events.into_iter().flatten().collect()
}

/// What a call did, if it is for us: `name(arguments) = result`.
fn event(call: &str, folder: &Path) -> Option<Event> {
    let (call, result) = call.rsplit_once(" = ")?;
    // Before the result of what was resumed stand spaces.
    let (name, arguments) = call.trim_end().strip_suffix(')').and_then(|call| call.split_once('(')).unwrap();
    // What failed has done nothing.
    if result.starts_with(['-', '?']) {
        return None;
    }
    // In quotes stand names and what is written, in angle brackets the file that a descriptor is of: all of it as \xNN.
    let quoted: Vec<Vec<u8>> = arguments.split('"').skip(1).step_by(2).map(bytes).collect();
    let (descriptor, of) = arguments.split_once('<').map_or(("", PathBuf::new()), |(descriptor, rest)| {
        (descriptor, path(bytes(rest.split('>').next().unwrap_or_default())))
    });
    let ours = |path: &Path| path.parent().filter(|parent| *parent == folder).and(path.file_name()).map(name_of);
    let named = |at: usize| quoted.get(at).and_then(|name| ours(&path(name.clone())));
    let last = || arguments.rsplit(", ").next().and_then(|number| number.parse().ok()).unwrap();
    let written = || -> Vec<u8> { quoted.concat().into_iter().take(result.parse().unwrap()).collect() };
    let change = match name {
        "openat" => {
            let (makes, empties) = (arguments.contains("O_CREAT"), arguments.contains("O_TRUNC"));
            let elsewhere = || path(quoted[0].clone());
            assert!(named(0).is_some() || !makes, "it writes outside of its folder: {}", elsewhere().display());
            Change::Opened { name: named(0)?, makes, empties }
        }
        "rename" | "renameat" | "renameat2" if named(0).is_some() || named(1).is_some() => {
            Change::Renamed { from: named(0)?, to: named(1)? }
        }
        "unlink" | "unlinkat" => Change::Removed { name: named(0)? },
        "write" | "writev" | "sendto" if descriptor == "1" => return Some(Event::Said(written())),
        "write" | "writev" | "sendto" if of.to_string_lossy().starts_with("socket:") => {
            return Some(Event::Sent(written()));
        }
        "fsync" | "fdatasync" if of == folder => Change::FolderSynced,
        "fsync" | "fdatasync" => Change::Synced { name: ours(&of)? },
        "write" | "writev" => Change::Written { name: ours(&of)?, offset: None, bytes: written() },
        "pwrite64" => Change::Written { name: ours(&of)?, offset: Some(last()), bytes: written() },
        "ftruncate" => Change::Length { name: ours(&of)?, length: last() },
        "mmap" => {
            let shared = arguments.contains("MAP_SHARED") && arguments.contains("PROT_WRITE");
            let name = ours(&of).filter(|_| shared)?;
            // What is written into memory is not seen. The index of the write-ahead log is made anew at each start.
            assert!(name.ends_with("-shm"), "{name} is written through memory");
            return None;
        }
        _ => {
            assert!(ours(&of).is_none() && named(0).is_none() && named(1).is_none(), "what does this do? {call}");
            return None;
        }
    };
    Some(Event::Changed(change))
}

fn name_of(name: &std::ffi::OsStr) -> String {
    name.to_str().unwrap().to_owned()
}

fn path(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(OsString::from_vec(bytes))
}

/// The bytes of `\x41\x42`.
fn bytes(text: &str) -> Vec<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).unwrap() as u8;
    text.as_bytes().chunks_exact(4).map(|byte| digit(byte[2]) << 4 | digit(byte[3])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strace_writes_is_read() {
        let hex = |text: &str| text.bytes().map(|byte| format!("\\x{byte:02x}")).collect::<Vec<_>>().concat();
        let (folder, file, new) = (hex("/a"), hex("/a/b"), hex("/a/new"));
        let (socket, yes, part) = (hex("socket:[7]"), hex("yes"), hex("part"));
        let trace = format!(
            r#"1 openat(AT_FDCWD<{folder}>, "{file}", O_RDWR|O_CREAT|O_CLOEXEC, 0600) = 3<{file}>
1 openat(AT_FDCWD<{folder}>, "{new}", O_RDWR) = -1 ENOENT (No such file or directory)
2 pwrite64(3<{file}>, "{yes}", 3, 4096 <unfinished ...>
1 fdatasync(3<{file}> <unfinished ...>
2 <... pwrite64 resumed>)           = 2
2 write(1<{socket}>, "{yes}", 3) = 3
1 <... fdatasync resumed>)          = 0
1 sendto(4<{socket}>, "{part}", 4, MSG_NOSIGNAL, NULL, 0) = 4
1 writev(4<{socket}>, [{{iov_base="{part}", iov_len=4}}, {{iov_base="{yes}", iov_len=3}}], 2) = 7
1 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE, 3<{file}>, 0) = 0x7f0000000000
1 ftruncate(3<{file}>, 9) = 0
1 write(2<{new}{new}>, "{yes}", 3) = 3
1 fsync(5<{folder}>) = 0
1 rename("{file}", "{new}") = 0
1 unlink("{new}") = 0
2 +++ exited with 0 +++
"#
        );
        let name = || "b".to_owned();
        assert_eq!(
            read(&trace, Path::new("/a")),
            [
                Event::Changed(Change::Opened { name: name(), makes: true, empties: false }),
                Event::Changed(Change::Written { name: name(), offset: Some(4096), bytes: b"ye".to_vec() }),
                Event::Said(b"yes".to_vec()),
                Event::Changed(Change::Synced { name: name() }),
                Event::Sent(b"part".to_vec()),
                Event::Sent(b"partyes".to_vec()),
                Event::Changed(Change::Length { name: name(), length: 9 }),
                Event::Changed(Change::FolderSynced),
                Event::Changed(Change::Renamed { from: name(), to: "new".to_owned() }),
                Event::Changed(Change::Removed { name: "new".to_owned() }),
            ]
        );
    }
}
