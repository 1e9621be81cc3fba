//! The words in which every device says how it is: the life of its task and the status vocabulary of XFS4IoT.
//! Source of the vocabulary: CWA 17852 (XFS4IoT), common device status. No conformance is claimed.

use std::fmt;

use serde::Serialize;

/// Device status in the XFS4IoT vocabulary (CWA 17852, `common.status.device`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DeviceStatus {
    /// Works.
    Online,
    /// Is there but does not answer commands (a line cut, a lid open).
    Offline,
    /// Has no power.
    PowerOff,
    /// Is not there: the port does not exist.
    NoDevice,
    /// Is broken until a technician comes.
    HardwareError,
    /// A person must do something: paper, lid.
    UserError,
    /// Works on a command.
    DeviceBusy,
    /// Was tampered with.
    FraudAttempt,
    /// May have been tampered with.
    PotentialFraud,
    /// Is being opened and asked who it is.
    Starting,
}

/// The life of a device task: `Absent → Opening → Ready → Busy → Faulted(reason)`, reopening with backoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceState {
    /// The port does not exist, or the device left it.
    Absent,
    /// The port is being opened and the device asked who it is.
    Opening,
    /// Waits for commands.
    Ready,
    /// Works on a command.
    Busy,
    /// Is there but cannot work.
    Faulted(Fault),
}

/// Why a device that is there cannot work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The port cannot be opened (rights, in use).
    #[error("the port cannot be opened: {0}; check that nothing else uses it and that this user may open it")]
    Port(String),
    /// No answer on an open port.
    #[error(
        "the device does not answer; check its power and cable and that the baud rate in the configuration is its own"
    )]
    Silent,
    /// Answers that are no protocol of this device.
    #[error(
        "what the device answers is not its protocol; check the baud rate and that the right device is on this port"
    )]
    Garbled,
    /// The device reports its own failure.
    #[error("the device reports a failure of its own: {0}")]
    Hardware(String),
    /// A person must act: paper out, lid open.
    #[error("the device waits for a person: {0}")]
    NeedsPerson(String),
}

/// One word, and the fault behind it.
impl fmt::Display for DeviceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("absent"),
            Self::Opening => f.write_str("opening"),
            Self::Ready => f.write_str("ready"),
            Self::Busy => f.write_str("busy"),
            Self::Faulted(fault) => write!(f, "faulted: {fault}"),
        }
    }
}

impl DeviceState {
    /// The state in the XFS4IoT vocabulary.
    pub fn status(&self) -> DeviceStatus {
        match self {
            Self::Absent => DeviceStatus::NoDevice,
            Self::Opening => DeviceStatus::Starting,
            Self::Ready => DeviceStatus::Online,
            Self::Busy => DeviceStatus::DeviceBusy,
            Self::Faulted(Fault::Port(_) | Fault::Silent | Fault::Garbled) => DeviceStatus::Offline,
            Self::Faulted(Fault::Hardware(_)) => DeviceStatus::HardwareError,
            Self::Faulted(Fault::NeedsPerson(_)) => DeviceStatus::UserError,
        }
    }
}
