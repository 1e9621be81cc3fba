//! Every person's card of the sandbox, laid on the simulated reader, is read back by the driver as that very person.

use std::time::Duration;

use device_sim::LineOptions;
use device_sim::reader::ReaderSim;
use device_sim::social_card::Generation;
use drivers::id_card::{self, CardEvent, ReaderConfig};
use drivers::port::{Flow, PortConfig};
use kiosk::identity::identity_of;
use platform::sandbox::Sandbox;
use service::{Intent, Page, View};
use tests::delays::reader_delays;
use tests::person::{Person, Wish};
use tests::rig::{Rig, SOCIAL_READER, Setup, card, whole};
use tests::said::said;
use tokio::time::timeout;

/// Two cores may be busy with other tests.
const PATIENCE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn every_persons_card_is_read_as_that_person() {
    let folder = tests::folder();
    let link = folder.path().join("reader");
    let sim = ReaderSim::start(LineOptions::instant(&link)).unwrap();
    let port = PortConfig { path: link, baud: 921_600, flow: Flow::None, tap: None };
    let (reader, mut news) = id_card::spawn(ReaderConfig { port }, reader_delays());
    reader.arm();
    let sandbox = Sandbox::load(&[tests::project().join("config/sandbox/people")]).unwrap();
    assert!(sandbox.people().len() >= 14);
    for person in sandbox.people() {
        let expected = person.read().unwrap().card.identity();
        sim.control().lay(card(person));
        let read = timeout(PATIENCE, async {
            loop {
                match news.recv().await.unwrap() {
                    CardEvent::Read(card) => return identity_of(&card),
                    CardEvent::Failed(fault) => panic!("{}: {fault}", person.id),
                    CardEvent::Found | CardEvent::Removed => {}
                }
            }
        });
        let identity = read.await.unwrap_or_else(|_| panic!("{}: not read", person.id)).unwrap();
        assert!(identity == expected, "{}: read as somebody else", person.id);
        sim.control().take();
        let gone = timeout(PATIENCE, async { while !matches!(news.recv().await, Some(CardEvent::Removed) | None) {} });
        gone.await.unwrap_or_else(|_| panic!("{}: the card is not seen to be gone", person.id));
    }
}

/// A social security card of the second generation signs its holder in; one of the third leads to the ID card.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_social_security_card_leads_to_the_paper() {
    let rig = Rig::start(&Setup { social: true, ..Setup::default() }).await;
    let mut person = Person::new(&rig, Wish { social: true, ..Wish::default() }, |_| {});
    person.until_end().await.unwrap();
    assert!(person.took && person.told.is_empty(), "{:?}", person.told);
    assert!(!rig.reader.card_present(), "no ID card was laid down");
    assert!(rig.pieces().iter().any(|piece| whole(piece, "王建明")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_that_withholds_whose_it_is_leads_to_the_id_card() {
    let rig = Rig::start(&Setup { social: true, ..Setup::default() }).await;
    let mut person = Person::new(&rig, Wish::default(), |_| {});
    person.until_page("identify").await.unwrap();
    rig.insert("wang-jianming", Generation::Third);
    let withheld = |view: &View| said(view).contains(&"sorry-card:withheld".to_owned());
    rig.until("what is missing is said", withheld).await.unwrap();
    rig.cards.as_ref().unwrap().pull(SOCIAL_READER);
    rig.terminal.intent(Intent::TryAgain);
    let offered = |view: &View| matches!(&view.page, Page::Identify { ways, .. } if ways.card);
    rig.until("the ID card is offered", offered).await.unwrap();
    person.until_end().await.unwrap();
    assert!(person.took);
}
