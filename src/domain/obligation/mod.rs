//! Obligations: one duty of one unit with a due day, and the changes that happen to it.

mod moves;

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::deadline::Step;
use crate::domain::ids::{CaseId, ObligationId, RuleId, UnitId};
use crate::domain::time::Day;
pub use moves::{Move, Recount};

/// The day that stands for "nothing due": later than any real one, so that a queue sorted by
/// urgency needs no special case.
pub const NOTHING_DUE: Day = jiff::civil::date(9999, 12, 31);

codes! {
    /// How an obligation stands.
    DutyStatus {
        /// Owed.
        Open => "open",
        /// Done, in time or late.
        Met => "met",
        /// No longer owed by this unit: the case went elsewhere or was declined.
        Released => "released",
    }
}

/// One duty of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obligation {
    /// The id.
    pub id: ObligationId,
    /// The case it belongs to.
    pub case_id: CaseId,
    /// Who owes it.
    pub unit_id: UnitId,
    /// What is owed.
    pub step: Step,
    /// The rule version it follows.
    pub rule_id: RuleId,
    /// Whether its outcome counts for the emulation score.
    pub scored: bool,
    /// The day of the event that began the period; itself not counted.
    pub start_on: Day,
    /// The last day of the period, with every extension and standstill.
    pub due_on: Day,
    /// The last day as it was when it began: the day it is counted under in every figure, which
    /// no extension moves.
    pub cohort_on: Day,
    /// The day the reporter was told; never shortened.
    pub told_due_on: Day,
    /// The day up to which calendar announcements were known when it was counted.
    pub calendar_as_of: Day,
    /// How it stands.
    pub status: DutyStatus,
    /// The day it was met or released.
    pub ended_on: Option<Day>,
    /// The first day it was late, once that is recorded.
    pub missed_on: Option<Day>,
    /// All that ever moved its last day, in order: the ledger of pauses and extensions.
    pub moves: Vec<Move>,
}

impl Obligation {
    /// As it was when it began.
    #[must_use]
    pub fn begun_anew(self) -> Self {
        Self {
            status: DutyStatus::Open,
            ended_on: None,
            missed_on: None,
            moves: Vec::new(),
            due_on: self.cohort_on,
            ..self
        }
    }

    /// Done or gone: every change this makes, in order. One whose last day has passed is first
    /// recorded as missed, if nobody has yet.
    pub fn ended(&self, met: bool, today: Day) -> Vec<(Self, What)> {
        // A miss stays one, whatever day the deed is dated.
        let late = (today > self.due_on || self.missed_on.is_some()) && self.step.can_be_late();
        let mut one = self.clone();
        let mut found = Vec::new();
        if late && one.missed_on.is_none() {
            one.missed_on = one.due_on.tomorrow().ok();
            found.push((one.clone(), What::Missed));
        }
        one.end_pauses(today);
        let what = match (met, late) {
            (true, false) => What::Met,
            (true, true) => What::MetLate,
            (false, false) => What::Released,
            (false, true) => What::ReleasedLate,
        };
        one.status = if met { DutyStatus::Met } else { DutyStatus::Released };
        one.ended_on = Some(today);
        found.push((one, what));
        found
    }

    /// Not done by its last day, as is recorded on `day`; `None` where that is no fault or was recorded.
    pub fn missed(&self, day: Day) -> Option<(Self, What)> {
        let is_fault = self.step.can_be_late() && self.missed_on.is_none();
        is_fault.then(|| (Self { missed_on: Some(day), ..self.clone() }, What::Missed))
    }

    /// Gone without a fault, whatever the day: the time was another unit's. A miss that was
    /// recorded is taken back.
    pub fn excused(&self, today: Day) -> Vec<(Self, What)> {
        let mut one = self.clone();
        let mut found = Vec::new();
        if one.missed_on.take().is_some() {
            found.push((one.clone(), What::MissedUndone));
        }
        one.end_pauses(today);
        one.status = DutyStatus::Released;
        one.ended_on = Some(today);
        found.push((one, What::Released));
        found
    }

    /// No clock stands still of what is over.
    fn end_pauses(&mut self, today: Day) {
        for step in &mut self.moves {
            if let Move::Paused { until: until @ None, .. } = step {
                *until = Some(today);
            }
        }
    }

    /// Nobody's merit and nobody's fault: owed no more, and where it counted, as if it had gone elsewhere in time. What is
    /// done and was never counted stays as it was.
    pub fn set_aside(&self, today: Day) -> Vec<(Self, What)> {
        match (self.status, self.missed_on) {
            (DutyStatus::Open, _) => self.excused(today),
            _ if !self.scored => Vec::new(),
            (_, Some(_)) => self.excused(today),
            (DutyStatus::Released, None) => Vec::new(),
            (DutyStatus::Met, None) => {
                let again = self.owed_again();
                let excused =
                    again.iter().flat_map(|(one, _)| one.excused(today)).collect::<Vec<_>>();
                again.into_iter().chain(excused).collect()
            }
        }
    }

