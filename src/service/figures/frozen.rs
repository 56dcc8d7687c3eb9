//! A frozen movement as it is read: its last snapshot, once, and the places that everybody may see of it.

use std::sync::{Arc, PoisonError};

use crate::domain::emulation::snapshot::{Kept, Snapshot};
use crate::domain::emulation::{Movement, MovementStatus, Place};
use crate::domain::units::unit::{PeerGroup, Unit};
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::reference::Reference;
use crate::store::reference::snapshots::{get, heads};

/// The name of a unit that no other has: codes are used again.
pub(super) fn name_of(unit: &Unit) -> String {
    format!("{}@{}", unit.code, unit.valid_from)
}

/// The places of a group in a frozen movement, with whole points, the best first.
pub(super) fn frozen_places(
    kept: &Kept,
    reference: &Reference,
    group: PeerGroup,
) -> Vec<Place<UnitName>> {
    let own = kept.outcome.standings.iter().filter(|one| one.group == group);
    let placed = own.filter_map(|one| {
        let named = reference.units.all().iter().find(|unit| name_of(unit) == one.place.unit);
        let total = one.place.total.in_whole_points();
        Some(Place { ranks: one.place.ranks, unit: UnitName::from(named?), total })
    });
    placed.collect()
}

impl Service {
    /// What a movement that is frozen is frozen as; none of one that runs, or that the files froze.
    pub(super) async fn frozen(
        &self,
        movement: &Movement,
    ) -> Result<Option<Arc<Kept>>, ServiceError> {
        if movement.status != MovementStatus::Frozen {
            return Ok(None);
        }
        let id = movement.id;
        let heads = self.db.read(move |conn| heads(conn, id)).await?;
        let Some(version) = heads.last().map(|head| head.version) else { return Ok(None) };
        let kept = self.frozen.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(kept) = kept.filter(|one| one.movement == id && one.version == version) {
            return Ok(Some(kept));
        }
        let row = self.db.read(move |conn| get(conn, id, Some(version))).await?;
        let Some(row) = row else { return Ok(None) };
        let snapshot = Snapshot::parse(&row.facts)
            .map_err(|line| ServiceError::internal(format!("snapshot: line {line}")))?;
        let kept = Arc::new(Kept::new(id, &snapshot));
        *self.frozen.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&kept));
        Ok(Some(kept))
    }
}
