//! A worker process: reads files that its parent hands it, one after the other, within the limits that it sets itself
//! first. It opens no file and writes to nothing but its pipe.

use std::io::{self, BufWriter, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use extractors::{Code, Source};
use serde::{Deserialize, Serialize};

use super::job::Job;
use super::protocol::{self, Digest, Kind};
use super::reader;
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

/// How a worker ends a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    pub digest: [u8; 8],
    /// Bytes of memory it holds, where it looked and the system tells.
    pub resident: Option<u64>,
}

/// How a file's reading broke off while the worker lived on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    pub code: String,
    pub detail: String,
}

/// Serves until the parent closes the pipe. With `mock`, files that ask for it make trouble: see [`super::mock`].
pub fn serve(
    book: &Book,
    input: &mut dyn Read,
    output: &mut (dyn Write + Send),
    mock: bool,
) -> io::Result<()> {
    platform::confine(MEMORY)?;
    let mut output = BufWriter::new(output);
    let mut served = 0;
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
        answer(book, &job, (bytes, weighs), &mut output)?;
    }
    Ok(())
}

fn answer(
    book: &Book,
    job: &Job,
    (bytes, weighs): (Vec<u8>, bool),
    output: &mut dyn Write,
) -> io::Result<()> {
    let source = Source::new(job.path.clone(), bytes);
    let output = std::cell::RefCell::new(output);
    let mut digest = Digest::default();
    let mut each = |item: super::job::Item| {
        let head = serde_json::to_vec(&item.head).map_err(io::Error::other)?;
        digest.add(&head, &item.rows);
        protocol::write_item(*output.borrow_mut(), &head, &item.rows)
    };
    let mut told = Instant::now();
    let mut headway = || {
        // Each word wakes the parent, which waits for seconds; a pipe that is closed shows at the next item.
        if told.elapsed() >= SILENCE {
            told = Instant::now();
            let _ = protocol::write(*output.borrow_mut(), Kind::Headway, b"", b"");
        }
    };
    let read = catch_unwind(AssertUnwindSafe(|| reader::read(book, job, source, &mut each, &mut headway)));
    let broken = match read {
        Ok(Ok(())) => {
            let resident = weighs.then(platform::resident_bytes).flatten();
            let ended = Ended { digest: digest.value(), resident };
            let head = serde_json::to_vec(&ended).map_err(io::Error::other)?;
            return protocol::write(*output.borrow_mut(), Kind::End, &head, b"");
        }
        Ok(Err((code, detail))) => Broken { code: code.id.to_owned(), detail },
        Err(_) => Broken { code: Code::CRASH.id.to_owned(), detail: "panic".to_owned() },
    };
    let head = serde_json::to_vec(&broken).map_err(io::Error::other)?;
    protocol::write(*output.borrow_mut(), Kind::Broken, &head, b"")
}
