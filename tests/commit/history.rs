//! Random histories: nights of changes by one host or several, cut short in every way, and what must hold after.
//!
//! A live file is a text `generation|doc doc …`. Documents are `name@rev`; a name may move between report years.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;

use hebiao::dataset::commit::order::{Change, steps};
use hebiao::dataset::commit::{self, CommitError, Files, Record, Stage, Store};

use super::model::{Disk, LIVE, TORN};
use super::random::Random;
use super::variants::Variant;
use super::world::{HostFiles, World};

const TABLES: [&str; 2] = ["cells", "documents"];
const YEARS: [u16; 2] = [2023, 2024];
const BUCKETS: usize = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One host; each night it may be killed, or the power may go.
    Crash,
    /// Four hosts at once, each of which may be killed.
    Hosts,
    /// Four hosts, then everything loses power.
    Mixed,
    /// One host; one operation of a night fails.
    Faults,
}

/// Seeds whose history ends wrongly, and how.
pub fn violations(variant: Variant, mode: Mode, seeds: std::ops::Range<u64>) -> Vec<(u64, String)> {
    seeds.filter_map(|seed| history(variant, mode, seed).err().map(|what| (seed, what))).collect()
}

/// What one host wants to write: in one bucket, documents to add and documents to put into a year.
#[derive(Clone)]
struct Wish {
    bucket: usize,
    /// Name and year; a name that stands in another year moves.
    places: Vec<(String, u16)>,
}

fn live(table: &str, year: u16, bucket: usize) -> String {
    format!("data/{table}/report_year={year}/{bucket:03}.parquet")
}

fn panel(bucket: usize) -> String {
    format!("data/panel/report_year=0/{bucket:03}.parquet")
}

type Rows = BTreeSet<String>;

fn rows(bytes: &[u8]) -> Option<(u64, Rows)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (generation, names) = text.split_once('|')?;
    Some((generation.parse().ok()?, names.split_whitespace().map(str::to_owned).collect()))
}

fn print(generation: u64, rows: &Rows) -> Vec<u8> {
    format!("{generation}|{}", rows.iter().cloned().collect::<Vec<_>>().join(" ")).into_bytes()
}

fn standing(files: &HostFiles, path: &str) -> Result<Rows, CommitError> {
    match files.read(path) {
        Ok(bytes) => rows(&bytes).map(|(_, rows)| rows).ok_or_else(|| CommitError::damaged(path, "torn")),
        Err(error) if error.is_missing() => Ok(Rows::new()),
        Err(error) => Err(error),
    }
}

/// The changes of one table's bucket that a wish asks for.
fn changes(files: &HostFiles, table: &str, wish: &Wish) -> Result<Vec<Change<Rows>>, CommitError> {
    let mut before = BTreeMap::new();
    for year in YEARS {
        before.insert(year, standing(files, &live(table, year, wish.bucket))?);
    }
    let mut after = before.clone();
    for (name, year) in &wish.places {
        after.values_mut().for_each(|rows| {
            rows.remove(name);
        });
        after.entry(*year).or_default().insert(name.clone());
    }
    let everywhere: Rows = before.values().flatten().cloned().collect();
    Ok(YEARS
        .into_iter()
        .map(|year| Change {
            live: live(table, year, wish.bucket),
            leaving: before[&year].difference(&after[&year]).cloned().collect(),
            coming: after[&year]
                .difference(&before[&year])
                .filter(|name| everywhere.contains(*name))
                .cloned()
                .collect(),
            after: after[&year].clone(),
        })
        .filter(|change| before_of(&before, &change.live, table, wish) != Some(&change.after))
        .collect())
}

fn before_of<'a>(before: &'a BTreeMap<u16, Rows>, path: &str, table: &str, wish: &Wish) -> Option<&'a Rows> {
    before.iter().find(|(year, _)| live(table, **year, wish.bucket) == path).map(|(_, rows)| rows)
}

