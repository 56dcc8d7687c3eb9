//! Cases that were called up, as the units know them that had them: a row each, the same of every case, and never changed.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{called_up, cases, events};
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
    unit_id: Option<Id>,
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
            unit_id: one.unit.map(|unit| Id(unit.uuid())),
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
            unit: self.unit_id.map(|unit| UnitId::new(unit.0)),
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
    let units = units.iter().map(|unit| Some(Id(unit.uuid())));
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

/// How a case came to be called up, and what it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It became a tip.
    Tip,
    /// It was drawn.
    Drawn,
    /// An inspector wanted to see it.
    Wanted,
}

/// What was called up from `day` on: from whom, when, and why.
pub fn since(conn: &mut Conn, day: Day) -> Result<Vec<(UnitId, Day, Why)>, StoreError> {
    type Found = (Option<Id>, Date, Option<i64>, Option<i32>);
    let drawn = events::kind.eq("called_up").and(events::actor_id.is_null());
    let rows: Vec<Found> = called_up::table
        .left_join(cases::table.on(cases::key.eq(called_up::case_key)))
        .left_join(events::table.on(events::case_key.eq(called_up::case_key).and(drawn)))
        .filter(called_up::called_up_on.ge(Date(day)))
        .select((
            called_up::unit_id,
            called_up::called_up_on,
            cases::key.nullable(),
            events::n.nullable(),
        ))
        .load(conn)?;
    let of = |(unit, day, case, drawn): Found| {
        let why = match (case, drawn) {
            (None, _) => Why::Tip,
            (Some(_), Some(_)) => Why::Drawn,
            (Some(_), None) => Why::Wanted,
        };
        unit.map(|unit| (UnitId::new(unit.0), day.0, why))
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

/// The unit from which the case of this number was called up.
pub fn unit_of(conn: &mut Conn, number: &str) -> Result<Option<UnitId>, StoreError> {
    let found: Option<Option<Id>> = called_up::table
        .filter(called_up::number.eq(number))
        .select(called_up::unit_id)
        .first(conn)
        .optional()?;
    Ok(found.flatten().map(|unit| UnitId::new(unit.0)))
}
