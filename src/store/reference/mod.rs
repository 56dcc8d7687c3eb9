//! Reference data as it is kept: rows that `import` writes and that every use case reads.

mod rows;
pub mod sets;
pub mod snapshots;

use diesel::prelude::*;

use super::backend::{Conn, each_backend};
use super::error::StoreError;
use super::schema::{obligations, reference_versions};
use super::types::{Date, Id};
use crate::domain::time::Instant;
pub use rows::{
    CalendarRow, CategoryRow, ComplexityRow, ConsentRow, CriterionRow, EscalationRow, HintRow,
    KindRow, MetricRow, MovementRow, PauseRow, ProcedureRow, RoutingRow, RuleRow, SectorRow,
    SuccessionRow, TransitionRow, UnitRow,
};

/// A row of reference data, seen as text for a comparison that people read.
pub trait ReferenceRow: Clone + Sized {
    /// The table.
    const TABLE: &'static str;

    /// What identifies it, as people write it.
    fn key(&self) -> String;
    /// Every column and its content.
    fn cells(&self) -> Vec<(&'static str, String)>;
    /// Every row.
    fn load(conn: &mut Conn) -> Result<Vec<Self>, StoreError>;
    /// Adds it.
    fn insert(&self, tx: &mut Conn) -> Result<(), StoreError>;
    /// Replaces the row of the same key.
    fn update(&self, tx: &mut Conn) -> Result<(), StoreError>;
}

/// How a column reads in a comparison.
trait Cell {
    fn cell(&self) -> String;
}

impl Cell for String {
    fn cell(&self) -> String {
        self.clone()
    }
}

impl Cell for bool {
    fn cell(&self) -> String {
        self.to_string()
    }
}

impl Cell for i32 {
    fn cell(&self) -> String {
        self.to_string()
    }
}

impl Cell for Date {
    fn cell(&self) -> String {
        self.0.to_string()
    }
}

impl Cell for Id {
    fn cell(&self) -> String {
        self.0.to_string()
    }
}

impl<T: Cell> Cell for Option<T> {
    fn cell(&self) -> String {
        self.as_ref().map(Cell::cell).unwrap_or_default()
    }
}

/// Waits until no other process changes the reference data, and keeps others waiting until the end of
/// the transaction: what is judged after this is judged on what will stand. On SQLite whoever writes
/// is alone anyway.
pub fn hold(tx: &mut Conn, name: &str, now: Instant) -> Result<(), StoreError> {
    let Conn::Postgres(raw) = tx else { return Ok(()) };
    let none = (
        reference_versions::name.eq(name),
        reference_versions::version.eq(0_i64),
        reference_versions::imported_at.eq(now),
    );
    diesel::insert_into(reference_versions::table)
        .values(none)
        .on_conflict(reference_versions::name)
        .do_nothing()
        .execute(raw)?;
    reference_versions::table
        .find(name)
        .select(reference_versions::version)
        .for_update()
        .first::<i64>(raw)?;
    Ok(())
}

/// Notes that a set of reference data was imported, so that other processes load it anew.
pub fn set_version(tx: &mut Conn, name: &str, now: Instant) -> Result<(), StoreError> {
    let version = reference_versions::version;
    // Counted by the database: two processes never note the same number.
    let moved = diesel::update(reference_versions::table.find(name))
        .set((version.eq(version + 1), reference_versions::imported_at.eq(now)))
        .execute(tx)?;
    if moved == 0 {
        let first = (
            reference_versions::name.eq(name),
            version.eq(1_i64),
            reference_versions::imported_at.eq(now),
        );
        diesel::insert_into(reference_versions::table).values(first).execute(tx)?;
    }
    Ok(())
}

/// A number that grows with every import.
pub fn version(conn: &mut Conn) -> Result<i64, StoreError> {
    let all: Vec<i64> = reference_versions::table.select(reference_versions::version).load(conn)?;
    Ok(all.into_iter().sum())
}

/// Takes a withdrawn or mistaken day out of the calendar.
pub fn delete_calendar_day(tx: &mut Conn, row: &CalendarRow) -> Result<(), StoreError> {
    use super::schema::calendar_days;
    diesel::delete(calendar_days::table.find((row.day, row.kind.as_str()))).execute(tx)?;
    Ok(())
}

/// Takes out words that are looked for no more; what was found by them stands with its cases.
pub fn delete_hint(tx: &mut Conn, row: &HintRow) -> Result<(), StoreError> {
    use super::schema::hints;
    diesel::delete(hints::table.find(row.words.as_str())).execute(tx)?;
    Ok(())
}

/// Takes out a succession that was a mistake; what cases moved by it is in their history.
pub fn delete_succession(tx: &mut Conn, row: &SuccessionRow) -> Result<(), StoreError> {
    use super::schema::successions;
    let key =
        (row.old_code.as_str(), row.old_valid_from, row.new_code.as_str(), row.new_valid_from);
    diesel::delete(successions::table.find(key)).execute(tx)?;
    Ok(())
}

/// Whether any obligation was counted by this version of a rule.
pub fn rule_is_used(conn: &mut Conn, rule: Id) -> Result<bool, StoreError> {
    use super::schema::integrity_obligations;
    let open: bool = diesel::select(diesel::dsl::exists(
        obligations::table.filter(obligations::rule_id.eq(rule)),
    ))
    .get_result(conn)?;
    let sealed: bool = diesel::select(diesel::dsl::exists(
        integrity_obligations::table.filter(integrity_obligations::rule_id.eq(rule)),
    ))
    .get_result(conn)?;
    Ok(open || sealed)
}
