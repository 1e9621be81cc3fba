//! placeholder
use crate::config::Config;
use std::path::Path;

/// `kiosk bench`
pub fn bench(_config: &Config, _out: &Path) -> Result<(), String> {
    Ok(())
}
