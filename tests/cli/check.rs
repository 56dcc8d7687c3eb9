//! What `check` finds, one fault beside another, and what a monitor reads of it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use serde_json::Value;

use crate::tools::process::data;
use crate::tools::site::Site;

/// The exit code, and what was found as `level subject`, with the English words.
pub fn check(site: &Site) -> (i32, Vec<(String, String)>) {
    check_with(site, &[])
}

/// The same, with these settings besides.
pub fn check_with(site: &Site, settings: &[(&str, &str)]) -> (i32, Vec<(String, String)>) {
    let mut command = site.command(&[], &["check", "--json"]);
    let output = command.envs(settings.iter().copied()).output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    for one in told["findings"].as_array().unwrap() {
        let vi = one["vi"].as_str().unwrap_or_default();
        let accented = vi.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
        assert!(accented && one["vi"] != one["en"], "said in one language: {one}");
    }
    let findings = told["findings"].as_array().unwrap().iter();
    let found = findings
        .map(|one| (format!("{} {}", word(&one["level"]), word(&one["subject"])), word(&one["en"])))
        .collect();
    (output.status.code().unwrap(), found)
}

pub fn found<'a>(findings: &'a [(String, String)], what: &str, words: &str) -> &'a str {
    let hit = findings.iter().find(|(name, en)| name == what && en.contains(words));
    &hit.unwrap_or_else(|| panic!("no {what} with {words:?} in {findings:#?}")).1
}

pub fn sql(site: &Site, text: &str) {
    let database = site.path().join("liemchinh.db");
    SqliteConnection::establish(database.to_str().unwrap()).unwrap().batch_execute(text).unwrap();
}

/// A mail server that takes everything; what it was sent comes through the channel.
fn mail_server() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, mails) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that goes away is no matter.
            drop(stream.and_then(|stream| take_mail(stream, &sender)));
        }
    });
    (port, mails)
}

fn take_mail(mut stream: TcpStream, sender: &Sender<String>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    stream.write_all(b"220 here\r\n")?;
    while let Some(Ok(line)) = lines.next() {
        let data = line.starts_with("DATA");
        stream.write_all(if data { b"354 go on\r\n" } else { b"250 well\r\n" })?;
        if data {
            let text = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".");
            // The test may be over.
            drop(sender.send(text.collect::<Vec<_>>().join("\n")));
            stream.write_all(b"250 taken\r\n")?;
        }
    }
    Ok(())
}

/// A site at which nothing is to be found.
fn sound(port: u16) -> Site {
    let site = Site::with(
        "sqlite:liemchinh.db",
        &format!(
            "public_url = \"https://liemchinh.tayninh.gov.vn\"\ntrusted_proxies = [\"127.0.0.1\"]\n\
             [log]\nfilter = \"off\"\n[mail]\ntransport = \"smtp\"\nfrom = \"khong-tra-loi@tayninh.gov.vn\"\n\
             [mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"plain\"\n"
        ),
    );
    let folder = site.path().join("data");
    fs::create_dir(&folder).unwrap();
    for entry in fs::read_dir(data()).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_name().filter(|_| path.is_file()) else { continue };
        let mut text = fs::read_to_string(&path).unwrap().replace(".example", ".gov.vn");
        if name == "calendar.csv" {
            // Whatever day this test runs on: a holiday of Tết stands for the decision of a year.
            let tet = [
                "2027-02-06",
                "2028-01-26",
                "2029-02-13",
                "2030-02-02",
                "2031-01-23",
                "2032-02-11",
                "2033-01-31",
                "2034-02-19",
                "2035-02-08",
            ];
            let later = (2036..2100).map(|year| format!("{year}-01-01"));
            let days = tet.map(str::to_owned).into_iter().chain(later);
            text.extend(days.map(|day| format!("{day},holiday,Tết,New Year,Luật,,,true\n")));
        }
        fs::write(folder.join(name), text).unwrap();
    }
    site.ok(&["import", "data"]);
    site.ok(&["backup", "copy.db"]);
    site
}

