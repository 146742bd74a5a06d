//! From a file's bytes to its answer: parse, understand, check, put into rows, and append those to the spool. This runs in a
//! worker process; a program that uses the library, and trusts its input or guards itself, may run it in its own.

use std::collections::VecDeque;
use std::io;

use extractors::archive;
use extractors::{Code, Context, Error, Limits, Notice, Notices, Severity, Source};

use super::job::{Ending, Item, ItemHead, Job, push_problem};
use super::segment::{Entry, Writer};
use super::spool::{Placed, Spool};
use super::walk::readable;
use crate::book::Book;
use crate::chinese::mask;
use crate::dataset::fill::{self, DocumentRows, Stamp};
use crate::dataset::rows::Rows;
use crate::dataset::schema::PROBLEMS;
use crate::report::Report;
use crate::words::{self, Language};
use crate::{contacts, fact::Concept, ingest_watched};

/// Why nothing came of a file.
#[derive(Debug)]
pub enum Failure {
    /// Reading broke off: the code and what is known about it.
    Broke(Code, String),
    /// What was read cannot be kept. That is no fault of the file.
    Unkept(io::Error),
}

/// Whoever reads files into the spool: a worker process, or this one.
pub trait Reader {
    /// Hands over a file. The next one may be handed over before this one is asked for, so that it is at hand when its
    /// turn comes.
    fn begin(&mut self, job: &Job, bytes: Vec<u8>);

    /// What was read of the file that was handed over first: one item, or one for each file of an archive.
    fn finish(&mut self) -> Result<Vec<Placed>, Failure>;
}

/// What reading is done with: the book, and room that is used again.
pub struct Desk<'b> {
    book: &'b Book,
    room: DocumentRows,
}

impl<'b> Desk<'b> {
    pub fn new(book: &'b Book) -> Self {
        Self { book, room: DocumentRows::room() }
    }
}

/// Reads in this very process.
pub struct InProcess<'b> {
    desk: Desk<'b>,
    segment: u32,
    writer: Writer,
    read: VecDeque<Result<Vec<Placed>, Failure>>,
}

impl<'b> InProcess<'b> {
    pub fn new(book: &'b Book, spool: &Spool) -> io::Result<Self> {
        let lane = spool.lane()?;
        let writer = Writer::append(&lane.path)?;
        Ok(Self { desk: Desk::new(book), segment: lane.number, writer, read: VecDeque::new() })
    }
}

impl Reader for InProcess<'_> {
    fn begin(&mut self, job: &Job, bytes: Vec<u8>) {
        let (mut placed, segment) = (Vec::new(), self.segment);
        let source = Source::new(job.path.clone(), bytes);
        let told: &mut Told<'_> = &mut |head, _, (at, _)| {
            placed.push(Placed { head: head.clone(), segment, at });
            Ok(())
        };
        let kept = keep(&mut self.desk, (job, source), &mut self.writer, (told, &mut || ()));
        self.read.push_back(kept.map(|_| placed));
    }

    fn finish(&mut self) -> Result<Vec<Placed>, Failure> {
        let nothing = || Err(Failure::Broke(Code::CRASH, "nothing was handed over".to_owned()));
        self.read.pop_front().unwrap_or_else(nothing)
    }
}

/// Who hears of an item: its head, that as it is kept, and where its rows begin and how many bytes they are.
pub type Told<'t> = dyn FnMut(&ItemHead, &[u8], (u64, u64)) -> io::Result<()> + 't;

