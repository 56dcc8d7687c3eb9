//! A backup: whole under its name, or not there.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use crate::tools::site::Site;

/// A database that takes a while to copy.
fn heavy() -> Site {
    let site = Site::new("sqlite:liemchinh.db");
    let database = site.path().join("liemchinh.db");
    let mut conn = SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    let fill = "CREATE TABLE ballast (b blob);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
        INSERT INTO ballast SELECT randomblob(1000000) FROM n;";
    conn.batch_execute(fill).unwrap();
    site
}

/// What stands in the folder of backups, by name.
fn names(site: &Site) -> Vec<String> {
    let entries = fs::read_dir(site.path().join("backups")).unwrap();
    entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_backup_that_is_killed_half_way_leaves_nothing_under_its_name() {
    let site = heavy();
    fs::create_dir(site.path().join("backups")).unwrap();
    let target = "backups/night.db";

    let mut backup = site.command(&[], &["backup", target]).spawn().unwrap();
    // Killed as soon as there is anything of the copy.
    while !names(&site).iter().any(|name| name.contains("-part")) {
        assert!(backup.try_wait().unwrap().is_none(), "it was written beside its name first");
        std::thread::yield_now();
    }
    backup.kill().unwrap();
    backup.wait().unwrap();

    assert!(!names(&site).contains(&"night.db".to_owned()), "{:?}", names(&site));
    site.ok(&["backup", target]);
    let copy = site.path().join(target);
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    let url = "sqlite:backups/night.db";
    site.ok(&["--database-url", url, "stats", "verify"]);
}

#[test]
fn a_backup_into_a_folder_that_is_not_there_says_so_and_one_that_exists_is_kept() {
    let site = Site::new("sqlite:liemchinh.db");
    let fails = |target: &str| {
        let output = site.command(&[], &["backup", target]).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };

    let nowhere = fails("no/such/folder/copy.db");
    fs::write(site.path().join("mine"), "mine").unwrap();
    let exists = fails("mine");

    assert!(nowhere.contains("the folder of no/such/folder/copy.db does not exist"), "{nowhere}");
    assert!(exists.contains("exists already"), "{exists}");
    assert_eq!(fs::read(site.path().join("mine")).unwrap(), b"mine");
    site.ok(&["backup", "copy.db"]);
}

#[test]
fn a_backup_is_good_where_the_key_file_is_lost() {
    let site = Site::new("sqlite:liemchinh.db");
    drop(site.serve());
    fs::remove_file(site.path().join("keys")).unwrap();

    assert!(site.ok(&["backup", "copy.db"]).contains("written and checked"));
}

#[test]
fn what_a_killed_backup_left_is_swept_by_the_next_one() {
    let site = Site::new("sqlite:liemchinh.db");
    let left = site.path().join(".old.db.AbCdEf.liemchinh-part");
    let file = fs::File::create(&left).unwrap();
    let made = file.metadata().unwrap().modified().unwrap();
    file.set_modified(made - std::time::Duration::from_hours(24)).unwrap();

    site.ok(&["backup", "new.db"]);

    assert!(!left.exists());
}
