//! How much memory a piece of code held, by an allocator that counts.

use peak_alloc::PeakAlloc;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// Most bytes that were allocated at once while this ran, beside what was allocated before. Of all threads: nothing else
/// may run.
pub fn held_by(run: impl FnOnce()) -> usize {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    run();
    HEAP.peak_usage().saturating_sub(before)
}
