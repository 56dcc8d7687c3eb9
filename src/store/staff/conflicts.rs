//! Conflicts of interest that inspectors have declared, or had declared for them.

use diesel::prelude::*;

use crate::domain::ids::{UnitId, UserId};
use crate::domain::time::Day;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{conflicts, users};
use crate::store::types::{Date, Id};

/// That a member of staff has nothing to do with reports about a unit, up to a day.
#[derive(Queryable, Selectable, Insertable, Clone, Copy, Debug, PartialEq, Eq)]
#[diesel(table_name = conflicts)]
pub struct ConflictRow {
    pub user_id: Id,
    pub unit_id: Id,
    pub until: Date,
    pub declared_on: Date,
}

/// The units of `user`'s conflicts that hold on `day`.
pub fn of(conn: &mut Conn, user: UserId, day: Day) -> Result<Vec<UnitId>, StoreError> {
    let ids: Vec<Id> = conflicts::table
        .filter(conflicts::user_id.eq(Id(user.uuid())))
        .filter(conflicts::until.ge(Date(day)))
        .order(conflicts::unit_id.asc())
        .select(conflicts::unit_id)
        .load(conn)?;
    Ok(ids.into_iter().map(|id| UnitId::new(id.0)).collect())
}

/// One conflict, whether it still holds or not.
pub fn get(conn: &mut Conn, user: Id, unit: Id) -> Result<Option<ConflictRow>, StoreError> {
    let found = conflicts::table.find((user, unit)).select(ConflictRow::as_select());
    Ok(found.first(conn).optional()?)
}

/// Keeps a conflict in place of an earlier one about the same unit.
pub fn keep(tx: &mut Conn, row: &ConflictRow) -> Result<(), StoreError> {
    let known = diesel::update(conflicts::table.find((row.user_id, row.unit_id)))
        .set((conflicts::until.eq(row.until), conflicts::declared_on.eq(row.declared_on)))
        .execute(tx)?;
    if known == 0 {
        diesel::insert_into(conflicts::table).values(row).execute(tx)?;
    }
    Ok(())
}

/// The conflicts of `user`, or of everybody, each with login and name.
pub fn list(
    conn: &mut Conn,
    user: Option<UserId>,
) -> Result<Vec<(ConflictRow, String, String)>, StoreError> {
    let mut query = conflicts::table
        .inner_join(users::table)
        .order((users::login.asc(), conflicts::until.desc(), conflicts::unit_id.asc()))
        .select((ConflictRow::as_select(), users::login, users::name))
        .into_boxed();
    if let Some(user) = user {
        query = query.filter(conflicts::user_id.eq(Id(user.uuid())));
    }
    Ok(query.load(conn)?)
}
