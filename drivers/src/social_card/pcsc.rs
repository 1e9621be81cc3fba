//! The operating system's card service, PC/SC. Source: pcsclite's API (pcsclite.apdu.fr/api), its client is libpcsclite.

use std::ffi::CString;
use std::time::Duration;

use pcsc::{Card, Context, Disposition, Error, PNP_NOTIFICATION, Protocols, ReaderState, Scope, ShareMode, State};
use zeroize::Zeroizing;

use super::apdu::{MAX_RESPONSE, Transport, TransportError};
use super::device::Trouble;
use super::session::{Presence, Service, Slot, Slots};

/// The card service of this machine: pcscd.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pcsc;

fn trouble(error: Error) -> Trouble {
    match error {
        Error::NoAccess | Error::SecurityViolation => Trouble::Refused(error.to_string()),
        // Not there, or gone while it was asked: pcsclite has several words for it.
        _ => Trouble::NoService,
    }
}

impl Service for Pcsc {
    fn open(&mut self) -> Result<Box<dyn Slots>, Trouble> {
        let context = Context::establish(Scope::System).map_err(trouble)?;
        // The pseudo reader whose state changes when readers come and go.
        let states = vec![ReaderState::new(PNP_NOTIFICATION(), State::UNAWARE)];
        Ok(Box::new(PcscSlots { context, states }))
    }
}

struct PcscSlots {
    context: Context,
    /// The pseudo reader first.
    states: Vec<ReaderState>,
}

impl PcscSlots {
    /// Readers that went are forgotten, those that came are asked for.
    fn refresh(&mut self) -> Result<(), Trouble> {
        let names: Vec<CString> = self.context.list_readers_owned().map_err(trouble)?;
        self.states.retain(|state| {
            state.name() == PNP_NOTIFICATION() || names.iter().any(|name| name.as_c_str() == state.name())
        });
        for name in names {
            if !self.states.iter().any(|state| state.name() == name.as_c_str()) {
                self.states.push(ReaderState::new(name, State::UNAWARE));
            }
        }
        Ok(())
    }
}

impl Slots for PcscSlots {
    fn wait(&mut self, longest: Duration) -> Result<Vec<Slot>, Trouble> {
        self.refresh()?;
        match self.context.get_status_change(longest, &mut self.states) {
            // A reader that went between the two calls is forgotten at the next one.
            Ok(()) | Err(Error::Timeout | Error::Cancelled | Error::UnknownReader | Error::ReaderUnavailable) => {}
            Err(error) => return Err(trouble(error)),
        }
        for state in &mut self.states {
            state.sync_current_state();
        }
        let readers = self.states.iter().filter(|state| {
            let gone = State::UNKNOWN | State::UNAVAILABLE | State::IGNORE;
            state.name() != PNP_NOTIFICATION() && !state.event_state().intersects(gone)
        });
        Ok(readers.map(slot).collect())
    }

    fn connect(&mut self, reader: &str) -> Result<Box<dyn Transport + '_>, TransportError> {
        let named = self.states.iter().find(|state| state.name().to_string_lossy() == reader);
        let name = named.ok_or(TransportError::Reader)?.name();
        let card = self.context.connect(name, ShareMode::Exclusive, Protocols::ANY).map_err(transport)?;
        Ok(Box::new(PcscCard(Some(card))))
    }
}

fn slot(state: &ReaderState) -> Slot {
    let seen = state.event_state();
    let presence = match () {
        () if seen.intersects(State::MUTE) => Presence::Mute,
        () if seen.intersects(State::PRESENT) => Presence::Card,
        () => Presence::Empty,
    };
    Slot { name: state.name().to_string_lossy().into_owned(), presence, count: state.event_count() }
}

fn transport(error: Error) -> TransportError {
    match error {
        Error::SharingViolation => TransportError::InUse,
        Error::UnresponsiveCard | Error::UnpoweredCard | Error::UnsupportedCard | Error::ProtoMismatch => {
            TransportError::Mute
        }
        // A card that goes while it is asked is told in either of these words, by driver and moment.
        Error::NoSmartcard | Error::RemovedCard | Error::ResetCard | Error::NotTransacted | Error::CommDataLost => {
            TransportError::Removed
        }
        Error::InsufficientBuffer => TransportError::Garbled,
        _ => TransportError::Reader,
    }
}

/// A card with power. Dropping it takes the power away: what was selected is forgotten.
struct PcscCard(Option<Card>);

impl Transport for PcscCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        let card = self.0.as_ref().ok_or(TransportError::Removed)?;
        let mut answer = Zeroizing::new(vec![0; MAX_RESPONSE]);
        let length = card.transmit(command, &mut answer).map_err(transport)?.len();
        answer.truncate(length);
        Ok(answer)
    }
}

impl Drop for PcscCard {
    fn drop(&mut self) {
        if let Some(card) = self.0.take() {
            // It may be gone already.
            let _ = card.disconnect(Disposition::UnpowerCard);
        }
    }
}
