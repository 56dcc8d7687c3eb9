//! Publishing: each quarter once, on its day, and everything that is asked of it answered from what was kept then.

use std::sync::{Arc, PoisonError};

use crate::domain::figures::Publication;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::running::readiness::clock_word;
use crate::store::backend::Conn;
use crate::store::ledger;
use crate::store::{StoreError, snapshot};

impl Service {
    /// Publishes quarters whose day has come, at most `most` of them; gives how many.
    ///
    /// # Errors
    /// When the store fails: what was published stays so.
    pub async fn publish_quarters(&self, most: usize) -> Result<usize, ServiceError> {
        for published in 0..most {
            // By a wrong clock a day may have come that has not.
            if self.doubts_clock() {
                return Ok(published);
            }
            // As with the sums of months: the word first, then the clock.
            let word = self.db.read(clock_word).await?;
            let today = self.clock.today();
            let due = self.db.read(move |conn| ledger::unpublished(conn, today)).await?;
            let Some(quarter) = due else { return Ok(published) };
            let id = self.ids.random();
            let write = move |tx: &mut Conn| {
                ledger::publish(tx, quarter, id, today, |tx| Ok(clock_word(tx)? == word))
            };
            self.db.write::<_, StoreError, _>("ledger.publish", quarter.first(), write).await?;
            self.instance.note_figure_change();
        }
        Ok(most)
    }

    /// What was published.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn publication(&self) -> Result<Arc<Publication>, ServiceError> {
        let quarters = self.db.read(ledger::published_quarters).await?;
        let kept = self.publication.read().unwrap_or_else(PoisonError::into_inner).clone();
        if kept.is_of(&quarters) {
            return Ok(kept);
        }
        let read = |conn: &mut Conn| {
            snapshot(conn, |conn| {
                let quarters = ledger::published_quarters(conn)?;
                let (units, parts) = (ledger::published(conn)?, ledger::published_parts(conn)?);
                Ok((quarters, units, parts, ledger::published_days(conn)?))
            })
        };
        let (quarters, units, parts, days) = self.db.read(read).await?;
        let read = Arc::new(Publication::of(quarters, units, parts, &days));
        *self.publication.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&read);
        Ok(read)
    }
}
