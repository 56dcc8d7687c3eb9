//! A bar on the standard error while nothing else is said.

use indicatif::{ProgressBar, ProgressStyle};

/// How far something is; gone when dropped.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Of so many.
    pub(crate) fn new(what: &'static str, count: usize) -> Self {
        let bar = ProgressBar::new(u64::try_from(count).unwrap_or(0)).with_message(what);
        let style = "{msg} {bar:30} {pos}/{len}, {per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// So many more.
    pub(crate) fn add(&self, count: usize) {
        self.0.inc(u64::try_from(count).unwrap_or(0));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
