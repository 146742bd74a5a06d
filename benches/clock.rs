//! The clock of the benches: what a thread was on a processor for, which a busy machine does not lengthen.

use std::time::Duration;

/// How long this thread has been on a processor; the time of day where the system does not tell it.
#[cfg(unix)]
pub fn clock() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

#[cfg(not(unix))]
pub fn clock() -> Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()
}
