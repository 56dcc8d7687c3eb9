//! Every service case reaches its unit at a mark of the clock, half an hour after it was filed at the earliest: until then
//! whoever filed it can make it a tip, and since all cases wait alike the wait tells nothing.

use std::sync::Arc;

use crate::domain::case::Case;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::ledger::{Entry, entries};
use crate::domain::notice::{Notice, Recipient, of_event};
use crate::domain::time::{Day, Instant};
use crate::service::error::{Fault, ServiceError, passed_over};
use crate::service::facade::Service;
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::ledger::{self, LedgerRow};
use crate::store::{StoreError, cases, changes, outbox};

/// So many are looked up at once.
const PAGE: i64 = 100;
/// No mark is further away than this, in seconds, but by a clock that was wrong when it was set.
const FURTHEST: i64 = 3600;

/// Whether a case that is held until `mark` reaches its unit at `now`.
fn is_due(mark: Instant, now: Instant) -> bool {
    mark <= now || mark > now.plus_seconds(FURTHEST)
}

/// Whether `notice` of `event` goes out with it: while no unit knows of the case its release tells units.
pub(super) fn told_now(case: &Case, event: &Event, notice: &Notice) -> bool {
    let waits = case.held_until.is_some() && !event.payload.is_inspectors_own();
    !(waits && matches!(notice.to, Recipient::Unit(_)))
}

/// What `event` counts at once: while no unit knows of the case its release counts it.
pub(super) fn counted_now(case: &Case, event: &Event) -> Vec<Entry> {
    match case.held_until {
        None => entries(case.channel, case.kind, event),
        Some(_) => Vec::new(),
    }
}

impl Service {
    /// Until when no unit knows of a case that is filed at `at`.
    pub(in crate::service) fn held_until(&self, at: Instant) -> Option<Instant> {
        self.holds.then(|| at.half_hour_mark())
    }

    /// Lets every case whose mark has come reach its unit: its list, the mail and the counts of all that has happened to it, in
    /// one transaction each. Returns how many.
    ///
    /// # Errors
    /// As of the store; what was released stays so.
    pub async fn release(&self) -> Result<usize, ServiceError> {
        let reference = self.references.ready()?;
        // What a wrong clock releases can never be taken back.
        if self.doubts_clock() {
            return Ok(0);
        }
        let now = self.clock.now();
        let wrong = (Some(now.plus_seconds(FURTHEST)), None);
        let mut released = 0;
        for marks in [(None, Some(now)), wrong] {
            released += self.release_between(&reference, marks, now).await?;
        }
        Ok(released)
    }

    async fn release_between(
        &self,
        reference: &Arc<Reference>,
        marks: (Option<Instant>, Option<Instant>),
        now: Instant,
    ) -> Result<usize, ServiceError> {
        let (mut released, mut after) = (0, None);
        loop {
            let from = after;
            let due = self.db.read(move |conn| cases::held(conn, marks, from, PAGE)).await?;
            let Some(last) = due.last().copied() else { return Ok(released) };
            after = Some(last);
            for (_, id) in due {
                // What is noted as changed by a clock that leapt would be passed over until it is right.
                if self.clock_jumped() {
                    return Ok(released);
                }
                let (service, held) = (self.clone(), reference.clone());
                let write = move |tx: &mut Conn| service.release_one(tx, &held, id, now);
                match self.db.write::<bool, Fault, _>("release", id, write).await {
                    Ok(done) => released += usize::from(done),
                    // Somebody acts on it at this moment; the next round finds it.
                    Err(Fault::Store(StoreError::Stale)) => {}
                    // One that cannot be read holds up none of those behind it.
                    Err(fault) => passed_over(Channel::Service, id, fault.into())?,
                }
            }
        }
    }

    fn release_one(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        id: CaseId,
        now: Instant,
    ) -> Result<bool, Fault> {
        let case = cases::get(tx, Channel::Service, id)?;
        let Some(case) = case.filter(|case| case.held_until.is_some_and(|mark| is_due(mark, now)))
        else {
            return Ok(false);
        };
        let (events, owed) = (cases::events(tx, &case)?, cases::obligations(tx, &case)?);
        let units = |event| of_event(&case, event, &owed, None).into_iter();
        // What waited for a signature was no petition yet, and is news with its paper.
        let unsigned = |event: &Event| {
            matches!(event.payload.event_kind, EventKind::Filed { sign_by: Some(_), .. })
        };
        let own = |event: &&Event| !event.payload.is_inspectors_own() && !unsigned(event);
        let open = events.iter().filter(own);
        let mut notices: Vec<_> = open.flat_map(units).collect();
        // Whoever had it while no unit knew of it never learns of it.
        notices.retain(|notice| notice.to == Recipient::Unit(case.holder));
        for row in notice_rows(self.ids.as_ref(), &notices, now, &reference.calendar)? {
            outbox::enqueue(tx, &row)?;
        }
        let open_from =
            if self.doubts_clock() { Day::MAX } else { now.office_day().first_of_month() };
        let counts: Vec<_> =
            events.iter().flat_map(|event| entries(case.channel, case.kind, event)).collect();
        if counts.iter().any(|entry| entry.cohort_on < open_from) {
            self.instance.note_figure_change();
        }
        let rows: Vec<_> =
            counts.iter().map(|one| LedgerRow::new(case.key, one, open_from)).collect();
        ledger::append(tx, &rows)?;
        cases::release(tx, &case)?;
        // A round may be long: each is noted as changed when it is.
        changes::note(tx, &Case { held_until: None, ..case }, self.clock.now(), false)?;
        Ok(true)
    }
}
