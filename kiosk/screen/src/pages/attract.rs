//! What the idle page tells beside its own words.

use domain::catalogue::Audience;
use service::{Language, News};
use slint::{ComponentHandle, Image, Rgb8Pixel, SharedPixelBuffer, SharedString};

use super::model;
use crate::generated::{App, AttractAdapter, NewsFor};

pub(crate) fn show(app: &App, language: Language, news: Option<&News>) {
    let adapter = app.global::<AttractAdapter>();
    let Some(news) = news else {
        adapter.set_title("".into());
        adapter.set_text(model([]));
        adapter.set_picture(Image::default());
        adapter.set_to("".into());
        return;
    };
    let said = &news.announcement;
    let english = language == Language::English;
    adapter.set_title(if english { &said.title_en } else { &said.title }.into());
    let text = if english { &said.text_en } else { &said.text };
    adapter.set_text(model(text.iter().map(SharedString::from)));
    adapter.set_audience(match said.audience {
        None => NewsFor::Everybody,
        Some(Audience::Person) => NewsFor::Person,
        Some(Audience::Enterprise) => NewsFor::Enterprise,
    });
    adapter.set_picture(news.picture.as_ref().map(picture).unwrap_or_default());
    adapter.set_to(said.matter.map(|id| service::Target::Matter(id).to_string()).unwrap_or_default().into());
}

fn picture(colours: &service::Colours) -> Image {
    let mut buffer = SharedPixelBuffer::<Rgb8Pixel>::new(colours.width, colours.height);
    let (pixels, _) = colours.rgb.reveal().as_chunks::<3>();
    for (to, [r, g, b]) in buffer.make_mut_slice().iter_mut().zip(pixels) {
        *to = Rgb8Pixel { r: *r, g: *g, b: *b };
    }
    Image::from_rgb8(buffer)
}