/// Reads a file and appends what it holds to a segment, as one entry. Gives where that ends.
pub fn keep(
    desk: &mut Desk<'_>,
    (job, source): (&Job, Source),
    writer: &mut Writer,
    (told, headway): (&mut Told<'_>, &mut dyn FnMut()),
) -> Result<u64, Failure> {
    let mut entry = writer.begin(&job.key()).map_err(Failure::Unkept)?;
    let mut kept = Ok(());
    read(
        desk,
        job,
        &source,
        &mut |item| {
            if kept.is_ok() {
                kept = add(&mut entry, &item, told);
            }
        },
        headway,
    );
    kept.and_then(|()| entry.finish()).map_err(Failure::Unkept)
}

fn add(entry: &mut Entry<'_>, item: &Item, told: &mut Told<'_>) -> io::Result<()> {
    let head = serde_json::to_vec(&item.head).map_err(io::Error::other)?;
    let at = entry.add(&head, &item.rows)?;
    told(&item.head, &head, (at, item.rows.len() as u64))
}

/// Reads a file and hands over what it holds, file by file for an archive, telling `headway` after every stage.
fn read(
    desk: &mut Desk<'_>,
    job: &Job,
    source: &Source,
    hand: &mut dyn FnMut(Item),
    headway: &mut dyn FnMut(),
) {
    if archive::is_archive(source) {
        of_archive(desk, job, source, hand, headway);
    } else {
        hand(one(desk, job, &Own::of(job), source, headway));
    }
}

/// What a file is called, be it on disk or in an archive.
struct Own<'o> {
    file_id: &'o str,
    raw: &'o [u8],
    modified: Option<&'o str>,
    path: &'o str,
    hash: &'o str,
    doc_rev: i32,
}

impl<'o> Own<'o> {
    fn of(job: &'o Job) -> Self {
        Self {
            file_id: &job.file_id,
            raw: &job.raw,
            modified: job.modified.as_deref(),
            path: &job.path,
            hash: &job.hash,
            doc_rev: job.doc_rev,
        }
    }

    /// What is said of its name and its date.
    fn remarks(&self) -> impl Iterator<Item = Notice> {
        let unlikely = |date: &&str| !("1990".."2100").contains(&date.get(..4).unwrap_or_default());
        let date = self.modified.filter(unlikely);
        let clock = date.map(|date| Notice::new(Code::CLOCK).with("detail", date));
        super::names::remarks(self.raw).map(Notice::new).chain(clock)
    }

    fn head(&self, source: &Source, ending: Ending) -> ItemHead {
        ItemHead {
            file_id: self.file_id.to_owned(),
            inner: None,
            hash: self.hash.to_owned(),
            bytes: source.bytes().len() as u64,
            ending,
            code: None,
            format: None,
            doc_rev: self.doc_rev,
            documents: Vec::new(),
            problems: (0, 0),
        }
    }
}

fn of_archive(
    desk: &mut Desk<'_>,
    job: &Job,
    source: &Source,
    hand: &mut dyn FnMut(Item),
    headway: &mut dyn FnMut(),
) {
    let (mut notices, limits) = (Notices::default(), Limits::default());
    let own = Own::of(job);
    let mut taken: Vec<Vec<u8>> = Vec::new();
    let listed = archive::files(&mut Context::new(&mut notices, &limits), source, &mut |_, file| {
        headway();
        if super::names::skipped(
            file.name.rsplit('/').next().unwrap_or_default(),
            file.source.bytes().len() as u64,
        )
        .is_some()
            || file.source.bytes().is_empty() && file.name.ends_with('/')
        {
            return;
        }
        let below = file.name.strip_prefix(source.name()).unwrap_or(&file.name).trim_start_matches('/');
        let raw = unique(&mut taken, [job.raw.as_slice(), b"!/", below.as_bytes()].concat());
        hand(inner(desk, job, raw, &file.source, headway));
    });
    if let Err(error) = listed {
        hand(failed(&own, source, &error, job.keep_contacts));
        return;
    }
    let head = ItemHead { format: Some("zip".into()), ..own.head(source, Ending::Archive) };
    hand(Item::new(head).with(&problems(&own, &notices, job.keep_contacts)));
}

/// Two entries of one name are two files.
fn unique(taken: &mut Vec<Vec<u8>>, raw: Vec<u8>) -> Vec<u8> {
    let mut name = raw.clone();
    let mut number = 1;
    while taken.contains(&name) {
        number += 1;
        name = [raw.as_slice(), format!("#{number}").as_bytes()].concat();
    }
    taken.push(name.clone());
    name
}

