//! What passes on when a case goes from a unit that ended to its successor: the duty, with the
//! days it was counted with. What was late stays with whoever was late.

use crate::domain::ids::{ObligationId, UnitId};
use crate::domain::obligation::{DutyStatus, Obligation, What};
use crate::domain::time::Day;

/// What the change of custody does to the obligations of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PassedOn {
    /// Those of the old holder, each as it is after each change.
    pub ended: Vec<(Obligation, What)>,
    /// The same duties, owed by the successor.
    pub inherited: Vec<Obligation>,
    /// Duties that were late: their miss stays in the figures of the old holder.
    pub late_kept: usize,
}

/// Passes the open obligations of `from` on to `to`, with their days and the day the reporter was
/// told. One whose last day has passed is a miss of `from`, recorded here if nobody has yet; its
/// successor inherits the duty, but it is not scored again and not missed again, so that a miss is
/// counted once and for the unit that held the case.
pub fn pass_on(
    owed: &[Obligation],
    from: UnitId,
    to: UnitId,
    today: Day,
    mut id: impl FnMut() -> ObligationId,
) -> PassedOn {
    let mut passed = PassedOn::default();
    let open = |one: &&Obligation| one.status == DutyStatus::Open && one.unit_id == from;
    let owes = |step| {
        owed.iter()
            .any(|one| one.status == DutyStatus::Open && one.unit_id == to && one.step == step)
    };
    for one in owed.iter().filter(open) {
        let late = one.is_overdue(today);
        let ended = one.ended(false, today);
        passed.ended.extend(ended);
        passed.late_kept += usize::from(late);
        // It may owe the same already, having kept the case too long before.
        if !owes(one.step) {
            passed.inherited.push(Obligation { id: id(), ..inherited(one, to, today) });
        }
    }
    passed
}

/// The same duty as `to` owes it, with its days. What was late stays a miss of whoever was late: it
/// is neither scored nor missed again. Silence on a claimed day is no miss: it still has to speak.
pub fn inherited(one: &Obligation, to: UnitId, today: Day) -> Obligation {
    let late = one.is_overdue(today) && one.step.can_be_late();
    let first_late = one.missed_on.or_else(|| one.due_on.tomorrow().ok());
    Obligation {
        unit_id: to,
        scored: one.scored && !late,
        missed_on: first_late.filter(|_| late),
        ..one.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::date;

    use super::*;
    use crate::domain::case::orphan::PassedTo;
    use crate::domain::deadline::Step;
    use crate::domain::event::{Event, EventKind, Payload};
    use crate::domain::ids::{CaseId, EventId, RuleId};
    use crate::domain::kind::{Channel, Kind};
    use crate::domain::ledger::{Metric, entries};
    use crate::domain::obligation::{Change, next_due_on};

    const TODAY: Day = date(2025, 7, 1);

    fn uuid(n: u128) -> uuid::Uuid {
        uuid::Uuid::from_u128(n)
    }

    fn owed(n: u128, unit: u128, step: Step, due_on: Day) -> Obligation {
        Obligation {
            id: ObligationId::new(uuid(n)),
            case_id: CaseId::new(uuid(7)),
            unit_id: UnitId::new(uuid(unit)),
            step,
            rule_id: RuleId::new(uuid(8)),
            scored: step == Step::Answer,
            start_on: date(2025, 6, 20),
            due_on,
            cohort_on: due_on,
            told_due_on: date(2025, 7, 9),
            calendar_as_of: date(2025, 6, 20),
            status: DutyStatus::Open,
            ended_on: None,
            missed_on: None,
            moves: Vec::new(),
        }
    }

    fn pass(owed: &[Obligation]) -> PassedOn {
        let mut drawn = 100;
        pass_on(owed, UnitId::new(uuid(1)), UnitId::new(uuid(2)), TODAY, || {
            drawn += 1;
            ObligationId::new(uuid(drawn))
        })
    }

    /// What the ledger counts of one event that passes duties on like this, by unit.
    fn counted(passed: &PassedOn) -> BTreeMap<(u128, Metric), i32> {
        let (from, to) = (UnitId::new(uuid(1)), UnitId::new(uuid(2)));
        let begun = passed.inherited.iter().map(|one| Change::of(one, What::Opened));
        let ended = passed.ended.iter().map(|(one, what)| Change::of(one, *what));
        let changes = ended.chain(begun).collect();
        let event = Event {
            id: EventId::new(uuid(9)),
            case_id: CaseId::new(uuid(7)),
            n: 2,
            at: "2025-07-01T02:00:00Z".parse().unwrap(),
            day: TODAY,
            actor: None,
            payload: Payload {
                event_kind: EventKind::Succeeded {
                    from,
                    to,
                    effective_on: TODAY,
                    passed_to: PassedTo::Successor,
                },
                changes,
                case_kind: None,
                over: false,
            },
        };
        let mut sums = BTreeMap::new();
        for entry in entries(Channel::Service, Kind::ConductFeedback, &event) {
            *sums.entry((entry.unit_id.uuid().as_u128(), entry.metric)).or_default() += entry.delta;
        }
        sums
    }

    #[test]
    fn a_duty_in_time_passes_on_with_all_its_days() {
        let before = owed(11, 1, Step::Answer, date(2025, 7, 4));
        let passed = pass(std::slice::from_ref(&before));

        let [after] = passed.inherited.as_slice() else { panic!("{passed:?}") };
        assert_eq!(after.unit_id, UnitId::new(uuid(2)));
        assert_eq!(
            Obligation { id: before.id, unit_id: before.unit_id, ..after.clone() },
            before,
            "nothing else moved"
        );
        assert_eq!(passed.late_kept, 0);
        assert_eq!(
            counted(&passed),
            BTreeMap::from([((1, Metric::Released), 1), ((2, Metric::Opened), 1)])
        );
    }

    #[test]
    fn a_miss_is_the_former_holders_and_counted_once() {
        let unrecorded = owed(11, 1, Step::Answer, date(2025, 6, 30));
        let recorded = Obligation { missed_on: Some(date(2025, 7, 1)), ..unrecorded.clone() };

        let first = pass(&[unrecorded]);
        let second = pass(&[recorded]);

        assert_eq!(counted(&first), BTreeMap::from([((1, Metric::Missed), 1)]));
        assert_eq!(counted(&second), BTreeMap::new(), "it was counted before");
        for passed in [first, second] {
            let [after] = passed.inherited.as_slice() else { panic!("{passed:?}") };
            assert_eq!((after.scored, after.missed_on), (false, Some(date(2025, 7, 1))));
            assert!(after.is_overdue(TODAY), "the duty is still there");
            assert_eq!(passed.late_kept, 1);
        }
    }

    #[test]
    fn only_open_duties_of_the_former_holder_pass_on() {
        let met = Obligation {
            status: DutyStatus::Met,
            ended_on: Some(date(2025, 6, 25)),
            ..owed(11, 1, Step::Accept, date(2025, 7, 4))
        };
        let others = owed(12, 3, Step::Answer, date(2025, 7, 4));
        let open = owed(13, 1, Step::Forward, date(2025, 7, 8));

        let passed = pass(&[met, others, open]);

        assert_eq!(passed.inherited.len(), 1);
        assert_eq!(next_due_on(&passed.inherited), date(2025, 7, 8));
    }
}
