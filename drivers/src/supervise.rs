//! Keeps a device's task alive: when it panics it alone is started again, its handle goes on working, and whoever
//! watches its state sees a fault and then a start like any other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use crate::port::{Backoff, Jitter};
use crate::report::Vitals;
use crate::state::{DeviceState, Fault};

/// What the fault of a task that panicked says.
pub(crate) const DRIVER_FAILED: &str =
    "the driver failed and is being started again; if it fails again and again, report it with the log";

/// Every wait of the supervision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delays {
    /// First and longest wait before a task is started again; doubles.
    pub restart: (Duration, Duration),
    /// A task that lived so long is believed to be well: the next wait is the first one again.
    pub settled: Duration,
}

/// Quick enough that a person who stands there may not notice, slow enough that a task that cannot live costs nothing.
impl Default for Delays {
    fn default() -> Self {
        Self { restart: (Duration::from_millis(100), Duration::from_secs(10)), settled: Duration::from_secs(60) }
    }
}

/// A device's task as its supervisor sees it. Everything that outlives a panic is in it: the inbox of its handle, the
/// sender of its state, its wishes.
pub(crate) trait Worker: Send {
    /// Lives until every handle is gone.
    fn live(&mut self) -> impl Future<Output = ()> + Send;

    /// It has panicked: says so, and lets go what it was doing. Must not wait.
    fn fell(&mut self, fault: Fault);

    /// Shows a state to whoever watches.
    fn show(&self, state: DeviceState);

    /// Says no to every question until `wait` is over. `None`: every handle is gone.
    fn refuse_while(&mut self, wait: impl Future<Output = ()> + Send) -> impl Future<Output = Option<()>> + Send;

    /// Its counters.
    fn vitals(&self) -> &Vitals;
}

/// Runs a task until it ends by itself.
pub(crate) async fn supervise(mut worker: impl Worker, delays: Delays, jitter: Jitter) {
    let mut backoff = Backoff::with_jitter(delays.restart.0, delays.restart.1, jitter);
    loop {
        let start = Instant::now();
        if caught(worker.live()).await.is_ok() {
            return;
        }
        // What it panicked with may hold somebody's data, and is not repeated here; the panic hook has told the place.
        let restarts = worker.vitals().fell();
        tracing::error!(
            device = worker.vitals().name(),
            restarts,
            "the driver of a device failed and is started again"
        );
        worker.fell(Fault::Hardware(DRIVER_FAILED.into()));
        if start.elapsed() >= delays.settled {
            backoff.reset();
        }
        if worker.refuse_while(backoff.wait()).await.is_none() {
            return;
        }
        worker.show(DeviceState::Opening);
    }
}

/// A panic of the future, as an error.
async fn caught<T>(future: impl Future<Output = T>) -> Result<T, ()> {
    let mut future = pin!(future);
    // Nothing of the future is used after a panic: it is dropped.
    std::future::poll_fn(move |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(value)) => Poll::Ready(Ok(value)),
        Err(_) => Poll::Ready(Err(())),
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use tokio::sync::watch;

    use super::*;

    /// Panics at once, `falls` times; then ends.
    struct Unlucky {
        falls: u32,
        starts: Mutex<Vec<Instant>>,
        state: watch::Sender<DeviceState>,
        vitals: Vitals,
        handles_gone: bool,
    }

    impl Worker for &mut Unlucky {
        async fn live(&mut self) {
            self.starts.lock().unwrap().push(Instant::now());
            tokio::task::yield_now().await;
            if self.falls > 0 {
                self.falls -= 1;
                panic!("as it was meant to");
            }
        }

        fn fell(&mut self, fault: Fault) {
            self.show(DeviceState::Faulted(fault));
        }

        fn show(&self, state: DeviceState) {
            self.state.send_replace(state);
        }

        async fn refuse_while(&mut self, wait: impl Future<Output = ()> + Send) -> Option<()> {
            wait.await;
            (!self.handles_gone).then_some(())
        }

        fn vitals(&self) -> &Vitals {
            &self.vitals
        }
    }

    fn unlucky(falls: u32) -> Unlucky {
        let (state, _) = watch::channel(DeviceState::Ready);
        Unlucky { falls, starts: Mutex::default(), state, vitals: Vitals::new("test"), handles_gone: false }
    }

    fn delays() -> Delays {
        Delays { restart: (Duration::from_millis(100), Duration::from_millis(350)), settled: Duration::from_secs(60) }
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_started_again_ever_more_slowly() {
        let mut worker = unlucky(4);
        supervise(&mut worker, delays(), Jitter::none()).await;
        let starts = worker.starts.lock().unwrap().clone();
        let waits: Vec<u128> = starts.windows(2).map(|pair| (pair[1] - pair[0]).as_millis()).collect();
        assert_eq!(waits, [100, 200, 350, 350]);
        assert_eq!(worker.vitals.restarts(), 4);
        assert_eq!(*worker.state.borrow(), DeviceState::Opening);
    }

    #[tokio::test(start_paused = true)]
    async fn without_handles_it_is_not_started_again() {
        let mut worker = Unlucky { handles_gone: true, ..unlucky(4) };
        supervise(&mut worker, delays(), Jitter::none()).await;
        assert_eq!(worker.starts.lock().unwrap().len(), 1);
        assert!(matches!(&*worker.state.borrow(), DeviceState::Faulted(Fault::Hardware(why)) if why == DRIVER_FAILED));
    }
}
