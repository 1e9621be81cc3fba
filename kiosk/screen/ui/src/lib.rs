//! What Slint's compiler makes of `app.slint` and everything that it names: for `screen` alone. A crate of its own, so that
//! a change in `screen` does not compile it anew.
#![allow(warnings, clippy::all, clippy::pedantic, missing_docs, reason = "written by Slint's compiler")]

slint::include_modules!();
