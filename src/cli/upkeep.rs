//! `migrate`, `backup`, `check`, `stats`, `mail`: looking after the database.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::order::Order;
use super::{Common, Failure, Out, clock, say};
use crate::app::App;
use crate::config::{MailTransport, Settings};
use crate::domain::time::Day;
use crate::store::lock::WriterLock;
use crate::store::{migrate as schema, upkeep};

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

#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Owe again the mail that was given up; first mend what was wrong, as `check` tells.
    Revive {
        /// Only what was given up on this day or later, such as 2026-11-20.
        #[arg(long, value_name = "DAY")]
        since: Day,
    },
}

impl MailCommand {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let Self::Revive { since } = self;
        Order::ReviveMail { since: *since }.give(settings, out).await
    }
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
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        upkeep::copy_to(&settings.database, &self.to)?;
        Order::NoteBackup { at: clock().now() }.give(settings, out).await?;
        say!(
            out,
            "{} written and checked.\nKhông có tệp khóa {} thì tin báo không đọc lại được: sao lưu tệp khóa \
             riêng, ở nơi khác.\nWithout the key file {} no tip can be read again: back it up apart, \
             elsewhere.",
            self.to.display(),
            settings.config.key_file.display(),
            settings.config.key_file.display(),
        );
        Ok(())
    }
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
        let verified = app.desk.verify_ledger(|events| {
            bar.set_position(u64::try_from(events).unwrap_or(u64::MAX));
        });
        let verified = verified?;
        bar.finish_and_clear();
        say!(
            out,
            "{} events, {} entries, {} missing, {} extra: {}",
            verified.events,
            verified.entries,
            verified.missing,
            verified.extra,
            if verified.agrees() { "the ledger agrees" } else { "THE LEDGER DISAGREES" }
        );
        Ok(if verified.agrees() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// `check`: what needs care, with what to do about it. Fails if anything does.
pub(super) async fn check(common: &Common, out: &Out) -> Result<ExitCode, Failure> {
    let settings = common.settings()?;
    say!(out, "configuration: ok ({}, mail from {})", settings.database, settings.from.as_str());
    let app = App::open_to_read(&settings, clock()).await?;
    say!(out, "key file: ok ({})", settings.config.key_file.display());
    app.desk.check_database().await?;
    say!(out, "database: ok");
    app.require_reference()?;
    let reference = app.desk.reference();
    say!(out, "reference data: ok ({} units)", reference.units.all().len());
    let stranded = app.desk.held_by_ended().await?;
    if stranded > 0 {
        say!(
            out,
            "CARE: {stranded} open case(s) are held by units that ended; look at \
             `liemchinh succeed --dry-run --on DAY`, where DAY is the first day of the new units"
        );
    }
    let unconfirmed = reference.rules.all().iter().filter(|rule| !rule.confirmed).count();
    say!(out, "deadline rules: {unconfirmed} still to be confirmed by a lawyer");
    let faults = app.desk.faults().await?;
    say!(out, "mail: {} waiting", faults.pending);
    for code in &faults.units_without_address {
        say!(out, "CARE: unit {code} has no mail address; set it in units.csv and import");
    }
    for letter in &faults.dead_letters {
        let unit = letter.unit.as_deref().unwrap_or("a reporter");
        say!(
            out,
            "CARE: mail {} to {unit} was given up on {}: {}",
            letter.template,
            letter.day,
            letter.why
        );
    }
    if let Some(day) = app.desk.calendar_ends() {
        say!(out, "CARE: the office calendar does not reach {day}; load the next year's days");
    }
    if settings.config.mail.transport == MailTransport::Directory {
        say!(
            out,
            "CARE: mail.transport is directory: mails are written to {} and nobody receives them",
            settings.config.mail.folder.display()
        );
    }
    let clean = faults.units_without_address.is_empty() && faults.dead_letters.is_empty();
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
