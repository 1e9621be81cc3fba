//! librime's C interface, and the only unsafe code of this crate. It runs in the engine program, never in the terminal's:
//! what crashes here takes nothing else along.
//!
//! Source: `rime_api.h` of librime 1.8.5. Its table of functions only ever grows at the end, and says how long it is.

#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::Path;
use std::ptr;

use libloading::Library;
use zeroize::Zeroizing;

use super::RimeError;

/// The library's name by its binary interface: the package librime1.
const LIBRARY: &str = "librime.so.1";

/// Only what ends the program is logged, and that nowhere: a message may quote what was typed.
const LOG_FATAL: c_int = 3;

/// Function that is not called from here.
type Unused = *const c_void;
/// A session of librime.
pub(super) type Session = usize;

#[repr(C)]
struct Traits {
    data_size: c_int,
    shared_data_dir: *const c_char,
    user_data_dir: *const c_char,
    distribution_name: *const c_char,
    distribution_code_name: *const c_char,
    distribution_version: *const c_char,
    app_name: *const c_char,
    modules: *const *const c_char,
    min_log_level: c_int,
    log_dir: *const c_char,
    prebuilt_data_dir: *const c_char,
    staging_dir: *const c_char,
}

#[repr(C)]
struct Commit {
    data_size: c_int,
    text: *mut c_char,
}

#[repr(C)]
struct Composition {
    length: c_int,
    cursor_pos: c_int,
    sel_start: c_int,
    sel_end: c_int,
    preedit: *mut c_char,
}

#[repr(C)]
struct CCandidate {
    text: *mut c_char,
    comment: *mut c_char,
    reserved: *mut c_void,
}

#[repr(C)]
struct CMenu {
    page_size: c_int,
    page_no: c_int,
    is_last_page: c_int,
    highlighted_candidate_index: c_int,
    num_candidates: c_int,
    candidates: *mut CCandidate,
    select_keys: *mut c_char,
}

#[repr(C)]
struct Context {
    data_size: c_int,
    composition: Composition,
    menu: CMenu,
    commit_text_preview: *mut c_char,
    select_labels: *mut *mut c_char,
}

/// The table up to the last function that is called from here.
#[repr(C)]
struct Api {
    data_size: c_int,
    setup: Option<unsafe extern "C" fn(*mut Traits)>,
    set_notification_handler: Unused,
    initialize: Option<unsafe extern "C" fn(*mut Traits)>,
    finalize: Unused,
    maintenance: [Unused; 3],
    deployer_initialize: Option<unsafe extern "C" fn(*mut Traits)>,
    prebuild: Unused,
    deploy: Option<unsafe extern "C" fn() -> c_int>,
    deploy_schema_config: [Unused; 2],
    sync_user_data: Unused,
    create_session: Option<unsafe extern "C" fn() -> Session>,
    find_destroy_cleanup_session: [Unused; 4],
    process_key: Option<unsafe extern "C" fn(Session, c_int, c_int) -> c_int>,
    commit_composition: Unused,
    clear_composition: Option<unsafe extern "C" fn(Session)>,
    get_commit: Option<unsafe extern "C" fn(Session, *mut Commit) -> c_int>,
    free_commit: Option<unsafe extern "C" fn(*mut Commit) -> c_int>,
    get_context: Option<unsafe extern "C" fn(Session, *mut Context) -> c_int>,
    free_context: Option<unsafe extern "C" fn(*mut Context) -> c_int>,
    get_free_status: [Unused; 2],
    set_option: Option<unsafe extern "C" fn(Session, *const c_char, c_int)>,
    options_properties_schema_list: [Unused; 6],
    select_schema: Option<unsafe extern "C" fn(Session, *const c_char) -> c_int>,
    config: [Unused; 12],
    simulate_key_sequence: Unused,
    modules: [Unused; 2],
    run_task: Unused,
    folders: [Unused; 5],
    config_more: [Unused; 13],
    get_input: Option<unsafe extern "C" fn(Session) -> *const c_char>,
    get_caret_pos: Unused,
    select_candidate: Unused,
    get_version: Option<unsafe extern "C" fn() -> *const c_char>,
    set_caret_pos: Unused,
    select_candidate_on_current_page: Option<unsafe extern "C" fn(Session, usize) -> c_int>,
}

/// Where librime reads and writes.
pub(super) struct Folders<'a> {
    /// The packages' schemas and dictionaries; read.
    pub(super) shared: &'a Path,
    /// What is learnt, or when preparing what is to be prepared; written.
    pub(super) user: &'a Path,
    /// What was prepared; read, or when preparing written.
    pub(super) built: &'a Path,
}

