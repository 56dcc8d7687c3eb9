//! One explained line of a unit's score, in whole numbers so that it comes out alike everywhere.

use std::cmp::Reverse;

use super::Criterion;
use super::matters::{Estimate, Prior, QuarterOf, Side, WHOLE, line_points};
use crate::domain::codes::codes;

/// What the ledger holds for one unit and period. The cohort of a case is its original last day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Cases whose answer fell due.
    pub opened: i64,
    /// Answered in time.
    pub met: i64,
    /// Not answered when the last day passed.
    pub missed: i64,
    /// Forwarded or declined in time: no outcome of this unit's, good or bad.
    pub released: i64,
    /// Forwards that an inspector found wrong: each weighs as one that was not answered in time.
    pub wrong_forwards: i64,
}

codes! {
    /// Whether a line counts.
    LineState {
        /// It was measured.
        Measured => "measured",
        /// Too few cases to say anything; its weight is not scored.
        NotApplicable => "not_applicable",
        /// Something that belongs to it is not over, not drawn or not judged yet.
        Open => "open",
    }
}

/// One line of a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreLine {
    /// The criterion.
    pub criterion: String,
    /// Whether it counts.
    pub state: LineState,
    /// What was counted.
    pub counts: Counts,
    /// The shrunk rate in ten-thousandths; none where not applicable.
    pub rate_bp: Option<i64>,
    /// Points in thousandths; none where not applicable.
    pub points_milli: Option<i64>,
    /// Whether it is enough for a place in the group.
    pub ranked: bool,
}

/// No unanchored side weighs less than so many matters at the most (K), however few were anchored the year before; in
/// thousandths.
const LEAST_CEILING: i64 = 10 * WHOLE;

/// The line of `criterion` for a unit with these quarters, of which `before` was anchored in the movement before, in
/// thousandths: see [`line_points`]. A place needs so many matters as the criterion says, anchored in the movement before; in the
/// first movement of any, so many of both sides in this one.
pub fn matters_line(
    criterion: &Criterion,
    quarters: &[QuarterOf],
    before: Option<i64>,
) -> ScoreLine {
    let estimates: Vec<_> = quarters.iter().map(QuarterOf::estimate).collect();
    let all = estimates.iter().flatten().fold(Estimate::default(), |sum, one| sum.plus(*one));
    let listed = |side| quarters.iter().map(|one| one.listed_milli(side)).sum::<i64>();
    let enough = before.unwrap_or_else(|| listed(Side::Anchored) + listed(Side::Unanchored));
    let prior = Prior {
        rate_bp: i64::from(criterion.prior_rate_bp),
        weight: i64::from(criterion.prior_weight),
        ceiling_milli: (before.unwrap_or(0) / 2).max(LEAST_CEILING),
    };
    let nothing = all.anchored.n_milli <= 0 && all.unanchored.n_milli <= 0;
    let state = match estimates.iter().any(Option::is_none) {
        true => LineState::Open,
        false if nothing => LineState::NotApplicable,
        false => LineState::Measured,
    };
    let points = (!nothing).then(|| line_points(all, prior));
    ScoreLine {
        criterion: criterion.code.clone(),
        state,
        counts: Counts::default(),
        rate_bp: points.map(|points| points / 10),
        points_milli: points.map(|points| points * i64::from(criterion.weight) / 100),
        ranked: enough >= i64::from(criterion.min_opened) * WHOLE,
    }
}

/// The line of `criterion` for a unit with these counts:
/// points = weight × (met + m·p0) / (met + missed + wrong forwards + m), a straight line without
/// steps.
pub fn line(criterion: &Criterion, counts: Counts) -> ScoreLine {
    let enough = counts.opened >= i64::from(criterion.min_opened);
    let weight = i64::from(criterion.prior_weight);
    let decided = counts.met + counts.missed + counts.wrong_forwards + weight;
    let measured = enough && decided > 0;
    let hits = counts.met * 10_000 + weight * i64::from(criterion.prior_rate_bp);
    let share = |scale: i64| {
        let numerator = hits * scale;
        let denominator = decided * 10_000;
        (2 * numerator + denominator) / (2 * denominator)
    };
    ScoreLine {
        criterion: criterion.code.clone(),
        state: if measured { LineState::Measured } else { LineState::NotApplicable },
        counts,
        rate_bp: measured.then(|| share(10_000)),
        points_milli: measured.then(|| share(1000 * i64::from(criterion.weight))),
        ranked: measured,
    }
}

