//! The rows that one filed report becomes, by channel.

use super::examine::Examined;
use crate::domain::case::{Case, Course, State, Wait};
use crate::domain::event::{Event, Happening, Payload};
use crate::domain::ids::{CaseId, EventId, ObligationId};
use crate::domain::kind::Channel;
use crate::domain::ledger::entries;
use crate::domain::notice::{Recipient, awaits, of_event};
use crate::domain::obligation::{Change, Obligation, What, next_due_on};
use crate::domain::receipt::{CaseNumber, Receipt};
use crate::domain::report::Draft;
use crate::domain::time::Instant;
use crate::service::access::decider;
use crate::service::desk::Desk;
use crate::service::error::ServiceError;
use crate::service::idempotency::RequestKey;
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::service::sealed::seal_tip;
use crate::store::intake::{Filed, IntakeWrite};
use crate::store::ledger::LedgerRow;
use crate::store::reports::ReportRows;
use crate::store::tokens::TokenRow;
use crate::store::types::{Date, Id};
use crate::vault::draw;

/// The case of a draft, with fresh ids.
pub(super) fn case(desk: &Desk, examined: &Examined<'_>) -> Result<Case, ServiceError> {
    let channel = examined.kind.channel();
    let number = match channel {
        Channel::Service => Some(CaseNumber::from_bytes(draw().map_err(ServiceError::internal)?)),
        Channel::Integrity => None,
    };
    let waits = examined.sign_by.is_some();
    let course = Course {
        resumes_to: waits.then_some(State::Received),
        wait: waits.then_some(Wait::Signature),
        signed_on: examined.desk.filter(|entry| entry.signed).map(|_| examined.received_on),
        promise: examined.promise,
        typed_in_by: examined
            .desk
            .and_then(|entry| entry.unit)
            .filter(|_| channel == Channel::Service),
        ..Course::default()
    };
    let due = examined.duties.iter().map(|duty| duty.due_on).min();
    Ok(Case {
        id: CaseId::new(desk.ids.random()),
        key: desk.ids.key(channel),
        channel,
        number: number.map(|number| number.as_str().to_owned()),
        kind: examined.kind,
        category: examined.category.clone(),
        sector: examined.draft.sector.clone(),
        state: if waits { State::AwaitingReporter } else { State::Received },
        version: 1,
        holder: examined.holder.id,
        accused: examined.accused,
        assignee: None,
        received_on: examined.received_on,
        next_due_on: due.unwrap_or_else(|| next_due_on(&[])),
        outcome: None,
        closed_on: None,
        variant: examined.variant,
        waits_until: examined.sign_by,
        course,
    })
}

/// The obligations that begin.
pub(super) fn obligations(desk: &Desk, examined: &Examined<'_>, case: &Case) -> Vec<Obligation> {
    let opened = examined.duties.iter().cloned().map(|mut duty| {
        duty.scored &= !case.is_own_entry(case.holder);
        let id = ObligationId::new(unaddressed_id(desk, case.channel));
        duty.into_obligation(id, case.id, case.holder, None)
    });
    opened.collect()
}

/// The id of a row without a URL: ordered by time, but for integrity rows, whose time of day
/// must not be kept anywhere.
fn unaddressed_id(desk: &Desk, channel: Channel) -> uuid::Uuid {
    match channel {
        Channel::Service => desk.ids.ordered(),
        Channel::Integrity => desk.ids.random(),
    }
}

/// Everything one report writes, and the receipt that stands for it.
pub(super) fn build(
    desk: &Desk,
    reference: &Reference,
    examined: &Examined<'_>,
    key: &RequestKey,
    body_hash: &[u8],
    now: Instant,
) -> Result<Built, ServiceError> {
    let today = now.office_day();
    let case = case(desk, examined)?;
    // Of a tip only the day is kept.
    let at = match case.channel {
        Channel::Service => now,
        Channel::Integrity => Instant::at_office_hour(today, 0),
    };
    let obligations = obligations(desk, examined, &case);
    let changes = obligations.iter().map(|one| Change::of(one, What::Opened)).collect();
    let happening = Happening::Filed {
        report_kind: case.kind,
        moved: examined.moved,
        holder: case.holder,
        trace: examined.trace.clone(),
        derived: examined.derived,
        sign_by: examined.sign_by,
    };
    let event = Event {
        id: EventId::new(unaddressed_id(desk, case.channel)),
        case_id: case.id,
        n: 1,
        at,
        day: today,
        actor: examined.desk.map(|entry| entry.typed_by),
        payload: Payload { happening, changes, case_kind: Some(case.kind), over: false },
    };
    let (key_row, salt) = key.salted_row(case.id.uuid(), event.n, today)?;
    let brought = examined.draft.receipt.clone();
    let receipt = brought.unwrap_or_else(|| desk.keys.derive_receipt(&salt, key.text()));
    let lookup = desk.keys.lookup(&receipt).to_vec();
    let Draft { report, contact, .. } = &examined.draft;
    let mailed = contact.as_ref().is_some_and(|contact| contact.email.is_some());
    // What the desk typed in is the person's own once the slip is activated.
    let activated = examined.desk.is_none();
    let (report, reporter) = match case.channel {
        Channel::Service => (
            ReportRows::open(case.key, report.clone(), contact.clone(), activated)?,
            mailed.then_some(Recipient::Contact(case.id)),
        ),
        Channel::Integrity => {
            let sealed = seal_tip(&desk.keys, case.id, report, contact.as_ref())?;
            (ReportRows::sealed(case.key, sealed, activated), None)
        }
    };
    let mut notices = of_event(&case, &event, reporter);
    if case.awaits_inspector() {
        notices.extend(decider(reference, &case, today).and_then(|to| awaits(&case, event.id, to)));
    }
    let filed = Filed {
        report,
        receipt: TokenRow::receipt(lookup, Id(case.id.uuid()), body_hash.to_vec(), Date(today)),
        notices: notice_rows(desk.ids.as_ref(), &notices, now, &reference.calendar)?,
        ledger: entries(case.channel, case.kind, &event)
            .iter()
            .map(|entry| LedgerRow::new(case.key, entry))
            .collect(),
        obligations: &obligations,
        event: &event,
        key: key_row,
        case: &case,
    };
    let write = IntakeWrite::new(filed)?;
    Ok(Built { write, receipt, case, obligations })
}

/// Everything that filing makes.
pub(super) struct Built {
    /// The rows.
    pub(super) write: IntakeWrite,
    /// What stands for the reporter.
    pub(super) receipt: Receipt,
    /// The case.
    pub(super) case: Case,
    /// What is owed.
    pub(super) obligations: Vec<Obligation>,
}
