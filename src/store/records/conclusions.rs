//! Concluded violations: found by the hash of a name, by time, or by id; changed, never deleted.

use diesel::prelude::*;

use crate::domain::ids::{ConclusionId, UnitId};
use crate::domain::records::conclusion::{ConclusionState, DetectedBy, Measure};
use crate::domain::time::{Day, Instant};
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::conclusions;
use crate::store::types::{Date, Id};

/// A conclusion as it is kept: what tells of the person is sealed.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = conclusions, treat_none_as_default_value = false)]
pub struct ConclusionRow {
    pub id: Id,
    pub unit_id: Id,
    pub case_id: Option<Id>,
    pub document_number: String,
    pub document_on: Date,
    pub issuer: String,
    pub measure: String,
    pub detected_by: String,
    pub state: String,
    pub version: i32,
    pub name_hash: Vec<u8>,
    pub sealed: Vec<u8>,
    pub executed_on: Option<Date>,
    pub execution_document: Option<String>,
    pub executed_by: Option<Id>,
    pub revoked_on: Option<Date>,
    pub sealed_revocation: Option<Vec<u8>>,
    pub revoked_by: Option<Id>,
    pub recorded_by: Id,
    pub recorded_at: Instant,
}

impl ConclusionRow {
    /// Its closed codes.
    pub fn codes(&self) -> Result<(Measure, DetectedBy), StoreError> {
        Ok((
            corrupt(Measure::parse(&self.measure), "conclusions", "measure")?,
            corrupt(DetectedBy::parse(&self.detected_by), "conclusions", "detected_by")?,
        ))
    }
}

/// What a list may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct ConclusionFilter {
    /// The state.
    pub state: Option<ConclusionState>,
    /// The unit.
    pub unit: Option<UnitId>,
    /// The reader's own body, whose conclusions are for others to handle.
    pub hidden: Vec<UnitId>,
}

/// Adds a conclusion.
pub fn insert(tx: &mut Conn, row: &ConclusionRow) -> Result<(), StoreError> {
    diesel::insert_into(conclusions::table).values(row).execute(tx)?;
    Ok(())
}

/// The conclusion of this id.
pub fn get(conn: &mut Conn, id: ConclusionId) -> Result<Option<ConclusionRow>, StoreError> {
    Ok(conclusions::table
        .find(Id(id.uuid()))
        .select(ConclusionRow::as_select())
        .first(conn)
        .optional()?)
}

/// Saves how a conclusion stands, unless somebody changed it since version `seen`.
///
/// # Errors
/// [`StoreError::Stale`] if somebody did.
pub fn save(tx: &mut Conn, seen: i32, row: &ConclusionRow) -> Result<(), StoreError> {
    let moved = diesel::update(conclusions::table.find(row.id))
        .filter(conclusions::version.eq(seen))
        .set((
            conclusions::state.eq(&row.state),
            conclusions::version.eq(row.version),
            conclusions::executed_on.eq(row.executed_on),
            conclusions::execution_document.eq(&row.execution_document),
            conclusions::executed_by.eq(row.executed_by),
            conclusions::revoked_on.eq(row.revoked_on),
            conclusions::sealed_revocation.eq(&row.sealed_revocation),
            conclusions::revoked_by.eq(row.revoked_by),
        ))
        .execute(tx)?;
    if moved == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Every conclusion that holds about persons of this name's hash, the latest document first.
pub fn of_name(conn: &mut Conn, hash: &[u8]) -> Result<Vec<ConclusionRow>, StoreError> {
    Ok(conclusions::table
        .filter(conclusions::name_hash.eq(hash))
        .filter(conclusions::state.ne(ConclusionState::Revoked.as_str()))
        .order((conclusions::document_on.desc(), conclusions::id.asc()))
        .select(ConclusionRow::as_select())
        .load(conn)?)
}

/// A page of conclusions, the latest recorded first, from behind `after`.
pub fn list(
    conn: &mut Conn,
    filter: &ConclusionFilter,
    after: Option<(Instant, ConclusionId)>,
    limit: i64,
) -> Result<Vec<ConclusionRow>, StoreError> {
    let mut query = conclusions::table
        .order((conclusions::recorded_at.desc(), conclusions::id.desc()))
        .limit(limit)
        .select(ConclusionRow::as_select())
        .into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(conclusions::state.eq(state.as_str()));
    }
    if let Some(unit) = filter.unit {
        query = query.filter(conclusions::unit_id.eq(Id(unit.uuid())));
    }
    if !filter.hidden.is_empty() {
        let ids: Vec<Id> = filter.hidden.iter().map(|unit| Id(unit.uuid())).collect();
        query = query.filter(conclusions::unit_id.ne_all(ids));
    }
    if let Some((at, id)) = after {
        query = query
            .filter(conclusions::recorded_at.le(at))
            .filter(conclusions::recorded_at.lt(at).or(conclusions::id.lt(Id(id.uuid()))));
    }
    Ok(query.load(conn)?)
}

/// How many concluded violations of each unit are dated from `from` to `to`, by who found them; revoked ones are none.
pub fn counted(
    conn: &mut Conn,
    (from, to): (Day, Day),
    unit: Option<UnitId>,
) -> Result<Vec<(UnitId, DetectedBy, i64)>, StoreError> {
    let mut query = conclusions::table
        .filter(conclusions::document_on.ge(Date(from)))
        .filter(conclusions::document_on.le(Date(to)))
        .filter(conclusions::state.ne(ConclusionState::Revoked.as_str()))
        .group_by((conclusions::unit_id, conclusions::detected_by))
        .select((conclusions::unit_id, conclusions::detected_by, diesel::dsl::count_star()))
        .into_boxed();
    if let Some(unit) = unit {
        query = query.filter(conclusions::unit_id.eq(Id(unit.uuid())));
    }
    let rows: Vec<(Id, String, i64)> = query.load(conn)?;
    rows.into_iter()
        .map(|(unit, by, n)| {
            let by = corrupt(DetectedBy::parse(&by), "conclusions", "detected_by")?;
            Ok((UnitId::new(unit.0), by, n))
        })
        .collect()
}
