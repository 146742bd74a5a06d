//! A worker process as its parent sees it: started when there is something to read, watched by two clocks, ended when it
//! breaks a limit, replaced after enough files. Whatever happens to it costs the file that it was reading and no other.

use std::ffi::OsString;
use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use extractors::Code;

use super::job::{Item, Job};
use super::protocol::{self, Digest, Frame, Kind};
use super::reader::Reader;
use super::stop::{Stop, Stopped};
use super::worker::{Broken, Ended};
use crate::platform;

/// How a worker is started.
#[derive(Debug, Clone)]
pub struct Program {
    pub path: PathBuf,
    pub arguments: Vec<OsString>,
}

/// How long a file may take, in all and without headway.
#[derive(Debug, Clone, Copy)]
pub struct Clocks {
    pub wall: Duration,
    pub stall: Duration,
}

impl Default for Clocks {
    fn default() -> Self {
        Self { wall: Duration::from_secs(120), stall: Duration::from_secs(20) }
    }
}

/// Files after which a worker is replaced.
const SERVES: usize = 2000;
/// Bytes of memory at which it is replaced.
const RESIDENT: u64 = 512 << 20;
/// Bytes of a worker's last words that are kept.
const LAST_WORDS: usize = 4096;
/// How often a waiting parent looks whether it is asked to stop.
const LOOK: Duration = Duration::from_millis(200);

/// What became of a run's workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub started: u64,
    pub ended_by_limit: u64,
    pub broke: u64,
    pub most_resident: u64,
}

/// A worker, running or not.
pub struct Process {
    program: Program,
    clocks: Clocks,
    stop: Stop,
    running: Option<Running>,
    pub counts: Counts,
}

struct Running {
    child: Child,
    to: Sender<Vec<u8>>,
    from: Receiver<io::Result<Option<Frame>>>,
    words: Arc<Mutex<Vec<u8>>>,
    listener: Option<JoinHandle<()>>,
    served: usize,
}

impl Process {
    pub fn new(program: Program, clocks: Clocks, stop: Stop) -> Self {
        Self { program, clocks, stop, running: None, counts: Counts::default() }
    }

    fn start(&mut self) -> io::Result<&mut Running> {
        if self.running.is_none() {
            self.running = Some(Running::start(&self.program)?);
            self.counts.started += 1;
        }
        self.running.as_mut().ok_or_else(|| io::Error::other("no worker"))
    }

    /// Ends the worker and says why it ended: by a clock of ours, or by itself.
    fn end(&mut self, by_clock: Option<Code>) -> (Code, String) {
        let Some(mut running) = self.running.take() else { return (Code::CRASH, String::new()) };
        if by_clock.is_some() {
            self.counts.ended_by_limit += 1;
        } else {
            self.counts.broke += 1;
        }
        platform::end_group(&mut running.child);
        let status = running.child.wait();
        let words = running.last_words();
        match (by_clock, status) {
            (Some(code), _) => (code, String::new()),
            (None, Ok(status)) => judged(status, &words),
            (None, Err(error)) => (Code::CRASH, error.to_string()),
        }
    }

