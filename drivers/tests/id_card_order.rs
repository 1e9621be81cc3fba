//! Order and time, to the millisecond: a module made of a table, on a line in memory, with the clock under the test's hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by it"
)]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use drivers::id_card::{CardError, CardEvent, CardFault, Delays, IdCardReader, Status, spawn_with};
use drivers::{DeviceState, Fault};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, sleep, timeout};

const STATUS: [u8; 2] = [0x11, 0xFF];
const SAM_ID: [u8; 2] = [0x12, 0xFF];
const FIND: [u8; 2] = [0x20, 1];
const SELECT: [u8; 2] = [0x20, 2];
const READ: [u8; 2] = [0x30, 1];
const NUMBER: [u8; 2] = [0x30, 5];

/// What the module sends when it is asked; nothing for a command that is not in it.
type Table = HashMap<[u8; 2], Vec<u8>>;

#[derive(Clone, Default)]
struct Module(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    table: Table,
    /// Answers that are given once, before the table's; the second part comes 100 ms after the first.
    once: Vec<([u8; 2], [Vec<u8>; 2])>,
    asked: Vec<[u8; 2]>,
}

impl Module {
    fn set(&self, command: [u8; 2], status: u8, data: &[u8]) {
        self.0.lock().unwrap().table.insert(command, answer(status, data));
    }

    fn mute(&self, command: [u8; 2]) {
        self.0.lock().unwrap().table.remove(&command);
    }

    fn once(&self, command: [u8; 2], bytes: Vec<u8>) {
        self.once_in_two(command, [bytes, vec![]]);
    }

    fn once_in_two(&self, command: [u8; 2], parts: [Vec<u8>; 2]) {
        self.0.lock().unwrap().once.push((command, parts));
    }

    fn asked(&self, command: [u8; 2]) -> usize {
        self.0.lock().unwrap().asked.iter().filter(|asked| **asked == command).count()
    }

    fn lay(&self, name: &str) {
        self.set(FIND, 0x9F, &[0; 4]);
        self.set(SELECT, 0x90, &[0; 8]);
        self.set(READ, 0x90, &content(name));
        self.set(NUMBER, 0x90, &[name.len() as u8; 24]);
    }

    fn take(&self) {
        self.set(FIND, 0x80, &[]);
        self.set(SELECT, 0x81, &[]);
        self.set(READ, 0x41, &[]);
        self.set(NUMBER, 0x41, &[]);
    }

