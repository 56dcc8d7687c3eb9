//! From one case to its matters: one for each unit that was told a day for it, with what is known of how it ended there.

use sha2::{Digest, Sha256};

use super::Stratum;
use crate::domain::calendar::WorkingDays;
use crate::domain::case::Case;
use crate::domain::custody::passed;
use crate::domain::deadline::Step;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::obligation::{DutyStatus, Move, Obligation};
use crate::domain::text::fold;
use crate::domain::time::Day;

/// The ground of a standstill that waits for the reporter's reply.
const QUESTION: &str = "waiting_for_reporter";
/// An answer on one of so many last working days is looked at more closely.
const LAST_DAYS: u32 = 2;

/// One report as one unit has to answer for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// Who answers for it.
    pub unit: UnitId,
    /// The first day that was told: it decides the period, and nothing moves it.
    pub told_on: Day,
    /// What is known of its end.
    pub stratum: Stratum,
    /// What the words of the answer come to, so that the same words are found again.
    pub print: Option<[u8; 32]>,
}

/// What came last of one unit's time with a case.
#[derive(Clone, Copy)]
enum Last {
    Answered {
        on: Day,
        against: bool,
    },
    /// Declined, taken back or passed on by the unit.
    Ended,
    /// Decided by an inspector, or passed on with the unit's work.
    Gone,
}

/// What the events say of one unit.
#[expect(clippy::struct_excessive_bools, reason = "each is one fact, not a state")]
#[derive(Default)]
struct Trace {
    last: Option<Last>,
    contested: bool,
    confirmed: bool,
    /// An act of the unit moved the day.
    moved: bool,
    /// Closed by staff on the day of the answer.
    at_once: bool,
    print: Option<[u8; 32]>,
}

/// The matters of `case` as it stands: none of one that was called up, which is nobody's merit or fault. `calendar` is the
/// one known now.
pub fn matters(
    case: &Case,
    owed: &[Obligation],
    events: &[Event],
    calendar: &WorkingDays<'_>,
) -> Vec<Matter> {
    // Nobody is told a day for the answer to praise: it can be no merit, so it is no fault either.
    if case.course.called_up_on.is_some() || case.kind == Kind::Praise {
        return Vec::new();
    }
    // What was over before a case began that was linked to a referred one is charged there.
    let begun = case.course.linked_from.and(events.first()).map(|event| event.day);
    let before = |day: Option<Day>| begun.zip(day).is_some_and(|(begun, day)| day < begun);
    let own = owed.iter().filter(|one| !before(one.ended_on) && !before(one.missed_on));
    let own: Vec<Obligation> = own.cloned().collect();
    let owed = own.as_slice();
    let mut units: Vec<UnitId> = owed.iter().map(|one| one.unit_id).collect();
    units.sort_unstable();
    units.dedup();
    units
        .into_iter()
        .filter(|unit| case.counts_for(*unit))
        .filter_map(|unit| of_unit(unit, owed, events, calendar))
        .collect()
}

fn of_unit(
    unit: UnitId,
    owed: &[Obligation],
    events: &[Event],
    calendar: &WorkingDays<'_>,
) -> Option<Matter> {
    let of = |one: &&Obligation| one.unit_id == unit && !is_inherited(one, owed);
    let mut told: Vec<_> = owed.iter().filter(of).filter(|one| one.scored).collect();
    // Where the answer is counted from the acceptance only, the day for that is the first that is told: what is never taken up
    // is no less a matter.
    let taken_up = !told.is_empty();
    if !taken_up {
        told = owed.iter().filter(of).filter(|one| one.step == Step::Accept).collect();
    }
    let word = owed.iter().filter(of).find(|one| delays(one, &told));
    let told_on = told.iter().copied().chain(word).map(|one| one.cohort_on).min()?;
    let trace = Trace::of(unit, events);
    let late = word.is_some() || told.iter().any(|one| is_late(one));
    let stratum = match trace.last {
        _ if late => Stratum::Late,
        // Another's decision took the matter away in time, or nobody took it up and whoever decided that is gone with it.
        Some(Last::Gone) | None => return None,
        Some(_) if trace.contested => Stratum::Contested,
        Some(Last::Ended) => Stratum::Ended,
        Some(Last::Answered { .. }) if !taken_up => return None,
        Some(Last::Answered { on, against }) => trace.answered(on, against, &told, calendar),
    };
    Some(Matter { unit, told_on, stratum, print: trace.print })
}

/// Whether the duty had been missed by another unit before it passed on: that is charged once, to whoever missed it.
fn is_inherited(one: &Obligation, owed: &[Obligation]) -> bool {
    let passed_on = |other: &&Obligation| {
        let before = other.ended_on.filter(|_| other.unit_id != one.unit_id);
        before.is_some_and(|day| one.ended_on.is_none_or(|own| day <= own))
    };
    let same = |other: &Obligation| {
        (other.step, other.start_on, other.cohort_on, other.missed_on)
            == (one.step, one.start_on, one.cohort_on, one.missed_on)
    };
    !one.scored && one.missed_on.is_some() && owed.iter().filter(passed_on).any(same)
}

