//! Which way the pages get onto glass: a window on a desktop, or the display itself on a terminal.

use slint::PlatformError;

/// A way onto glass. Headless runs install [`crate::headless::Stage`] instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// A window under X11 or Wayland.
    Winit,
    /// The display itself, without a window system.
    LinuxKms,
}

/// Chooses the back end, always with the software renderer. Once, before the first window, and after
/// [`crate::fonts::ensure_fontconfig`].
///
/// Fails when the back end was not built in (`linuxkms` is a cargo feature) or a back end is chosen already.
pub fn select_backend(backend: Backend) -> Result<(), PlatformError> {
    let name = match backend {
        Backend::Winit => "winit",
        Backend::LinuxKms => "linuxkms",
    };
    slint::BackendSelector::new().backend_name(name.into()).renderer_name("software".into()).select()
}
