//! The work itself: files that need it are copied, compared with what is known, and read by workers, several at a time.
//! What comes out is told file by file; its rows wait in the spool.

use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use extractors::Code;

use super::cache::Cache;
use super::clock;
use super::inflight::Inflight;
use super::job::{ItemHead, Job, Versions};
use super::patience::Held;
use super::plan::{Inner, Need, Planned};
use super::process::{Clocks, Counts, Process, Program};
use super::read::{self, Copied, Unread};
use super::reader::Reader;
use super::run::Watch;
use super::spool::Spool;
use super::stop::Stop;
use super::walk::{Root, readable};
use crate::dataset::commit::lease::Clock;
use crate::dataset::state::FileState;
use crate::platform::Times;

/// What became of a file.
#[derive(Debug)]
pub enum Done {
    /// It was not asked for, or its bytes are those that are known and so are its times.
    Unchanged,
    /// Its bytes are those that are known; it has other times.
    Touched(u64, Times),
    /// It was read: one head, or one for each file in an archive.
    Read(Vec<ItemHead>, Times),
    /// It could not be copied.
    Unread(Unread),
    /// Its reader broke off, with the hash of its bytes.
    Broke(Code, String, String),
    /// Several runs died while they read it; the hash of its bytes.
    GivenUp(String),
    /// The run ended before its turn.
    NotReached,
}

/// What the work is done with.
pub struct Tools<'t> {
    pub program: &'t Program,
    pub clocks: Clocks,
    pub jobs: usize,
    pub spool: &'t Spool,
    pub cache: &'t Cache,
    /// None where nothing is read.
    pub inflight: Option<&'t Inflight>,
    pub clock: &'t (dyn Clock + Sync),
    pub stop: &'t Stop,
    pub watch: &'t dyn Watch,
    pub roots: &'t [Root],
    /// Which of the roots no longer answer.
    pub held: &'t Held,
    /// Known files of archives, by the archive's id.
    pub inner: &'t Inner<'t>,
    pub versions: Versions,
    pub keep_contacts: bool,
    /// Only say what would be read.
    pub dry: bool,
}

/// Does the work. Gives what became of each file, in the order of the plan, and what became of the workers.
pub fn work(tools: &Tools<'_>, planned: &[Planned<'_>]) -> (Vec<Done>, Counts) {
    let mut done: Vec<Done> = planned.iter().map(|_| Done::Unchanged).collect();
    let asked = (0..planned.len()).filter(|&index| planned[index].need != Need::Nothing);
    let mut queue: Vec<usize> = asked.collect();
    // Files that may still be written wait longest.
    queue.sort_by_key(|&index| planned[index].seen.times.modified > (clock::now() - 120) * 1_000_000_000);
    let is_suspect =
        |index: &usize| tools.inflight.is_some_and(|inflight| inflight.is_suspect(&planned[*index].file_id));
    let (alone, together): (Vec<usize>, Vec<usize>) = queue.iter().partition(|index| is_suspect(index));
    let mut counts = round(tools, planned, &together, tools.jobs, &mut done);
    let broke: Vec<usize> =
        together.into_iter().filter(|&index| matches!(done[index], Done::Broke(..))).collect();
    // One at a time and each with a worker of its own, so that what brings a worker down does so alone.
    for index in alone.into_iter().chain(broke) {
        add(&mut counts, round(tools, planned, &[index], 1, &mut done));
    }
    let may_wait =
        |index: usize, done: &Done| may_read_later(done) && !tools.held.is_too_much(planned[index].seen.root);
    let waiting: Vec<usize> = queue.into_iter().filter(|&index| may_wait(index, &done[index])).collect();
    later((tools.clock, tools.stop), waiting, &mut |waiting| {
        add(&mut counts, round(tools, planned, waiting, tools.jobs, &mut done));
        waiting.iter().copied().filter(|&index| may_wait(index, &done[index])).collect()
    });
    (done, counts)
}

/// Pauses before a file that was changed while it was read, or that someone held, is tried again.
const PAUSES: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(10), Duration::from_secs(60)];

/// How often a pause looks whether the run is asked to stop.
const LOOK: Duration = Duration::from_millis(200);

