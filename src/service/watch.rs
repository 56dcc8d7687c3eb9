//! Watching the last days: reminders before, lateness after, and the count of waiting tips. It
//! has no input and may run anywhere, any number of times.

use super::desk::Desk;
use super::error::{Fault, ServiceError};
use super::handling::missed;
use super::notices::notice_rows;
use super::reference::Reference;
use crate::domain::actor::Scope;
use crate::domain::case::State;
use crate::domain::ids::{ObligationId, UserId};
use crate::domain::kind::Channel;
use crate::domain::notice::{Notice, digest, digest_slot, reminder};
use crate::domain::obligation::Obligation;
use crate::domain::time::{Day, Instant};
use crate::domain::unit::UnitKind;
use crate::store::cases::{self, CaseFilter};
use crate::store::outbox;

/// Obligations looked at in one read.
const PAGE: i64 = 200;
/// No break of the office calendar is longer than this.
const LONGEST_BREAK_DAYS: usize = 20;

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Watched {
    /// Reminders that are now owed.
    pub reminders: usize,
    /// Obligations recorded as missed.
    pub missed: usize,
    /// Digests for the inspectorate.
    pub digests: usize,
    /// Waits that lapsed.
    pub lapsed: usize,
}

impl Desk {
    /// Records what is late, reminds of what will be, and tells the inspectorate how many tips
    /// wait.
    ///
    /// # Errors
    /// When the store fails; the next round goes on where this one stopped.
    pub async fn watch(&self) -> Result<Watched, ServiceError> {
        let reference = self.references.ready()?;
        let now = self.clock.now();
        let mut watched = Watched::default();
        for channel in [Channel::Service, Channel::Integrity] {
            watched.lapsed += self.watch_waits(channel, now).await?;
            watched.missed += self.watch_missed(&reference, channel, now).await?;
        }
        watched.reminders = self.watch_reminders(&reference, now).await?;
        watched.digests = self.watch_tips(&reference, now).await?;
        Ok(watched)
    }

    async fn watch_missed(
        &self,
        reference: &std::sync::Arc<Reference>,
        channel: Channel,
        now: Instant,
    ) -> Result<usize, ServiceError> {
        let Ok(yesterday) = now.office_day().yesterday() else { return Ok(0) };
        let mut count = 0;
        let mut after: Option<(Day, ObligationId)> = None;
        loop {
            let late = self
                .db
                .read(move |conn| cases::due_by(conn, channel, yesterday, false, after, PAGE))
                .await?;
            let Some(last) = late.last() else { return Ok(count) };
            after = Some((last.due_on, last.id));
            for one in late {
                count += usize::from(self.record_missed(reference, channel, one, now).await?);
            }
        }
    }

    /// Records one obligation as missed, unless it was met or recorded meanwhile.
    async fn record_missed(
        &self,
        reference: &std::sync::Arc<Reference>,
        channel: Channel,
        late: Obligation,
        now: Instant,
    ) -> Result<bool, ServiceError> {
        let (desk, held) = (self.clone(), reference.clone());
        let written: Result<bool, Fault> = self
            .db
            .write("watch.missed", late.case_id, move |tx| {
                let Some(case) = cases::get(tx, channel, late.case_id)? else { return Ok(false) };
                let owed = cases::obligations(tx, channel, case.id)?;
                let still = owed.iter().find(|one| one.id == late.id).cloned();
                let today = now.office_day();
                let Some(late) =
                    still.filter(|one| one.is_overdue(today) && one.missed_on.is_none())
                else {
                    return Ok(false);
                };
                missed(&desk, tx, &held, &case, owed, &late, now)?.write(tx)?;
                Ok(true)
            })
            .await;
        match written {
            // Somebody changed the case between the read and the write: the next round looks again.
            Err(Fault::Store(crate::store::StoreError::Stale)) => Ok(false),
            other => Ok(other?),
        }
    }

