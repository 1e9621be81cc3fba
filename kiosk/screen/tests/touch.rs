//! A finger acts on release, and one that slides off before does nothing (WCAG 2.2 2.5.2); what cannot be used now
//! does nothing at all.

mod common;

use std::cell::RefCell;
use std::rc::Rc;
use std::thread::sleep;
use std::time::Duration;

use screen::look::{PORTRAIT, draw};
use screen::samples;
use screen::tree::{controls, tap};
use service::{Comfort, Intent};
use slint::LogicalPosition;
use slint::platform::{PointerEventButton, WindowEvent};

/// Leaves the signs of life out: every touch is one.
fn meant(intents: &RefCell<Vec<Intent>>) -> Vec<Intent> {
    intents.take().into_iter().filter(|intent| *intent != Intent::StillHere).collect()
}

#[test]
fn b2_b4_controls_act_on_release_and_only_then_and_once_where_a_hand_trembles() {
    let (stage, screen) = common::open(PORTRAIT);
    let intents: Rc<RefCell<Vec<Intent>>> = Rc::default();
    let seen = Rc::clone(&intents);
    screen.on_intent(move |intent| seen.borrow_mut().push(intent));
    let mut touched = 0;
    for (name, view) in samples::all().into_iter().filter(|(name, _)| samples::MAIN.contains(&name.as_str())) {
        draw(&stage, &screen, &view, Comfort::default());
        // What turns the page or shows other keys stays on the page: no intent.
        let leaf = [screen::NEXT_SCREEN_LABELS[0], screen::NEXT_SCREEN_LABELS[1], "123"];
        let targets = controls(screen.window()).into_iter().filter(|c| c.interactive && !c.covered);
        for control in targets.filter(|c| !c.visible.is_empty() && !leaf.contains(&c.label.as_str())) {
            meant(&intents);
            slide_off(&screen, control.visible.center());
            assert_eq!(meant(&intents), [], "{name}: “{}” acts though the finger slid off", control.label);

            assert!(tap(screen.window(), &control));
            stage.settle();
            let count = meant(&intents).len();
            let expected = usize::from(control.enabled);
            assert_eq!(
                count, expected,
                "{name}: intents of a tap on “{}”, enabled: {}",
                control.label, control.enabled
            );
            touched += 1;
        }
    }
    assert!(touched > 60, "only {touched} controls were found on the main pages");

    let steady = Comfort { steady: true, ..Comfort::default() };
    let (_, home) = samples::all().into_iter().find(|(name, _)| name == "home").expect("a first page");
    draw(&stage, &screen, &home, steady);
    let help = controls(screen.window()).into_iter().find(|c| c.label == "人工帮助").expect("help on every page");
    meant(&intents);
    for (pause, counts) in [(Duration::from_millis(600), 1), (Duration::ZERO, 0), (Duration::from_millis(600), 1)] {
        sleep(pause);
        assert!(tap(screen.window(), &help));
        stage.settle();
        assert_eq!(meant(&intents).len(), counts, "{pause:?} after the touch before");
    }
}

/// Presses, slides to the window's upper left corner and lets go there.
fn slide_off(screen: &screen::Screen, (x, y): (f32, f32)) {
    let (position, away) = (LogicalPosition::new(x, y), LogicalPosition::new(1.0, 1.0));
    let button = PointerEventButton::Left;
    let window = screen.window();
    window.dispatch_event(WindowEvent::PointerMoved { position });
    window.dispatch_event(WindowEvent::PointerPressed { position, button });
    window.dispatch_event(WindowEvent::PointerMoved { position: away });
    window.dispatch_event(WindowEvent::PointerReleased { position: away, button });
    window.dispatch_event(WindowEvent::PointerExited);
}
