//! `recount`: open obligations counted anew by the calendar that is known today.

use clap::Args;

use super::order::Order;
use super::words::done;
use super::{Failure, Out, clock, outcome};
use crate::app::App;
use crate::config::Settings;

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
        let counted =
            app.service.recount(true, |seen| out.progress(seen, &done::obligations())).await;
        app.service.db().shut_down();
        outcome::recounted(out, &counted?, true);
        Ok(())
    }
}
