//! What a piece of work costs this process: time on a processor, which a busy machine does not lengthen, and how far its
//! memory has grown at most.

use std::time::Duration;

/// What was spent.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    pub time: Duration,
    /// Bytes that were held beyond those at the beginning. Nothing where the system does not tell.
    pub grown: usize,
}

/// Does a piece of work. What other threads hold counts as well: what is measured has a process of its own.
pub fn of<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    forget_peak();
    let (held, begun) = (bytes("VmRSS:"), clock());
    let made = work();
    let time = clock().saturating_sub(begun);
    let grown = peak().zip(held).map_or(0, |(peak, held)| peak.saturating_sub(held));
    (made, Cost { time, grown })
}

/// The most memory that this process has held so far. `None` where the system does not tell.
pub fn peak() -> Option<usize> {
    bytes("VmHWM:")
}

fn bytes(field: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(field))?;
    Some(line.split_whitespace().nth(1)?.parse::<usize>().ok()? * 1024)
}

/// Makes the system count from what is held now. Where it cannot, growth is told too small, never too large.
fn forget_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// How long this thread has been on a processor.
fn clock() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[test]
fn what_is_spent_is_noticed() {
    let (sum, cost) = of(|| vec![1u8; 32 << 20].iter().map(|&byte| u64::from(byte)).sum::<u64>());
    assert_eq!(sum, 32 << 20);
    assert!(cost.time > Duration::ZERO);
    assert!(peak().is_none() || cost.grown >= 16 << 20, "{cost:?}");
}
