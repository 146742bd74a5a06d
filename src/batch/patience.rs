//! Calls that may never come back. A share whose server is gone holds whoever asks it for anything, in the kernel, where no
//! signal reaches. So what is asked of a share is asked by a thread of its own, which is left behind once it has stood still
//! for too long; it keeps what it holds until the program ends, which is why few of them are put up with.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// Threads that a root may hold before nothing more is asked of it.
const MOST_HELD: u64 = 3;

/// The signs of life of a call.
#[derive(Debug, Clone, Default)]
pub struct Pulse(Arc<AtomicU64>);

impl Pulse {
    /// Called whenever the share has answered.
    pub fn beat(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether there was a beat since it was last asked.
    fn is_alive(&self, heard: &mut u64) -> bool {
        let beats = self.0.load(Ordering::Relaxed);
        std::mem::replace(heard, beats) != beats
    }
}

/// A call to be made.
type Call = Box<dyn FnOnce() + Send>;

/// A thread that asks shares, one thing after the other. Where a share holds it, it is left behind, and another takes its
/// place.
#[derive(Debug, Default)]
pub struct Asker(Option<Sender<Call>>);

impl Asker {
    /// What a call gives; `TimedOut` where it gave no sign of life for so long.
    pub fn ask<T: Send + 'static>(
        &mut self,
        stall: Duration,
        call: impl FnOnce(&Pulse) -> T + Send + 'static,
    ) -> io::Result<T> {
        let pulse = Pulse::default();
        let (tell, told) = mpsc::sync_channel(1);
        let own = pulse.clone();
        self.hand(Box::new(move || {
            // Nobody listens any more where the call came back too late.
            let _ = tell.send(call(&own));
        }))?;
        let mut heard = 0;
        let error = loop {
            match told.recv_timeout(stall) {
                Ok(given) => return Ok(given),
                Err(RecvTimeoutError::Disconnected) => break io::Error::other("the asking thread broke off"),
                Err(RecvTimeoutError::Timeout) if pulse.is_alive(&mut heard) => {}
                Err(RecvTimeoutError::Timeout) => break io::ErrorKind::TimedOut.into(),
            }
        };
        self.0 = None;
        Err(error)
    }

    fn hand(&mut self, call: Call) -> io::Result<()> {
        let calls = match &self.0 {
            Some(calls) => calls,
            None => self.0.insert(start()?),
        };
        calls.send(call).map_err(|_| io::Error::other("the asking thread is gone"))
    }
}

/// A thread that makes calls until nobody has any more.
fn start() -> io::Result<Sender<Call>> {
    let (calls, made) = mpsc::channel::<Call>();
    thread::Builder::new().name("asks a share".into()).spawn(move || made.iter().for_each(|call| call()))?;
    Ok(calls)
}

/// How many calls each root has held.
#[derive(Debug)]
pub struct Held(Vec<AtomicU64>);

impl Held {
    pub fn new(roots: usize) -> Self {
        Self((0..roots).map(|_| AtomicU64::new(0)).collect())
    }

    pub fn note(&self, root: usize) {
        if let Some(count) = self.0.get(root) {
            count.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Whether nothing more is asked of a root.
    pub fn is_too_much(&self, root: usize) -> bool {
        self.0.get(root).is_some_and(|count| count.load(Ordering::Relaxed) >= MOST_HELD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_is_given_and_what_stands_still_is_left_behind() {
        let long = Duration::from_secs(600);
        let mut asker = Asker::default();
        assert_eq!(asker.ask(long, |_| 7).unwrap(), 7);
        let broke: io::Result<()> = asker.ask(long, |_| panic!("a call that breaks off"));
        assert_eq!(broke.unwrap_err().kind(), io::ErrorKind::Other);
        let (_never, waits) = mpsc::channel::<()>();
        let held = asker.ask(Duration::from_millis(1), move |_| waits.recv().is_ok());
        assert_eq!(held.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(asker.ask(long, |_| 8).unwrap(), 8, "another thread takes its place");
    }

    #[test]
    fn what_gets_on_is_alive() {
        let (pulse, mut heard) = (Pulse::default(), 0);
        assert!(!pulse.is_alive(&mut heard));
        pulse.beat();
        assert!(pulse.is_alive(&mut heard));
        assert!(!pulse.is_alive(&mut heard));
    }

    #[test]
    fn a_root_is_given_up_after_three() {
        let held = Held::new(2);
        (0..MOST_HELD).for_each(|_| held.note(1));
        assert_eq!((held.is_too_much(0), held.is_too_much(1), held.is_too_much(2)), (false, true, false));
    }
}
