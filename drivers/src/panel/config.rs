//! Which line of which chip is what: `[panel]` of a terminal's configuration.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use super::line::{Input, Light, Output};

/// How a board's lines are reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardKind {
    /// The kernel's GPIO character device: any Linux board.
    Gpiocdev,
    /// Registers of a Raspberry Pi; lines are BCM numbers. Lights can be dimmed.
    RaspberryPi,
    /// No hardware: for tests and for terminals without a panel.
    Soft,
}

/// What pulls a line where nothing drives it. An output has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bias {
    /// A resistor on the board, or none is needed.
    #[default]
    None,
    /// The chip's own, to its supply: for a contact to ground.
    PullUp,
    /// The chip's own, to ground.
    PullDown,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `/dev/gpiochip0`, or the chip's label as `gpiodetect` shows it; a label does not change when chips come up in another
    /// order. Empty on a Raspberry Pi and without hardware.
    pub chip: String,
    /// Its offset on the chip (BCM number on a Raspberry Pi).
    pub line: u32,
    /// Active is the low level.
    pub active_low: bool,
    /// What pulls it.
    pub bias: Bias,
}

/// All lines of a panel. Not every panel has everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineMap {
    /// What is read.
    pub inputs: BTreeMap<Input, Line>,
    /// What is driven.
    pub outputs: BTreeMap<Output, Line>,
}

/// `[panel]`: the board and its lines.
///
/// ```toml
/// [panel]
/// board = "gpiocdev"              # gpiocdev, raspberry_pi or soft
/// chip = "pinctrl-bcm2711"        # for every line that names no other
///
/// [panel.inputs]
/// door = { line = 17, active_low = true, bias = "pull_up" }
///
/// [panel.outputs]
/// reader_light = { line = 5 }
/// printer_power = { line = 6, active_low = true }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "PanelTable")]
pub struct PanelConfig {
    /// How the lines are reached.
    pub board: BoardKind,
    /// The lines.
    pub lines: LineMap,
}

/// What is wrong with `[panel]`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PanelConfigError {
    /// Not TOML, or not these keys. The text has line and column.
    #[error("{0}")]
    Toml(String),
    /// A key's value cannot be.
    #[error("{key}: {says}")]
    Key {
        /// Which, like `panel.inputs.door.line`.
        key: String,
        /// What is wrong and what to do.
        says: String,
    },
}

impl PanelConfig {
    /// Reads a text that has a table `[panel]`; other tables are not looked at.
    pub fn parse(text: &str) -> Result<Self, PanelConfigError> {
        #[derive(Deserialize)]
        struct Whole {
            panel: Option<PanelConfig>,
        }
        let whole: Whole = toml::from_str(text).map_err(|error| PanelConfigError::Toml(error.to_string()))?;
        whole
            .panel
            .ok_or_else(|| at("panel", "there is no [panel]; add it, with board = \"soft\" where there is no hardware"))
    }

    /// A panel without hardware that has everything.
    pub fn soft() -> Self {
        let line = |line| Line { chip: String::new(), line, active_low: false, bias: Bias::None };
        let inputs = Input::ALL.into_iter().zip((0..).map(line)).collect();
        let outputs = Output::ALL.into_iter().zip((100..).map(line)).collect();
        Self { board: BoardKind::Soft, lines: LineMap { inputs, outputs } }
    }
}

