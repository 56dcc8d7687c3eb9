//! Care of the database as a whole: a copy for a backup, and a look at its health.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::backend::{Conn, DbUrl, Purpose, connect, private_file};
use super::error::StoreError;
use super::migrate::pending;
use super::reference::set_version;
use super::schema::reference_versions;
use crate::domain::time::Instant;

/// Writes a consistent copy of an SQLite database to `target`, which must not exist. PostgreSQL
/// has `pg_dump` for that.
pub fn copy_to(url: &DbUrl, target: &Path) -> Result<(), StoreError> {
    let DbUrl::Sqlite(from) = url else {
        return Err(StoreError::setup(
            "back PostgreSQL up with its own tools: pg_dump -Fc, or a base backup with WAL",
        ));
    };
    if !from.exists() || !pending(url)?.is_empty() {
        return Err(StoreError::setup(format!(
            "there is no complete database at {}; nothing was backed up",
            from.display()
        )));
    }
    let text = target.to_str().ok_or_else(|| StoreError::setup("the path is not UTF-8"))?;
    if target.exists() {
        return Err(StoreError::setup(format!(
            "{text} exists already; a backup overwrites nothing"
        )));
    }
    let mut conn = connect(url, Purpose::Write)?;
    // VACUUM INTO takes an empty file, and this one is for its owner only.
    private_file(target)?;
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
/// The name under which the key file's fingerprint is kept.
const KEYS: &str = "keys:";

/// Who made a database: nobody may throw away what a demo did not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// There is nothing in it.
    Empty,
    /// A demo, for this day.
    Demo(String),
    /// Somebody in earnest.
    Real,
}

/// Who made the database, whatever state its schema is in. Nothing is changed or created.
pub fn origin(url: &DbUrl) -> Result<Origin, StoreError> {
    if let DbUrl::Sqlite(path) = url
        && !path.exists()
    {
        return Ok(Origin::Empty);
    }
    let mut conn = connect(url, Purpose::Read)?;
    let query = match conn {
        Conn::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Conn::Postgres(_) => {
            "SELECT tablename::text AS name FROM pg_tables \
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        }
    };
    let tables: Vec<Name> = diesel::sql_query(query).load(&mut conn)?;
    let has = |table: &str| tables.iter().any(|row| row.name == table);
    if has("reference_versions")
        && let Some(day) = marks(&mut conn, DEMO)?.pop()
    {
        return Ok(Origin::Demo(day));
    }
    for table in ["users", "units", "reports", "integrity_reports"] {
        if has(table) {
            let query = format!("SELECT 'row' AS name FROM {table} LIMIT 1");
            let rows: Vec<Name> = diesel::sql_query(query).load(&mut conn)?;
            if !rows.is_empty() {
                return Ok(Origin::Real);
            }
        }
    }
    // Tables of somebody else's are nobody's to take.
    let ours =
        |name: &str| name.starts_with("__") || name.starts_with("sqlite_") || OURS.contains(&name);
    if tables.iter().all(|row| ours(&row.name)) { Ok(Origin::Empty) } else { Ok(Origin::Real) }
}

/// Every table of the schema, for telling an empty database of ours from another's.
const OURS: [&str; 40] = [
    "calendar_days",
    "cases",
    "categories",
    "complexity_criteria",
    "conclusions",
    "conflicts",
    "contacts",
    "criteria",
    "deadline_rules",
    "deputies",
    "escalations",
    "events",
    "integrity_cases",
    "integrity_events",
    "integrity_obligations",
    "integrity_reports",
    "kinds",
    "ledger_entries",
    "mail_tallies",
    "movements",
    "obligations",
    "outbox",
    "pause_rules",
    "personnel_checks",
    "apologies",
    "postings",
    "public_answers",
    "recommendations",
    "reference_versions",
    "reports",
    "routing_edits",
    "routing_rules",
    "sectors",
    "sessions",
    "successions",
    "transition_rules",
    "tokens",
    "units",
    "urgings",
    "users",
];

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

fn marks(conn: &mut Conn, prefix: &str) -> Result<Vec<String>, StoreError> {
    let names: Vec<String> =
        reference_versions::table.select(reference_versions::name).load(conn)?;
    Ok(names.iter().filter_map(|name| name.strip_prefix(prefix).map(str::to_owned)).collect())
}

/// Marks the database as made by a demo for `day`, in place of an earlier mark.
pub fn mark_demo(url: &DbUrl, day: &str, now: Instant) -> Result<(), StoreError> {
    let mut conn = connect(url, Purpose::Write)?;
    for earlier in marks(&mut conn, DEMO)? {
        let name = format!("{DEMO}{earlier}");
        diesel::delete(reference_versions::table.find(name)).execute(&mut conn)?;
    }
    set_version(&mut conn, &format!("{DEMO}{day}"), now)
}

/// The fingerprint of the key file this database was first served with.
pub fn key_mark(url: &DbUrl) -> Result<Option<String>, StoreError> {
    Ok(marks(&mut connect(url, Purpose::Read)?, KEYS)?.pop())
}

/// Keeps the fingerprint of the key file.
pub fn mark_keys(url: &DbUrl, fingerprint: &str, now: Instant) -> Result<(), StoreError> {
    set_version(&mut connect(url, Purpose::Write)?, &format!("{KEYS}{fingerprint}"), now)
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
