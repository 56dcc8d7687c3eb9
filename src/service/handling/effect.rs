//! Everything one event writes: the case, its obligations, the event, mail and counts.

mod linked;
mod register;
mod succession;

use super::publication::Publication;
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::event::{Event, Happening, Payload};
use crate::domain::ids::{EventId, ObligationId, UserId};
use crate::domain::kind::Channel;
use crate::domain::ledger::entries;
use crate::domain::lifecycle::{Decision, passed};
use crate::domain::notice::{Notice, Recipient, awaits, is_news, of_event};
use crate::domain::obligation::{Change, Obligation, What, next_due_on};
use crate::domain::time::Instant;
use crate::service::access::decider;
use crate::service::desk::Desk;
use crate::service::error::{Fault, ServiceError};
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::service::sealed::{open_contact, seal_texts};
use crate::store::backend::Conn;
use crate::store::ledger::{self, LedgerRow};
use crate::store::outbox::{self, NoticeRow};
use crate::store::{StoreError, cases, reports};
use linked::LinkedRows;
use register::Entry;
pub(super) use register::registered;
pub(in crate::service) use succession::succeeded;

/// What one event changes, ready to be written.
pub(in crate::service) struct Effect {
    seen: i32,
    pub(in crate::service) case: Case,
    pub(super) changed: Vec<Obligation>,
    pub(in crate::service) opened: Vec<Obligation>,
    pub(in crate::service) event: Event,
    pub(in crate::service) notices: Vec<Notice>,
    notice_rows: Vec<NoticeRow>,
    ledger: Vec<LedgerRow>,
    register: Option<Entry>,
    publication: Option<Publication>,
    linked: Option<Box<LinkedRows>>,
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
            register: None,
            publication: None,
            linked: None,
        }
    }

    /// Without the id of a linked case, which is drawn anew when it is done in earnest.
    #[must_use]
    pub(super) fn rehearsed(mut self) -> Self {
        if self.linked.take().is_some() {
            self.case.course.linked = None;
        }
        self
    }

    /// Writes all of it, unless the case was changed since it was read.
    pub(in crate::service) fn write(&self, tx: &mut Conn) -> Result<(), StoreError> {
        cases::save(tx, self.seen, &self.case)?;
        for one in &self.changed {
            cases::save_obligation(tx, &self.case, one)?;
        }
        for one in &self.opened {
            cases::open_obligation(tx, &self.case, one)?;
        }
        cases::append(tx, &self.case, &self.event)?;
        for notice in &self.notice_rows {
            outbox::enqueue(tx, notice)?;
        }
        if let Some(entry) = &self.register {
            entry.write(tx)?;
        }
        if let Some(publication) = &self.publication {
            publication.write(tx)?;
        }
        ledger::append(tx, &self.ledger)?;
        self.linked.as_ref().map_or(Ok(()), |linked| linked.write(tx))
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
    let payload = Payload {
        happening: Happening::Assigned { to },
        changes: Vec::new(),
        case_kind: Some(case.kind),
        over: false,
    };
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
        register: None,
        publication: None,
        linked: None,
    }
}

/// A decision of the lifecycle, with the periods it begins and the mail it owes.
#[expect(clippy::too_many_arguments, reason = "everything a decision rests on, once")]
pub(in crate::service) fn decided(
    desk: &Desk,
    conn: &mut Conn,
    reference: &Reference,
    case: &Case,
    owed: Vec<Obligation>,
    decision: Decision,
    actor: Option<UserId>,
    now: Instant,
) -> Result<Effect, Fault> {
    let today = now.office_day();
    let linked =
        decision.linked.map(|it| linked::rows(desk, conn, reference, case, it, actor, now));
    let linked = linked.transpose()?;
    let mut changes: Vec<Change> =
        decision.changed.iter().map(|(one, what)| Change::of(one, *what)).collect();
    let (changed, mut owed) = settle(owed, decision.changed);
    let opened: Vec<Obligation> = decision
        .opens
        .into_iter()
        .map(|opening| {
            let id = ObligationId::new(desk.ids.ordered());
            opening.duty.into_obligation(id, case.id, opening.unit, opening.told)
        })
        .collect();
    changes.extend(opened.iter().map(|one| Change::of(one, What::Opened)));
    owed.extend(opened.iter().cloned());
    let payload = Payload {
        happening: decision.happening,
        changes,
        case_kind: Some(case.kind),
        over: case.state.is_open() && !decision.next.state.is_open(),
    };
    let event = event(desk, case, actor, now, payload);
    let next = Case {
        version: event.n,
        next_due_on: next_due_on(&owed),
        // What happens after the end (its answer is made public, a consulted body is late) moves no end.
        closed_on: if decision.next.state.is_open() {
            None
        } else {
            case.closed_on.or(Some(today))
        },
        ..decision.next
    };
    let mut effect = finish(desk, conn, reference, case, next, event, changed, opened, now)?;
    effect.notices.extend(linked.iter().flat_map(|it| it.notices.iter().cloned()));
    Ok(Effect { linked: linked.map(Box::new), ..effect })
}

