//! What a run says at its end: one JSON object for programs, on standard output and in the store, and its exit code. New
//! fields and codes may appear; none changes its meaning.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::assemble::{Documents, Files, Issue};
use super::process::{Clocks, Counts};
use super::{clock, worker};

/// How a run ended, in the words that programs know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Ok,
    Internal,
    Usage,
    Issues,
    Incomplete,
    PublishPending,
    Guard,
    Findings,
    NoDataset,
    Locked,
    Damaged,
    TooNew,
    NoSpace,
    /// The number of the signal.
    Stopped(i32),
}

impl Status {
    pub fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Internal => "internal_error",
            Self::Usage => "usage",
            Self::Issues => "ok_with_issues",
            Self::Incomplete => "incomplete",
            Self::PublishPending => "publish_pending",
            Self::Guard => "guard",
            Self::Findings => "findings",
            Self::NoDataset => "no_dataset",
            Self::Locked => "locked",
            Self::Damaged => "damaged",
            Self::TooNew => "format_too_new",
            Self::NoSpace => "no_space",
            Self::Stopped(_) => "stopped",
        }
    }

    pub fn exit_code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::Issues => 3,
            Self::Incomplete => 4,
            Self::PublishPending => 5,
            Self::Guard => 6,
            Self::Findings => 7,
            Self::NoDataset => 10,
            Self::Locked => 11,
            Self::Damaged => 12,
            Self::TooNew => 13,
            Self::NoSpace => 14,
            Self::Stopped(signal) => u8::try_from(128 + signal).unwrap_or(1),
        }
    }

    /// Of several that apply, the one that is told: signals, then what leaves the dataset untouched or in danger, then
    /// what was committed with reservations.
    fn rank(self) -> usize {
        let order = [2, 13, 10, 1, 12, 14, 5, 6, 11, 4, 3, 7, 0];
        match self {
            Self::Stopped(_) => 0,
            other => order.iter().position(|&code| code == other.exit_code()).map_or(1, |at| at + 1),
        }
    }

    /// The one of two that is told.
    pub fn or_worse(self, other: Self) -> Self {
        if other.rank() < self.rank() { other } else { self }
    }
}

/// A root and how far it was seen.
#[derive(Debug, Clone, Serialize)]
pub struct RootSummary {
    pub id: String,
    pub path: String,
    pub walk_complete: bool,
    pub folders_failed: Vec<String>,
}

/// The whole of it.
#[derive(Debug, Clone)]
pub struct Summary {
    pub run_id: String,
    pub status: Status,
    pub dry_run: bool,
    pub started: i64,
    pub finished: i64,
    pub wall_ms: u64,
    pub host: String,
    pub versions: BTreeMap<&'static str, String>,
    pub before: u64,
    pub after: u64,
    pub roots: Vec<RootSummary>,
    pub files: Files,
    pub not_meant: u64,
    pub documents: Documents,
    pub by_code: BTreeMap<String, u64>,
    pub new: Vec<Issue>,
    /// Broken rules in the dataset, by weight.
    pub broken: BTreeMap<&'static str, u64>,
    pub unknown_labels: u64,
    pub workers: Counts,
    /// Files whose bytes did not have to be fetched from where they stand.
    pub from_cache: u64,
    /// Time that putting the changes into the dataset took.
    pub commit_ms: u64,
    /// Bytes of memory that the run's own process held at most.
    pub most_resident: u64,
    pub clocks: Clocks,
    /// What a person should know, in order.
    /// New files that have a twin, by the kind of likeness.
    pub twins: BTreeMap<&'static str, usize>,
    pub warnings: Vec<String>,
}

/// New issues that the summary names; the others are only counted.
const SAMPLE: usize = 20;

impl Summary {
    pub fn new(run_id: &str, host: String, started: i64) -> Self {
        Self {
            run_id: run_id.to_owned(),
            status: Status::Ok,
            dry_run: false,
            started,
            finished: started,
            wall_ms: 0,
            host,
            versions: BTreeMap::new(),
            before: 0,
            after: 0,
            roots: Vec::new(),
            files: Files::default(),
            not_meant: 0,
            documents: Documents::default(),
            by_code: BTreeMap::new(),
            new: Vec::new(),
            broken: BTreeMap::new(),
            unknown_labels: 0,
            workers: Counts::default(),
            from_cache: 0,
            commit_ms: 0,
            most_resident: 0,
            clocks: Clocks::default(),
            twins: BTreeMap::new(),
            warnings: Vec::new(),
        }
    }

    /// Takes in a reason for another status.
    pub fn blame(&mut self, status: Status, warning: impl Into<String>) {
        self.status = self.status.or_worse(status);
        let warning = warning.into();
        if !warning.is_empty() {
            self.warnings.push(warning);
        }
    }

    pub fn json(&self) -> Value {
        let workers = self.workers;
        json!({
            "schema": "hebiao.run/1",
            "run_id": self.run_id,
            "status": self.status.name(),
            "exit_code": self.status.exit_code(),
            "dry_run": self.dry_run,
            "started": clock::utc(self.started),
            "finished": clock::utc(self.finished),
            "wall_s": self.wall_ms as f64 / 1000.0,
            "host": self.host,
            "versions": self.versions,
            "gen": { "before": self.before, "after": self.after },
            "roots": self.roots,
            "files": self.files,
            "not_meant": self.not_meant,
            "documents": self.documents,
            "issues": {
                "total": self.by_code.values().sum::<u64>(),
                "new": self.new.len(),
                "by_code": self.by_code,
                "new_sample": self.new.iter().take(SAMPLE).collect::<Vec<_>>(),
            },
            "twins": self.twins,
            "findings": self.broken,
            "unknown_labels": self.unknown_labels,
            "workers": {
                "started": workers.started,
                "ended_by_limit": workers.ended_by_limit,
                "broke": workers.broke,
                "max_rss_mb": workers.most_resident >> 20,
            },
            "from_cache": self.from_cache,
            "commit": { "ms": self.commit_ms },
            "memory": { "max_rss_mb": self.most_resident >> 20 },
            "limits": {
                "wall_s": self.clocks.wall.as_secs(),
                "stall_s": self.clocks.stall.as_secs(),
                "cpu_s": worker::CPU_SECONDS,
                "mem_mb": worker::MEMORY >> 20,
            },
            "accounting_ok": self.files.add_up(),
            "warnings": self.warnings,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graver_of_two_is_told() {
        let told = |one: Status, other: Status| one.or_worse(other).exit_code();
        assert_eq!(told(Status::Issues, Status::Incomplete), 4);
        assert_eq!(told(Status::Guard, Status::Issues), 6);
        assert_eq!(told(Status::Findings, Status::Ok), 7);
        assert_eq!(told(Status::Findings, Status::Issues), 3);
        assert_eq!(told(Status::NoSpace, Status::Stopped(15)), 143);
        assert_eq!(told(Status::TooNew, Status::Damaged), 13);
    }

    #[test]
    fn the_object_tells_what_it_promises() {
        let mut summary = Summary::new("20261120T010203Z-h-1", "h".into(), 0);
        summary.blame(Status::Incomplete, "a folder was not seen");
        let told = summary.json();
        assert_eq!(told["exit_code"], 4);
        assert_eq!(told["status"], "incomplete");
        assert_eq!(told["accounting_ok"], true);
        assert_eq!(told["warnings"][0], "a folder was not seen");
    }
}
