//! `recount`: open obligations counted anew by the calendar that is known today.

use clap::Args;

use super::order::Order;
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
        if !self.dry_run {
            return Order::Recount.give(settings, out).await;
        }
        let app = App::open_to_read(settings, clock()).await?;
        app.require_reference()?;
        let done = app.desk.recount(true, |seen| out.progress(seen, "obligations")).await;
        app.desk.db().shut_down();
        show(out, &done?, true);
        Ok(())
    }
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
