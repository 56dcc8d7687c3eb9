//! The end of waits: a signature, an answer or a word of the reporter that did not come. It has no
//! input and may run anywhere, any number of times.

use super::desk::Desk;
use super::error::{Fault, ServiceError};
use super::handling::{Ask, Asked, By};
use super::watch::passed_over;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Command;
use crate::domain::time::{Day, Instant};
use crate::store::backend::Conn;
use crate::store::{StoreError, cases};

/// Waits looked at in one read.
const PAGE: i64 = 200;

impl Desk {
    /// Ends every wait whose last day has passed: how many, and how many could not be ended.
    pub(super) async fn watch_waits(
        &self,
        channel: Channel,
        now: Instant,
    ) -> Result<(usize, usize), ServiceError> {
        let today = now.office_day();
        let (mut count, mut failed) = (0, 0);
        let mut after: Option<(Day, CaseId)> = None;
        loop {
            let waiting = self
                .db
                .read(move |conn| cases::waiting_before(conn, channel, today, after, PAGE))
                .await?;
            let Some(last) = waiting.last() else { return Ok((count, failed)) };
            after = last.waits_until.map(|day| (day, last.id));
            for case in waiting {
                match self.lapse(case.id).await {
                    Ok(ended) => count += usize::from(ended),
                    Err(error) => {
                        passed_over(channel, case.id, error)?;
                        failed += 1;
                    }
                }
            }
        }
    }

    /// Ends one wait, unless somebody did meanwhile.
    async fn lapse(&self, case_id: CaseId) -> Result<bool, ServiceError> {
        let (desk, reference) = (self.clone(), self.references.ready()?);
        let what = Asked::Command { command: Command::Lapse, to: None };
        let ask = Ask { case_id, version: None, what };
        let written: Result<(), Fault> = self
            .db
            .write("watch.lapse", case_id, move |tx: &mut Conn| {
                desk.decide(tx, &reference, &By::Clock, &ask)?.write(tx)?;
                Ok(())
            })
            .await;
        match written {
            Ok(()) => Ok(true),
            Err(
                Fault::Service(ServiceError::Refused(_) | ServiceError::NotFound)
                | Fault::Store(StoreError::Stale),
            ) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}
