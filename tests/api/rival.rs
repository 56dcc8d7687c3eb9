//! A transaction of another process, held open while the service works.

use actix_web::rt::task::yield_now;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use liemchinh::harness::store::Conn;
use liemchinh::harness::store::DbUrl;

use crate::app::TestApp;

/// The one number that a query finds.
#[derive(QueryableByName)]
pub struct Count {
    #[diesel(sql_type = BigInt)]
    pub n: i64,
}

/// An open transaction of another process, with the lock that every writer of SQLite takes.
pub fn another(app: &TestApp, statements: &str) -> Conn {
    let mut conn = app.scratch.conn();
    let begin = if on_postgres(app) { "BEGIN" } else { "BEGIN IMMEDIATE" };
    execute(&mut conn, &format!("{begin}; {statements}"));
    conn
}

pub fn on_postgres(app: &TestApp) -> bool {
    matches!(app.scratch.url, DbUrl::Postgres(_))
}

/// Runs statements in a transaction that is open already, or each in its own.
pub fn execute(conn: &mut Conn, statements: &str) {
    match conn {
        Conn::Sqlite(raw) => raw.batch_execute(statements).unwrap(),
        Conn::Postgres(raw) => raw.batch_execute(statements).unwrap(),
    }
}

/// Until somebody waits for a lock of PostgreSQL, or `over` says that nobody will. SQLite shows
/// no waiting; there the other transaction was first anyway.
pub async fn until_somebody_waits(app: &TestApp, over: impl Fn() -> bool) {
    until_so_many_wait(app, 1, over).await;
}

/// As [`until_somebody_waits`], for several.
pub async fn until_so_many_wait(app: &TestApp, many: i64, over: impl Fn() -> bool) {
    let query = "SELECT count(*) AS n FROM pg_stat_activity \
                 WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let mut conn = app.scratch.conn();
    while on_postgres(app) && !over() {
        let waiting: Count = diesel::sql_query(query).get_result(&mut conn).unwrap();
        if waiting.n >= many {
            return;
        }
        yield_now().await;
    }
}