/// What a session shows.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) preedit: Zeroizing<String>,
    pub(super) page: u32,
    pub(super) last: bool,
    pub(super) candidates: Vec<Zeroizing<String>>,
}

/// The library, loaded and set up. There is one a process.
pub(super) struct Rime {
    api: &'static Api,
}

impl Rime {
    /// Loads and sets up the library for typing.
    pub(super) fn open(folders: &Folders<'_>) -> Result<Self, RimeError> {
        let rime = Self::load()?;
        let (setup, initialize) = (have(rime.api.setup)?, have(rime.api.initialize)?);
        with_traits(folders, |traits| {
            // SAFETY: both are functions of the loaded table; `traits` and all that it points to outlive the calls, and
            // librime copies what it keeps.
            unsafe {
                setup(traits);
                initialize(traits);
            }
        })?;
        Ok(rime)
    }

    /// Loads the library and makes schemas and dictionaries ready, some seconds long.
    pub(super) fn prepare(folders: &Folders<'_>) -> Result<(), RimeError> {
        let api = Self::load()?.api;
        let (setup, initialize, deploy) = (have(api.setup)?, have(api.deployer_initialize)?, have(api.deploy)?);
        let done = with_traits(folders, |traits| {
            // SAFETY: as in `open`; `deploy` takes nothing and may be called once the deployer is initialised.
            unsafe {
                setup(traits);
                initialize(traits);
                deploy()
            }
        })?;
        if done == 0 { Err(RimeError::NotPrepared) } else { Ok(()) }
    }

    /// The library's version: "1.8.5".
    pub(super) fn version() -> Result<String, RimeError> {
        let version = have(Self::load()?.api.get_version)?;
        // SAFETY: takes nothing and gives a static string.
        let text = unsafe { copied(version()) };
        Ok(text.as_str().to_owned())
    }

    fn load() -> Result<Self, RimeError> {
        // SAFETY: librime is a C++ library whose initialisers register its modules and need nothing of this program.
        let library = unsafe { Library::new(LIBRARY) }.map_err(|_| RimeError::NoLibrary)?;
        // SAFETY: `rime_get_api` takes nothing and gives a pointer to a static table (rime_api.h).
        let table = unsafe {
            let get_api: libloading::Symbol<'_, unsafe extern "C" fn() -> *const Api> =
                library.get(b"rime_get_api\0").map_err(|_| RimeError::OtherLibrary)?;
            get_api()
        };
        // It is never unloaded: its threads and static objects would not survive that.
        std::mem::forget(library);
        if table.is_null() {
            return Err(RimeError::OtherLibrary);
        }
        // SAFETY: the table begins with its length, whatever else it has; it is static.
        let length = unsafe { ptr::addr_of!((*table).data_size).read() };
        // The length leaves out the field itself.
        if (length as usize).saturating_add(size_of::<c_int>()) < size_of::<Api>() {
            return Err(RimeError::OtherLibrary);
        }
        // SAFETY: not null, static, never written after loading, and as long as `Api` at least.
        Ok(Self { api: unsafe { &*table } })
    }

    /// A session with a schema that was prepared.
    pub(super) fn session(&self, schema: &CStr) -> Result<Session, RimeError> {
        let (create, select) = (have(self.api.create_session)?, have(self.api.select_schema)?);
        // SAFETY: the library is initialised; `schema` is a C string that outlives the call.
        let (session, selected) = unsafe {
            let session = create();
            (session, session != 0 && select(session, schema.as_ptr()) != 0)
        };
        if selected { Ok(session) } else { Err(RimeError::NoSchema(schema.to_string_lossy().into_owned())) }
    }

    /// Presses a key by its X11 key symbol; whether it was taken.
    pub(super) fn key(&self, session: Session, symbol: u32) -> Result<bool, RimeError> {
        let process = have(self.api.process_key)?;
        // SAFETY: a session that librime does not know makes it answer 0.
        Ok(unsafe { process(session, symbol as c_int, 0) } != 0)
    }

    /// Switches an option of the schema.
    pub(super) fn option(&self, session: Session, name: &CStr, on: bool) -> Result<(), RimeError> {
        let set = have(self.api.set_option)?;
        // SAFETY: `name` is a C string that outlives the call.
        unsafe { set(session, name.as_ptr(), c_int::from(on)) };
        Ok(())
    }