#[test]
fn a_sound_site_is_fine_and_each_thing_that_needs_care_is_named_and_changes_the_code() {
    let (port, _mails) = mail_server();
    let site = sound(port);
    let (code, findings) = check(&site);
    assert_eq!(code, 2, "{findings:#?}");
    found(&findings, "care servers", "is `serve` running");
    let (_server, _) = site.serve();
    let (code, findings) = check(&site);
    assert_eq!(code, 0, "{findings:#?}");
    found(&findings, "fine mail.smtp", &format!("127.0.0.1:{port} answers"));

    let micros = "(CAST(strftime('%s', 'now') AS INTEGER) * 1000000)";
    sql(
        &site,
        &format!(
            "UPDATE marks SET at = at - 90000000000 WHERE name = 'backup';
             INSERT INTO marks (name, at, said) VALUES ('instance:x', {micros},
               '{{\"believed\":null,\"clock\":\"ahead\",\"dropped_lines\":3,\"stranger_forwards\":true}}');
             INSERT INTO outbox VALUES (randomblob(16), 'k', 'case_new', 'unit', randomblob(16), NULL, '{{}}',
               {micros} - 864000000000, {micros} - 864000000000, 0, NULL, 'pending', NULL, NULL, NULL);"
        ),
    );
    let (code, findings) = check(&site);

    assert_eq!(code, 2, "{findings:#?}");
    found(&findings, "care backup", "older than a day");
    found(&findings, "care clock", "liemchinh clock accept");
    found(&findings, "care log", "3 line(s)");
    found(&findings, "care trusted_proxies", "not trusted");
    found(&findings, "care mail", "more than an hour of office time");

    sql(
        &site,
        &format!(
            "UPDATE marks SET at = {micros} + 6000000000000 WHERE name = 'backup';
             UPDATE marks SET said = replace(said, 'null', 'null,\"stopped\":true') WHERE name = 'instance:x';
             DELETE FROM outbox;
             DELETE FROM calendar_days WHERE kind = 'holiday';
             INSERT INTO outbox VALUES (randomblob(16), 'u', 'unit_routed', 'unit', randomblob(16), NULL, '{{}}',
               {micros}, {micros}, 1, NULL, 'dead', {micros}, 'the mail server refused the mail (550)', NULL);
             INSERT INTO outbox VALUES (randomblob(16), 'r', 'reporter_news', 'contact', randomblob(16), NULL, '{{}}',
               {micros}, {micros}, 1, NULL, 'dead', {micros}, 'the mail server does not know the recipient (550)', NULL);"
        ),
    );
    let (code, findings) = check(&site);

    assert_eq!(code, 2, "{findings:#?}");
    found(&findings, "care backup", "older than a day");
    assert!(!findings.iter().any(|(name, _)| name == "care clock"), "it has ended: {findings:#?}");
    found(&findings, "care mail", "unit_routed");
    found(&findings, "fine mail", "1 to reporters whose address does not exist");
    found(&findings, "care calendar", "is not loaded: days counted to it are provisional");
}

#[test]
fn what_an_installation_begins_with_needs_care_line_by_line() {
    let site = Site::with("sqlite:liemchinh.db", "public_url = \"https://a.tayninh.gov.vn\"\n");
    let (code, findings) = check(&site);

    assert_eq!(code, 2, "{findings:#?}");
    found(&findings, "care mail.from", "khong-tra-loi@liemchinh.example");
    found(&findings, "care mail.transport", "nobody receives them");
    found(&findings, "care trusted_proxies", "no proxy is trusted");
    found(&findings, "care units", "H53, ");
    found(&findings, "care backup", "none yet");

    let plain = Site::with("sqlite:liemchinh.db", "public_url = \"http://a.tayninh.gov.vn\"\n");
    found(&check(&plain).1, "care public_url", "set the https address");
    let here = Site::with("sqlite:liemchinh.db", "public_url = \"https://localhost\"\n");
    found(&check(&here).1, "care public_url", "set the https address");
}

