//! How a database would answer a query.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use liemchinh::harness::store::Conn;

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

/// The plan of `query`, whatever its values; on PostgreSQL as if the tables were large.
pub fn plan(conn: &mut Conn, query: &str) -> String {
    let lines: Vec<String> = match conn {
        Conn::Sqlite(_) => {
            let text = format!("EXPLAIN QUERY PLAN {query}");
            let found: Vec<Detail> = diesel::sql_query(text).load(conn).unwrap();
            found.into_iter().map(|it| it.detail).collect()
        }
        Conn::Postgres(raw) => {
            let values = (1..).take_while(|n| query.contains(&format!("${n}"))).map(|_| "NULL");
            let values: Vec<&str> = values.collect();
            let values =
                if values.is_empty() { String::new() } else { format!("({})", values.join(", ")) };
            // Empty tables are best scanned; what is asked is whether they need be.
            raw.batch_execute(&format!(
                "SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off; \
                 SET plan_cache_mode = force_generic_plan; DEALLOCATE ALL; \
                 CREATE OR REPLACE FUNCTION pg_temp.plan(query text) RETURNS SETOF text \
                 LANGUAGE plpgsql AS $f$ BEGIN RETURN QUERY EXECUTE 'EXPLAIN ' || query; END $f$; \
                 PREPARE asked AS {query}"
            ))
            .unwrap();
            let text = format!("SELECT pg_temp.plan($q$EXECUTE asked{values}$q$) AS line");
            let found: Vec<Line> = diesel::sql_query(text).load(conn).unwrap();
            found.into_iter().map(|it| it.line).collect()
        }
    };
    lines.join("\n")
}
