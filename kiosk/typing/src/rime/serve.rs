//! The engine program: librime on one side, the wire on the other.

use std::ffi::{CStr, OsString};
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use rustix::process::{
    DumpableBehavior, Resource, Rlimit, Signal, set_dumpable_behavior, set_parent_process_death_signal, setrlimit,
};

use super::RimeError;
use super::ffi::{Folders, Rime, Session};
use super::wire;
use crate::delays::{ENGINE_ADDRESS_SPACE, KEYS};
use crate::layout::{Composing, Layout, Press};

/// How the program tells its parent what is missing: by its exit code.
pub(super) const NO_LIBRARY: u8 = 71;

/// Key symbols of X11, in which librime is told of keys. Source: X11/keysymdef.h.
const BACK_SPACE: u32 = 0xFF08;
const PAGE_UP: u32 = 0xFF55;
const PAGE_DOWN: u32 = 0xFF56;

/// The engine program, from its arguments: `prepare SHARED WORK BUILT` or `serve SHARED USER BUILT`. It is a program of
/// its own, or the terminal's own one that is started with a certain word ([`crate::Program::this`]).
pub fn engine(arguments: &[OsString]) -> ExitCode {
    let [what, shared, user, built] = arguments else {
        eprintln!("prepare|serve SHARED USER BUILT: started by the terminal, of no use by hand");
        return ExitCode::FAILURE;
    };
    confine();
    let folders = Folders { shared: Path::new(shared), user: Path::new(user), built: Path::new(built) };
    let done = match what.to_str() {
        Some("prepare") => Rime::prepare(&folders).map(|()| println!("done")),
        Some("version") => Rime::version().map(|version| println!("{version}")),
        Some("serve") => serve(&folders, &mut std::io::stdin().lock(), &mut std::io::stdout().lock()),
        _ => Err(RimeError::NotPrepared),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(RimeError::NoLibrary) => ExitCode::from(NO_LIBRARY),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// No core file and no debugger sees what is typed, and neither a leak nor an orphan holds up the machine. What the
/// system does not grant is not needed for typing.
fn confine() {
    std::panic::set_hook(Box::new(|_| {}));
    let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let _ = set_parent_process_death_signal(Some(Signal::KILL));
    let most = |limit| Rlimit { current: Some(limit), maximum: Some(limit) };
    let _ = setrlimit(Resource::Core, most(0));
    let _ = setrlimit(Resource::As, most(ENGINE_ADDRESS_SPACE));
}

/// Answers until the terminal closes the wire. A first answer without a question says that it is ready.
fn serve(folders: &Folders<'_>, from: &mut impl Read, to: &mut impl Write) -> Result<(), RimeError> {
    let mut keyboard = Keyboard::open(folders)?;
    // The first key reads dictionaries from the disk: these come before anybody's.
    for (layout, key) in [(Layout::Pinyin, 'n'), (Layout::Stroke, 'h')] {
        keyboard.press(layout, Press::Key(key))?;
        keyboard.press(layout, Press::Clear)?;
    }
    // A terminal that is gone need not be told.
    let mut tell = |shown: &Composing| to.write_all(&wire::answer(shown)).and_then(|()| to.flush()).is_ok();
    let mut heard = tell(&Composing::nothing());
    while heard && let Ok(Some(question)) = wire::next_question(from) {
        let Some((layout, press)) = wire::pressed(*question) else { break };
        heard = tell(&keyboard.press(layout, press)?);
    }
    Ok(())
}

/// Two sessions: changing between the layouts loses nothing and costs nothing.
struct Keyboard {
    rime: Rime,
    pinyin: Session,
    stroke: Session,
}

impl Keyboard {
    fn open(folders: &Folders<'_>) -> Result<Self, RimeError> {
        let rime = Rime::open(folders)?;
        let (pinyin, stroke) = (rime.session(c"kiosk_pinyin")?, rime.session(c"kiosk_stroke")?);
        Ok(Self { rime, pinyin, stroke })
    }

    fn press(&mut self, layout: Layout, press: Press) -> Result<Composing, RimeError> {
        const RARE: &CStr = c"extended_charset";
        let (rime, session) = (&self.rime, if layout == Layout::Pinyin { self.pinyin } else { self.stroke });
        let mut raw = None;
        match press {
            Press::Key(key) if layout.has(key) && rime.input(session)?.len() < KEYS => {
                rime.key(session, u32::from(key))?;
            }
            Press::Key(_) => {}
            Press::Erase => {
                rime.key(session, BACK_SPACE)?;
            }
            Press::Clear => rime.clear(session)?,
            Press::NextPage if !rime.shown(session)?.last => {
                rime.key(session, PAGE_DOWN)?;
            }
            Press::NextPage => {}
            Press::PreviousPage if rime.shown(session)?.page > 0 => {
                rime.key(session, PAGE_UP)?;
            }
            Press::PreviousPage => {}
            Press::Choose(index) => {
                rime.choose(session, usize::from(index))?;
            }
            Press::Raw => {
                raw = Some(rime.input(session)?);
                rime.clear(session)?;
            }
            Press::Rare(on) => rime.option(session, RARE, on)?,
        }
        let (committed, shown) = (rime.committed(session)?, rime.shown(session)?);
        let plain = |text: &zeroize::Zeroizing<String>| text.as_str().into();
        Ok(Composing {
            committed: plain(&raw.unwrap_or(committed)),
            preedit: plain(&shown.preedit),
            candidates: shown.candidates.iter().map(plain).collect(),
            page: shown.page,
            last: shown.last,
        })
    }
}
