//! Care of the database as a whole: a copy for a backup, and a look at its health.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::backend::{Conn, DbUrl, Purpose, connect};
use super::error::StoreError;
use super::migrate::pending;
use super::reference::set_version;
use super::schema::{integrity_reports, reference_versions, reports};
use crate::domain::time::Instant;

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

/// The name under which a demo marks the database it made.
const DEMO: &str = "demo:";

/// The day a demo made this database for; none for a database that no demo made.
pub fn demo_mark(url: &DbUrl) -> Result<Option<String>, StoreError> {
    if !pending(url)?.is_empty() {
        return Ok(None);
    }
    let names: Vec<String> = reference_versions::table
        .select(reference_versions::name)
        .load(&mut connect(url, Purpose::Read)?)?;
    Ok(names.iter().find_map(|name| name.strip_prefix(DEMO).map(str::to_owned)))
}

/// Marks the database as made by a demo for `day`.
pub fn mark_demo(url: &DbUrl, day: &str, now: Instant) -> Result<(), StoreError> {
    set_version(&mut connect(url, Purpose::Write)?, &format!("{DEMO}{day}"), now)
}

/// Whether any report was ever filed here.
pub fn holds_reports(url: &DbUrl) -> Result<bool, StoreError> {
    if !pending(url)?.is_empty() {
        return Ok(false);
    }
    let mut conn = connect(url, Purpose::Read)?;
    let open: i64 = reports::table.count().get_result(&mut conn)?;
    let sealed: i64 = integrity_reports::table.count().get_result(&mut conn)?;
    Ok(open + sealed > 0)
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
