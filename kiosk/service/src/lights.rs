//! Which guide light of the cabinet shines for a page: they lead hands to where the page sends them.

use crate::page::{Page, View};

/// What a guide light does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Light {
    /// Dark.
    #[default]
    Off,
    /// Shines.
    On,
    /// Grows and fades: here.
    Breathing,
}

/// Every guide light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Lights {
    /// At the card's place.
    pub reader: Light,
    /// At the scanner.
    pub scanner: Light,
    /// At the slot from which paper comes.
    pub paper: Light,
    /// At the headphone jack.
    pub headphones: Light,
}

/// The lights of a page. With 减少动画 nothing breathes (WCAG 2.2.2).
pub fn lights(view: &View) -> Lights {
    let lights = of_page(view);
    if !view.comfort.still {
        return lights;
    }
    let still = |light| if light == Light::Breathing { Light::On } else { light };
    Lights {
        reader: still(lights.reader),
        scanner: still(lights.scanner),
        paper: still(lights.paper),
        headphones: still(lights.headphones),
    }
}

fn of_page(view: &View) -> Lights {
    let here = |wanted: bool| if wanted { Light::Breathing } else { Light::Off };
    let dark = Lights::default();
    match &view.page {
        // Whoever cannot see the screen finds the jack first; a light there also helps who can see a little.
        Page::Attract | Page::Home { .. } if !view.headphones => Lights { headphones: Light::On, ..dark },
        Page::Identify { reading: true, .. } => Lights { reader: Light::On, ..dark },
        Page::Identify { ways, .. } => {
            Lights { reader: here(ways.card || ways.social), scanner: here(ways.code), ..dark }
        }
        Page::ScanPaper { .. } => Lights { scanner: Light::Breathing, ..dark },
        Page::Printing { .. } => Lights { paper: Light::On, ..dark },
        Page::TakeIt { card_lies, ticket_waits, .. } => {
            Lights { reader: here(*card_lies), paper: here(*ticket_waits != Some(false)), ..dark }
        }
        // A card that is forgotten is the next one's to find.
        Page::Finished { card_lies, .. } | Page::Sorry { card_lies, .. } => Lights { reader: here(*card_lies), ..dark },
        _ => dark,
    }
}
