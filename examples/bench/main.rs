//! `bench`: fills a database and measures servers on it, beside pgbench, a bare SQLite loop, actix
//! answering a constant and a small service in Python.

#![expect(clippy::print_stdout, reason = "what was measured is said there")]

mod attack;
mod cluster;
mod failure;
mod fill;
mod home;
mod progress;
mod rows;
mod run;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// As the server has it: clients that allocate slowly would measure themselves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Fill a database, and measure servers on it.
#[derive(Debug, Parser)]
#[command(name = "bench", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Store made-up cases: every kind, every state, three years.
    Fill(fill::Fill),
    /// Measure servers on a filled database. Use release builds.
    Run(run::Run),
    /// Attack the published figures of a made-up year by linear programming, every hidden cell of it.
    Attack(attack::Attack),
    /// Answer a constant, as the measurement compares it.
    #[command(hide = true)]
    Constant,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = actix_web::rt::System::new().block_on(async move {
        match cli.command {
            Command::Fill(fill) => fill.run().await,
            Command::Run(run) => run.run().await,
            Command::Attack(attack) => attack.run(),
            Command::Constant => run::constant::serve().await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
