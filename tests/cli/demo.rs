//! The demo's promise: one command, and every printed line works as it stands.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use diesel::RunQueryDsl;
use liemchinh::store::DbUrl;

use crate::process::{Running, data, liemchinh, ok, run};
use crate::support::{Backend, Scratch};

pub struct Demo {
    pub running: Running,
    banner: Vec<String>,
}

pub fn demo(folder: &Path, more: &[&str]) -> Demo {
    let data = data();
    let arguments = [&["demo", "--port", "0", "--data", &data], more].concat();
    let running = Running::start(liemchinh(folder, &arguments));
    let banner = running.until("Ctrl-C");
    Demo { running, banner }
}

impl Demo {
    /// What stands between the two marks, run by a plain shell.
    fn tour(&self) -> String {
        let begin = self.banner.iter().position(|line| line.starts_with("# ---- dán")).unwrap();
        let end = self.banner.iter().position(|line| line.starts_with("# ---- hết")).unwrap();
        let mut script = String::new();
        for line in &self.banner[begin..end] {
            writeln!(script, "{line}").unwrap();
        }
        let mut shell = Command::new("sh")
            .arg("-e")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut shell.stdin.take().unwrap(), script.as_bytes()).unwrap();
        let output = shell.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }
}

/// A command about the demo's own database.
pub const OF_DEMO: [&str; 4] =
    ["--database-url", "sqlite:var/demo/liemchinh.db", "--key-file", "var/demo/keys"];

pub fn verify(folder: &Path) -> String {
    ok(folder, &[&OF_DEMO[..], &["stats", "verify"]].concat())
}

pub fn holds(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part} in:\n{text}");
    }
}

fn mails(folder: &Path) -> usize {
    let files = std::fs::read_dir(folder.join("var/demo/mail")).unwrap();
    files.filter(|it| it.as_ref().unwrap().path().extension().is_some_and(|it| it == "eml")).count()
}

#[test]
fn one_command_shows_everything_and_its_lines_work_as_printed() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = demo(folder.path(), &[]);
    let banner = demo.banner.join("\n");
    holds(
        &banner,
        &["2024-10-15 09:00", "canbo", "thanhtra", "quantri", "sqlite:var/demo/liemchinh.db"],
    );

    let said = demo.tour();

    holds(
        &said,
        &[
            "\"moved_to_integrity\":false",
            "\"channel\":\"integrity\"",
            "\"state\":\"accepted\"",
            "\"outcome\":\"remedied\"",
            "\"suppressed_below\":5",
            "\"formula\":\"points = weight",
            "\"rank\":1",
            "{\"items\":[],\"next\":null}",
            "\"state\":\"overdue\"",
            "\"agreed\":[\"name\",\"birth_year\"]",
            "\"hits\":1",
        ],
    );
    assert!(mails(folder.path()) > 100, "the lives sent mail");
    let second = run(folder.path(), &[&OF_DEMO[..], &["migrate"]].concat());
    assert!(!second.status.success());
    holds(&String::from_utf8_lossy(&second.stderr), &["another process writes"]);
    let verified = verify(folder.path());
    holds(&verified, &["0 missing, 0 extra: the ledger agrees"]);
    assert!(demo.running.stop("INT").success(), "Ctrl-C is a good end");
}

#[test]
fn a_second_start_keeps_what_is_there_and_fresh_throws_it_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = demo(folder.path(), &[]);
    first.tour();
    assert!(first.running.stop("TERM").success());
    let events = verify(folder.path());

    let mut again = demo(folder.path(), &[]);
    assert!(again.running.stop("TERM").success());
    let kept = verify(folder.path());
    let other_day =
        run(folder.path(), &["demo", "--port", "0", "--today", "2024-08-15", "--data", &data()]);
    let mut fresh = demo(folder.path(), &["--fresh", "--today", "2024-08-15"]);
    holds(&fresh.banner.join("\n"), &["2024-08-15 09:00"]);
    assert!(fresh.running.stop("TERM").success());
    let anew = verify(folder.path());

    assert_eq!(events, kept);
    holds(&String::from_utf8_lossy(&other_day.stderr), &["--fresh"]);
    assert_ne!(kept, anew, "fewer lives by August");
}

