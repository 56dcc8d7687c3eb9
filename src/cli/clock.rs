//! `clock`: somebody's word about this machine's clock, where the service is in doubt of it.

use clap::Subcommand;

use super::{Failure, Out, clock, say};
use crate::app::App;
use crate::config::Settings;
use crate::domain::time::office_time;

#[derive(Debug, Subcommand)]
pub(super) enum Clock {
    /// Say that the clock of this machine is right now. Look at it first: misses and closings by a wrong clock cannot be
    /// taken back. What was remembered of the time before is forgotten, and mail that a wrong clock put off is due.
    Accept,
}

impl Clock {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let Self::Accept = self;
        let app = App::open(settings, clock()).await?;
        let mails = app.desk.accept_clock().await;
        app.desk.db().shut_down();
        let mails = mails?;
        say!(
            out,
            "đồng hồ {} được coi là đúng / the clock is taken as right",
            office_time(app.clock.now())
        );
        say!(out, "{mails} mail(s) that were put off are due in office hours");
        Ok(())
    }
}
