//! Cases that were called up, as the units know them that had them: a row each, the same of every case, and never changed.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{called_up, cases};
use super::types::{Date, Id};
use crate::domain::case::called_up::CalledUp;
use crate::domain::ids::{CaseId, CaseKey, UnitId};
use crate::domain::time::Day;

/// One row.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = called_up, treat_none_as_default_value = false)]
pub struct CalledUpRow {
    case_id: Id,
    case_key: i64,
    unit_id: Id,
    number: String,
    received_on: Date,
    called_up_on: Date,
    sealed: Vec<u8>,
}

impl CalledUpRow {
    /// The row of a case, with the reason as it is `sealed`.
    pub fn new(one: &CalledUp, sealed: Vec<u8>) -> Self {
        Self {
            case_id: Id(one.case.uuid()),
            case_key: one.key.number(),
            unit_id: Id(one.unit.uuid()),
            number: one.number.clone(),
            received_on: Date(one.received_on),
            called_up_on: Date(one.on),
            sealed,
        }
    }

    fn of(self) -> (CalledUp, Vec<u8>) {
        let one = CalledUp {
            case: CaseId::new(self.case_id.0),
            key: CaseKey::new(self.case_key),
            unit: UnitId::new(self.unit_id.0),
            number: self.number,
            received_on: self.received_on.0,
            on: self.called_up_on.0,
        };
        (one, self.sealed)
    }
}

/// Adds a row.
pub fn insert(tx: &mut Conn, row: &CalledUpRow) -> Result<(), StoreError> {
    diesel::insert_into(called_up::table).values(row).execute(tx)?;
    Ok(())
}

/// The case of this id as the unit knows it that had it, and why it was called up, sealed.
pub fn get(conn: &mut Conn, id: CaseId) -> Result<Option<(CalledUp, Vec<u8>)>, StoreError> {
    let found = called_up::table.find(Id(id.uuid())).select(CalledUpRow::as_select());
    Ok(found.first(conn).optional()?.map(CalledUpRow::of))
}

/// What was called up from these units, the newest day first, from behind `after`.
pub fn list(
    conn: &mut Conn,
    units: &[UnitId],
    after: Option<(Day, CaseId)>,
    limit: i64,
) -> Result<Vec<CalledUp>, StoreError> {
    let units = units.iter().map(|unit| Id(unit.uuid()));
    let mut query = called_up::table
        .filter(called_up::unit_id.eq_any(units))
        .order((called_up::called_up_on.desc(), called_up::case_id))
        .limit(limit)
        .select(CalledUpRow::as_select())
        .into_boxed();
    if let Some((day, id)) = after {
        query = query
            .filter(called_up::called_up_on.le(Date(day)))
            .filter(called_up::called_up_on.lt(Date(day)).or(called_up::case_id.gt(Id(id.uuid()))));
    }
    let rows: Vec<CalledUpRow> = query.load(conn)?;
    Ok(rows.into_iter().map(|row| row.of().0).collect())
}

/// What was called up from `day` on: from whom, when, and whether it became a tip.
pub fn since(conn: &mut Conn, day: Day) -> Result<Vec<(UnitId, Day, bool)>, StoreError> {
    let rows: Vec<(Id, Date, Option<i64>)> = called_up::table
        .left_join(cases::table.on(cases::key.eq(called_up::case_key)))
        .filter(called_up::called_up_on.ge(Date(day)))
        .select((called_up::unit_id, called_up::called_up_on, cases::key.nullable()))
        .load(conn)?;
    let each = rows.into_iter();
    Ok(each.map(|(unit, day, case)| (UnitId::new(unit.0), day.0, case.is_none())).collect())
}
