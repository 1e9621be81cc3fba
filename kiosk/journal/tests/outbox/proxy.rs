//! A line that loses replies, cuts, delays, doubles and reorders, between terminal and platform; ten thousand
//! applications over it, and two workers that are written as one would without thinking, which must fail on it.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use domain::form::Digest;
use domain::{CaseNumber, Certificate, CreditCode, DocumentRequest, Identity, LifeFile, PersonalCode, Record};
use journal::outbox::StateName;
use journal::outbox::limits::CALL;
use platform::application::{Applicant, CaseKey, Outgoing, Part, Progress, Rating, Receipt, Submission, Supplement};
use platform::{
    ApplicationError, CaseState, Consent, Holder, IssuedPaper, Operated, Platform, PlatformError, Principal, Sandbox,
    Session, SharedPlatform,
};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::common::{Random, applicant, at, courier, folder, open, plain, sandbox, shared};
use crate::line::Careless;

/// What the line does with calls, each in so many of a hundred; what is left goes through.
#[derive(Debug, Clone, Copy, Default)]
struct Faults {
    /// The call never arrives, and the caller notices.
    cut: u64,
    /// It arrives, and its reply never comes.
    swallow: u64,
    /// It arrives later, up to three times as late as the caller waits: behind calls that were made after it.
    delay: u64,
    /// It arrives, and once more later.
    double: u64,
    /// The platform is busy.
    busy: u64,
}

/// What happened to calls.
#[derive(Debug, Default)]
struct Met {
    passed: u32,
    cut: u32,
    swallowed: u32,
    delayed: u32,
    doubled: u32,
    busy: u32,
}

/// The line.
struct Proxy {
    inner: SharedPlatform,
    faults: Faults,
    random: Mutex<Random>,
    met: Mutex<Met>,
}

enum Fate {
    Pass,
    Cut,
    Swallow,
    Delay(Duration),
    Double(Duration),
    Busy(Duration),
}

impl Proxy {
    fn new(inner: SharedPlatform, faults: Faults, seed: u64) -> Arc<Self> {
        Arc::new(Self { inner, faults, random: Mutex::new(Random(seed | 1)), met: Mutex::default() })
    }

    fn fate(&self) -> Fate {
        let mut random = self.random.lock().unwrap();
        let mut met = self.met.lock().unwrap();
        let Faults { cut, swallow, delay, double, busy } = self.faults;
        let later = Duration::from_millis(random.to(3 * CALL.as_millis() as u64));
        let mut dice = random.to(99);
        let mut is = |share: u64| {
            let hit = dice < share;
            dice = dice.wrapping_sub(share);
            hit
        };
        if is(cut) {
            met.cut += 1;
            Fate::Cut
        } else if is(swallow) {
            met.swallowed += 1;
            Fate::Swallow
        } else if is(delay) {
            met.delayed += 1;
            Fate::Delay(later)
        } else if is(double) {
            met.doubled += 1;
            Fate::Double(later)
        } else if is(busy) {
            met.busy += 1;
            Fate::Busy(later)
        } else {
            met.passed += 1;
            Fate::Pass
        }
    }

