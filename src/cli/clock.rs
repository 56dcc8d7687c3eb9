//! `clock`: somebody's word about this machine's clock, where the service is in doubt of it.

use clap::Subcommand;

use super::order::Order;
use super::{Failure, Out};
use crate::config::Settings;

#[derive(Debug, Subcommand)]
pub(super) enum Clock {
    /// Say that the clock of this machine is right now. Look at it first: misses and closings by a wrong clock cannot be
    /// taken back. What was remembered of the time before is forgotten, and mail that a wrong clock put off is due.
    Accept,
}

impl Clock {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let Self::Accept = self;
        Order::AcceptClock.give(settings, out).await
    }
}