#[test]
fn the_demo_runs_on_postgres_too_and_refuses_a_database_with_real_reports() {
    let Some(scratch) = Scratch::new(Backend::Postgres) else { return };
    let folder = tempfile::tempdir().unwrap();
    let DbUrl::Postgres(url) = scratch.url.clone() else { panic!("not PostgreSQL") };
    let mut demo = demo(folder.path(), &["--database-url", &url]);

    let said = demo.tour();

    holds(&said, &["\"outcome\":\"remedied\"", "\"rank\":1"]);
    assert!(demo.running.stop("TERM").success());
    diesel::sql_query("DELETE FROM reference_versions WHERE name LIKE 'demo:%'")
        .execute(&mut scratch.conn())
        .unwrap();
    let refused =
        run(folder.path(), &["demo", "--fresh", "--database-url", &url, "--data", &data()]);
    assert!(!refused.status.success());
    holds(&String::from_utf8_lossy(&refused.stderr), &["no demo made"]);
}

fn check_names_a_unit_without_an_address(folder: &Path) {
    let spoilt = folder.join("spoilt");
    std::fs::create_dir(&spoilt).unwrap();
    for entry in std::fs::read_dir(data()).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.replace("tn-syt@tayninh.example", "");
        std::fs::write(spoilt.join(path.file_name().unwrap()), text).unwrap();
    }
    holds(&ok(folder, &["import", "spoilt"]), &["~ units TN.SYT", "1 changed"]);

    let check = run(folder, &["check"]);

    assert!(!check.status.success());
    holds(&String::from_utf8_lossy(&check.stdout), &["CARE: unit TN.SYT has no mail address"]);
    ok(folder, &["import", &data()]);
}

#[test]
fn a_server_without_keys_migrations_or_data_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let said = |arguments: &[&str]| {
        let output = run(folder.path(), arguments);
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };

    holds(&said(&["serve"]), &["liemchinh migrate"]);
    holds(&said(&["--database-url", "postgress://x", "serve"]), &["database_url", "postgres://"]);
    ok(folder.path(), &["migrate"]);
    holds(&said(&["serve"]), &["keys init"]);
    ok(folder.path(), &["keys", "init"]);
    holds(&said(&["keys", "init"]), &["exists already"]);
    holds(&said(&["serve"]), &["liemchinh import"]);
    ok(folder.path(), &["import", &data()]);
    holds(&ok(folder.path(), &["import", &data(), "--dry-run"]), &["0 would change"]);
    holds(
        &said(&[
            "user",
            "add",
            "--login",
            "a.b",
            "--name",
            "Lê Văn A",
            "--role",
            "inspector",
            "--unit",
            "703",
        ]),
        &["/unit"],
    );
    holds(
        &ok(
            folder.path(),
            &[
                "user",
                "add",
                "--login",
                "a.b",
                "--name",
                "Lê Văn A",
                "--role",
                "inspector",
                "--unit",
                "TN.TTT",
            ],
        ),
        &["a.b"],
    );
    let backup = ok(folder.path(), &["backup", "copy.db"]);
    holds(
        &said(&["--database-url", "sqlite:none.db", "backup", "x.db"]),
        &["nothing was backed up"],
    );
    assert!(!folder.path().join("none.db").exists());
    holds(&ok(folder.path(), &["user", "close", "--login", "a.b"]), &["a.b: closed"]);
    check_names_a_unit_without_an_address(folder.path());
    std::fs::rename(folder.path().join("var/keys"), folder.path().join("var/right")).unwrap();
    ok(folder.path(), &["keys", "init"]);
    holds(&said(&["check"]), &["not the key file"]);
    std::fs::rename(folder.path().join("var/right"), folder.path().join("var/keys")).unwrap();
    holds(
        &said(&["demo", "--fresh", "--data", &data(), "--database-url", "sqlite:var/liemchinh.db"]),
        &["no demo made"],
    );
    holds(&backup, &["copy.db written and checked", "var/keys"]);
    holds(&said(&["backup", "copy.db"]), &["overwrites nothing"]);
    holds(
        &ok(folder.path(), &["check"]),
        &["database: ok", "mail: 0 waiting", "transport is directory"],
    );
}
