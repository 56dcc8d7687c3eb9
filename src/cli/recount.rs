//! `recount`: open obligations counted anew by the calendar that is known today.

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, Out, clock, say};
use crate::app::App;
use crate::config::Settings;
use crate::service::recount::Recounted;

/// Count open obligations anew by the calendar known today, as `import` does at its end. A day that was
/// told to a reporter never comes earlier. Running it twice changes nothing.
#[derive(Debug, Args)]
pub(super) struct Recount {
    /// Only show what would move.
    #[arg(long)]
    dry_run: bool,
}

impl Recount {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let app = if self.dry_run {
            App::open_to_read(settings, clock()).await?
        } else {
            App::open(settings, clock()).await?
        };
        app.require_reference()?;
        let bar = counting();
        let heard = |seen: usize| bar.set_position(u64::try_from(seen).unwrap_or(u64::MAX));
        let done = app.desk.recount(self.dry_run, heard).await;
        bar.finish_and_clear();
        app.desk.db().shut_down();
        show(out, &done?, self.dry_run);
        Ok(())
    }
}

/// Hears how many obligations were looked at.
pub(super) fn counting() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} obligations, {elapsed}") {
        bar.set_style(style);
    }
    bar
}

/// Says what moved: numbers of cases, steps and days.
pub(super) fn show(out: &Out, report: &Recounted, dry_run: bool) {
    for moved in report.moved.iter().filter(|moved| moved.number.is_some()) {
        let number = moved.number.as_deref().unwrap_or_default();
        say!(out, "{number} {}: {} -> {}", moved.step, moved.before, moved.after);
    }
    let sealed = report.moved.iter().filter(|moved| moved.number.is_none()).count();
    if sealed > 0 {
        say!(out, "{sealed} of the integrity channel");
    }
    let verb = if dry_run { "would move" } else { "moved" };
    say!(out, "{} open obligations counted anew, {} {verb}", report.examined, report.moved.len());
    if report.failed > 0 {
        say!(
            out,
            "{} case(s) could not be counted anew; the log says why: run `liemchinh recount` again",
            report.failed
        );
    }
}
