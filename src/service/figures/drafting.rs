//! What a change of a movement and a change of its criteria have in common: what they are judged on, and what they leave behind.

use crate::domain::emulation::set::Frame;
use crate::domain::ids::UserId;
use crate::domain::time::Instant;
use crate::service::error::{Fault, ServiceError};
use crate::service::reference::{Reference, Rows, list, size_class};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::reference::sets::note_edit;
use crate::store::reference::{MovementRow, set_version};

/// What of a movement is signed with its criteria.
pub(super) fn frame_of(row: &MovementRow, reference: &Reference) -> Frame {
    let (ends_before, own) = (row.starts_on.0, &row.code);
    let before = reference.ended_before(ends_before).filter(|it| it.code != *own);
    Frame {
        size_classes: list(&row.size_classes, size_class).unwrap_or_default(),
        before: before.map(|it| it.code.clone()),
        starts_on: row.starts_on.0,
        ends_on: row.ends_on.0,
        tail_days: row.tail_days,
        participants: row.participants.clone(),
    }
}

/// The reference data as they are stored now.
pub(super) fn as_stored(tx: &mut Conn) -> Result<(Rows, Reference), Fault> {
    let rows = Rows::load(tx)?;
    let reference =
        Reference::build(&rows).map_err(|faults| ServiceError::internal(faults.join("; ")))?;
    Ok((rows, reference))
}

/// Keeps who made this version of a movement, and has every process load it.
pub(super) fn noted(
    tx: &mut Conn,
    row: &MovementRow,
    by: UserId,
    now: Instant,
) -> Result<(), StoreError> {
    note_edit(tx, row.id, row.version, by, now)?;
    set_version(tx, "reference", now)
}
