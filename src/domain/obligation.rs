//! Obligations: one duty of one unit with a due day, and the changes that happen to it.

use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::case::NOTHING_DUE;
use super::codes::codes;
use super::deadline::{DeadlineRule, FromEvent, PeriodFault, RuleBook, Step, Variant, due_on};
use super::ids::{CaseId, ObligationId, RuleId, UnitId};
use super::kind::Kind;
use super::time::Day;

codes! {
    /// How an obligation stands.
    Standing {
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
    /// The last day of the period.
    pub due_on: Day,
    /// The day the reporter was told; never shortened.
    pub told_due_on: Day,
    /// The day up to which calendar announcements were known when it was counted.
    pub calendar_as_of: Day,
    /// How it stands.
    pub status: Standing,
    /// The day it was met or released.
    pub ended_on: Option<Day>,
    /// The first day it was late, once that is recorded.
    pub missed_on: Option<Day>,
}

impl Obligation {
    /// As it was when it began: its days never change, only how it stands.
    #[must_use]
    pub fn as_begun(self) -> Self {
        Self { status: Standing::Open, ended_on: None, missed_on: None, ..self }
    }

    /// Open, and its last day has passed.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.status == Standing::Open && today > self.due_on
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
    /// Its last day, which is its cohort.
    pub due_on: Day,
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
            scored: obligation.scored,
            what,
        }
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
            told_due_on: told.unwrap_or(self.due_on),
            calendar_as_of: self.calendar_as_of,
            status: Standing::Open,
            ended_on: None,
            missed_on: None,
        }
    }
}

/// The nearest last day of an open obligation, or [`NOTHING_DUE`].
pub fn next_due_on(obligations: &[Obligation]) -> Day {
    let open = obligations.iter().filter(|one| one.status == Standing::Open);
    open.map(|one| one.due_on).min().unwrap_or(NOTHING_DUE)
}

/// The duties that `event` opens on `start_on` for a report of `kind` received on `received_on`,
/// by the rules in force then and the calendar known on that day (12.7, 12.9).
pub fn plan(
    rules: &RuleBook,
    calendar: &Calendar,
    kind: Kind,
    event: FromEvent,
    received_on: Day,
    start_on: Day,
) -> Result<Vec<Duty>, PeriodFault> {
    let known = calendar.as_of(start_on);
    Step::ALL
        .iter()
        .filter_map(|step| {
            rules.find(kind.as_str(), *step, Variant::Normal, event, received_on, start_on)
        })
        .map(|rule: &DeadlineRule| {
            Ok(Duty {
                step: rule.step,
                rule_id: rule.id,
                scored: rule.scored,
                start_on,
                due_on: due_on(start_on, rule.period, &known)?,
                calendar_as_of: start_on,
            })
        })
        .collect()
}
