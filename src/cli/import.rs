//! `import`: reference data from a folder of CSV files, with what it changes shown, and the days that
//! move with it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::order::Order;
use super::{Failure, Out, clock, control, recount, say};
use crate::app::{App, exists, require_schema};
use crate::config::Settings;
use crate::service::import::{Difference, Files, Report, import};
use crate::service::recount::owes_anything;
use crate::store::lock::WriterLock;
use crate::store::{Db, DbSettings};

/// Load reference data, and count open obligations anew by it. Files are judged whole; nothing is
/// written if anything is wrong. A day that was told to a reporter never comes earlier.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Import {
    /// The folder.
    #[arg(default_value = "data")]
    folder: PathBuf,
    /// Load what the binary carries instead: the reference data of the release.
    #[arg(long, conflicts_with = "folder")]
    builtin: bool,
    /// Only show what would change, and which last days would move.
    #[arg(long)]
    dry_run: bool,
    /// Leave the last days of open obligations as they are, for a later `recount`.
    #[arg(long)]
    no_recount: bool,
    /// Show every row that changes, with its cells.
    #[arg(long, short)]
    verbose: bool,
}

impl Import {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let files = if self.builtin { Files::Builtin } else { self.folder.as_path().into() };
        // Whoever carries it out may not reach the folder.
        let files = files.read().map_err(Failure::Other)?;
        let (recount, verbose) = (!self.no_recount, self.verbose);
        if !self.dry_run {
            let order = Order::Import { files: files.clone(), recount, verbose };
            if let Some(done) = control::send(settings, &order, out).await? {
                return done;
            }
        }
        let lock = if self.dry_run { None } else { WriterLock::take(&settings.database)? };
        exists(&settings.database)?;
        require_schema(&settings.database)?;
        let db = Db::open(&settings.database, &DbSettings::default())?;
        let owed = db.read(owes_anything).await?;
        if !owed || self.no_recount {
            out.progress(0, "rows");
            let report = import(&db, &files, clock().now(), self.dry_run).await?;
            db.shut_down();
            drop(lock);
            show(out, &report, self.dry_run, verbose);
            if owed && report.differences.iter().any(of_the_calendar) {
                say!(out, "The calendar changes: `liemchinh recount` counts open obligations anew");
            }
            return Ok(());
        }
        // What moves is told, and telling takes the keys.
        db.shut_down();
        let app = App::open_holding(settings, clock(), lock).await?;
        let heard = |seen| out.progress(seen, "obligations");
        let done = app.desk.import(&files, self.dry_run, true, heard).await;
        app.desk.db().shut_down();
        let done = done?;
        show(out, &done.report, self.dry_run, verbose);
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

/// Says what changed: how much in each table, and with `verbose` which rows and cells. What a person has to know of is
/// said in any case.
pub(super) fn show(out: &Out, report: &Report, dry_run: bool, verbose: bool) {
    let mut totals: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for difference in &report.differences {
        let (table, at) = match difference {
            Difference::Added { table, .. } => (table, 0),
            Difference::Changed { table, .. } => (table, 1),
            Difference::Missing { table, removed: true, .. } => (table, 2),
            Difference::Missing { removed: false, .. } | Difference::Kept { .. } => continue,
        };
        if let Some(count) = totals.entry(table).or_default().get_mut(at) {
            *count += 1;
        }
    }
    for (table, [added, changed, removed]) in totals {
        let parts = [(added, "new"), (changed, "changed"), (removed, "removed")];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, verb)| format!("{count} {verb}")).collect();
        say!(out, "{table:20} {}", parts.join(", "));
    }
    for difference in &report.differences {
        match difference {
            Difference::Kept { table, key } => {
                say!(out, "= {table} {key}: edited by hand since; the files do not change it");
            }
            Difference::Missing { table, key, removed: false } => {
                say!(out, "= {table} {key}: not in the files; kept (end it with valid_to)");
            }
            Difference::Added { table, key } if verbose => say!(out, "+ {table} {key}"),
            Difference::Missing { table, key, .. } if verbose => say!(out, "- {table} {key}"),
            Difference::Changed { table, key, cells } if verbose => {
                say!(out, "~ {table} {key}");
                for (column, before, after) in cells {
                    say!(out, "    {column}: {before:?} -> {after:?}");
                }
            }
            _ => {}
        }
    }
    let verb = if dry_run { "would change" } else { "changed" };
    let rows =
        if verbose || report.differences.is_empty() { "" } else { " (--verbose shows each)" };
    say!(
        out,
        "{} rows read, {} {verb}{rows}; {} deadline rules are not confirmed by a lawyer yet",
        report.rows,
        report.differences.len(),
        report.unconfirmed_rules
    );
}
