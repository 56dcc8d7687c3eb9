//! `bench`: the release server beside pgbench and a bare SQLite loop, in one run.

use clap::Args;

use super::Failure;

/// Measure.
#[derive(Debug, Args)]
pub(super) struct Bench {}

impl Bench {
    pub(super) async fn run(self) -> Result<(), Failure> {
        Err(Failure::Other("pending".to_owned()))
    }
}
