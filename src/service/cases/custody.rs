//! Who held a case when, in the words of those who may read it.

use crate::domain::case::Case;
use crate::domain::custody::{Custody, CustodyReason, LateStep, custody, without_successions};
use crate::domain::event::Event;
use crate::domain::kind::Channel;
use crate::domain::time::Day;
use crate::service::facade::UnitName;
use crate::service::reference::Reference;

/// One unit's time with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Who held it; not told to the reporter of a tip.
    pub unit: Option<UnitName>,
    /// The day it came; itself not counted.
    pub from: Day,
    /// The day it left, or the case ended.
    pub until: Option<Day>,
    /// How it came.
    pub reason: CustodyReason,
    /// Calendar days.
    pub days: u32,
    /// Working days, by the calendar as it is known today.
    pub working_days: u32,
    /// What was late meanwhile.
    pub late: Vec<LateStep>,
    /// Whose time it was, where that unit should never have forwarded the case.
    pub charged_to: Option<UnitName>,
}

/// As staff read it who may open the case.
pub(in crate::service) fn for_staff(
    reference: &Reference,
    case: &Case,
    events: &[Event],
    today: Day,
) -> Vec<Held> {
    let all = folded(case, events);
    all.into_iter().map(|one| held(reference, one, true, today)).collect()
}

/// As the reporter reads it: of a tip neither a unit nor a change of units.
pub(in crate::service) fn for_reporter(
    reference: &Reference,
    case: &Case,
    events: &[Event],
    today: Day,
) -> Vec<Held> {
    let open = case.channel == Channel::Service;
    let all = folded(case, events);
    let all = if open { all } else { without_successions(all) };
    all.into_iter().map(|one| held(reference, one, open, today)).collect()
}

fn folded(case: &Case, events: &[Event]) -> Vec<Custody> {
    custody(case.received_on, case.holder, case.closed_on, events)
}

fn held(reference: &Reference, one: Custody, named: bool, today: Day) -> Held {
    Held {
        unit: reference.unit_name(one.unit).filter(|_| named),
        days: one.days(today),
        working_days: one.working_days(today, &reference.calendar.known_on(today)),
        charged_to: one.charged_to.and_then(|unit| reference.unit_name(unit)).filter(|_| named),
        from: one.from,
        until: one.until,
        reason: one.reason,
        late: one.late,
    }
}
