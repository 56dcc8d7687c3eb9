//! `movement verify` and `movement export`: what a movement was frozen as, for whoever wants to compute it again.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::words::{done, faults};
use super::{Failure, Out, clock, say};
use crate::app::App;
use crate::config::Settings;

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The code of the movement.
    movement: String,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The code of the movement.
    movement: String,
    /// Where `facts.csv` and `outcome.csv` go; files that are there are not overwritten.
    folder: PathBuf,
    /// The number of the snapshot; absent, the last.
    #[arg(long)]
    version: Option<i32>,
}

impl Verify {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<ExitCode, Failure> {
        let app = App::open_to_read(settings, clock()).await?;
        let found = app.service.recheck_movement(&self.movement).await?;
        if found.is_empty() {
            out.pair(&done::not_frozen(&self.movement));
            return Ok(ExitCode::FAILURE);
        }
        for one in &found {
            let same = if one.same { done::same_bytes() } else { done::other_bytes() };
            let current = match one.current {
                None => done::later_one(),
                Some(true) => done::same_today(),
                Some(false) => done::later_facts(),
            };
            say!(out, "{}: {}; {}.", one.version, same.beside(), current.beside());
        }
        let sound = found.iter().all(|one| one.same);
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Export {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<ExitCode, Failure> {
        let app = App::open_to_read(settings, clock()).await?;
        let found = app.service.snapshot(&self.movement, self.version).await?;
        std::fs::create_dir_all(&self.folder)?;
        for (name, text, sha256) in [
            ("facts.csv", &found.facts, &found.facts_sha256),
            ("outcome.csv", &found.outcome, &found.outcome_sha256),
        ] {
            let path = self.folder.join(name);
            let write =
                |mut file: std::fs::File| std::io::Write::write_all(&mut file, text.as_bytes());
            std::fs::File::create_new(&path)
                .and_then(write)
                .map_err(|cause| Failure::Other(faults::choose_empty(&path.display(), &cause)))?;
            say!(out, "{}  {}", sha256, path.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
