//! Two folders of migrations that mean the same thing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use diesel_migrations::MigrationHarness;
use liemchinh::store::backend::Conn;
use liemchinh::store::{migrate, record_keys};

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

#[derive(diesel::QueryableByName)]
struct Counted {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
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

/// Undoes the last migration.
fn revert(conn: &mut Conn) {
    match conn {
        Conn::Sqlite(c) => drop(c.revert_last_migration(migrate::SQLITE).unwrap()),
        Conn::Postgres(c) => drop(c.revert_last_migration(migrate::POSTGRES).unwrap()),
    }
}

#[test]
fn both_folders_hold_the_same_names() {
    let names = |folder: &str| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        let mut names: Vec<_> =
            fs::read_dir(root).unwrap().map(|it| it.unwrap().file_name()).collect();
        names.sort();
        names
    };

    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}

crate::on_both! {
    fn the_live_schema_is_the_declared_one(backend: Backend) {
        let Some(scratch) = Scratch::new(backend) else { return };

        let live = live_schema(&mut scratch.conn());

        assert!(live.len() > 100);
        assert_eq!(live, declared_schema());
    }

    fn rows_of_the_first_schema_survive_the_later_ones(backend: Backend) {
        let Some(scratch) = Scratch::new(backend) else { return };
        let mut conn = scratch.conn();
        for _ in 0..8 {
            revert(&mut conn);
        }
        let sqlite = matches!(conn, Conn::Sqlite(_));
        // One literal for each database: an id, raw bytes, a moment, a truth, a document.
        let id = |n: u8| {
            let hex = format!("{n:02x}").repeat(16);
            if sqlite { format!("X'{hex}'") } else { format!("'{hex}'::uuid") }
        };
        let (bytes, moment, yes, doc) = if sqlite {
            ("X'01'", "0", "1", "'{}'")
        } else {
            ("'\\x01'::bytea", "now()", "true", "'{}'::jsonb")
        };
        let (report, case, unit) = (id(3), id(6), id(7));
        for statement in [
            format!("INSERT INTO reports (id, receipt_lookup, body_hash, kind, category, reporter_type, body, language, unit_may_see, consent_version, received_on, submitted_at) VALUES ({report}, {bytes}, {bytes}, 'conduct_feedback', 'late', 'resident', 'x', 'vi', {yes}, 'v', '2024-10-15', {moment})"),
            format!("INSERT INTO contacts (report_id, name, language) VALUES ({report}, 'A', 'vi')"),
            format!("INSERT INTO cases (id, report_id, number, kind, category, state, version, is_open, holder_id, received_on, next_due_on) VALUES ({case}, {report}, 'N', 'conduct_feedback', 'late', 'received', 1, {yes}, {unit}, '2024-10-15', '2024-10-29')"),
            format!("INSERT INTO obligations (id, case_id, unit_id, step, rule_id, scored, start_on, due_on, told_due_on, calendar_as_of, status) VALUES ({}, {case}, {unit}, 'answer', {}, {yes}, '2024-10-15', '2024-10-29', '2024-10-29', '2024-10-15', 'open')", id(8), id(9)),
            format!("INSERT INTO users (id, login, name, role, password_hash, active, failures, created_at) VALUES ({}, 'a', 'A', 'administrator', 'x', {yes}, 0, {moment})", id(11)),
            format!("INSERT INTO events (id, case_id, n, kind, at, day, payload) VALUES ({}, {case}, 1, 'filed', {moment}, '2024-10-15', {doc})", id(10)),
        ] {
            diesel::sql_query(statement).execute(&mut conn).unwrap();
        }

        migrate::run(&scratch.url).unwrap();

        for kept in [
            "SELECT 1 FROM contacts JOIN reports ON reports.id = report_id WHERE activated",
            "SELECT 1 FROM cases WHERE variant = 'normal' AND waits_until IS NULL",
            "SELECT 1 FROM obligations WHERE cohort_on = due_on",
            "SELECT 1 FROM postings JOIN users ON users.id = user_id WHERE n = 1 AND cause = 'added' AND until_on IS NULL",
            "SELECT 1 FROM events JOIN cases ON cases.id = case_id",
        ] {
            let counted: Counted = diesel::sql_query(format!("SELECT count(*) AS n FROM ({kept}) AS kept"))
                .get_result(&mut conn)
                .unwrap();
            assert_eq!(counted.n, 1, "{kept}");
        }
    }

    fn keys_of_letters_are_carried_over_with_the_version_they_made(backend: Backend) {
        let Some(scratch) = Scratch::new(backend) else { return };
        let mut conn = scratch.conn();
        while !live_schema(&mut conn).keys().any(|(table, _)| table == "urging_keys") {
            revert(&mut conn);
        }
        let sqlite = matches!(conn, Conn::Sqlite(_));
        let bytes = |n: u8| {
            let hex = format!("{n:02x}").repeat(16);
            if sqlite { format!("X'{hex}'") } else { format!("'\\x{hex}'::bytea") }
        };
        let id = |n: u8| {
            if sqlite { bytes(n) } else { format!("'{}'::uuid", format!("{n:02x}").repeat(16)) }
        };
        let moment = if sqlite { "0" } else { "now()" };
        // Sent, missed, answered and closed: the fourth version.
        diesel::sql_query(format!("INSERT INTO urgings (id, number, version, unit_id, text, urged_by, start_on, due_on, told_due_on, calendar_as_of, status, answer, answered_on, missed_on, closed_on) VALUES ({}, 'N', 4, {}, 'x', {}, '2024-10-15', '2024-10-22', '2024-10-22', '2024-10-15', 'closed', 'y', '2024-10-24', '2024-10-23', '2024-10-25')", id(1), id(2), id(3)))
            .execute(&mut conn)
            .unwrap();
        for (n, operation) in [(4, "send_urging"), (5, "answer_urging"), (6, "close_urging")] {
            diesel::sql_query(format!("INSERT INTO urging_keys (key_hash, operation, request_hash, urging_id, created_at) VALUES ({}, '{operation}', {}, {}, {moment})", bytes(n), bytes(9), id(1)))
                .execute(&mut conn)
                .unwrap();
        }

        migrate::run(&scratch.url).unwrap();

        for (n, version) in [(4, 1), (5, 3), (6, 4)] {
            let row = record_keys::get(&mut conn, &[n; 16]).unwrap().unwrap();
            assert_eq!((row.answer_id.0.into_bytes(), row.answer_version), ([1; 16], version));
        }
    }

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

        assert_eq!(applied.len(), 9);
        assert_eq!(live_schema(&mut conn), before);
        assert!(migrate::pending(&scratch.url).unwrap().is_empty());
    }
}
