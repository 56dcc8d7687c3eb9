//! Care of the database as a whole: a copy for a backup, and a look at its health.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::backend::{Conn, DbUrl, Purpose, connect};
use super::error::StoreError;

/// Writes a consistent copy of an SQLite database to `target`, which must not exist. PostgreSQL
/// has `pg_dump` for that.
pub fn copy_to(url: &DbUrl, target: &Path) -> Result<(), StoreError> {
    let DbUrl::Sqlite(_) = url else {
        return Err(StoreError::setup(
            "back PostgreSQL up with its own tools: pg_dump -Fc, or a base backup with WAL",
        ));
    };
    let text = target.to_str().ok_or_else(|| StoreError::setup("the path is not UTF-8"))?;
    if target.exists() {
        return Err(StoreError::setup(format!(
            "{text} exists already; a backup overwrites nothing"
        )));
    }
    let mut conn = connect(url, Purpose::Write)?;
    diesel::sql_query("VACUUM INTO $1").bind::<Text, _>(text).execute(&mut conn)?;
    let mut copy = connect(&DbUrl::Sqlite(target.to_owned()), Purpose::Write)?;
    check(&mut copy)?;
    if let Conn::Sqlite(raw) = &mut copy {
        // The copy should be one file that can be carried away.
        raw.batch_execute("PRAGMA journal_mode=DELETE;")?;
    }
    Ok(())
}

/// Asks SQLite whether its file is sound; PostgreSQL looks after that itself.
pub fn check(conn: &mut Conn) -> Result<(), StoreError> {
    let Conn::Sqlite(raw) = conn else { return Ok(()) };
    let verdict: String = diesel::dsl::sql::<Text>("PRAGMA integrity_check").get_result(raw)?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::setup(format!("the SQLite file is damaged: {verdict}")))
    }
}
