//! The clocks of letters and recommendations as the watch reads them: what is open, and the letters
//! whose last day has passed without an answer, each recorded and told once.

use super::PAGE;
use crate::domain::records::recommendation::Recommendation;
use crate::domain::time::{Day, Instant};
use crate::domain::urging::Urging;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::records::recommendations::{self, RecommendationFilter};
use crate::store::records::urgings::{self, UrgingFilter};
use crate::store::{StoreError, outbox};

impl Service {
    /// Letters without an answer; only those whose last day lies before `late_on`, if that is set.
    pub(super) async fn open_letters(
        &self,
        late_on: Option<Day>,
    ) -> Result<Vec<Urging>, ServiceError> {
        let filter = UrgingFilter { open: true, overdue_on: late_on, ..UrgingFilter::default() };
        let query = move |conn: &mut Conn, after| urgings::page(conn, &filter, after, PAGE);
        self.all(query, |one| (one.due_on, one.id)).await
    }

    /// Recommendations that are not done; only those whose last day lies before `late_on`, if that
    /// is set.
    pub(super) async fn open_recommendations(
        &self,
        late_on: Option<Day>,
    ) -> Result<Vec<Recommendation>, ServiceError> {
        let filter = RecommendationFilter {
            open_only: true,
            overdue_on: late_on,
            ..RecommendationFilter::default()
        };
        let query = move |conn: &mut Conn, after| recommendations::list(conn, &filter, after, PAGE);
        self.all(query, |one| (one.due_on, one.id)).await
    }

    /// Letters whose last day has passed without an answer, not yet recorded as late.
    pub(in crate::service) async fn late_letters(
        &self,
        now: Instant,
    ) -> Result<Vec<Urging>, ServiceError> {
        let today = now.office_day();
        let query = move |conn: &mut Conn, after| urgings::late(conn, today, after, PAGE);
        self.all(query, |one| (one.due_on, one.id)).await
    }

    /// Records these as late, and tells their units.
    pub(in crate::service) async fn watch_letters(
        &self,
        reference: &Reference,
        late: Vec<Urging>,
        now: Instant,
    ) -> Result<usize, ServiceError> {
        let today = now.office_day();
        let mut count = 0;
        for one in late {
            let (id, rows) = (one.id, self.rows(reference, &[one.late(one.unit_id)], now)?);
            let closure = move |tx: &mut Conn| {
                let Some(found) = urgings::get(tx, id)? else { return Ok(false) };
                let Some(missed) = found.missed(today) else { return Ok(false) };
                urgings::save(tx, found.version, &missed)?;
                rows.iter().try_for_each(|row| outbox::enqueue(tx, row))?;
                Ok(true)
            };
            match self.db.write("urging.missed", id, closure).await {
                // Answered between the read and the write: nothing to record.
                Err(StoreError::Stale) => {}
                other => count += usize::from(other?),
            }
        }
        Ok(count)
    }
}
