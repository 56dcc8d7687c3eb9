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

#[derive(QueryableByName)]
struct Ended {
    #[diesel(sql_type = Text)]
    login: String,
    #[diesel(sql_type = Text)]
    ended: String,
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
        for _ in 1..names("sqlite").len() {
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

    fn an_authority_of_somebody_who_works_elsewhere_now_has_ended(backend: Backend) {
        let Some(scratch) = Scratch::new(backend) else { return };
        let mut conn = scratch.conn();
        let sqlite = matches!(conn, Conn::Sqlite(_));
        let id = |n: u8| {
            let hex = format!("{n:02x}").repeat(16);
            if sqlite { format!("X'{hex}'") } else { format!("'{hex}'::uuid") }
        };
        let (moment, yes, no) = if sqlite { ("0", "1", "0") } else { ("now()", "true", "false") };
        let all = names("sqlite");
        let this = all.iter().position(|it| it.to_str().unwrap().ends_with("deputies_end_with_a_move"));
        for _ in this.unwrap()..all.len() {
            revert(&mut conn);
        }
        for unit in [1, 2] {
            diesel::sql_query(format!("INSERT INTO units (id, code, scheme, confirmed, name, name_en, search, kind, valid_from, participates, remote) VALUES ({}, 'U{unit}', 'local', {yes}, 'x', 'x', 'x', 'provincial_body', '2024-01-01', {yes}, {no})", id(unit))).execute(&mut conn).unwrap();
        }
        // Who stays, who moved, who was closed, and whose authority had run out before the move.
        for (user, unit, active, until, valid_to) in [
            (11, 1, yes, "NULL", "2025-12-31"),
            (12, 2, yes, "NULL", "2025-12-31"),
            (13, 1, no, "'2024-11-09'", "2025-12-31"),
            (14, 2, yes, "NULL", "2024-10-19"),
        ] {
            for statement in [
                format!("INSERT INTO users (id, login, name, role, unit_id, password_hash, active, failures, created_at) VALUES ({}, 'u{user}', 'A', 'unit_officer', {}, 'x', {active}, 0, {moment})", id(user), id(unit)),
                format!("INSERT INTO postings (user_id, n, unit_id, role, since_on, until_on, cause, noted_at) VALUES ({}, 1, {}, 'unit_officer', '2024-10-20', {until}, 'moved', {moment})", id(user), id(unit)),
                format!("INSERT INTO deputies (id, user_id, unit_id, document, valid_from, valid_to, recorded_by, recorded_at) VALUES ({}, {}, {}, 'D', '2024-10-01', '{valid_to}', {}, {moment})", id(user + 10), id(user), id(1), id(11)),
            ] {
                diesel::sql_query(statement).execute(&mut conn).unwrap();
            }
        }

        migrate::run(&scratch.url).unwrap();

        let ended: Vec<Ended> = diesel::sql_query("SELECT login, coalesce(CAST(ended_on AS TEXT), '') AS ended FROM deputies JOIN users ON users.id = user_id WHERE ended_by IS NULL ORDER BY login")
            .load(&mut conn)
            .unwrap();
        let ended: Vec<_> = ended.iter().map(|it| (it.login.as_str(), it.ended.as_str())).collect();
        assert_eq!(ended, [("u11", ""), ("u12", "2024-10-20"), ("u13", "2024-11-10"), ("u14", "")]);
        for _ in this.unwrap()..all.len() {
            revert(&mut conn);
        }
        let open: Counted = diesel::sql_query("SELECT count(*) AS n FROM deputies WHERE ended_on IS NULL").get_result(&mut conn).unwrap();
        assert_eq!(open.n, 2, "none comes back by the way down");
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

        assert_eq!(applied.len(), names("sqlite").len());
        assert_eq!(live_schema(&mut conn), before);
        assert!(migrate::pending(&scratch.url).unwrap().is_empty());
    }
}
