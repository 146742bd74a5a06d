//! `hebiao ingest PATH… --into DATASET`: the main job.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use hebiao::Book;
use hebiao::batch::pattern::Pattern;
use hebiao::batch::process::{Clocks, Program};
use hebiao::batch::roots::roots;
use hebiao::batch::run::{FailOn, FailOnFindings, Unwatched};
use hebiao::batch::stop::Stop;
use hebiao::batch::walk::Choice;
use hebiao::batch::{Options, Summary, Watch, run, version};
use hebiao::dataset::commit::LocalFiles;
use hebiao::words::Language;

use super::progress::Bar;
use super::{Outcome, print, say, wrong};

#[derive(Args)]
pub struct Ingest {
    /// Folders, files or patterns. NAME=PATH names a root; the name is part of every document's id.
    #[arg(required = true)]
    paths: Vec<String>,
    /// The dataset: made if it is missing.
    #[arg(long, value_name = "DATASET")]
    into: PathBuf,
    /// Files read at a time; as many as there are processors if not given.
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Look at the bytes of every file, whatever its times say.
    #[arg(long)]
    full: bool,
    /// Only say what would be read.
    #[arg(long)]
    dry_run: bool,
    /// Only files that match: *.docx, or 2024/**.
    #[arg(long, value_name = "PATTERN")]
    include: Vec<String>,
    /// Not the files that match. What the dataset has of them stays.
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// A folder with labels, tables and rules of your own.
    #[arg(long, value_name = "DIR")]
    book: Option<PathBuf>,
    /// Unknown labels and partly read files make the run end with code 3.
    #[arg(long)]
    strict: bool,
    /// Which unread files make the run end with code 3.
    #[arg(long, value_enum, default_value = "new")]
    fail_on: FailOnName,
    /// Broken rules of this weight or above make the run end with code 7.
    #[arg(long, value_enum, value_name = "WEIGHT")]
    fail_on_findings: Option<Weight>,
    /// Start no more files after this time, commit what is done, and go on the next time: 5h, 30m, 90s.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    max_runtime: Option<Duration>,
    /// How long to wait for another run on the dataset.
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "5s")]
    wait: Duration,
    /// Keep names and telephone numbers of contacts, which are masked otherwise.
    #[arg(long)]
    keep_contacts: bool,
    /// Megabytes of read files that are kept beside the dataset, so that a new book need not fetch them again; 0 for none.
    #[arg(long, value_name = "MB", default_value = "2048")]
    cache: u64,
    /// Follow links that stay below their root.
    #[arg(long)]
    follow: bool,
    /// Let many files go at once; without it, a run that misses too many stops.
    #[arg(long)]
    allow_removals: bool,
    /// Messages as JSON lines on standard error.
    #[arg(long)]
    log_json: bool,
    /// No messages but errors.
    #[arg(long, short)]
    quiet: bool,
    /// For tests of the program: workers that make trouble where a file asks for it.
    #[arg(long, hide = true)]
    mock: bool,
    /// For tests of the program: seconds that a file may take.
    #[arg(long, hide = true, value_parser = duration)]
    file_time: Option<Duration>,
    /// For tests of the program: time without a heartbeat after which a run counts as dead.
    #[arg(long, hide = true, value_parser = duration, default_value = "10m")]
    dead_after: Duration,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOnName {
    New,
    Any,
    None,
}

#[derive(Clone, Copy, ValueEnum)]
enum Weight {
    Error,
    Warning,
}

/// `5h`, `30m`, `90s`, or a number of seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let (number, scale) = match text.as_bytes().last() {
        Some(b'h') => (&text[..text.len() - 1], 3600),
        Some(b'm') => (&text[..text.len() - 1], 60),
        Some(b's') => (&text[..text.len() - 1], 1),
        _ => (text, 1),
    };
    let number: u64 = number.parse().map_err(|_| "a time is a number with h, m or s".to_owned())?;
    Ok(Duration::from_secs(number.saturating_mul(scale)))
}

impl Ingest {
    pub fn run(&self, language: Language) -> Outcome {
        let options = match self.options() {
            Ok(options) => options,
            Err(message) => return wrong(&message),
        };
        if let Err(error) = options.stop.listen() {
            return wrong(&format!("signals cannot be listened to: {error}"));
        }
        let bar = Bar::new();
        let shown = std::io::stderr().is_terminal() && !self.quiet && !self.log_json;
        let watch: &dyn Watch = if shown { &bar } else { &Unwatched };
        let summary = run(&options, watch);
        self.tell(&summary, language);
        match print(&format!("{}\n", summary.json())) {
            Outcome::Done => Outcome::of(summary.status),
            other => other,
        }
    }

    fn tell(&self, summary: &Summary, language: Language) {
        if self.log_json {
            for warning in &summary.warnings {
                say(&format!("{}\n", serde_json::json!({ "level": "warning", "message": warning })));
            }
            return;
        }
        if self.quiet {
            summary.warnings.iter().for_each(|warning| say(&format!("{warning}\n")));
        } else {
            say(&hebiao::review::run::closing(&summary.json(), language));
        }
    }

    fn options(&self) -> Result<Options, String> {
        let rules = Book::load(self.book.as_deref()).map_err(|error| error.to_string())?;
        let book = version::of_book(self.book.as_deref()).map_err(|error| error.to_string())?;
        let path = std::env::current_exe().map_err(|error| error.to_string())?;
        let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect();
        Ok(Options {
            roots: roots(&self.paths)?,
            dataset: self.into.clone(),
            choice: Choice {
                include: patterns(&self.include),
                exclude: patterns(&self.exclude),
                follow: self.follow,
                never: folders_of(&self.into),
            },
            program: Program { path, arguments: self.arguments() },
            clocks: self.clocks(),
            jobs: usize::from(self.jobs.unwrap_or_else(processors)),
            book,
            rules,
            full: self.full,
            dry: self.dry_run,
            strict: self.strict,
            keep_contacts: self.keep_contacts,
            cache: self.cache.saturating_mul(1 << 20),
            allow_removals: self.allow_removals,
            fail_on: match self.fail_on {
                FailOnName::New => FailOn::New,
                FailOnName::Any => FailOn::Any,
                FailOnName::None => FailOn::None,
            },
            fail_on_findings: self.fail_on_findings.map(|weight| match weight {
                Weight::Error => FailOnFindings::Error,
                Weight::Warning => FailOnFindings::Warning,
            }),
            wait: self.wait,
            dead_after: self.dead_after,
            stop: Stop::new(self.max_runtime),
        })
    }

    fn clocks(&self) -> Clocks {
        let usual = Clocks::default();
        match self.file_time {
            Some(wall) => Clocks { wall, stall: wall.min(usual.stall) },
            None => usual,
        }
    }

    /// What workers are started with.
    fn arguments(&self) -> Vec<std::ffi::OsString> {
        let mut arguments = vec!["worker".into()];
        if let Some(book) = &self.book {
            arguments.extend(["--book".into(), book.clone().into_os_string()]);
        }
        if self.mock {
            arguments.push("--mock".into());
        }
        arguments
    }
}

fn processors() -> u16 {
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u16::try_from(count).unwrap_or(256).min(256)
}

/// The dataset's own folders, which are never read as reports.
fn folders_of(dataset: &Path) -> Vec<PathBuf> {
    let files = LocalFiles::new(dataset);
    [files.resolve("data"), files.resolve("store")].to_vec()
}