    /// Carries a call. What has left the terminal arrives whether or not somebody still waits for its reply.
    async fn carry<T, F>(&self, call: impl Fn(SharedPlatform) -> F + Send + 'static) -> Result<T, ApplicationError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, ApplicationError>> + Send + 'static,
    {
        let platform = Arc::clone(&self.inner);
        match self.fate() {
            Fate::Pass => call(platform).await,
            Fate::Cut => Err(ApplicationError::Offline),
            Fate::Busy(after) => Err(ApplicationError::Busy { retry_after: Some(after) }),
            Fate::Swallow => {
                let _ = call(platform).await;
                std::future::pending().await
            }
            Fate::Delay(later) => {
                let arrives = tokio::spawn(async move {
                    sleep(later).await;
                    call(platform).await
                });
                arrives.await.unwrap()
            }
            Fate::Double(later) => {
                let first = call(Arc::clone(&platform)).await;
                tokio::spawn(async move {
                    sleep(later).await;
                    let _ = call(platform).await;
                });
                first
            }
        }
    }
}

platform! { Proxy {
    async fn reserve(&self, submission: Uuid, form: &str) -> Result<CaseNumber, ApplicationError> {
        let form = form.to_owned();
        self.carry(move |to| {
            let form = form.clone();
            async move { to.reserve(submission, &form).await }
        })
        .await
    }

    async fn uploaded(&self, number: &CaseNumber, attachment: &Digest) -> Result<u64, ApplicationError> {
        let (number, attachment) = (number.clone(), *attachment);
        self.carry(move |to| {
            let number = number.clone();
            async move { to.uploaded(&number, &attachment).await }
        })
        .await
    }

    async fn upload(&self, number: &CaseNumber, part: &Part) -> Result<u64, ApplicationError> {
        let (number, part) = (number.clone(), part.clone());
        self.carry(move |to| {
            let (number, part) = (number.clone(), part.clone());
            async move { to.upload(&number, &part).await }
        })
        .await
    }

    async fn submit(&self, number: &CaseNumber, submission: &Submission) -> Result<Receipt, ApplicationError> {
        let (number, submission) = (number.clone(), submission.clone());
        self.carry(move |to| {
            let (number, submission) = (number.clone(), submission.clone());
            async move { to.submit(&number, &submission).await }
        })
        .await
    }

    async fn application(&self, key: &CaseKey) -> Result<Option<Progress>, ApplicationError> {
        let key = key.clone();
        self.carry(move |to| {
            let key = key.clone();
            async move { to.application(&key).await }
        })
        .await
    }

    async fn supplement(&self, supplement: &Supplement) -> Result<(), ApplicationError> {
        let supplement = supplement.clone();
        self.carry(move |to| {
            let supplement = supplement.clone();
            async move { to.supplement(&supplement).await }
        })
        .await
    }

    async fn rate(&self, rating: &Rating) -> Result<(), ApplicationError> {
        let rating = rating.clone();
        self.carry(move |to| {
            let rating = rating.clone();
            async move { to.rate(&rating).await }
        })
        .await
    }
}}

/// What came of some applications: how many are nowhere, how many are there more than once, how many are for staff.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    handed_in: usize,
    lost: usize,
    doubled: usize,
    staff: usize,
}

/// How often each application is at the platform, by its digest.
async fn at_platform(sandbox: &Sandbox) -> HashMap<Digest, usize> {
    let mut counts = HashMap::new();
    for id in sandbox.control().handed_in() {
        let progress = sandbox.application(&CaseKey::Submission(id)).await.unwrap().unwrap();
        *counts.entry(progress.receipt.unwrap().digest).or_default() += 1;
    }
    counts
}

const TEN_THOUSAND: u128 = 10_000;
/// So many are in the outbox at a time.
const AT_ONCE: u128 = 25;
/// A bad day: more than every third call goes wrong.
const BAD_DAY: Faults = Faults { cut: 8, swallow: 8, delay: 8, double: 8, busy: 4 };

/// The outbox brings `count` applications over a line to a platform.
async fn by_outbox(platform: SharedPlatform, count: u128) -> Vec<StateName> {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let applicant = applicant();
    let worker = tokio::spawn(courier(&outbox, platform, 11).deliver());
    let mut changes = outbox.changes();
    for n in 0..count {
        let with_attachment = n % 5 == 0;
        let (outgoing, contents) = plain(n, &applicant, u8::from(with_attachment), 70_000);
        outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
        if (n + 1) % AT_ONCE != 0 && n + 1 != count {
            continue;
        }
        // Asked for now and then alone: each question reads all that is open.
        while !outbox.open_entries().await.unwrap().is_empty() {
            for _ in 0..AT_ONCE {
                let _ = timeout(Duration::from_secs(3600), changes.changed()).await;
            }
        }
    }
    let rows = outbox.entries(u32::MAX).await.unwrap();
    assert_eq!(journal.verify().await.unwrap().first_bad, None);
    worker.abort();
    journal.close().await.unwrap();
    assert_eq!(rows.len() as u128, count, "every one that was sealed is there to be seen");
    rows.iter().map(|row| row.state.name()).collect()
}