/// A unit's place in its group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<T> {
    /// Its rank from 1, shared by ties; none for a unit that is not ranked.
    pub rank: Option<usize>,
    /// The unit.
    pub unit: T,
    /// The line it is ranked by.
    pub line: ScoreLine,
}

/// Ranks the units of one group: equal points, equal rank; what is not measured stands last.
pub fn standings<T>(lines: Vec<(T, ScoreLine)>) -> Vec<Place<T>> {
    let mut lines = lines;
    lines.sort_by_key(|(_, line)| Reverse(line.points_milli));
    let counted = lines.iter().filter(|(_, line)| line.ranked);
    let points: Vec<Option<i64>> = counted.map(|(_, line)| line.points_milli).collect();
    let rank = |own: i64| 1 + points.iter().flatten().filter(|other| **other > own).count();
    lines
        .into_iter()
        .map(|(unit, line)| {
            let rank = line.points_milli.filter(|_| line.ranked).map(rank);
            Place { rank, unit, line }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::emulation::Measure;

    fn criterion() -> Criterion {
        Criterion {
            code: "handled_on_time".to_owned(),
            position: 1,
            name_vi: String::new(),
            name_en: String::new(),
            measure: Measure::HandledOnTime,
            weight: 100,
            prior_rate_bp: 8000,
            prior_weight: 10,
            min_opened: 5,
            legal_ref_vi: None,
        }
    }

    fn counts(met: i64, missed: i64, released: i64) -> Counts {
        Counts { opened: met + missed + released, met, missed, released, wrong_forwards: 0 }
    }

    #[test]
    fn one_of_one_does_not_beat_nine_hundred_eighty_of_a_thousand() {
        let few = line(&Criterion { min_opened: 1, ..criterion() }, counts(1, 0, 0));
        let many = line(&criterion(), counts(980, 20, 0));

        assert_eq!(few.points_milli, Some(81_818));
        assert_eq!(many.points_milli, Some(97_822));
    }

    #[test]
    fn too_few_cases_are_not_scored_at_all() {
        let few = line(&criterion(), counts(4, 0, 0));

        assert_eq!((few.state, few.points_milli), (LineState::NotApplicable, None));
    }

    #[test]
    fn ties_share_a_rank_and_the_unmeasured_have_none() {
        let of = |met, missed| line(&criterion(), counts(met, missed, 0));
        let places =
            standings(vec![("a", of(1, 0)), ("b", of(9, 1)), ("c", of(10, 0)), ("d", of(9, 1))]);

        let ranks: Vec<_> = places.iter().map(|place| (place.unit, place.rank)).collect();
        assert_eq!(ranks, [("c", Some(1)), ("b", Some(2)), ("d", Some(2)), ("a", None)]);
    }

    proptest! {
        #[test]
        fn one_more_in_time_never_lowers_and_one_more_late_never_raises(
            met in 0i64..2000, missed in 0i64..2000, released in 0i64..100,
        ) {
            let points = |counts| line(&criterion(), counts).points_milli;
            let before = points(counts(met, missed, released));

            prop_assert!(before.is_none() || points(counts(met + 1, missed, released)) >= before);
            prop_assert!(before.is_none() || points(counts(met, missed + 1, released)) <= before);
        }

        #[test]
        fn a_wrong_forward_never_raises_a_score_and_weighs_as_one_miss(
            met in 5i64..2000, missed in 0i64..2000, wrong in 0i64..100,
        ) {
            let points = |wrong, missed| {
                let own = Counts { wrong_forwards: wrong, ..counts(met, missed, 0) };
                line(&criterion(), own).points_milli
            };

            prop_assert!(points(wrong + 1, missed) <= points(wrong, missed));
            prop_assert_eq!(points(wrong, missed), points(0, missed + wrong));
        }

        #[test]
        fn forwarding_or_declining_never_raises_a_score(
            met in 5i64..2000, missed in 0i64..2000, released in 0i64..100,
        ) {
            let points = |counts| line(&criterion(), counts).points_milli;

            prop_assert_eq!(points(counts(met, missed, released + 1)), points(counts(met, missed, released)));
        }
    }
}
