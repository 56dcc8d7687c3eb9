//! `run`: servers side by side on copies of one filled database, each thing measured of one after the
//! other, and beside them what writes the same rows with nothing around it.

mod asks;
pub(crate) mod constant;
mod course;
mod hostile;
mod load;
mod pgbench;
mod python;
pub(crate) mod results;
mod script;
mod server;
mod subject;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clap::Args;
use liemchinh::harness::domain::{Clock, SystemClock};
use serde_json::json;

use crate::cluster::Cluster;
use crate::failure::Failure;
use crate::fill::sink::Sink;
use crate::fill::{Manner, fill};
use crate::home::Home;
use course::Course;
use load::Load;
use results::{Figure, Results};
use server::{Server, beside_us};
use subject::{Subject, Wanted, opens};

/// Cases that are filed over HTTP at most, where a server does not open the filled database.
const MOST_OVER_HTTP: usize = 50_000;

/// Measure servers on a filled database. Use release builds.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// A server to measure; twice, to compare two. The one that was built beside this program, if none is named.
    #[arg(long, value_name = "FILE")]
    server: Vec<PathBuf>,
    /// Cases stored before anything is measured, such as 10k or 1m.
    #[arg(long, default_value = "10k", value_parser = count)]
    stored: usize,
    /// Seconds for each measurement.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// A PostgreSQL server to measure on as well: databases are made there beside the one that is named.
    #[arg(long, value_name = "URL")]
    postgres_url: Option<String>,
    /// The pgbench program; looked for on the path and among Debian's PostgreSQL programs.
    #[arg(long, value_name = "FILE")]
    pgbench: Option<PathBuf>,
    /// The folder of filled databases, which are kept, and of those that are measured, which are not.
    #[arg(long, default_value = "var/bench")]
    folder: PathBuf,
    /// File the stored cases over HTTP, so that servers of different schemas hold the same.
    #[arg(long)]
    over_http: bool,
    /// Leave out SQLite.
    #[arg(long)]
    no_sqlite: bool,
    /// Leave out the baseline in Python.
    #[arg(long)]
    no_python: bool,
    /// Write the figures as JSON as well.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Reads a count such as 10k or 1m.
fn count(text: &str) -> Result<usize, String> {
    let lower = text.to_lowercase();
    let (digits, times) = match (lower.strip_suffix('k'), lower.strip_suffix('m')) {
        (Some(digits), _) => (digits, 1_000),
        (_, Some(digits)) => (digits, 1_000_000),
        _ => (lower.as_str(), 1),
    };
    let count = digits.parse::<usize>().ok().and_then(|count| count.checked_mul(times));
    count
        .filter(|count| *count > 0)
        .ok_or_else(|| format!("{text}: write a count, such as 10k or 1m"))
}

impl Run {
    /// Measures and says.
    pub(crate) async fn run(mut self) -> Result<(), Failure> {
        if cfg!(debug_assertions) {
            eprintln!(
                "CARE: a debug build; figures mean nothing. Use cargo run --release --example bench"
            );
        }
        if self.server.is_empty() {
            self.server.push(beside_us()?);
        }
        std::fs::create_dir_all(&self.folder)?;
        let mut all = Vec::new();
        if !self.no_sqlite {
            all.push(self.sqlite().await?);
        }
        if let Some(url) = self.postgres_url.clone() {
            all.push(self.postgres(&url).await?);
        }
        println!(
            "{} cases stored, {} s a measurement, {}; servers, load and database share this machine\n",
            self.stored,
            self.seconds,
            SystemClock::default().now().office_day()
        );
        for results in &all {
            println!("{}", results.table());
        }
        if let Some(file) = &self.json {
            let all: Vec<_> = all.iter().map(Results::json).collect();
            let servers: Vec<String> =
                self.server.iter().map(|path| path.display().to_string()).collect();
            let day = SystemClock::default().now().office_day();
            let whole = json!({
                "day": day, "stored": self.stored, "seconds": self.seconds, "servers": servers, "databases": all,
            });
            std::fs::write(
                file,
                serde_json::to_string_pretty(&whole).map_err(Failure::of)? + "\n",
            )?;
        }
        Ok(())
    }

