//! Duties that were late, for the line of those who lead: each was told to the unit's leader on its first late day.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::domain::deadline::Step;
use crate::domain::ids::UnitId;
use crate::domain::obligation::Standing;
use crate::domain::time::Day;
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::{called_up, obligations};
use crate::store::types::{Date, Id};

/// A duty of the service channel that was late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// Who owed it.
    pub unit: UnitId,
    /// What was owed.
    pub step: Step,
    /// The first day it was late.
    pub missed_on: Day,
    /// The day it was done; none while it is owed.
    pub met_on: Option<Day>,
}

/// What was late for the first time in this span, of one unit or of all. What the unit no longer owes is left out, and so is
/// whatever was called up: the unit reads the same, whatever became of it.
pub fn late(
    conn: &mut Conn,
    (from, to): (Day, Day),
    unit: Option<UnitId>,
) -> Result<Vec<Late>, StoreError> {
    let called = called_up::table.filter(called_up::case_key.eq(obligations::case_key));
    let mut query = obligations::table
        .filter(obligations::missed_on.is_not_null())
        .filter(obligations::missed_on.ge(Date(from)))
        .filter(obligations::missed_on.le(Date(to)))
        .filter(obligations::status.ne(Standing::Released.as_str()))
        .filter(not(exists(called)))
        .select((
            obligations::unit_id,
            obligations::step,
            obligations::missed_on,
            obligations::ended_on,
        ))
        .into_boxed();
    if let Some(unit) = unit {
        query = query.filter(obligations::unit_id.eq(Id(unit.uuid())));
    }
    let rows: Vec<(Id, String, Option<Date>, Option<Date>)> = query.load(conn)?;
    rows.into_iter()
        .map(|(unit, step, missed, met)| {
            Ok(Late {
                unit: UnitId::new(unit.0),
                step: corrupt(Step::parse(&step), "obligations", "step")?,
                missed_on: corrupt(missed, "obligations", "missed_on")?.0,
                met_on: met.map(|day| day.0),
            })
        })
        .collect()
}
