//! Who works on the dataset. A lease spares runs from working in vain and lets a person see who is at it; the journal,
//! not the lease, keeps two runs apart.
//!
//! The owner counts on in a heartbeat file. An observer never compares clocks with another host: it watches whether the
//! counter moves, on its own clock, and breaks a lease that stood still for long enough, at once only where the owner
//! was a process of this very host that is gone.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{CommitError, Files};
use crate::platform;

const LOCK: &str = "store/lock";
const LEASE: &str = "store/lock/LEASE";
const OWNER: &str = "store/lock/LEASE/owner.json";

/// Who holds a lease.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    pub run: String,
    pub host: String,
    pub boot: String,
    pub pid: u32,
    /// When it began, for people; nothing is computed from it.
    pub started: String,
}

impl Owner {
    /// This process.
    pub fn this(run: &str, started: &str) -> Self {
        let host = platform::host();
        Self {
            run: run.to_owned(),
            host: host.name,
            boot: host.boot,
            pid: std::process::id(),
            started: started.to_owned(),
        }
    }

    /// A process of this host that no longer lives.
    fn is_gone(&self) -> bool {
        let here = platform::host();
        let same_start = !self.boot.is_empty() && self.host == here.name;
        same_start && (self.boot != here.boot || platform::is_alive(self.pid) == Some(false))
    }
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// A heartbeat that stands still for so long belongs to a dead run.
    pub dead_after: Duration,
    /// How long to wait for a living one.
    pub wait: Duration,
    /// Between two looks.
    pub look_every: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            dead_after: Duration::from_secs(600),
            wait: Duration::from_secs(5),
            look_every: Duration::from_millis(200),
        }
    }
}

/// The observer's own monotonic clock; tests bring one that they can turn.
pub trait Clock {
    fn now(&self) -> Duration;
    fn pause(&self, time: Duration);
}

/// The clock of this process.
pub struct ProcessClock(std::time::Instant);

impl Default for ProcessClock {
    fn default() -> Self {
        Self(std::time::Instant::now())
    }
}

impl Clock for ProcessClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn pause(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Takes the lease, or says who keeps it.
pub fn acquire<F: Files>(
    files: &F,
    owner: &Owner,
    patience: Patience,
    clock: &impl Clock,
) -> Result<Result<(), Owner>, CommitError> {
    let began = clock.now();
    let mut watched: Option<(String, u64, Duration)> = None;
    loop {
        if holder(files)?.is_none() && take(files, owner)? {
            return Ok(Ok(()));
        }
        let holder = holder(files)?.unwrap_or_else(nobody);
        let beat = heartbeat(files, &holder.run);
        match &watched {
            Some((run, last, since)) if *run == holder.run && *last == beat => {
                if clock.now() - *since >= patience.dead_after {
                    put_aside(files, owner, &holder)?;
                    continue;
                }
            }
            _ => watched = Some((holder.run.clone(), beat, clock.now())),
        }
        if holder.is_gone() {
            put_aside(files, owner, &holder)?;
            continue;
        }
        if clock.now() - began >= patience.wait {
            return Ok(Err(holder));
        }
        clock.pause(patience.look_every);
    }
}

fn take<F: Files>(files: &F, owner: &Owner) -> Result<bool, CommitError> {
    let prepared = format!("{LOCK}/tmp.{}", owner.run);
    files.remove_folder(&prepared)?;
    files.make_folder(&prepared)?;
    let text = serde_json::to_string(owner).unwrap_or_default();
    files.create(&format!("{prepared}/owner.json"), text.as_bytes())?;
    let taken = files.put_folder_if_absent(&prepared, LEASE)?;
    if !taken {
        files.remove_folder(&prepared)?;
    }
    Ok(taken)
}

/// Who holds the lease now. One whose name cannot be read is told apart by that.
pub fn holder<F: Files>(files: &F) -> Result<Option<Owner>, CommitError> {
    match files.read(OWNER) {
        Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).unwrap_or_else(|_| nobody()))),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error),
    }
}

fn nobody() -> Owner {
    let unknown = || "unknown".to_owned();
    Owner { run: unknown(), host: unknown(), boot: String::new(), pid: 0, started: unknown() }
}

fn heartbeat_path(run: &str) -> String {
    format!("{LOCK}/HB.{run}")
}

