//! What another set of criteria would do to standings that are known: who moves, by how much, and by which criterion.

use std::collections::BTreeSet;

use super::Criterion;
use super::score::ScoreLine;
use super::total::{Place, Total, standings};

/// What one criterion gives a unit under each of two sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The code of the criterion.
    pub criterion: String,
    /// Its line by the set in force; none where that has no such criterion.
    pub before: Option<ScoreLine>,
    /// Its line by the other set; none where that has none.
    pub after: Option<ScoreLine>,
}

impl Difference {
    /// How many points more or fewer, in thousandths; what is not measured gives none.
    pub fn change_milli(&self) -> i64 {
        let points = |line: &Option<ScoreLine>| line.as_ref().and_then(|it| it.points_milli);
        points(&self.after).unwrap_or(0) - points(&self.before).unwrap_or(0)
    }
}

/// A unit under each of two sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved<T> {
    /// The unit.
    pub unit: T,
    /// Rank, the better where it may have several, and points by the set in force.
    pub before: (Option<usize>, Option<i64>),
    /// Rank and points by the other set.
    pub after: (Option<usize>, Option<i64>),
    /// Each criterion of either set.
    pub criteria: Vec<Difference>,
}

impl<T> Moved<T> {
    /// How many places it goes up (or down, below zero); none unless it is ranked by both sets.
    pub fn places_up(&self) -> Option<i64> {
        let (before, after) = self.before.0.zip(self.after.0)?;
        Some(i64::try_from(before).ok()? - i64::try_from(after).ok()?)
    }
}

/// The parameter of a criterion that two sets have otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The code of the criterion.
    pub criterion: String,
    /// The parameter.
    pub name: &'static str,
    /// By the set in force; none where it has no such criterion.
    pub before: Option<i32>,
    /// By the other set.
    pub after: Option<i32>,
}

/// The standings of one group of `units` by the set in force and by the other, ordered by the latter. The lines are asked of
/// `lines` and their sum of `total`, which know the numbers.
pub fn simulate<T: Clone + PartialEq>(
    (before, after): (&[Criterion], &[Criterion]),
    units: &[T],
    lines: impl Fn(&[Criterion], &T) -> (Vec<ScoreLine>, Total),
) -> Vec<Moved<T>> {
    let ranked = |set: &[Criterion]| {
        standings(units.iter().map(|unit| (unit.clone(), lines(set, unit).1)).collect())
    };
    let old = ranked(before);
    let place = |place: &Place<T>| (place.ranks.map(|ranks| ranks.0), place.total.points_milli);
    let moved = |now: Place<T>| {
        let was = old.iter().find(|was| was.unit == now.unit);
        let criteria = differences(&lines(before, &now.unit).0, &lines(after, &now.unit).0);
        let (before, after) = (was.map_or((None, None), place), place(&now));
        Moved { before, after, criteria, unit: now.unit }
    };
    ranked(after).into_iter().map(moved).collect()
}

fn differences(before: &[ScoreLine], after: &[ScoreLine]) -> Vec<Difference> {
    let of =
        |lines: &[ScoreLine], code: &str| lines.iter().find(|it| it.criterion == code).cloned();
    let codes: BTreeSet<&str> =
        before.iter().chain(after).map(|it| it.criterion.as_str()).collect();
    let one = |code: &str| Difference {
        criterion: code.to_owned(),
        before: of(before, code),
        after: of(after, code),
    };
    codes.into_iter().map(one).collect()
}

/// Every parameter in which two sets differ, criterion by criterion.
pub fn parameters(before: &[Criterion], after: &[Criterion]) -> Vec<Parameter> {
    let of = |set: &[Criterion], code: &str| set.iter().find(|it| it.code == code).map(numbers);
    let codes: BTreeSet<&str> = before.iter().chain(after).map(|it| it.code.as_str()).collect();
    let mut found = Vec::new();
    for code in codes {
        let (old, new) = (of(before, code), of(after, code));
        for (index, name) in NAMES.into_iter().enumerate() {
            let at = |set: &Option<[i32; 5]>| set.as_ref().and_then(|it| it.get(index).copied());
            let (before, after) = (at(&old), at(&new));
            if before != after {
                found.push(Parameter { criterion: code.to_owned(), name, before, after });
            }
        }
    }
    found
}

/// The parameters of a criterion, as the contract names them.
const NAMES: [&str; 5] = ["target", "weight", "prior_rate_bp", "prior_weight", "min_opened"];

