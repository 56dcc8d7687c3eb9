//! Of whom the days to the answer are told: where enough were answered, and where that they are told tells nothing else.

use std::collections::BTreeMap;

use super::days::{Days, Wait, quantile};
use super::issue::{Issue, Numbers};
use super::parts::Subject;
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::units::unit::PeerGroup;

/// So many must be answered in time, of a subject and of what is beside it, for a median.
const FOR_MEDIAN: i64 = 20;
/// The same for nine of ten: so that five and more are beyond it.
const FOR_NINETIETH: i64 = 50;

/// One answer that fell due in the quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waited {
    /// Who owes or owed it.
    pub unit: UnitId,
    /// Its group at that time.
    pub group: Option<PeerGroup>,
    /// The kind of report.
    pub kind: Kind,
    /// How long.
    pub wait: Wait,
}

/// What may be told. Whether it is told follows from published counts alone, and only where none of them is hidden: a day beside
/// a last day that everybody knows would bound a count that is. So a share is told only where so many were answered in time, of
/// all that fell due: else it would hang on how many answers came late, or are still to come.
pub fn days_told(issue: &Issue, waited: &[Waited]) -> Vec<(Subject, Days)> {
    // Each with what it is a part of.
    let mut all: BTreeMap<(Subject, Option<Subject>), Vec<Wait>> = BTreeMap::new();
    for one in waited {
        let (group, province) = (Subject::Group(one.group), Subject::Province);
        for key in [
            (province.clone(), None),
            (group.clone(), Some(province.clone())),
            (Subject::Kind(one.kind), Some(province)),
            (Subject::Unit(one.unit), Some(group)),
        ] {
            all.entry(key).or_default().push(one.wait);
        }
    }
    let told = |((of, within), waits): ((Subject, Option<Subject>), Vec<Wait>)| {
        let at = |least, permille| {
            let enough = is_enough(issue, &of, within.as_ref(), least);
            let reached = enough && is_reached(issue.quarter(&of), permille);
            reached.then(|| quantile(&waits, permille)).flatten()
        };
        let days = Days { median: at(FOR_MEDIAN, 500), ninetieth: at(FOR_NINETIETH, 900) };
        (of, days)
    };
    all.into_iter().map(told).filter(|(_, days)| *days != Days::default()).collect()
}

/// Whether those in time alone are `permille` of all: then so many are answered, whoever else is.
fn is_reached(numbers: Numbers, permille: i32) -> bool {
    let Numbers { opened: Some(opened), met: Some(met), .. } = numbers else { return false };
    met * 1_000 >= opened * i64::from(permille)
}

