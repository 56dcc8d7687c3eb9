//! Everything one event writes: the case, its obligations, the event, mail and counts.

mod succession;

use super::leaves_hand;
use crate::domain::actor::Actor;
use crate::domain::case::{Case, State};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::event::{Event, Happening, Payload};
use crate::domain::ids::{EventId, ObligationId, UserId};
use crate::domain::kind::Channel;
use crate::domain::ledger::entries;
use crate::domain::lifecycle::Decision;
use crate::domain::notice::{Notice, Recipient, of_event};
use crate::domain::obligation::{Change, Obligation, Standing, What, next_due_on, plan};
use crate::domain::time::{Day, Instant};
use crate::service::desk::Desk;
use crate::service::error::{Fault, ServiceError};
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::service::sealed::{SealedContact, seal_texts};
use crate::store::backend::Conn;
use crate::store::ledger::{self, LedgerRow};
use crate::store::outbox::{self, NoticeRow};
use crate::store::{StoreError, cases, reports};
pub(in crate::service) use succession::succeeded;

/// What one event changes, ready to be written.
pub(in crate::service) struct Effect {
    seen: i32,
    pub(in crate::service) case: Case,
    changed: Vec<Obligation>,
    pub(in crate::service) opened: Vec<Obligation>,
    pub(in crate::service) event: Event,
    pub(in crate::service) notices: Vec<Notice>,
    notice_rows: Vec<NoticeRow>,
    ledger: Vec<LedgerRow>,
}

impl Effect {
    /// What was written before, for answering it once more.
    pub(super) fn past(case: Case, event: Event, opened: Vec<Obligation>) -> Self {
        Self {
            seen: case.version,
            case,
            changed: Vec::new(),
            opened,
            event,
            notices: Vec::new(),
            notice_rows: Vec::new(),
            ledger: Vec::new(),
        }
    }

    /// Writes all of it, unless the case was changed since it was read.
    pub(in crate::service) fn write(&self, tx: &mut Conn) -> Result<(), StoreError> {
        let channel = self.case.channel;
        cases::save(tx, self.seen, &self.case)?;
        for one in &self.changed {
            cases::save_obligation(tx, channel, one)?;
        }
        for one in &self.opened {
            cases::open_obligation(tx, channel, one)?;
        }
        cases::append(tx, channel, &self.event)?;
        for notice in &self.notice_rows {
            outbox::enqueue(tx, notice)?;
        }
        ledger::append(tx, &self.ledger)
    }
}

/// A case that has one event more than `seen`.
fn event(desk: &Desk, case: &Case, actor: Option<UserId>, now: Instant, payload: Payload) -> Event {
    let id = EventId::new(desk.ids.ordered());
    Event {
        id,
        case_id: case.id,
        n: case.version + 1,
        at: now,
        day: now.office_day(),
        actor,
        payload,
    }
}

/// The case passes into the hand of `to`.
pub(super) fn assigned(desk: &Desk, case: Case, to: UserId, actor: &Actor, now: Instant) -> Effect {
    let payload = Payload { happening: Happening::Assigned { to }, changes: Vec::new() };
    let event = event(desk, &case, Some(actor.user_id), now, payload);
    let seen = case.version;
    Effect {
        seen,
        case: Case { assignee: Some(to), version: event.n, ..case },
        changed: Vec::new(),
        opened: Vec::new(),
        event,
        notices: Vec::new(),
        notice_rows: Vec::new(),
        ledger: Vec::new(),
    }
}

