//! The disk as one host's program sees it: every operation is a point at which the host can be killed, can fail, or
//! has to wait while others work.

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use hebiao::dataset::commit::{CommitError, Files};

use super::model::Disk;
use super::variants::Variant;

/// What all hosts share.
pub struct World {
    state: Mutex<State>,
    /// One for each host, which wakes it and nobody else.
    turns: Vec<Condvar>,
    /// Wakes whoever hands out the turns.
    back: Condvar,
}

pub struct State {
    pub disk: Disk,
    /// Operations each host may still do before it must wait; `None` for a host that runs freely.
    pub allowance: Vec<Option<u32>>,
    pub killed: Vec<bool>,
    pub finished: Vec<bool>,
    /// What a reader has seen that must not be; it looks after each operation.
    pub complaint: Option<String>,
    pub watch: super::history::Watch,
}

impl World {
    pub fn new(hosts: usize) -> Arc<Self> {
        let state = State {
            disk: Disk::default(),
            allowance: vec![None; hosts],
            killed: vec![false; hosts],
            finished: vec![false; hosts],
            complaint: None,
            watch: super::history::Watch::default(),
        };
        let turns = (0..hosts).map(|_| Condvar::new()).collect();
        Arc::new(Self { state: Mutex::new(state), turns, back: Condvar::new() })
    }

    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Lets a host do some operations and waits until it has done them, ended, or been killed.
    pub fn let_work(&self, host: usize, operations: u32) {
        let mut state = self.lock();
        state.allowance[host] = Some(operations);
        self.turns[host].notify_one();
        while !state.finished[host] && state.allowance[host] != Some(0) {
            state = self.back.wait(state).unwrap();
        }
    }

    pub fn kill(&self, host: usize) {
        self.lock().killed[host] = true;
        self.turns[host].notify_one();
    }

    pub fn finish(&self, host: usize) {
        self.lock().finished[host] = true;
        self.back.notify_one();
    }
}

/// One host's files.
pub struct HostFiles {
    pub world: Arc<World>,
    pub host: usize,
    pub variant: Variant,
    /// Operations until one fails, once; for the mode that injects faults.
    pub fails_at: std::cell::Cell<Option<u32>>,
}

impl HostFiles {
    fn operate<T>(
        &self,
        path: &str,
        work: impl FnOnce(&mut Disk) -> Result<T, CommitError>,
    ) -> Result<T, CommitError> {
        let killed = || CommitError::io(path, io::Error::other("killed"));
        let mut state = self.world.lock();
        while state.allowance[self.host] == Some(0) && !state.killed[self.host] {
            state = self.world.turns[self.host].wait(state).unwrap();
        }
        if state.killed[self.host] {
            return Err(killed());
        }
        if let Some(left) = &mut state.allowance[self.host] {
            *left -= 1;
        }
        let outcome = match self.fails_at.get() {
            Some(0) => {
                self.fails_at.set(None);
                Err(CommitError::io(path, io::ErrorKind::StorageFull.into()))
            }
            left => {
                self.fails_at.set(left.map(|count| count - 1));
                work(&mut state.disk)
            }
        };
        let State { disk, watch, complaint, .. } = &mut *state;
        if complaint.is_none() {
            *complaint = watch.look(disk);
        }
        if state.allowance[self.host] == Some(0) {
            self.world.back.notify_one();
        }
        outcome
    }
}

impl Files for HostFiles {
    fn read(&self, path: &str) -> Result<Vec<u8>, CommitError> {
        self.operate(path, |disk| disk.read(path))
    }

    fn create(&self, path: &str, bytes: &[u8]) -> Result<(), CommitError> {
        self.operate(path, |disk| disk.create(path, bytes))
    }

    fn append(&self, path: &str, bytes: &[u8]) -> Result<(), CommitError> {
        self.operate(path, |disk| disk.append(path, bytes))
    }

    fn sync(&self, path: &str) -> Result<(), CommitError> {
        let forgets = self.variant.forgets_file(path);
        self.operate(path, |disk| {
            if !forgets {
                disk.sync(path);
            }
            Ok(())
        })
    }

    fn sync_folder(&self, folder: &str) -> Result<(), CommitError> {
        let forgets = self.variant.forgets_folder(folder);
        self.operate(folder, |disk| {
            if !forgets {
                disk.sync_folder(folder);
            }
            Ok(())
        })
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), CommitError> {
        self.operate(to, |disk| disk.rename(from, to))
    }

    fn put_folder_if_absent(&self, prepared: &str, name: &str) -> Result<bool, CommitError> {
        let overwrites = self.variant == Variant::JournalOverwrites;
        self.operate(name, |disk| {
            if disk.holds(name) && !overwrites {
                return Ok(false);
            }
            disk.rename_folder(prepared, name);
            Ok(true)
        })
    }

    fn make_folder(&self, folder: &str) -> Result<(), CommitError> {
        self.operate(folder, |_| Ok(()))
    }

    fn remove(&self, path: &str) -> Result<(), CommitError> {
        self.operate(path, |disk| disk.remove(path))
    }

    fn remove_folder(&self, folder: &str) -> Result<(), CommitError> {
        self.operate(folder, |disk| {
            disk.remove_folder(folder);
            Ok(())
        })
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, CommitError> {
        self.operate(folder, |disk| Ok(disk.list(folder)))
    }
}
