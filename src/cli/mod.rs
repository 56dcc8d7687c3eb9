//! The command line: one binary for the server, its worker, and everything that looks after them.

mod account;
mod check;
mod clock;
mod control;
mod demo;
mod import;
mod init;
mod keys;
mod mail;
mod movement;
mod order;
mod out;
mod outcome;
mod recount;
mod serve;
mod snapshot;
mod succeed;
mod upkeep;
mod words;

use std::io::{ErrorKind, Write};
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::app::StartError;
use crate::clean;
use crate::config::{BadConfig, Config, Settings};
use crate::domain::text::Words;
use crate::domain::time::{Clock, Day, SystemClock};
use crate::service::ServiceError;
use crate::service::units::import::ImportError;
use crate::store::StoreError;
use crate::vault::KeyError;
use out::{Out, say};
use words::Told;

/// Liêm Chính — tiếp nhận phản ánh của người dân và tin báo về tham nhũng vặt.
/// A desk for citizen feedback and petty-corruption tips.
#[derive(Debug, Parser)]
#[command(name = "liemchinh", version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
struct Common {
    /// A TOML file with settings; the environment (LIEMCHINH_…) goes before it, flags before both.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// sqlite:PATH, or postgres://USER@HOST/NAME for several machines.
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// The key file.
    #[arg(long, global = true, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Try everything: a database with sample lives, accounts, server and worker in one process.
    Demo(demo::Demo),
    /// Set a service up, by questions or by flags.
    Init(Box<init::Init>),
    /// Serve the API; on SQLite the worker runs in the same process.
    Serve(serve::Serve),
    /// Run the worker alone (PostgreSQL: beside `serve --no-worker`).
    Worker,
    /// Bring the database's schema up to date.
    Migrate,
    /// Load reference data: units, calendar, rules, routing, movements; open days are counted anew.
    Import(import::Import),
    /// Count open obligations anew by the calendar known today.
    Recount(recount::Recount),
    /// Move open cases of units that ended to their successors.
    Succeed(succeed::Succeed),
    /// Make the key file.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Accounts of staff.
    #[command(subcommand)]
    User(account::User),
    /// Write a consistent copy of the SQLite database.
    Backup(upkeep::Backup),
    /// Remove from the database's files what was removed from its tables, as when a case became a tip.
    Erase,
    /// Look over configuration, keys, database and mail, and say what is broken and what needs care.
    Check(check::Check),
    /// Mail: `mail test` tries the way out, `mail revive` sends again what was given up.
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// The machine's clock, where the service is in doubt of it.
    #[command(subcommand)]
    Clock(clock::Clock),
    /// Figures: `stats verify` folds every event anew and compares.
    #[command(subcommand)]
    Stats(upkeep::Stats),
    /// A picture comes in and its clean copy goes out, by a process that can do nothing else: the service starts it.
    #[command(hide = true)]
    CleanCopy {
        /// The type of the picture.
        what: String,
    },
    /// Emulation movements: `movement simulate` plays the rule of the score against strategies.
    #[command(subcommand)]
    Movement(movement::Movement),
}

/// Why a command failed; its text says what to do.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Config(#[from] BadConfig),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("{}", .0.words().en)]
    Service(#[from] ServiceError),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("not everything could be written to the standard output: {0}")]
    Output(std::io::Error),
    #[error("{0}")]
    Other(Words),
}

impl Failure {
    /// What should not happen, as who found it says it.
    fn broke(cause: impl std::fmt::Display) -> Self {
        Self::Other(words::faults::broke(&cause))
    }
}

impl Common {
    fn settings(&self) -> Result<Settings, BadConfig> {
        let mut config = Config::load(self.config.as_deref())?;
        if let Some(url) = &self.database_url {
            config.database_url.clone_from(url);
        }
        if let Some(file) = &self.key_file {
            config.key_file.clone_from(file);
        }
        config.check()
    }
}

