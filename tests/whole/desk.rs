//! E5: help is called at the terminal, the desk hears of it at once and answers; the person is told and goes on.

use std::path::Path;
use std::time::Duration;

use kiosk::desk;
use service::page::{Help, Overlay};
use service::{Intent, Page};
use tests::rig::{Rig, Setup};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};

/// Everything here happens within this, on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(20);

struct Staff {
    lines: Lines<BufReader<OwnedReadHalf>>,
    writing: OwnedWriteHalf,
}

impl Staff {
    async fn at(socket: &Path) -> Self {
        let (reading, writing) = UnixStream::connect(socket).await.unwrap().into_split();
        Self { lines: BufReader::new(reading).lines(), writing }
    }

    async fn say(&mut self, line: &str) {
        self.writing.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }

    async fn hear(&mut self) -> serde_json::Value {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await.expect("an answer").unwrap().unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn e5_help_is_heard_at_the_desk_and_answered_at_the_terminal() {
    let rig = Rig::start(&Setup::default()).await;
    let folder = tests::folder();
    let socket = folder.path().join("control.sock");
    desk::serve(&socket, rig.served()).unwrap();

    let mut asking = Staff::at(&socket).await;
    asking.say(r#"{"do":"status"}"#).await;
    let status = asking.hear().await;
    assert_eq!(status["status"]["in_use"], false, "{status}");
    assert_eq!(status["status"]["devices"]["printer"]["status"], "online", "{status}");
    // Without a sound card it goes on, silent, and says so.
    let voice = status["status"]["voice"]["headphones"].as_str().unwrap_or_default();
    assert!(voice.contains("[voice] headphones"), "{status}");

    let mut watching = Staff::at(&socket).await;
    watching.say(r#"{"do":"watch"}"#).await;
    let mut views = rig.terminal.views();
    rig.terminal.intent(Intent::Start);
    rig.terminal.intent(Intent::Help);
    // Whoever watches from before hears it, and whoever comes later as well.
    assert_eq!(watching.hear().await["event"]["what"], "help_called");
    let mut late = Staff::at(&socket).await;
    late.say(r#"{"do":"watch"}"#).await;
    assert_eq!(late.hear().await["event"]["what"], "help_called");

    asking.say(r#"{"do":"help_comes"}"#).await;
    assert_eq!(asking.hear().await, "done");
    assert_eq!(watching.hear().await["event"]["what"], "help_comes");
    let told = tokio::time::timeout(PATIENCE, views.wait_for(|view| view.help == Help::Comes)).await.unwrap().unwrap();
    assert_eq!(told.overlay, Some(Overlay::Help));
    assert!(matches!(told.page, Page::Home { can_check: false, .. }), "{:?}", told.page);
    drop(told);

    // The person goes on; when they leave, the desk hears that nobody waits any more.
    rig.terminal.intent(Intent::CloseOverlay);
    rig.terminal.intent(Intent::Home);
    rig.terminal.intent(Intent::Back);
    assert_eq!(watching.hear().await["event"]["what"], "help_over");
    // The journal has the call.
    let counters = rig.journal.counters().await.unwrap();
    assert!(counters.contains(&("help_calls".to_owned(), 1)), "{counters:?}");

    asking.say("what?").await;
    let error = asking.hear().await;
    assert!(error["error"].as_str().unwrap().contains("help_comes"), "{error}");
}