#[test]
fn one_fault_hides_no_other() {
    let site = Site::with(
        "sqlite:liemchinh.db",
        "[mail]\ntransport = \"smtp\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = 1\nsecurity = \"plain\"\n",
    );
    fs::remove_file(site.path().join("keys")).unwrap();
    let (code, findings) = check(&site);
    assert_eq!(code, 1, "{findings:#?}");
    found(&findings, "broken key_file", "keys init");
    found(&findings, "fine database", "sound");
    let refused = found(&findings, "care mail.smtp", "127.0.0.1:1 ");
    assert!(refused.contains("refused"), "{refused}");

    fs::remove_file(site.path().join("liemchinh.db")).unwrap();
    let (code, findings) = check(&site);
    assert_eq!(code, 1, "{findings:#?}");
    found(&findings, "broken database", "there is no database");
    found(&findings, "broken key_file", "keys init");
    found(&findings, "care mail.smtp", "127.0.0.1:1 ");
    assert!(!site.path().join("liemchinh.db").exists(), "looking makes nothing");
}

#[test]
fn every_fault_of_the_configuration_is_told_as_broken() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.toml"), "workers = 0\npublic_url = \"tayninh\"\n").unwrap();

    let told = crate::tools::process::run(folder.path(), &["--config", "c.toml", "check"]);

    let lines = String::from_utf8_lossy(&told.stdout).into_owned();
    assert_eq!(told.status.code(), Some(1), "{lines}");
    for fault in [
        "BROKEN configuration: workers: between 1 and 64",
        "HỎNG   configuration: workers: phải từ 1 đến 64",
        "BROKEN configuration: public_url",
        "2 việc hỏng",
    ] {
        assert!(lines.contains(fault), "{lines}");
    }
}

#[test]
fn a_command_that_fails_says_why_in_vietnamese_and_in_english() {
    let folder = tempfile::tempdir().unwrap();
    for (command, code, vi, en) in [
        (&["serve"][..], 1, "lỗi: không có cơ sở dữ liệu ở", "error: there is no database at"),
        (&["keys", "check"], 1, "lỗi: không có tệp khóa ở", "error: there is no key file at"),
        (&["serve", "--nonsense"], 2, "lỗi: không có tùy chọn", "error: unexpected argument"),
        (&["nonsense"], 2, "lỗi: không có lệnh này", "error: unrecognized subcommand"),
        (&["user", "close"], 2, "lỗi: thiếu tùy chọn", "error: the following required"),
    ] {
        let refused = crate::tools::process::run(folder.path(), command);
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!(refused.status.code(), Some(code), "{command:?}: {said}");
        let [first, second] = [vi, en].map(|words| said.find(words));
        assert!(first.is_some() && first < second, "{command:?}: {said}");
    }
}

#[test]
fn help_is_shown_in_both_languages_and_ends_well() {
    let folder = tempfile::tempdir().unwrap();
    for command in [&["--help"][..], &["help"], &["help", "serve"], &["serve", "-h"]] {
        let told = crate::tools::process::run(folder.path(), command);
        let said = String::from_utf8_lossy(&told.stdout).into_owned();
        assert!(told.status.success(), "{command:?}: {said}");
        for part in ["Cách dùng / Usage: liemchinh", "Chạy máy chủ API", "Serve the API"] {
            assert!(said.contains(part), "{command:?} lacks {part}: {said}");
        }
    }
    let version = crate::tools::process::run(folder.path(), &["--version"]);
    assert!(String::from_utf8_lossy(&version.stdout).starts_with("liemchinh "));
}

