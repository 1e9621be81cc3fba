//! The very ticket, before it is printed.

use domain::DocumentKind;
use service::Trouble;
use slint::{ComponentHandle, Image};

use crate::convert;
use crate::generated::{self, App, PreviewAdapter};

pub(super) fn show(app: &App, document: DocumentKind, picture: Image, trouble: Option<Trouble>) {
    let adapter = app.global::<PreviewAdapter>();
    adapter.set_document(convert::document(document));
    adapter.set_picture(picture);
    adapter.set_trouble(trouble.map_or(generated::Trouble::None, convert::trouble));
}

pub(super) fn clear(app: &App) {
    app.global::<PreviewAdapter>().set_picture(Image::default());
}