    /// Counted for the score from now on, with what came of it meanwhile: every change this makes, in order.
    pub fn counted(&self) -> Vec<(Self, What)> {
        let one = Self { scored: true, ..self.clone() };
        let since = match (self.missed_on, self.status) {
            (Some(_), _) => Some(What::Missed),
            (None, DutyStatus::Met) => Some(What::Met),
            (None, DutyStatus::Released) => Some(What::Released),
            (None, DutyStatus::Open) => None,
        };
        std::iter::once(What::Counted).chain(since).map(|what| (one.clone(), what)).collect()
    }

    /// Owed again, as if it had not ended: what was counted for its end is taken back.
    pub fn owed_again(&self) -> Option<(Self, What)> {
        let late = self.ended_on.is_some_and(|day| day > self.due_on);
        let what = match (self.status, late) {
            (DutyStatus::Open, _) => return None,
            (_, true) => What::LateUndone,
            (DutyStatus::Met, false) => What::MetUndone,
            (DutyStatus::Released, false) => What::ReleasedUndone,
        };
        Some((Self { status: DutyStatus::Open, ended_on: None, ..self.clone() }, what))
    }

    /// Open, and its last day has passed.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.status == DutyStatus::Open && today > self.due_on
    }
}

/// What happened to an obligation, as an event records it. The ledger is a fold over these, so
/// each carries all that the ledger needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which obligation.
    pub id: ObligationId,
    /// Whose.
    pub unit_id: UnitId,
    /// What was owed.
    pub step: Step,
    /// Its last day.
    pub due_on: Day,
    /// The day it is counted under, where something has moved its last day since it began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cohort_on: Option<Day>,
    /// Whether it counts for the score.
    pub scored: bool,
    /// What happened.
    pub what: What,
}

codes! {
    /// What happened to an obligation.
    What {
        /// It began.
        Opened => "opened",
        /// It was met on or before its last day.
        Met => "met",
        /// It was met after its last day; the fault is recorded apart.
        MetLate => "met_late",
        /// Its last day passed; recorded once.
        Missed => "missed",
        /// It went away unmet before its last day.
        Released => "released",
        /// It went away unmet after its last day.
        ReleasedLate => "released_late",
        /// Its clock stopped.
        Paused => "paused",
        /// Its clock goes on.
        Resumed => "resumed",
        /// It was extended by a decision.
        Extended => "extended",
        /// It was counted anew.
        Recounted => "recounted",
        /// It had been met in time, and is owed again.
        MetUndone => "met_undone",
        /// It had gone away in time, and is owed again.
        ReleasedUndone => "released_undone",
        /// It had ended late, and is owed again; that it was late stays.
        LateUndone => "late_undone",
        /// It counts for the score from now on; what came of it meanwhile is told again after it.
        Counted => "counted",
        /// It had been missed, but the time was another unit's.
        MissedUndone => "missed_undone",
    }
}

impl Change {
    /// A change of `obligation`.
    pub fn of(obligation: &Obligation, what: What) -> Self {
        Self {
            id: obligation.id,
            unit_id: obligation.unit_id,
            step: obligation.step,
            due_on: obligation.due_on,
            cohort_on: (obligation.cohort_on != obligation.due_on).then_some(obligation.cohort_on),
            scored: obligation.scored,
            what,
        }
    }

    /// The day it is counted under.
    pub fn cohort(&self) -> Day {
        self.cohort_on.unwrap_or(self.due_on)
    }
}

/// A duty to be opened: counted, but not yet given an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What is owed.
    pub step: Step,
    /// The rule version.
    pub rule_id: RuleId,
    /// Whether it counts for the score.
    pub scored: bool,
    /// The day of the event.
    pub start_on: Day,
    /// The last day.
    pub due_on: Day,
    /// What the calendar knew.
    pub calendar_as_of: Day,
}

impl Duty {
    /// The obligation of `unit_id` in `case_id`. `told` is the day the reporter was told before,
    /// where an earlier holder's duty passes on: it is kept, because a told day never moves.
    pub fn into_obligation(
        self,
        id: ObligationId,
        case_id: CaseId,
        unit_id: UnitId,
        told: Option<Day>,
    ) -> Obligation {
        Obligation {
            id,
            case_id,
            unit_id,
            step: self.step,
            rule_id: self.rule_id,
            scored: self.scored,
            start_on: self.start_on,
            due_on: self.due_on,
            cohort_on: self.due_on,
            told_due_on: told.unwrap_or(self.due_on),
            calendar_as_of: self.calendar_as_of,
            status: DutyStatus::Open,
            ended_on: None,
            missed_on: None,
            moves: Vec::new(),
        }
    }
}

/// The open obligation that is due first; of several of one day the one that a list of them shows first. What bodies owe each other
/// on criminal signs is left out: the queue of a unit must not show that there is such a thing.
pub fn nearest<'o>(
    obligations: impl IntoIterator<Item = &'o Obligation>,
) -> Option<&'o Obligation> {
    let open =
        obligations.into_iter().filter(|one| one.status == DutyStatus::Open && one.step.is_told());
    open.min_by_key(|one| (one.due_on, one.start_on, one.step))
}

/// The last day of the [`nearest`] one, or [`NOTHING_DUE`].
pub fn next_due_on<'o>(obligations: impl IntoIterator<Item = &'o Obligation>) -> Day {
    nearest(obligations).map_or(NOTHING_DUE, |one| one.due_on)
}

#[cfg(test)]
mod tests;
