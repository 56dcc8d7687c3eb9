//! The demo's promise: one command, and every printed line works as it stands.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection};
use liemchinh::harness::domain::Role;
use liemchinh::harness::store::DbUrl;

use crate::made::stopped_demo;
use crate::support::{Backend, Scratch};
use crate::tools::process::{Running, data, liemchinh, ok, run};

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

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Text)]
    word: String,
}

/// The words that a query of the demo's own database finds, in order.
fn words(folder: &Path, query: &str) -> Vec<String> {
    let path = folder.join("var/demo/liemchinh.db");
    let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let found: Vec<Found> = diesel::sql_query(query).load(&mut conn).unwrap();
    found.into_iter().map(|row| row.word).collect()
}

/// The kinds of all cases that arrived between two days.
fn kinds(folder: &Path, from: &str, to: &str) -> Vec<String> {
    let of = |table: &str| {
        format!("SELECT kind AS word FROM {table} WHERE received_on BETWEEN '{from}' AND '{to}'")
    };
    let both = [of("cases"), of("integrity_cases")].join(" UNION ");
    words(folder, &format!("{both} ORDER BY 1"))
}

/// Every kind there is, in order.
const KINDS: [&str; 11] = [
    "apology_request",
    "complaint",
    "conduct_feedback",
    "corruption_tip",
    "denunciation",
    "explanation_request",
    "front_demand",
    "internal_report",
    "praise",
    "rule_feedback",
    "second_complaint",
];

#[test]
fn every_kind_appears_in_the_lives_of_2024_and_some_still_wait() {
    let folder = tempfile::tempdir().unwrap();
    stopped_demo(folder.path());

    assert_eq!(kinds(folder.path(), "2024-01-01", "2024-10-15"), KINDS);
    let states = words(folder.path(), "SELECT DISTINCT state AS word FROM cases ORDER BY 1");
    let expected = ["accepted", "answered", "awaiting_reporter", "closed", "declined", "withdrawn"];
    for state in expected {
        assert!(states.iter().any(|found| found == state), "no {state} in {states:?}");
    }
    let closed = "SELECT state AS word FROM integrity_cases WHERE kind = 'denunciation'";
    assert_eq!(words(folder.path(), closed), ["closed"], "by two inspectors");
}

#[test]
fn in_july_2026_every_kind_is_played_on_the_units_and_the_law_of_that_day() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = demo(folder.path(), &["--today", "2026-07-02"]);
    holds(&demo.banner.join("\n"), &["2026-07-02 09:00", "TN.SNNMT"]);

    let said = demo.tour();
    assert!(demo.running.stop("TERM").success());

    holds(&said, &["\"outcome\":\"remedied\"", "\"channel\":\"integrity\""]);
    assert_eq!(kinds(folder.path(), "2026-05-01", "2026-07-01"), KINDS);
    let of_ended = "SELECT u.code AS word FROM cases c JOIN units u ON u.id = c.holder_id \
                    WHERE u.valid_to IS NOT NULL AND c.state IN ('received', 'accepted')";
    assert!(words(folder.path(), of_ended).is_empty(), "open cases went on to other units");
    let moved = "SELECT u.code AS word FROM cases c JOIN units u ON u.id = c.holder_id \
                 WHERE c.received_on = '2024-09-11' AND c.kind = 'conduct_feedback'";
    assert_eq!(words(folder.path(), moved), ["TN.SXD"]);
    let late = "SELECT u.code || ' ' || o.missed_on AS word FROM obligations o \
                JOIN units u ON u.id = o.unit_id JOIN cases c ON c.key = o.case_key \
                WHERE c.received_on = '2024-09-11' AND o.step = 'answer' \
                AND o.missed_on IS NOT NULL ORDER BY 1";
    let told = "late on the day after the last one, and the successor goes on with that day";
    assert_eq!(words(folder.path(), late), ["TN.SGTVT 2024-09-26", "TN.SXD 2024-09-26"], "{told}");
    let rest = "SELECT w.state || ' ' || p.state AS word FROM integrity_cases w \
                JOIN integrity_cases p ON p.id <> w.id AND p.received_on = w.received_on \
                JOIN integrity_reports r ON r.case_key = p.key AND r.continues_id = w.id";
    assert_eq!(
        words(folder.path(), rest),
        ["referred closed"],
        "the rest of a tip went on to its end"
    );
    let told = "SELECT status || ' ' || ended_on AS word FROM integrity_obligations \
                WHERE step = 'procuracy_copy'";
    assert_eq!(words(folder.path(), told), ["met 2026-06-16"]);
    let untold =
        "SELECT template || ' ' || last_error AS word FROM outbox WHERE last_error IS NOT NULL";
    assert!(
        words(folder.path(), untold).is_empty(),
        "every mail of the lives finds whom it is for"
    );
    let new_law = "SELECT o.step || ' ' || o.due_on AS word FROM cases c \
                   JOIN obligations o ON o.case_key = c.key WHERE c.kind = 'complaint' \
                   AND c.received_on = '2026-07-01' AND o.step = 'accept'";
    assert_eq!(words(folder.path(), new_law), ["accept 2026-07-10"], "seven working days");
    holds(
        &verify(folder.path()),
        &["0 missing, 0 extra, 0 wrong sums, 0 wrong lists: the ledger agrees"],
    );
}

