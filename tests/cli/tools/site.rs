//! A service set up as an operator does it: configuration, keys, schema, reference data.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio::time::interval;

use crate::tools::process::{Running, data, ok};

pub struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    pub fn new(database: &str) -> Self {
        Self::with(database, "[log]\nfilter = \"off\"\n")
    }

    /// A site whose configuration ends with these sections.
    pub fn with(database: &str, sections: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = format!(
            "database_url = \"{database}\"\nkey_file = \"keys\"\nlisten = \"127.0.0.1:0\"\n\
             {sections}[limits]\nsubmit = {{ count = 0, seconds = 1 }}\nlookup = {{ count = 0, seconds = 1 }}\n"
        );
        std::fs::write(folder.path().join("liemchinh.toml"), config).unwrap();
        let site = Self { folder };
        for command in [vec!["keys", "init"], vec!["migrate"], vec!["import", &data()]] {
            site.ok(&command);
        }
        site
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn ok(&self, command: &[&str]) -> String {
        ok(self.path(), &[&["--config", "liemchinh.toml"], command].concat())
    }

    /// Starts the server and waits until it listens.
    pub fn serve(&self) -> (Running, String) {
        self.serve_logging_to(Stdio::null())
    }

    /// The binary with this command, behind another program, or by itself.
    pub fn command(&self, behind: &[&str], command: &[&str]) -> Command {
        let mut words =
            [behind, &[env!("CARGO_BIN_EXE_liemchinh"), "--config", "liemchinh.toml"], command]
                .concat();
        let mut run = Command::new(words.remove(0));
        run.current_dir(self.path()).args(words).stdin(Stdio::null());
        // As in `liemchinh`.
        run.env("LIEMCHINH_HOLD_FROM_UNITS", "false");
        run.env("LIEMCHINH_CALL_UP_AT_RANDOM", "false");
        run.env("LIEMCHINH_STAFF__SECOND_FACTOR", "offered");
        run
    }

    /// As `serve`, where a case reaches its unit at a half-hour mark only, as in earnest.
    pub fn serve_holding(&self) -> (Running, String) {
        let mut run = self.command(&[], &["serve"]);
        run.env("LIEMCHINH_HOLD_FROM_UNITS", "true");
        Self::listening(Running::start_logging_to(run, Stdio::null()))
    }

    /// As `serve`, with its log going to `log`.
    pub fn serve_logging_to(&self, log: Stdio) -> (Running, String) {
        self.serve_behind(&[], log)
    }

    /// As `serve`, behind another program.
    pub fn serve_behind(&self, behind: &[&str], log: Stdio) -> (Running, String) {
        Self::listening(Running::start_logging_to(self.command(behind, &["serve"]), log))
    }

    fn listening(server: Running) -> (Running, String) {
        let line = server.until("listening on").pop().unwrap();
        let base = line.split_whitespace().last().unwrap().to_owned();
        (server, base)
    }
}

/// Waits, within a bound, until the server could take a report.
pub async fn ready(base: &str) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut pause = interval(Duration::from_millis(20));
    for _ in 0..3000 {
        pause.tick().await;
        if http.get(format!("{base}/readyz")).send().await.is_ok_and(|it| it.status() == 200) {
            return;
        }
    }
    panic!("not ready in a minute");
}
