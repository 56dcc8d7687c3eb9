//! What the days bring: the claim that comes with a report, and a last day that passes.

use super::concerns;
use crate::domain::case::Case;
use crate::domain::case::promise::Promise;
use crate::domain::deadline::{FromEvent, PeriodFault, Step};
use crate::domain::event::EventKind;
use crate::domain::ids::UnitId;
use crate::domain::law::{Law, Matter};
use crate::domain::lifecycle::{Decision, Opening};
use crate::domain::obligation::{Duty, Obligation, What};
use crate::domain::time::Day;

/// The last day of `late` has passed: the fault is recorded, and what follows from it begins. What
/// was done meanwhile, as the case knows, ends the duty in the same breath.
///
/// # Errors
/// [`PeriodFault`] where a day lies beyond the calendar.
pub fn passed(
    case: &Case,
    late: &Obligation,
    law: &Law<'_>,
    today: Day,
) -> Result<Decision, PeriodFault> {
    let missed = Obligation { missed_on: Some(late.due_on.tomorrow()?), ..late.clone() };
    let mut changed = vec![(missed, What::Missed)];
    let mut opens = Vec::new();
    let promise = case.course.promise.filter(|_| late.step == Step::FinishOrApologise);
    if let Some(promise) = promise {
        let (apologised, finished) = (promise.apologised_on.is_some(), promise.finished_on);
        if apologised || finished.is_some() {
            changed = late.ended(true, today);
        }
        if !apologised {
            let start_on = late.due_on.tomorrow()?.max(late.calendar_as_of);
            let duties = law.plan(Matter::of(case), FromEvent::PromiseMissed, start_on, today)?;
            let unit = late.unit_id;
            opens.extend(duties.into_iter().map(|duty| Opening { unit, duty, told: None }));
        }
    }
    Ok(Decision { next: case.clone(), event_kind: EventKind::Missed, changed, opens, linked: None })
}

/// What a report of `matter` with a promised day claims of the holder's dossier, and the duty to
/// speak to it, counted from `today` whatever day a paper bears: nothing of another body's
/// dossier, nor of a tip.
///
/// # Errors
/// [`PeriodFault`] where a day lies beyond the calendar.
pub(in crate::domain::lifecycle) fn claim_at_filing(
    law: &Law<'_>,
    matter: Matter,
    accused: Option<UnitId>,
    holder: UnitId,
    day: Option<Day>,
    today: Day,
) -> Result<(Option<Promise>, Vec<Duty>), PeriodFault> {
    let Some(day) = day.filter(|_| matter.kind.is_about_a_dossier()) else {
        return Ok((None, Vec::new()));
    };
    let duties = if concerns(matter.kind, accused, holder) {
        law.plan(matter, FromEvent::Claimed, today, today)?
    } else {
        Vec::new()
    };
    Ok((Some(Promise::claimed(day)), duties))
}
