//! The draw from a list that was closed before: the seed comes to be only now.

use crate::domain::emulation::matters::{Stratum, order, quota, second_is_owed};
use crate::domain::emulation::{Movement, MovementStatus};
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
