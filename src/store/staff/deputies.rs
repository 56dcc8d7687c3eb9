//! Standing deputies of units: recorded, ended, and never changed otherwise.

use std::sync::Arc;

use diesel::prelude::*;

use crate::domain::ids::{DeputyId, UnitId, UserId};
use crate::domain::time::{Day, Instant};
use crate::domain::units::deputy::Deputy;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{deputies, users};
use crate::store::types::{Date, Id};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = deputies, treat_none_as_default_value = false)]
struct DeputyRow {
    id: Id,
    user_id: Id,
    unit_id: Id,
    document: String,
    valid_from: Date,
    valid_to: Date,
    recorded_by: Id,
    recorded_at: Instant,
    ended_on: Option<Date>,
    ended_by: Option<Id>,
}

impl From<DeputyRow> for Deputy {
    fn from(row: DeputyRow) -> Self {
        Self {
            id: DeputyId::new(row.id.0),
            user: UserId::new(row.user_id.0),
            unit: UnitId::new(row.unit_id.0),
            document: row.document,
            valid_from: row.valid_from.0,
            valid_to: row.valid_to.0,
            recorded_by: UserId::new(row.recorded_by.0),
            ended: row.ended_on.map(|day| (day.0, row.ended_by.map(|by| UserId::new(by.0)))),
        }
    }
}

/// Adds a deputy.
pub fn insert(tx: &mut Conn, one: &Deputy, at: Instant) -> Result<(), StoreError> {
    let row = DeputyRow {
        id: Id(one.id.uuid()),
        user_id: Id(one.user.uuid()),
        unit_id: Id(one.unit.uuid()),
        document: one.document.clone(),
        valid_from: Date(one.valid_from),
        valid_to: Date(one.valid_to),
        recorded_by: Id(one.recorded_by.uuid()),
        recorded_at: at,
        ended_on: one.ended.map(|(day, _)| Date(day)),
        ended_by: ended_by(one),
    };
    diesel::insert_into(deputies::table).values(row).execute(tx)?;
    Ok(())
}

fn ended_by(one: &Deputy) -> Option<Id> {
    one.ended.and_then(|(_, by)| by).map(|by| Id(by.uuid()))
}

/// Every deputy a unit has or had, and everything `user` is or was the deputy of.
pub fn around(conn: &mut Conn, unit: UnitId, user: UserId) -> Result<Vec<Deputy>, StoreError> {
    let of_unit = deputies::unit_id.eq(Id(unit.uuid()));
    let rows: Vec<DeputyRow> = deputies::table
        .filter(of_unit.or(deputies::user_id.eq(Id(user.uuid()))))
        .order((deputies::valid_from.asc(), deputies::id.asc()))
        .select(DeputyRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Deputy::from).collect())
}

/// Everything `user` is or was the deputy of.
pub fn of_user(conn: &mut Conn, user: Id) -> Result<Vec<Deputy>, StoreError> {
    let rows: Vec<DeputyRow> = deputies::table
        .filter(deputies::user_id.eq(user))
        .order((deputies::valid_from.asc(), deputies::id.asc()))
        .select(DeputyRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Deputy::from).collect())
}

/// The document by which `user` is the standing deputy of `unit` on `day`.
pub fn document_of(
    conn: &mut Conn,
    user: Id,
    unit: Option<Id>,
    day: Day,
) -> Result<Option<Arc<str>>, StoreError> {
    let Some(unit) = unit else { return Ok(None) };
    let rows: Vec<DeputyRow> = deputies::table
        .filter(deputies::user_id.eq(user))
        .filter(deputies::unit_id.eq(unit))
        .filter(deputies::valid_to.ge(Date(day)))
        .select(DeputyRow::as_select())
        .load(conn)?;
    let mut all = rows.into_iter().map(Deputy::from);
    Ok(all.find(|one| one.holds_on(day)).map(|one| one.document.into()))
}

/// A deputy with login and name.
pub fn get(conn: &mut Conn, id: DeputyId) -> Result<Option<(Deputy, String, String)>, StoreError> {
    let found: Option<(DeputyRow, String, String)> = deputies::table
        .inner_join(users::table)
        .filter(deputies::id.eq(Id(id.uuid())))
        .select((DeputyRow::as_select(), users::login, users::name))
        .first(conn)
        .optional()?;
    Ok(found.map(|(row, login, name)| (row.into(), login, name)))
}

/// Every deputy with login and name, those of one unit together.
pub fn list(conn: &mut Conn) -> Result<Vec<(Deputy, String, String)>, StoreError> {
    let found: Vec<(DeputyRow, String, String)> = deputies::table
        .inner_join(users::table)
        .order((deputies::unit_id.asc(), deputies::valid_from.desc(), deputies::id.asc()))
        .select((DeputyRow::as_select(), users::login, users::name))
        .load(conn)?;
    Ok(found.into_iter().map(|(row, login, name)| (row.into(), login, name)).collect())
}

/// Keeps that a deputy ended.
pub fn end(tx: &mut Conn, one: &Deputy) -> Result<(), StoreError> {
    diesel::update(deputies::table.find(Id(one.id.uuid())))
        .set((
            deputies::ended_on.eq(one.ended.map(|(day, _)| Date(day))),
            deputies::ended_by.eq(ended_by(one)),
        ))
        .execute(tx)?;
    Ok(())
}
