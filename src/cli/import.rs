//! `import`: reference data from a folder of CSV files, with what it changes shown, and the days that
//! move with it.

mod dossiers;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::order::Order;
use super::words::done;
use super::{Failure, Out, clock, control, outcome};
use crate::app::{App, exists, require_schema};
use crate::config::Settings;
use crate::service::units::import::{Difference, Files, import};
use crate::service::units::recount::owes_anything;
use crate::store::backend::lock::WriterLock;
use crate::store::{Db, DbSettings};

/// Load reference data, and count open obligations anew by it. Files are judged whole; nothing is
/// written if anything is wrong. A day that was told to a reporter never comes earlier.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Import {
    #[command(subcommand)]
    what: Option<What>,
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

/// What else than reference data is imported.
#[derive(Debug, Subcommand)]
enum What {
    Dossiers(dossiers::Dossiers),
}

impl Import {
    /// What the binary carries, into a database without any.
    pub(super) const fn of_the_release() -> Self {
        let folder = PathBuf::new();
        Self {
            what: None,
            folder,
            builtin: true,
            dry_run: false,
            no_recount: false,
            verbose: false,
        }
    }

    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        if let Some(What::Dossiers(dossiers)) = &self.what {
            return dossiers.run(settings, out).await;
        }
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
            out.progress(0, &done::rows());
            let report = import(&db, &files, clock().now(), self.dry_run).await?;
            db.shut_down();
            drop(lock);
            outcome::imported(out, &report, self.dry_run, verbose);
            if owed && report.differences.iter().any(of_the_calendar) {
                out.both(&done::calendar_changes());
            }
            return Ok(());
        }
        // What moves is told, and telling takes the keys.
        db.shut_down();
        let app = App::open_holding(settings, clock(), lock).await?;
        let heard = |seen| out.progress(seen, &done::obligations());
        let imported = app.service.import(&files, self.dry_run, true, heard).await;
        app.service.db().shut_down();
        let imported = imported?;
        outcome::imported(out, &imported.report, self.dry_run, verbose);
        if let Some(recounted) = &imported.recounted {
            outcome::recounted(out, recounted, self.dry_run);
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
