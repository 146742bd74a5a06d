//! A worker and what is done around it: a file is copied, compared with what is known, and handed over, while the worker
//! still reads the one before.

use std::sync::mpsc::Sender;

use super::clock;
use super::job::Job;
use super::patience::Asker;
use super::plan::{Need, Plan, Planned};
use super::process::{Counts, Process};
use super::read::{self, Copied};
use super::reader::{Failure, Reader};
use super::walk::readable;
use super::work::{Done, Outcome, Tools};
use crate::dataset::DatasetError;
use crate::dataset::commit::CommitError;
use crate::dataset::state::FileState;
use crate::platform::Times;
use extractors::Code;

/// Files above are not made ready while another one is read: both would be in memory.
const AHEAD: u64 = 1 << 20;

/// One worker's place.
pub struct Slot<'w, 't> {
    tools: &'w Tools<'t>,
    plan: &'w Plan<'w>,
    process: Process<'w>,
    asker: Asker,
}

/// A file whose bytes are with the worker.
struct Handed {
    planned: Planned,
    job: Job,
    times: Times,
}

/// How far a file came before its worker was asked.
enum Begun {
    Done(Planned, Done),
    Handed(Handed),
}

impl<'w, 't> Slot<'w, 't> {
    pub fn new(tools: &'w Tools<'t>, plan: &'w Plan<'w>) -> Self {
        let process = Process::new(tools.program.clone(), tools.clocks, tools.stop.clone(), tools.spool);
        Self { tools, plan, process, asker: Asker::default() }
    }

    /// Works off what comes next until nothing does, or nobody hears of it. Gives what became of the worker.
    pub fn work(mut self, next: &dyn Fn() -> Option<u32>, tell: &Sender<Outcome>) -> Counts {
        let mut read: Option<(u32, Handed)> = None;
        let mut heard = true;
        while heard {
            let (number, planned) = match next() {
                Some(number) => (number, self.plan.get(number)),
                None => break,
            };
            if planned.as_ref().is_ok_and(|planned| planned.seen.size > AHEAD)
                && let Some(before) = read.take()
            {
                heard = self.tell(before, tell);
            }
            let begun = planned.and_then(|planned| self.begin(planned));
            if let Some(before) = read.take() {
                heard &= self.tell(before, tell);
            }
            match begun {
                Ok(Begun::Handed(handed)) => read = Some((number, handed)),
                Ok(Begun::Done(planned, done)) => heard &= tell.send((number, Ok((planned, done)))).is_ok(),
                Err(error) => heard &= tell.send((number, Err(error))).is_ok(),
            }
        }
        if let Some(before) = read {
            self.tell(before, tell);
        }
        self.process.counts
    }

    /// Waits for what was read of a file and tells of it. Whether anybody listens.
    fn tell(&mut self, (number, handed): (u32, Handed), tell: &Sender<Outcome>) -> bool {
        let done = self.finish(&handed.job, handed.times);
        tell.send((number, done.map(|done| (handed.planned, done)))).is_ok()
    }

    fn begin(&mut self, planned: Planned) -> Result<Begun, DatasetError> {
        if self.tools.stop.asked().is_some() {
            return Ok(Begun::Done(planned, Done::NotReached));
        }
        let path = readable(&planned.seen.raw);
        self.tools.watch.file(&path);
        let kept = self.kept(&planned, &path);
        let copied = match kept.map_or_else(|| self.copied(&planned, &path), Ok) {
            Ok(copied) => copied,
            Err(done) => return Ok(Begun::Done(planned, done)),
        };
        let known = planned.known.as_ref().filter(|_| planned.need == Need::Look);
        if known.is_some_and(|known| is_as_it_was(known, &copied)) {
            let done = same_bytes(&planned, &copied);
            return Ok(Begun::Done(planned, done));
        }
        if self.tools.dry {
            return Ok(Begun::Done(planned, Done::NotReached));
        }
        let job = self.job(&planned, path, &copied)?;
        Ok(self.hand((planned, job), copied))
    }