/// The mail and the counts that follow from `event`, and its texts sealed.
#[expect(clippy::too_many_arguments, reason = "everything an effect is made of, once")]
fn finish(
    desk: &Desk,
    conn: &mut Conn,
    reference: &Reference,
    case: &Case,
    mut next: Case,
    mut event: Event,
    changed: Vec<Obligation>,
    opened: Vec<Obligation>,
    now: Instant,
) -> Result<Effect, Fault> {
    next.course.veiled += u16::from(event.payload.is_inspectors_own());
    // A tipper's address is opened only for news: what cannot be opened stops no clock.
    let told = next.channel == Channel::Service || is_news(&event.payload.happening);
    let reporter = if told { reporter(desk, conn, &next)? } else { None };
    let mut notices = of_event(&next, &event, reporter);
    if next.awaits_inspector() && !case.awaits_inspector() {
        notices.extend(
            decider(reference, &next, event.day).and_then(|to| awaits(&next, event.id, to)),
        );
    }
    let notice_rows = notice_rows(desk.ids.as_ref(), &notices, now, &reference.calendar)?;
    let ledger = entries(next.channel, next.kind, &event)
        .iter()
        .map(|entry| LedgerRow::new(case.key, entry))
        .collect();
    let register = Entry::of(desk, conn, reference, &next, &event)?;
    let publication = Publication::between(case, &next, &event.payload.happening, event.day);
    seal_texts(&desk.keys, next.channel, event.id, &mut event.payload.happening)?;
    let seen = case.version;
    let linked = None;
    Ok(Effect {
        seen,
        case: next,
        changed,
        opened,
        event,
        notices,
        notice_rows,
        ledger,
        register,
        publication,
        linked,
    })
}

/// A last day that has passed: an event dated the first late day.
pub(in crate::service) fn missed(
    desk: &Desk,
    conn: &mut Conn,
    reference: &Reference,
    case: &Case,
    owed: Vec<Obligation>,
    late: &Obligation,
    now: Instant,
) -> Result<Effect, Fault> {
    let first_late = late.due_on.tomorrow().map_err(ServiceError::internal)?;
    let decision = passed(case, late, &reference.law(), now.office_day());
    let decision = decision.map_err(ServiceError::internal)?;
    let mut effect = decided(desk, conn, reference, case, owed, decision, None, now)?;
    effect.event.day = first_late;
    Ok(effect)
}

/// Last days counted anew by another version of the calendar.
pub(in crate::service) fn recounted(
    desk: &Desk,
    conn: &mut Conn,
    reference: &Reference,
    case: &Case,
    owed: Vec<Obligation>,
    after: Vec<Obligation>,
    now: Instant,
) -> Result<Effect, Fault> {
    let changed: Vec<_> = after.into_iter().map(|one| (one, What::Recounted)).collect();
    let changes = changed.iter().map(|(one, what)| Change::of(one, *what)).collect();
    let (changed, owed) = settle(owed, changed);
    let payload = Payload {
        happening: Happening::Recounted,
        changes,
        case_kind: Some(case.kind),
        over: false,
    };
    let event = event(desk, case, None, now, payload);
    let next = Case { version: event.n, next_due_on: next_due_on(&owed), ..case.clone() };
    finish(desk, conn, reference, case, next, event, changed, Vec::new(), now)
}

/// Applies `changes`; returns the obligations that changed, each as it is in the end, and all.
fn settle(
    owed: Vec<Obligation>,
    changes: Vec<(Obligation, What)>,
) -> (Vec<Obligation>, Vec<Obligation>) {
    let mut changed: Vec<Obligation> = Vec::new();
    for (after, _) in changes {
        changed.retain(|one| one.id != after.id);
        changed.push(after);
    }
    let owed = owed
        .into_iter()
        .map(|one| changed.iter().find(|after| after.id == one.id).cloned().unwrap_or(one))
        .collect();
    (changed, owed)
}

/// Where the reporter gets mail, if an address was left.
fn reporter(desk: &Desk, conn: &mut Conn, case: &Case) -> Result<Option<Recipient>, Fault> {
    let report = reports::filed(conn, case)?;
    match case.channel {
        Channel::Service => {
            let contact = reports::contact(conn, report)?;
            Ok(contact
                .filter(|contact| contact.email.is_some())
                .map(|_| Recipient::Contact(report)))
        }
        Channel::Integrity => {
            let blob = reports::sealed(conn, report)?.and_then(|sealed| sealed.contact);
            let Some(blob) = blob else { return Ok(None) };
            let first = if report == case.id { None } else { cases::find(conn, report)? };
            let contact = open_contact(&desk.keys, report, &blob)?;
            let key = first.map_or(case.key, |first| first.key);
            Ok(contact.email.map(|_| Recipient::Sealed(key)))
        }
    }
}