#[tokio::test(start_paused = true)]
async fn of_ten_thousand_none_is_lost_and_none_is_doubled() {
    let (sandbox, platform) = shared(sandbox());
    let proxy = Proxy::new(platform, BAD_DAY, 0x1893_0000_5eed);
    let ends = by_outbox(proxy.clone(), TEN_THOUSAND).await;
    // What is still on its way arrives.
    sleep(Duration::from_secs(3600)).await;
    let there = at_platform(&sandbox).await;
    let outcome = Outcome {
        handed_in: there.len(),
        lost: TEN_THOUSAND as usize - there.len(),
        doubled: there.values().filter(|count| **count > 1).count(),
        staff: ends.iter().filter(|end| **end != StateName::Accepted).count(),
    };
    let met = proxy.met.lock().unwrap();
    println!("{TEN_THOUSAND} applications over a bad line; calls that");
    println!("| passed | were cut | lost their reply | came late | came twice | met a busy platform |");
    println!("|---|---|---|---|---|---|");
    let Met { passed, cut, swallowed, delayed, doubled, busy } = &*met;
    println!("| {passed} | {cut} | {swallowed} | {delayed} | {doubled} | {busy} |");
    println!("| handed in | lost | doubled | for staff |");
    println!("|---|---|---|---|");
    let Outcome { handed_in, lost, doubled, staff } = &outcome;
    println!("| {handed_in} | {lost} | {doubled} | {staff} |");
    assert_eq!(outcome, Outcome { handed_in: TEN_THOUSAND as usize, ..Outcome::default() });
    assert!(met.swallowed > 2000 && met.delayed > 2000 && met.doubled > 2000 && met.cut > 2000, "{met:?}");
}

/// A platform that takes the same application twice when it is sent twice: the line may lose what it likes, but it
/// carries nothing twice, for nobody could help that.
#[tokio::test(start_paused = true)]
async fn what_may_have_arrived_is_not_sent_again_before_it_is_asked_for() {
    let faults = Faults { cut: 10, swallow: 15, busy: 5, ..Faults::default() };
    let careless = || Arc::new(Careless::new(Arc::new(sandbox())));

    let platform = careless();
    let ends = by_outbox(Proxy::new(platform.clone(), faults, 3), 1000).await;
    assert!(ends.iter().all(|end| *end == StateName::Accepted));
    assert_eq!(platform.taken(), (1000, 0));

    // The control: it sends the same again until there is an answer.
    let platform = careless();
    let line = Proxy::new(platform.clone(), faults, 3);
    let applicant = applicant();
    for n in 0..1000 {
        let (outgoing, number) = naive_reserved(&line, n, &applicant).await;
        while timeout(CALL, line.submit(&number, &outgoing)).await.is_err() {}
    }
    let (_, doubled) = platform.taken();
    assert!(doubled > 50, "the control does not fail: {doubled}");
}

async fn naive_reserved(line: &Proxy, n: u128, applicant: &Applicant) -> (Submission, CaseNumber) {
    let (Outgoing::Application(submission), _) = plain(n, applicant, 0, 0) else { unreachable!() };
    loop {
        if let Ok(Ok(number)) = timeout(CALL, line.reserve(submission.id, &submission.form)).await {
            return (submission, number);
        }
    }
}

/// The control: no answer is no application, so it begins anew, as a form on a web page would.
#[tokio::test(start_paused = true)]
async fn a_worker_that_begins_anew_after_a_time_out_doubles() {
    let (sandbox, platform) = shared(sandbox());
    let line = Proxy::new(platform, BAD_DAY, 5);
    let applicant = applicant();
    for n in 0..1000 {
        loop {
            let (Outgoing::Application(mut submission), _) = plain(n, &applicant, 0, 0) else { unreachable!() };
            submission.id = Uuid::now_v7();
            let Ok(Ok(number)) = timeout(CALL, line.reserve(submission.id, &submission.form)).await else { continue };
            if let Ok(Ok(_)) = timeout(CALL, line.submit(&number, &submission)).await {
                break;
            }
        }
    }
    let there = at_platform(&sandbox).await;
    let doubled = there.values().filter(|count| **count > 1).count();
    assert!(doubled > 50, "the control does not fail: {doubled}");
}
