//! Every delay of the panel, in one table.

use std::time::Duration;

use super::line::Input;

/// Every delay of the panel. Orders of magnitude are our own choice where no source is named: contacts of doors and buttons
/// bounce for a few milliseconds (measured for 18 switches: mostly under 6 ms, worst 157 ms; J. Ganssle, A Guide to Debouncing).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// Quiet after which the door is believed: a heavy switch on a shaking sheet of metal.
    pub door: Duration,
    /// Quiet after which the tamper contact is believed; short, so that a short opening is told.
    pub tamper: Duration,
    /// Quiet after which a paper sensor is believed: a sheet flutters while it is taken.
    pub paper: Duration,
    /// Quiet after which the call button is believed.
    pub call_button: Duration,
    /// Longest time that a contact may tremble: then it is told as it reads, so that a broken one is not silent for ever.
    pub restless: Duration,
    /// Least time between two readings of the lines, however many edges come.
    pub pace: Duration,
    /// Between two readings while no edge comes: finds lost edges, and a chip that vanished.
    pub look: Duration,
    /// How long the printer stays without power: its capacitors must run empty.
    pub power_off: Duration,
    /// How long the printer needs after power is back before it is asked for anything.
    pub power_settle: Duration,
    /// From dark to dark of a breathing light.
    pub breath: Duration,
    /// Between two steps of a breathing light's brightness: each wakes the program while nobody does anything.
    pub breath_step: Duration,
    /// From on to on of a light that cannot be dimmed.
    pub blink: Duration,
    /// Least time between two flashes of a light, whatever it is told: never more than three a second (WCAG 2.2, 2.3.1;
    /// EN 301 549 9.2.3.1).
    pub flash: Duration,
    /// First and longest wait between two attempts to open the chip.
    pub reopen: (Duration, Duration),
}

impl Delays {
    pub(super) fn quiet(&self, input: Input) -> Duration {
        match input {
            Input::Door => self.door,
            Input::Tamper => self.tamper,
            Input::PaperExit | Input::PaperLow | Input::PaperOut => self.paper,
            Input::CallButton => self.call_button,
        }
    }
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            door: Duration::from_millis(200),
            tamper: Duration::from_millis(10),
            paper: Duration::from_millis(100),
            call_button: Duration::from_millis(30),
            restless: Duration::from_secs(2),
            pace: Duration::from_millis(2),
            look: Duration::from_secs(1),
            power_off: Duration::from_secs(5),
            power_settle: Duration::from_secs(2),
            breath: Duration::from_secs(3),
            breath_step: Duration::from_millis(80),
            blink: Duration::from_secs(1),
            flash: Duration::from_millis(340),
            reopen: (Duration::from_millis(200), Duration::from_secs(5)),
        }
    }
}
