//! pgbench and a bare SQLite loop, writing the rows of a submission and nothing else.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::Connection;
use liemchinh::harness::api::filing;
use liemchinh::harness::app::App;
use liemchinh::harness::store::StoreError;
use liemchinh::harness::store::{IntakeWrite, insert};
use liemchinh::harness::store::{Purpose, connect};

use crate::failure::Failure;
use crate::home::Home;
use crate::run::asks::report;

/// Rows built ahead of one measured stretch, so that building them is not measured.
const AHEAD: usize = 6400;
/// Submissions in one commit, as many as the server puts into one at 64 connections.
const TO_A_COMMIT: usize = 64;

/// Submissions per second of a loop that does nothing but write their rows into the database of `home`.
pub(crate) async fn bare_loop(home: &Home, time: Duration) -> Result<f64, Failure> {
    let app = App::open(
        &home.settings()?,
        std::sync::Arc::new(liemchinh::harness::domain::SystemClock::default()),
    )
    .await?;
    let mut written = 0u32;
    let mut spent = Duration::ZERO;
    let mut conn = connect(&home.database()?, Purpose::Write)?;
    while spent < time {
        let rows = app.service.sample_rows(&filing(report()), AHEAD)?;
        let began = Instant::now();
        for chunk in rows.chunks(TO_A_COMMIT) {
            let chunk: Vec<&IntakeWrite> = chunk.iter().collect();
            conn.transaction::<(), StoreError, _>(|tx| insert(tx, &chunk))?;
        }
        spent += began.elapsed();
        written += u32::try_from(rows.len()).unwrap_or(0);
    }
    app.service.db().shut_down();
    Ok(f64::from(written) / spent.as_secs_f64())
}

/// Where pgbench is.
pub(crate) fn find_pgbench(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(path) = named {
        return Ok(path.to_owned());
    }
    let mut found: Vec<PathBuf> = Vec::new();
    if let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") {
        found.extend(versions.flatten().map(|version| version.path().join("bin/pgbench")));
    }
    found.sort();
    let debian = found.into_iter().rev().find(|path| path.exists());
    let on_path = Command::new("pgbench").arg("--version").output().is_ok();
    debian.or_else(|| on_path.then(|| PathBuf::from("pgbench"))).ok_or_else(|| {
        Failure::Other(
            "pgbench is not there; install postgresql or name it with --pgbench".to_owned(),
        )
    })
}

/// Transactions per second of `script` with so many clients.
pub(crate) fn pgbench(
    program: &Path,
    url: &str,
    script: &Path,
    clients: usize,
    seconds: u64,
) -> Result<f64, Failure> {
    let output = Command::new(program)
        .args(["-n", "-M", "prepared", "-j", "2"])
        .args(["-c", &clients.to_string(), "-T", &seconds.to_string()])
        .arg("-f")
        .arg(script)
        .arg(url)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let rate = text
        .lines()
        .find_map(|line| line.strip_prefix("tps = "))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok());
    rate.filter(|_| output.status.success()).ok_or_else(|| {
        Failure::Other(format!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr)))
    })
}
