//! The log: one line an event on standard error, nothing personal in it by construction (`domain::Sensitive`).

use tracing_subscriber::EnvFilter;

/// Starts logging at `info`, or as `KIOSK_LOG` says (`KIOSK_LOG=drivers=debug`).
pub(crate) fn start(quiet: bool) {
    let default = if quiet { "warn" } else { "info" };
    let filter = EnvFilter::try_from_env("KIOSK_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    // A second start (tests) keeps the first.
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init().unwrap_or_default();
}
