//! From a record or a matter to a sheet: tickets and their pictures.
//!
//! A document is laid out once, as a [`Ticket`] in a grid of half-width columns; [`ops`] makes of it what the printer
//! does and [`picture`] what the screen shows, so the preview is the very ticket.

mod canvas;
mod documents;
mod error;
mod fonts;
mod glyphs;
mod handouts;
mod layout;
pub mod measures;
mod names;
mod phrases;
mod picture;
mod slips;
mod spacing;
mod spoken;
mod to_ops;
pub mod told;
mod width;
mod wrap;

pub use documents::{history, ticket, words};
pub use error::{FontError, PaperError};
pub use fonts::{DEBIAN_FONT_FOLDERS, Fonts, SUBSTITUTE};
pub use handouts::{chain, handout};
pub use layout::{Line, Row, Ticket};
pub use names::{note, printable_name};
pub use picture::{Picture, picture};
pub use slips::{decision, life_file, notice, receipt};
pub use to_ops::ops;
pub use width::{columns, columns_of, printable};