/// As written. Every name is known, so that a wrong one is refused with its line and the names that there are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PanelTable {
    board: BoardKind,
    chip: Option<String>,
    #[serde(default)]
    inputs: InputsTable,
    #[serde(default)]
    outputs: OutputsTable,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct InputsTable {
    door: Option<LineTable>,
    tamper: Option<LineTable>,
    paper_exit: Option<LineTable>,
    paper_low: Option<LineTable>,
    paper_out: Option<LineTable>,
    call_button: Option<LineTable>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct OutputsTable {
    reader_light: Option<LineTable>,
    scanner_light: Option<LineTable>,
    paper_slot_light: Option<LineTable>,
    headphone_light: Option<LineTable>,
    printer_power: Option<LineTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineTable {
    chip: Option<String>,
    line: u32,
    #[serde(default)]
    active_low: bool,
    #[serde(default)]
    bias: Bias,
}

impl TryFrom<PanelTable> for PanelConfig {
    type Error = PanelConfigError;

    fn try_from(table: PanelTable) -> Result<Self, PanelConfigError> {
        let PanelTable { board, chip, inputs, outputs } = table;
        if board != BoardKind::Gpiocdev && chip.is_some() {
            return Err(at("panel.chip", "only board = \"gpiocdev\" has chips; take chip out"));
        }
        let mut taken = Taken { board, chip, by: BTreeMap::new() };
        let inputs = [
            (Input::Door, inputs.door),
            (Input::Tamper, inputs.tamper),
            (Input::PaperExit, inputs.paper_exit),
            (Input::PaperLow, inputs.paper_low),
            (Input::PaperOut, inputs.paper_out),
            (Input::CallButton, inputs.call_button),
        ];
        let outputs = [
            (Output::Light(Light::Reader), outputs.reader_light),
            (Output::Light(Light::Scanner), outputs.scanner_light),
            (Output::Light(Light::PaperSlot), outputs.paper_slot_light),
            (Output::Light(Light::Headphone), outputs.headphone_light),
            (Output::PrinterPower, outputs.printer_power),
        ];
        let mut lines = LineMap::default();
        for (input, table) in inputs {
            let Some(table) = table else { continue };
            lines.inputs.insert(input, taken.take(&format!("panel.inputs.{}", input.key()), table)?);
        }
        for (output, table) in outputs {
            let Some(table) = table else { continue };
            let key = format!("panel.outputs.{}", output.key());
            if table.bias != Bias::None {
                return Err(at(format!("{key}.bias"), "an output is driven, nothing pulls it; take bias out"));
            }
            lines.outputs.insert(output, taken.take(&key, table)?);
        }
        if lines == LineMap::default() {
            return Err(at("panel", "it has no line; add [panel.inputs] or [panel.outputs], or take [panel] out"));
        }
        Ok(Self { board, lines })
    }
}

/// Highest BCM number of a pin: 27 are on the header, 53 on a compute module (rppal, `gpio::Gpio::get`).
const LAST_BCM: u32 = 53;

/// Which line is what already.
struct Taken {
    board: BoardKind,
    chip: Option<String>,
    by: BTreeMap<(String, u32), String>,
}

impl Taken {
    fn take(&mut self, key: &str, table: LineTable) -> Result<Line, PanelConfigError> {
        let LineTable { chip, line, active_low, bias } = table;
        let chip = match (self.board, chip.or_else(|| self.chip.clone())) {
            (BoardKind::Gpiocdev, Some(chip)) if !chip.trim().is_empty() => chip,
            (BoardKind::Gpiocdev, _) => {
                return Err(at(
                    format!("{key}.chip"),
                    "no chip; write chip = \"/dev/gpiochip0\" or the label that `gpiodetect` shows, here or in [panel]",
                ));
            }
            (_, Some(_)) => {
                return Err(at(format!("{key}.chip"), "only board = \"gpiocdev\" has chips; take chip out"));
            }
            (_, None) => String::new(),
        };
        if self.board == BoardKind::RaspberryPi && line > LAST_BCM {
            let says =
                format!("a Raspberry Pi has no line {line}; write its BCM number, 0 to {LAST_BCM} (see `pinout`)");
            return Err(at(format!("{key}.line"), says));
        }
        if let Some(other) = self.by.insert((chip.clone(), line), key.to_owned()) {
            let says = format!("line {line} is {other} already; a line can be one thing only");
            return Err(at(format!("{key}.line"), says));
        }
        Ok(Line { chip, line, active_low, bias })
    }
}

fn at(key: impl Into<String>, says: impl fmt::Display) -> PanelConfigError {
    PanelConfigError::Key { key: key.into(), says: says.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
[panel]
board = "gpiocdev"
chip = "/dev/gpiochip0"

[panel.inputs]
door = { line = 17, active_low = true, bias = "pull_up" }
call_button = { line = 3, chip = "expander" }

[panel.outputs]
reader_light = { line = 5 }
printer_power = { line = 3, active_low = true }
"#;

    #[test]
    fn a_whole_panel() {
        let panel = PanelConfig::parse(WHOLE).unwrap();
        assert_eq!(panel.board, BoardKind::Gpiocdev);
        let door = &panel.lines.inputs[&Input::Door];
        let wanted = Line { chip: "/dev/gpiochip0".into(), line: 17, active_low: true, bias: Bias::PullUp };
        assert_eq!(*door, wanted);
        assert_eq!(panel.lines.inputs[&Input::CallButton].chip, "expander");
        assert_eq!(panel.lines.outputs.len(), 2);
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_key_and_what_to_do() {
        for (from, to, says) in [
            ("{ line = 5 }", "{ line = 17 }", "panel.outputs.reader_light.line: line 17 is panel.inputs.door already"),
            (
                "{ line = 5 }",
                "{ line = 5, bias = \"pull_up\" }",
                "panel.outputs.reader_light.bias: an output is driven",
            ),
            ("{ line = 5 }", "{ line = -5 }", "invalid value"),
            ("{ line = 5 }", "{ lime = 5 }", "unknown field `lime`"),
            ("{ line = 5 }", "{ chip = \"\", line = 5 }", "panel.outputs.reader_light.chip: no chip; write chip ="),
            ("{ line = 5 }", "{ }", "missing field `line`"),
            ("reader_light", "reader_lamp", "unknown field `reader_lamp`, expected one of `reader_light`"),
            ("chip = \"/dev/gpiochip0\"", "", "panel.inputs.door.chip: no chip"),
            ("\"gpiocdev\"", "\"raspberry_pi\"", "panel.chip: only board = \"gpiocdev\" has chips"),
            (
                "\"gpiocdev\"",
                "\"arduino\"",
                "unknown variant `arduino`, expected one of `gpiocdev`, `raspberry_pi`, `soft`",
            ),
            ("\"pull_up\"", "\"up\"", "line 7"),
            ("[panel]", "[panle]", "panel: there is no [panel]"),
        ] {
            let text = WHOLE.replacen(from, to, 1);
            assert_ne!(text, WHOLE);
            let text = if from == "[panel]" { String::from("[panle]") } else { text };
            let said = PanelConfig::parse(&text).unwrap_err().to_string();
            assert!(said.contains(says), "{to}\n{said}");
        }
        let said = PanelConfig::parse("[panel]\nboard = \"soft\"").unwrap_err().to_string();
        assert!(said.contains("it has no line; add [panel.inputs]"), "{said}");
        let said =
            PanelConfig::parse("[panel]\nboard = \"raspberry_pi\"\n[panel.inputs]\ndoor = { line = 54 }").unwrap_err();
        assert!(said.to_string().contains("panel.inputs.door.line: a Raspberry Pi has no line 54"), "{said}");
    }
}
