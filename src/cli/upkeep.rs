//! `migrate`, `backup`, `stats`: looking after the database.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::words::{done, faults};
use super::{Failure, Out, clock, say};
use crate::app::App;
use crate::config::Settings;
use crate::durable;
use crate::store::StoreError;
use crate::store::backend::lock::WriterLock;
use crate::store::backend::migrate as schema;
use crate::store::upkeep;

/// Write a consistent copy of the SQLite database while the server runs.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The new file.
    #[arg(value_name = "FILE")]
    to: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(super) enum Stats {
    /// Fold every event anew and compare the outcome with the ledger.
    Verify,
}

/// `migrate`
pub(super) fn migrate(settings: &Settings, out: &Out) -> Result<(), Failure> {
    let lock = WriterLock::take_for_new(&settings.database)?;
    let applied = schema::run(&settings.database)?;
    drop(lock);
    if applied.is_empty() {
        out.both(&done::up_to_date(&settings.database));
    }
    for name in applied {
        out.both(&done::applied(&settings.database, &name));
    }
    Ok(())
}

impl Backup {
    pub(super) fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        // What is another user's may lie there, and forbids no copy.
        if let Err(cause) = durable::sweep(&self.to)
            && cause.kind() != ErrorKind::NotFound
        {
            out.both(&done::leftovers(&self.to.display(), &cause));
        }
        upkeep::copy_to(&settings.database, &self.to)?;
        out.both(&done::backup_written(&self.to.display()));
        out.both(&done::keep_keys(&settings.config.key_file.display()));
        // The copy is whole whatever becomes of the note.
        if let Err(cause) = upkeep::note_backup(&settings.database, clock().now()) {
            out.both(&done::backup_unnoted(&cause));
        }
        Ok(())
    }
}

/// `erase`
pub(super) fn erase(settings: &Settings, out: &Out) -> Result<(), Failure> {
    let told = |name: &str| say!(out, "  {name}");
    upkeep::erase(&settings.database, told).map_err(|cause| match cause {
        StoreError::Busy => Failure::Other(faults::table_in_use()),
        other => other.into(),
    })?;
    out.both(&done::erased());
    Ok(())
}

impl Stats {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<ExitCode, Failure> {
        let Self::Verify = self;
        let app = App::open_to_read(settings, clock()).await?;
        let bar = ProgressBar::new_spinner().with_message(done::events().beside());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} {msg}, {elapsed}") {
            bar.set_style(style);
        }
        let verified = app.service.verify_ledger(|events| {
            bar.set_position(u64::try_from(events).unwrap_or(u64::MAX));
        });
        let verified = verified?;
        bar.finish_and_clear();
        let it = &verified;
        let entries = done::verified_entries(&it.events, &it.entries, &it.missing, &it.extra);
        let sums = done::verified_sums(&it.wrong_sums, &it.wrong_lists);
        let end = if it.agrees() { done::agrees() } else { done::disagrees() };
        say!(out, "{}, {}: {}", entries.vi, sums.vi, end.vi);
        say!(out, "{}, {}: {}", entries.en, sums.en, end.en);
        Ok(if verified.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
