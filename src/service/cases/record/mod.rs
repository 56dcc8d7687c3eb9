//! Everything that follows from an event of a case, made here alone and written in one transaction: the event, its
//! obligations, the mail that is owed, counts, the register, what becomes public, the case that goes on.

mod file;
pub(in crate::service) mod inspectors;
mod linked;
mod publication;
mod register;
mod step;

use crate::domain::case::Case;
use crate::domain::deadline::Step as Due;
use crate::domain::event::{Event, Payload};
use crate::domain::ids::{EventId, ObligationId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{Decision, Opening};
use crate::domain::notice::{Notice, of_event};
use crate::domain::obligation::{Change, DutyStatus, Obligation, What, next_due_on};
use crate::domain::time::Day;
use crate::service::cases::release::{counted_now, told_now};
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::service::sealed::seal_texts;
use crate::store::backend::Conn;
use crate::store::called_up::{self, CalledUpRow};
use crate::store::intake::{Filed, IntakeWrite};
use crate::store::ledger::{self, LedgerRow};
use crate::store::outbox::{self, NoticeRow};
use crate::store::records::urgings;
use crate::store::reports::{self, ReportRows};
use crate::store::tokens::TokenRow;
use crate::store::{StoreError, cases, changes};
pub(in crate::service) use file::CaseFile;
use publication::Publication;
use register::Entry;
pub(in crate::service) use step::{Before, Stamp, Step};

/// What one event changes, ready to be written.
pub(in crate::service) struct Recorded {
    /// The version that was read; none where the case begins.
    seen: Option<i32>,
    report: Option<ReportRows>,
    /// The case afterwards.
    pub(in crate::service) case: Case,
    /// Everything it owes and owed, afterwards.
    pub(in crate::service) owed: Vec<Obligation>,
    changed: Vec<Obligation>,
    /// The obligations that begin.
    pub(in crate::service) opened: Vec<Obligation>,
    /// The event.
    pub(in crate::service) event: Event,
    /// The mail that is owed.
    pub(in crate::service) notices: Vec<Notice>,
    notice_rows: Vec<NoticeRow>,
    ledger: Vec<LedgerRow>,
    register: Option<Entry>,
    publication: Option<Publication>,
    linked: Option<Box<Recorded>>,
    /// What its unit knows of a case that is called up.
    calls_up: Option<CalledUpRow>,
    /// Whether another category, sector or accused unit is to be written.
    corrected: bool,
}

/// What of a case follows from the one `before`, from what is owed then and from the day.
fn follow(next: &mut Case, before: Option<&Case>, owed: &[Obligation], today: Day) {
    next.version = before.map_or(1, |case| case.version + 1);
    // What a unit before still owes that kept the case too long makes nobody else late.
    let own = owed.iter().filter(|one| one.step != Due::Answer || one.unit_id == next.holder);
    next.next_due_on = next_due_on(own);
    // What happens after the end (its answer is made public, a consulted body is late) moves no end.
    next.closed_on = match before.and_then(|case| case.closed_on) {
        _ if next.state.is_open() => None,
        earlier => earlier.or(Some(today)),
    };
}

impl Service {
    /// Everything that follows from `step`.
    ///
    /// # Errors
    /// What refuses it for the register's sake, or cannot be sealed.
    pub(in crate::service) fn record(
        &self,
        reference: &Reference,
        before: &Before<'_>,
        stamp: Stamp,
        step: Step,
    ) -> Result<Recorded, ServiceError> {
        let Step { mut next, event_kind, changed, mut opened, done_at_once, dated, report } = step;
        let (file, today) = (before.file(), stamp.at.office_day());
        let case = file.map(|file| &file.case);
        let begun = opened.iter().filter(|one| one.status == DutyStatus::Open);
        let changes = changed.iter().map(|(one, what)| Change::of(one, *what));
        let changes = changes.chain(begun.map(|one| Change::of(one, What::Opened)));
        let changes = changes.chain(done_at_once.iter().map(|(one, what)| Change::of(one, *what)));
        let changes = changes.collect();
        opened.extend(
            done_at_once
                .into_iter()
                .filter(|(one, _)| one.status != DutyStatus::Open)
                .map(|(one, _)| one),
        );
        let (changed, mut owed) = settle(file.map(|file| file.owed.clone()), changed);
        owed.extend(opened.iter().cloned());
        follow(&mut next, case, &owed, today);
        let over = case.is_some_and(|case| case.state.is_open()) && !next.state.is_open();
        let kind = case.map_or(next.kind, |case| case.kind);
        let about = |case: &Case| (case.category.clone(), case.sector.clone(), case.accused);
        let corrected = case.is_some_and(|case| about(case) != about(&next));
        let payload = Payload { event_kind, changes, case_kind: Some(kind), over };
        next.course.veiled += u16::from(payload.is_inspectors_own());
        let mut event = Event {
            id: EventId::new(self.unaddressed(next.channel)),
            case_id: next.id,
            n: next.version,
            at: stamp.at,
            day: dated.unwrap_or(today),
            actor: stamp.actor,
            payload,
        };
        let reporter = before.reporter(self, &event.payload.event_kind)?;
        let mut notices = of_event(&next, &event, &owed, reporter);
        notices.retain(|notice| told_now(&next, &event, notice));
        notices.extend(inspectors::told(reference, before.case(), &next, &event, today));
        let counts = counted_now(&next, &event);
        // A month that is over is published: what changes in it is told anew. By a wrong clock any may be over.
        let open_from = if self.doubts_clock() { Day::MAX } else { today.first_of_month() };
        if counts.iter().any(|entry| entry.cohort_on < open_from) {
            self.instance.note_figure_change();
        }
        let event_kind = &event.payload.event_kind;
        let register = file.map(|file| Entry::of(self.ids.as_ref(), file, &next, &event));
        let register = register.transpose()?.flatten();
        let publication =
            case.and_then(|case| Publication::between(case, &next, event_kind, today));
        seal_texts(&self.keys, next.channel, event.id, &mut event.payload.event_kind)?;
        Ok(Recorded {
            seen: case.map(|case| case.version),
            report,
            notice_rows: notice_rows(self.ids.as_ref(), &notices, stamp.at, &reference.calendar)?,
            ledger: counts.iter().map(|one| LedgerRow::new(next.key, one, open_from)).collect(),
            case: next,
            owed,
            changed,
            opened,
            event,
            notices,
            register,
            publication,
            linked: None,
            calls_up: None,
            corrected,
        })
    }

    /// Everything that follows from a decision of the lifecycle.
    ///
    /// # Errors
    /// As [`Service::record`].
    pub(in crate::service) fn decided(
        &self,
        reference: &Reference,
        file: &CaseFile,
        decision: Decision,
        stamp: Stamp,
        dated: Option<Day>,
    ) -> Result<Recorded, ServiceError> {
        let Decision { next, event_kind, changed, opens, linked } = decision;
        let linked =
            linked.map(|rest| self.begin_rest(reference, file, rest, stamp)).transpose()?;
        let opened = self.opened(&file.case, opens);
        let step = Step { changed, opened, dated, ..Step::new(next, event_kind) };
        let mut recorded = self.record(reference, &Before::On(file), stamp, step)?;
        recorded.notices.extend(linked.iter().flat_map(|it| it.notices.iter().cloned()));
        Ok(Recorded { linked: linked.map(Box::new), ..recorded })
    }

    /// The obligations of `case` that begin with these duties.
    pub(in crate::service) fn opened(
        &self,
        case: &Case,
        openings: Vec<Opening>,
    ) -> Vec<Obligation> {
        let opened = openings.into_iter().map(|Opening { unit, duty, told }| {
            duty.into_obligation(self.obligation_id(case.channel), case.id, unit, told)
        });
        opened.collect()
    }

    /// A fresh id for an obligation of this channel.
    pub(in crate::service) fn obligation_id(&self, channel: Channel) -> ObligationId {
        ObligationId::new(self.unaddressed(channel))
    }

    /// The id of a row without a URL: ordered by time, but for integrity rows, whose time of day must not be kept
    /// anywhere.
    fn unaddressed(&self, channel: Channel) -> uuid::Uuid {
        match channel {
            Channel::Service => self.ids.ordered(),
            Channel::Integrity => self.ids.random(),
        }
    }
}

impl Recorded {
    /// What was written before, for answering it once more.
    pub(in crate::service) fn past(case: Case, event: Event, owed: Vec<Obligation>) -> Self {
        let began = |one: &&Obligation| {
            let mut changes = event.payload.changes.iter();
            changes.any(|change| change.what == What::Opened && change.id == one.id)
        };
        Self {
            seen: Some(case.version),
            report: None,
            opened: owed.iter().filter(began).cloned().collect(),
            case,
            owed,
            changed: Vec::new(),
            event,
            notices: Vec::new(),
            notice_rows: Vec::new(),
            ledger: Vec::new(),
            register: None,
            publication: None,
            linked: None,
            calls_up: None,
            corrected: false,
        }
    }

    /// The same, with what its unit knows from then on; what it was still owed in mail is not sent any more.
    pub(in crate::service) fn calling_up(self, row: CalledUpRow) -> Self {
        Self { calls_up: Some(row), ..self }
    }

    /// Without the id of a linked case, which is drawn anew when it is done in earnest.
    #[must_use]
    pub(in crate::service) fn rehearsed(mut self) -> Self {
        if self.linked.take().is_some() {
            self.case.course.linked = None;
        }
        self
    }

    /// Writes all of it, unless the case was changed since it was read.
    ///
    /// # Errors
    /// [`StoreError::Stale`] where it was; [`StoreError::Unique`] where a number was drawn before.
    pub(in crate::service) fn write(&self, tx: &mut Conn) -> Result<(), StoreError> {
        match self.seen {
            Some(seen) => cases::save(tx, seen, &self.case)?,
            None => cases::begin(tx, &self.case)?,
        }
        if self.corrected {
            cases::correct(tx, &self.case)?;
        }
        reports::insert(tx, &self.report)?;
        for one in &self.changed {
            cases::save_obligation(tx, &self.case, one)?;
        }
        for one in &self.opened {
            cases::open_obligation(tx, &self.case, one)?;
        }
        cases::append(tx, &self.case, &self.event)?;
        if self.case.channel == Channel::Service {
            changes::note(tx, &self.case, self.event.at, self.event.payload.is_inspectors_own())?;
        }
        if let Some(row) = &self.calls_up {
            called_up::insert(tx, row)?;
            outbox::cut(tx, self.case.id)?;
            // Here already: letters that lost their case only where it becomes a tip would tell their unit so.
            urgings::unlink(tx, self.case.id)?;
        }
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

    /// The same as a filing, written together with its neighbours; and the case with what it owes.
    ///
    /// # Errors
    /// When the event has no stored form, or no report comes with it.
    pub(in crate::service) fn into_intake(
        self,
        receipt: TokenRow,
        key: TokenRow,
    ) -> Result<(IntakeWrite, Case, Vec<Obligation>), ServiceError> {
        let report =
            self.report.ok_or_else(|| ServiceError::internal("a filing without a report"))?;
        let filed = Filed {
            report,
            case: &self.case,
            obligations: &self.opened,
            event: &self.event,
            receipt,
            key,
            notices: self.notice_rows,
            ledger: self.ledger,
        };
        Ok((IntakeWrite::new(filed)?, self.case, self.opened))
    }
}

/// Applies `changes` to what is owed; returns the obligations that changed, each as it is in the end, and all.
fn settle(
    owed: Option<Vec<Obligation>>,
    changes: Vec<(Obligation, What)>,
) -> (Vec<Obligation>, Vec<Obligation>) {
    let mut changed: Vec<Obligation> = Vec::new();
    for (after, _) in changes {
        changed.retain(|one| one.id != after.id);
        changed.push(after);
    }
    let after = |one: Obligation| changed.iter().find(|it| it.id == one.id).cloned().unwrap_or(one);
    let owed = owed.unwrap_or_default().into_iter().map(after).collect();
    (changed, owed)
}
