//! The log of look-ups of persons: who, when, why and how much was found, never a name. It only grows.

use diesel::prelude::*;

use crate::domain::ids::CheckId;
use crate::domain::time::Instant;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::personnel_checks;
use crate::store::types::{Id, Json};

/// One look-up: the reason is sealed, the person is a keyed hash.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = personnel_checks, treat_none_as_default_value = false)]
pub struct CheckRow {
    pub id: Id,
    pub user_id: Id,
    pub at: Instant,
    pub name_hash: Vec<u8>,
    pub sealed: Vec<u8>,
    pub hits: i32,
    pub found: Json,
}

/// Adds a look-up to the log.
pub fn append(tx: &mut Conn, row: &CheckRow) -> Result<(), StoreError> {
    diesel::insert_into(personnel_checks::table).values(row).execute(tx)?;
    Ok(())
}

/// The look-up of this id.
pub fn get(conn: &mut Conn, id: CheckId) -> Result<Option<CheckRow>, StoreError> {
    Ok(personnel_checks::table
        .find(Id(id.uuid()))
        .select(CheckRow::as_select())
        .first(conn)
        .optional()?)
}

/// A page of the log, the latest first, from behind `after`.
pub fn list(
    conn: &mut Conn,
    after: Option<(Instant, CheckId)>,
    limit: i64,
) -> Result<Vec<CheckRow>, StoreError> {
    let mut query = personnel_checks::table
        .order((personnel_checks::at.desc(), personnel_checks::id.desc()))
        .limit(limit)
        .select(CheckRow::as_select())
        .into_boxed();
    if let Some((at, id)) = after {
        query = query
            .filter(personnel_checks::at.le(at))
            .filter(personnel_checks::at.lt(at).or(personnel_checks::id.lt(Id(id.uuid()))));
    }
    Ok(query.load(conn)?)
}
