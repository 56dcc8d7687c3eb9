//! Whatever becomes of the log, the service answers, keeps what it acknowledged, and stops when it is asked to.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::tools::client::Client;
use crate::tools::process::Running;
use crate::tools::site::Site;

/// Everything is a line, so that few requests make many.
const CHATTY: &str = "[log]\nfilter = \"debug\"\n";

fn run(test: impl Future<Output = ()>) {
    actix_web::rt::System::new().block_on(test);
}

/// Reports before, during and after `silence`, and a good end.
fn unheard(log: Stdio, silence: impl FnOnce()) {
    let site = Site::with("sqlite:liemchinh.db", CHATTY);
    let (mut server, base) = site.serve_logging_to(log);
    run(async move {
        let mut client = Client::new(base);
        let mut receipts = client.files_well(3).await;
        silence();
        receipts.extend(client.files_well(60).await);
        // More lines than a pipe holds.
        for _ in 0..400 {
            client.lives().await;
        }
        client.finds(&receipts).await;
        assert!(server.stop("TERM").success(), "a graceful end");
    });
}

#[test]
fn a_log_whose_reader_is_gone_silences_nobody() {
    let (reader, writer) = std::io::pipe().unwrap();
    unheard(writer.into(), move || drop(reader));
}

#[test]
fn a_log_whose_reader_sleeps_makes_nobody_wait() {
    let (reader, writer) = std::io::pipe().unwrap();
    unheard(writer.into(), || {});
    drop(reader);
}

#[test]
fn a_log_on_a_full_device_silences_nobody() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    unheard(full.into(), || {});
}

/// A file system of a few megabytes, seen by the server alone, for log and database together.
struct SmallDisk {
    server: Running,
    base: String,
}

impl SmallDisk {
    fn new(site: &Site) -> Self {
        let folder = site.path().join("small");
        std::fs::create_dir(&folder).unwrap();
        let script = "mount -t tmpfs -o size=24m,mode=777 tmpfs small && cp keys liemchinh.toml liemchinh.db small/ \
                      && cd small && exec \"$0\" --config liemchinh.toml serve 2>>log";
        let mut command = Command::new("unshare");
        command.current_dir(site.path()).args([
            "--user",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
        ]);
        command.arg(env!("CARGO_BIN_EXE_liemchinh")).stdin(Stdio::null());
        let server = Running::start_logging_to(command, Stdio::inherit());
        let line = server.until("listening on").pop().unwrap();
        let base = line.split_whitespace().last().unwrap().to_owned();
        Self { server, base }
    }

    /// The folder as it can be reached from outside of the server's own view of the disks.
    fn folder(&self) -> std::path::PathBuf {
        Path::new("/proc").join(self.server.pid().to_string()).join("cwd")
    }

    fn fill(&self) {
        let mut filler = File::create(self.folder().join("filler")).unwrap();
        let filled = std::io::copy(&mut std::io::repeat(0).take(64 << 20), &mut filler);
        assert_eq!(filled.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    }

    /// Runs a command of the binary where the server sees its files.
    fn command(&self, site: &Site, command: &str) -> std::process::Output {
        let pid = self.server.pid().to_string();
        let script = format!(
            "cd '{}/small' && exec '{}' --config liemchinh.toml {command}",
            site.path().display(),
            env!("CARGO_BIN_EXE_liemchinh")
        );
        let enter = ["--target", &pid, "--user", "--mount", "sh", "-c", &script];
        Command::new("nsenter").args(enter).output().unwrap()
    }

    fn make_room(&self) {
        std::fs::remove_file(self.folder().join("filler")).unwrap();
    }
}

#[test]
fn a_full_disk_under_log_and_database_refuses_reports_until_there_is_room_again() {
    let site = Site::with("sqlite:liemchinh.db", CHATTY);
    let mut disk = SmallDisk::new(&site);
    run(async {
        let mut client = Client::new(disk.base.clone());
        let mut receipts = client.files_well(3).await;
        disk.fill();
        // What the files had allocated before may still take a few.
        let mut refused = 0;
        for _ in 0..2000 {
            let filed = client.file().await;
            match filed.status {
                201 => receipts.push(filed.receipt()),
                503 => {
                    assert_eq!(filed.code(), "storage_full", "{filed:?}");
                    refused += 1;
                }
                other => panic!("{other}"),
            }
            if refused == 20 {
                break;
            }
        }
        assert_eq!(refused, 20, "the disk is full");
        let check = disk.command(&site, "check");
        let found = String::from_utf8_lossy(&check.stdout).into_owned();
        assert_eq!(check.status.code(), Some(1), "{found}");
        assert!(found.contains("BROKEN database: the disk of the database is full"), "{found}");
        client.lives().await;
        disk.make_room();
        receipts.extend(client.files_well(20).await);
        client.finds(&receipts).await;
        let log = std::fs::read_to_string(disk.folder().join("log")).unwrap();
        assert!(
            log.contains("log lines could not be written"),
            "the log says that something is missing"
        );
        assert!(disk.server.stop("TERM").success(), "a graceful end");
    });
}
