//! Answers that were late, for the line of those who lead: each was told to the unit's leader on its first late day.

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;

use crate::domain::deadline::Step;
use crate::domain::ids::UnitId;
use crate::domain::obligation::DutyStatus;
use crate::domain::time::Day;
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::{called_up, obligations};
use crate::store::types::{Date, Id};

/// What was late before a part of its case was referred is late once, in the case that was referred.
pub(super) const ONCE: &str = "NOT EXISTS (SELECT 1 FROM cases c JOIN events e ON e.case_key = c.key AND e.n = 1 \
     WHERE c.key = obligations.case_key AND c.course ->> 'linked_from' IS NOT NULL AND e.day >= obligations.missed_on)";

/// An answer of the service channel that was late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// Who owed it.
    pub unit: UnitId,
    /// The first day it was late.
    pub missed_on: Day,
    /// How it stands.
    pub status: DutyStatus,
    /// The day it was given, or owed no more by this unit; none while it is owed.
    pub ended_on: Option<Day>,
}

/// What was late for the first time in this span, of one unit or of all. What counts for no score (a unit has it from a former one or
/// typed it in itself) is left out. Whatever was called up is left out: the unit reads the
/// same, whatever became of it.
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
        .filter(obligations::step.eq(Step::Answer.as_str()))
        .filter(obligations::scored.eq(true))
        .filter(sql::<Bool>(ONCE))
        .filter(not(exists(called)))
        .select((
            obligations::unit_id,
            obligations::missed_on,
            obligations::status,
            obligations::ended_on,
        ))
        .into_boxed();
    if let Some(unit) = unit {
        query = query.filter(obligations::unit_id.eq(Id(unit.uuid())));
    }
    let rows: Vec<(Id, Option<Date>, String, Option<Date>)> = query.load(conn)?;
    rows.into_iter()
        .map(|(unit, missed, status, ended)| {
            Ok(Late {
                unit: UnitId::new(unit.0),
                missed_on: corrupt(missed, "obligations", "missed_on")?.0,
                status: corrupt(DutyStatus::parse(&status), "obligations", "status")?,
                ended_on: ended.map(|day| day.0),
            })
        })
        .collect()
}
