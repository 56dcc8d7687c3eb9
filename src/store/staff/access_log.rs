//! The access log: sealed but for who and on which day. Nothing in it is deleted, and only a count is ever sealed anew.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::domain::time::Day;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::access_log;
use crate::store::types::{Date, Id};

/// One entry.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = access_log, treat_none_as_default_value = false)]
pub struct AccessRow {
    pub id: Id,
    pub day: Date,
    pub actor_id: Id,
    pub sealed: Vec<u8>,
}

/// Adds an entry.
pub fn append(tx: &mut Conn, row: &AccessRow) -> Result<(), StoreError> {
    diesel::insert_into(access_log::table).values(row).execute(tx)?;
    Ok(())
}

/// The entry of this id.
pub fn get(conn: &mut Conn, id: Uuid) -> Result<Option<AccessRow>, StoreError> {
    let found = access_log::table.find(Id(id)).select(AccessRow::as_select()).first(conn);
    Ok(found.optional()?)
}

/// Puts another count into an entry of what was denied.
pub fn recount(tx: &mut Conn, row: &AccessRow) -> Result<(), StoreError> {
    diesel::update(access_log::table.find(row.id))
        .set(access_log::sealed.eq(&row.sealed))
        .execute(tx)?;
    Ok(())
}

/// The entries of a day, in no order that tells anything, from behind `after`.
pub fn of_day(
    conn: &mut Conn,
    day: Day,
    actor: Option<UserId>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AccessRow>, StoreError> {
    let mut query = access_log::table
        .filter(access_log::day.eq(Date(day)))
        .order(access_log::id)
        .limit(limit)
        .select(AccessRow::as_select())
        .into_boxed();
    if let Some(actor) = actor {
        query = query.filter(access_log::actor_id.eq(Id(actor.uuid())));
    }
    if let Some(after) = after {
        query = query.filter(access_log::id.gt(Id(after)));
    }
    Ok(query.load(conn)?)
}
