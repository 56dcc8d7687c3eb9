//! Snapshots of movements: added, read, and never changed.

use diesel::prelude::*;

use crate::domain::emulation::MovementStatus;
use crate::domain::ids::MovementId;
use crate::domain::time::Instant;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::{movements, snapshots};
use crate::store::types::Id;

/// A snapshot with its texts.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = snapshots, treat_none_as_default_value = false)]
pub struct SnapshotRow {
    /// The movement.
    pub movement_id: Id,
    /// Its number, from 1.
    pub version: i32,
    /// The version of the movement that froze it.
    pub movement_version: i32,
    /// What it is made of.
    pub facts: String,
    /// The SHA-256 of that, in hexadecimal.
    pub facts_sha256: String,
    /// What that comes to.
    pub outcome: String,
    /// The SHA-256 of that, in hexadecimal.
    pub outcome_sha256: String,
    /// Why there is another one.
    pub reason: Option<String>,
    /// Who made it.
    pub made_by: Id,
    /// When.
    pub made_at: Instant,
}

/// A snapshot without its texts.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = snapshots)]
pub struct SnapshotHead {
    /// Its number, from 1.
    pub version: i32,
    /// The SHA-256 of what it is made of, in hexadecimal.
    pub facts_sha256: String,
    /// The SHA-256 of what that comes to, in hexadecimal.
    pub outcome_sha256: String,
    /// Why there is another one.
    pub reason: Option<String>,
    /// When it was made.
    pub made_at: Instant,
}

/// Adds a snapshot.
pub fn add(tx: &mut Conn, row: &SnapshotRow) -> Result<(), StoreError> {
    diesel::insert_into(snapshots::table).values(row).execute(tx)?;
    Ok(())
}

/// The snapshots of a movement, the first one first.
pub fn heads(conn: &mut Conn, movement: MovementId) -> Result<Vec<SnapshotHead>, StoreError> {
    let of = snapshots::table.filter(snapshots::movement_id.eq(Id(movement.uuid())));
    Ok(of.order(snapshots::version).select(SnapshotHead::as_select()).load(conn)?)
}

/// The snapshot of this number, or the last one.
pub fn get(
    conn: &mut Conn,
    movement: MovementId,
    version: Option<i32>,
) -> Result<Option<SnapshotRow>, StoreError> {
    let mut of = snapshots::table
        .filter(snapshots::movement_id.eq(Id(movement.uuid())))
        .order(snapshots::version.desc())
        .select(SnapshotRow::as_select())
        .into_boxed();
    if let Some(version) = version {
        of = of.filter(snapshots::version.eq(version));
    }
    Ok(of.first(conn).optional()?)
}

/// Whether the movement is frozen, as it stands in the database now.
pub fn is_frozen(conn: &mut Conn, movement: MovementId) -> Result<bool, StoreError> {
    let status: Option<String> = movements::table
        .find(Id(movement.uuid()))
        .select(movements::status)
        .first(conn)
        .optional()?;
    Ok(status.is_some_and(|status| status == MovementStatus::Frozen.as_str()))
}
