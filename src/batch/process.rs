//! A worker process as its parent sees it: started when there is something to read, watched by two clocks, ended when it
//! breaks a limit, replaced after enough files. A file that follows is sent while it still reads, so that neither waits for
//! the other. Whatever happens to it costs the file that it was reading and no other.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use extractors::Code;

use super::job::{ItemHead, Job};
use super::protocol::{self, Kind};
use super::reader::{Failure, Reader};
use super::spool::{Lane, Placed, Spool};
use super::stop::Stop;
use super::watchdog::Watchdog;
use super::worker::{Broken, Ended, Unkept};
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
/// Bytes of answers that are read at a time.
const ANSWER: usize = 1 << 14;
/// Bytes of a worker's last words that are kept.
const LAST_WORDS: usize = 4096;
/// What became of a run's workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub started: u64,
    pub ended_by_limit: u64,
    pub broke: u64,
    pub most_resident: u64,
}

/// A worker, running or not.
pub struct Process<'s> {
    program: Program,
    clocks: Clocks,
    stop: Stop,
    spool: &'s Spool,
    running: Option<Running>,
    /// Files that were handed over and not yet answered.
    asked: VecDeque<Asked>,
    pub counts: Counts,
}

struct Asked {
    frame: Vec<u8>,
    sent: bool,
}

struct Running {
    watch: Watchdog,
    to: ChildStdin,
    /// Bytes that its pipe takes although it does not read.
    room: usize,
    from: BufReader<ChildStdout>,
    words: Arc<Mutex<Vec<u8>>>,
    listener: Option<JoinHandle<()>>,
    served: usize,
    lane: Lane,
}

impl<'s> Process<'s> {
    pub fn new(program: Program, clocks: Clocks, stop: Stop, spool: &'s Spool) -> Self {
        let (running, asked, counts) = (None, VecDeque::new(), Counts::default());
        Self { program, clocks, stop, spool, running, asked, counts }
    }

    fn started(&mut self) -> Result<&mut Running, Failure> {
        if self.running.is_none() {
            let lane = self.spool.lane().map_err(Failure::Unkept)?;
            let running = Running::start(&self.program, lane, (self.clocks, self.stop.clone()));
            self.running = Some(running.map_err(|error| Failure::Broke(Code::CRASH, error.to_string()))?);
            self.counts.started += 1;
        }
        self.running.as_mut().ok_or_else(crash)
    }

    /// Sends the first file that waits, and the next one if the pipe takes it while the worker reads the first.
    fn send(&mut self) -> Result<(), Failure> {
        for nth in 0..self.asked.len().min(2) {
            if self.asked[nth].sent {
                continue;
            }
            let room = self.started()?.room;
            let (Some(running), Some(asked)) = (&mut self.running, self.asked.get_mut(nth)) else { break };
            if nth == 0 {
                running.watch.begin();
            } else if asked.frame.len() > room {
                break;
            }
            // Whether it is still there shows when it is asked for its answer.
            let _ = running.to.write_all(&asked.frame);
            asked.sent = true;
            if nth == 0 {
                running.watch.rest();
                asked.frame = Vec::new();
            }
        }
        Ok(())
    }

    /// Lets the worker go. What it was sent ahead, another one reads.
    fn let_go(&mut self) -> Option<Running> {
        self.asked.iter_mut().skip(1).for_each(|asked| asked.sent = false);
        self.running.take()
    }

    /// Ends the worker and says why it ended: by a clock of ours, or by itself.
    fn end(&mut self) -> Failure {
        let Some(mut running) = self.let_go() else { return crash() };
        let (by_clock, status) = running.watch.end();
        if by_clock.is_some() {
            self.counts.ended_by_limit += 1;
        } else {
            self.counts.broke += 1;
        }
        let words = running.last_words();
        self.spool.rest(running.lane);
        let (code, detail) = match (by_clock, status) {
            (Some(code), _) => (code, String::new()),
            (None, Ok(status)) => judged(status, &words),
            (None, Err(error)) => (Code::CRASH, error.to_string()),
        };
        Failure::Broke(code, detail)
    }

    /// Lets an idle worker go.
    fn retire(&mut self) {
        if let Some(running) = self.let_go() {
            let _ = running.watch.end();
            self.spool.rest(running.lane);
        }
    }

