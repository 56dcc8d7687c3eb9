//! The effect of a change of units on one case: holder and duties pass on, nothing else does.

use super::{Effect, event, settle};
use crate::domain::case::{Case, Course};
use crate::domain::event::{Happening, Payload};
use crate::domain::ids::{ObligationId, UnitId};
use crate::domain::ledger::entries;
use crate::domain::notice::of_event;
use crate::domain::obligation::{Obligation, next_due_on};
use crate::domain::orphan::PassedTo;
use crate::domain::succession::pass_on;
use crate::domain::time::{Day, Instant};
use crate::service::desk::Desk;
use crate::service::error::ServiceError;
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::store::ledger::LedgerRow;

/// The case passes to `to`, which took over all of its holder or stands in for it. State and days stay; nobody has it
/// in hand, because the hand belonged to the unit that ended. Returns how many duties were late.
pub(in crate::service) fn succeeded(
    desk: &Desk,
    reference: &Reference,
    case: &Case,
    owed: Vec<Obligation>,
    (to, effective_on, passed_to): (UnitId, Day, PassedTo),
    now: Instant,
) -> Result<(Effect, usize), ServiceError> {
    let (from, today) = (case.holder, now.office_day());
    let id = || ObligationId::new(desk.ids.ordered());
    let passed = pass_on(&owed, from, to, today, id);
    let (changed, mut owed) = settle(owed, passed.ended);
    owed.extend(passed.inherited.iter().cloned());
    let happening = Happening::Succeeded { from, to, effective_on, passed_to };
    let case_kind = Some(case.kind);
    let payload = Payload { happening, changes: passed.changes, case_kind, over: false };
    let event = event(desk, case, None, now, payload);
    let promise = case.course.promise.map(|promise| promise.passed_on(case.accused, from, to));
    let next = Case {
        version: event.n,
        course: Course { promise, ..case.course.clone() },
        holder: to,
        assignee: None,
        next_due_on: next_due_on(&owed),
        ..case.clone()
    };
    let notices = of_event(&next, &event, None);
    let notice_rows = notice_rows(desk.ids.as_ref(), &notices, now, &reference.calendar)?;
    let ledger = entries(case.channel, case.kind, &event)
        .iter()
        .map(|entry| LedgerRow::new(case.key, entry))
        .collect();
    let effect = Effect {
        seen: case.version,
        case: next,
        changed,
        opened: passed.inherited,
        event,
        notices,
        notice_rows,
        ledger,
        register: None,
        publication: None,
        linked: None,
    };
    Ok((effect, passed.late_kept))
}
