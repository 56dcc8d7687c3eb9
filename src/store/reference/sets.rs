//! Criteria sets as the board drafts and the head of the inspectorate signs them, and who changed which movement here.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::domain::emulation::set::{CriteriaSet, Hand, SetState};
use crate::domain::ids::{MovementId, UserId};
use crate::domain::time::Instant;
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::{criteria_sets, movement_edits, movements};
use crate::store::types::{Date, Id};

/// A set as it is stored.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq)]
#[diesel(table_name = criteria_sets, treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true, primary_key(movement_id, version))]
pub struct CriteriaSetRow {
    pub movement_id: Id,
    pub version: i32,
    pub revision: i32,
    pub state: String,
    pub from_day: Date,
    pub content: String,
    pub sha256: String,
    pub drafted_by: Id,
    pub drafted_at: Instant,
    pub submitted_by: Option<Id>,
    pub submitted_at: Option<Instant>,
    pub signed_by: Option<Id>,
    pub signed_at: Option<Instant>,
    pub returned_for: Option<String>,
}

impl From<&CriteriaSet> for CriteriaSetRow {
    fn from(set: &CriteriaSet) -> Self {
        let id = |hand: Hand| Id(hand.by.uuid());
        Self {
            movement_id: Id(set.movement.uuid()),
            version: set.content.version,
            revision: set.revision,
            state: set.state().as_str().to_owned(),
            from_day: Date(set.content.from_day),
            content: set.text.clone(),
            sha256: set.sha256.clone(),
            drafted_by: id(set.drafted),
            drafted_at: set.drafted.at,
            submitted_by: set.submitted.map(id),
            submitted_at: set.submitted.map(|hand| hand.at),
            signed_by: set.signed.map(id),
            signed_at: set.signed.map(|hand| hand.at),
            returned_for: set.returned_for.clone(),
        }
    }
}

impl TryFrom<CriteriaSetRow> for CriteriaSet {
    type Error = StoreError;

    fn try_from(row: CriteriaSetRow) -> Result<Self, StoreError> {
        let hand = |by: Option<Id>, at: Option<Instant>| {
            by.zip(at).map(|(by, at)| Hand { by: UserId::new(by.0), at })
        };
        let content = serde_json::from_str(&row.content).ok();
        Ok(Self {
            movement: MovementId::new(row.movement_id.0),
            revision: row.revision,
            content: corrupt(content, "criteria_sets", "content")?,
            text: row.content,
            sha256: row.sha256,
            drafted: Hand { by: UserId::new(row.drafted_by.0), at: row.drafted_at },
            submitted: hand(row.submitted_by, row.submitted_at),
            signed: hand(row.signed_by, row.signed_at),
            returned_for: row.returned_for,
        })
    }
}

/// Every signed set.
pub fn signed(conn: &mut Conn) -> Result<Vec<CriteriaSetRow>, StoreError> {
    let signed = criteria_sets::table.filter(criteria_sets::state.eq(SetState::Signed.as_str()));
    Ok(signed.select(CriteriaSetRow::as_select()).load(conn)?)
}

/// Every set of a movement, in the order of their numbers.
pub fn of_movement(conn: &mut Conn, movement: MovementId) -> Result<Vec<CriteriaSet>, StoreError> {
    let rows: Vec<CriteriaSetRow> = criteria_sets::table
        .filter(criteria_sets::movement_id.eq(Id(movement.uuid())))
        .order(criteria_sets::version)
        .select(CriteriaSetRow::as_select())
        .load(conn)?;
    rows.into_iter().map(CriteriaSet::try_from).collect()
}

/// The set of this number.
pub fn get(
    conn: &mut Conn,
    movement: MovementId,
    version: i32,
) -> Result<Option<CriteriaSet>, StoreError> {
    criteria_sets::table
        .find((Id(movement.uuid()), version))
        .select(CriteriaSetRow::as_select())
        .first(conn)
        .optional()?
        .map(CriteriaSet::try_from)
        .transpose()
}

/// Adds a set.
pub fn insert(tx: &mut Conn, set: &CriteriaSet) -> Result<(), StoreError> {
    diesel::insert_into(criteria_sets::table).values(CriteriaSetRow::from(set)).execute(tx)?;
    Ok(())
}

/// Saves a set that nobody signed, unless somebody changed it since revision `seen`.
///
/// # Errors
/// [`StoreError::Stale`] if somebody did.
pub fn save(tx: &mut Conn, seen: i32, set: &CriteriaSet) -> Result<(), StoreError> {
    let row = CriteriaSetRow::from(set);
    let moved = diesel::update(criteria_sets::table.find((row.movement_id, row.version)))
        .filter(criteria_sets::revision.eq(seen))
        .filter(criteria_sets::signed_by.is_null())
        .set((
            criteria_sets::revision.eq(row.revision),
            criteria_sets::state.eq(row.state),
            criteria_sets::from_day.eq(row.from_day),
            criteria_sets::content.eq(row.content),
            criteria_sets::sha256.eq(row.sha256),
            criteria_sets::drafted_by.eq(row.drafted_by),
            criteria_sets::drafted_at.eq(row.drafted_at),
            criteria_sets::submitted_by.eq(row.submitted_by),
            criteria_sets::submitted_at.eq(row.submitted_at),
            criteria_sets::signed_by.eq(row.signed_by),
            criteria_sets::signed_at.eq(row.signed_at),
            criteria_sets::returned_for.eq(row.returned_for),
        ))
        .execute(tx)?;
    if moved == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Keeps who made a version of a movement, and so that it is no longer the files' to change.
pub fn note_edit(
    tx: &mut Conn,
    movement: Id,
    version: i32,
    by: UserId,
    at: Instant,
) -> Result<(), StoreError> {
    diesel::insert_into(movement_edits::table)
        .values((
            movement_edits::movement_id.eq(movement),
            movement_edits::version.eq(version),
            movement_edits::edited_by.eq(Id(by.uuid())),
            movement_edits::edited_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The codes of movements that were made, edited, signed or activated here.
pub fn edited(conn: &mut Conn) -> Result<BTreeSet<String>, StoreError> {
    let codes: Vec<String> = movement_edits::table
        .inner_join(movements::table.on(movements::id.eq(movement_edits::movement_id)))
        .select(movements::code)
        .distinct()
        .load(conn)?;
    Ok(codes.into_iter().collect())
}