fn inner(desk: &mut Desk<'_>, job: &Job, raw: Vec<u8>, source: &Source, headway: &mut dyn FnMut()) -> Item {
    let (file_id, path) = (fill::file_id(&job.root, &raw), readable(&raw));
    let doc_rev = job.inner_revs.get(&file_id).copied().unwrap_or(1);
    let hash = source.sha256();
    let own = Own { file_id: &file_id, raw: &raw, modified: None, path: &path, hash: &hash, doc_rev };
    let source = Source::new(path.clone(), source.bytes().to_vec());
    let mut item = one(desk, job, &own, &source, headway);
    item.head.inner = Some((raw, path.clone()));
    item
}

fn one(desk: &mut Desk<'_>, job: &Job, own: &Own<'_>, source: &Source, headway: &mut dyn FnMut()) -> Item {
    match ingest_watched(source, desk.book, headway) {
        Ok(mut report) => {
            if !job.keep_contacts {
                contacts::hide(&mut report);
            }
            understood(desk, job, own, source, &report)
        }
        Err(error) => failed(own, source, &error, job.keep_contacts),
    }
}

fn understood(desk: &mut Desk<'_>, job: &Job, own: &Own<'_>, source: &Source, report: &Report) -> Item {
    let book = desk.book;
    let wording = |concept: &Concept| book.entry(concept.as_str()).map(|entry| entry.says.zh.as_str());
    let lost = report.notices.iter().find(|notice| notice.code.severity == Severity::Error);
    let ending = if lost.is_some() { Ending::Partial } else { Ending::Ok };
    let head = ItemHead {
        code: lost.map(|notice| notice.code.id.to_owned()),
        format: Some(report.document.format.to_owned()),
        ..own.head(source, ending)
    };
    let mut item = Item::new(head);
    let stamp = Stamp {
        file_id: own.file_id,
        root: &job.root,
        path: own.path,
        content_hash: own.hash,
        bytes: source.bytes().len() as u64,
        modified: job.modified.as_deref(),
        doc_rev: own.doc_rev,
        parser_version: &job.versions.parser,
        book_version: &job.versions.book,
        wording: &wording,
        keep_contacts: job.keep_contacts,
    };
    fill::each(report, &stamp, &mut desk.room, &mut |rows| item.add(rows));
    item.with(&problems(own, &report.notices, job.keep_contacts))
}

fn failed(own: &Own<'_>, source: &Source, error: &Error, keep_contacts: bool) -> Item {
    let unsupported = error.code() == Code::UNSUPPORTED;
    let ending = if unsupported { Ending::Unsupported } else { Ending::Failed };
    let mut notices = Notices::default();
    notices.add(error.clone().into_notice());
    let head = ItemHead { code: Some(error.code().id.to_owned()), ..own.head(source, ending) };
    Item::new(head).with(&problems(own, &notices, keep_contacts))
}

/// The remarks on a file as rows.
fn problems(own: &Own<'_>, notices: &Notices, keep_contacts: bool) -> Rows {
    let clean = |text: &str| {
        if keep_contacts { text.to_owned() } else { mask::contacts(text).into_owned() }
    };
    let mut rows = Rows::new(&PROBLEMS);
    let file = (own.file_id, own.path, own.hash);
    for Notice { code, details, .. } in own.remarks() {
        push_problem(&mut rows, file, code, &details, (None, 1), &clean);
    }
    for Notice { code, at, details } in notices.iter() {
        let place = at.as_ref().map(|at| words::place(Language::Chinese, at));
        push_problem(&mut rows, file, *code, details, (place.as_deref(), 1), &clean);
    }
    for (code, more) in notices.unlisted() {
        push_problem(&mut rows, file, *code, &[], (None, *more), &clean);
    }
    rows
}
