//! `cargo run -p samples -- corpus`: a corpus into a folder, with its truth as lines of JSON when asked for.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use super::{Format, Options, report};

const USAGE: &str = "usage: samples corpus --count N --seed S --into DIR [--formats docx,xlsx,text,grid,csv] \
                     [--planted PERCENT] [--dressed] [--beside] [--truth]";

/// Files of one folder are slow to list beyond this.
const FILES_A_FOLDER: u64 = 1_000;

struct Order {
    count: u64,
    seed: u64,
    into: PathBuf,
    truth: bool,
    options: Options,
}

/// Writes what the arguments ask for.
pub fn run(arguments: &[String]) -> io::Result<()> {
    let order = read(arguments).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, USAGE))?;
    fs::create_dir_all(&order.into)?;
    let mut truth = match order.truth {
        true => Some(BufWriter::new(File::create(order.into.join("truth.jsonl"))?)),
        false => None,
    };
    for nth in 0..order.count {
        let folder = order.into.join(format!("{:03}", nth / FILES_A_FOLDER));
        if nth % FILES_A_FOLDER == 0 {
            fs::create_dir_all(&folder)?;
        }
        let made = report(order.seed + nth, &order.options);
        for form in &made.forms {
            fs::write(folder.join(&form.name), &form.bytes)?;
        }
        if let Some(truth) = &mut truth {
            let names: Vec<String> = made.forms.into_iter().map(|form| form.name).collect();
            writeln!(truth, "{}", made.truth.json(&names))?;
        }
    }
    truth.map_or(Ok(()), |mut truth| truth.flush())
}

fn read(arguments: &[String]) -> Option<Order> {
    let mut order =
        Order { count: 100, seed: 1, into: PathBuf::new(), truth: false, options: Options::default() };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--truth" => order.truth = true,
            "--beside" => order.options.beside = true,
            "--dressed" => order.options.dressed = true,
            "--count" => order.count = arguments.next()?.parse().ok()?,
            "--seed" => order.seed = arguments.next()?.parse().ok()?,
            "--planted" => order.options.planted = arguments.next()?.parse().ok()?,
            "--into" => order.into = arguments.next()?.into(),
            "--formats" => order.options.formats = formats(arguments.next()?)?,
            _ => return None,
        }
    }
    Some(order).filter(|order| !order.into.as_os_str().is_empty())
}

fn formats(words: &str) -> Option<Vec<Format>> {
    words.split(',').map(|word| Format::ALL.iter().copied().find(|format| format.word() == word)).collect()
}
