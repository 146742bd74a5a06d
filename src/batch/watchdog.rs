//! Who looks at the clocks while a run waits for a worker: a thread that ends the worker when its time is over, so that
//! whoever waits for its answer hears that it is gone.

use std::process::{Child, ExitStatus};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

use extractors::Code;

use super::process::Clocks;
use super::stop::{Stop, Stopped};
use crate::platform;

/// How often somebody looks.
const LOOK: Duration = Duration::from_millis(200);

/// A worker under watch.
pub struct Watchdog {
    watched: Arc<Mutex<Watched>>,
    /// Gone with the watch: the thread ends then.
    _over: Sender<()>,
}

struct Watched {
    child: Child,
    clocks: Clocks,
    stop: Stop,
    /// When the file at hand was begun, and when the worker was last heard of; `None` while nobody waits for it.
    waits: Option<(Instant, Instant)>,
    ended: Option<Code>,
}

impl Watchdog {
    pub fn over(child: Child, clocks: Clocks, stop: Stop) -> Self {
        let watched = Arc::new(Mutex::new(Watched { child, clocks, stop, waits: None, ended: None }));
        let (_over, over) = mpsc::channel::<()>();
        let looked_at = Arc::clone(&watched);
        thread::spawn(move || {
            while over.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                lock(&looked_at).look();
            }
        });
        Self { watched, _over }
    }

    /// Somebody waits for a file from now on.
    pub fn begin(&self) {
        let now = Instant::now();
        lock(&self.watched).waits = Some((now, now));
    }

    /// There was a sign of life.
    pub fn hear(&self) {
        if let Some((_, heard)) = &mut lock(&self.watched).waits {
            *heard = Instant::now();
        }
    }

    /// Nobody waits any more.
    pub fn rest(&self) {
        lock(&self.watched).waits = None;
    }

    /// Ends the worker. Gives why it was ended before, if it was, and how it ended.
    pub fn end(&self) -> (Option<Code>, io::Result<ExitStatus>) {
        let mut watched = lock(&self.watched);
        watched.waits = None;
        platform::end_group(&mut watched.child);
        (watched.ended, watched.child.wait())
    }
}

fn lock(watched: &Mutex<Watched>) -> MutexGuard<'_, Watched> {
    watched.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Watched {
    fn look(&mut self) {
        if let Some(code) = self.over() {
            self.waits = None;
            self.ended = Some(code);
            platform::end_group(&mut self.child);
        }
    }

    fn over(&self) -> Option<Code> {
        let (began, heard) = self.waits?;
        if began.elapsed() >= self.clocks.wall {
            return Some(Code::TIMEOUT);
        }
        if heard.elapsed() >= self.clocks.stall {
            return Some(Code::STALL);
        }
        // The whole run ends: what this file gives is not asked for any more.
        matches!(self.stop.asked(), Some(Stopped::Signal(_))).then_some(Code::VANISHED)
    }
}
