//! From which day a second complaint may be filed, and until when: the first decision, or the end of
//! the period in which none came (Luật Khiếu nại 2011 Art. 33).

use serde::{Deserialize, Serialize};

use super::{Law, Matter};
use crate::domain::codes::codes;
use crate::domain::deadline::{FromEvent, Step, Variant};
use crate::domain::kind::Kind;
use crate::domain::obligation::{DutyStatus, Obligation};
use crate::domain::time::Day;

codes! {
    /// Who says what became of a first complaint.
    FirstSource {
        /// The reporter of the second.
        Reporter => "reporter",
        /// The first case, which is here.
        Case => "case",
    }
}

/// What became of a first complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FirstDecision {
    /// It was decided, and the decision came on this day.
    Received(Day),
    /// It was not, and this was the last day for it.
    Undecided(Day),
}

impl FirstDecision {
    /// The day that begins the period of the second complaint.
    pub const fn day(self) -> Day {
        match self {
            Self::Received(day) | Self::Undecided(day) => day,
        }
    }

    /// What begins it.
    pub const fn event(self) -> FromEvent {
        match self {
            Self::Received(_) => FromEvent::Answered,
            Self::Undecided(_) => FromEvent::Undecided,
        }
    }

    /// That of a first complaint that owes `obligations`, as it stood on `on`; none while the
    /// period for its decision runs, or before it was taken up.
    pub fn of(obligations: &[Obligation], on: Day) -> Option<Self> {
        let ended = |one: &&Obligation| one.ended_on.is_some_and(|day| day <= on);
        let answers = || obligations.iter().filter(|one| one.step == Step::Answer);
        let decided = answers().filter(|one| one.status == DutyStatus::Met).filter(ended);
        if let Some(day) = decided.filter_map(|one| one.ended_on).max() {
            return Some(Self::Received(day));
        }
        let owed = answers().filter(|one| one.status == DutyStatus::Open || !ended(one));
        owed.map(|one| one.due_on).max().filter(|due| *due < on).map(Self::Undecided)
    }

    /// What holds, of what the reporter said and what the first case knows. The case knows best; but
    /// a decision may have come to the reporter later than it was given.
    pub fn settled(said: Option<Self>, known: Option<Self>) -> Option<(Self, FirstSource)> {
        match (said, known) {
            (Some(Self::Received(came)), Some(Self::Received(given))) if came > given => {
                Some((Self::Received(came), FirstSource::Reporter))
            }
            (_, Some(known)) => Some((known, FirstSource::Case)),
            (said, None) => said.map(|said| (said, FirstSource::Reporter)),
        }
    }

    /// The last day for the second complaint.
    pub fn file_by(self, variant: Variant, law: &Law<'_>, today: Day) -> Option<Day> {
        file_by(Kind::SecondComplaint, variant, (self.event(), self.day()), law, today)
    }
}

/// The last day on which a report of `kind` may be filed after an event on a day; none where the law sets
/// none. By the calendar known on `today`, and no earlier than by the one known on the day of the event: that
/// may have been told, before the decision of a year said which days are off.
pub fn file_by(
    kind: Kind,
    variant: Variant,
    (event, day): (FromEvent, Day),
    law: &Law<'_>,
    today: Day,
) -> Option<Day> {
    let matter = Matter { kind, variant, received_on: day };
    let last = |known_on| law.last_day(matter, Step::File, event, day, known_on).ok().flatten();
    last(today).max(last(day))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{CaseId, ObligationId, RuleId, UnitId};

    const ON: Day = date(2024, 10, 15);

    fn owed(step: Step, due_on: Day, status: DutyStatus, ended_on: Option<Day>) -> Obligation {
        Obligation {
            id: ObligationId::new(Uuid::nil()),
            case_id: CaseId::new(Uuid::nil()),
            unit_id: UnitId::new(Uuid::nil()),
            step,
            rule_id: RuleId::new(Uuid::nil()),
            scored: false,
            start_on: date(2024, 9, 1),
            due_on,
            cohort_on: due_on,
            told_due_on: due_on,
            calendar_as_of: date(2024, 9, 1),
            status,
            ended_on,
            missed_on: None,
            moves: Vec::new(),
        }
    }

    #[test]
    fn the_decision_begins_the_period_and_else_the_last_day_for_it() {
        let open = |due| owed(Step::Answer, due, DutyStatus::Open, None);
        let met = |day| owed(Step::Answer, date(2024, 10, 1), DutyStatus::Met, Some(day));
        let of = |all: &[Obligation]| FirstDecision::of(all, ON);

        assert_eq!(of(&[open(date(2024, 10, 15))]), None, "it can still be decided today");
        let late = Some(FirstDecision::Undecided(date(2024, 10, 14)));
        assert_eq!(of(&[open(date(2024, 10, 14))]), late);
        let decided = Some(FirstDecision::Received(date(2024, 10, 3)));
        assert_eq!(of(&[met(date(2024, 10, 3))]), decided, "late or not");
        let later = Some(FirstDecision::Undecided(date(2024, 10, 1)));
        assert_eq!(of(&[met(date(2024, 10, 16))]), later, "as it stood then");
    }

    #[test]
    fn the_case_knows_best_but_a_decision_may_come_later_than_it_was_given() {
        let received = |day| Some(FirstDecision::Received(date(2024, 10, day)));
        let undecided = |day| Some(FirstDecision::Undecided(date(2024, 10, day)));
        let settled = FirstDecision::settled;
        let by = |one: Option<FirstDecision>, source| one.map(|one| (one, source));

        let (reporter, case) = (FirstSource::Reporter, FirstSource::Case);
        assert_eq!(settled(received(5), received(3)), by(received(5), reporter));
        assert_eq!(settled(received(2), received(3)), by(received(3), case));
        assert_eq!(settled(undecided(9), received(3)), by(received(3), case));
        assert_eq!(settled(received(9), undecided(3)), by(undecided(3), case));
        assert_eq!(settled(undecided(9), None), by(undecided(9), reporter));
        assert_eq!(settled(None, None), None);
    }

    #[test]
    fn only_the_period_for_deciding_counts_and_only_that_of_whoever_has_to() {
        let accept = owed(Step::Accept, date(2024, 9, 11), DutyStatus::Open, None);
        let gone = Some(date(2024, 9, 20));
        let released = owed(Step::Answer, date(2024, 10, 1), DutyStatus::Released, gone);
        let of = |all: &[Obligation]| FirstDecision::of(all, ON);

        assert_eq!(of(&[accept]), None, "its period begins when it is taken up");
        assert_eq!(of(std::slice::from_ref(&released)), None);
        let receiver = owed(Step::Answer, date(2024, 10, 20), DutyStatus::Open, None);
        assert_eq!(of(&[released, receiver]), None, "the receiver's period runs");
    }
}
