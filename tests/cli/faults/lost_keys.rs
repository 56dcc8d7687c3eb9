//! A key file that is lost: nobody makes another one unawares for a database that was served.

use std::fs;

use crate::tools::cluster::Cluster;
use crate::tools::site::Site;

const LOST: &str = "put the key file back";

fn said(site: &Site, command: &[&str]) -> (Option<i32>, String) {
    let output = site.command(&[], command).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn only_who_says_so_gets_another_key_file(site: &Site, forget: impl Fn()) {
    drop(site.serve());
    let file = site.path().join("keys");
    let first = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();

    for command in [&["serve"][..], &["keys", "init"], &["keys", "check"], &["check"]] {
        let (code, said) = said(site, command);
        assert_eq!(code, Some(1), "{command:?}: {said}");
        assert!(
            said.contains(LOST) && said.contains("--i-lost-the-old-one"),
            "{command:?}: {said}"
        );
        assert!(!file.exists(), "{command:?} made a key file");
    }

    forget();
    site.ok(&["keys", "init", "--i-lost-the-old-one"]);
    drop(site.serve());
    site.ok(&["keys", "check"]);

    fs::remove_file(&file).unwrap();
    fs::write(&file, first).unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(&file, mode).unwrap();
    for command in [&["serve"][..], &["keys", "check"]] {
        let (code, said) = said(site, command);
        assert_eq!(code, Some(1), "{command:?}: {said}");
        assert!(said.contains("is not the key file"), "{command:?}: {said}");
    }
}

#[test]
fn a_served_sqlite_database_without_its_key_file_is_not_served_and_gets_another_only_by_name() {
    let site = Site::new("sqlite:liemchinh.db");
    only_who_says_so_gets_another_key_file(&site, || ());
}

#[test]
fn a_served_postgresql_database_without_its_key_file_is_not_served_and_gets_another_only_by_name() {
    use diesel::connection::SimpleConnection;
    use diesel::{Connection, PgConnection};
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::new(&cluster.url());
    only_who_says_so_gets_another_key_file(&site, || {
        // A server that may still live has the old keys in memory.
        let (code, said) = said(&site, &["keys", "init", "--i-lost-the-old-one"]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("stop every server"), "{said}");
        let mut conn = PgConnection::establish(&cluster.url()).unwrap();
        let older = "UPDATE marks SET at = '2024-01-01T00:00:00Z' WHERE name LIKE 'instance:%'";
        conn.batch_execute(older).unwrap();
    });
}

#[test]
fn a_server_that_runs_keeps_its_database_from_another_key_file() {
    let site = Site::new("sqlite:liemchinh.db");
    let (server, _) = site.serve();
    fs::remove_file(site.path().join("keys")).unwrap();

    let (code, said) = said(&site, &["keys", "init", "--i-lost-the-old-one"]);

    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("another process writes"), "{said}");
    drop(server);
    let (_, said) = self::said(&site, &["keys", "init"]);
    assert!(said.contains(LOST), "{said}");
}

#[test]
fn a_key_file_can_be_made_before_there_is_a_database_but_not_past_one_that_does_not_answer() {
    let folder = tempfile::tempdir().unwrap();
    let run = |url: &str| {
        crate::tools::process::run(
            folder.path(),
            &["--database-url", url, "--key-file", "k", "keys", "init"],
        )
    };

    let silent = run("postgres://nobody@127.0.0.1:1/none");
    let first = run("sqlite:none.db");

    let said = String::from_utf8_lossy(&silent.stderr).into_owned();
    assert!(!silent.status.success() && said.contains("start the database"), "{said}");
    assert!(first.status.success());
    assert!(!folder.path().join("none.db").exists());
}

#[test]
fn a_word_about_the_clock_hides_no_server_that_lives() {
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::new(&cluster.url());
    let (_server, _) = site.serve();
    site.ok(&["clock", "accept"]);
    let (_, checked) = said(&site, &["check"]);
    assert!(checked.contains("servers: 1 process(es)"), "{checked}");
    fs::remove_file(site.path().join("keys")).unwrap();

    let (code, said) = said(&site, &["keys", "init", "--i-lost-the-old-one"]);

    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("stop every server"), "{said}");
}

#[test]
fn a_folder_named_as_the_key_file_is_said_to_be_one() {
    let site = Site::new("sqlite:liemchinh.db");
    fs::create_dir(site.path().join("folder")).unwrap();

    let (code, said) = said(&site, &["--key-file", "folder", "keys", "check"]);

    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("it is a folder") && !said.contains("chmod"), "{said}");
}
