//! Marks: what one process leaves for others to find, one row a name, overwritten.

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::backend::{Conn, each_backend};
use super::error::StoreError;
use super::schema::{events, marks};
use super::types::{Id, Json};
use crate::domain::time::Instant;

/// How the names of the marks begin that running processes leave each minute.
pub const INSTANCES: &str = "instance:";

/// A mark as it is kept.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = marks, treat_none_as_default_value = false)]
pub struct MarkRow {
    /// What it marks.
    pub name: String,
    /// When it was left, by the clock of whoever left it.
    pub at: Instant,
    /// What it says.
    pub said: Json,
}

impl MarkRow {
    /// A mark that says `said`.
    pub fn new(
        name: impl Into<String>,
        at: Instant,
        said: &impl Serialize,
    ) -> Result<Self, StoreError> {
        let said =
            Json::of(said).map_err(|_| StoreError::Corrupt { table: "marks", column: "said" })?;
        Ok(Self { name: name.into(), at, said })
    }

    /// What it says.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, StoreError> {
        self.said.read().ok_or(StoreError::Corrupt { table: "marks", column: "said" })
    }
}

/// Leaves a mark in the place of an earlier one of its name.
pub fn put(tx: &mut Conn, row: &MarkRow) -> Result<(), StoreError> {
    each_backend!(tx, c => diesel::insert_into(marks::table)
        .values(row)
        .on_conflict(marks::name)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// Leaves a mark unless there is one of its name. Returns the one that stands.
pub fn put_first(tx: &mut Conn, row: &MarkRow) -> Result<MarkRow, StoreError> {
    each_backend!(&mut *tx, c => diesel::insert_into(marks::table)
        .values(row)
        .on_conflict(marks::name)
        .do_nothing()
        .execute(c))?;
    Ok(get(tx, &row.name)?.unwrap_or_else(|| row.clone()))
}

/// The mark of this name.
pub fn get(conn: &mut Conn, name: &str) -> Result<Option<MarkRow>, StoreError> {
    Ok(marks::table.find(name).select(MarkRow::as_select()).first(conn).optional()?)
}

/// The marks whose names begin with `prefix`, by name.
pub fn beginning(conn: &mut Conn, prefix: &str) -> Result<Vec<MarkRow>, StoreError> {
    let mut found: Vec<MarkRow> = marks::table
        .filter(marks::name.ge(prefix))
        .order(marks::name)
        .select(MarkRow::as_select())
        .load(conn)?;
    found.retain(|row| row.name.starts_with(prefix));
    Ok(found)
}

/// Takes a mark away.
pub fn remove(tx: &mut Conn, name: &str) -> Result<(), StoreError> {
    diesel::delete(marks::table.find(name)).execute(tx)?;
    Ok(())
}

/// When the newest event of the service channel was recorded; of tips only the day is kept. Its ids are ordered by
/// time, so the last of their index is the newest.
pub fn newest_event(conn: &mut Conn) -> Result<Option<Instant>, StoreError> {
    let newest: Option<(Id, Instant)> = events::table
        .order(events::id.desc())
        .select((events::id, events::at))
        .first(conn)
        .optional()?;
    Ok(newest.map(|(_, at)| at))
}

/// The clock of the database's machine, unless that is this machine: then it is the very clock that is to be judged.
pub fn database_clock(conn: &mut Conn) -> Result<Option<Instant>, StoreError> {
    use diesel::sql_types::BigInt;
    #[derive(QueryableByName)]
    struct Clock {
        #[diesel(sql_type = BigInt)]
        micros: i64,
        #[diesel(sql_type = diesel::sql_types::Bool)]
        elsewhere: bool,
    }
    if matches!(conn, Conn::Sqlite(_)) {
        return Ok(None);
    }
    // A socket of the machine has no addresses.
    let query = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros, \
                 coalesce(inet_server_addr() <> inet_client_addr(), false) AS elsewhere";
    let clock: Clock = diesel::sql_query(query).get_result(conn)?;
    Ok(Instant::from_micros(clock.micros).filter(|_| clock.elsewhere))
}
