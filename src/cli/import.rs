//! `import`: reference data from a folder of CSV files, with what it changes shown.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, clock};
use crate::config::Settings;
use crate::service::import::{Difference, Report, import};
use crate::store::lock::WriterLock;
use crate::store::{Db, DbSettings, migrate};

/// Load reference data. Files are judged whole; nothing is written if anything is wrong.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// The folder.
    #[arg(default_value = "data")]
    folder: PathBuf,
    /// Only show what would change.
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(super) async fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let lock = if self.dry_run { None } else { WriterLock::take(&settings.database)? };
        let pending = migrate::pending(&settings.database)?;
        if !pending.is_empty() {
            return Err(crate::app::StartError::Pending(pending).into());
        }
        let db = Db::open(&settings.database, &DbSettings::default())?;
        let report = import(&db, &self.folder, clock().now(), self.dry_run).await?;
        db.shut_down();
        drop(lock);
        show(&report, self.dry_run);
        Ok(())
    }
}

/// Says what changed, as a person compares it.
pub(super) fn show(report: &Report, dry_run: bool) {
    for difference in &report.differences {
        match difference {
            Difference::Added { table, key } => println!("+ {table} {key}"),
            Difference::Changed { table, key, cells } => {
                println!("~ {table} {key}");
                for (column, before, after) in cells {
                    println!("    {column}: {before:?} -> {after:?}");
                }
            }
            Difference::Missing { table, key, removed: true } => println!("- {table} {key}"),
            Difference::Kept { table, key } => {
                println!("= {table} {key}: edited by hand since; the files do not change it");
            }
            Difference::Missing { table, key, removed: false } => {
                println!("= {table} {key}: not in the files; kept (end it with valid_to)");
            }
        }
    }
    let calendar = |difference: &&Difference| {
        let (Difference::Added { table, .. }
        | Difference::Changed { table, .. }
        | Difference::Missing { table, .. }
        | Difference::Kept { table, .. }) = difference;
        *table == "calendar_days"
    };
    if report.differences.iter().any(|difference| calendar(&difference)) {
        println!(
            "The calendar changes: `liemchinh recount` counts open obligations anew \
             (first with --dry-run)"
        );
    }
    let verb = if dry_run { "would change" } else { "changed" };
    println!(
        "{} rows read, {} {verb}; {} deadline rules are not confirmed by a lawyer yet",
        report.rows,
        report.differences.len(),
        report.unconfirmed_rules
    );
}
