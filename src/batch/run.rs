//! A run, from its lease to its summary: find, plan, read, put together, commit. Whatever happens, there is a summary, and
//! the dataset is as it was or as it should be.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::across::ByRules;
use super::assemble::{Assembled, Assembler, Ground};
use super::cache::Cache;
use super::inflight::Inflight;
use super::job::Versions;
use super::patience::Held;
use super::plan::{Grounds, Inner, Plan};
use super::process::{Clocks, Program};
use super::spool::Spool;
use super::stop::{Stop, Stopped};
use super::summary::{RootSummary, Status, Summary};
use super::walk::{Choice, Root, Walk, readable, walk};
use super::work::{Done, Tools, work};
use super::{clock, missing, twins};
use crate::book::Book;
use crate::dataset::commit::lease::{self, Owner, Patience, ProcessClock};
use crate::dataset::commit::{CommitError, LocalFiles, Store};
use crate::dataset::known::Known;
use crate::dataset::schema::FACTS;
use crate::dataset::shelf::Room;
use crate::dataset::state::DocumentState;
use crate::dataset::store::put;
use crate::dataset::update::{Spool as _, apply};
use crate::dataset::{Dataset, DatasetError};
use crate::platform;

/// The program part that reads files; another value makes every file be read anew.
pub const PARSER: &str = concat!(env!("CARGO_PKG_VERSION"), "/1");

/// Heartbeats in the time after which a run counts as dead.
const BEATS: u32 = 20;

/// Which new problems make a run end with code 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    #[default]
    New,
    Any,
    None,
}

/// Which broken rules make a run end with code 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOnFindings {
    Error,
    Warning,
}

/// What a run is asked to do.
#[derive(Debug)]
pub struct Options {
    pub roots: Vec<Root>,
    pub dataset: PathBuf,
    pub choice: Choice,
    pub program: Program,
    pub clocks: Clocks,
    pub jobs: usize,
    /// Version of the book, user's own parts included.
    pub book: String,
    /// The book itself, for what is compared between documents.
    pub rules: Book,
    pub full: bool,
    pub dry: bool,
    pub strict: bool,
    pub keep_contacts: bool,
    /// Bytes of read files that are kept for a new book.
    pub cache: u64,
    pub allow_removals: bool,
    pub fail_on: FailOn,
    pub fail_on_findings: Option<FailOnFindings>,
    pub wait: Duration,
    /// After so long without a heartbeat a run counts as dead.
    pub dead_after: Duration,
    pub stop: Stop,
}

impl Options {
    /// A path beside the dataset.
    fn beside(&self, path: &str) -> PathBuf {
        LocalFiles::new(&self.dataset).resolve("store").join(path)
    }
}

/// Who is told how far a run is.
pub trait Watch: Sync {
    fn begin(&self, _files: u64) {}
    fn file(&self, _path: &str) {}
    fn done(&self) {}
    fn end(&self) {}
}

/// Nobody is told.
pub struct Unwatched;

impl Watch for Unwatched {}

/// Runs.
pub fn run(options: &Options, watch: &dyn Watch) -> Summary {
    let (began, started) = (Instant::now(), clock::now());
    let host = platform::host();
    let id = run_id(&host.name, started);
    let mut summary = Summary::new(&id, host.name, started);
    summary.clocks = options.clocks;
    summary.dry_run = options.dry;
    let versions = versions(options);
    summary.versions = [
        ("program", env!("CARGO_PKG_VERSION").to_owned()),
        ("parser", versions.parser.clone()),
        ("book", versions.book.clone()),
        ("schema", crate::dataset::schema::SCHEMA_VERSION.to_string()),
    ]
    .into();
    let mut run = Run { options, watch, versions, id, started, summary };
    if let Err(error) = run.open() {
        let status = status(&error);
        run.summary.blame(status, format!("{}: {error}", options.dataset.display()));
    }
    if let Some(Stopped::Signal(signal)) = options.stop.asked() {
        run.summary.blame(Status::Stopped(signal), "");
    }
    run.summary.most_resident = platform::most_resident_bytes().unwrap_or(0);
    run.summary.finished = clock::now();
    run.summary.wall_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    run.note();
    run.summary
}

fn run_id(host: &str, started: i64) -> String {
    let host: String = host.chars().filter(|sign| sign.is_ascii_alphanumeric()).take(24).collect();
    let own = (std::process::id(), std::time::SystemTime::now());
    let own = xxhash_rust::xxh3::xxh3_64(format!("{own:?}").as_bytes());
    format!("{}-{host}-{:08x}", clock::compact(started), own >> 32)
}

fn versions(options: &Options) -> Versions {
    let contacts = if options.keep_contacts { "+contacts" } else { "" };
    Versions { parser: PARSER.to_owned(), book: format!("{}{contacts}", options.book) }
}

