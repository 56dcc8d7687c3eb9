//! What people judge of units in movements: one row each, which grows by its acts.

use diesel::prelude::*;

use crate::domain::emulation::assessment::{Assessment, AssessmentState};
use crate::domain::ids::{AssessmentId, MovementId, UnitId};
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::assessments;
use crate::store::types::{Id, Json};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = assessments, treat_none_as_default_value = false)]
struct AssessmentRow {
    id: Id,
    movement_id: Id,
    unit_id: Id,
    subject_key: String,
    subject: Json,
    state: String,
    version: i32,
    acts: Json,
}

impl TryFrom<&Assessment> for AssessmentRow {
    type Error = StoreError;

    fn try_from(one: &Assessment) -> Result<Self, StoreError> {
        Ok(Self {
            id: Id(one.id.uuid()),
            movement_id: Id(one.movement.uuid()),
            unit_id: Id(one.unit.uuid()),
            subject_key: one.subject.key(),
            subject: corrupt(Json::of(&one.subject).ok(), "assessments", "subject")?,
            state: one.course().state.as_str().to_owned(),
            version: one.version(),
            acts: corrupt(Json::of(&one.acts).ok(), "assessments", "acts")?,
        })
    }
}

impl TryFrom<AssessmentRow> for Assessment {
    type Error = StoreError;

    fn try_from(row: AssessmentRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: AssessmentId::new(row.id.0),
            movement: MovementId::new(row.movement_id.0),
            unit: UnitId::new(row.unit_id.0),
            subject: corrupt(row.subject.read(), "assessments", "subject")?,
            acts: corrupt(row.acts.read(), "assessments", "acts")?,
        })
    }
}

/// What a list may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone)]
pub struct AssessmentFilter {
    /// The movement.
    pub movement: MovementId,
    /// Any of these units; all where there are none.
    pub units: Option<Vec<UnitId>>,
    /// None of these units.
    pub hidden: Vec<UnitId>,
    /// Only what these units read: everything of the first, and of the others what they say of themselves.
    pub seen_by: Option<(Vec<UnitId>, Vec<UnitId>)>,
    /// Where it stands.
    pub state: Option<AssessmentState>,
}

/// Adds an assessment.
///
/// # Errors
/// [`StoreError::Unique`] where there is one of the same subject.
pub fn insert(tx: &mut Conn, one: &Assessment) -> Result<(), StoreError> {
    diesel::insert_into(assessments::table).values(AssessmentRow::try_from(one)?).execute(tx)?;
    Ok(())
}

/// Saves what was done, unless somebody did something since version `seen`.
///
/// # Errors
/// [`StoreError::Stale`] if somebody did.
pub fn save(tx: &mut Conn, seen: i32, one: &Assessment) -> Result<(), StoreError> {
    let row = AssessmentRow::try_from(one)?;
    let moved = diesel::update(assessments::table.find(row.id))
        .filter(assessments::version.eq(seen))
        .set((
            assessments::state.eq(row.state),
            assessments::version.eq(row.version),
            assessments::acts.eq(row.acts),
        ))
        .execute(tx)?;
    if moved == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The assessment of this id.
pub fn get(conn: &mut Conn, id: AssessmentId) -> Result<Option<Assessment>, StoreError> {
    let found = assessments::table.find(Id(id.uuid())).select(AssessmentRow::as_select());
    found.first(conn).optional()?.map(Assessment::try_from).transpose()
}

/// Whether there is one of this subject.
pub fn is_there(conn: &mut Conn, one: &Assessment) -> Result<bool, StoreError> {
    let of = assessments::table
        .filter(assessments::movement_id.eq(Id(one.movement.uuid())))
        .filter(assessments::unit_id.eq(Id(one.unit.uuid())))
        .filter(assessments::subject_key.eq(one.subject.key()));
    let found: Option<Id> = of.select(assessments::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// A page of assessments in the order of their random ids, from behind `after`.
pub fn list(
    conn: &mut Conn,
    filter: &AssessmentFilter,
    after: Option<AssessmentId>,
    limit: i64,
) -> Result<Vec<Assessment>, StoreError> {
    let ids = |units: &[UnitId]| units.iter().map(|unit| Id(unit.uuid())).collect::<Vec<_>>();
    // No random id is nil.
    let after = Id(after.map_or(uuid::Uuid::nil(), AssessmentId::uuid));
    let mut query = assessments::table
        .filter(assessments::movement_id.eq(Id(filter.movement.uuid())))
        .filter(assessments::id.gt(after))
        .order(assessments::id)
        .limit(limit)
        .select(AssessmentRow::as_select())
        .into_boxed();
    match filter.units.as_deref() {
        None => {}
        Some([unit]) => query = query.filter(assessments::unit_id.eq(Id(unit.uuid()))),
        Some(units) => query = query.filter(assessments::unit_id.eq_any(ids(units))),
    }
    if !filter.hidden.is_empty() {
        query = query.filter(assessments::unit_id.ne_all(ids(&filter.hidden)));
    }
    if let Some((own, group)) = &filter.seen_by {
        let said = assessments::unit_id
            .eq_any(ids(group))
            .and(assessments::subject_key.ge("criterion "))
            .and(assessments::subject_key.lt("criterion!"));
        query = query.filter(assessments::unit_id.eq_any(ids(own)).or(said));
    }
    if let Some(state) = filter.state {
        query = query.filter(assessments::state.eq(state.as_str()));
    }
    query.load(conn)?.into_iter().map(Assessment::try_from).collect()
}

/// Everything of a movement, of one unit or of all.
pub fn of_movement(
    conn: &mut Conn,
    movement: MovementId,
    unit: Option<UnitId>,
) -> Result<Vec<Assessment>, StoreError> {
    let units = unit.map(|unit| vec![unit]);
    let hidden = Vec::new();
    let all = AssessmentFilter { movement, units, hidden, seen_by: None, state: None };
    list(conn, &all, None, i64::MAX)
}
