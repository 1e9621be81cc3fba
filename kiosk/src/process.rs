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

/// Resident sets of the programs that this one started and that still run, together, in KiB.
pub fn children_rss_kib() -> u64 {
    let own = std::process::id();
    let Ok(program) = std::fs::read_link("/proc/self/exe") else { return 0 };
    let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    // Until it becomes the other program, a child still is this one, with all of its memory.
    let other = |id: &u32| std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|its| its != program);
    let children = ids.filter(|id| parent(*id) == Some(own)).filter(other);
    children.filter_map(|id| status_line_of(&id.to_string(), "VmRSS:")).sum()
}

fn parent(id: u32) -> Option<u32> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    text.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn status_line(name: &str) -> Option<u64> {
    status_line_of("self", name)
}

fn status_line_of(process: &str, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
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

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    #[test]
    fn the_memory_of_a_child_is_counted_while_it_runs() {
        let mut child = Command::new("sleep").arg("30").stdin(Stdio::null()).spawn().unwrap();
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while super::children_rss_kib() == 0 {
            assert!(std::time::Instant::now() < deadline, "the child is not seen");
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(super::children_rss_kib(), 0);
    }
}
