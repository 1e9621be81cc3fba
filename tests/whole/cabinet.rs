//! The cabinet of a whole terminal: what its contacts do to a visit, and that its lights follow the page.

use std::time::Duration;

use drivers::panel::{Input, Level, Light, SoftPanel};
use kiosk::terminal::DeskEvent;
use service::page::Overlay;
use service::{Intent, Page, Secured};
use tests::rig::{PATIENCE, Rig, Setup};

/// Waits for the lights.
async fn lit(cabinet: &SoftPanel, what: &str, wanted: impl Fn(&SoftPanel) -> bool) {
    let waited = tokio::time::timeout(PATIENCE, cabinet.wait(wanted)).await;
    assert!(waited.is_ok(), "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_door_ends_the_visit_and_staff_hears_of_it() {
    let rig = Rig::start(&Setup::default()).await;
    let mut desk = rig.terminal.desk();
    rig.terminal.intent(Intent::Begin(None));
    rig.terminal.intent(Intent::Agree);
    rig.until("identify", |view| matches!(view.page, Page::Identify { .. })).await.unwrap();
    rig.lay("wang-jianming");
    rig.until("the record", |view| matches!(view.page, Page::Record(_))).await.unwrap();
    rig.cabinet.set(Input::Door, true);
    rig.until("closed", |view| view.page == Page::Secured(Secured::DoorOpen)).await.unwrap();
    let heard = tokio::time::timeout(Duration::from_secs(20), desk.recv()).await.unwrap().unwrap();
    assert_eq!(heard, DeskEvent::DoorOpened);
    rig.cabinet.set(Input::Door, false);
    rig.until("open again", |view| view.page == Page::Attract).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn tampering_outlasts_its_contact_and_the_button_calls() {
    let rig = Rig::start(&Setup::default()).await;
    rig.cabinet.set(Input::CallButton, true);
    rig.until("help", |view| view.overlay == Some(Overlay::Help)).await.unwrap();
    rig.cabinet.set(Input::Tamper, true);
    rig.until("closed", |view| view.page == Page::Secured(Secured::Tampered)).await.unwrap();
    rig.cabinet.set(Input::Tamper, false);
    rig.terminal.event(service::Event::TamperCleared);
    rig.until("open again", |view| view.page == Page::Attract).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn guide_lights_follow_the_page() {
    let rig = Rig::start(&Setup::default()).await;
    lit(&rig.cabinet, "the jack is lit where nobody is", |it| it.light(Light::Headphone) == Level::FULL).await;
    rig.terminal.intent(Intent::Begin(None));
    rig.terminal.intent(Intent::Agree);
    rig.until("identify", |view| matches!(view.page, Page::Identify { .. })).await.unwrap();
    let reader_only = |it: &SoftPanel| it.light(Light::Reader) > Level::OFF && it.light(Light::Headphone) == Level::OFF;
    lit(&rig.cabinet, "the reader breathes", reader_only).await;
    rig.lay("wang-jianming");
    rig.until("the record", |view| matches!(view.page, Page::Record(_))).await.unwrap();
    lit(&rig.cabinet, "all dark on the record", |it| {
        [Light::Reader, Light::Scanner, Light::PaperSlot, Light::Headphone].iter().all(|l| it.light(*l) == Level::OFF)
    })
    .await;
}
