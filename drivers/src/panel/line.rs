//! What is on a panel, by name.

/// A guide light: shows where to put what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// At the ID card reader.
    Reader,
    /// At the code scanner.
    Scanner,
    /// At the slot where paper comes out.
    PaperSlot,
    /// At the headphone jack.
    Headphone,
}

impl Light {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Scanner, Self::PaperSlot, Self::Headphone];
}

/// How a light shines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum LightMode {
    /// Dark.
    #[default]
    Off,
    /// Lit.
    On,
    /// Slowly brighter and darker; on a board that cannot dim: slowly on and off.
    Breathing,
}

/// How bright an output is: 0 to 100 per cent. What cannot be dimmed is on from 50.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Level(u8);

impl Level {
    /// Not driven.
    pub const OFF: Self = Self(0);
    /// Fully driven.
    pub const FULL: Self = Self(100);

    /// So many per cent; more than 100 are 100.
    pub fn percent(percent: u8) -> Self {
        Self(percent.min(100))
    }

    /// In per cent.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// For what knows only on and off.
    pub const fn is_on(self) -> bool {
        self.0 >= 50
    }
}

/// A line that the panel drives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Output {
    /// A guide light.
    Light(Light),
    /// Power of the printer; on means powered.
    PrinterPower,
}

impl Output {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Light(Light::Reader),
        Self::Light(Light::Scanner),
        Self::Light(Light::PaperSlot),
        Self::Light(Light::Headphone),
        Self::PrinterPower,
    ];

    /// How it is when nobody looks after it: lights off, printer powered.
    pub const fn safe(self) -> Level {
        match self {
            Self::Light(_) => Level::OFF,
            Self::PrinterPower => Level::FULL,
        }
    }

    /// Its key in `[panel.outputs]`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Light(Light::Reader) => "reader_light",
            Self::Light(Light::Scanner) => "scanner_light",
            Self::Light(Light::PaperSlot) => "paper_slot_light",
            Self::Light(Light::Headphone) => "headphone_light",
            Self::PrinterPower => "printer_power",
        }
    }
}

/// A line that the panel reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// The cabinet's door; active: open.
    Door,
    /// The tamper contact; active: tampered with.
    Tamper,
    /// Paper in the slot; active: there, not taken yet.
    PaperExit,
    /// The roll's near-end sensor; active: little is left.
    PaperLow,
    /// The roll's end sensor; active: nothing is left.
    PaperOut,
    /// The button that calls staff; active: pressed.
    CallButton,
}

impl Input {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Door, Self::Tamper, Self::PaperExit, Self::PaperLow, Self::PaperOut, Self::CallButton];

    /// Its key in `[panel.inputs]`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Door => "door",
            Self::Tamper => "tamper",
            Self::PaperExit => "paper_exit",
            Self::PaperLow => "paper_low",
            Self::PaperOut => "paper_out",
            Self::CallButton => "call_button",
        }
    }

    /// Its sensor and what it says, in the words of XFS4IoT (CWA 17852, `auxiliaries.status`) where that has some.
    pub(super) fn sensed(self, active: bool) -> (&'static str, String) {
        let (sensor, on, off) = match self {
            Self::Door => ("cabinetDoor", "open", "closed"),
            Self::Tamper => ("tamperSensor", "on", "off"),
            Self::PaperExit => ("paperInSlot", "present", "notPresent"),
            Self::PaperLow => ("paperLow", "on", "off"),
            Self::PaperOut => ("paperOut", "on", "off"),
            Self::CallButton => ("operatorCall", "on", "off"),
        };
        (sensor, (if active { on } else { off }).to_owned())
    }

    pub(super) const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Which inputs are active. One that the panel does not have never is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Inputs(u8);

impl Inputs {
    /// Whether this one is active.
    pub const fn is(self, input: Input) -> bool {
        self.0 & input.bit() != 0
    }

    /// Sets one.
    pub fn set(&mut self, input: Input, active: bool) {
        self.0 = if active { self.0 | input.bit() } else { self.0 & !input.bit() };
    }

    /// The first one in which both differ.
    pub fn difference(self, other: Self) -> Option<Input> {
        Input::ALL.into_iter().find(|input| (self.0 ^ other.0) & input.bit() != 0)
    }

    /// Those that are active in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those that are active in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl FromIterator<Input> for Inputs {
    fn from_iter<T: IntoIterator<Item = Input>>(active: T) -> Self {
        Self(active.into_iter().fold(0, |bits, input| bits | input.bit()))
    }
}

impl std::fmt::Debug for Inputs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(Input::ALL.into_iter().filter(|input| self.is(*input))).finish()
    }
}

/// What happened on the panel; the value is how it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PanelEvent {
    /// The door: `true` open.
    Door(bool),
    /// The tamper contact: `true` tampered with.
    Tamper(bool),
    /// Paper in the slot: `true` there, `false` taken.
    PaperExit(bool),
    /// The roll: `true` little is left.
    PaperLow(bool),
    /// The roll: `true` nothing is left.
    PaperOut(bool),
    /// The call button: `true` pressed.
    CallButton(bool),
}

impl PanelEvent {
    pub(super) const fn new(input: Input, active: bool) -> Self {
        match input {
            Input::Door => Self::Door(active),
            Input::Tamper => Self::Tamper(active),
            Input::PaperExit => Self::PaperExit(active),
            Input::PaperLow => Self::PaperLow(active),
            Input::PaperOut => Self::PaperOut(active),
            Input::CallButton => Self::CallButton(active),
        }
    }
}