    async fn watch_reminders(
        &self,
        reference: &Reference,
        now: Instant,
    ) -> Result<usize, ServiceError> {
        let today = now.office_day();
        let horizon = horizon(reference, today);
        let mut count = 0;
        let mut after: Option<(Day, ObligationId)> = None;
        loop {
            let (owed, seen) = self
                .db
                .read(move |conn| {
                    let owed = cases::due_by(conn, Channel::Service, horizon, false, after, PAGE)?;
                    let mut found = Vec::with_capacity(owed.len());
                    for one in owed {
                        let case = cases::get(conn, Channel::Service, one.case_id)?;
                        found.extend(case.map(|case| (case, one)));
                    }
                    let last = found.last().map(|(_, one)| (one.due_on, one.id));
                    Ok((found, last))
                })
                .await?;
            if seen.is_none() {
                return Ok(count);
            }
            after = seen;
            let notices: Vec<Notice> = owed
                .iter()
                .filter_map(|(case, one)| reminder(case, one, &reference.calendar, today))
                .collect();
            count += self.owe(reference, notices, now).await?;
        }
    }

    /// Decides each slot once, at its first round, also where nothing waits: a tip that comes later
    /// is told in the next slot, so that no mail dates it.
    async fn watch_tips(&self, reference: &Reference, now: Instant) -> Result<usize, ServiceError> {
        let Some(slot) = digest_slot(now, &reference.calendar) else { return Ok(0) };
        let mut count = 0;
        for kind in [UnitKind::Inspectorate, UnitKind::Province] {
            let Some(body) = reference.units.first_of(kind, slot.0) else { continue };
            let inspector = UserId::new(uuid::Uuid::nil());
            let conflicts = std::sync::Arc::new([]);
            let scope = Scope::Inspectorate { inspector, body: body.id, conflicts };
            let waiting = CaseFilter { state: Some(State::Received), ..CaseFilter::default() };
            let key = digest(body.id, slot, 0).dedup_key;
            let found = self
                .db
                .read(move |conn| {
                    if outbox::known(conn, std::slice::from_ref(&key))?.contains(&key) {
                        return Ok(None);
                    }
                    cases::count(conn, Channel::Integrity, &scope, &waiting, 1000).map(Some)
                })
                .await?;
            let Some(tips) = found else { continue };
            let notice = digest(body.id, slot, i64::try_from(tips).unwrap_or(i64::MAX));
            let mut rows = notice_rows(self.ids.as_ref(), &[notice], now, &reference.calendar)?;
            if tips == 0 {
                for row in &mut rows {
                    row.cancel(now);
                }
            }
            count += usize::from(tips > 0);
            self.db
                .write("watch.digest", "outbox", move |tx| {
                    rows.iter().try_for_each(|row| outbox::enqueue(tx, row))
                })
                .await?;
        }
        Ok(count)
    }

    /// Owes what is not owed yet; a round that finds nothing new writes nothing.
    async fn owe(
        &self,
        reference: &Reference,
        notices: Vec<Notice>,
        now: Instant,
    ) -> Result<usize, ServiceError> {
        let keys: Vec<String> = notices.iter().map(|notice| notice.dedup_key.clone()).collect();
        let known = self.db.read(move |conn| outbox::known(conn, &keys)).await?;
        let fresh: Vec<Notice> =
            notices.into_iter().filter(|notice| !known.contains(&notice.dedup_key)).collect();
        if fresh.is_empty() {
            return Ok(0);
        }
        let rows = notice_rows(self.ids.as_ref(), &fresh, now, &reference.calendar)?;
        self.db
            .write("watch.owe", "outbox", move |tx| {
                rows.iter().try_for_each(|row| outbox::enqueue(tx, row))
            })
            .await?;
        Ok(fresh.len())
    }
}

/// The last day whose reminder may be due on `today`.
fn horizon(reference: &Reference, today: Day) -> Day {
    let known = reference.calendar.as_of(today);
    let mut day = today;
    for _ in 0..LONGEST_BREAK_DAYS {
        match day.tomorrow() {
            Ok(next) if known.working_days_before(next, 3) <= today => day = next,
            _ => break,
        }
    }
    day
}
