//! A database that a newer version has changed: an older binary leaves it alone.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

use crate::cluster::Cluster;
use crate::process::data;
use crate::site::Site;

const NEWER: &str = "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('20991231', CURRENT_TIMESTAMP)";

fn every_command_refuses(site: &Site) {
    let data = data();
    for command in [&["serve"][..], &["worker"], &["migrate"], &["import", &data], &["check"]] {
        let refused = site.command(&[], command).output().unwrap();

        let said = [refused.stdout, refused.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{command:?}: {said}");
        assert!(
            said.contains("migration 20991231") && said.contains("newer binary"),
            "{command:?}: {said}"
        );
    }
}

#[test]
fn an_older_binary_leaves_a_newer_sqlite_database_alone_and_names_the_migration() {
    let site = Site::new("sqlite:liemchinh.db");
    let database = site.path().join("liemchinh.db");
    let mut conn = SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    conn.batch_execute(NEWER).unwrap();

    every_command_refuses(&site);
}

#[test]
fn an_older_binary_leaves_a_newer_postgresql_database_alone_and_names_the_migration() {
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::new(&cluster.url());
    PgConnection::establish(&cluster.url()).unwrap().batch_execute(NEWER).unwrap();

    every_command_refuses(&site);
}