    fn time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// What each server is called: by its file, or by its place where two have the same name.
    fn labels(&self) -> Vec<String> {
        let name =
            |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let names: Vec<String> = self.server.iter().map(|path| name(path)).collect();
        let twice = |label: &String| names.iter().filter(|other| *other == label).count() > 1;
        let labels = names.iter().enumerate();
        labels
            .map(
                |(n, label)| {
                    if twice(label) { format!("{label} {}", n + 1) } else { label.clone() }
                },
            )
            .collect()
    }

    async fn sqlite(&self) -> Result<Results, Failure> {
        let mut results = Results::on("SQLite (WAL, synchronous=FULL)");
        let filled = self
            .filled(&self.folder.join(format!("filled-{}", self.stored)), None, &mut results)
            .await?;
        let mut subjects = Vec::new();
        for (server, label) in self.server.iter().zip(self.labels()) {
            let filled = filled.as_ref().filter(|filled| opens(server, filled).unwrap_or(false));
            let folder = self.folder.join(format!("measured-{}", subjects.len() + 1));
            subjects.push(self.subject(server, filled, folder, None, label).await?);
        }
        self.measure(&subjects, &mut results).await?;
        drop(subjects);
        let folder = self.folder.join("loop");
        if folder.exists() {
            std::fs::remove_dir_all(&folder)?;
        }
        let home = Home::at(&folder, None)?;
        crate::fill::prepare(&home).await?;
        let rate = pgbench::bare_loop(&home, self.time()).await?;
        results.add(
            "file (bare loop: its rows, 64 to a commit)",
            0,
            "no service",
            Figure::Rate(rate),
        );
        self.constant(&mut results).await?;
        Ok(results)
    }

    async fn postgres(&self, url: &str) -> Result<Results, Failure> {
        let mut results = Results::on("PostgreSQL (fsync=on, synchronous_commit=on)");
        let cluster = Cluster::at(url)?;
        let name = format!("liemchinh_filled_{}", self.stored);
        let folder = self.folder.join(format!("filled-pg-{}", self.stored));
        if !self.over_http && cluster.make(&name)? && folder.exists() {
            // What was filled is gone with the cluster that held it.
            std::fs::remove_dir_all(&folder)?;
        }
        let filled = self.filled(&folder, Some(cluster.url(&name)), &mut results).await?;
        let mut subjects = Vec::new();
        for (server, label) in self.server.iter().zip(self.labels()) {
            let filled = filled.as_ref().filter(|filled| opens(server, filled).unwrap_or(false));
            let n = subjects.len() + 1;
            let own = format!("liemchinh_measured_{n}");
            cluster.copy(filled.map(|_| name.as_str()), &own)?;
            let folder = self.folder.join(format!("measured-{n}"));
            subjects
                .push(self.subject(server, filled, folder, Some(cluster.url(&own)), label).await?);
        }
        self.measure(&subjects, &mut results).await?;
        if let Some(ours) = subjects.iter().find(|one| one.ours) {
            let file = self.folder.join("submit.sql");
            std::fs::write(&file, script::of_newest(&ours.home.database()?)?)?;
            let program = pgbench::find_pgbench(self.pgbench.as_deref())?;
            for connections in [16, 64] {
                let rate =
                    pgbench::pgbench(&program, ours.home.url(), &file, connections, self.seconds)?;
                results.add(
                    "file (pgbench: its rows)",
                    connections,
                    "no service",
                    Figure::Rate(rate),
                );
            }
        }
        let count = subjects.len();
        drop(subjects);
        if !self.no_python {
            self.python(&cluster, &mut results).await?;
        }
        for n in 1..=count {
            cluster.remove(&format!("liemchinh_measured_{n}"))?;
        }
        Ok(results)
    }

