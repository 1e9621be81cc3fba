//! Keeps an output open: one that is gone is opened again after a while, and silence stands in for it meanwhile.

use std::sync::Arc;
use std::time::Duration;

use super::{Output, OutputError, Silent};
use crate::delays::{Backoff, Clock, Delays};

/// Opens an output.
pub type Opener = Box<dyn FnMut() -> Result<Box<dyn Output>, OutputError> + Send>;

/// An output that is opened when something is first said. It tries again only when something is said: a thread that
/// has nothing to say sleeps.
pub struct Reopening {
    name: String,
    open: Opener,
    output: Option<Box<dyn Output>>,
    silent: Silent,
    backoff: Backoff,
    trouble: Option<String>,
    clock: Arc<dyn Clock>,
    delays: Delays,
}

impl Reopening {
    /// `name`: what it is called in the status.
    pub fn new(name: impl Into<String>, open: Opener, clock: Arc<dyn Clock>, delays: Delays) -> Self {
        let silent = Silent::new(clock.clone(), &delays);
        let (output, backoff, trouble) = (None, Backoff::default(), None);
        Self { name: name.into(), open, output, silent, backoff, trouble, clock, delays }
    }

    fn failed(&mut self, error: &OutputError) {
        tracing::warn!(error = %error, output = self.name, "sound");
        self.output = None;
        self.trouble = Some(error.to_string());
        self.backoff.broke(self.clock.now(), &self.delays);
    }

    fn opened(&mut self) -> Option<&mut Box<dyn Output>> {
        if self.output.is_none() && self.backoff.may_try(self.clock.now()) {
            match (self.open)() {
                Ok(output) => self.output = Some(output),
                Err(error) => self.failed(&error),
            }
        }
        self.output.as_mut()
    }
}

impl Output for Reopening {
    fn name(&self) -> &str {
        &self.name
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        match self.opened().map(|output| output.write(samples)) {
            Some(Ok(())) => {
                // Only what takes samples works; one that opens and then fails keeps its growing wait.
                self.backoff.works();
                self.trouble = None;
                Ok(())
            }
            Some(Err(error)) => {
                self.failed(&error);
                self.silent.write(samples)
            }
            None => self.silent.write(samples),
        }
    }

    fn cut(&mut self) {
        self.silent.cut();
        if let Some(output) = &mut self.output {
            output.cut();
        }
    }

    fn delay(&mut self) -> Duration {
        match &mut self.output {
            Some(output) => output.delay(),
            None => self.silent.delay(),
        }
    }

    fn rest(&mut self) {
        if let Some(output) = &mut self.output {
            output.rest();
        }
    }

    fn trouble(&self) -> Option<String> {
        self.trouble.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delays::VirtualClock;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicBool, Ordering};

    struct Card(Arc<AtomicBool>);

    impl Output for Card {
        fn name(&self) -> &'static str {
            "card"
        }

        fn write(&mut self, _: &[i16]) -> Result<(), OutputError> {
            if self.0.load(Ordering::SeqCst) { Ok(()) } else { Err(gone()) }
        }

        fn cut(&mut self) {}

        fn delay(&mut self) -> Duration {
            Duration::ZERO
        }
    }

    fn gone() -> OutputError {
        OutputError::Gone { device: "plughw:1".into(), what: "No such device".into() }
    }

    #[test]
    fn a_card_that_is_pulled_out_is_silent_and_comes_back() {
        let (clock, plugged) = (Arc::new(VirtualClock::default()), Arc::new(AtomicBool::new(true)));
        let tries = Arc::new(Mutex::new(0));
        let (card, counted) = (plugged.clone(), tries.clone());
        let open: Opener = Box::new(move || {
            *counted.lock().unwrap() += 1;
            if card.load(Ordering::SeqCst) { Ok(Box::new(Card(card.clone()))) } else { Err(gone()) }
        });
        let mut output = Reopening::new("headphones", open, clock.clone(), Delays::default());
        output.write(&[0; 441]).unwrap();
        assert_eq!((output.trouble(), *tries.lock().unwrap()), (None, 1));
        plugged.store(false, Ordering::SeqCst);
        for _ in 0..500 {
            output.write(&[0; 441]).unwrap();
        }
        assert!(clock.now() > Duration::from_secs(9), "silence keeps the time of speech: {:?}", clock.now());
        assert_eq!(*tries.lock().unwrap(), 4, "tried again after 1, 2 and 4 s");
        assert!(output.trouble().unwrap().contains("check the cable"), "{:?}", output.trouble());
        plugged.store(true, Ordering::SeqCst);
        clock.sleep(Duration::from_secs(60));
        output.write(&[0; 441]).unwrap();
        assert_eq!(output.trouble(), None);
    }
}
