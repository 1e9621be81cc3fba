//! 同源管理: what the platform offers is taken like a file that somebody brings: if it is newer, right and vouched for.

use std::sync::Arc;
use std::time::Duration;

use platform::SharedPlatform;

use super::store::{Store, Why};

/// How often the platform is asked for a newer catalogue.
const ASK_EVERY: Duration = Duration::from_secs(600);

/// Asks from now on. `refused` is told why one was not taken; that what is offered is in force already is no refusal.
/// Needs a tokio runtime.
pub(crate) fn keep_asking(store: Store, platform: SharedPlatform, refused: impl Fn(Why) + Send + 'static) {
    let store = Arc::new(store);
    tokio::spawn(async move {
        let mut last = None;
        loop {
            // Without an answer it is asked again like always: nobody waits for it.
            if let Ok(Some(text)) = platform.catalogue().await
                && last.as_ref() != Some(&text)
            {
                let (store, offered) = (store.clone(), text.clone());
                let taken = tokio::task::spawn_blocking(move || store.offered(&offered)).await;
                last = Some(text);
                match taken {
                    Ok(Ok((_, new))) => tracing::info!(version = %new.version, "the platform's catalogue is taken"),
                    Ok(Err(not)) if not.why == Why::NotNewer => {}
                    Ok(Err(not)) => {
                        tracing::warn!("the platform's catalogue is refused: {}", not.what);
                        refused(not.why);
                    }
                    Err(error) => tracing::error!(%error, "taking a catalogue ended with a panic"),
                }
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
    });
}
