//! Two folders of migrations that mean the same thing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_migrations::MigrationHarness;
use liemchinh::harness::store::Conn;
use liemchinh::harness::store::migrate;
use macro_rules_attribute::apply;

use crate::on_both;
use crate::support::{Backend, Scratch};

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    field: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

/// Every column of every table of ours, with whether it may be null.
fn live_schema(conn: &mut Conn) -> BTreeMap<(String, String), bool> {
    let query = match conn {
        Conn::Sqlite(_) => {
            "SELECT m.name AS table_name, p.name AS field, p.\"notnull\" = 0 AS nullable \
             FROM sqlite_master m, pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'"
        }
        Conn::Postgres(_) => {
            "SELECT table_name::text, column_name::text AS field, is_nullable = 'YES' AS nullable \
             FROM information_schema.columns \
             WHERE table_schema IN ('public', 'integrity') AND table_name NOT LIKE '\\_\\_%'"
        }
    };
    let columns: Vec<Column> = diesel::sql_query(query).load(conn).unwrap();
    columns.into_iter().map(|it| ((it.table_name, it.field), it.nullable)).collect()
}

/// The columns that `schema.rs` declares.
fn declared_schema() -> BTreeMap<(String, String), bool> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("src/store/schema.rs")).unwrap();
    let mut table = String::new();
    let mut found = BTreeMap::new();
    for line in text.lines().map(str::trim) {
        if let Some((name, rest)) = line.split_once(" (")
            && rest.ends_with(") {")
        {
            name.clone_into(&mut table);
        } else if let Some((column, kind)) = line.split_once(" -> ")
            && !line.starts_with("diesel::")
        {
            found.insert((table.clone(), column.to_owned()), kind.starts_with("Nullable"));
        }
    }
    found
}

#[test]
fn both_folders_hold_the_same_names() {
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

/// The names of all migrations in a folder, in order.
fn names(folder: &str) -> Vec<std::ffi::OsString> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
    let mut names: Vec<_> = fs::read_dir(root).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    names
}

#[apply(on_both)]
fn the_live_schema_is_the_declared_one(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };

    let live = live_schema(&mut scratch.conn());

    assert!(live.len() > 100);
    assert_eq!(live, declared_schema());
}

#[apply(on_both)]
fn every_migration_can_be_undone_and_done_again(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let mut conn = scratch.conn();
    let before = live_schema(&mut conn);

    match &mut conn {
        Conn::Sqlite(c) => drop(c.revert_all_migrations(migrate::SQLITE).unwrap()),
        Conn::Postgres(c) => drop(c.revert_all_migrations(migrate::POSTGRES).unwrap()),
    }
    assert!(live_schema(&mut conn).is_empty());
    let applied = migrate::run(&scratch.url).unwrap();

    assert_eq!(applied.len(), names("sqlite").len());
    assert_eq!(live_schema(&mut conn), before);
    assert_eq!(migrate::standing(&scratch.url).unwrap(), migrate::Standing::default());
}
