//! `bench`: the server of this very binary under load, and beside it, in the same run and on the
//! same disk, pgbench and a bare SQLite loop writing the same rows.

mod baseline;
mod hostile;
mod load;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::{Failure, Out, say};
use crate::api::reports::filing;
use crate::app::App;
use crate::config::Config;
use crate::domain::time::SystemClock;
use crate::service::import::{Files, import};
use crate::service::intake::Filing;
use crate::store::{Db, DbSettings, migrate};
use crate::vault::KeyRing;
use hostile::Hostile;
use load::{Load, Measured};

/// Connections at once.
const CONNECTIONS: [usize; 2] = [16, 64];

/// Measure filing and looking up at 16 and 64 connections. Use a release build.
#[derive(Debug, Args)]
pub(super) struct Bench {
    /// An empty PostgreSQL database to measure on as well, with pgbench beside it.
    #[arg(long, value_name = "URL")]
    postgres_url: Option<String>,
    /// The pgbench program; looked for on the path and among Debian's PostgreSQL programs.
    #[arg(long, value_name = "FILE")]
    pgbench: Option<PathBuf>,
    /// The folder for databases and keys; emptied of what the measurement made afterwards.
    #[arg(long, default_value = "var/bench")]
    folder: PathBuf,
    /// Cases stored before anything is measured.
    #[arg(long, default_value_t = 10_000)]
    stored: usize,
    /// Seconds for each measurement.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
}

