//! Watching the last days: lateness as it comes, the count of waiting tips, and everything that
//! urging does around them. It has no input and may run anywhere, any number of times.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::desk::Desk;
use super::error::{Fault, ServiceError};
use super::handling::missed;
use super::notices::notice_rows;
use super::reference::Reference;
use super::urging::PAGE;
use crate::domain::actor::Scope;
use crate::domain::case::State;
use crate::domain::ids::{UnitId, UserId};
use crate::domain::kind::Channel;
use crate::domain::obligation::Obligation;
use crate::domain::time::Instant;
use crate::domain::unit::UnitKind;
use crate::domain::urging::digest::{of_tips, slot};
use crate::store::backend::Conn;
use crate::store::cases::{self, CaseFilter};
use crate::store::{StoreError, outbox};

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
    /// Late duties that somebody above now hears of.
    pub escalated: usize,
    /// Cases and tips that have lain unprocessed for too long.
    pub tripped: usize,
    /// Urging letters recorded as not answered in time.
    pub unanswered: usize,
}

impl Desk {
    /// Records what is late, reminds of what will be, escalates, and tells the inspectorate how
    /// many tips wait.
    ///
    /// # Errors
    /// When the store fails; the next round goes on where this one stopped.
    pub async fn watch(&self) -> Result<Watched, ServiceError> {
        let reference = self.references.ready()?;
        let now = self.clock.now();
        let mut watched = Watched::default();
        for channel in [Channel::Service, Channel::Integrity] {
            watched.lapsed += self.watch_waits(channel, now).await?;
        }
        watched.lapsed += self.watch_claims(now).await?;
        let round = self.urging_round(&reference.calendar, now).await?;
        let late = self.newly_late(Channel::Service, now).await?;
        let letters = self.late_letters(now).await?;
        let late_units =
            late.iter().map(|it| it.unit_id).chain(letters.iter().map(|it| it.unit_id));
        let plan = self.plan_reminders(&reference, &round, late_units).await?;
        let digested = plan.digested();
        watched.digests = self.owe_digests(&reference, &round, &plan).await?;
        watched.missed +=
            self.watch_missed(&reference, Channel::Service, late, &digested, now).await?;
        let late = self.newly_late(Channel::Integrity, now).await?;
        watched.missed +=
            self.watch_missed(&reference, Channel::Integrity, late, &digested, now).await?;
        watched.unanswered = self.watch_letters(&reference, letters, &digested, now).await?;
        watched.reminders = self.owe_reminders(&reference, &round, &plan).await?;
        watched.escalated = self.watch_escalations(&reference, &round).await?;
        watched.tripped = self.watch_tripwire(&reference, &round).await?;
        self.close_round(&reference, &round).await?;
        watched.digests += self.watch_tips(&reference, now).await?;
        Ok(watched)
    }

    /// Every open obligation of a channel whose day is over and that was not recorded as late.
    async fn newly_late(
        &self,
        channel: Channel,
        now: Instant,
    ) -> Result<Vec<Obligation>, ServiceError> {
        let Ok(yesterday) = now.office_day().yesterday() else { return Ok(Vec::new()) };
        let query = move |conn: &mut Conn, after| {
            cases::due_by(conn, channel, yesterday, false, after, PAGE)
        };
        let mut late = self.all(query, |one: &Obligation| (one.due_on, one.id)).await?;
        late.retain(|one| one.step.can_be_late());
        Ok(late)
    }

    /// Records what is late. The units in `digested` were told in a digest, and get no mail of
    /// each.
    async fn watch_missed(
        &self,
        reference: &Arc<Reference>,
        channel: Channel,
        late: Vec<Obligation>,
        digested: &BTreeSet<UnitId>,
        now: Instant,
    ) -> Result<usize, ServiceError> {
        let mut count = 0;
        for one in late {
            let told = digested.contains(&one.unit_id);
            count += usize::from(self.record_missed(reference, channel, one, told, now).await?);
        }
        Ok(count)
    }

    /// Records one obligation as missed, unless it was met or recorded meanwhile.
    async fn record_missed(
        &self,
        reference: &Arc<Reference>,
        channel: Channel,
        late: Obligation,
        told: bool,
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
                let effect = missed(&desk, tx, &held, &case, owed, &late, now)?;
                let effect = if told { effect.told_already(now) } else { effect };
                effect.write(tx)?;
                Ok(true)
            })
            .await;
        match written {
            // Somebody changed the case between the read and the write: the next round looks again.
            Err(Fault::Store(StoreError::Stale)) => Ok(false),
            other => Ok(other?),
        }
    }

    /// Decides each slot once, at its first round, also where nothing waits: a tip that comes later
    /// is told in the next slot, so that no mail dates it.
    async fn watch_tips(&self, reference: &Reference, now: Instant) -> Result<usize, ServiceError> {
        let Some(slot) = slot(now, &reference.calendar) else { return Ok(0) };
        let mut count = 0;
        for kind in [UnitKind::Inspectorate, UnitKind::Province] {
            let Some(body) = reference.units.first_of(kind, slot.0) else { continue };
            let inspector = UserId::new(uuid::Uuid::nil());
            let conflicts = std::sync::Arc::new([]);
            let scope = Scope::Inspectorate { inspector, body: body.id, conflicts };
            let waiting = CaseFilter { state: Some(State::Received), ..CaseFilter::default() };
            let late = CaseFilter { overdue_on: Some(slot.0), ..CaseFilter::default() };
            let key = of_tips(body.id, slot, 0, 0).dedup_key;
            let found = self
                .db
                .read(move |conn| {
                    if outbox::known(conn, std::slice::from_ref(&key))?.contains(&key) {
                        return Ok(None);
                    }
                    let count = |conn: &mut Conn, filter| -> Result<i64, StoreError> {
                        let found = cases::count(conn, Channel::Integrity, &scope, filter, 1000)?;
                        Ok(i64::try_from(found).unwrap_or(i64::MAX))
                    };
                    Ok(Some((count(conn, &waiting)?, count(conn, &late)?)))
                })
                .await?;
            let Some((tips, late)) = found else { continue };
            let notice = of_tips(body.id, slot, tips, late);
            let mut rows = notice_rows(self.ids.as_ref(), &[notice], now, &reference.calendar)?;
            if tips + late == 0 {
                for row in &mut rows {
                    row.cancel(now);
                }
            }
            count += usize::from(tips + late > 0);
            self.db
                .write("watch.digest", "outbox", move |tx| {
                    rows.iter().try_for_each(|row| outbox::enqueue(tx, row))
                })
                .await?;
        }
        Ok(count)
    }
}
