//! What a change of a movement and a change of its criteria have in common: what they are judged on, and what they leave behind.

use crate::domain::emulation::set::Frame;
use crate::domain::ids::UserId;
use crate::domain::time::{Day, Instant};
use crate::domain::units::unit::{PeerGroup, Unit};
use crate::service::reference::{Reference, Rows, list, participant, size_class, unusable};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::reference::sets::note_edit;
use crate::store::reference::{MovementRow, set_version};

/// A unit that takes part, or not, as a cell.
pub(super) fn participant_cell(unit: &str, from: Day, group: Option<PeerGroup>) -> String {
    format!("{unit}@{from}:{}", group.map_or("none", PeerGroup::as_str))
}

/// What of a movement is signed with its criteria. Every unit of its period is named with its group, so that no later change of
/// the units moves anybody.
pub(super) fn frame_of(row: &MovementRow, reference: &Reference) -> Frame {
    let (starts_on, ends_on) = (row.starts_on.0, row.ends_on.0);
    let before = reference.ended_before(starts_on).filter(|it| it.code != row.code);
    let said = list(&row.participants, |cell| participant(&reference.units, cell));
    let said = said.unwrap_or_default();
    let exists = |unit: &&Unit| {
        unit.valid_from <= ends_on && unit.valid_to.is_none_or(|last| starts_on <= last)
    };
    let units = reference.units.all().iter().filter(exists).map(|unit| {
        let own = unit.group.filter(|_| unit.participates);
        let group = said.iter().find(|one| one.unit == unit.id).map_or(own, |one| one.group);
        participant_cell(&unit.code, unit.valid_from, group)
    });
    let mut participants: Vec<String> = units.collect();
    participants.sort_unstable();
    Frame {
        starts_on,
        ends_on,
        tail_days: row.tail_days,
        participants: participants.join(";"),
        size_classes: list(&row.size_classes, size_class).unwrap_or_default(),
        before: before.map(|it| it.code.clone()),
    }
}

/// The reference data as they are stored now.
pub(super) fn as_stored(tx: &mut Conn) -> Result<(Rows, Reference), StoreError> {
    let rows = Rows::load(tx)?;
    let reference = Reference::build(&rows).map_err(|faults| unusable(&faults))?;
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