fn is_enough(issue: &Issue, of: &Subject, within: Option<&Subject>, least: i64) -> bool {
    let whole = |numbers: Numbers| {
        let Numbers { met: Some(met), missed: Some(_), other: Some(_), .. } = numbers else {
            return None;
        };
        Some(met)
    };
    let Some(own) = whole(issue.quarter(of)).filter(|own| *own >= least) else { return false };
    let Some(within) = within else { return true };
    whole(issue.quarter(within)).is_some_and(|all| all == own || all - own >= least)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::figures::Counted;
    use crate::domain::ledger::Metric;

    const FIRST: Subject = Subject::Unit(UnitId::new(Uuid::from_u128(1)));

    /// Units of one group with as many met, missed and open in time; each met one took as many days as the number of its unit.
    fn played(units: &[(u128, i64, i64, i64)]) -> Vec<(Subject, Days)> {
        let (mut counted, mut waited) = (Vec::new(), Vec::new());
        for (unit, met, missed, other) in units {
            let (unit, number) = (UnitId::new(Uuid::from_u128(*unit)), *unit);
            let (group, kind) = (Some(PeerGroup::Communes), Kind::ConductFeedback);
            for (metric, count) in [
                (Metric::Opened, met + missed + other),
                (Metric::Met, *met),
                (Metric::Missed, *missed),
            ] {
                let month = date(2024, 8, 1);
                counted.push(Counted { unit, group, kind, metric, month, count });
            }
            let days = i64::try_from(number).unwrap();
            for n in 0..met + missed {
                let is_answered = n < *met;
                let wait = Wait { days: if is_answered { days } else { 60 }, is_answered };
                waited.push(Waited { unit, group, kind, wait });
            }
        }
        days_told(&Issue::of(&counted, &[]), &waited)
    }

    fn of(told: &[(Subject, Days)], subject: &Subject) -> Days {
        told.iter().find(|(of, _)| of == subject).map(|(_, days)| *days).unwrap_or_default()
    }

    #[test]
    fn days_are_told_of_many_beside_many_and_nine_of_ten_of_more() {
        let told = played(&[(1, 30, 5, 0), (2, 60, 5, 0), (3, 60, 0, 0)]);

        assert_eq!(of(&told, &FIRST), Days { median: Some(1), ninetieth: None });
        let second = Subject::Unit(UnitId::new(Uuid::from_u128(2)));
        assert_eq!(of(&told, &second), Days { median: Some(2), ninetieth: Some(2) });
        assert_eq!(of(&told, &Subject::Province), Days { median: Some(2), ninetieth: Some(3) });
        assert_eq!(
            of(&told, &Subject::Kind(Kind::ConductFeedback)),
            of(&told, &Subject::Province),
            "the one kind is all"
        );
    }

    #[test]
    fn of_few_or_beside_few_nothing_is_told() {
        assert_eq!(of(&played(&[(1, 19, 5, 0), (2, 60, 5, 0)]), &FIRST), Days::default());
        assert_eq!(of(&played(&[(1, 30, 5, 0), (2, 19, 5, 0)]), &FIRST), Days::default());
        assert_eq!(of(&played(&[(1, 20, 5, 0), (2, 20, 5, 0)]), &FIRST).median, Some(1));
    }

    /// What is told of a unit whose answers in time took a day and its late ones 60, as far as they came; beside it one that is
    /// never late.
    fn with_late(met: i64, missed: i64, answered: i64) -> Days {
        let unit = |number| UnitId::new(Uuid::from_u128(number));
        let (group, kind) = (Some(PeerGroup::Communes), Kind::ConductFeedback);
        let (mut counted, mut waited) = (Vec::new(), Vec::new());
        for (unit, met, missed) in [(unit(1), met, missed), (unit(2), 100, 0)] {
            let counts =
                [(Metric::Opened, met + missed), (Metric::Met, met), (Metric::Missed, missed)];
            for (metric, count) in counts {
                let month = date(2024, 8, 1);
                counted.push(Counted { unit, group, kind, metric, month, count });
            }
            for n in 0..met + missed {
                let days = if n < met { 1 } else { 60 };
                let wait = Wait { days, is_answered: n < met + answered };
                waited.push(Waited { unit, group, kind, wait });
            }
        }
        of(&days_told(&Issue::of(&counted, &[]), &waited), &FIRST)
    }

    #[test]
    fn whether_days_are_told_does_not_hang_on_how_many_late_ones_were_answered() {
        for answered in 0..=7 {
            assert_eq!(with_late(50, 7, answered), Days { median: Some(1), ninetieth: None });
            assert_eq!(with_late(63, 7, answered).ninetieth, Some(1), "nine of ten were in time");
        }
        for answered in 0..=31 {
            assert_eq!(with_late(30, 31, answered), Days::default());
        }
    }

    #[test]
    fn days_bound_no_count_that_is_hidden() {
        // Of 32 due 30 in time are told, and that two are not; a day beyond the last day would tell that they are late.
        let told = played(&[(1, 30, 2, 0), (2, 60, 5, 0), (3, 60, 4, 9)]);

        assert_eq!(of(&told, &FIRST), Days::default());
    }
}
