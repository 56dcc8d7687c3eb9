//! `migrate`, `backup`, `stats`: looking after the database.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

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
        say!(out, "{}: up to date", settings.database);
    }
    for name in applied {
        say!(out, "{}: applied {name}", settings.database);
    }
    Ok(())
}

impl Backup {
    pub(super) fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        // What is another user's may lie there, and forbids no copy.
        if let Err(cause) = durable::sweep(&self.to)
            && cause.kind() != ErrorKind::NotFound
        {
            say!(out, "what killed backups left beside {} stays: {cause}", self.to.display());
        }
        upkeep::copy_to(&settings.database, &self.to)?;
        say!(
            out,
            "{} written and checked.\nKhông có tệp khóa {} thì tin báo không đọc lại được: sao lưu tệp khóa \
             riêng, ở nơi khác.\nWithout the key file {} no tip can be read again: back it up apart, \
             elsewhere.",
            self.to.display(),
            settings.config.key_file.display(),
            settings.config.key_file.display(),
        );
        // The copy is whole whatever becomes of the note.
        if let Err(cause) = upkeep::note_backup(&settings.database, clock().now()) {
            say!(out, "that there is a backup could not be noted for `check`: {cause}");
        }
        Ok(())
    }
}

/// `erase`
pub(super) fn erase(settings: &Settings, out: &Out) -> Result<(), Failure> {
    let told = |name: &str| say!(out, "  {name}");
    upkeep::erase(&settings.database, told).map_err(|cause| match cause {
        StoreError::Busy => Failure::from(StoreError::setup(
            "Bảng đang được dùng; dừng máy chủ và worker (hoặc chờ ban đêm) rồi chạy lại lệnh này.\nA table is in use: \
             stop the servers and the worker, or wait for the night, and give this command again.",
        )),
        other => other.into(),
    })?;
    say!(
        out,
        "Dữ liệu đã xóa không còn trong tệp của cơ sở dữ liệu; bản sao lưu và nhật ký WAL (pg_wal, bản lưu trữ) giữ nó đến khi hết hạn.\n\
         What was removed is gone from the tables' files; backups and the log (pg_wal and its archive) keep it until they expire."
    );
    Ok(())
}

impl Stats {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<ExitCode, Failure> {
        let Self::Verify = self;
        let app = App::open_to_read(settings, clock()).await?;
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} events folded, {elapsed}")
        {
            bar.set_style(style);
        }
        let verified = app.service.verify_ledger(|events| {
            bar.set_position(u64::try_from(events).unwrap_or(u64::MAX));
        });
        let verified = verified?;
        bar.finish_and_clear();
        say!(
            out,
            "{} events, {} entries, {} missing, {} extra, {} wrong sums, {} wrong lists: {}",
            verified.events,
            verified.entries,
            verified.missing,
            verified.extra,
            verified.wrong_sums,
            verified.wrong_lists,
            if verified.agrees() { "the ledger agrees" } else { "THE LEDGER DISAGREES" }
        );
        Ok(if verified.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