/// Stages everything that wishes ask for, in the order of publication.
fn fill(
    files: &HostFiles,
    wishes: &[Wish],
    generation: u64,
    stage: &mut Stage<'_, '_, HostFiles>,
) -> Result<(), CommitError> {
    let mut all = Vec::new();
    for wish in wishes {
        for table in TABLES {
            all.extend(changes(files, table, wish)?);
        }
    }
    let order = match files.variant {
        Variant::MovesInOneStep => (0..all.len())
            .map(|change| commit::order::Step { change, without_coming: false, settle: false })
            .collect(),
        _ => steps(&all),
    };
    for step in order {
        let change = &all[step.change];
        let mut rows = change.after.clone();
        if step.settle && files.variant != Variant::MovesUnsettled {
            stage.settle();
        }
        if step.without_coming {
            rows = rows.difference(&change.coming).cloned().collect();
        }
        let bytes = print(generation, &rows);
        let (first, rest) = bytes.split_at(bytes.len() / 2);
        let mut growing = stage.begin(first)?;
        stage.grow(&mut growing, rest)?;
        stage.end(&change.live, growing)?;
    }
    for wish in wishes {
        let names: Rows = wish.places.iter().map(|(name, _)| name.clone()).collect();
        let path = panel(wish.bucket);
        let all: Rows = standing(files, &path)?.union(&names).cloned().collect();
        stage.add(&path, &print(generation, &all))?;
    }
    Ok(())
}

