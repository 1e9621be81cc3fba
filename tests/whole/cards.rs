//! Every person's card of the sandbox, laid on the simulated reader, is read back by the driver as that very person.

use std::time::Duration;

use device_sim::LineOptions;
use device_sim::reader::ReaderSim;
use drivers::id_card::{self, CardEvent, ReaderConfig};
use drivers::port::{Flow, PortConfig};
use kiosk::identity::identity_of;
use platform::sandbox::Sandbox;
use tests::rig::{card, reader_delays};
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
