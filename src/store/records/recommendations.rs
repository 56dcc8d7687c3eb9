//! Recommendations after inspections: kept by the day they are due, changed once when they are done.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::ids::{RecommendationId, UnitId, UserId};
use crate::domain::records::recommendation::{Completion, Recommendation};
use crate::domain::time::{Day, Instant};
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::recommendations;
use crate::store::types::{Date, Id, Json};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = recommendations, treat_none_as_default_value = false)]
struct RecommendationRow {
    id: Id,
    unit_id: Id,
    document_number: String,
    document_on: Date,
    body: String,
    due_on: Date,
    version: i32,
    done_on: Option<Date>,
    note: Option<String>,
    done_by: Option<Id>,
    recorded_by: Id,
    recorded_at: Instant,
    body_id: Option<Id>,
    passed: Json,
}

impl TryFrom<&Recommendation> for RecommendationRow {
    type Error = StoreError;

    fn try_from(one: &Recommendation) -> Result<Self, StoreError> {
        let done = one.completion.as_ref();
        Ok(Self {
            id: Id(one.id.uuid()),
            unit_id: Id(one.unit.uuid()),
            document_number: one.document.clone(),
            document_on: Date(one.document_on),
            body: one.text.clone(),
            due_on: Date(one.due_on),
            version: one.version(),
            done_on: done.map(|done| Date(done.on)),
            note: done.map(|done| done.note.clone()),
            done_by: done.map(|done| Id(done.by.uuid())),
            recorded_by: Id(one.recorded_by.uuid()),
            recorded_at: one.recorded_at,
            body_id: one.body.map(|id| Id(id.uuid())),
            passed: corrupt(Json::of(&one.passed).ok(), "recommendations", "passed")?,
        })
    }
}

impl TryFrom<RecommendationRow> for Recommendation {
    type Error = StoreError;

    fn try_from(row: RecommendationRow) -> Result<Self, StoreError> {
        let completion = match (row.done_on, row.note, row.done_by) {
            (None, None, None) => None,
            (Some(on), Some(note), Some(by)) => {
                Some(Completion { on: on.0, note, by: UserId::new(by.0) })
            }
            _ => return corrupt(None, "recommendations", "done_on"),
        };
        Ok(Self {
            id: RecommendationId::new(row.id.0),
            unit: UnitId::new(row.unit_id.0),
            document: row.document_number,
            document_on: row.document_on.0,
            text: row.body,
            due_on: row.due_on.0,
            completion,
            recorded_by: UserId::new(row.recorded_by.0),
            body: row.body_id.map(|id| UnitId::new(id.0)),
            recorded_at: row.recorded_at,
            passed: corrupt(row.passed.read(), "recommendations", "passed")?,
        })
    }
}

/// What a list may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct RecommendationFilter {
    /// Any of these units; all where there are none.
    pub units: Option<Vec<UnitId>>,
    /// None of these units: the reader has a conflict of interest there.
    pub hidden: Vec<UnitId>,
    /// Only what is not done.
    pub open_only: bool,
    /// Only what is not done and was due before this day.
    pub overdue_on: Option<Day>,
}

/// Adds a recommendation.
pub fn insert(tx: &mut Conn, one: &Recommendation) -> Result<(), StoreError> {
    diesel::insert_into(recommendations::table)
        .values(RecommendationRow::try_from(one)?)
        .execute(tx)?;
    Ok(())
}

/// Those of these recommendations that are still to be done, with their last days.
pub fn open_among(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<(Uuid, Day)>, StoreError> {
    let open: Vec<(Id, Date)> = recommendations::table
        .filter(recommendations::id.eq_any(ids.iter().map(|id| Id(*id))))
        .filter(recommendations::done_on.is_null())
        .select((recommendations::id, recommendations::due_on))
        .load(conn)?;
    Ok(open.into_iter().map(|(id, last)| (id.0, last.0)).collect())
}

/// The recommendation of this id.
pub fn get(conn: &mut Conn, id: RecommendationId) -> Result<Option<Recommendation>, StoreError> {
    recommendations::table
        .find(Id(id.uuid()))
        .select(RecommendationRow::as_select())
        .first(conn)
        .optional()?
        .map(Recommendation::try_from)
        .transpose()
}

/// Saves that it was done or passed on, unless somebody changed it since version `seen`.
///
/// # Errors
/// [`StoreError::Stale`] if somebody did.
pub fn save(tx: &mut Conn, seen: i32, one: &Recommendation) -> Result<(), StoreError> {
    let row = RecommendationRow::try_from(one)?;
    let moved = diesel::update(recommendations::table.find(row.id))
        .filter(recommendations::version.eq(seen))
        .set((
            recommendations::version.eq(row.version),
            recommendations::unit_id.eq(row.unit_id),
            recommendations::passed.eq(row.passed),
            recommendations::done_on.eq(row.done_on),
            recommendations::note.eq(row.note),
            recommendations::done_by.eq(row.done_by),
        ))
        .execute(tx)?;
    if moved == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// A page of recommendations, the earliest due first, from behind `after`.
pub fn list(
    conn: &mut Conn,
    filter: &RecommendationFilter,
    after: Option<(Day, RecommendationId)>,
    limit: i64,
) -> Result<Vec<Recommendation>, StoreError> {
    let mut query = recommendations::table
        .order((recommendations::due_on.asc(), recommendations::id.asc()))
        .limit(limit)
        .select(RecommendationRow::as_select())
        .into_boxed();
    if let Some(units) = &filter.units {
        let ids: Vec<Id> = units.iter().map(|unit| Id(unit.uuid())).collect();
        query = query.filter(recommendations::unit_id.eq_any(ids));
    }
    if !filter.hidden.is_empty() {
        let ids: Vec<Id> = filter.hidden.iter().map(|unit| Id(unit.uuid())).collect();
        query = query.filter(recommendations::unit_id.ne_all(ids));
    }
    if filter.open_only || filter.overdue_on.is_some() {
        query = query.filter(recommendations::done_on.is_null());
    }
    if let Some(day) = filter.overdue_on {
        query = query.filter(recommendations::due_on.lt(Date(day)));
    }
    if let Some((day, id)) = after {
        query = query.filter(recommendations::due_on.ge(Date(day))).filter(
            recommendations::due_on.gt(Date(day)).or(recommendations::id.gt(Id(id.uuid()))),
        );
    }
    query.load(conn)?.into_iter().map(Recommendation::try_from).collect()
}
