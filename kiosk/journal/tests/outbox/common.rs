//! What the tests share: a terminal with an outbox, a platform, and things to hand in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::catalogue::{self, Source};
use domain::form::{self, Answer, Answers, Digest, Forms, Kind, Merged, Prefill};
use domain::{Divisions, Identity, IdentityDocument};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use journal::outbox::{Contents, Courier, OutboxRow};
use journal::{Journal, Outbox};
use platform::application::{Applicant, Attachment, MediaType, Outgoing, Submission};
use platform::{Sandbox, SharedPlatform};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use uuid::Uuid;

/// The day of all applications here.
pub(crate) const TODAY: Date = date(2026, 11, 23);

/// A time so many seconds after the test's beginning.
pub(crate) fn at(second: i64) -> Timestamp {
    "2026-11-23T02:00:00Z".parse::<Timestamp>().unwrap() + jiff::SignedDuration::from_secs(second)
}

fn config() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config"))
}

/// The sandbox with its shipped people.
pub(crate) fn sandbox() -> Sandbox {
    Sandbox::load(&[config().join("sandbox/people")]).unwrap().with_clock(|| at(0))
}

fn sources(folders: &[&str]) -> Vec<Source> {
    let mut sources = Vec::new();
    for folder in folders {
        for entry in std::fs::read_dir(config().join(folder)).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if Path::new(&name).extension().is_some_and(|extension| extension == "toml") {
                let path = if folder.ends_with("matters") { format!("matters/{name}") } else { name };
                sources.push(Source { path, text: std::fs::read_to_string(entry.path()).unwrap() });
            }
        }
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// The shipped forms.
pub(crate) fn forms() -> Forms {
    let catalogue = catalogue::load(&sources(&["catalogue", "catalogue/matters"])).unwrap();
    form::load(&sources(&["forms"]), &catalogue).unwrap()
}

/// Somebody who applies: the invented person of the shipped file `wang-jianming.toml`.
pub(crate) fn applicant() -> Applicant {
    let identity = identity();
    Applicant { document: IdentityDocument::ResidentIdCard, name: identity.name, number: identity.number }
}

fn identity() -> Identity {
    sandbox().person("wang-jianming").unwrap().read().unwrap().card.identity()
}

/// An application by a form, filled in with its example, name and number from the applicant's card.
pub(crate) fn filled_in(forms: &Forms, form: &str) -> Submission {
    let form = forms.forms.iter().find(|it| it.id == form).unwrap();
    let mut answers = form::example::answers(form, TODAY);
    let (mut card, mut known) = (Prefill::default(), Answers::default());
    card.add_identity(&identity());
    card.fill(form.questions(), &mut known, &Divisions::default());
    for (key, given) in known.iter() {
        answers.give_from(key, given.answer.clone(), given.origin);
    }
    let signature = Merged::of(std::slice::from_ref(form)).sign(Digest::of(b"strokes"), &answers, TODAY);
    for signed in form.questions().filter(|question| question.kind == Kind::Signature) {
        answers.give(signed.key.clone(), Answer::Signature(signature.clone()));
    }
    Submission {
        id: Uuid::now_v7(),
        form: form.id.clone(),
        version: form.version,
        digest: form::digest(form, &answers, TODAY),
        applied_on: TODAY,
        applicant: applicant(),
        helper: None,
        area: None,
        answers: form.own(&answers, TODAY),
        attachments: Vec::new(),
    }
}

/// A page of the application `n`.
pub(crate) fn page(n: u128, number: u8, bytes: usize) -> Vec<u8> {
    (0..bytes).map(|at| (at / 7) as u8 ^ number ^ n as u8).collect()
}

/// An application without a form, number `n` of the test: with so many attachments of so many bytes.
pub(crate) fn plain(n: u128, applicant: &Applicant, attachments: u8, bytes: usize) -> (Outgoing, Contents) {
    let id = Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + n);
    let all: Vec<Vec<u8>> = (0..attachments).map(|number| page(n, number, bytes)).collect();
    let attachment = |bytes: &Vec<u8>| Attachment {
        question: "photo".to_owned(),
        digest: Digest::of(bytes),
        length: bytes.len() as u64,
        media: MediaType::Jpeg,
    };
    let submission = Submission {
        id,
        form: "test-form".to_owned(),
        version: "2026.11.1".parse().unwrap(),
        digest: Digest::of(id.as_bytes()),
        applied_on: TODAY,
        applicant: applicant.clone(),
        helper: None,
        area: None,
        answers: Answers::default(),
        attachments: all.iter().map(attachment).collect(),
    };
    let contents = all.into_iter().map(|bytes| (Digest::of(&bytes), bytes.into())).collect();
    (Outgoing::Application(submission), contents)
}

/// A folder in memory where there is one: what a disk would have is looked at elsewhere.
pub(crate) fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

/// How many sealed parts a closed journal holds.
pub(crate) async fn parts(folder: &Path) -> i64 {
    let options = SqliteConnectOptions::new().filename(folder.join("journal.db"));
    let mut connection = options.connect().await.unwrap();
    sqlx::query_scalar("SELECT count(*) FROM outbox_part").fetch_one(&mut connection).await.unwrap()
}

/// A terminal's journal and outbox in a folder.
pub(crate) async fn open(folder: &Path) -> (Journal, Outbox) {
    let (journal, _) = Journal::open(&folder.join("journal.db"), at(0)).await.unwrap();
    let outbox = Outbox::open(&journal, &folder.join("outbox.key")).await.unwrap();
    (journal, outbox)
}

/// Numbers that look random; the same seed gives the same ones.
#[derive(Clone)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number in 0..=`most`.
    pub(crate) fn to(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % (most + 1)
    }
}

/// A courier with known waits.
pub(crate) fn courier(outbox: &Outbox, platform: SharedPlatform, seed: u64) -> Courier {
    let mut random = Random(seed | 1);
    Courier::new(outbox.clone(), platform).with_clock(|| at(1)).with_random(move |most| random.to(most))
}

/// Delivers until nothing is open any more; gives all entries, oldest first.
pub(crate) async fn delivered(outbox: &Outbox, platform: SharedPlatform) -> Vec<OutboxRow> {
    let mut changes = outbox.changes();
    let ended = async {
        while !outbox.open_entries().await.unwrap().is_empty() {
            changes.changed().await.unwrap();
        }
    };
    tokio::select! {
        () = courier(outbox, platform, 7).deliver() => panic!("the journal was closed"),
        () = ended => {}
    }
    let mut rows = outbox.entries(u32::MAX).await.unwrap();
    rows.reverse();
    rows
}

/// The next start on what is left in a folder: what is there at first, and what is there when all is delivered.
pub(crate) async fn started(folder: &Path, platform: SharedPlatform) -> (Vec<OutboxRow>, Vec<OutboxRow>) {
    let (journal, outbox) = open(folder).await;
    let mut found = outbox.entries(u32::MAX).await.unwrap();
    found.reverse();
    let rows = delivered(&outbox, platform).await;
    assert_eq!(journal.verify().await.unwrap().first_bad, None);
    journal.close().await.unwrap();
    assert_eq!(parts(folder).await, 0, "what has arrived is deleted");
    (found, rows)
}

/// The sandbox as the courier wants it.
pub(crate) fn shared(sandbox: Sandbox) -> (Arc<Sandbox>, SharedPlatform) {
    let sandbox = Arc::new(sandbox);
    (Arc::clone(&sandbox), sandbox)
}
