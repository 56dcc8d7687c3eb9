//! What is asked often is found by an index, however many rows there are.

use diesel::prelude::*;
use diesel::sql_types::Text;
use liemchinh::store::backend::Conn;
use liemchinh::store::migrate;

use crate::support::{Backend, Scratch};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Detail {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// How the database would answer it.
fn plan(conn: &mut Conn, query: &str) -> String {
    let lines: Vec<String> = match conn {
        Conn::Sqlite(_) => {
            let text = format!("EXPLAIN QUERY PLAN {query}");
            let found: Vec<Detail> = diesel::sql_query(text).load(conn).unwrap();
            found.into_iter().map(|it| it.detail).collect()
        }
        Conn::Postgres(_) => {
            // Empty tables are best scanned; what is asked is whether they need be.
            for off in ["enable_seqscan", "enable_sort"] {
                diesel::sql_query(format!("SET {off} = off")).execute(conn).unwrap();
            }
            let function = "CREATE OR REPLACE FUNCTION pg_temp.plan(query text) RETURNS SETOF text \
                            LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN ' || query; END $$";
            diesel::sql_query(function).execute(conn).unwrap();
            let text = format!("SELECT pg_temp.plan($q${query}$q$) AS line");
            let found: Vec<Line> = diesel::sql_query(text).load(conn).unwrap();
            found.into_iter().map(|it| it.line).collect()
        }
    };
    lines.join("\n")
}

/// Queries as the store asks them, each with the index that it walks.
const ASKED: [(&str, &str); 5] = [
    ("SELECT id, at FROM events ORDER BY id DESC LIMIT 1", "events_by_id"),
    ("SELECT case_key, n FROM events WHERE case_key = 7 ORDER BY n", "events"),
    ("SELECT case_key, id FROM obligations WHERE case_key = 7", "obligations"),
    (
        "SELECT kind, about_leader FROM reports JOIN cases ON cases.key = case_key \
         WHERE continues_id IS NULL ORDER BY case_key DESC LIMIT 5",
        "reports",
    ),
    ("SELECT key FROM cases WHERE number = 'X'", "cases"),
];

fn nothing_asked_often_scans_or_sorts(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    migrate::run(&scratch.url).unwrap();
    let mut conn = scratch.conn();
    for (query, by) in ASKED {
        let plan = plan(&mut conn, query);

        assert!(plan.contains(by), "{query}: {plan}");
        let walks_a_key = plan.contains("SCAN reports") && !plan.contains("TEMP B-TREE");
        let whole = plan.contains("SCAN") && !plan.contains("USING INDEX") && !walks_a_key;
        let worse = ["Seq Scan", "Sort", "TEMP B-TREE"].iter().any(|word| plan.contains(word));
        assert!(!whole && !worse, "{query}: {plan}");
    }
}

#[test]
fn nothing_asked_often_scans_or_sorts_on_sqlite() {
    nothing_asked_often_scans_or_sorts(Backend::Sqlite);
}

#[test]
fn nothing_asked_often_scans_or_sorts_on_postgres() {
    nothing_asked_often_scans_or_sorts(Backend::Postgres);
}
