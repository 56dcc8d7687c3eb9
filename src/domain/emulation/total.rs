//! The sum of a unit's lines, and the places that follow from it: no nearer than luck allows.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::Criterion;
use super::score::{LineState, ScoreLine};
use crate::domain::units::unit::PeerGroup;

/// The most that merits add, in thousandths of a point.
pub const MOST_BONUS_MILLI: i64 = 10_000;
/// The most that concluded faults take off.
pub const MOST_PENALTY_MILLI: i64 = 20_000;

/// How far the points of units with at least so many cases a year may lie from what they would be with other luck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SizeClass {
    /// Cases that fell due in the movement before, or in the first movement in this one.
    pub least: i32,
    /// Half of the interval, in thousandths of a point.
    pub half_width_milli: i32,
}

/// The half-width of a unit with `size` cases: that of the largest class it reaches, and of the smallest where it reaches none, for
/// of few cases least is known; none is wide where there are no classes.
pub fn half_width(classes: &[SizeClass], size: i64) -> i64 {
    let reached = classes.iter().filter(|class| i64::from(class.least) <= size);
    let own = reached.max_by_key(|class| class.least);
    let own = own.or_else(|| classes.iter().min_by_key(|class| class.least));
    own.map_or(0, |class| i64::from(class.half_width_milli))
}

/// The sum of a unit's lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// Whether it is all there.
    pub state: LineState,
    /// Points in thousandths, with merits and faults; none where nothing was measured.
    pub points_milli: Option<i64>,
    /// Of how many points: the weights of the targets of which something was measured.
    pub of: i64,
    /// What merits added, in thousandths.
    pub bonus_milli: i64,
    /// What concluded faults took off, in thousandths.
    pub penalty_milli: i64,
    /// Half of the interval around the points, in thousandths.
    pub half_width_milli: i64,
    /// Whether it is enough for a place in the group.
    pub ranked: bool,
}

/// The sum of `lines`, one of each criterion that applies to `group`. What does not apply to a unit gives its weight to the
/// other criteria of the same target and to no others; of a target of which nothing was measured there are no points, and without
/// one of its targets a unit has no place: what is not known is neither nothing nor everything.
pub fn total(
    (criteria, group): (&[Criterion], PeerGroup),
    lines: &[ScoreLine],
    (bonus_milli, penalty_milli): (i64, i64),
    half_width_milli: i64,
) -> Total {
    let bonus_milli = bonus_milli.clamp(0, MOST_BONUS_MILLI);
    let penalty_milli = penalty_milli.clamp(0, MOST_PENALTY_MILLI);
    let own: Vec<&Criterion> = criteria.iter().filter(|one| one.applies_to(group)).collect();
    let mut targets: Vec<i32> = own.iter().map(|one| one.target).collect();
    targets.sort_unstable();
    targets.dedup();
    let line_of = |one: &Criterion| lines.iter().find(|line| line.criterion == one.code);
    let (mut points, mut of, mut whole) = (0, 0, true);
    for target in targets {
        let in_target = own.iter().filter(|one| one.target == target);
        let (mut all, mut measured, mut earned) = (0, 0, 0);
        for criterion in in_target {
            let weight = i64::from(criterion.weight);
            all += weight;
            if let Some(line) = line_of(criterion)
                && let Some(own) = line.points_milli
            {
                measured += weight;
                earned += own;
            }
        }
        whole &= measured > 0;
        if measured > 0 {
            points += earned * all / measured;
            of += all;
        }
    }
    let open = lines.iter().any(|line| line.state == LineState::Open);
    // Too few cases for one criterion take no place: its weight is spread. Too few matters that others know of do.
    let enough = lines.iter().all(|line| line.ranked || line.state == LineState::NotApplicable);
    Total {
        state: match (open, of > 0) {
            (true, _) => LineState::Open,
            (false, true) => LineState::Measured,
            (false, false) => LineState::NotApplicable,
        },
        points_milli: (of > 0).then(|| (points + bonus_milli - penalty_milli).max(0)),
        of,
        bonus_milli,
        penalty_milli,
        half_width_milli,
        ranked: whole && enough && !open,
    }
}

impl Total {
    /// With whole points: what everybody reads of a frozen movement, because exact ones give small counts back.
    #[must_use]
    pub fn in_whole_points(self) -> Self {
        Self { points_milli: self.points_milli.map(whole_points), ..self }
    }
}

/// The nearest whole point, in thousandths.
pub fn whole_points(milli: i64) -> i64 {
    (milli + 500).div_euclid(1000) * 1000
}

/// A unit's place in its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<T> {
    /// First and last rank that it may have, from 1; none for a unit that is not ranked.
    pub ranks: Option<(usize, usize)>,
    /// The unit.
    pub unit: T,
    /// What it is ranked by.
    pub total: Total,
}

