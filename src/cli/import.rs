//! `import`: reference data from a folder of CSV files, with what it changes shown, and the days that
//! move with it.

use std::path::PathBuf;

use clap::Args;

use super::recount::{self, counting};
use super::{Failure, Out, clock, say};
use crate::app::App;
use crate::config::Settings;
use crate::service::import::{Difference, Report, import};
use crate::service::recount::owes_anything;
use crate::store::lock::WriterLock;
use crate::store::{Db, DbSettings, migrate};

/// Load reference data, and count open obligations anew by it. Files are judged whole; nothing is
/// written if anything is wrong. A day that was told to a reporter never comes earlier.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The folder.
    #[arg(default_value = "data")]
    folder: PathBuf,
    /// Only show what would change, and which last days would move.
    #[arg(long)]
    dry_run: bool,
    /// Leave the last days of open obligations as they are, for a later `recount`.
    #[arg(long)]
    no_recount: bool,
}

impl Import {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let lock = if self.dry_run { None } else { WriterLock::take(&settings.database)? };
        let pending = migrate::pending(&settings.database)?;
        if !pending.is_empty() {
            return Err(crate::app::StartError::Pending(pending).into());
        }
        let db = Db::open(&settings.database, &DbSettings::default())?;
        let owed = db.read(owes_anything).await?;
        if !owed || self.no_recount {
            let report = import(&db, &self.folder, clock().now(), self.dry_run).await?;
            db.shut_down();
            drop(lock);
            show(out, &report, self.dry_run);
            if owed && report.differences.iter().any(of_the_calendar) {
                say!(out, "The calendar changes: `liemchinh recount` counts open obligations anew");
            }
            return Ok(());
        }
        // What moves is told, and telling takes the keys.
        db.shut_down();
        let app = App::open_holding(settings, clock(), lock).await?;
        let bar = counting();
        let heard = |seen: usize| bar.set_position(u64::try_from(seen).unwrap_or(u64::MAX));
        let done = app.desk.import(&self.folder, self.dry_run, true, heard).await;
        bar.finish_and_clear();
        app.desk.db().shut_down();
        let done = done?;
        show(out, &done.report, self.dry_run);
        if let Some(recounted) = &done.recounted {
            recount::show(out, recounted, self.dry_run);
        }
        Ok(())
    }
}

fn of_the_calendar(difference: &Difference) -> bool {
    let (Difference::Added { table, .. }
    | Difference::Changed { table, .. }
    | Difference::Missing { table, .. }
    | Difference::Kept { table, .. }) = difference;
    *table == "calendar_days"
}

/// Says what changed, as a person compares it.
pub(super) fn show(out: &Out, report: &Report, dry_run: bool) {
    for difference in &report.differences {
        match difference {
            Difference::Added { table, key } => say!(out, "+ {table} {key}"),
            Difference::Changed { table, key, cells } => {
                say!(out, "~ {table} {key}");
                for (column, before, after) in cells {
                    say!(out, "    {column}: {before:?} -> {after:?}");
                }
            }
            Difference::Missing { table, key, removed: true } => say!(out, "- {table} {key}"),
            Difference::Kept { table, key } => {
                say!(out, "= {table} {key}: edited by hand since; the files do not change it");
            }
            Difference::Missing { table, key, removed: false } => {
                say!(out, "= {table} {key}: not in the files; kept (end it with valid_to)");
            }
        }
    }
    let verb = if dry_run { "would change" } else { "changed" };
    say!(
        out,
        "{} rows read, {} {verb}; {} deadline rules are not confirmed by a lawyer yet",
        report.rows,
        report.differences.len(),
        report.unconfirmed_rules
    );
}
