//! The frame around every page, and the comfort settings.

use service::page::{Banner, Overlay};
use service::{Comfort, Language, View};
use slint::ComponentHandle;

use crate::convert;
use crate::generated::{App, BannerId, Frame, Life, OverlayId, Theme, Trouble};
use crate::screen::Hall;

/// Colours, text size and language. Returns nothing; what is equal to before is not drawn again.
pub(crate) fn comfort(app: &App, hall: &Hall, comfort: Comfort) {
    let theme = app.global::<Theme>();
    theme.set_contrast(convert::contrast(comfort.contrast));
    theme.set_size(convert::size(comfort.size));
    theme.set_simple(comfort.simple);
    theme.set_reach(comfort.reach);
    theme.set_still(comfort.still);
    let english = comfort.language == Language::English;
    app.global::<Life>().set_steady(comfort.steady);
    let frame = app.global::<Frame>();
    frame.set_english(english);
    frame.set_more_time(comfort.more_time);
    frame.set_blank(comfort.blank);
    frame.set_voice(comfort.voice.on);
    frame.set_aloud(comfort.voice.aloud);
    frame.set_rate(comfort.voice.rate.percent().into());
    frame.set_volume(comfort.voice.volume.db().into());
    let (name, place, helper) = if english {
        (&hall.name_en, &hall.place_en, &hall.helper_en)
    } else {
        (&hall.name_zh, &hall.place_zh, &hall.helper_zh)
    };
    frame.set_hall(name.into());
    frame.set_place(place.into());
    frame.set_helper(helper.into());
    // The source text is Chinese; an unknown language would leave the words as they are.
    let _ = slint::select_bundled_translation(if english { "en" } else { "" });
}

/// Clock, steps, footer, banner and panels.
pub(crate) fn show(app: &App, view: &View) {
    let frame = app.global::<Frame>();
    frame.set_step(view.step.map_or(0, i32::from));
    frame.set_counting(view.seconds_left.is_some());
    frame.set_clock(clock(view).into());
    frame.set_can_back(view.can_back);
    frame.set_can_home(view.can_home);
    frame.set_headphones(view.headphones);
    frame.set_help(convert::help(view.help));
    frame.set_patience((view.patience / 60) as i32);
    let (banner, trouble) = match view.banner {
        None => (BannerId::None, Trouble::None),
        Some(Banner::CannotPrint(trouble)) => (BannerId::CannotPrint, convert::trouble(trouble)),
        Some(Banner::CannotRead) => (BannerId::CannotRead, Trouble::None),
        Some(Banner::Offline) => (BannerId::Offline, Trouble::None),
    };
    frame.set_banner(banner);
    frame.set_banner_trouble(trouble);
    let overlay = match view.overlay {
        None => OverlayId::None,
        Some(Overlay::TimeWarning { seconds }) => {
            frame.set_seconds(seconds as i32);
            OverlayId::TimeWarning
        }
        Some(Overlay::Comfort) => OverlayId::Comfort,
        Some(Overlay::Help) => OverlayId::Help,
        Some(Overlay::Unplugged) => OverlayId::Unplugged,
        Some(Overlay::Leave) => OverlayId::Leave,
    };
    frame.set_overlay(overlay);
    // The warning must be answered: what lies around it takes no input meanwhile.
    app.global::<Theme>().set_modal(overlay == OverlayId::TimeWarning);
}

/// Time left as minutes and seconds, else the time of day.
fn clock(view: &View) -> String {
    let (big, small) = match view.seconds_left {
        Some(seconds) => (seconds / 60, seconds % 60),
        None => (u32::from(view.minute_of_day / 60), u32::from(view.minute_of_day % 60)),
    };
    format!("{big:02}:{small:02}")
}
