//! Lines of any Linux board, through the kernel's GPIO character device (uAPI v2, Linux 5.10 or newer).
//!
//! Lights are not dimmed here: a line may hang on an I2C expander, where every switching takes a millisecond of a shared bus,
//! so a software PWM would flicker and cost. They blink slowly instead.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::task::{Context, Poll};

use gpiocdev::Request;
use gpiocdev::line::{Bias as LineBias, Config, EdgeDetection, Value, Values};
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;

use super::board::{Board, Chip, Sample};
use super::config::{Bias, Line, LineMap};
use super::line::{Input, Inputs, Level, Output};
use crate::port::OpenError;

/// What `gpioinfo` shows as the user of our lines.
const CONSUMER: &str = "kiosk panel";

/// Edges taken at one reading; the kernel keeps 16 a line.
const EDGES: usize = 256;

/// Opens lines through the GPIO character device.
#[derive(Debug, Clone, Copy, Default)]
pub struct CdevBoard;

impl Board for CdevBoard {
    type Chip = CdevChip;

    fn open(&mut self, lines: &LineMap) -> Result<CdevChip, OpenError> {
        // Outputs first: they are safe before anything is read.
        let outputs = by_chip(&lines.outputs)
            .into_iter()
            .map(|(chip, lines)| {
                let request = request(&chip, &lines, |output, line, config| {
                    config.as_output(Value::from(output.safe().is_on()));
                    config.active_low = line.active_low;
                })?;
                Ok((request, lines.into_iter().map(|(output, line)| (output, line.line)).collect()))
            })
            .collect::<Result<_, OpenError>>()?;
        let inputs = by_chip(&lines.inputs)
            .into_iter()
            .map(|(chip, lines)| {
                let request = request(&chip, &lines, |_, line, config| {
                    config.as_input();
                    config.active_low = line.active_low;
                    config.bias = match line.bias {
                        Bias::None => None,
                        Bias::PullUp => Some(LineBias::PullUp),
                        Bias::PullDown => Some(LineBias::PullDown),
                    };
                    config.edge_detection = Some(EdgeDetection::BothEdges);
                })?;
                let request = watch(request)
                    .map_err(|error| OpenError::Refused { path: chip.into(), reason: error.to_string() })?;
                Ok((request, lines.into_iter().map(|(input, line)| (input, line.line)).collect()))
            })
            .collect::<Result<_, OpenError>>()?;
        Ok(CdevChip { inputs, outputs })
    }
}

/// The new way to do this is `unsafe` because a type might change its descriptor meanwhile; a request keeps its one file.
#[allow(deprecated)]
fn watch(request: Request) -> io::Result<AsyncFd<Request>> {
    AsyncFd::with_interest(request, Interest::READABLE)
}

type Lines<T> = Vec<(T, Line)>;

fn by_chip<T: Copy>(lines: &BTreeMap<T, Line>) -> BTreeMap<String, Lines<T>> {
    let mut chips: BTreeMap<String, Lines<T>> = BTreeMap::new();
    for (what, line) in lines {
        chips.entry(line.chip.clone()).or_default().push((*what, line.clone()));
    }
    chips
}

fn request<T: Copy>(
    chip: &str,
    lines: &Lines<T>,
    configure: impl Fn(T, &Line, &mut Config),
) -> Result<Request, OpenError> {
    let path = find(chip)?;
    let mut builder = Request::builder();
    builder.on_chip(&path).with_consumer(CONSUMER);
    for (what, line) in lines {
        let mut config = Config::default();
        configure(*what, line, &mut config);
        builder.with_line(line.line).from_line_config(&config);
    }
    builder.request().map_err(|error| {
        let numbers: Vec<_> = lines.iter().map(|(_, line)| line.line.to_string()).collect();
        let reason = format!("{error} (lines {}); `gpioinfo` shows who uses a line", numbers.join(", "));
        if path.exists() { OpenError::Refused { path, reason } } else { OpenError::Missing(path) }
    })
}

/// The chip's node, by path or by label.
fn find(chip: &str) -> Result<PathBuf, OpenError> {
    let path = Path::new(chip);
    if path.is_absolute() {
        return if path.exists() { Ok(path.into()) } else { Err(OpenError::Missing(path.into())) };
    }
    let nodes = gpiocdev::chip::chips().unwrap_or_default();
    let named = |node: &PathBuf| {
        let info = gpiocdev::Chip::from_path(node).and_then(|chip| chip.info());
        info.is_ok_and(|info| info.label == chip || info.name == chip)
    };
    nodes.into_iter().find(named).ok_or_else(|| OpenError::Missing(chip.into()))
}

/// The request to each chip, and which of its lines is what.
type Requests<R, T> = Vec<(R, Vec<(T, u32)>)>;

/// Open lines of one or more chips.
#[derive(Debug)]
pub struct CdevChip {
    inputs: Requests<AsyncFd<Request>, Input>,
    outputs: Requests<Request, Output>,
}

impl Chip for CdevChip {
    fn can_dim(&self) -> bool {
        false
    }

    fn set(&mut self, output: Output, level: Level) -> io::Result<()> {
        for (request, lines) in &self.outputs {
            if let Some((_, line)) = lines.iter().find(|(there, _)| *there == output) {
                return request.set_value(*line, Value::from(level.is_on())).map_err(io::Error::other);
            }
        }
        Ok(())
    }

    fn sample(&mut self) -> io::Result<Sample> {
        let mut sample = Sample::default();
        for (request, lines) in &self.inputs {
            let request = request.get_ref();
            // Bounded: edges may come faster than they are read.
            for _ in 0..EDGES {
                if !request.has_edge_event().map_err(io::Error::other)? {
                    break;
                }
                let event = request.read_edge_event().map_err(io::Error::other)?;
                touch(&mut sample.touched, lines, event.offset);
            }
            let mut values = Values::default();
            request.values(&mut values).map_err(io::Error::other)?;
            for (input, line) in lines {
                sample.active.set(*input, values.get(*line) == Some(Value::Active));
            }
        }
        Ok(sample)
    }

    fn poll_edge(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        for (request, _) in &self.inputs {
            // Readiness is taken back first and asked for after: an edge in between is found by the question.
            while let Poll::Ready(guard) = request.poll_read_ready(context) {
                let mut guard = guard?;
                if guard.ready().is_read_closed() {
                    // The chip went: this readiness can not be taken back.
                    return Poll::Ready(Err(io::ErrorKind::NotConnected.into()));
                }
                guard.clear_ready();
                if request.get_ref().has_edge_event().map_err(io::Error::other)? {
                    return Poll::Ready(Ok(()));
                }
            }
        }
        Poll::Pending
    }
}

fn touch(touched: &mut Inputs, lines: &[(Input, u32)], offset: u32) {
    if let Some((input, _)) = lines.iter().find(|(_, line)| *line == offset) {
        touched.set(*input, true);
    }
}