fn heartbeat<F: Files>(files: &F, run: &str) -> u64 {
    let text = files.read(&heartbeat_path(run)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// Counts on. False where the lease is no longer this run's: then nothing more may be decided.
pub fn beat<F: Files>(files: &F, owner: &Owner, count: u64) -> Result<bool, CommitError> {
    let temporary = format!("{LOCK}/tmp.HB.{}", owner.run);
    let _ = files.remove(&temporary);
    files.create(&temporary, format!("{count}\n").as_bytes())?;
    files.rename(&temporary, &heartbeat_path(&owner.run))?;
    is_held(files, owner)
}

/// Whether the lease is still this run's.
pub fn is_held<F: Files>(files: &F, owner: &Owner) -> Result<bool, CommitError> {
    Ok(holder(files)?.is_some_and(|holder| holder == *owner))
}

/// Gives the lease back; one that is no longer this run's is left alone.
pub fn release<F: Files>(files: &F, owner: &Owner) -> Result<(), CommitError> {
    if is_held(files, owner)? {
        put_aside(files, owner, owner)?;
    }
    let _ = files.remove(&heartbeat_path(&owner.run));
    Ok(())
}

/// Breaks the lease of a given holder. Where another run had taken it in the meantime, it gets it back.
pub fn put_aside<F: Files>(files: &F, breaker: &Owner, judged: &Owner) -> Result<(), CommitError> {
    let aside = format!("{LOCK}/dead.{}", breaker.run);
    files.remove_folder(&aside)?;
    match files.put_folder_if_absent(LEASE, &aside) {
        Err(error) if error.is_missing() => return Ok(()),
        moved => {
            moved?;
        }
    }
    let text = files.read(&format!("{aside}/owner.json")).unwrap_or_default();
    let was: Owner = serde_json::from_slice(&text).unwrap_or_else(|_| nobody());
    if was != *judged && files.put_folder_if_absent(&aside, LEASE)? {
        return Ok(());
    }
    files.remove_folder(&aside)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::path::PathBuf;

    use super::super::LocalFiles;
    use super::*;

    struct HandClock<F: Fn(u32)> {
        now: Cell<Duration>,
        looks: Cell<u32>,
        meanwhile: F,
    }

    impl<F: Fn(u32)> HandClock<F> {
        fn new(meanwhile: F) -> Self {
            Self { now: Cell::new(Duration::ZERO), looks: Cell::new(0), meanwhile }
        }
    }

    impl<F: Fn(u32)> Clock for HandClock<F> {
        fn now(&self) -> Duration {
            self.now.get()
        }

        fn pause(&self, time: Duration) {
            self.now.set(self.now.get() + time);
            self.looks.set(self.looks.get() + 1);
            (self.meanwhile)(self.looks.get());
        }
    }

    fn place(name: &str) -> (PathBuf, LocalFiles) {
        let folder = std::env::temp_dir().join(format!("hebiao-lease-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        (folder.clone(), LocalFiles::new(&folder.join("dataset")))
    }

    fn owner(run: &str, host: &str) -> Owner {
        Owner { run: run.into(), host: host.into(), boot: "b".into(), pid: 1, started: String::new() }
    }

    fn patience(wait: u64) -> Patience {
        Patience {
            dead_after: Duration::from_secs(600),
            wait: Duration::from_secs(wait),
            look_every: Duration::from_secs(1),
        }
    }

    #[test]
    fn a_living_owner_on_another_host_is_waited_for_and_named() {
        let (folder, files) = place("living");
        let first = owner("one", "elsewhere");
        assert_eq!(acquire(&files, &first, patience(5), &HandClock::new(|_| ())).unwrap(), Ok(()));
        let clock = HandClock::new(|look| assert!(beat(&files, &first, look.into()).unwrap()));
        let second = owner("two", "here");
        assert_eq!(acquire(&files, &second, patience(2000), &clock).unwrap(), Err(first.clone()));
        assert!(is_held(&files, &first).unwrap());
        release(&files, &first).unwrap();
        assert_eq!(acquire(&files, &second, patience(5), &HandClock::new(|_| ())).unwrap(), Ok(()));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_heartbeat_that_stands_still_breaks_the_lease_and_the_old_owner_sees_it() {
        let (folder, files) = place("still");
        let first = owner("one", "elsewhere");
        assert_eq!(acquire(&files, &first, patience(5), &HandClock::new(|_| ())).unwrap(), Ok(()));
        let second = owner("two", "here");
        let clock = HandClock::new(|_| ());
        assert_eq!(acquire(&files, &second, patience(2000), &clock).unwrap(), Ok(()));
        assert_eq!(clock.now(), Duration::from_secs(600));
        assert!(!beat(&files, &first, 9).unwrap(), "the first owner must learn that it lost");
        release(&files, &first).unwrap();
        assert!(is_held(&files, &second).unwrap(), "a late release must not take another's lease");
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_process_of_this_host_that_is_gone_is_not_waited_for() {
        let (folder, files) = place("gone");
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let pid = child.id();
        child.wait().unwrap();
        let first = Owner { pid, ..Owner::this("one", "") };
        assert_eq!(acquire(&files, &first, patience(5), &HandClock::new(|_| ())).unwrap(), Ok(()));
        let clock = HandClock::new(|_| ());
        assert_eq!(acquire(&files, &owner("two", "here"), patience(5), &clock).unwrap(), Ok(()));
        assert_eq!(clock.now(), Duration::ZERO);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_lease_taken_in_the_meantime_is_given_back() {
        let (folder, files) = place("raced");
        let (old, new) = (owner("old", "a"), owner("new", "b"));
        assert_eq!(acquire(&files, &new, patience(5), &HandClock::new(|_| ())).unwrap(), Ok(()));
        put_aside(&files, &owner("late", "c"), &old).unwrap();
        assert!(is_held(&files, &new).unwrap());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