    async fn run(self, mut line: DuplexStream) {
        let mut head = [0; 7];
        while line.read_exact(&mut head).await.is_ok() {
            let mut rest = vec![0; usize::from(head[6])];
            line.read_exact(&mut rest).await.unwrap();
            let command = [rest[0], rest[1]];
            let [first, second] = {
                let mut inner = self.0.lock().unwrap();
                inner.asked.push(command);
                match inner.once.iter().position(|(of, _)| *of == command) {
                    Some(place) => inner.once.remove(place).1,
                    None => [inner.table.get(&command).cloned().unwrap_or_default(), vec![]],
                }
            };
            if line.write_all(&first).await.is_err() {
                return;
            }
            if !second.is_empty() {
                sleep(Duration::from_millis(100)).await;
                if line.write_all(&second).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn answer(status: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = ((data.len() + 4) as u16).to_be_bytes().to_vec();
    bytes.extend([0, 0, status]);
    bytes.extend(data);
    bytes.push(bytes.iter().fold(0, |sum, byte| sum ^ byte));
    [&[0xAA, 0xAA, 0xAA, 0x96, 0x69], bytes.as_slice()].concat()
}

/// Text and photo of a resident with this name.
fn content(name: &str) -> Vec<u8> {
    let mut text: Vec<u8> = [b' ', 0].repeat(128);
    let fields = [(0, name), (36, "19900307"), (122, "370000199003070010"), (188, "20200101"), (204, "长期")];
    for (at, field) in fields {
        for (n, unit) in field.encode_utf16().enumerate() {
            text[at + 2 * n..at + 2 * n + 2].copy_from_slice(&unit.to_le_bytes());
        }
    }
    [&[1, 0, 4, 0], text.as_slice(), &[0; 1024]].concat()
}

/// A driver with the shipped table of delays, and its module.
fn start() -> (Module, IdCardReader, Receiver<CardEvent>) {
    let module = Module::default();
    module.set(STATUS, 0x90, &[]);
    module.set(SAM_ID, 0x90, &[7; 16]);
    module.set([0x61, 0xFF], 0x21, &[]);
    module.take();
    let peer = module.clone();
    let (reader, events) = spawn_with(115_200, Delays::default(), move || {
        let (ours, theirs) = duplex(8192);
        tokio::spawn(peer.clone().run(theirs));
        Ok(ours)
    });
    (module, reader, events)
}

/// Longer than anything here takes, by the clock of the test.
const PATIENCE: Duration = Duration::from_mins(10);

async fn next(events: &mut Receiver<CardEvent>) -> CardEvent {
    timeout(PATIENCE, events.recv()).await.expect("no event").expect("the task has ended")
}

async fn read(events: &mut Receiver<CardEvent>) -> String {
    assert!(matches!(next(events).await, CardEvent::Found));
    match next(events).await {
        CardEvent::Read(card) => card.name().expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

async fn until(reader: &IdCardReader, wanted: DeviceState) {
    timeout(PATIENCE, reader.state().wait_for(|state| *state == wanted)).await.expect("not in that state").unwrap();
}

/// Until the module was asked this so often.
async fn until_asked(module: &Module, command: [u8; 2], times: usize) {
    let asked = async {
        while module.asked(command) < times {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, asked).await.expect("it is not asked");
}

#[tokio::test(start_paused = true)]
async fn no_time_is_lost_between_the_steps() {
    let (module, reader, mut events) = start();
    reader.arm();
    sleep(Duration::from_secs(1)).await;
    let laid = Instant::now();
    module.lay("张测试");
    assert_eq!(read(&mut events).await, "张测试");
    // One poll, and the clock's grain.
    assert!(laid.elapsed() <= Duration::from_millis(42), "{:?}", laid.elapsed());
}

#[tokio::test(start_paused = true)]
async fn arming_is_heeded_as_soon_as_the_module_has_answered() {
    let (module, reader, mut events) = start();
    module.lay("张测试");
    // The second question for the status stays unanswered: the driver is in the middle of it for a while.
    module.once(STATUS, answer(0x90, &[]));
    module.once(STATUS, vec![]);
    until_asked(&module, STATUS, 2).await;
    let armed = Instant::now();
    reader.arm();
    assert_eq!(read(&mut events).await, "张测试");
    assert!(armed.elapsed() <= Duration::from_millis(250), "{:?}", armed.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_silent_idle_reader_is_noticed_within_three_and_a_half_seconds() {
    let (module, reader, _events) = start();
    until(&reader, DeviceState::Ready).await;
    sleep(Duration::from_mins(1)).await;
    assert_eq!(*reader.state().borrow(), DeviceState::Ready);
    let cut = Instant::now();
    module.mute(STATUS);
    module.mute(SAM_ID);
    until(&reader, DeviceState::Faulted(Fault::Silent)).await;
    assert!(cut.elapsed() <= Duration::from_millis(3500), "{:?}", cut.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_content_of_the_card_before_is_not_taken_for_this_one() {
    let (module, reader, mut events) = start();
    until(&reader, DeviceState::Ready).await;
    module.lay("先测试");
    // The module answers the reading only when it is asked for its number, after our patience.
    module.once(READ, vec![]);
    module.once_in_two(SAM_ID, [answer(0x90, &content("先测试")), answer(0x90, &[7; 16])]);
    // Meanwhile the card was exchanged; and the old content comes once more, where a search is to be answered.
    module.once(FIND, answer(0x9F, &[0; 4]));
    module.once_in_two(FIND, [answer(0x90, &content("先测试")), answer(0x9F, &[0; 4])]);
    module.lay("后测试");
    reader.arm();
    assert_eq!(read(&mut events).await, "后测试");
    assert_eq!(module.asked(READ), 2);
    sleep(Duration::from_secs(10)).await;
    assert!(events.try_recv().is_err());
}

#[tokio::test(start_paused = true)]
async fn a_leftover_that_comes_before_the_answer_is_passed_over() {
    let (module, reader, mut events) = start();
    until(&reader, DeviceState::Ready).await;
    module.lay("后测试");
    let (old, found, selected) = (answer(0x90, &content("先测试")), answer(0x9F, &[0; 4]), answer(0x90, &[0; 8]));
    module.once_in_two(FIND, [old.clone(), found.clone()]);
    module.once_in_two(SELECT, [[found.clone(), old].concat(), selected.clone()]);
    module.once_in_two(READ, [[found, selected].concat(), answer(0x90, &content("后测试"))]);
    reader.arm();
    assert_eq!(read(&mut events).await, "后测试");
    assert_eq!((module.asked(FIND), module.asked(SELECT), module.asked(READ)), (1, 1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_command_that_the_module_did_not_understand_is_sent_again() {
    for status in [0x10, 0x11] {
        let (module, reader, mut events) = start();
        module.lay("张测试");
        module.once(READ, answer(status, &[]));
        module.once(READ, answer(status, &[]));
        reader.arm();
        assert_eq!(read(&mut events).await, "张测试");
        assert_eq!((module.asked(SELECT), module.asked(READ)), (1, 3));
    }
}

#[tokio::test(start_paused = true)]
async fn what_each_status_does_to_a_reading() {
    let refused = |byte| CardFault::Refused(Status::from_byte(byte));
    let counterfeit = |byte| CardFault::Counterfeit(Status::from_byte(byte));
    for (status, fault, reads) in [
        (0x21, refused(0x21), 1),
        (0x23, refused(0x23), 1),
        (0x24, CardFault::Moved, 5),
        (0x31, counterfeit(0x31), 1),
        (0x32, counterfeit(0x32), 1),
        (0x33, counterfeit(0x33), 1),
        (0x34, CardFault::Moved, 5),
        (0x37, refused(0x37), 1),
        (0x3F, CardFault::Unreadable(CardError::Length), 1),
        (0x40, CardFault::UnknownType, 1),
        (0x41, CardFault::Moved, 5),
        (0x47, CardFault::Moved, 5),
        (0x61, refused(0x61), 1),
        (0x77, CardFault::Moved, 5),
        (0x80, CardFault::Moved, 5),
        (0x81, CardFault::Moved, 5),
        (0x91, refused(0x91), 1),
    ] {
        let (module, reader, mut events) = start();
        module.lay("张测试");
        module.set(READ, status, &[]);
        reader.arm();
        assert!(matches!(next(&mut events).await, CardEvent::Found));
        let CardEvent::Failed(told) = next(&mut events).await else { panic!("{status:02X}") };
        assert_eq!(told, fault, "{status:02X}");
        sleep(Duration::from_secs(10)).await;
        assert_eq!(module.asked(READ), reads, "{status:02X}");
        assert!(events.try_recv().is_err(), "{status:02X}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_module_that_does_not_find_the_card_it_has_selected() {
    let (module, reader, mut events) = start();
    module.lay("张测试");
    reader.arm();
    assert_eq!(read(&mut events).await, "张测试");
    module.set(FIND, 0x80, &[]);
    sleep(Duration::from_mins(1)).await;
    assert!(events.try_recv().is_err());
    // Missed once, which is no removal.
    module.once(NUMBER, answer(0x41, &[]));
    sleep(Duration::from_mins(1)).await;
    assert!(events.try_recv().is_err());
    let taken = Instant::now();
    module.take();
    assert!(matches!(next(&mut events).await, CardEvent::Removed));
    assert!(taken.elapsed() <= Duration::from_millis(600), "{:?}", taken.elapsed());
    sleep(Duration::from_secs(10)).await;
    assert_eq!(module.asked(READ), 1);
}

#[tokio::test(start_paused = true)]
async fn a_module_that_does_not_know_the_question_for_presence() {
    for mute in [true, false] {
        let (module, reader, mut events) = start();
        module.lay("张测试");
        if mute {
            module.mute(NUMBER);
        } else {
            module.set(NUMBER, 0x21, &[]);
        }
        reader.arm();
        assert_eq!(read(&mut events).await, "张测试");
        sleep(Duration::from_mins(1)).await;
        assert!(events.try_recv().is_err());
        module.set(FIND, 0x80, &[]);
        assert!(matches!(next(&mut events).await, CardEvent::Removed));
        assert_eq!(module.asked(READ), 1);
        assert_eq!(*reader.state().borrow(), DeviceState::Ready);
    }
}

#[tokio::test(start_paused = true)]
async fn another_card_in_the_same_place() {
    let (module, reader, mut events) = start();
    module.lay("张测试");
    reader.arm();
    assert_eq!(read(&mut events).await, "张测试");
    // Exchanged between two looks: first the number cannot be read, then it is another one.
    module.lay("欧阳测试");
    module.once(NUMBER, answer(0x41, &[]));
    assert!(matches!(next(&mut events).await, CardEvent::Removed));
    assert_eq!(read(&mut events).await, "欧阳测试");
}

#[tokio::test(start_paused = true)]
async fn disarmed_while_a_card_is_read() {
    let (module, reader, mut events) = start();
    until(&reader, DeviceState::Ready).await;
    module.lay("张测试");
    // The first reading is not answered: time to disarm in the middle of it.
    module.once(READ, vec![]);
    reader.arm();
    assert!(matches!(next(&mut events).await, CardEvent::Found));
    reader.disarm();
    sleep(Duration::from_secs(30)).await;
    assert!(events.try_recv().is_err());
    assert_eq!(*reader.state().borrow(), DeviceState::Ready);
    // The placement was not used up.
    reader.arm();
    assert_eq!(read(&mut events).await, "张测试");
    reader.disarm();
    module.take();
    assert!(matches!(next(&mut events).await, CardEvent::Removed));
}

#[tokio::test(start_paused = true)]
async fn a_reading_from_before_the_disarming_is_not_for_who_arms_next() {
    let (module, reader, mut events) = start();
    until(&reader, DeviceState::Ready).await;
    module.lay("先测试");
    // The first attempt fails; while the driver waits for the second, one visit ends and the next begins.
    module.once(READ, answer(0x41, &[]));
    reader.arm();
    assert!(matches!(next(&mut events).await, CardEvent::Found));
    until_asked(&module, READ, 1).await;
    reader.disarm();
    reader.arm();
    until_asked(&module, READ, 2).await;
    module.lay("后测试");
    assert_eq!(read(&mut events).await, "后测试");
}

#[tokio::test(start_paused = true)]
async fn an_unread_card_that_the_module_has_still_selected_is_read() {
    let (module, reader, mut events) = start();
    until(&reader, DeviceState::Ready).await;
    module.lay("张测试");
    module.once(READ, answer(0x41, &[]));
    reader.arm();
    assert!(matches!(next(&mut events).await, CardEvent::Found));
    reader.disarm();
    sleep(Duration::from_secs(5)).await;
    module.set(FIND, 0x80, &[]);
    reader.arm();
    assert_eq!(read(&mut events).await, "张测试");
}

#[tokio::test(start_paused = true)]
async fn a_module_that_leaves_every_search_unanswered() {
    let (module, reader, mut events) = start();
    until(&reader, DeviceState::Ready).await;
    module.mute(FIND);
    reader.arm();
    until(&reader, DeviceState::Faulted(Fault::Silent)).await;
    module.lay("张测试");
    assert_eq!(read(&mut events).await, "张测试");
}

#[tokio::test(start_paused = true)]
async fn a_line_that_is_talked_on_without_end() {
    let (module, reader, mut events) = start();
    until(&reader, DeviceState::Ready).await;
    let noise: Vec<u8> = (0..6000_u32).map(|n| (n * 7 % 251) as u8).collect();
    for command in [STATUS, SAM_ID, FIND] {
        module.0.lock().unwrap().table.insert(command, noise.clone());
    }
    reader.arm();
    until(&reader, DeviceState::Faulted(Fault::Garbled)).await;
    module.set(STATUS, 0x90, &[]);
    module.set(SAM_ID, 0x90, &[7; 16]);
    module.lay("张测试");
    assert_eq!(read(&mut events).await, "张测试");
}
