//! The work itself: files that need it are copied, compared with what is known, and read by workers, several at a time.
//! What comes out is told file by file; its rows wait in the spool.

use std::sync::{Mutex, PoisonError, mpsc};

use extractors::Code;

use super::clock;
use super::job::{ItemHead, Job, Versions};
use super::plan::{Inner, Need, Planned};
use super::process::{Clocks, Counts, Process, Program};
use super::read::{self, Copied, Unread};
use super::reader::Reader;
use super::run::Watch;
use super::spool::Spool;
use super::stop::Stop;
use super::walk::{Root, readable};
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
    /// The run ended before its turn.
    NotReached,
}

/// What the work is done with.
pub struct Tools<'t> {
    pub program: &'t Program,
    pub clocks: Clocks,
    pub jobs: usize,
    pub spool: &'t Spool,
    pub stop: &'t Stop,
    pub watch: &'t dyn Watch,
    pub roots: &'t [Root],
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
    let mut counts = round(tools, planned, &queue, tools.jobs, &mut done);
    let again: Vec<usize> = queue.into_iter().filter(|&index| deserves_another(&done[index])).collect();
    if !again.is_empty() {
        // One at a time and each with a worker of its own, so that what brings a worker down does so alone.
        for index in again {
            add(&mut counts, round(tools, planned, &[index], 1, &mut done));
        }
    }
    (done, counts)
}

fn deserves_another(done: &Done) -> bool {
    match done {
        Done::Broke(..) => true,
        Done::Unread(unread) => matches!(unread.code, Code::CHANGING | Code::LOCKED),
        _ => false,
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
    let copied = match read::copy(&planned.seen.path, &path) {
        Ok(copied) => copied,
        Err(unread) => return Done::Unread(unread),
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
    parse(tools, &job, copied, reader)
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
    match reader.read(job, copied.source.into_bytes(), &mut |item| keeping.add(item)) {
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