/// Ranks the units of one group: whose intervals overlap share their ranks; what is not ranked has none.
pub fn standings<T>(totals: Vec<(T, Total)>) -> Vec<Place<T>> {
    let mut totals = totals;
    totals.sort_by_key(|(_, total)| Reverse(total.points_milli));
    let bounds = |total: &Total| {
        let points = total.points_milli.filter(|_| total.ranked)?;
        Some((points - total.half_width_milli, points + total.half_width_milli))
    };
    let all: Vec<(i64, i64)> = totals.iter().filter_map(|(_, total)| bounds(total)).collect();
    let ranks = |(low, high): (i64, i64)| {
        let above = all.iter().filter(|(other_low, _)| *other_low > high).count();
        let not_below = all.iter().filter(|(_, other_high)| *other_high >= low).count();
        (1 + above, not_below)
    };
    totals
        .into_iter()
        .map(|(unit, total)| Place { ranks: bounds(&total).map(ranks), unit, total })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::score::tests::{criterion, on_time, tally};
    use super::super::score::{attested_line, line};
    use super::*;

    fn ranked(points: i64, half_width_milli: i64) -> Total {
        Total {
            state: LineState::Measured,
            points_milli: Some(points),
            of: 100,
            bonus_milli: 0,
            penalty_milli: 0,
            half_width_milli,
            ranked: true,
        }
    }

    fn of(target: i32, weight: i32, code: &str) -> Criterion {
        Criterion { target, weight, code: code.to_owned(), ..criterion() }
    }

    fn on_time_line(of: &Criterion, met: i64, missed: i64) -> ScoreLine {
        line(of, &on_time(), &tally(met, missed, 0, 0)).unwrap()
    }

    const COMMUNES: PeerGroup = PeerGroup::Communes;

    #[test]
    fn ties_share_a_rank_and_who_is_not_ranked_has_none() {
        let not_ranked = Total { ranked: false, ..ranked(99_000, 0) };
        let places = standings(vec![
            ("a", not_ranked),
            ("b", ranked(80_000, 0)),
            ("c", ranked(90_000, 0)),
            ("d", ranked(80_000, 0)),
        ]);

        let ranks: Vec<_> = places.iter().map(|place| (place.unit, place.ranks)).collect();
        assert_eq!(
            ranks,
            [("a", None), ("c", Some((1, 1))), ("b", Some((2, 3))), ("d", Some((2, 3)))]
        );
    }

    #[test]
    fn no_place_is_nearer_than_luck_allows() {
        let places = standings(vec![
            ("a", ranked(90_000, 4000)),
            ("b", ranked(83_000, 4000)),
            ("c", ranked(76_000, 2000)),
        ]);

        let ranks: Vec<_> = places.iter().filter_map(|place| place.ranks).collect();
        // b may be as good as a, and c lies below a but not for sure below b.
        assert_eq!(ranks, [(1, 2), (1, 2), (3, 3)]);
    }

    #[test]
    fn the_class_that_is_reached_says_how_wide_it_is() {
        let classes = [
            SizeClass { least: 0, half_width_milli: 9000 },
            SizeClass { least: 60, half_width_milli: 4000 },
        ];

        assert_eq!(
            [0, 59, 60, 900].map(|size| half_width(&classes, size)),
            [9000, 9000, 4000, 4000]
        );
        assert_eq!(half_width(&[], 900), 0);
    }

    #[test]
    fn a_unit_below_every_class_is_as_wide_as_the_smallest() {
        let classes = [
            SizeClass { least: 240, half_width_milli: 1500 },
            SizeClass { least: 60, half_width_milli: 4000 },
        ];

        assert_eq!(
            [0, 59, 60, 240].map(|size| half_width(&classes, size)),
            [4000, 4000, 4000, 1500]
        );
    }

    #[test]
    fn weight_that_does_not_apply_stays_within_its_target() {
        let set = [of(1, 30, "a"), of(1, 20, "b"), of(2, 50, "c")];
        let lines = [
            on_time_line(&set[0], 100, 0),
            on_time_line(&set[1], 2, 0),
            on_time_line(&set[2], 0, 100),
        ];

        let all = total((&set, COMMUNES), &lines, (0, 0), 0);

        // a: 30 · 108/110 = 29.455, spread over 50; c: 50 · 8/110 = 3.636
        assert_eq!((all.points_milli, all.of, all.ranked), (Some(49_091 + 3636), 100, true));
    }

    #[test]
    fn without_one_of_its_targets_a_unit_has_no_place_and_no_points_for_it() {
        let set = [of(1, 50, "a"), of(2, 50, "b")];
        let lines = [on_time_line(&set[0], 100, 0), on_time_line(&set[1], 0, 0)];

        let all = total((&set, COMMUNES), &lines, (0, 0), 0);

        assert_eq!((all.state, all.of, all.ranked), (LineState::Measured, 50, false));
        assert_eq!(all.points_milli, lines[0].points_milli);
    }

    #[test]
    fn while_a_line_is_open_there_is_no_place() {
        let set = [of(1, 50, "a"), of(1, 50, "b")];
        let lines = [on_time_line(&set[0], 100, 0), attested_line(&set[1], None)];

        let all = total((&set, COMMUNES), &lines, (0, 0), 0);

        assert_eq!((all.state, all.ranked), (LineState::Open, false));
    }

    #[test]
    fn merits_and_faults_have_their_limits() {
        let set = [of(1, 100, "a")];
        let lines = [on_time_line(&set[0], 0, 100)];

        let best = total((&set, COMMUNES), &lines, (99_000, 0), 0);
        let worst = total((&set, COMMUNES), &lines, (0, 99_000), 0);

        assert_eq!(best.points_milli, Some(7273 + 10_000));
        assert_eq!((worst.points_milli, worst.penalty_milli), (Some(0), 20_000));
    }

    #[test]
    fn a_criterion_of_another_group_is_none_of_a_units() {
        let other = Criterion { groups: vec![PeerGroup::ProvincialBodies], ..of(2, 50, "b") };
        let set = [of(1, 50, "a"), other];
        let lines = [on_time_line(&set[0], 100, 0)];

        let all = total((&set, COMMUNES), &lines, (0, 0), 0);

        assert_eq!((all.of, all.ranked), (50, true));
    }
}