    /// Drops what is being composed.
    pub(super) fn clear(&self, session: Session) -> Result<(), RimeError> {
        let clear = have(self.api.clear_composition)?;
        // SAFETY: a session that librime does not know is left alone.
        unsafe { clear(session) };
        Ok(())
    }

    /// Takes the candidate `index`, from 0, of the page that shows; whether there is one.
    pub(super) fn choose(&self, session: Session, index: usize) -> Result<bool, RimeError> {
        let select = have(self.api.select_candidate_on_current_page)?;
        // SAFETY: librime checks session and index.
        Ok(unsafe { select(session, index) } != 0)
    }

    /// The letters as they were typed.
    pub(super) fn input(&self, session: Session) -> Result<Zeroizing<String>, RimeError> {
        let input = have(self.api.get_input)?;
        // SAFETY: null, or a string that stays until the session is edited; it is copied before.
        Ok(unsafe { copied(input(session)) })
    }

    /// What was finished since the last call; empty for nothing.
    pub(super) fn committed(&self, session: Session) -> Result<Zeroizing<String>, RimeError> {
        let (get, free) = (have(self.api.get_commit)?, have(self.api.free_commit)?);
        let mut commit = Commit { data_size: length_of::<Commit>(), text: ptr::null_mut() };
        // SAFETY: `commit` has the length that it says; its text is null or a C string until it is freed, which is once.
        unsafe {
            if get(session, &raw mut commit) == 0 {
                return Ok(Zeroizing::default());
            }
            let text = copied(commit.text);
            free(&raw mut commit);
            Ok(text)
        }
    }

    /// What is being composed.
    pub(super) fn shown(&self, session: Session) -> Result<Shown, RimeError> {
        let (get, free) = (have(self.api.get_context)?, have(self.api.free_context)?);
        // SAFETY: all fields are numbers and pointers, for which zero is a value.
        let mut context: Context = unsafe { std::mem::zeroed() };
        context.data_size = length_of::<Context>();
        // SAFETY: `context` has the length that it says; strings are null or C strings, `candidates` has `num_candidates`
        // entries; all until the context is freed, which is once.
        unsafe {
            if get(session, &raw mut context) == 0 {
                return Ok(Shown::default());
            }
            let menu = &context.menu;
            let count = if menu.candidates.is_null() { 0 } else { usize::try_from(menu.num_candidates).unwrap_or(0) };
            let candidates = (0..count).map(|index| copied((*menu.candidates.add(index)).text)).collect();
            let shown = Shown {
                preedit: copied(context.composition.preedit),
                page: u32::try_from(menu.page_no).unwrap_or(0),
                last: count == 0 || menu.is_last_page != 0,
                candidates,
            };
            free(&raw mut context);
            Ok(shown)
        }
    }
}

/// The length that librime's structures say of themselves: without the field that says it.
fn length_of<T>() -> c_int {
    (size_of::<T>() - size_of::<c_int>()) as c_int
}

fn have<F>(function: Option<F>) -> Result<F, RimeError> {
    function.ok_or(RimeError::OtherLibrary)
}

/// # Safety
/// `text` is null or a C string that nobody writes meanwhile.
unsafe fn copied(text: *const c_char) -> Zeroizing<String> {
    if text.is_null() {
        return Zeroizing::default();
    }
    // SAFETY: as the caller promises.
    Zeroizing::new(unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

/// Calls with traits that name `folders`.
fn with_traits<R>(folders: &Folders<'_>, call: impl FnOnce(*mut Traits) -> R) -> Result<R, RimeError> {
    let path =
        |path: &Path| CString::new(path.as_os_str().as_encoded_bytes()).map_err(|_| RimeError::Path(path.to_owned()));
    let (shared, user, built) = (path(folders.shared)?, path(folders.user)?, path(folders.built)?);
    let mut traits = Traits {
        data_size: length_of::<Traits>(),
        shared_data_dir: shared.as_ptr(),
        user_data_dir: user.as_ptr(),
        distribution_name: c"kiosk".as_ptr(),
        distribution_code_name: c"kiosk".as_ptr(),
        distribution_version: c"1".as_ptr(),
        app_name: c"rime.kiosk".as_ptr(),
        modules: ptr::null(),
        min_log_level: LOG_FATAL,
        // Empty: no files.
        log_dir: c"".as_ptr(),
        prebuilt_data_dir: built.as_ptr(),
        staging_dir: built.as_ptr(),
    };
    Ok(call(&raw mut traits))
}
