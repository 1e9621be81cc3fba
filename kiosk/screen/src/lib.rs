//! The Slint pages and one adapter for each. No rules: a [`service::View`] goes in, a [`service::Intent`] comes out.

pub mod audit;
pub mod backend;
pub mod check;
mod convert;
pub mod dock;
pub mod fonts;
mod frame;
pub mod geometry;
pub mod glass;
pub mod headless;
mod ink;
mod intents;
pub mod keypad;
pub mod look;
mod pager;
mod pages;
mod picture;
pub mod samples;
pub mod screen;
pub mod snapshot;
pub mod speech;
pub mod tree;
mod words;

pub use backend::{Backend, select_backend};
pub use dock::{Dock, DockDevice, DockGroup, DockItem};
pub use keypad::{Asked, Feel, Press};
pub use screen::{Hall, Panel, Screen, ScreenHandle};
pub use speech::Saying;
pub use words::{MASKED, NEXT_SCREEN_LABELS, PREVIOUS_SCREEN_LABELS, WITHHELD, consent_text, prompts};

use screen_ui as generated;
