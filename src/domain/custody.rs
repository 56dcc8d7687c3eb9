//! Custody: which unit held a case from when to when, and what was late meanwhile, folded from
//! its events.

use super::calendar::WorkingDays;
use super::case::orphan::PassedTo;
use super::codes::codes;
use super::deadline::Step;
use super::event::{Event, EventKind};
use super::ids::{ObligationId, UnitId};
use super::obligation::What;
use super::time::Day;

codes! {
    /// How a unit came to hold a case.
    CustodyReason {
        /// The report was routed to it.
        Received => "received",
        /// Another unit or an inspector forwarded it.
        Forwarded => "forwarded",
        /// An inspector decided a dispute of competence.
        Dispute => "dispute",
        /// It was found to be of a kind for which the rules name this unit.
        Requalified => "requalified",
        /// The inspectorate took it from its unit.
        CalledUp => "called_up",
        /// The reporter asked for a second look.
        Review => "review",
        /// It took over the unit that held it.
        Succession => "succession",
        /// It stands above the unit that held it and was dissolved, or receives for the province.
        Dissolution => "dissolution",
        /// The reporter had it reopened.
        Reopened => "reopened",
        /// An inspector found that it is to be taken up after all.
        Overturned => "overturned",
        /// It began with what another case did not refer.
        Continued => "continued",
    }
}

/// A duty whose last day passed undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LateStep {
    /// What was owed.
    pub step: Step,
    /// Its last day.
    pub due_on: Day,
    /// The first late day: whoever held the case on it answers for it.
    pub late_on: Day,
}

/// One unit's time with a case. As in every legal period the day it came is not counted and the
/// day it left is, so that each day after the arrival belongs to one unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// Who held it.
    pub unit: UnitId,
    /// The day it came.
    pub from: Day,
    /// The day it left, or the case ended; none while it is there.
    pub until: Option<Day>,
    /// How it came.
    pub reason: CustodyReason,
    /// What was late meanwhile.
    pub late: Vec<LateStep>,
    /// Whose time it was, where that unit should never have forwarded the case.
    pub charged_to: Option<UnitId>,
}

impl Custody {
    const fn begun(unit: UnitId, from: Day, reason: CustodyReason) -> Self {
        Self { unit, from, until: None, reason, late: Vec::new(), charged_to: None }
    }

    /// Whether `day` belongs to it.
    pub fn covers(&self, day: Day) -> bool {
        day > self.from && self.until.is_none_or(|last| day <= last)
    }

    /// Calendar days up to its end, or up to `today`.
    pub fn days(&self, today: Day) -> u32 {
        let last = self.until.unwrap_or(today);
        u32::try_from((last - self.from).get_days()).unwrap_or(0)
    }

    /// As [`Custody::days`], working days only.
    pub fn working_days(&self, today: Day, calendar: &WorkingDays<'_>) -> u32 {
        calendar.working_days_after(self.from, self.until.unwrap_or(today))
    }
}

/// Who held a case that arrived on `received_on`, the first holder first. `holder` is whoever
/// holds it now, and `ended_on` the day it ended, for what the events do not say.
pub fn custody(
    received_on: Day,
    holder: UnitId,
    ended_on: Option<Day>,
    events: &[Event],
) -> Vec<Custody> {
    let first = events.iter().find_map(|event| match &event.payload.event_kind {
        EventKind::Filed { kept: Some(kept), .. } => {
            Some((kept.by, kept.since, CustodyReason::Received))
        }
        EventKind::Filed { holder, .. } => Some((*holder, received_on, CustodyReason::Received)),
        EventKind::Continued { holder, .. } => Some((*holder, event.day, CustodyReason::Continued)),
        _ => None,
    });
    let (first, from, reason) = first.unwrap_or((holder, received_on, CustodyReason::Received));
    let mut found = vec![Custody::begun(first, from, reason)];
    let mut late: Vec<(ObligationId, UnitId, LateStep)> = Vec::new();
    for event in events {
        if let EventKind::DisputeSettled { wrong_forward_by: Some(sender), .. } =
            &event.payload.event_kind
            && let Some(last) = found.last_mut()
        {
            last.charged_to = Some(*sender);
        }
        if let Some((to, reason)) = passed(event) {
            pass(&mut found, to, event.day, reason);
        }
        if is_end(event) {
            end(&mut found, event.day);
        }
        for change in &event.payload.changes {
            // Counted from now on, a miss is told once more.
            if matches!(change.what, What::MissedUndone | What::Missed) {
                late.retain(|(id, ..)| *id != change.id);
            }
            // What bodies owe each other on criminal signs is none of the holder's time.
            if change.what == What::Missed && change.step.is_told() {
                let late_on = change.due_on.tomorrow().unwrap_or(change.due_on);
                let step = LateStep { step: change.step, due_on: change.due_on, late_on };
                late.push((change.id, change.unit_id, step));
            }
        }
    }
    if let Some(day) = ended_on {
        end(&mut found, day);
    }
    for (_, unit, step) in late {
        if let Some(place) = answering(&found, unit, step.late_on)
            && let Some(one) = found.get_mut(place)
        {
            one.late.push(step);
        }
    }
    charge_circles(&mut found);
    found
}

