//! Who of a body has a case of the service channel before them, for some minutes.

use diesel::prelude::*;

use crate::domain::ids::{CaseKey, UnitId, UserId};
use crate::domain::time::Instant;
use crate::store::backend::{Conn, each_backend};
use crate::store::error::StoreError;
use crate::store::schema::presences;
use crate::store::types::Id;

/// Somebody who looks at a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// The case.
    pub case: CaseKey,
    /// Who.
    pub user: UserId,
    /// Of which body.
    pub unit: UnitId,
    /// Since when.
    pub began_at: Instant,
    /// Until when it counts, unless it is told again.
    pub ends_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = presences, treat_none_as_default_value = false)]
struct PresenceRow {
    case_key: i64,
    user_id: Id,
    unit_id: Id,
    began_at: Instant,
    ends_at: Instant,
}

/// Keeps it, in the place of what was kept of the same person and case.
pub fn put(tx: &mut Conn, one: &Presence) -> Result<(), StoreError> {
    let row = PresenceRow {
        case_key: one.case.number(),
        user_id: Id(one.user.uuid()),
        unit_id: Id(one.unit.uuid()),
        began_at: one.began_at,
        ends_at: one.ends_at,
    };
    each_backend!(tx, c => diesel::insert_into(presences::table)
        .values(row)
        .on_conflict((presences::case_key, presences::user_id))
        .do_update()
        .set((
            presences::unit_id.eq(Id(one.unit.uuid())),
            presences::began_at.eq(one.began_at),
            presences::ends_at.eq(one.ends_at),
        ))
        .execute(c))?;
    Ok(())
}

/// Those of a body who look at a case now, the first one first.
pub fn of_case(
    conn: &mut Conn,
    case: CaseKey,
    unit: UnitId,
    now: Instant,
) -> Result<Vec<Presence>, StoreError> {
    let rows: Vec<PresenceRow> = presences::table
        .filter(presences::case_key.eq(case.number()))
        .filter(presences::unit_id.eq(Id(unit.uuid())))
        .filter(presences::ends_at.gt(now))
        .order((presences::began_at.asc(), presences::user_id.asc()))
        .select(PresenceRow::as_select())
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| Presence {
            case,
            user: UserId::new(row.user_id.0),
            unit,
            began_at: row.began_at,
            ends_at: row.ends_at,
        })
        .collect())
}

/// Whether one has ended.
pub fn has_ended(conn: &mut Conn, now: Instant) -> Result<bool, StoreError> {
    let ended = presences::table.filter(presences::ends_at.le(now)).select(presences::ends_at);
    Ok(ended.first::<Instant>(conn).optional()?.is_some())
}

/// Removes those that have ended.
pub fn remove_ended(tx: &mut Conn, now: Instant) -> Result<(), StoreError> {
    diesel::delete(presences::table.filter(presences::ends_at.le(now))).execute(tx)?;
    Ok(())
}

/// Removes those of a case.
pub fn remove_of_case(tx: &mut Conn, case: CaseKey) -> Result<(), StoreError> {
    let of_case = presences::table.filter(presences::case_key.eq(case.number()));
    diesel::delete(of_case).execute(tx)?;
    Ok(())
}