/// The status that an error gives.
pub fn status(error: &DatasetError) -> Status {
    match error {
        DatasetError::NoDataset(_) => Status::NoDataset,
        DatasetError::TooNew { .. } => Status::TooNew,
        DatasetError::Changed => Status::Locked,
        DatasetError::Commit(error) if error.is_pending() => Status::PublishPending,
        DatasetError::Commit(error) if error.is_no_space() => Status::NoSpace,
        error if error.is_damage() => Status::Damaged,
        _ => Status::Internal,
    }
}

struct Run<'r> {
    options: &'r Options,
    watch: &'r dyn Watch,
    versions: Versions,
    id: String,
    started: i64,
    summary: Summary,
}

impl Run<'_> {
    fn open(&mut self) -> Result<(), DatasetError> {
        if self.options.dry {
            let folder = std::env::temp_dir().join(format!("hebiao-{}", self.id));
            let known = match Dataset::open(&self.options.dataset) {
                Ok(dataset) => dataset.known(&Room::Folder(folder.clone())),
                Err(DatasetError::NoDataset(_)) => Ok(Known::default()),
                Err(error) => Err(error),
            };
            let looked = known.and_then(|known| self.look(&known, &folder));
            let _ = std::fs::remove_dir_all(&folder);
            return looked;
        }
        let dataset = Dataset::open_or_create(&self.options.dataset, &self.id)?;
        let owner = Owner::this(&self.id, &clock::utc(self.started));
        let patience =
            Patience { wait: self.options.wait, dead_after: self.options.dead_after, ..Patience::default() };
        match lease::acquire(&dataset.files, &owner, patience, &ProcessClock::default())? {
            Ok(()) => {
                let done = self.beating(&dataset, &owner);
                let _ = lease::release(&dataset.files, &owner);
                done
            }
            Err(holder) => {
                let who = format!("run {} on {} (process {})", holder.run, holder.host, holder.pid);
                self.summary.blame(Status::Locked, format!("the dataset is in use by {who}"));
                Ok(())
            }
        }
    }

    /// Works while a second thread keeps the lease alive.
    fn beating(&mut self, dataset: &Dataset, owner: &Owner) -> Result<(), DatasetError> {
        let beat = self.options.dead_after / BEATS;
        let stop = &self.options.stop.clone();
        let (over, waits) = mpsc::channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut count = 0;
                loop {
                    count += 1;
                    if let Ok(false) = lease::beat(&dataset.files, owner, count) {
                        stop.lose_lease();
                        return;
                    }
                    if waits.recv_timeout(beat) != Err(mpsc::RecvTimeoutError::Timeout) {
                        return;
                    }
                }
            });
            let done = self.under_lease(dataset, owner);
            drop(over);
            match done {
                Err(error) if self.was_overtaken(dataset, owner, &error) => {
                    self.summary.blame(Status::Locked, format!("the lease went to another run: {error}"));
                    Ok(())
                }
                done => done,
            }
        })
    }

    /// Whether a failure before the decision comes from a run that took this one for dead and cleared up after it.
    fn was_overtaken(&self, dataset: &Dataset, owner: &Owner, error: &DatasetError) -> bool {
        let own = matches!(status(error), Status::Internal | Status::NoSpace);
        own && matches!(lease::is_held(&dataset.files, owner), Ok(false))
    }

    fn under_lease(&mut self, dataset: &Dataset, owner: &Owner) -> Result<(), DatasetError> {
        dataset.recover(&self.id)?;
        let folder = dataset.files.resolve("store/spool");
        let room = Room::Folder(folder.clone());
        let known = dataset.known(&room)?;
        (self.summary.before, self.summary.after) = (known.generation, known.generation);
        let spool = Spool::open(folder).map_err(|error| CommitError::io("store/spool", error))?;
        let Some(all) = self.find_and_read(&known, &spool, &room)? else { return Ok(()) };
        if matches!(self.options.stop.asked(), Some(Stopped::Signal(_))) {
            return Ok(());
        }
        if !lease::is_held(&dataset.files, owner)? {
            self.summary.blame(Status::Locked, "the lease went to another run");
            return Ok(());
        }
        if self.options.strict {
            self.summary.unknown_labels = unknown_labels(&spool, &all)?;
        }
        self.commit(dataset, &known, &spool, &all)?;
        self.judge(&known, &all)
    }

    /// Says what would be done.
    fn look(&mut self, known: &Known, folder: &Path) -> Result<(), DatasetError> {
        self.summary.before = known.generation;
        self.summary.after = known.generation;
        let spool = Spool::open(folder.to_owned()).map_err(|error| CommitError::io("spool", error))?;
        self.find_and_read(known, &spool, &Room::Folder(folder.to_owned())).map(|_| ())
    }

    /// `None` where a guard stopped the run.
    fn find_and_read(
        &mut self,
        known: &Known,
        spool: &Spool,
        room: &Room,
    ) -> Result<Option<Assembled>, DatasetError> {
        let options = self.options;
        let roots = options.roots.as_slice();
        let walk = walk((roots, &options.choice), options.clocks.stall, room)?;
        self.tell_roots(&walk);
        let grounds = Grounds { versions: self.versions.clone(), full: options.full, now: self.started };
        let plan = Plan::new((&walk, roots), known, &grounds)?;
        let missing = plan.missing(&|root: &Root, path: &[u8]| options.choice.means(root, path))?;
        let counts = missing::Counts::new((&walk, roots), known)?;
        let empty = missing::guard((&walk, roots), &counts, &[], &Default::default());
        if self.guarded(empty) {
            self.summary.files.seen = plan.len() as u64;
            self.summary.files.not_reached = plan.len() as u64;
            return Ok(None);
        }
        let mut all = self.read((known, &plan), spool, room)?;
        let moves = missing::moves(known, &missing, &all)?;
        let guard = missing::guard((&walk, roots), &counts, &missing, &moves);
        // A run that ends early has not seen what was moved: it takes nothing out.
        if options.stop.asked().is_none() && !options.dry {
            missing::settle(&mut all, known, &missing, (&moves, &self.id))?;
            missing::forget(&mut all, known, self.started)?;
        }
        self.tell(&all, walk.not_meant as u64);
        for twins in twins::of(known, &all.update)? {
            self.summary.twins.insert(twins.code.id, twins.new);
            self.summary.warnings.push(twins.says());
        }
        if !all.files.add_up() {
            self.summary.blame(Status::Internal, "the files seen do not add up; nothing was committed");
            return Ok(None);
        }
        Ok((!self.guarded(guard)).then_some(all))
    }

    /// Reads what needs it and puts together what came out.
    fn read(
        &mut self,
        (known, plan): (&Known, &Plan<'_>),
        spool: &Spool,
        room: &Room,
    ) -> Result<Assembled, DatasetError> {
        let options = self.options;
        let inner = Inner::new(known)?;
        self.watch.begin(plan.asked().len() as u64);
        let cache = Cache::new(options.beside("spool/cache"), options.cache);
        let inflight = match options.dry {
            true => None,
            false => Inflight::open(options.beside("inflight.log")).ok(),
        };
        let held = Held::new(options.roots.len());
        let tools = Tools {
            program: &options.program,
            clocks: options.clocks,
            jobs: options.jobs,
            spool,
            cache: &cache,
            inflight: inflight.as_ref(),
            clock: &ProcessClock::default(),
            stop: &options.stop,
            watch: self.watch,
            roots: &options.roots,
            held: &held,
            inner: &inner,
            known,
            versions: self.versions.clone(),
            keep_contacts: options.keep_contacts,
            dry: options.dry,
        };
        let roots = options.roots.as_slice();
        let ground = Ground { run: &self.id, roots, known, inner: &inner, spool, versions: &self.versions };
        let mut assembler = Assembler::new(ground, room);
        let worked = work(&tools, plan, &mut |planned, done| assembler.file(planned, done));
        self.watch.end();
        let counts = worked?;
        plan.idle().try_for_each(|planned| assembler.file(&planned?, Done::Unchanged))?;
        let all = assembler.finish();
        for (_, root) in options.roots.iter().enumerate().filter(|(index, _)| held.is_too_much(*index)) {
            let what = format!("root {} no longer answers; its other files wait for the next run", root.name);
            self.summary.blame(Status::Incomplete, what);
        }
        inflight.iter().for_each(Inflight::close);
        cache.trim();
        self.summary.from_cache = cache.used.load(Ordering::Relaxed);
        self.summary.workers = counts;
        Ok(all)
    }

    fn guarded(&mut self, guard: Option<missing::Guard>) -> bool {
        match guard.filter(|_| !self.options.allow_removals) {
            Some(guard) => {
                self.summary.blame(Status::Guard, guard.says());
                true
            }
            None => false,
        }
    }

    fn tell_roots(&mut self, walk: &Walk) {
        for (index, root) in self.options.roots.iter().enumerate() {
            let unseen = walk.unseen.iter().filter(|(of, _, _)| *of == index);
            let named = |raw: &[u8]| match raw {
                [] => root.folder.display().to_string(),
                raw => readable(raw),
            };
            let failed: Vec<String> = unseen.map(|(_, raw, why)| format!("{}: {why}", named(raw))).collect();
            if let Some(first) = failed.first() {
                let (count, name) = (failed.len(), &root.name);
                let what = format!("{count} folders of root {name} could not be seen, first {first}");
                self.summary.blame(Status::Incomplete, what);
            }
            self.summary.roots.push(RootSummary {
                id: root.name.clone(),
                path: root.folder.display().to_string(),
                walk_complete: failed.is_empty(),
                folders_failed: failed.into_iter().take(20).collect(),
            });
        }
    }

    fn tell(&mut self, all: &Assembled, not_meant: u64) {
        self.summary.files = all.files;
        self.summary.documents = all.documents;
        self.summary.by_code = all.by_code.clone();
        self.summary.new = all.new.clone();
        self.summary.not_meant = not_meant;
        if self.options.stop.asked() == Some(Stopped::TimeOver) && all.files.not_reached > 0 {
            let what = format!("time was up; {} files wait for the next run", all.files.not_reached);
            self.summary.blame(Status::Incomplete, what);
        }
        if self.options.stop.asked() == Some(Stopped::LeaseLost) {
            self.summary.blame(Status::Locked, "the lease went to another run");
        }
    }

    fn commit(
        &mut self,
        dataset: &Dataset,
        known: &Known,
        spool: &Spool,
        all: &Assembled,
    ) -> Result<(), DatasetError> {
        let update = &all.update;
        if update.is_empty() {
            return Ok(());
        }
        let across = ByRules { book: &self.options.rules };
        let store = Store::<LocalFiles>::new(&dataset.files, self.id.clone());
        let began = Instant::now();
        let applied = apply(dataset, &store, known, (update, spool, &across));
        self.summary.commit_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        match applied? {
            Some(generation) => self.summary.after = generation,
            None => {
                self.summary.blame(Status::Locked, "another run committed first");
                return Ok(());
            }
        }
        if let Err(error) = spool.clear() {
            self.summary.warnings.push(format!("what was read could not be thrown away: {error}"));
        }
        Ok(())
    }

    /// What the committed content says for the exit code.
    fn judge(&mut self, known: &Known, all: &Assembled) -> Result<(), DatasetError> {
        let strict = self.options.strict;
        let issues = match self.options.fail_on {
            FailOn::None => 0,
            FailOn::New => all.new.len() as u64 + if strict { all.new_partial } else { 0 },
            FailOn::Any => {
                all.files.failed + all.files.transient + if strict { all.files.partial } else { 0 }
            }
        };
        if issues > 0 || (strict && self.summary.unknown_labels > 0) {
            self.summary.blame(Status::Issues, "");
        }
        let (mut errors, mut warnings) = (0u64, 0u64);
        let goes = |id: &str| all.update.gone.contains(id) || all.update.arrivals.contains(id);
        let stays = |document: &DocumentState| !goes(&document.doc_id);
        let kept = known.documents.each().filter(|document| document.as_ref().map_or(true, stays));
        for document in kept.chain(all.update.arrivals.each()) {
            let document = document?;
            errors += u64::try_from(document.errors).unwrap_or(0);
            warnings += u64::try_from(document.warnings).unwrap_or(0);
        }
        self.summary.broken = [("error", errors), ("warning", warnings)].into();
        let told = match self.options.fail_on_findings {
            Some(FailOnFindings::Error) => errors,
            Some(FailOnFindings::Warning) => errors + warnings,
            None => 0,
        };
        if told > 0 {
            self.summary.blame(Status::Findings, "");
        }
        Ok(())
    }

    /// Puts the summary into the store, where there is one.
    fn note(&mut self) {
        if self.options.dry || matches!(self.summary.status, Status::TooNew | Status::NoDataset) {
            return;
        }
        let Ok(dataset) = Dataset::open(&self.options.dataset) else { return };
        let text = self.summary.json().to_string();
        let folder = dataset.files.resolve("store/runs");
        let written = std::fs::create_dir_all(folder)
            .map_err(|error| CommitError::io("store/runs", error))
            .and_then(|()| put(&dataset.files, &format!("store/runs/{}.json", self.id), text.as_bytes()))
            .and_then(|()| put(&dataset.files, "store/runs/latest.json", text.as_bytes()));
        if let Err(error) = written {
            self.summary.warnings.push(format!("the summary could not be kept: {error}"));
        }
    }
}

/// Figures of new documents whose label nobody knows.
fn unknown_labels(spool: &Spool, all: &Assembled) -> Result<u64, DatasetError> {
    let mut count = 0;
    for document in all.update.arrivals.each() {
        let facts = spool.rows(&document?.doc_id, &FACTS)?;
        count += facts.texts("concept").iter().filter(|concept| concept.is_none()).count() as u64;
    }
    Ok(count)
}
