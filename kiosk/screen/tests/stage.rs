//! The headless stage: closures of other threads, timers, held time, sleeping, drawing what changed only.

mod common;

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use screen::look::PORTRAIT;
use service::{Comfort, Language, View};
use slint::{Timer, TimerMode};

#[test]
fn the_stage_is_a_platform() {
    let (stage, screen) = common::open(PORTRAIT);
    let samples = screen::samples::all();
    let view = |name: &str| samples.iter().find(|(n, _)| n == name).map(|(_, view)| view.clone()).expect("a sample");
    stage.hold_time();

    // The first frame is whole, the second one does not happen, and a second less redraws little.
    screen.show(&view("home"));
    let drawn = stage.pump(Duration::ZERO).drawn.expect("a first frame");
    assert_eq!(drawn.pixels, 1080 * 1920);
    stage.settle();
    assert_eq!(stage.pump(Duration::ZERO), screen::headless::Pumped::default(), "nothing changed");
    screen.show(&View { seconds_left: Some(97), ..view("home") });
    let before = stage.frame();
    let drawn = stage.pump(Duration::ZERO).drawn.expect("the time left changed");
    assert!(drawn.pixels < 1080 * 1920 / 20, "{} pixels for a second less", drawn.pixels);
    assert!(before.pixels() != stage.frame().pixels(), "the frame shows the new time");

    // Timers move with held time only.
    let fired = Rc::new(Cell::new(0));
    let count = Rc::clone(&fired);
    let timer = Timer::default();
    timer.start(TimerMode::Repeated, Duration::from_secs(1), move || count.set(count.get() + 1));
    stage.settle();
    assert_eq!(fired.get(), 0);
    stage.advance(Duration::from_millis(1100));
    assert_eq!(fired.get(), 1);
    timer.stop();

    // Another thread wakes the sleeper long before its time.
    let start = Instant::now();
    let handle = screen.handle();
    let thread = std::thread::spawn(move || {
        handle.in_event_loop(slint::Window::request_redraw).expect("the stage is there");
    });
    let mut pumped = stage.pump(Duration::from_secs(60));
    while pumped.closures == 0 {
        pumped = stage.pump(Duration::from_secs(60));
    }
    thread.join().expect("the thread ends");
    assert!(start.elapsed() < Duration::from_secs(30), "woken by the closure");

    // The event loop ends when it is told to.
    slint::quit_event_loop().expect("the loop can be ended");
    slint::run_event_loop().expect("the loop ends");

    // A control is found by its name in the language of the screen.
    let label = |language| {
        screen.show(&View { comfort: Comfort { language, ..Comfort::default() }, ..view("home") });
        stage.settle();
        screen::tree::controls(screen.window()).into_iter().map(|c| c.label).collect::<Vec<_>>()
    };
    assert!(label(Language::Chinese).iter().any(|l| l.contains("人工帮助")));
    assert!(!label(Language::English).iter().any(|l| l.contains("人工帮助")));
    assert!(stage.frame_stats().frames >= 3);
}
