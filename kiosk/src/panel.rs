//! The cabinet's panel: from its contacts to events of the visit, from the visit's page to its guide lights.

use drivers::panel::{Delays, Light, LightMode, LineMap, Panel, PanelConfig, PanelEvent, spawn as start, spawn_with};
use service::{Lights, PanelNews};
use tokio::sync::mpsc;

use crate::config::Config;
use crate::simulated::Simulated;

/// The terminal's panel, if it has one. Needs a tokio runtime.
pub(crate) fn spawn(config: &Config, simulated: &Simulated) -> Option<(Panel, mpsc::Receiver<PanelEvent>)> {
    if let Some(panel) = config.cabinet.clone() {
        return Some(start(panel, Delays::default()));
    }
    let lines: LineMap = PanelConfig::soft().lines;
    Some(spawn_with(lines, Delays::default(), simulated.panel()?))
}

/// What an event means to a visit; `None`: nothing.
pub(crate) fn news(event: PanelEvent) -> Option<PanelNews> {
    match event {
        PanelEvent::Door(open) => Some(PanelNews::Door(open)),
        PanelEvent::Tamper(true) => Some(PanelNews::Tamper),
        PanelEvent::CallButton(true) => Some(PanelNews::CallButton),
        PanelEvent::PaperExit(there) => Some(PanelNews::PaperInSlot(there)),
        // Until staff has looked, a contact that closes again changes nothing. The roll's sensors are for staff.
        PanelEvent::Tamper(false)
        | PanelEvent::CallButton(false)
        | PanelEvent::PaperLow(_)
        | PanelEvent::PaperOut(_) => None,
    }
}

/// Lets the lights shine as a page wants them.
pub(crate) fn shine(panel: &Panel, lights: Lights) {
    let wanted = [
        (Light::Reader, lights.reader),
        (Light::Scanner, lights.scanner),
        (Light::PaperSlot, lights.paper),
        (Light::Headphone, lights.headphones),
    ];
    for (light, how) in wanted {
        let mode = match how {
            service::Light::Off => LightMode::Off,
            service::Light::On => LightMode::On,
            service::Light::Breathing => LightMode::Breathing,
        };
        panel.set_light(light, mode);
    }
}
