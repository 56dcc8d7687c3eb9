//! A PostgreSQL cluster of one test's own, that can be stopped the hard way.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::setting;

pub struct Cluster {
    bin: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
}

impl Cluster {
    /// `None` where PostgreSQL is neither there nor required.
    pub fn start() -> Option<Self> {
        let Some(bin) = setting("TEST_POSTGRES_BIN") else {
            assert!(setting("REQUIRE_POSTGRES").is_none(), "PostgreSQL is required and not there");
            eprintln!("skipped on PostgreSQL: TEST_POSTGRES_BIN is not set");
            return None;
        };
        // Inside what ./test takes away, also after an interrupt.
        let folder = tempfile::tempdir_in(setting("TEST_POSTGRES_CLUSTERS").unwrap()).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cluster = Self { bin: PathBuf::from(bin), folder, port };
        let home = cluster.folder.path();
        open_to_all(home);
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(home));
        }
        let data = cluster.data();
        let data = data.to_str().unwrap();
        run(cluster.tool("initdb").args([
            "-D",
            data,
            "-U",
            "liemchinh",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale",
            "C.UTF-8",
        ]));
        cluster.boot();
        Some(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres://liemchinh@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where it keeps tables, and not its log.
    pub fn tables(&self) -> PathBuf {
        self.data().join("base")
    }

    fn tool(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        if !is_root() {
            return Command::new(program);
        }
        // PostgreSQL refuses to run as root.
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    }

    /// Starts it, recovering if it was stopped the hard way; returns when it takes connections.
    pub fn boot(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=on -c full_page_writes=on",
            self.port,
            self.folder.path().display()
        );
        let (data, log) = (self.data(), self.folder.path().join("log"));
        run(self.tool("pg_ctl").args([
            "-D",
            data.to_str().unwrap(),
            "-l",
            log.to_str().unwrap(),
            "-w",
            "-t",
            "60",
            "-o",
            &options,
            "start",
        ]));
    }

    /// Stops every process that serves connections of ours and the one that would fork new ones: a
    /// pool that opens a connection later must find no database that answers.
    pub fn stand_still(&self) -> Stopped {
        use diesel::prelude::*;
        #[derive(QueryableByName)]
        struct Process {
            #[diesel(sql_type = diesel::sql_types::Integer)]
            pid: i32,
        }
        let mut conn = diesel::PgConnection::establish(&self.url()).unwrap();
        let mut stopped = Stopped(Vec::new());
        let postmaster = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        stopped.stop(postmaster.lines().next().unwrap().to_owned());
        let query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'liemchinh'";
        let found: Vec<Process> = diesel::sql_query(query).load(&mut conn).unwrap();
        assert!(!found.is_empty(), "the server holds connections");
        for process in found {
            stopped.stop(process.pid.to_string());
        }
        stopped
    }

    /// Ends every process of it at once, as a lost machine would.
    pub fn kill(&self) {
        let data = self.data();
        run(self.tool("pg_ctl").args([
            "-D",
            data.to_str().unwrap(),
            "-m",
            "immediate",
            "-w",
            "stop",
        ]));
    }
}

/// Processes that stand still until this is dropped.
pub struct Stopped(Vec<String>);

impl Stopped {
    fn stop(&mut self, pid: String) {
        signal("-STOP", &pid);
        self.0.push(pid);
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        for pid in &self.0 {
            signal("-CONT", pid);
        }
    }
}

fn signal(name: &str, pid: &str) {
    assert!(Command::new("kill").args([name, pid]).status().unwrap().success(), "{name} {pid}");
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let data = self.data();
        let mut stop = self.tool("pg_ctl");
        stop.args(["-D", data.to_str().unwrap(), "-m", "immediate", "-w", "stop"]);
        // It may be stopped already.
        drop(stop.output());
    }
}

fn run(command: &mut Command) {
    // A daemon keeps inherited pipes open, so the output goes nowhere.
    let status = command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{command:?}");
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8_lossy(&id.stdout).trim() == "0"
}

fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}