#[test]
fn one_command_shows_everything_and_its_lines_work_as_printed() {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = demo(folder.path(), &[]);
    let banner = demo.banner.join("\n");
    holds(&banner, &["2024-10-15 09:00", "sqlite:var/demo/liemchinh.db"]);
    let shown = demo.banner.iter().filter_map(|line| line.split_whitespace().nth(1));
    let shown: Vec<&str> = shown.collect();
    for role in Role::ALL {
        assert!(shown.contains(&role.as_str()), "no account of {role} in:\n{banner}");
    }

    let said = demo.tour();

    holds(
        &said,
        &[
            "\"moved_to_integrity\":false",
            "\"channel\":\"integrity\"",
            "\"state\":\"accepted\"",
            "\"outcome\":\"remedied\"",
            "\"suppressed_below\":5",
            "\"code\":\"complain\"",
            "\"verdict\":",
            "\"formula\":\"points = weight",
            "\"withheld\":\"small\"",
            "{\"items\":[],\"next\":null}",
            "\"filed\":12,",
            "\"period\":\"2024-Q3\"",
            "\"licence\":",
            "\"state\":\"overdue\"",
            "\"agreed\":[\"name\",\"birth_year\"]",
            "\"rank\":1,\"rank_to\":1,",
            "\"met\":10,\"missed\":5,\"opened\":15,\"points_milli\":72000",
        ],
    );
    assert!(mails(folder.path()) > 100, "the lives sent mail");
    let second = run(folder.path(), &[&OF_DEMO[..], &["migrate"]].concat());
    assert!(!second.status.success());
    holds(&String::from_utf8_lossy(&second.stderr), &["another process writes"]);
    let verified = verify(folder.path());
    holds(&verified, &["0 missing, 0 extra, 0 wrong sums, 0 wrong lists: the ledger agrees"]);
    assert!(demo.running.stop("INT").success(), "Ctrl-C is a good end");
}

#[test]
fn a_second_start_keeps_what_is_there_and_fresh_throws_it_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = demo(folder.path(), &[]);
    first.tour();
    assert!(first.running.stop("TERM").success());
    let events = verify(folder.path());

    let lies = folder.path().canonicalize().unwrap().join("var/demo");
    holds(&first.banner.join("\n"), &[&format!("the data lies in: {}", lies.display())]);
    let line = first.banner.iter().find(|line| line.trim_start().starts_with("cd '")).unwrap();
    let told = first.running.until("cd '").pop().unwrap();
    assert_eq!(&told, line, "it is said once more when the demo ends");
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(line.trim().replacen("&& ", "&& exec ", 1));
    let mut again = Running::start(shell);
    again.until("Ctrl-C");
    assert!(again.stop("TERM").success());
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

    holds(&said, &["\"outcome\":\"remedied\"", "\"withheld\":\"small\""]);
    assert!(demo.running.stop("TERM").success());
    diesel::sql_query("DELETE FROM marks WHERE name = 'demo'")
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
    holds(&ok(folder, &["import", "spoilt", "--verbose"]), &["~ units TN.SYT", "1 changed"]);

    let check = run(folder, &["check"]);

    assert_eq!(check.status.code(), Some(2));
    holds(&String::from_utf8_lossy(&check.stdout), &["units: no mail address: TN.SYT;"]);
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
        &["--unit"],
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
    // A key file of another database.
    ok(folder.path(), &["--database-url", "sqlite:none.db", "keys", "init"]);
    let check = run(folder.path(), &["check"]);
    assert_eq!(check.status.code(), Some(1));
    holds(&String::from_utf8_lossy(&check.stdout), &["BROKEN key_file:", "not the key file"]);
    std::fs::rename(folder.path().join("var/right"), folder.path().join("var/keys")).unwrap();
    holds(
        &said(&["demo", "--fresh", "--data", &data(), "--database-url", "sqlite:var/liemchinh.db"]),
        &["no demo made"],
    );
    holds(&backup, &["copy.db written and checked", "var/keys"]);
    holds(&said(&["backup", "copy.db"]), &["overwrites nothing"]);
    holds(
        &String::from_utf8_lossy(&run(folder.path(), &["check"]).stdout),
        &["database: the file is sound", "mail: 0 waiting", "mail.transport: it is directory"],
    );
}

#[test]
fn the_demo_builds_nothing_where_its_port_is_taken_or_its_day_cannot_be_played() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = |arguments: &[&str]| {
        let output = run(folder.path(), arguments);
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    };

    holds(&said(&["demo", "--port", &port]), &["choose another port", &port]);
    holds(&said(&["demo", "--today", "2019-01-01"]), &["days from 2024-05-07 to 2026-12-31"]);
    holds(&said(&["demo", "--today", "2031-01-01"]), &["days from 2024-05-07 to 2026-12-31"]);

    assert!(!folder.path().join("var").exists(), "nothing was built");
}

#[test]
fn a_login_that_cannot_be_one_is_refused_with_the_signs_it_may_have() {
    let site = crate::tools::site::Site::new("sqlite:liemchinh.db");
    let words = ["user", "add", "--login", "Tên", "--name", "Lê Văn A", "--role", "administrator"];
    let refused = site.command(&[], &words).output().unwrap();

    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success());
    holds(&said, &["--login", "a–z, 0–9"]);
}
