//! The work itself: files that need it are handed to slots, several at a time, and once more where that may help. What comes
//! out is told file by file; its rows wait in the spool.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use extractors::Code;

use super::cache::Cache;
use super::inflight::Inflight;
use super::job::{ItemHead, Versions};
use super::patience::Held;
use super::plan::{Inner, Plan, Planned};
use super::process::{Clocks, Counts, Program};
use super::read::Unread;
use super::run::Watch;
use super::slot::Slot;
use super::spool::Spool;
use super::stop::Stop;
use super::walk::Root;
use crate::dataset::DatasetError;
use crate::dataset::commit::lease::Clock;
use crate::dataset::known::Known;
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
pub type Outcome = (u32, Result<(Planned, Done), DatasetError>);

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
                let next = move || waiting.lock().unwrap_or_else(PoisonError::into_inner).next().copied();
                scope.spawn(move || Slot::new(tools, plan).work(&next, &tell))
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
