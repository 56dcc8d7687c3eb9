//! A frozen movement as it is read: its last snapshot, once, and the places that everybody may see of it.

use std::sync::{Arc, PoisonError};

use crate::domain::actor::Actor;
use crate::domain::emulation::snapshot::{Kept, Snapshot};
use crate::domain::emulation::{Movement, MovementStatus, Place, standings};
use crate::domain::records::access::Accessed;
use crate::domain::units::unit::{PeerGroup, Unit};
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::reference::snapshots::{SnapshotRow, get, heads};

/// The name of a unit that no other has: codes are used again.
pub(super) fn name_of(unit: &Unit) -> String {
    format!("{}@{}", unit.code, unit.valid_from)
}

/// The places of a group in a frozen movement, or by one of its sets, with whole points, the best first.
pub(super) fn frozen_places(
    kept: &Kept,
    reference: &Reference,
    (group, set): (PeerGroup, Option<i32>),
) -> Vec<Place<UnitName>> {
    let places = match set {
        None => kept.outcome.standings.iter().filter(|one| one.group == group),
        Some(_) => return by_set(kept, reference, (group, set)),
    };
    places.filter_map(|one| named(reference, &one.place)).collect()
}

fn by_set(
    kept: &Kept,
    reference: &Reference,
    (group, set): (PeerGroup, Option<i32>),
) -> Vec<Place<UnitName>> {
    let own = kept.outcome.scores.iter();
    let own = own.filter(|(unit, _)| unit.group == group && Some(unit.set) == set);
    let totals = own.filter_map(|(unit, score)| Some((unit.unit.clone(), score.total?)));
    standings(totals.collect()).into_iter().filter_map(|place| named(reference, &place)).collect()
}

fn named(reference: &Reference, place: &Place<String>) -> Option<Place<UnitName>> {
    let unit = reference.units.all().iter().find(|unit| name_of(unit) == place.unit)?;
    let total = place.total.in_whole_points();
    Some(Place { ranks: place.ranks, unit: UnitName::from(unit), total })
}

impl Service {
    /// A snapshot with its texts, as [`Service::snapshot`]. They show the counts of all units at once, so that whoever reads them is
    /// noted first.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn read_snapshot(
        &self,
        actor: &Actor,
        code: &str,
        version: i32,
    ) -> Result<SnapshotRow, ServiceError> {
        let found = self.snapshot(code, Some(version)).await?;
        self.note_reading(actor, Accessed::FiguresRead, "get_snapshot", None).await?;
        Ok(found)
    }

    /// What a movement that is frozen is frozen as; none of one that runs.
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
        let known = self.frozen.read().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if let Some(kept) = known.filter(|one| one.version == version) {
            return Ok(Some(kept));
        }
        let both =
            move |conn: &mut Conn| Ok((get(conn, id, Some(version))?, get(conn, id, Some(1))?));
        let (Some(last), Some(first)) = self.db.read(both).await? else { return Ok(None) };
        let parsed = |row: &SnapshotRow| {
            Snapshot::parse(&row.facts)
                .map_err(|line| ServiceError::internal(format!("snapshot: line {line}")))
        };
        let kept = Arc::new(Kept::new(&parsed(&last)?, &parsed(&first)?));
        let mut all = self.frozen.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(id, Arc::clone(&kept));
        Ok(Some(kept))
    }
}