/// Where a case came back to a unit that had sent it on, the time between is that unit's, but for whoever was late in it.
fn charge_circles(found: &mut [Custody]) {
    for back in 1..found.len() {
        let Some(unit) = found.get(back).filter(|one| is_passed_on(one)).map(|one| one.unit) else {
            continue;
        };
        let Some(first) =
            found.get(..back).and_then(|all| all.iter().rposition(|one| one.unit == unit))
        else {
            continue;
        };
        let between = found.get_mut(first + 1..back).unwrap_or_default();
        for one in between.iter_mut().filter(|one| is_passed_on(one) && one.late.is_empty()) {
            one.charged_to.get_or_insert(unit);
        }
    }
}

const fn is_passed_on(one: &Custody) -> bool {
    matches!(one.reason, CustodyReason::Forwarded | CustodyReason::Dispute)
}

/// To whom the event brings the case, and how; `None` for the unit it is with.
pub fn passed(event: &Event) -> Option<(Option<UnitId>, CustodyReason)> {
    let payload = &event.payload;
    Some(match &payload.event_kind {
        // The desk that kept a paper sends it on by typing it in.
        EventKind::Filed { kept: Some(_), holder, .. } => (Some(*holder), CustodyReason::Forwarded),
        EventKind::Forwarded { to, .. } => (Some(*to), CustodyReason::Forwarded),
        EventKind::DisputeSettled { upheld: true, to, .. } => (Some(*to), CustodyReason::Dispute),
        EventKind::Requalified { to: Some(to), .. } => (Some(*to), CustodyReason::Requalified),
        EventKind::CalledUp { to, .. } => (Some(*to), CustodyReason::CalledUp),
        EventKind::Reviewed { to, .. } => (Some(*to), CustodyReason::Review),
        EventKind::Succeeded { to, passed_to: PassedTo::Successor, .. } => {
            (Some(*to), CustodyReason::Succession)
        }
        EventKind::Succeeded { to, .. } => (Some(*to), CustodyReason::Dissolution),
        // It comes back to its unit or to whoever took that over, which owes an answer again.
        EventKind::Reopened { .. } => {
            let opened = payload.changes.iter().find(|change| change.what == What::Opened);
            (opened.map(|change| change.unit_id), CustodyReason::Reopened)
        }
        EventKind::Overturned { .. } => (None, CustodyReason::Overturned),
        _ => return None,
    })
}

/// Whether the case is over with this event. Those that always end it are known by name too:
/// the first events did not say.
const fn is_end(event: &Event) -> bool {
    event.payload.over
        || matches!(
            event.payload.event_kind,
            EventKind::Declined { .. }
                | EventKind::Closed { .. }
                | EventKind::Withdrawn { goes_on: false, .. }
                | EventKind::Referred { .. }
        )
}

fn pass(found: &mut Vec<Custody>, to: Option<UnitId>, on: Day, reason: CustodyReason) {
    let Some(last) = found.last_mut() else { return };
    let to = to.unwrap_or(last.unit);
    match last.until {
        // It stays where it is.
        None if last.unit == to => return,
        None => last.until = Some(on.max(last.from)),
        Some(_) => {}
    }
    found.push(Custody::begun(to, on, reason));
}

fn end(found: &mut [Custody], on: Day) {
    if let Some(last) = found.last_mut()
        && last.until.is_none()
    {
        last.until = Some(on.max(last.from));
    }
}

/// Where a duty of `unit` belongs that was first late on `day`. A last day may pass while a case
/// lies declined; then the time in which it is taken up again answers for it.
fn answering(found: &[Custody], unit: UnitId, day: Day) -> Option<usize> {
    let own = |one: &Custody| one.charged_to.unwrap_or(one.unit) == unit;
    let held = found.iter().position(|one| own(one) && one.covers(day));
    held.or_else(|| found.iter().position(|one| own(one) && one.from >= day))
        .or_else(|| found.iter().rposition(own))
}

/// The same, as whoever must not see a change of units: it is no news of a tip.
#[must_use]
pub fn without_successions(all: Vec<Custody>) -> Vec<Custody> {
    let mut found: Vec<Custody> = Vec::new();
    for one in all {
        match found.last_mut() {
            Some(last)
                if matches!(one.reason, CustodyReason::Succession | CustodyReason::Dissolution) =>
            {
                last.until = one.until;
                last.late.extend(one.late);
            }
            _ => found.push(one),
        }
    }
    found
}

#[cfg(test)]
mod tests;
