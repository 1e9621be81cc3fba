//! What the kernel knows of this process: memory and processor time. Source: proc(5).

use std::time::Duration;

/// Largest resident set so far, in KiB.
pub fn peak_rss_kib() -> Option<u64> {
    status_line("VmHWM:")
}

/// Resident set now, in KiB.
pub fn rss_kib() -> Option<u64> {
    status_line("VmRSS:")
}

fn status_line(name: &str) -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

/// Processor time of all threads of this process so far, in units of the scheduler's clock (nanoseconds).
pub fn cpu_time() -> Option<Duration> {
    let mut nanoseconds = 0;
    for task in std::fs::read_dir("/proc/self/task").ok()?.flatten() {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        nanoseconds += text.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(nanoseconds))
}

/// How long this thread has waited, ready to run, for a processor that something else had.
pub fn queued() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().nth(1)?.parse().ok().map(Duration::from_nanos)
}