    /// Waits for what the worker says of the file that it was sent first.
    fn answer(&mut self) -> Result<Vec<Placed>, Failure> {
        let mut items = Vec::new();
        self.running.iter().for_each(|running| running.watch.begin());
        loop {
            let Some(running) = &mut self.running else { return Err(crash()) };
            let Ok(Some((kind, head, body))) = protocol::read(&mut running.from) else {
                return Err(self.end());
            };
            running.watch.hear();
            match kind {
                Kind::Headway => {}
                Kind::Item => match protocol::item(&head, &body) {
                    Ok(item) => items.push(item),
                    Err(_) => return Err(self.end()),
                },
                Kind::End => return self.ended(&head, items),
                Kind::Broken => return Err(self.broken(&head)),
                Kind::Unkept => return Err(self.unkept(&head)),
                Kind::Begin => return Err(self.end()),
            }
        }
    }

    /// An answer is whole. Its rows stand between what was there before and its end.
    fn ended(&mut self, head: &[u8], items: Vec<(ItemHead, (u64, u64))>) -> Result<Vec<Placed>, Failure> {
        let Some(running) = &mut self.running else { return Err(crash()) };
        let begin = running.lane.end;
        let stands = |end: u64| {
            items
                .iter()
                .all(|(_, (at, rows))| *at >= begin && at.checked_add(*rows).is_some_and(|last| last <= end))
        };
        let Some(ended) = serde_json::from_slice::<Ended>(head).ok().filter(|ended| stands(ended.end)) else {
            return Err(self.end());
        };
        running.watch.rest();
        running.lane.end = ended.end;
        running.served += 1;
        let (served, segment) = (running.served, running.lane.number);
        let resident = ended.resident.unwrap_or(0);
        self.counts.most_resident = self.counts.most_resident.max(resident);
        if served >= SERVES || resident > RESIDENT {
            self.retire();
        }
        Ok(items.into_iter().map(|(head, (at, _))| Placed { head, segment, at }).collect())
    }

    /// A worker that says itself that reading broke off is not trusted with another file.
    fn broken(&mut self, head: &[u8]) -> Failure {
        let told: Option<Broken> = serde_json::from_slice(head).ok();
        self.counts.broke += 1;
        self.retire();
        let Some(told) = told else { return crash() };
        let code = Code::ALL.iter().copied().find(|code| code.id == told.code);
        Failure::Broke(code.unwrap_or(Code::CRASH), told.detail)
    }

    /// A worker cannot write what it read.
    fn unkept(&mut self, head: &[u8]) -> Failure {
        let told: Option<Unkept> = serde_json::from_slice(head).ok();
        self.retire();
        Failure::Unkept(told.map_or_else(|| io::ErrorKind::Other.into(), Unkept::into_error))
    }
}

fn crash() -> Failure {
    Failure::Broke(Code::CRASH, String::new())
}

impl Drop for Process<'_> {
    fn drop(&mut self) {
        self.retire();
    }
}

impl Reader for Process<'_> {
    fn begin(&mut self, job: &Job, bytes: Vec<u8>) {
        let mut frame = Vec::with_capacity(bytes.len() + 1024);
        // What a job is made of can always be told, and a worker that cannot be started is when its answer is asked for.
        let _ = protocol::write_job(&mut frame, job, &bytes);
        drop(bytes);
        self.asked.push_back(Asked { frame, sent: false });
        let _ = self.send();
    }

    fn finish(&mut self) -> Result<Vec<Placed>, Failure> {
        let answer = self.send().and_then(|()| self.answer());
        self.asked.pop_front();
        // Whoever comes next is read meanwhile.
        let _ = self.send();
        answer
    }
}

impl Running {
    fn start(program: &Program, lane: Lane, (clocks, stop): (Clocks, Stop)) -> io::Result<Self> {
        let mut command = Command::new(&program.path);
        command.args(&program.arguments).arg("--rows").arg(&lane.path);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        platform::own_group(&mut command);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(to), Some(from), Some(stderr)) = pipes else {
            return Err(io::Error::other("a pipe is missing"));
        };
        let words = Arc::default();
        let listener = Some(listen(stderr, Arc::clone(&words)));
        let (room, from) = (platform::widen(&to), BufReader::with_capacity(ANSWER, from));
        let watch = Watchdog::over(child, clocks, stop);
        Ok(Self { watch, to, room, from, words, listener, served: 0, lane })
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
