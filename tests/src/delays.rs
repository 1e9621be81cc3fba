//! Waits of the devices on wires in memory, and time limits that never end a visit by themselves.

use std::time::Duration;

use drivers::{id_card, laser, printer, scanner, social_card};

/// Waits of a reader on an instant wire.
pub fn reader_delays() -> id_card::Delays {
    let ms = Duration::from_millis;
    id_card::Delays {
        find_poll: ms(10),
        presence: ms(50),
        health: ms(80),
        fault_retry: ms(80),
        module_answer: ms(500),
        card_answer: ms(500),
        read_answer: ms(900),
        step_answer: ms(500),
        gap: ms(60),
        retry_pause: ms(10),
        reopen_first: ms(10),
        reopen_most: ms(80),
        ..id_card::Delays::default()
    }
}

/// Waits of a printer on an instant wire.
pub fn printer_delays() -> printer::Delays {
    let ms = Duration::from_millis;
    printer::Delays {
        poll: ms(80),
        poll_asb: ms(80),
        poll_busy: ms(80),
        answer: ms(500),
        quiet: ms(30),
        reopen: (ms(10), ms(80)),
        stall: ms(600),
        completion: ms(1500),
        person: Duration::ZERO,
        cooling: ms(200),
        clear: ms(300),
        retract: ms(500),
    }
}

/// Waits of a scanner on an instant wire.
pub fn scanner_delays() -> scanner::Delays {
    let ms = Duration::from_millis;
    scanner::Delays {
        gap: ms(40),
        unfinished: ms(80),
        same: ms(800),
        alive: ms(80),
        again: ms(80),
        after_code: ms(60),
        reopen_first: ms(10),
        reopen_most: ms(80),
        ..scanner::Delays::default()
    }
}

/// Waits of an A4 printer on this machine.
pub fn laser_delays() -> laser::Delays {
    let ms = Duration::from_millis;
    laser::Delays {
        reach: ms(250),
        answer: ms(500),
        hand_over: ms(1500),
        idle: ms(80),
        attended: ms(50),
        job: ms(50),
        stopped: ms(600),
        whole: (ms(2500), ms(1000)),
        lost: ms(400),
        recall: ms(600),
    }
}

/// Waits of a reader of social security cards in this process.
pub fn social_delays() -> social_card::Delays {
    let ms = Duration::from_millis;
    social_card::Delays {
        look: ms(50),
        retry_pause: ms(10),
        reopen: (ms(10), ms(80)),
        ..social_card::Delays::default()
    }
}

/// Time limits of a visit that never end one by themselves; the farewell is short.
pub fn visit_delays() -> service::Delays {
    let long = Duration::from_secs(600);
    let delays = service::Delays::default();
    let patient =
        service::Patience { inactivity: long, take_it: long, finished: Duration::from_millis(30), ..delays.usual };
    service::Delays {
        usual: patient,
        longer: patient,
        longest: patient,
        taken: long,
        platform: Duration::from_secs(2),
        ..delays
    }
}
