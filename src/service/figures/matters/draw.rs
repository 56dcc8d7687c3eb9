//! The draw from a list that was closed before: the seed comes to be only now.

use crate::domain::emulation::matters::{Finding, Stratum, order, quota, second_is_owed};
use crate::domain::emulation::{Movement, MovementStatus};
use crate::domain::ids::{Ids, MovementId, UnitId};
use crate::domain::time::Day;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::matters::{self as kept, SampleRow};
use crate::store::types::{Date, Id};
use crate::vault;

impl Service {
    /// Draws from every list that was closed and not drawn from. Returns how many lists that were.
    ///
    /// # Errors
    /// As of the store, or where the operating system gives no random bytes.
    pub async fn draw_samples(&self) -> Result<usize, ServiceError> {
        let reference = self.references.ready()?;
        let mut done = 0;
        let runs = |one: &&Movement| one.status == MovementStatus::Active;
        for movement in reference.movements.iter().filter(runs) {
            let id = movement.id;
            for list in self.db.read(move |conn| kept::lists(conn, id)).await? {
                if list.seed.is_some() {
                    continue;
                }
                let quarter = list.quarter_on.0;
                let seed = vault::draw::<32>().map_err(ServiceError::internal)?;
                let ids = self.ids.clone();
                let write = move |tx: &mut Conn| {
                    if !kept::keep_seed(tx, id, quarter, &seed)? {
                        return Ok(false);
                    }
                    let mut rows = Vec::new();
                    for ((unit, side, stratum), numbers) in kept::numbers(tx, id, quarter)? {
                        let drawn = order(&seed, &numbers);
                        let most = quota(side, stratum, numbers.len());
                        for (nth, n) in drawn.into_iter().take(most).enumerate() {
                            rows.push(SampleRow {
                                id: Id(ids.random()),
                                movement_id: Id(id.uuid()),
                                quarter_on: Date(quarter),
                                n,
                                unit_id: Id(unit.uuid()),
                                stratum: stratum.as_str().to_owned(),
                                // A call is made once: nobody is asked twice.
                                by_two: second_is_owed(nth) && stratum != Stratum::Confirmed,
                                finding: None,
                            });
                        }
                    }
                    kept::drawn(tx, &rows)?;
                    Ok(true)
                };
                let drawn = self.db.write::<_, StoreError, _>("matters.draw", id, write).await?;
                done += usize::from(drawn);
            }
        }
        Ok(done)
    }
}

/// Draws on by the seed of the list: of each stratum of the unit as many can be judged as the rule says of what still counts,
/// however many were drawn that nobody could reach, that inspectors excluded or that were called up.
pub(in crate::service) fn draw_on(
    tx: &mut Conn,
    ids: &dyn Ids,
    (movement, quarter, unit): (MovementId, Day, UnitId),
) -> Result<(), StoreError> {
    let lists = kept::lists(tx, movement)?;
    let seed = lists.into_iter().find(|list| list.quarter_on.0 == quarter).and_then(|it| it.seed);
    let Some(seed) = seed else { return Ok(()) };
    let mut excluded = kept::excluded_of(tx, movement, quarter)?;
    excluded.extend(kept::called_up_of(tx, movement, quarter)?);
    let drawn = kept::found(tx, movement, quarter, unit)?;
    let mut rows = Vec::new();
    for ((of, side, stratum), numbers) in kept::numbers(tx, movement, quarter)? {
        if of != unit {
            continue;
        }
        let counts = numbers.iter().filter(|n| !excluded.contains(n)).count();
        let mut wanted = quota(side, stratum, counts);
        for (nth, n) in order(&seed, &numbers).into_iter().enumerate() {
            if wanted == 0 {
                break;
            }
            let before = drawn.get(&n);
            let reached = before.is_none_or(|found| *found != Some(Finding::NotReached));
            wanted -= usize::from(reached && !excluded.contains(&n));
            if before.is_none() {
                rows.push(SampleRow {
                    id: Id(ids.random()),
                    movement_id: Id(movement.uuid()),
                    quarter_on: Date(quarter),
                    n,
                    unit_id: Id(unit.uuid()),
                    stratum: stratum.as_str().to_owned(),
                    by_two: second_is_owed(nth) && stratum != Stratum::Confirmed,
                    finding: None,
                });
            }
        }
    }
    kept::drawn(tx, &rows)
}
