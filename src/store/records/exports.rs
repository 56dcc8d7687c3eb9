//! Lists that somebody took out as a file, sealed, until they end.

use diesel::prelude::*;

use crate::domain::time::Instant;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::exports;
use crate::store::types::Id;

/// A file as it is kept.
#[derive(Insertable)]
#[diesel(table_name = exports, treat_none_as_default_value = false)]
pub struct ExportRow {
    pub id: Id,
    pub user_id: Id,
    pub made_at: Instant,
    pub ends_at: Instant,
    pub sealed_head: Vec<u8>,
    pub sealed: Vec<u8>,
}

/// What a list shows of one.
#[derive(Queryable, Selectable)]
#[diesel(table_name = exports)]
pub struct HeadRow {
    pub id: Id,
    pub made_at: Instant,
    pub ends_at: Instant,
    pub sealed_head: Vec<u8>,
}

/// Adds one.
pub fn insert(tx: &mut Conn, row: &ExportRow) -> Result<(), StoreError> {
    diesel::insert_into(exports::table).values(row).execute(tx)?;
    Ok(())
}

/// Those of an account that have not ended, the newest first.
pub fn of_user(conn: &mut Conn, user: Id, now: Instant) -> Result<Vec<HeadRow>, StoreError> {
    Ok(exports::table
        .filter(exports::user_id.eq(user))
        .filter(exports::ends_at.gt(now))
        .order((exports::made_at.desc(), exports::id.asc()))
        .select(HeadRow::as_select())
        .load(conn)?)
}

/// One of an account that has not ended.
pub fn get(conn: &mut Conn, id: Id, user: Id, now: Instant) -> Result<Option<HeadRow>, StoreError> {
    let own = exports::table
        .find(id)
        .filter(exports::user_id.eq(user))
        .filter(exports::ends_at.gt(now))
        .select(HeadRow::as_select());
    Ok(own.first(conn).optional()?)
}

/// The sealed bytes of a file.
pub fn file(conn: &mut Conn, id: Id) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(exports::table.find(id).select(exports::sealed).first(conn).optional()?)
}

/// Removes all of an account, which sees something else from now on.
pub(in crate::store) fn remove_of(tx: &mut Conn, user: Id) -> Result<(), StoreError> {
    diesel::delete(exports::table.filter(exports::user_id.eq(user))).execute(tx)?;
    Ok(())
}

/// Whether one has ended.
pub fn has_ended(conn: &mut Conn, now: Instant) -> Result<bool, StoreError> {
    let ended = exports::table.filter(exports::ends_at.le(now)).select(exports::ends_at);
    Ok(ended.first::<Instant>(conn).optional()?.is_some())
}

/// Removes those that have ended.
pub fn remove_ended(tx: &mut Conn, now: Instant) -> Result<(), StoreError> {
    diesel::delete(exports::table.filter(exports::ends_at.le(now))).execute(tx)?;
    Ok(())
}