/// A decision of the lifecycle, with the periods it begins and the mail it owes.
#[expect(clippy::too_many_arguments, reason = "everything a decision rests on, once")]
pub(super) fn decided(
    desk: &Desk,
    conn: &mut Conn,
    reference: &Reference,
    case: &Case,
    owed: Vec<Obligation>,
    decision: Decision,
    actor: Option<&Actor>,
    now: Instant,
) -> Result<Effect, Fault> {
    let today = now.office_day();
    let told = told_before(&owed);
    let (changed, mut owed) = settle(owed, &decision.changes, today);
    let mut changes = decision.changes;
    let mut opened = Vec::new();
    if let Some(holder) = decision.new_holder {
        let from = FromEvent::ForwardedIn;
        let kind = case.kind;
        let duties =
            plan(&reference.rules, &reference.calendar, kind, from, case.received_on, today)
                .map_err(ServiceError::internal)?;
        for duty in duties {
            // The reporter was told a day for the answer; that day does not move (12.9).
            let told = told.filter(|_| duty.step == Step::Answer);
            let id = ObligationId::new(desk.ids.ordered());
            let one = duty.into_obligation(id, case.id, holder, told);
            changes.push(Change::of(&one, What::Opened));
            opened.push(one);
        }
    }
    owed.extend(opened.iter().cloned());
    let mut event = event(
        desk,
        case,
        actor.map(|actor| actor.user_id),
        now,
        Payload { happening: decision.happening, changes },
    );
    let next = Case {
        state: decision.next,
        version: event.n,
        holder: decision.new_holder.unwrap_or(case.holder),
        assignee: case.assignee.filter(|_| !leaves_hand(&event.payload.happening)),
        next_due_on: next_due_on(&owed),
        outcome: decision.outcome,
        closed_on: if decision.next.is_open() { None } else { Some(today) },
        ..case.clone()
    };
    let notices = of_event(&next, &event, reporter(desk, conn, &next)?);
    let notice_rows = notice_rows(desk.ids.as_ref(), &notices, now, &reference.calendar)?;
    let ledger = entries(case.channel, case.kind, &event)
        .iter()
        .map(|entry| LedgerRow::new(desk.ids.ordered(), entry))
        .collect();
    seal_texts(&desk.keys, case.channel, event.id, &mut event.payload.happening)?;
    Ok(Effect {
        seen: case.version,
        case: next,
        changed,
        opened,
        event,
        notices,
        notice_rows,
        ledger,
    })
}

/// A last day that has passed: an event dated the first late day (12.8).
pub(in crate::service) fn missed(
    desk: &Desk,
    reference: &Reference,
    case: &Case,
    owed: Vec<Obligation>,
    late: &Obligation,
    now: Instant,
) -> Result<Effect, ServiceError> {
    let first_late = late.due_on.tomorrow().map_err(ServiceError::internal)?;
    let changes = vec![Change::of(late, What::Missed)];
    let (changed, owed) = settle(owed, &changes, first_late);
    let payload = Payload { happening: Happening::Missed, changes };
    let event = Event { day: first_late, ..event(desk, case, None, now, payload) };
    let next = Case { version: event.n, next_due_on: next_due_on(&owed), ..case.clone() };
    let notices = of_event(&next, &event, None);
    let notice_rows = notice_rows(desk.ids.as_ref(), &notices, now, &reference.calendar)?;
    let ledger = entries(case.channel, case.kind, &event)
        .iter()
        .map(|entry| LedgerRow::new(desk.ids.ordered(), entry))
        .collect();
    let opened = Vec::new();
    Ok(Effect {
        seen: case.version,
        case: next,
        changed,
        opened,
        event,
        notices,
        notice_rows,
        ledger,
    })
}

/// The day the reporter was told for the answer.
fn told_before(owed: &[Obligation]) -> Option<Day> {
    let open = |one: &&Obligation| one.step == Step::Answer && one.status == Standing::Open;
    owed.iter().find(open).map(|one| one.told_due_on)
}

/// Applies `changes`; returns the obligations that changed, and all of them.
fn settle(
    owed: Vec<Obligation>,
    changes: &[Change],
    today: Day,
) -> (Vec<Obligation>, Vec<Obligation>) {
    let mut changed = Vec::new();
    let owed = owed
        .into_iter()
        .map(|mut one| {
            let mut touched = false;
            for change in changes.iter().filter(|change| change.id == one.id) {
                touched = true;
                match change.what {
                    What::Opened => {}
                    What::Missed => one.missed_on = one.due_on.tomorrow().ok(),
                    What::Met | What::MetLate => {
                        one.status = Standing::Met;
                        one.ended_on = Some(today);
                    }
                    What::Released | What::ReleasedLate => {
                        one.status = Standing::Released;
                        one.ended_on = Some(today);
                    }
                }
            }
            if touched {
                changed.push(one.clone());
            }
            one
        })
        .collect();
    (changed, owed)
}

/// Where the reporter gets mail, if an address was left.
fn reporter(desk: &Desk, conn: &mut Conn, case: &Case) -> Result<Option<Recipient>, Fault> {
    // Only ends and moves are told to reporters; nothing else needs the contact.
    if case.state == State::Accepted || case.state == State::Closed {
        return Ok(None);
    }
    match case.channel {
        Channel::Service => {
            let contact = reports::contact(conn, case.report_id)?;
            Ok(contact
                .filter(|contact| contact.email.is_some())
                .map(|_| Recipient::Contact(case.report_id)))
        }
        Channel::Integrity => {
            let row = reports::sealed(conn, case.report_id)?;
            let Some(blob) = row.and_then(|row| row.sealed_contact) else { return Ok(None) };
            let contact = SealedContact::open(&desk.keys, case.report_id, &blob)?;
            Ok(contact.email.map(|_| Recipient::Sealed(case.report_id)))
        }
    }
}
