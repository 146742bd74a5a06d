//! How far a run is, on a terminal: files, rate, time left, and the file at hand.

use hebiao::batch::Watch;
use indicatif::{ProgressBar, ProgressStyle};

/// A bar that appears when there is something to count.
pub struct Bar(ProgressBar);

impl Bar {
    pub fn new() -> Self {
        Self(ProgressBar::hidden())
    }
}

const LOOK: &str = "{bar:30} {pos}/{len}  {per_sec}  {eta}  {wide_msg}";

impl Watch for Bar {
    fn begin(&self, files: u64) {
        if let Ok(style) = ProgressStyle::with_template(LOOK) {
            self.0.set_style(style);
        }
        self.0.set_draw_target(indicatif::ProgressDrawTarget::stderr());
        self.0.set_length(files);
    }

    fn file(&self, path: &str) {
        // A name can hold anything; what would move the cursor is shown as a question mark.
        self.0.set_message(path.replace(char::is_control, "?"));
    }

    fn done(&self) {
        self.0.inc(1);
    }

    fn end(&self) {
        self.0.finish_and_clear();
    }
}