const fn numbers(it: &Criterion) -> [i32; 5] {
    [it.target, it.weight, it.prior_rate_bp, it.prior_weight, it.min_opened]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::score::line;
    use super::super::score::tests::{criterion as any, on_time, tally};
    use super::super::total::total;
    use super::*;
    use crate::domain::units::unit::PeerGroup;

    fn criterion(code: &str, weight: i32, prior_rate_bp: i32, min_opened: i32) -> Criterion {
        // Each of a target of its own, so that no weight is spread.
        let target = i32::from(code.as_bytes()[0]);
        Criterion { code: code.to_owned(), target, weight, prior_rate_bp, min_opened, ..any() }
    }

    /// Many and good, few and perfect, hardly any.
    const UNITS: [(i64, i64); 3] = [(95, 5), (6, 0), (3, 0)];

    fn played(before: &[Criterion], after: &[Criterion]) -> Vec<Moved<(i64, i64)>> {
        simulate((before, after), &UNITS, |set, (met, missed)| {
            let lines: Vec<_> = set
                .iter()
                .filter_map(|one| line(one, &on_time(), &tally(*met, *missed, 0, 0)))
                .collect();
            let sum = total((set, PeerGroup::Communes), &lines, (0, 0), 0);
            (lines, sum)
        })
    }

    #[test]
    fn it_tells_who_moves_by_how_much_and_by_which_parameter() {
        let (old, new) = ([criterion("a", 100, 8000, 5)], [criterion("a", 100, 10_000, 3)]);

        let moved = played(&old, &new);

        let places: Vec<_> =
            moved.iter().map(|it| (it.unit, it.before.0, it.after.0, it.places_up())).collect();
        assert_eq!(
            places,
            [
                ((6, 0), Some(2), Some(1), Some(1)),
                ((3, 0), None, Some(1), None),
                ((95, 5), Some(1), Some(3), Some(-2)),
            ]
        );
        let many = moved.iter().find(|it| it.unit == (95, 5)).unwrap();
        // (95 + 8) / 110 and (95 + 10) / 110 of a hundred.
        assert_eq!((many.before.1, many.after.1), (Some(93_636), Some(95_455)));
        assert_eq!(many.criteria[0].change_milli(), 95_455 - 93_636);
        let names: Vec<_> =
            parameters(&old, &new).into_iter().map(|it| (it.name, it.before, it.after)).collect();
        assert_eq!(
            names,
            [("prior_rate_bp", Some(8000), Some(10_000)), ("min_opened", Some(5), Some(3))]
        );
    }

    #[test]
    fn a_criterion_that_comes_or_goes_is_told_as_such() {
        let old = [criterion("a", 100, 8000, 5)];
        let new = [criterion("b", 60, 8000, 5), criterion("c", 40, 8000, 5)];

        let moved = played(&old, &new);

        let of = &moved[0].criteria;
        let there: Vec<_> = of
            .iter()
            .map(|it| (it.criterion.as_str(), it.before.is_some(), it.after.is_some()))
            .collect();
        assert_eq!(there, [("a", true, false), ("b", false, true), ("c", false, true)]);
        assert_eq!(parameters(&old, &new).len(), 15);
    }

    proptest! {
        #[test]
        fn points_change_by_what_the_criteria_change(
            weight in 1i32..100, rate in 0i32..=10_000, least in 1i32..8,
        ) {
            let old = [criterion("a", 100, 8000, 5)];
            let new = [criterion("a", weight, rate, least), criterion("b", 100 - weight, 5000, 4)];

            for moved in played(&old, &new) {
                let by_criteria: i64 = moved.criteria.iter().map(Difference::change_milli).sum();
                let (before, after) = (moved.before.1.unwrap_or(0), moved.after.1.unwrap_or(0));
                prop_assert_eq!(after - before, by_criteria);
            }
        }

        #[test]
        fn the_same_set_moves_nobody(weight in 1i32..100, rate in 0i32..=10_000) {
            let set = [criterion("a", weight, rate, 5), criterion("b", 100 - weight, 8000, 4)];

            prop_assert!(parameters(&set, &set).is_empty());
            for moved in played(&set, &set) {
                prop_assert_eq!(moved.before, moved.after);
                prop_assert!(moved.criteria.iter().all(|it| it.change_milli() == 0));
            }
        }
    }
}