fn mail_test(folder: &Path, port: u16, to: &str) -> (bool, String) {
    let config = format!(
        "[mail]\ntransport = \"smtp\"\n[mail.smtp]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"plain\"\n"
    );
    fs::write(folder.join("m.toml"), config).unwrap();
    let told = crate::tools::process::run(folder, &["--config", "m.toml", "mail", "test", to]);
    let said = [told.stdout, told.stderr].concat();
    (told.status.success(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn a_mail_for_trying_goes_out_without_a_database_or_says_where_it_stopped_and_why() {
    let folder = tempfile::tempdir().unwrap();
    let (port, mails) = mail_server();

    let (sent, said) = mail_test(folder.path(), port, "tin-hoc@tayninh.gov.vn");
    assert!(sent && said.contains(&format!("127.0.0.1:{port} took the mail")), "{said}");
    let mail = mails.recv().unwrap();
    assert!(mail.contains("To: tin-hoc@tayninh.gov.vn"), "{mail}");

    let (sent, said) = mail_test(folder.path(), 1, "tin-hoc@tayninh.gov.vn");
    assert!(!sent && said.contains("127.0.0.1:1: ") && said.contains("refused"), "{said}");
    let (sent, said) = mail_test(folder.path(), port, "tin-hoc");
    assert!(!sent && said.contains("tin-hoc"), "{said}");
    assert!(!folder.path().join("var").exists(), "nothing was made");
}

#[test]
fn a_day_is_typed_as_year_month_day_and_a_command_says_so() {
    let site = Site::new("sqlite:liemchinh.db");
    for command in [
        &["mail", "revive", "--since", "20/11/2026"][..],
        &["succeed", "--dry-run", "--on", "20260701"],
        &["demo", "--today", "2026-02-30"],
    ] {
        let refused = site.command(&[], command).output().unwrap();
        let said = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && said.contains("YYYY-MM-DD, such as"), "{said}");
    }
}

#[test]
fn a_server_that_was_killed_is_missed_at_once() {
    let site = Site::new("sqlite:liemchinh.db");
    let (mut server, _) = site.serve();
    found(&check(&site).1, "fine servers", "1 process(es)");

    server.kill();

    found(&check(&site).1, "care servers", "no process serves");
}

#[test]
fn a_closed_account_gets_no_password() {
    let site = Site::new("sqlite:liemchinh.db");
    let words =
        ["user", "add", "--login", "can.bo", "--name", "Lê Thị Thử", "--role", "administrator"];
    site.ok(&words);
    // The last administrator stays.
    site.ok(&[
        "user",
        "add",
        "--login",
        "quan.tri",
        "--name",
        "Đỗ Văn Hai",
        "--role",
        "administrator",
    ]);
    site.ok(&["user", "close", "--login", "can.bo"]);

    let refused = site.command(&[], &["user", "password", "--login", "can.bo"]).output().unwrap();

    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("there is no open account can.bo"), "{why}");
}

#[test]
fn a_command_of_another_user_says_whose_it_has_to_be() {
    let site = Site::new("sqlite:liemchinh.db");
    fs::set_permissions(site.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    for command in [&["serve"][..], &["user", "list"], &["backup", "copy.db"]] {
        let refused = site.command(&nobody, command).output().unwrap();
        let why = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success(), "{command:?}");
        assert!(why.contains("the user who owns the database"), "{command:?}: {why}");
    }
}

#[test]
fn the_code_of_a_check_is_the_same_where_nobody_reads_its_words() {
    let site = Site::new("sqlite:liemchinh.db");
    let mut checking =
        site.command(&[], &["check"]).stdout(std::process::Stdio::piped()).spawn().unwrap();

    drop(checking.stdout.take());

    assert_eq!(checking.wait().unwrap().code(), Some(2));
}

#[test]
fn a_folder_of_a_front_end_is_looked_into_before_anybody_visits_it() {
    let site = Site::new("sqlite:liemchinh.db");
    let look = || {
        let mut run = site.command(&[], &["check", "--json"]);
        let output = run.env("LIEMCHINH_STATIC_DIR", "front").output().unwrap();
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = told["findings"].as_array().unwrap().iter();
        let own = findings.filter(|one| one["subject"] == "static_dir");
        own.map(|one| one["level"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let folder = site.path().join("front");

    let none = look();
    fs::create_dir(&folder).unwrap();
    let empty = look();
    fs::write(folder.join("index.html"), "<!doctype html>").unwrap();
    let shown = look();

    assert_eq!([none, empty, shown], [["broken"], ["care"], ["fine"]]);
    let mut serving = site.command(&[], &["serve"]);
    let refused = serving.env("LIEMCHINH_STATIC_DIR", "nowhere").output().unwrap();
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("static_dir: nowhere"), "{why}");
}
