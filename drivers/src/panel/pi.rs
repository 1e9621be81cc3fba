//! Lines of a Raspberry Pi, through rppal: its registers, with a software PWM to dim lights.
//!
//! The PWM is rppal's: a thread a light, at 100 Hz, only while the light is neither dark nor full. The Pi's hardware PWM is on
//! four pins only, two of them the sound's; guide lights are four on any pins, so it is not used.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use rppal::gpio::{Error, Gpio, InputPin, Level as Wire, OutputPin, Pin, Trigger};

use super::board::{Board, Chip, Sample};
use super::config::{Bias, Line, LineMap};
use super::line::{Input, Inputs, Level, Output};
use crate::port::OpenError;

/// 100 Hz: the eye sees no flicker, and the PWM's threads stay cheap.
const PWM_PERIOD: Duration = Duration::from_millis(10);

/// Opens lines of a Raspberry Pi.
#[derive(Debug, Clone, Copy, Default)]
pub struct PiBoard;

fn refused(what: &str, error: &Error) -> OpenError {
    let reason = match error {
        Error::UnknownModel => "this is no Raspberry Pi that rppal knows; write board = \"gpiocdev\"".to_owned(),
        Error::PermissionDenied(path) => format!("{path} may not be opened; add this user to the group gpio"),
        other => other.to_string(),
    };
    OpenError::Refused { path: what.into(), reason }
}

impl Board for PiBoard {
    type Chip = PiChip;

    fn open(&mut self, lines: &LineMap) -> Result<PiChip, OpenError> {
        let gpio = Gpio::new().map_err(|error| refused("the GPIO of this board", &error))?;
        let pin = |line: &Line| -> Result<Pin, OpenError> {
            let number = u8::try_from(line.line).map_err(|_| Error::PinNotAvailable(u8::MAX));
            number.and_then(|number| gpio.get(number)).map_err(|error| refused(&format!("line {}", line.line), &error))
        };
        let mut outputs = BTreeMap::new();
        for (output, line) in &lines.outputs {
            let pin = pin(line)?;
            let pin =
                if output.safe().is_on() == line.active_low { pin.into_output_low() } else { pin.into_output_high() };
            outputs.insert(*output, Driven { pin, active_low: line.active_low, dimmed: false });
        }
        let edges = Arc::new(Mutex::new(Edges::default()));
        let mut inputs = BTreeMap::new();
        for (input, line) in &lines.inputs {
            let pin = pin(line)?;
            let mut pin = match line.bias {
                Bias::None => pin.into_input(),
                Bias::PullUp => pin.into_input_pullup(),
                Bias::PullDown => pin.into_input_pulldown(),
            };
            let (edges, what) = (Arc::clone(&edges), *input);
            pin.set_async_interrupt(Trigger::Both, None, move |_| touch(&edges, what))
                .map_err(|error| refused(&format!("line {}", line.line), &error))?;
            inputs.insert(*input, (pin, line.active_low));
        }
        Ok(PiChip { inputs, outputs, edges })
    }
}

/// What rppal's threads leave for the task.
#[derive(Debug, Default)]
struct Edges {
    touched: Inputs,
    waker: Option<Waker>,
}

fn touch(edges: &Mutex<Edges>, input: Input) {
    let mut edges = edges.lock().unwrap_or_else(PoisonError::into_inner);
    edges.touched.set(input, true);
    if let Some(waker) = edges.waker.take() {
        waker.wake();
    }
}

#[derive(Debug)]
struct Driven {
    pin: OutputPin,
    active_low: bool,
    dimmed: bool,
}

/// Open lines of a Raspberry Pi.
#[derive(Debug)]
pub struct PiChip {
    inputs: BTreeMap<Input, (InputPin, bool)>,
    outputs: BTreeMap<Output, Driven>,
    edges: Arc<Mutex<Edges>>,
}

impl Chip for PiChip {
    fn can_dim(&self) -> bool {
        true
    }

    fn set(&mut self, output: Output, level: Level) -> io::Result<()> {
        let Some(driven) = self.outputs.get_mut(&output) else { return Ok(()) };
        let dims = matches!(output, Output::Light(_)) && level != Level::OFF && level != Level::FULL;
        if dims {
            let high = if driven.active_low { 100 - level.get() } else { level.get() };
            driven.dimmed = true;
            return driven.pin.set_pwm(PWM_PERIOD, PWM_PERIOD * u32::from(high) / 100).map_err(io::Error::other);
        }
        if std::mem::take(&mut driven.dimmed) {
            // Waits for the end of a period: 10 ms, once a breath.
            driven.pin.clear_pwm().map_err(io::Error::other)?;
        }
        let high = level.is_on() != driven.active_low;
        driven.pin.write(if high { Wire::High } else { Wire::Low });
        Ok(())
    }

    fn sample(&mut self) -> io::Result<Sample> {
        let touched = std::mem::take(&mut self.edges.lock().unwrap_or_else(PoisonError::into_inner).touched);
        let mut active = Inputs::default();
        for (input, (pin, active_low)) in &self.inputs {
            active.set(*input, pin.is_high() != *active_low);
        }
        Ok(Sample { active, touched })
    }

    fn poll_edge(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut edges = self.edges.lock().unwrap_or_else(PoisonError::into_inner);
        if edges.touched != Inputs::default() {
            return Poll::Ready(Ok(()));
        }
        edges.waker = Some(context.waker().clone());
        Poll::Pending
    }
}