    /// The home of a database with the stored cases, filled now if it is not.
    async fn filled(
        &self,
        folder: &Path,
        url: Option<String>,
        results: &mut Results,
    ) -> Result<Option<Home>, Failure> {
        if self.over_http {
            return Ok(None);
        }
        let home = Home::at(folder, url.as_deref())?;
        if home.receipts()?.is_empty() {
            let filled = fill(&home, self.stored, Manner::default()).await?;
            results.add("cases filled a second", 0, "bench fill", Figure::Rate(filled.rate()));
        }
        let (cases, bytes) = Sink::open(&home.database()?)?.size()?;
        let each = f64::from(u32::try_from(bytes / cases.max(1)).unwrap_or(u32::MAX));
        results.add("bytes a case", 0, "bench fill", Figure::Plain(each, "B"));
        Ok(Some(home))
    }

    async fn subject(
        &self,
        server: &Path,
        filled: Option<&Home>,
        folder: PathBuf,
        database: Option<String>,
        label: String,
    ) -> Result<Subject, Failure> {
        if filled.is_none() && self.stored > MOST_OVER_HTTP {
            return Err(Failure::Other(format!(
                "{} does not open the filled database, and {} cases take too long over HTTP; choose --stored 10k",
                server.display(),
                self.stored
            )));
        }
        Wanted { server, filled, folder, database, stored: self.stored }.start(label).await
    }

    async fn measure(&self, subjects: &[Subject], results: &mut Results) -> Result<(), Failure> {
        for subject in subjects {
            let started = subject.server.started_in.as_secs_f64() * 1000.0;
            results.add("start-up", 0, &subject.label, Figure::Plain(started, "ms"));
            let (memory, _) = subject.server.memory()?;
            results.add("memory at first", 0, &subject.label, mib(memory));
        }
        Course { subjects, time: self.time(), results }.run().await?;
        for subject in subjects {
            let (memory, most) = subject.server.memory()?;
            results.add("memory at last", 0, &subject.label, mib(memory));
            results.add("memory at most", 0, &subject.label, mib(most));
        }
        Ok(())
    }

    async fn constant(&self, results: &mut Results) -> Result<(), Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("constant");
        let server = Server::start(command)?;
        let load = Load::new(server.address);
        let ask = asks::always(crate::run::load::Ask::get("/", &[]));
        for connections in [16, 64] {
            let measured = load.measure(connections, self.time(), &ask).await?;
            results.add(
                "actix answering a constant",
                connections,
                "no service",
                Figure::Load(measured),
            );
        }
        Ok(())
    }

    async fn python(&self, cluster: &Cluster, results: &mut Results) -> Result<(), Failure> {
        let name = "liemchinh_python";
        cluster.copy(None, name)?;
        let python = match python::Python::start(&self.folder, &cluster.url(name)).await {
            Ok(python) => python,
            Err(cause) => {
                eprintln!("the baseline in Python is left out: {cause}");
                return Ok(());
            }
        };
        let load = Load::new(python.address);
        let filed = load.all(self.stored.min(20_000), &python::filings()).await?;
        let tokens = filed.iter().filter_map(|one| asks::text(one, "receipt")).collect();
        let lookups = python::lookups(std::sync::Arc::new(tokens));
        let asked =
            [("file", python::filings()), ("look up", lookups), ("a page of 50", python::pages())];
        for (what, asks) in asked {
            for connections in [16, 64] {
                let measured = load.measure(connections, self.time(), &asks).await?;
                results.add(what, connections, "Python, three inserts", Figure::Load(measured));
            }
        }
        drop(python);
        cluster.remove(name)
    }
}

fn mib(kib: u64) -> Figure {
    Figure::Plain(f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / 1024.0, "MiB")
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn counts_are_read_as_people_write_them() {
        assert_eq!((count("10k"), count("1M"), count("300")), (Ok(10_000), Ok(1_000_000), Ok(300)));
        for text in ["", "k", "0", "10g", "-1k"] {
            assert!(count(text).is_err(), "{text}");
        }
    }
}
