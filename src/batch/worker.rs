//! A worker process: reads files that its parent hands it, one after the other, within the limits that it sets itself
//! first. Before it is given any it opens the one file of the spool that it appends rows to; it opens no other and writes to
//! nothing else but its pipe.

use std::cell::RefCell;
use std::io::{self, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use extractors::{Code, Source};
use serde::{Deserialize, Serialize};

use super::job::{ItemHead, Job};
use super::protocol::{self, Kind};
use super::reader::{self, Desk, Failure};
use super::segment::Writer;
use crate::book::Book;
use crate::platform;

/// Bytes of address space that a worker may take.
pub const MEMORY: u64 = 1536 << 20;
/// Seconds of computing that a file may take.
pub const CPU_SECONDS: u64 = 90;

/// How long a worker that makes headway says nothing of it.
const SILENCE: Duration = Duration::from_millis(250);

/// A worker says how much memory it holds after one in so many files, and after each that is so large.
const WEIGHED: usize = 16;
const LARGE: usize = 1 << 20;

/// Bytes of an answer that are gathered.
const ANSWER: usize = 1 << 14;

/// How a worker ends a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Where what was read of it ends in the worker's file.
    pub end: u64,
    /// Bytes of memory it holds, where it looked and the system tells.
    pub resident: Option<u64>,
}

/// How a file's reading broke off while the worker lived on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    pub code: String,
    pub detail: String,
}

/// Why what was read of a file cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unkept {
    /// The system's number of the error.
    pub number: Option<i32>,
    pub says: String,
}

impl Unkept {
    pub fn into_error(self) -> io::Error {
        self.number.map_or_else(|| io::Error::other(self.says), io::Error::from_raw_os_error)
    }
}

/// Serves until the parent closes the pipe, appending what is read to the file at `rows`. With `mock`, files that ask for
/// it make trouble: see [`super::mock`].
pub fn serve(
    (book, rows): (&Book, &Path),
    input: &mut dyn Read,
    output: &mut (dyn Write + Send),
    mock: bool,
) -> io::Result<()> {
    let mut writer = Writer::append(rows)?;
    platform::confine(MEMORY)?;
    let mut output = BufWriter::with_capacity(ANSWER, output);
    let (mut desk, mut served) = (Desk::new(book), 0);
    while let Some((kind, head, bytes)) = protocol::read(input)? {
        if kind != Kind::Begin {
            return Err(io::Error::other("a worker is only ever asked to begin"));
        }
        let job: Job = serde_json::from_slice(&head).map_err(io::Error::other)?;
        platform::allow_cpu(CPU_SECONDS)?;
        if mock {
            super::mock::trouble(&bytes, &mut || {
                let _ = protocol::write(&mut output, Kind::Headway, b"", b"");
            });
        }
        served += 1;
        let weighs = served % WEIGHED == 1 || bytes.len() >= LARGE;
        answer((&mut desk, &mut writer), &job, (bytes, weighs), &mut output)?;
    }
    Ok(())
}

fn answer(
    (desk, writer): (&mut Desk<'_>, &mut Writer),
    job: &Job,
    (bytes, weighs): (Vec<u8>, bool),
    output: &mut dyn Write,
) -> io::Result<()> {
    let source = Source::new(job.path.clone(), bytes);
    let output = RefCell::new(output);
    let mut told = |_: &ItemHead, head: &[u8], place| protocol::write_item(*output.borrow_mut(), head, place);
    let mut silent = Instant::now();
    let mut headway = || {
        // Each word wakes the parent, which waits for seconds; a pipe that is closed shows at the end.
        if silent.elapsed() >= SILENCE {
            silent = Instant::now();
            let _ = protocol::write(*output.borrow_mut(), Kind::Headway, b"", b"");
        }
    };
    let read = AssertUnwindSafe(|| reader::keep(desk, (job, source), writer, (&mut told, &mut headway)));
    let (kind, head) = match catch_unwind(read) {
        Ok(Ok(end)) => {
            let resident = weighs.then(platform::resident_bytes).flatten();
            (Kind::End, serde_json::to_vec(&Ended { end, resident }))
        }
        Ok(Err(Failure::Unkept(error))) => {
            let unkept = Unkept { number: error.raw_os_error(), says: error.to_string() };
            (Kind::Unkept, serde_json::to_vec(&unkept))
        }
        Ok(Err(Failure::Broke(code, detail))) => {
            (Kind::Broken, serde_json::to_vec(&Broken { code: code.id.to_owned(), detail }))
        }
        Err(_) => {
            let broken = Broken { code: Code::CRASH.id.to_owned(), detail: "panic".to_owned() };
            (Kind::Broken, serde_json::to_vec(&broken))
        }
    };
    protocol::write(*output.borrow_mut(), kind, &head.map_err(io::Error::other)?, b"")
}