/// A server of this binary, ended when dropped.
struct Serving {
    child: Child,
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Bench {
    pub(super) async fn run(self, out: &Out) -> Result<(), Failure> {
        if cfg!(debug_assertions) {
            say!(
                out,
                "CARE: a debug build; figures mean nothing. Use cargo run --release -- bench"
            );
        }
        say!(
            out,
            "{} cases stored first, {} s a measurement; server, load and database share this machine\n",
            self.stored,
            self.seconds
        );
        std::fs::create_dir_all(&self.folder)?;
        self.sqlite(out).await?;
        match self.postgres_url.clone() {
            Some(url) => self.postgres(&url, out).await?,
            None => {
                say!(out, "PostgreSQL: not measured (name an empty database with --postgres-url)");
            }
        }
        Ok(())
    }

    async fn sqlite(&self, out: &Out) -> Result<(), Failure> {
        say!(out, "SQLite (WAL, synchronous=FULL)");
        for ending in ["", "-wal", "-shm", ".lock"] {
            remove(&self.folder.join(format!("bench.db{ending}")))?;
        }
        let url = format!("sqlite:{}", self.folder.join("bench.db").display());
        let submits = self.serve_and_measure(&url, out).await?;
        let loops = self.folder.join("loop.db");
        for ending in ["", "-wal", "-shm"] {
            remove(&self.folder.join(format!("loop.db{ending}")))?;
        }
        let loop_url = format!("sqlite:{}", loops.display());
        let app = self.open(&loop_url).await?;
        let rate =
            baseline::bare_loop(&app.desk, &sample_filing(), Duration::from_secs(self.seconds))?;
        app.desk.db().shut_down();
        say!(out, "  bare loop, same rows, 64 to a commit   {rate:>9.0}/s");
        for (connections, measured) in submits {
            say!(
                out,
                "  => submit at {connections} connections is {:.2} x the bare loop (target 0.5)",
                measured.rate / rate
            );
        }
        say!(out, "");
        Ok(())
    }

    async fn postgres(&self, url: &str, out: &Out) -> Result<(), Failure> {
        say!(out, "PostgreSQL (fsync=on, synchronous_commit=on)");
        let submits = self.serve_and_measure(url, out).await?;
        let script = baseline::pgbench_script(url)?;
        let file = self.folder.join("submit.sql");
        std::fs::write(&file, script)?;
        let program = baseline::find_pgbench(self.pgbench.as_deref())?;
        for (connections, measured) in submits {
            let rate = baseline::pgbench(&program, url, &file, connections, self.seconds)?;
            say!(out, "  pgbench, same rows, {connections:>2} clients            {rate:>9.0}/s");
            say!(
                out,
                "  => submit at {connections} connections is {:.2} x pgbench (target 1.0)",
                measured.rate / rate
            );
        }
        say!(out, "");
        Ok(())
    }

    /// Starts the server on `url`, fills it, and measures; returns the rates of filing.
    async fn serve_and_measure(
        &self,
        url: &str,
        out: &Out,
    ) -> Result<Vec<(usize, Measured)>, Failure> {
        let app = self.open(url).await?;
        app.desk.db().shut_down();
        drop(app);
        let (_server, address) = self.start_server(url)?;
        let load = Load::new(address);
        let receipts = Arc::new(load.fill(self.stored, &sample_body()).await?);
        let mut submits = Vec::new();
        for connections in CONNECTIONS {
            let time = Duration::from_secs(self.seconds);
            let submit = load.submit(connections, time, &sample_body()).await?;
            say!(out, "  submit, {connections:>2} connections   {submit}");
            submits.push((connections, submit));
        }
        for connections in CONNECTIONS {
            let time = Duration::from_secs(self.seconds);
            let lookup = load.lookup(connections, time, &receipts).await?;
            say!(out, "  lookup, {connections:>2} connections   {lookup}");
        }
        let [few, _] = CONNECTIONS;
        let time = Duration::from_secs(self.seconds);
        let alone = load.lookup(few, time, &receipts).await?;
        let hostile = Hostile::begin(address);
        let beside = load.lookup(few, time, &receipts).await?;
        say!(
            out,
            "  => p99 of lookup at {few} connections is {:.2} x beside {} clients from 3 addresses that ask and take \
             nothing (target 3)",
            beside.p99().as_secs_f64() / alone.p99().as_secs_f64(),
            hostile.count()
        );
        Ok(submits)
    }

    /// A migrated database with reference data and the keys of the measurement.
    async fn open(&self, url: &str) -> Result<App, Failure> {
        let key_file = self.folder.join("keys");
        if !key_file.exists() {
            KeyRing::create_file(&key_file)?;
        }
        let config = Config { database_url: url.to_owned(), key_file, ..Config::default() };
        let settings = config.check()?;
        migrate::run(&settings.database)?;
        let db = Db::open(&settings.database, &DbSettings::default())?;
        import(&db, &Files::Builtin, super::clock().now(), false).await?;
        db.shut_down();
        Ok(App::open(&settings, Arc::new(SystemClock::default())).await?)
    }

    fn start_server(&self, url: &str) -> Result<(Serving, std::net::SocketAddr), Failure> {
        let config = self.folder.join("bench.toml");
        let off = "{ count = 0, seconds = 1 }";
        let text = format!(
            "database_url = {url:?}\nkey_file = \"{}\"\nlisten = \"127.0.0.1:0\"\n\
             trusted_proxies = [\"127.0.0.1\"]\n[mail]\nfolder = \"{}\"\n[limits]\nsubmit = {off}\nlookup = {off}\n",
            self.folder.join("keys").display(),
            self.folder.join("mail").display(),
        );
        std::fs::write(&config, text)?;
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--config")
            .arg(&config)
            .arg("serve")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = child.stdout.take().ok_or_else(|| Failure::Other("no output".to_owned()))?;
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line)?;
        let address = line.trim().rsplit("//").next().and_then(|text| text.parse().ok());
        let server = Serving { child };
        let address =
            address.ok_or_else(|| Failure::Other(format!("the server did not start: {line}")))?;
        Ok((server, address))
    }
}

fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(cause.into()),
        _ => Ok(()),
    }
}

/// A report of ordinary length, with a contact that has a mail address.
fn sample_body() -> Value {
    json!({
        "kind": "conduct_feedback",
        "reporter_type": "resident",
        "category": "late",
        "sector": "land",
        "unit": "TN.STNMT",
        "dossier_code": "H53.05-240925-0012",
        "promised_on": "2024-10-09",
        "text": "Hồ sơ cấp đổi giấy chứng nhận quyền sử dụng đất của tôi nộp tại Bộ phận Một cửa đã quá hẹn sáu ngày mà không có thông báo nào. Tôi đã đến hỏi hai lần, cán bộ tiếp nhận chỉ trả lời rằng hồ sơ đang chờ ký và hẹn tuần sau quay lại, không có văn bản xin lỗi và hẹn lại ngày trả kết quả.",
        "contact": {"name": "Nguyễn Văn Ví Dụ", "phone": "0900 000 099", "email": "vi.du@dan.example"},
        "consent_version": "2024-03",
        "truthful": true,
    })
}

fn sample_filing() -> Filing {
    filing(sample_body())
}
