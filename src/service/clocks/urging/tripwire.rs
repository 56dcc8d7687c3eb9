//! The tripwire: what has lain unprocessed for too many days since its receipt is told to the
//! inspectorate once, a case by its number and a tip as a count (NĐ 154/2026 Điều 41.3b).

use std::sync::Arc;

use super::{PAGE, Round};
use crate::domain::actor::Scope;
use crate::domain::ids::{CaseId, UnitId, UserId};
use crate::domain::kind::Channel;
use crate::domain::notice::Notice;
use crate::domain::time::Day;
use crate::domain::units::unit::UnitKind;
use crate::domain::urging::digest::of_tripwire;
use crate::domain::urging::escalation::tripwire;
use crate::service::access::watcher;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::store::cases::{self, CaseFilter, LOOKED_AT, Slice};
use crate::store::snapshot;

impl Service {
    /// Alarms what has lain too long in the slot of `round`. Returns how much.
    pub(in crate::service) async fn watch_tripwire(
        &self,
        reference: &Reference,
        round: &Round,
    ) -> Result<usize, ServiceError> {
        let today = round.today();
        let Some(since) = reference.unprocessed_since(today)? else { return Ok(0) };
        let watcher = watcher(reference, today);
        let mut count = 0;
        for kind in [UnitKind::Inspectorate, UnitKind::Province] {
            let Some(body) = reference.units.first_of(kind, today).map(|unit| unit.id) else {
                continue;
            };
            let tips = self.tripped(Channel::Integrity, body, since).await?;
            let cases = if watcher == Some(body) {
                self.tripped(Channel::Service, body, since).await?
            } else {
                Vec::new()
            };
            count += tips.len() + cases.len();
            // A case is named; a tip never is.
            let many = i64::try_from(tips.len()).unwrap_or(i64::MAX);
            let digest = (many > 0).then(|| {
                let keys = tips.iter().map(|it| it.dedup_key.clone()).collect();
                self.standing_for(of_tripwire(body, round.slot, many), keys)
            });
            let mut rows = self.rows(reference, &tips, round.now)?;
            for row in &mut rows {
                row.cancel(round.now);
            }
            let owed: Vec<Notice> = cases.into_iter().chain(digest).collect();
            rows.extend(self.rows(reference, &owed, round.now)?);
            self.owe(rows).await?;
        }
        Ok(count)
    }

    /// The alarms of one channel that were not given yet.
    async fn tripped(
        &self,
        channel: Channel,
        body: UnitId,
        since: Day,
    ) -> Result<Vec<Notice>, ServiceError> {
        let inspector = UserId::new(uuid::Uuid::nil());
        let filter = CaseFilter { unprocessed_since: Some(since), ..CaseFilter::default() };
        let mut found = Vec::new();
        let mut after: Option<(Day, CaseId)> = None;
        loop {
            let (scope, filter) =
                (Scope::Inspectorate { inspector, body, conflicts: Arc::new([]) }, filter.clone());
            let page = self
                .db
                .read(move |conn| {
                    let slice = Slice { after, limit: PAGE, looked_at: LOOKED_AT };
                    snapshot(conn, |conn| cases::queue(conn, channel, &scope, &filter, slice))
                })
                .await?;
            let mut alarms: Vec<Notice> =
                page.cases.iter().map(|case| tripwire(body, case)).collect();
            if channel == Channel::Integrity {
                // Not even the id of a tip stands among the mail.
                for alarm in &mut alarms {
                    let hidden = self.keys.message_id(&alarm.dedup_key);
                    alarm.dedup_key = format!("{}:{hidden}", alarm.template);
                }
            }
            found.extend(self.unknown(alarms).await?);
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }
}