/// One run of one host, as the variant does it. True when the run would tell its scheduler that all is done.
fn run(files: &HostFiles, name: &str, wishes: &[Wish]) -> Result<bool, CommitError> {
    for attempt in 0..6 {
        let store = Store::new(files, name);
        let done = match files.variant {
            Variant::NoRecovery
            | Variant::PublishFirst
            | Variant::SweepsEverything
            | Variant::JournalPruned => broken(&store, files, attempt, wishes)?,
            _ => {
                commit::commit(&store, attempt, |number, stage| fill(files, wishes, number, stage))?.is_some()
            }
        };
        if done {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The steps in a wrong composition.
fn broken(
    store: &Store<'_, HostFiles>,
    files: &HostFiles,
    attempt: u32,
    wishes: &[Wish],
) -> Result<bool, CommitError> {
    let number =
        if files.variant == Variant::NoRecovery { store.generation()? } else { store.recover()? } + 1;
    if files.variant == Variant::SweepsEverything {
        files.remove_folder(commit::STAGE)?;
    }
    let mut stage = store.stage(number, attempt)?;
    fill(files, wishes, number, &mut stage)?;
    let entries = stage.close()?;
    if files.variant == Variant::PublishFirst {
        let early = Record { generation: number, run: "early".into(), entries: entries.clone() };
        early.entries.iter().try_for_each(|entry| files.rename(&entry.staged, &entry.live))?;
    }
    let Some(record) = store.decide(number, entries)? else { return Ok(false) };
    store.publish(&record)?;
    if files.variant == Variant::JournalPruned {
        for older in files.list("store/journal")? {
            if older.parse::<u64>().is_ok_and(|older| older < number) {
                files.remove_folder(&format!("store/journal/{older}"))?;
            }
        }
    }
    Ok(true)
}

/// What a reader notices while others write: files torn, a document twice, a generation that goes back.
#[derive(Default)]
pub struct Watch {
    newest: BTreeMap<String, u64>,
    /// What was there to see when it last looked: nothing is looked at twice.
    seen: Option<u64>,
}

impl Watch {
    /// Power is back: what was not promised yet may have gone back.
    pub fn forget(&mut self) {
        self.newest.clear();
        self.seen = None;
    }

    pub fn look(&mut self, disk: &Disk) -> Option<String> {
        if self.seen.replace(disk.shown()) == Some(disk.shown()) {
            return None;
        }
        let paths: Vec<String> =
            disk.paths().filter(|path| path.starts_with(LIVE)).map(str::to_owned).collect();
        let mut seen: BTreeMap<(String, String), String> = BTreeMap::new();
        for path in paths {
            let bytes = disk.read(&path).ok()?;
            if bytes == TORN {
                return Some(format!("{path} is torn"));
            }
            let Some((generation, rows)) = rows(&bytes) else {
                return Some(format!("{path} is no file of ours"));
            };
            let newest = self.newest.entry(path.clone()).or_insert(generation);
            if generation < *newest {
                return Some(format!("{path} went back from {newest} to {generation}"));
            }
            *newest = generation;
            let table = path.split('/').nth(1).unwrap_or_default().to_owned();
            for row in rows {
                if let Some(other) = seen.insert((table.clone(), row.clone()), path.clone()) {
                    return Some(format!("{row} stands in {other} and {path}"));
                }
            }
        }
        None
    }
}

fn wish(rng: &mut Random, host: &str, names: &mut Vec<String>) -> Vec<Wish> {
    let mut wishes = Vec::new();
    for bucket in 0..BUCKETS {
        if !rng.chance(0.7) {
            continue;
        }
        let mut places = vec![(format!("{host}b{bucket}"), YEARS[rng.below(2)])];
        for name in names.iter().filter(|name| name.ends_with(&format!("b{bucket}"))) {
            if rng.chance(0.4) {
                places.push((name.clone(), YEARS[rng.below(2)]));
            }
        }
        wishes.push(Wish { bucket, places });
    }
    names.extend(wishes.iter().map(|wish| wish.places[0].0.clone()));
    wishes
}

fn history(variant: Variant, mode: Mode, seed: u64) -> Result<(), String> {
    let rng = &mut Random::new(seed);
    let world = World::new(5);
    let mut acked: Vec<Wish> = Vec::new();
    let mut names = Vec::new();
    match mode {
        Mode::Crash | Mode::Faults => nights(&world, variant, mode, rng, &mut acked, &mut names)?,
        Mode::Hosts | Mode::Mixed => hosts(&world, variant, mode, rng, &mut acked)?,
    }
    let last = vec![
        Wish { bucket: 0, places: vec![("endb0".into(), 2024)] },
        Wish { bucket: 1, places: vec![("endb1".into(), 2023)] },
    ];
    let files = host(&world, 4, variant);
    match run(&files, "end", &last) {
        Ok(true) => acked.extend(last),
        Ok(false) => return Err("the last run never wins".into()),
        Err(error) => return Err(format!("the last run fails: {error}")),
    }
    complaint(&world)?;
    judge(&world, &acked)
}

fn host(world: &Arc<World>, host: usize, variant: Variant) -> HostFiles {
    HostFiles { world: Arc::clone(world), host, variant, fails_at: Cell::new(None) }
}

fn complaint(world: &World) -> Result<(), String> {
    world.lock().complaint.clone().map_or(Ok(()), Err)
}

/// Four nights of one host, each perhaps cut short.
fn nights(
    world: &Arc<World>,
    variant: Variant,
    mode: Mode,
    rng: &mut Random,
    acked: &mut Vec<Wish>,
    names: &mut Vec<String>,
) -> Result<(), String> {
    for night in 0..4 {
        let wishes = wish(rng, &format!("n{night}"), names);
        let files = host(world, 0, variant);
        {
            let mut state = world.lock();
            state.killed[0] = false;
            state.allowance[0] = None;
        }
        let outcome = if mode == Mode::Faults {
            files.fails_at.set(Some(rng.below(90) as u32));
            run(&files, &format!("r{night}"), &wishes)
        } else {
            cut_short(&files, rng.below(110) as u32, &format!("r{night}"), &wishes)
        };
        complaint(world)?;
        if outcome.as_ref().is_ok_and(|done| *done) {
            acked.extend(wishes);
        } else if let Err(CommitError::Damaged { path, detail }) = outcome {
            return Err(format!("night {night}: {path}: {detail}"));
        }
        if mode == Mode::Crash && rng.chance(0.65) {
            let mut state = world.lock();
            state.disk.lose_power(rng);
            state.watch.forget();
        }
    }
    Ok(())
}

/// Runs until a number of operations is used up; from then on the host is dead.
fn cut_short(files: &HostFiles, operations: u32, name: &str, wishes: &[Wish]) -> Result<bool, CommitError> {
    let world = Arc::clone(&files.world);
    let (variant, name, wishes) = (files.variant, name.to_owned(), wishes.to_vec());
    world.lock().finished[0] = false;
    world.lock().allowance[0] = Some(0);
    let inner = Arc::clone(&world);
    let worker = thread::spawn(move || {
        let files = host(&inner, 0, variant);
        let outcome = run(&files, &name, &wishes);
        inner.finish(0);
        outcome
    });
    world.let_work(0, operations.max(1));
    world.kill(0);
    let outcome = worker.join().expect("a host does not panic");
    world.lock().allowance[0] = None;
    outcome
}

/// Four hosts that take turns at random, with no lease at all.
fn hosts(
    world: &Arc<World>,
    variant: Variant,
    mode: Mode,
    rng: &mut Random,
    acked: &mut Vec<Wish>,
) -> Result<(), String> {
    let mut workers = Vec::new();
    for index in 0..4 {
        let wishes = wish(rng, &format!("h{index}"), &mut Vec::new());
        let inner = Arc::clone(world);
        world.lock().allowance[index] = Some(0);
        let own = wishes.clone();
        workers.push((
            wishes,
            thread::spawn(move || {
                let files = host(&inner, index, variant);
                let outcome = run(&files, &format!("h{index}"), &own);
                inner.finish(index);
                outcome
            }),
        ));
    }
    let mut cut = false;
    while !cut && world.lock().finished.iter().take(4).any(|finished| !finished) {
        let index = rng.below(4);
        if rng.chance(0.01) {
            world.kill(index);
        }
        cut = mode == Mode::Mixed && rng.chance(0.02);
        if !world.lock().finished[index] && !world.lock().killed[index] {
            world.let_work(index, [1, 2, 5, 20, 200][rng.below(5)]);
        }
        let all_dead = (0..4).all(|host| world.lock().finished[host] || world.lock().killed[host]);
        cut = cut || all_dead;
    }
    (0..4).for_each(|index| world.kill(index));
    for (wishes, worker) in workers {
        match worker.join().expect("a host does not panic") {
            Ok(true) => acked.extend(wishes),
            Err(CommitError::Damaged { path, detail }) => return Err(format!("{path}: {detail}")),
            _ => {}
        }
    }
    complaint(world)?;
    if mode == Mode::Mixed {
        let mut state = world.lock();
        state.disk.lose_power(rng);
        state.watch.forget();
    }
    Ok(())
}

/// Whatever was acknowledged stands, in every table, once, and tables agree.
fn judge(world: &World, acked: &[Wish]) -> Result<(), String> {
    let state = world.lock();
    let table_rows = |table: &str, bucket: usize| -> Result<BTreeMap<String, u16>, String> {
        let mut found = BTreeMap::new();
        for year in YEARS {
            let Ok(bytes) = state.disk.read(&live(table, year, bucket)) else { continue };
            let (_, rows) = rows(&bytes).ok_or_else(|| format!("{table} {year} {bucket} is torn"))?;
            for row in rows {
                if found.insert(row.clone(), year).is_some() {
                    return Err(format!("{row} stands twice in {table}"));
                }
            }
        }
        Ok(found)
    };
    for bucket in 0..BUCKETS {
        let documents = table_rows("documents", bucket)?;
        if documents != table_rows("cells", bucket)? {
            return Err(format!("tables disagree in bucket {bucket}"));
        }
        let panel = state.disk.read(&panel(bucket)).ok().and_then(|bytes| rows(&bytes));
        let panel = panel.map(|(_, rows)| rows).unwrap_or_default();
        if panel != documents.keys().cloned().collect() {
            return Err(format!("the panel disagrees in bucket {bucket}"));
        }
        for wish in acked.iter().filter(|wish| wish.bucket == bucket) {
            if let Some((name, _)) = wish.places.iter().find(|(name, _)| !documents.contains_key(name)) {
                return Err(format!("{name} was acknowledged and is lost"));
            }
        }
    }
    Ok(())
}
