//! Plugs are pulled and put back at random moments while visits go on: nothing is stuck afterwards, and nothing leaks.
//!
//! `KIOSK_UNPLUGS=10000` pulls that many; without it as many as fit into a test.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tests::person::{Person, Wish};
use tests::rig::{Rig, SOCIAL_READER, Setup};

/// Plugs pulled in the ordinary test.
const FEW: u32 = 400;
/// Time of a page of A4.
const PAGE: Duration = Duration::from_millis(20);
/// More memory than at a quarter of the way is a leak, in KiB: buffers of a visit come and go.
const MOST_GROWTH: u64 = 24 * 1024;

/// xorshift32: the same moments for the same seed.
struct Chance(u32);

impl Chance {
    fn below(&mut self, most: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        (self.0 >> 3) % most
    }
}

#[derive(Debug, Clone, Copy)]
struct Use {
    files: usize,
    tasks: usize,
    rss_kib: u64,
}

fn used() -> Use {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    Use {
        files: std::fs::read_dir("/proc/self/fd").unwrap().count(),
        tasks: tokio::runtime::Handle::current().metrics().num_alive_tasks(),
        rss_kib: rss.trim().trim_end_matches(" kB").trim().parse().unwrap(),
    }
}

/// One of the plugs of the terminal.
fn plug(rig: &Rig, which: u32, plugged: bool) {
    let (scanner, laser) = (rig.scanner.as_ref().unwrap(), rig.laser.as_ref().unwrap());
    let cards = rig.cards.as_ref().unwrap();
    match (which, plugged) {
        (0, true) => rig.reader.replug(),
        (0, false) => rig.reader.unplug(),
        (1, true) => rig.printer.replug(),
        (1, false) => rig.printer.unplug(),
        (2, true) => scanner.replug(),
        (2, false) => scanner.unplug(),
        (3, true) => laser.replug(),
        (3, false) => laser.unplug(),
        (4, true) => cards.plug(SOCIAL_READER),
        (4, false) => cards.unplug(SOCIAL_READER),
        (5, true) => rig.cabinet.replug(),
        (5, false) => rig.cabinet.unplug(),
        (_, up) => rig.platform.set_offline(!up),
    }
}

/// Pulls a plug and puts it back.
fn pull(rig: &Rig, chance: &mut Chance) {
    let pause = |chance: &mut Chance| std::thread::sleep(Duration::from_micros(u64::from(chance.below(9000))));
    let which = chance.below(7);
    plug(rig, which, false);
    pause(chance);
    plug(rig, which, true);
    pause(chance);
}

fn mend(rig: &Rig) {
    (0..7).for_each(|which| plug(rig, which, true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 3)]
async fn plugs_pulled_at_random_leave_nothing_stuck_and_nothing_behind() {
    let wanted = std::env::var("KIOSK_UNPLUGS").map_or(FEW, |count| count.parse().expect("KIOSK_UNPLUGS is a number"));
    let rig = Arc::new(Rig::start(&Setup { scanner: true, laser: Some(PAGE), social: true, ..Setup::default() }).await);
    let stop = Arc::new(AtomicBool::new(false));
    let visits = tokio::spawn({
        let (rig, stop) = (Arc::clone(&rig), Arc::clone(&stop));
        async move {
            let mut visits = 0;
            while !stop.load(Ordering::Relaxed) {
                let wish = Wish { checks: visits % 3 == 0, ..Wish::default() };
                let mut person = Person::new(&rig, wish, mend);
                person.until_end().await?;
                visits += 1;
            }
            Ok::<u32, String>(visits)
        }
    });
    let mut measured = Vec::new();
    let mut chance = Chance(0x2026_1123);
    for part in 0..4 {
        let (hand, mut moments) = (Arc::clone(&rig), Chance(chance.below(u32::MAX) | 1));
        tokio::task::spawn_blocking(move || (0..wanted / 4).for_each(|_| pull(&hand, &mut moments))).await.unwrap();
        assert!(!visits.is_finished(), "visits have ended: {:?}", visits.await);
        rig.well().await.unwrap();
        // What simulated printers printed lies in this process's memory; it is no leak of the terminal.
        rig.printer.clear();
        rig.laser.as_ref().unwrap().clear();
        measured.push(used());
        println!("after {} plugs: {:?}", wanted / 4 * (part + 1), used());
    }
    stop.store(true, Ordering::Relaxed);
    let visits = tokio::time::timeout(Duration::from_secs(60), visits).await.unwrap().unwrap();
    println!("visits meanwhile: {visits:?}");
    assert!(visits.unwrap() > 0);
    rig.well().await.unwrap();
    let (first, last) = (measured[0], *measured.last().unwrap());
    assert!(last.files <= first.files + 8, "files: {measured:?}");
    assert!(last.tasks <= first.tasks + 8, "tasks: {measured:?}");
    assert!(last.rss_kib <= first.rss_kib + MOST_GROWTH, "memory: {measured:?}");
    // And a visit goes as if nothing had been.
    let mut person = Person::new(&rig, Wish::default(), mend);
    person.until_end().await.unwrap();
    assert!(person.took, "{:?}", person.gave_up);
    assert_eq!(rig.journal.verify().await.unwrap().first_bad, None);
}