/// A day as it is typed: YYYY-MM-DD and nothing else.
fn day(text: &str) -> Result<Day, String> {
    let shaped = text.len() == 10 && text.is_ascii();
    text.parse().ok().filter(|_| shaped).ok_or_else(|| {
        "viết ngày theo dạng NĂM-THÁNG-NGÀY, ví dụ 2026-11-20 / write a day as YYYY-MM-DD, such as 2026-11-20"
            .to_owned()
    })
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock::default())
}

/// Parses the command line and does what it says.
pub fn main() -> ExitCode {
    // Before libpq does it in another way: what OpenSSL does at the end of a process falls over threads that are still there.
    openssl_sys::init();
    let cli: Cli = words::help::parsed();
    let out = Out::stdout();
    // Before there is any other thread: what one gives up the others would keep.
    if let Command::CleanCopy { what } = &cli.command {
        let Err(why) = clean::child(what) else { return ExitCode::SUCCESS };
        // Confined it cannot have the thread that says why other commands failed. Whoever asked hears it by the code.
        let (Ok(()) | Err(_)) = writeln!(std::io::stderr(), "error: {why}");
        return ExitCode::FAILURE;
    }
    let done = run(cli, &out);
    match (done, out.failure()) {
        (Ok(code), None) => code,
        // Whoever read has read enough, as `head` does; there is nobody to tell.
        (Ok(code), Some(cause)) if cause.kind() == ErrorKind::BrokenPipe => code,
        (Ok(_), Some(cause)) => report(&Failure::Output(cause)),
        (Err(failure), _) => report(&failure),
    }
}

/// How long a command that failed waits until it is heard.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Says why a command failed. Where that cannot be said, the code says it alone.
fn report(failure: &Failure) -> ExitCode {
    let Words { vi, en } = failure.words();
    let line =
        if vi == en { format!("lỗi / error: {en}") } else { format!("lỗi: {vi}\nerror: {en}") };
    let (sender, said) = std::sync::mpsc::channel();
    // Whoever reads it may sleep, and the end must not wait for that.
    let say = move || sender.send(writeln!(std::io::stderr(), "{line}").is_ok());
    let spawned = std::thread::Builder::new().spawn(say);
    let heard = spawned.is_ok() && said.recv_timeout(LAST_WORDS) == Ok(true);
    if heard { ExitCode::FAILURE } else { ExitCode::from(74) }
}

fn run(cli: Cli, out: &Out) -> Result<ExitCode, Failure> {
    let common = cli.common;
    // Never dropped: a read that hangs would hold up the end of the process.
    let system = ManuallyDrop::new(actix_web::rt::System::new());
    system.block_on(async move {
        match cli.command {
            Command::Demo(demo) => demo.run(&common, out).await?,
            Command::Init(init) => return init.run(&common, out).await,
            Command::Serve(serve) => serve.run(common.settings()?, out).await?,
            Command::Worker => serve::worker(common.settings()?, out).await?,
            Command::Migrate => upkeep::migrate(&common.settings()?, out)?,
            Command::Import(import) => import.run(&common.settings()?, out).await?,
            Command::Recount(recount) => recount.run(&common.settings()?, out).await?,
            Command::Succeed(succeed) => succeed.run(&common.settings()?, out).await?,
            Command::Keys(keys) => keys.run(&common.settings()?, out)?,
            Command::User(user) => user.run(&common.settings()?, out).await?,
            Command::Backup(backup) => backup.run(&common.settings()?, out)?,
            Command::Erase => upkeep::erase(&common.settings()?, out)?,
            Command::Check(check) => return check.run(&common, out).await,
            Command::Mail(mail) => mail.run(&common.settings()?, out).await?,
            Command::Clock(clock) => clock.run(&common.settings()?, out).await?,
            Command::Stats(stats) => return stats.run(&common.settings()?, out).await,
            Command::CleanCopy { .. } => {}
            Command::Movement(one) => return one.run(&common.settings()?, out).await,
        }
        Ok(ExitCode::SUCCESS)
    })
}
