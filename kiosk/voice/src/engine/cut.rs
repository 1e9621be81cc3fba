//! Ends a rendering from another thread, also one that waits for a program.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

type Hook = Box<dyn FnOnce() + Send>;

/// Given with each rendering; cheap to clone.
#[derive(Clone, Default)]
pub struct Cut(Arc<Inner>);

#[derive(Default)]
struct Inner {
    cut: AtomicBool,
    hook: Mutex<Option<Hook>>,
}

impl Cut {
    /// Ends the rendering, now and for good.
    pub fn cut(&self) {
        self.0.cut.store(true, Ordering::SeqCst);
        self.run_hook();
    }

    /// Whether it was ended.
    pub fn is_cut(&self) -> bool {
        self.0.cut.load(Ordering::SeqCst)
    }

    /// What wakes an engine that waits; runs at once when the rendering was ended before. Replaces the hook before.
    pub fn on_cut(&self, hook: impl FnOnce() + Send + 'static) {
        *self.0.hook.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(hook));
        if self.is_cut() {
            self.run_hook();
        }
    }

    fn run_hook(&self) {
        let hook = self.0.hook.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(hook) = hook {
            hook();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn a_hook_runs_once_whether_it_comes_before_or_after_the_cut() {
        let (sender, receiver) = channel();
        let (cut, late) = (Cut::default(), sender.clone());
        cut.on_cut(move || sender.send("before").unwrap());
        assert!(!cut.is_cut());
        cut.cut();
        cut.cut();
        cut.on_cut(move || late.send("after").unwrap());
        assert_eq!(receiver.iter().collect::<Vec<_>>(), ["before", "after"]);
    }
}
