//! The dock: a second small window that shows how every device is and in which a developer lays cards and phones down,
//! empties the paper, opens lids and doors, presses keys, plugs headphones in and cuts lines of simulated devices.

mod devices;

use std::rc::Rc;
use std::time::Duration;

use screen::Dock;

use crate::desk::Devices;
use crate::simulated::Controls;

/// How often the dock looks at the devices.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// The open dock; closed when dropped.
pub(crate) struct DockWindow {
    _dock: Rc<Dock>,
    _timer: slint::Timer,
}

impl DockWindow {
    /// Opens it beside the terminal's window, which is `terminal` pixels wide; over its right half when a common
    /// display (1920 pixels across) has no room beside it.
    pub(crate) fn open(controls: Controls, reports: Devices, terminal: u32) -> Result<Self, slint::PlatformError> {
        let left = if terminal <= 1200 { terminal + 8 } else { terminal / 2 };
        let people = devices::people(&controls);
        let dock = Rc::new(Dock::new(left, devices::columns(&controls, &people, &reports.reports()))?);
        let hands = controls.clone();
        dock.on_act(move |group, item| {
            if let Err(why) = devices::act(&hands, group, item) {
                tracing::warn!(group, item, why, "the dock could not do it");
            }
        });
        let timer = slint::Timer::default();
        let shown = dock.clone();
        timer.start(slint::TimerMode::Repeated, LOOK_EVERY, move || {
            shown.show(devices::columns(&controls, &people, &reports.reports()));
        });
        Ok(Self { _dock: dock, _timer: timer })
    }
}
