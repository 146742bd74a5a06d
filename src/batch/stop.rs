//! Being asked to stop, and having to: a signal, or the time that the run was given.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Why a run starts no more files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// The number of the signal.
    Signal(i32),
    /// The run's time is over; what is done is committed.
    TimeOver,
    /// The lease went to another run.
    LeaseLost,
}

/// What a run looks at between files.
#[derive(Debug, Clone)]
pub struct Stop {
    signal: Arc<AtomicUsize>,
    lease_lost: Arc<AtomicBool>,
    until: Option<Instant>,
}

impl Stop {
    pub fn new(max_runtime: Option<Duration>) -> Self {
        Self {
            signal: Arc::default(),
            lease_lost: Arc::default(),
            until: max_runtime.and_then(|time| Instant::now().checked_add(time)),
        }
    }

    /// Listens to Ctrl-C and to being asked to end.
    pub fn listen(&self) -> io::Result<()> {
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            let number = usize::try_from(signal).unwrap_or_default();
            signal_hook::flag::register_usize(signal, Arc::clone(&self.signal), number)?;
        }
        Ok(())
    }

    pub fn lose_lease(&self) {
        self.lease_lost.store(true, Ordering::SeqCst);
    }

    pub fn asked(&self) -> Option<Stopped> {
        match self.signal.load(Ordering::SeqCst) {
            0 => {}
            number => return Some(Stopped::Signal(i32::try_from(number).unwrap_or_default())),
        }
        if self.lease_lost.load(Ordering::SeqCst) {
            return Some(Stopped::LeaseLost);
        }
        self.until.is_some_and(|until| Instant::now() >= until).then_some(Stopped::TimeOver)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_runs_out_and_signals_win() {
        assert_eq!(Stop::new(None).asked(), None);
        let stop = Stop::new(Some(Duration::ZERO));
        assert_eq!(stop.asked(), Some(Stopped::TimeOver));
        stop.signal.store(15, Ordering::SeqCst);
        assert_eq!(stop.asked(), Some(Stopped::Signal(15)));
    }
}