    /// Hands a file to the worker, unless an earlier run has read it or died with it.
    fn hand(&mut self, (planned, job): (Planned, Job), copied: Copied) -> Begun {
        let Copied { source, times, .. } = copied;
        if let Some(heads) = self.tools.spool.find(&job) {
            return Begun::Done(planned, Done::Read(heads, times));
        }
        if let Some(inflight) = self.tools.inflight {
            if inflight.gives_up(&job.file_id, &job.hash) {
                return Begun::Done(planned, Done::GivenUp(job.hash));
            }
            inflight.begin(&job.file_id, &job.hash);
        }
        self.tools.cache.put(&job.hash, source.bytes());
        self.process.begin(&job, source.into_bytes());
        Begun::Handed(Handed { planned, job, times })
    }

    /// A file's bytes from where it lies, unless its root no longer answers.
    fn copied(&mut self, planned: &Planned, path: &str) -> Result<Copied, Done> {
        let (held, root) = (self.tools.held, planned.seen.root);
        if held.is_too_much(root) {
            return Err(Done::NotReached);
        }
        let copied = read::copy_within(&mut self.asker, self.tools.clocks.stall, (&planned.seen.path, path));
        copied.map_err(|unread| {
            if unread.code == Code::IO_HANG {
                held.note(root);
            }
            Done::Unread(unread)
        })
    }

    /// The bytes of a file that is only read again because of what we know, where they are kept.
    fn kept(&self, planned: &Planned, path: &str) -> Option<Copied> {
        let known = planned.known.as_ref().filter(|_| planned.need == Need::Again)?;
        let source = self.tools.cache.get(known.content_hash.as_deref()?, path)?;
        Some(Copied { hash: source.sha256(), source, times: planned.seen.times })
    }

    /// What was read of a file that was handed over. Where the spool cannot be written, that is no file's fault: the run
    /// ends.
    fn finish(&mut self, job: &Job, times: Times) -> Result<Done, DatasetError> {
        let read = self.process.finish();
        if let Some(inflight) = self.tools.inflight {
            inflight.end(&job.file_id);
        }
        match read {
            Ok(placed) => {
                self.tools.spool.note(&placed)?;
                Ok(Done::Read(placed.into_iter().map(|item| item.head).collect(), times))
            }
            Err(Failure::Broke(code, detail)) => Ok(Done::Broke(code, detail, job.hash.clone())),
            Err(Failure::Unkept(error)) => Err(CommitError::io("store/spool", error).into()),
        }
    }

    fn job(&self, planned: &Planned, path: String, copied: &Copied) -> Result<Job, DatasetError> {
        let tools = self.tools;
        let inner = tools.inner.of(tools.known, &planned.file_id)?.into_iter();
        Ok(Job {
            file_id: planned.file_id.clone(),
            root: tools.roots[planned.seen.root].name.clone(),
            raw: planned.seen.raw.clone(),
            path,
            hash: copied.hash.clone(),
            modified: Some(clock::utc(copied.times.modified.div_euclid(1_000_000_000))),
            doc_rev: planned.known.as_ref().map_or(1, |known| known.doc_rev + 1),
            inner_revs: inner.map(|file| (file.file_id, file.doc_rev + 1)).collect(),
            versions: tools.versions.clone(),
            keep_contacts: tools.keep_contacts,
        })
    }
}

/// The same bytes of the same age. A file whose date alone has moved is read again: its documents carry the date, and
/// which copy of a report counts depends on it.
fn is_as_it_was(known: &FileState, copied: &Copied) -> bool {
    let seconds = |time: i64| time.div_euclid(1_000_000_000);
    known.content_hash.as_deref() == Some(&copied.hash)
        && seconds(known.mtime_ns) == seconds(copied.times.modified)
}

fn same_bytes(planned: &Planned, copied: &Copied) -> Done {
    let size = copied.source.bytes().len() as u64;
    let same = planned.known.as_ref().is_some_and(|known| {
        known.mtime_ns == copied.times.modified && known.ctime_ns == copied.times.changed
    });
    if same { Done::Unchanged } else { Done::Touched(size, copied.times) }
}
