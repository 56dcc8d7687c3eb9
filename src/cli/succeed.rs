//! `succeed`: the change of units as a run, with what it moved and what it leaves to a person.

use clap::Args;

use super::order::Order;
use super::words::done;
use super::{Failure, Out, clock, outcome};
use crate::app::App;
use crate::config::Settings;
use crate::domain::time::Day;

/// Move open cases and accounts of units that ended before a day to the one unit that took over all
/// of each, and cases of dissolved units to the body above. What belonged to divided units stays
/// where it is, for an inspector or an administrator. Running it twice changes nothing.
#[derive(Debug, Args)]
pub(super) struct Succeed {
    /// The first day of the new order, such as 2025-07-01.
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    on: Day,
    /// Only show what would move; the day may lie ahead.
    #[arg(long)]
    dry_run: bool,
}

impl Succeed {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        if !self.dry_run {
            return Order::Succeed { on: self.on }.give(settings, out).await;
        }
        let app = App::open_to_read(settings, clock()).await?;
        app.require_reference()?;
        let moved =
            app.service.succeed(self.on, true, |cases| out.progress(cases, &done::cases())).await;
        app.service.db().shut_down();
        outcome::succeeded(out, &moved?, true);
        Ok(())
    }
}
