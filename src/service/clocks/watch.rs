//! Watching the last days: lateness as it comes, the count of waiting tips, and everything that
//! urging does around them. It has no input and may run anywhere, any number of times.

use std::sync::Arc;

use crate::domain::actor::Scope;
use crate::domain::case::State;
use crate::domain::ids::UserId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::passed;
use crate::domain::obligation::Obligation;
use crate::domain::running::clock::ClockState;
use crate::domain::time::Instant;
use crate::domain::units::unit::UnitKind;
use crate::domain::urging::digest::{of_tips, slot};
use crate::service::cases::record::{CaseFile, Stamp};
use crate::service::clocks::urging::PAGE;
use crate::service::error::{Fault, ServiceError, passed_over};
use crate::service::facade::Service;
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
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
    /// Cases that could not be dealt with; the log says why.
    pub failed: usize,
    /// Nothing was done, because the clock is in doubt.
    pub paused: bool,
}

/// The parts of a round, each tried whatever became of those before.
#[derive(Debug, Default)]
struct Stages {
    failed: Option<ServiceError>,
}

impl Stages {
    /// What a part made, or nothing where it failed.
    fn made<T: Default>(&mut self, stage: &'static str, result: Result<T, ServiceError>) -> T {
        result.unwrap_or_else(|error| {
            tracing::error!(stage, %error, "a part of the watch failed");
            self.failed.get_or_insert(error);
            T::default()
        })
    }
}

impl Service {
    /// Records what is late, reminds of what will be, escalates, and tells the inspectorate how
    /// many tips wait.
    ///
    /// # Errors
    /// The first part that failed, after all were tried; the next round goes on where this one
    /// stopped. What cannot be read of one case stops no clock of another.
    pub async fn watch(&self) -> Result<Watched, ServiceError> {
        let reference = self.references.ready()?;
        let (mut watched, mut stages) = (Watched::default(), Stages::default());
        // What a wrong clock records can never be taken back, so everything here waits until it is right.
        if self.judge_clock().await? != ClockState::Agrees {
            return Ok(Watched { paused: true, ..watched });
        }
        let now = self.clock.now();
        stages.made("contacts", self.forget_unconfirmed(now).await);
        stages.made("links", self.forget_links(now).await);
        for channel in [Channel::Service, Channel::Integrity] {
            let waits = self.watch_waits(channel, now).await;
            let (lapsed, failed) = stages.made("waits", waits);
            watched.lapsed += lapsed;
            watched.failed += failed;
        }
        let (stood, failed) = stages.made("claims", self.watch_claims(now).await);
        watched.lapsed += stood;
        watched.failed += failed;
        let late = stages.made("late", self.newly_late(Channel::Service, now).await);
        let letters = stages.made("late letters", self.late_letters(now).await);
        let sealed = stages.made("late tips", self.newly_late(Channel::Integrity, now).await);
        for (channel, late) in [(Channel::Service, late), (Channel::Integrity, sealed)] {
            let recorded = self.watch_missed(&reference, channel, late).await;
            let (missed, failed) = stages.made("missed", recorded);
            watched.missed += missed;
            watched.failed += failed;
        }
        let unanswered = self.watch_letters(&reference, letters, now).await;
        watched.unanswered = stages.made("letters", unanswered);
        if let Some(round) = self.urging_round(&reference.calendar, now).await? {
            let reminded = self.watch_reminders(&reference, &round).await;
            watched.reminders = stages.made("reminders", reminded);
            let escalated = self.watch_escalations(&reference, &round).await;
            watched.escalated = stages.made("escalations", escalated);
            let tripped = self.watch_tripwire(&reference, &round).await;
            watched.tripped = stages.made("tripwire", tripped);
            if stages.failed.is_none() {
                self.close_round(&reference, &round).await?;
            }
        }
        watched.digests = stages.made("tips", self.watch_tips(&reference, now).await);
        stages.failed.map_or(Ok(watched), Err)
    }

    /// Every open obligation of a channel whose day is over and that was not recorded as late.
    async fn newly_late(
        &self,
        channel: Channel,
        now: Instant,
    ) -> Result<Vec<Obligation>, ServiceError> {
        let Ok(yesterday) = now.office_day().yesterday() else { return Ok(Vec::new()) };
        let query = move |conn: &mut Conn, after| {
            cases::due_by(conn, channel, Some(yesterday), false, after, PAGE)
        };
        let mut late = self.all(query, |one: &Obligation| (one.due_on, one.id)).await?;
        late.retain(|one| one.step.can_be_late());
        Ok(late)
    }

    /// Records what is late: how many, and how many could not be.
    async fn watch_missed(
        &self,
        reference: &Arc<Reference>,
        channel: Channel,
        late: Vec<Obligation>,
    ) -> Result<(usize, usize), ServiceError> {
        let (mut count, mut failed) = (0, 0);
        for one in late {
            if self.clock_jumped() {
                break;
            }
            // A round may be long: each is noted as changed when it is.
            let (case, now) = (one.case_id, self.clock.now());
            match self.record_missed(reference, channel, one, now).await {
                Ok(recorded) => count += usize::from(recorded),
                Err(error) => {
                    passed_over(channel, case, error)?;
                    failed += 1;
                }
            }
        }
        Ok((count, failed))
    }

    /// Records one obligation as missed, unless it was met or recorded meanwhile.
    async fn record_missed(
        &self,
        reference: &Arc<Reference>,
        channel: Channel,
        late: Obligation,
        now: Instant,
    ) -> Result<bool, ServiceError> {
        let (service, held) = (self.clone(), reference.clone());
        let written: Result<bool, Fault> = self
            .db
            .write("watch.missed", late.case_id, move |tx| {
                let Some(case) = cases::get(tx, channel, late.case_id)? else { return Ok(false) };
                let file = CaseFile::load(tx, case)?;
                let still = file.owed.iter().find(|one| one.id == late.id).cloned();
                let today = now.office_day();
                let Some(late) =
                    still.filter(|one| one.is_overdue(today) && one.missed_on.is_none())
                else {
                    return Ok(false);
                };
                // Dated the first late day, whenever it is recorded.
                let dated = late.due_on.tomorrow().map_err(ServiceError::internal)?;
                let decision = passed(&file.case, &late, &held.law(), today);
                let decision = decision.map_err(ServiceError::internal)?;
                let stamp = Stamp::of_the_clock(now);
                service.decided(&held, &file, decision, stamp, Some(dated))?.write(tx)?;
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
            let waiting = CaseFilter { states: vec![State::Received], ..CaseFilter::default() };
            let late = CaseFilter { overdue_on: Some(slot.0), ..CaseFilter::default() };
            let key = of_tips(body.id, slot, 0, 0).dedup_key;
            let found = self
                .db
                .read(move |conn| {
                    if outbox::known(conn, std::slice::from_ref(&key))?.contains(&key) {
                        return Ok(None);
                    }
                    let count = |conn: &mut Conn, filter| -> Result<i64, StoreError> {
                        let channel = Channel::Integrity;
                        let (found, _) =
                            cases::count(conn, channel, &scope, filter, 1000, i64::MAX)?;
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
