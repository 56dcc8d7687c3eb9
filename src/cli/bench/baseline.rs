//! What the server is held against: the same rows, written by pgbench and by a bare loop.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::Failure;
use crate::service::Desk;
use crate::service::intake::Filing;
use crate::store::baseline;

/// Rows built ahead of one measured stretch, so that building them is not measured.
const AHEAD: usize = 6400;

/// Submissions per second of a loop that does nothing but write their rows, 64 to a commit.
pub(super) fn bare_loop(desk: &Desk, filing: &Filing, time: Duration) -> Result<f64, Failure> {
    let mut written = 0u32;
    let mut spent = Duration::ZERO;
    let mut conn = baseline::connect(desk.db().url())?;
    while spent < time {
        let rows = desk.sample_rows(filing, AHEAD)?;
        let began = Instant::now();
        baseline::write(&mut conn, &rows, 64)?;
        spent += began.elapsed();
        written += u32::try_from(rows.len()).unwrap_or(0);
    }
    Ok(f64::from(written) / spent.as_secs_f64())
}

/// The script that writes in one transaction what one submission writes, in the same tables,
/// taken from a submission that is there.
pub(super) fn pgbench_script(url: &str) -> Result<String, Failure> {
    let url = url.parse().map_err(|error| Failure::Other(format!("{error}")))?;
    Ok(baseline::pgbench_script(&url)?)
}

/// Where pgbench is.
pub(super) fn find_pgbench(named: Option<&Path>) -> Result<PathBuf, Failure> {
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
pub(super) fn pgbench(
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