/// Whether `word`, whether the case is taken up, came after its last day and only then began the period of one of `told`: who
/// keeps silent first gains no time by it, and the day that was told before stays the first.
fn delays(word: &Obligation, told: &[&Obligation]) -> bool {
    word.step == Step::Accept
        && word.missed_on.is_some()
        && told.iter().any(|one| one.step != Step::Accept && Some(one.start_on) == word.ended_on)
}

/// Not done by the day, or not at all; or done by a day that only a question put too late had moved.
fn is_late(one: &Obligation) -> bool {
    let day = one.ended_on.filter(|_| one.status != DutyStatus::Open);
    one.missed_on.is_some()
        || day.is_none_or(|day| by_questions(one).is_some_and(|last| day > last))
}

/// The last day as it is without what questions moved that were put in the second half of the period, or after another one:
/// the reporter's help is asked for once, and early.
fn by_questions(one: &Obligation) -> Option<Day> {
    let mut asked = false;
    let mut last: Option<Day> = None;
    for step in &one.moves {
        let Move::Paused { ground, from, before: Some(before), .. } = step else { continue };
        if ground != QUESTION {
            continue;
        }
        let whole = (*before - one.start_on).get_days();
        let early = 2 * (*from - one.start_on).get_days() <= whole;
        if asked || !early {
            last = Some(last.map_or(*before, |day| day.min(*before)));
        }
        asked = true;
    }
    last
}

/// Whether the unit itself passed the case on with `event_kind`, or the reporter took it away from the answer.
const fn ended_itself(event_kind: &EventKind) -> bool {
    matches!(
        event_kind,
        EventKind::Forwarded { by_inspector: false, .. }
            | EventKind::DisputeSettled { wrong_forward_by: None, .. }
            | EventKind::Reviewed { .. }
            | EventKind::Filed { .. }
    )
}

impl Trace {
    fn of(unit: UnitId, events: &[Event]) -> Self {
        let mut trace = Self::default();
        let mut holder = None;
        for event in events {
            let event_kind = &event.payload.event_kind;
            if let EventKind::Filed { holder: first, .. }
            | EventKind::Continued { holder: first, .. } = event_kind
            {
                holder = Some(*first);
            }
            if holder == Some(unit) {
                trace.take(event);
            }
            let to = passed(event).and_then(|(to, _)| to);
            if to.is_some() && to != holder {
                if holder == Some(unit) && !ended_itself(event_kind) {
                    trace.last = Some(Last::Gone);
                }
                holder = to;
            }
        }
        trace
    }

    fn take(&mut self, event: &Event) {
        match &event.payload.event_kind {
            EventKind::Answered { outcome, text, .. } => {
                let against = outcome.is_against_reporter();
                self.last = Some(Last::Answered { on: event.day, against });
                self.print = Some(Sha256::digest(fold(text).as_bytes()).into());
                (self.confirmed, self.at_once) = (false, false);
            }
            EventKind::Confirmed => self.confirmed = true,
            EventKind::Closed { .. } if event.actor.is_some() => {
                let on = match self.last {
                    Some(Last::Answered { on, .. }) => Some(on),
                    _ => None,
                };
                self.at_once = on == Some(event.day) && !self.confirmed;
            }
            EventKind::Extended { .. }
            | EventKind::Suspended { .. }
            | EventKind::ComplexityRecorded { .. }
            | EventKind::Asked { .. } => self.moved = true,
            EventKind::Declined { .. }
            | EventKind::Withdrawn { goes_on: false, .. }
            | EventKind::Forwarded { by_inspector: false, .. }
            // The unit asked for it: that an inspector agreed once is looked at by another one.
            | EventKind::DisputeSettled { upheld: true, wrong_forward_by: None, .. } => {
                self.last = Some(Last::Ended);
            }
            EventKind::Forwarded { .. } | EventKind::Referred { .. } => {
                self.last = Some(Last::Gone);
            }
            EventKind::Returned { .. }
            | EventKind::Reopened { .. }
            | EventKind::Reviewed { .. }
            | EventKind::Overturned { .. } => self.contested = true,
            _ => {}
        }
    }

    fn answered(
        &self,
        on: Day,
        against: bool,
        told: &[&Obligation],
        calendar: &WorkingDays<'_>,
    ) -> Stratum {
        let left = |one: &&Obligation| calendar.working_days_after(on, one.due_on) < LAST_DAYS;
        let last_moment = told.iter().any(|one| one.ended_on == Some(on) && left(one));
        match self.confirmed {
            true if self.moved => Stratum::Risky,
            true => Stratum::Confirmed,
            false if self.moved || against || self.at_once || last_moment => Stratum::Risky,
            false => Stratum::Plain,
        }
    }
}

#[cfg(test)]
mod tests;