fn may_read_later(done: &Done) -> bool {
    matches!(done, Done::Unread(unread) if matches!(unread.code, Code::CHANGING | Code::LOCKED | Code::IO_HANG))
}

/// Tries again what `again` says still waits, a little later each time.
fn later(
    (clock, stop): (&dyn Clock, &Stop),
    mut waiting: Vec<usize>,
    again: &mut dyn FnMut(&[usize]) -> Vec<usize>,
) {
    for pause in PAUSES {
        let until = clock.now() + pause;
        while !waiting.is_empty() && stop.asked().is_none() && clock.now() < until {
            clock.pause(LOOK);
        }
        if waiting.is_empty() || stop.asked().is_some() {
            return;
        }
        waiting = again(&waiting);
    }
}

fn add(counts: &mut Counts, more: Counts) {
    counts.started += more.started;
    counts.ended_by_limit += more.ended_by_limit;
    counts.broke += more.broke;
    counts.most_resident = counts.most_resident.max(more.most_resident);
}

/// Works off a queue with so many workers.
fn round(
    tools: &Tools<'_>,
    planned: &[Planned<'_>],
    queue: &[usize],
    jobs: usize,
    done: &mut [Done],
) -> Counts {
    let waiting = Mutex::new(queue.iter());
    let (tell, told) = mpsc::channel();
    let mut all = Counts::default();
    std::thread::scope(|scope| {
        let slots: Vec<_> = (0..jobs.clamp(1, queue.len().max(1)))
            .map(|_| {
                let (tell, waiting) = (tell.clone(), &waiting);
                scope.spawn(move || slot(tools, planned, waiting, &tell))
            })
            .collect();
        drop(tell);
        for (index, what) in told {
            done[index] = what;
            tools.watch.done();
        }
        for slot in slots {
            add(&mut all, slot.join().unwrap_or_default());
        }
    });
    all
}

fn slot(
    tools: &Tools<'_>,
    planned: &[Planned<'_>],
    waiting: &Mutex<std::slice::Iter<'_, usize>>,
    tell: &mpsc::Sender<(usize, Done)>,
) -> Counts {
    let mut process = Process::new(tools.program.clone(), tools.clocks, tools.stop.clone());
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(&index) = next else { return process.counts };
        let done = if tools.stop.asked().is_some() {
            Done::NotReached
        } else {
            file(tools, &planned[index], &mut process)
        };
        if tell.send((index, done)).is_err() {
            return process.counts;
        }
    }
}

fn file(tools: &Tools<'_>, planned: &Planned<'_>, reader: &mut dyn Reader) -> Done {
    let path = readable(&planned.seen.raw);
    tools.watch.file(&path);
    let copied = match kept(tools, planned, &path).map_or_else(|| asked(tools, planned, &path), Ok) {
        Ok(copied) => copied,
        Err(done) => return done,
    };
    let known = planned.known.filter(|_| planned.need == Need::Look);
    if known.is_some_and(|known| is_as_it_was(known, &copied)) {
        return same_bytes(planned, &copied);
    }
    if tools.dry {
        return Done::NotReached;
    }
    let job = job(tools, planned, path, &copied);
    if let Some(heads) = tools.spool.find(&job) {
        return Done::Read(heads, copied.times);
    }
    if tools.inflight.is_some_and(|inflight| inflight.gives_up(&job.file_id, &job.hash)) {
        return Done::GivenUp(job.hash);
    }
    tools.cache.put(&job.hash, copied.source.bytes());
    parse(tools, &job, copied, reader)
}

/// A file's bytes from where it lies, unless its root no longer answers.
fn asked(tools: &Tools<'_>, planned: &Planned<'_>, path: &str) -> Result<Copied, Done> {
    if tools.held.is_too_much(planned.seen.root) {
        return Err(Done::NotReached);
    }
    read::copy_within(tools.clocks.stall, &planned.seen.path, path).map_err(|unread| {
        if unread.code == Code::IO_HANG {
            tools.held.note(planned.seen.root);
        }
        Done::Unread(unread)
    })
}

/// The bytes of a file that is only read again because of what we know, where they are kept.
fn kept(tools: &Tools<'_>, planned: &Planned<'_>, path: &str) -> Option<Copied> {
    let known = planned.known.filter(|_| planned.need == Need::Again)?;
    let source = tools.cache.get(known.content_hash.as_deref()?, path)?;
    Some(Copied { hash: source.sha256(), source, times: planned.seen.times })
}

/// The same bytes of the same age. A file whose date alone has moved is read again: its documents carry the date, and
/// which copy of a report counts depends on it.
fn is_as_it_was(known: &FileState, copied: &Copied) -> bool {
    let seconds = |time: i64| time.div_euclid(1_000_000_000);
    known.content_hash.as_deref() == Some(&copied.hash)
        && seconds(known.mtime_ns) == seconds(copied.times.modified)
}

fn same_bytes(planned: &Planned<'_>, copied: &Copied) -> Done {
    let size = copied.source.bytes().len() as u64;
    let same = planned.known.is_some_and(|known| {
        known.mtime_ns == copied.times.modified && known.ctime_ns == copied.times.changed
    });
    if same { Done::Unchanged } else { Done::Touched(size, copied.times) }
}

fn parse(tools: &Tools<'_>, job: &Job, copied: Copied, reader: &mut dyn Reader) -> Done {
    let io = |error: std::io::Error| Done::Broke(Code::FILE_IO, error.to_string(), job.hash.clone());
    let mut keeping = match tools.spool.keep(job) {
        Ok(keeping) => keeping,
        Err(error) => return io(error),
    };
    if let Some(inflight) = tools.inflight {
        inflight.begin(&job.file_id, &job.hash);
    }
    let read = reader.read(job, copied.source.into_bytes(), &mut |item| keeping.add(item));
    if let Some(inflight) = tools.inflight {
        inflight.end(&job.file_id);
    }
    match read {
        Ok(()) => match keeping.finish() {
            Ok(heads) => Done::Read(heads, copied.times),
            Err(error) => io(error),
        },
        Err((code, detail)) => {
            keeping.drop_it();
            Done::Broke(code, detail, job.hash.clone())
        }
    }
}

fn job(tools: &Tools<'_>, planned: &Planned<'_>, path: String, copied: &Copied) -> Job {
    let root = tools.roots[planned.seen.root].name.clone();
    let inner = tools.inner.get(&planned.file_id).into_iter().flatten();
    let inner_revs = inner.map(|file| (file.file_id.clone(), file.doc_rev + 1)).collect();
    Job {
        file_id: planned.file_id.clone(),
        raw: planned.seen.raw.clone(),
        path,
        hash: copied.hash.clone(),
        modified: Some(clock::utc(copied.times.modified.div_euclid(1_000_000_000))),
        doc_rev: planned.known.map_or(1, |known| known.doc_rev + 1),
        inner_revs,
        versions: tools.versions.clone(),
        keep_contacts: tools.keep_contacts,
        root,
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    /// A clock that only pauses move on.
    #[derive(Default)]
    struct HandClock(Cell<Duration>);

    impl Clock for HandClock {
        fn now(&self) -> Duration {
            self.0.get()
        }

        fn pause(&self, time: Duration) {
            self.0.set(self.0.get() + time);
        }
    }

    /// At which second what was tried again, where each file can be read after so many times.
    fn tried(after: &[usize], stop: &Stop) -> Vec<(u64, Vec<usize>)> {
        let (clock, told) = (HandClock::default(), RefCell::new(Vec::new()));
        later((&clock, stop), (0..after.len()).collect(), &mut |waiting| {
            told.borrow_mut().push((clock.now().as_secs(), waiting.to_vec()));
            let times = told.borrow().len();
            waiting.iter().copied().filter(|&index| after[index] > times).collect()
        });
        told.into_inner()
    }

    #[test]
    fn what_changes_or_is_held_is_tried_again_after_2_10_and_60_seconds() {
        let never = Stop::new(None);
        assert_eq!(tried(&[1, 9, 2], &never), [(2, vec![0, 1, 2]), (12, vec![1, 2]), (72, vec![1])]);
        assert_eq!(tried(&[1], &never), [(2, vec![0])]);
        assert_eq!(tried(&[], &never), []);
        assert_eq!(tried(&[9], &Stop::new(Some(Duration::ZERO))), [], "a run that ends waits for nothing");
    }
}
