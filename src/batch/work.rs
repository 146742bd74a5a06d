//! The work itself: files that need it are copied, compared with what is known, and read by workers, several at a time.
//! What comes out is told file by file; its rows wait in the spool.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use extractors::Code;

use super::cache::Cache;
use super::clock;
use super::inflight::Inflight;
use super::job::{ItemHead, Job, Versions};
use super::patience::Held;
use super::plan::{Inner, Need, Plan, Planned};
use super::process::{Clocks, Counts, Process, Program};
use super::read::{self, Copied, Unread};
use super::reader::Reader;
use super::run::Watch;
use super::spool::Spool;
use super::stop::Stop;
use super::walk::{Root, readable};
use crate::dataset::DatasetError;
use crate::dataset::commit::CommitError;
use crate::dataset::commit::lease::Clock;
use crate::dataset::known::Known;
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
    pub inner: &'t Inner,
    pub known: &'t Known,
    pub versions: Versions,
    pub keep_contacts: bool,
    /// Only say what would be read.
    pub dry: bool,
}

/// Takes what became of a file.
pub type Told<'t> = dyn FnMut(&Planned, Done) -> Result<(), DatasetError> + 't;

/// Does the work. Tells what became of each file that was asked for as soon as that is certain, and gives what became of
/// the workers.
pub fn work(tools: &Tools<'_>, plan: &Plan<'_>, told: &mut Told<'_>) -> Result<Counts, DatasetError> {
    let queue = plan.asked();
    let alone = suspects(tools, plan, &queue)?;
    let together: Vec<u32> =
        queue.into_iter().filter(|number| alone.binary_search(number).is_err()).collect();
    let mut open = Open::new();
    let mut counts = round((tools, plan), &together, tools.jobs, &mut |number, planned, done| {
        open.unless_final(number, (planned, done), true, told)
    })?;
    drop(together);
    let broke: Vec<u32> = open.broke();
    // One at a time and each with a worker of its own, so that what brings a worker down does so alone.
    for number in alone.into_iter().chain(broke) {
        let more = round((tools, plan), &[number], 1, &mut |number, planned, done| {
            open.unless_final(number, (planned, done), false, told)
        });
        add(&mut counts, more?);
    }
    let mut failure = None;
    later((tools.clock, tools.stop), open.waiting(tools, plan)?, &mut |waiting| {
        let more = round((tools, plan), waiting, tools.jobs, &mut |number, planned, done| {
            open.unless_final(number, (planned, done), false, told)
        });
        match more.map(|more| add(&mut counts, more)).and_then(|()| open.waiting(tools, plan)) {
            Ok(waiting) => waiting,
            Err(error) => {
                failure.get_or_insert(error);
                Vec::new()
            }
        }
    });
    failure.map_or(Ok(()), Err)?;
    for (number, done) in open.0 {
        told(&plan.get(number)?, done)?;
    }
    Ok(counts)
}

/// The files that an earlier run died with, in order.
fn suspects(tools: &Tools<'_>, plan: &Plan<'_>, queue: &[u32]) -> Result<Vec<u32>, DatasetError> {
    let Some(inflight) = tools.inflight.filter(|inflight| inflight.has_suspects()) else {
        return Ok(Vec::new());
    };
    let mut suspects = Vec::new();
    for &number in queue {
        if inflight.is_suspect(&plan.get(number)?.file_id) {
            suspects.push(number);
        }
    }
    suspects.sort_unstable();
    Ok(suspects)
}

/// Files that are tried again.
struct Open(BTreeMap<u32, Done>);

impl Open {
    fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// Tells of a file, unless it is tried again. What broke its reader is, where others were read beside it.
    fn unless_final(
        &mut self,
        number: u32,
        (planned, done): (&Planned, Done),
        beside_others: bool,
        told: &mut Told<'_>,
    ) -> Result<(), DatasetError> {
        self.0.remove(&number);
        if may_read_later(&done) || (beside_others && matches!(done, Done::Broke(..))) {
            self.0.insert(number, done);
            return Ok(());
        }
        told(planned, done)
    }

    fn broke(&self) -> Vec<u32> {
        let broke = self.0.iter().filter(|(_, done)| matches!(done, Done::Broke(..)));
        broke.map(|(&number, _)| number).collect()
    }

    /// Files that may be read later, on shares that still answer.
    fn waiting(&self, tools: &Tools<'_>, plan: &Plan<'_>) -> Result<Vec<u32>, DatasetError> {
        let mut waiting = Vec::new();
        for (&number, _) in self.0.iter().filter(|(_, done)| may_read_later(done)) {
            if !tools.held.is_too_much(plan.get(number)?.seen.root) {
                waiting.push(number);
            }
        }
        Ok(waiting)
    }
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
    mut waiting: Vec<u32>,
    again: &mut dyn FnMut(&[u32]) -> Vec<u32>,
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

/// What becomes of a file, by its number.
type Outcome = (u32, Result<(Planned, Done), DatasetError>);

/// Works off a queue with so many workers.
fn round(
    (tools, plan): (&Tools<'_>, &Plan<'_>),
    queue: &[u32],
    jobs: usize,
    each: &mut dyn FnMut(u32, &Planned, Done) -> Result<(), DatasetError>,
) -> Result<Counts, DatasetError> {
    let waiting = Mutex::new(queue.iter());
    let (tell, told) = mpsc::channel();
    let mut all = Counts::default();
    let mut failure = None;
    std::thread::scope(|scope| {
        let slots: Vec<_> = (0..jobs.clamp(1, queue.len().max(1)))
            .map(|_| {
                let (tell, waiting) = (tell.clone(), &waiting);
                scope.spawn(move || slot((tools, plan), waiting, &tell))
            })
            .collect();
        drop(tell);
        for (number, what) in told {
            if let Err(error) = what.and_then(|(planned, done)| each(number, &planned, done)) {
                failure.get_or_insert(error);
                // Nobody takes up anything new.
                waiting.lock().unwrap_or_else(PoisonError::into_inner).by_ref().for_each(drop);
            }
            tools.watch.done();
        }
        for slot in slots {
            add(&mut all, slot.join().unwrap_or_default());
        }
    });
    failure.map_or(Ok(all), Err)
}

fn slot(
    (tools, plan): (&Tools<'_>, &Plan<'_>),
    waiting: &Mutex<std::slice::Iter<'_, u32>>,
    tell: &mpsc::Sender<Outcome>,
) -> Counts {
    let mut process = Process::new(tools.program.clone(), tools.clocks, tools.stop.clone());
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
        let Some(&number) = next else { return process.counts };
        let done = plan.get(number).and_then(|planned| {
            let done = match tools.stop.asked() {
                Some(_) => Done::NotReached,
                None => file(tools, &planned, &mut process)?,
            };
            Ok((planned, done))
        });
        if tell.send((number, done)).is_err() {
            return process.counts;
        }
    }
}

