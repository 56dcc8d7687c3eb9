//! A database that a newer version has changed: an older binary leaves it alone.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection};

use crate::tools::cluster::Cluster;
use crate::tools::process::data;
use crate::tools::site::Site;

const NEWER: &str = "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('20991231', CURRENT_TIMESTAMP)";

fn every_command_refuses(site: &Site, another: &[&str], rows: impl Fn() -> Vec<String>) {
    let (data, before) = (data(), rows());
    assert!(before.len() > 100, "there is something to be left alone");
    for command in [
        &["serve"][..],
        &["worker"],
        &["migrate"],
        &["import", &data],
        &["check"],
        &["recount"],
        &["user", "close", "--login", "a.b"],
        &["keys", "init", "--i-lost-the-old-one"],
        another,
    ] {
        let refused = site.command(&[], command).output().unwrap();

        let said = [refused.stdout, refused.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert_eq!(refused.status.code(), Some(1), "{command:?}: {said}");
        assert!(
            said.contains("migration 20991231") && said.contains("newer binary"),
            "{command:?}: {said}"
        );
    }
    assert_eq!(rows(), before, "nothing was changed");
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    row: String,
}

/// What any of the commands could change, and the tables there are.
fn query(tables: &str) -> String {
    format!(
        "SELECT 'mark ' || name || ' ' || said AS row FROM marks UNION ALL SELECT 'unit ' || code FROM units \
         UNION ALL SELECT 'migration ' || version FROM __diesel_schema_migrations \
         UNION ALL SELECT 'table ' || {tables} ORDER BY 1"
    )
}

#[test]
fn an_older_binary_leaves_a_newer_sqlite_database_alone_and_names_the_migration() {
    let site = Site::new("sqlite:liemchinh.db");
    drop(site.serve());
    std::fs::remove_file(site.path().join("keys")).unwrap();
    let database = site.path().join("liemchinh.db");
    let open = || SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    open().batch_execute(NEWER).unwrap();

    every_command_refuses(&site, &["backup", "copy.db"], || {
        let rows = diesel::sql_query(query("name FROM sqlite_master")).load::<Row>(&mut open());
        rows.unwrap().into_iter().map(|one| one.row).collect()
    });
    assert!(!site.path().join("copy.db").exists());
}

#[test]
fn an_older_binary_leaves_a_newer_postgresql_database_alone_and_names_the_migration() {
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::new(&cluster.url());
    drop(site.serve());
    std::fs::remove_file(site.path().join("keys")).unwrap();
    let open = || PgConnection::establish(&cluster.url()).unwrap();
    open().batch_execute(NEWER).unwrap();

    every_command_refuses(&site, &["mail", "revive", "--since", "2024-01-01"], || {
        let rows = diesel::sql_query(query("tablename FROM pg_tables")).load::<Row>(&mut open());
        rows.unwrap().into_iter().map(|one| one.row).collect()
    });
}