    /// Waits for the next frame, within both clocks.
    fn next(&mut self, began: Instant) -> Result<Frame, (Code, String)> {
        let asked = Instant::now();
        loop {
            let Some(running) = &self.running else { return Err((Code::CRASH, String::new())) };
            match running.from.recv_timeout(LOOK) {
                Ok(Ok(Some(frame))) => return Ok(frame),
                Ok(Ok(None) | Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                    return Err(self.end(None));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Some(code) = self.over(began, asked) {
                return Err(self.end(Some(code)));
            }
        }
    }

    fn over(&self, began: Instant, asked: Instant) -> Option<Code> {
        if began.elapsed() >= self.clocks.wall {
            return Some(Code::TIMEOUT);
        }
        if asked.elapsed() >= self.clocks.stall {
            return Some(Code::STALL);
        }
        // The whole run ends: what this file gives is not asked for any more.
        matches!(self.stop.asked(), Some(Stopped::Signal(_))).then_some(Code::VANISHED)
    }

    fn answer(
        &mut self,
        began: Instant,
        each: &mut dyn FnMut(Item) -> io::Result<()>,
    ) -> Result<(), (Code, String)> {
        let mut digest = Digest::default();
        loop {
            if began.elapsed() >= self.clocks.wall {
                return Err(self.end(Some(Code::TIMEOUT)));
            }
            let (kind, head, body) = self.next(began)?;
            match kind {
                Kind::Headway => {}
                Kind::Item => {
                    digest.add(&head, &body);
                    let kept = protocol::item(&head, body).and_then(&mut *each);
                    kept.map_err(|error| (self.end(None).0, error.to_string()))?;
                }
                Kind::End => return self.ended(&head, &digest),
                Kind::Broken => return Err(self.broken(&head)),
                Kind::Begin => return Err(self.end(None)),
            }
        }
    }

    fn ended(&mut self, head: &[u8], digest: &Digest) -> Result<(), (Code, String)> {
        let whole = |ended: &Ended| ended.digest == digest.value();
        let Some(ended) = serde_json::from_slice::<Ended>(head).ok().filter(whole) else {
            return Err(self.end(None));
        };
        let resident = ended.resident.unwrap_or(0);
        self.counts.most_resident = self.counts.most_resident.max(resident);
        if let Some(running) = &mut self.running {
            running.served += 1;
            if running.served >= SERVES || resident > RESIDENT {
                self.retire();
            }
        }
        Ok(())
    }

    /// A worker that says itself that reading broke off is not trusted with another file.
    fn broken(&mut self, head: &[u8]) -> (Code, String) {
        let told: Option<Broken> = serde_json::from_slice(head).ok();
        self.counts.broke += 1;
        self.retire();
        let Some(told) = told else { return (Code::CRASH, String::new()) };
        let code = Code::ALL.iter().copied().find(|code| code.id == told.code);
        (code.unwrap_or(Code::CRASH), told.detail)
    }

    /// Lets an idle worker go.
    fn retire(&mut self) {
        if let Some(mut running) = self.running.take() {
            platform::end_group(&mut running.child);
            let _ = running.child.wait();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.retire();
    }
}

impl Reader for Process {
    fn read(
        &mut self,
        job: &Job,
        bytes: Vec<u8>,
        each: &mut dyn FnMut(Item) -> io::Result<()>,
    ) -> Result<(), (Code, String)> {
        let began = Instant::now();
        let mut frame = Vec::with_capacity(bytes.len() + 1024);
        let sent = protocol::write_job(&mut frame, job, &bytes).and_then(|()| {
            drop(bytes);
            self.start()?.to.send(frame).map_err(|_| io::Error::other("the worker is gone"))
        });
        match sent {
            Ok(()) => self.answer(began, each),
            Err(error) => {
                let (code, _) = self.end(None);
                Err((code, error.to_string()))
            }
        }
    }
}

impl Running {
    fn start(program: &Program) -> io::Result<Self> {
        let mut command = Command::new(&program.path);
        command.args(&program.arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        platform::own_group(&mut command);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(mut stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::Error::other("a pipe is missing"));
        };
        let (to, files) = mpsc::channel::<Vec<u8>>();
        std::thread::spawn(move || while files.recv().is_ok_and(|frame| stdin.write_all(&frame).is_ok()) {});
        let (tell, from) = mpsc::sync_channel(4);
        std::thread::spawn(move || {
            let mut input = BufReader::new(stdout);
            loop {
                let frame = protocol::read(&mut input);
                let last = !matches!(frame, Ok(Some(_)));
                if tell.send(frame).is_err() || last {
                    return;
                }
            }
        });
        let words = Arc::default();
        let listener = Some(listen(stderr, Arc::clone(&words)));
        Ok(Self { child, to, from, words, listener, served: 0 })
    }

    /// What it said last, once it has ended.
    fn last_words(&mut self) -> String {
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&words).into_owned()
    }
}

/// Keeps the end of what a worker says on standard error.
fn listen(mut stderr: ChildStderr, words: Arc<Mutex<Vec<u8>>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut piece = [0; 1024];
        while let Ok(count @ 1..) = stderr.read(&mut piece) {
            let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
            words.extend_from_slice(&piece[..count]);
            let surplus = words.len().saturating_sub(LAST_WORDS);
            words.drain(..surplus);
        }
    })
}

/// What the end of a worker means.
fn judged(status: ExitStatus, words: &str) -> (Code, String) {
    if words.contains("memory allocation") {
        return (Code::MEMORY, String::new());
    }
    if words.contains("overflowed its stack") {
        return (Code::STACK, String::new());
    }
    match platform::signal(status) {
        Some(platform::SIGXCPU) => (Code::CPU, String::new()),
        Some(number) => (Code::CRASH, format!("signal {number}")),
        None => (Code::CRASH, status.code().map(|code| format!("exit {code}")).unwrap_or_default()),
    }
}