fn file(tools: &Tools<'_>, planned: &Planned, reader: &mut dyn Reader) -> Result<Done, DatasetError> {
    let path = readable(&planned.seen.raw);
    tools.watch.file(&path);
    let copied = match kept(tools, planned, &path).map_or_else(|| asked(tools, planned, &path), Ok) {
        Ok(copied) => copied,
        Err(done) => return Ok(done),
    };
    let known = planned.known.as_ref().filter(|_| planned.need == Need::Look);
    if known.is_some_and(|known| is_as_it_was(known, &copied)) {
        return Ok(same_bytes(planned, &copied));
    }
    if tools.dry {
        return Ok(Done::NotReached);
    }
    let job = job(tools, planned, path, &copied)?;
    if let Some(heads) = tools.spool.find(&job) {
        return Ok(Done::Read(heads, copied.times));
    }
    if tools.inflight.is_some_and(|inflight| inflight.gives_up(&job.file_id, &job.hash)) {
        return Ok(Done::GivenUp(job.hash));
    }
    tools.cache.put(&job.hash, copied.source.bytes());
    parse(tools, &job, copied, reader)
}

/// A file's bytes from where it lies, unless its root no longer answers.
fn asked(tools: &Tools<'_>, planned: &Planned, path: &str) -> Result<Copied, Done> {
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
fn kept(tools: &Tools<'_>, planned: &Planned, path: &str) -> Option<Copied> {
    let known = planned.known.as_ref().filter(|_| planned.need == Need::Again)?;
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

fn same_bytes(planned: &Planned, copied: &Copied) -> Done {
    let size = copied.source.bytes().len() as u64;
    let same = planned.known.as_ref().is_some_and(|known| {
        known.mtime_ns == copied.times.modified && known.ctime_ns == copied.times.changed
    });
    if same { Done::Unchanged } else { Done::Touched(size, copied.times) }
}

/// Reads a file into the spool. Where the spool cannot be written, that is no file's fault: the run ends.
fn parse(
    tools: &Tools<'_>,
    job: &Job,
    copied: Copied,
    reader: &mut dyn Reader,
) -> Result<Done, DatasetError> {
    let unwritten = |error| DatasetError::from(CommitError::io("store/spool", error));
    let mut keeping = tools.spool.keep(job).map_err(unwritten)?;
    if let Some(inflight) = tools.inflight {
        inflight.begin(&job.file_id, &job.hash);
    }
    let mut failure = None;
    let read = reader.read(job, copied.source.into_bytes(), &mut |item| {
        keeping.add(item).map_err(|error| {
            let kind = error.kind();
            failure.get_or_insert(error);
            kind.into()
        })
    });
    if let Some(inflight) = tools.inflight {
        inflight.end(&job.file_id);
    }
    match (failure, read) {
        (Some(error), _) => {
            keeping.drop_it();
            Err(unwritten(error))
        }
        (None, Ok(())) => Ok(Done::Read(keeping.finish().map_err(unwritten)?, copied.times)),
        (None, Err((code, detail))) => {
            keeping.drop_it();
            Ok(Done::Broke(code, detail, job.hash.clone()))
        }
    }
}

fn job(tools: &Tools<'_>, planned: &Planned, path: String, copied: &Copied) -> Result<Job, DatasetError> {
    let root = tools.roots[planned.seen.root].name.clone();
    let inner = tools.inner.of(tools.known, &planned.file_id)?.into_iter();
    let inner_revs = inner.map(|file| (file.file_id, file.doc_rev + 1)).collect();
    Ok(Job {
        file_id: planned.file_id.clone(),
        raw: planned.seen.raw.clone(),
        path,
        hash: copied.hash.clone(),
        modified: Some(clock::utc(copied.times.modified.div_euclid(1_000_000_000))),
        doc_rev: planned.known.as_ref().map_or(1, |known| known.doc_rev + 1),
        inner_revs,
        versions: tools.versions.clone(),
        keep_contacts: tools.keep_contacts,
        root,
    })
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
    fn tried(after: &[usize], stop: &Stop) -> Vec<(u64, Vec<u32>)> {
        let (clock, told) = (HandClock::default(), RefCell::new(Vec::new()));
        later((&clock, stop), (0..).take(after.len()).collect(), &mut |waiting| {
            told.borrow_mut().push((clock.now().as_secs(), waiting.to_vec()));
            let times = told.borrow().len();
            waiting.iter().copied().filter(|&index| after[index as usize] > times).collect()
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
