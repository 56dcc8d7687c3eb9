//! One explained line of a unit's score, in whole numbers so that it comes out alike everywhere.

use std::collections::BTreeMap;

use super::Criterion;
use super::matters::{Estimate, Prior, QuarterOf, Side, WHOLE, line_points};
use super::metric::{Count, Metric, Tally};
use crate::domain::codes::codes;

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
    pub numbers: BTreeMap<Count, i64>,
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
        numbers: BTreeMap::new(),
        rate_bp: points.map(|points| points / 10),
        points_milli: points.map(|points| points * i64::from(criterion.weight) / 100),
        ranked: enough >= i64::from(criterion.min_opened) * WHOLE,
    }
}

/// The line of `criterion` over `metric` for a unit of which this was counted:
/// points = weight × (numerator + m·p0) / (denominator + m), a straight line without steps. None where a number of it is not told.
pub fn line(criterion: &Criterion, metric: &Metric, tally: &Tally) -> Option<ScoreLine> {
    let [hits, of, cases] =
        [&metric.numerator, &metric.denominator, &metric.cases].map(|sum| sum.of(tally));
    let (hits, of, cases) = (hits?, of?, cases?);
    let weight = i64::from(criterion.prior_weight);
    let decided = of + weight;
    let measured = cases >= i64::from(criterion.min_opened) && decided > 0;
    let hits = hits.clamp(0, of.max(0)) * 10_000 + weight * i64::from(criterion.prior_rate_bp);
    let share = |scale: i64| {
        let numerator = i128::from(hits) * i128::from(scale);
        let denominator = i128::from(decided) * 10_000;
        i64::try_from((2 * numerator + denominator) / (2 * denominator)).unwrap_or(scale)
    };
    Some(ScoreLine {
        criterion: criterion.code.clone(),
        state: if measured { LineState::Measured } else { LineState::NotApplicable },
        numbers: metric.numbers(tally),
        rate_bp: measured.then(|| share(10_000)),
        points_milli: measured.then(|| share(1000 * i64::from(criterion.weight))),
        ranked: measured,
    })
}

/// The line of what a unit says of itself, of which so much was verified as done of what was planned; open until it is. The points
/// are that share of the weight; of nothing planned there are none.
pub fn attested_line(criterion: &Criterion, verified: Option<(i64, i64)>) -> ScoreLine {
    let most = 1000 * i64::from(criterion.weight);
    let share = |(done, planned): (i64, i64)| {
        let points = i128::from(most) * i128::from(done.clamp(0, planned.max(0)));
        i64::try_from(points / i128::from(planned.max(1))).unwrap_or(0)
    };
    let points = verified.map(share);
    ScoreLine {
        criterion: criterion.code.clone(),
        state: if points.is_some() { LineState::Measured } else { LineState::Open },
        numbers: BTreeMap::new(),
        rate_bp: points.map(|points| points * 10_000 / most.max(1)),
        points_milli: points,
        ranked: points.is_some(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::metric::Sum;
    use super::*;
    use crate::domain::emulation::Measure;

    /// Cases answered by their original last day.
    pub(in crate::domain::emulation) fn on_time() -> Metric {
        let sum = |text: &str| Sum::parse(text).unwrap();
        Metric {
            code: "handled_on_time".to_owned(),
            version: 1,
            name_vi: String::new(),
            name_en: String::new(),
            numerator: sum("met"),
            denominator: sum("met+missed+wrong_forwards"),
            cases: sum("opened"),
            left_out: Some(sum("released")),
            cohort_vi: String::new(),
            cohort_en: String::new(),
            excluded_vi: String::new(),
            excluded_en: String::new(),
        }
    }

    pub(in crate::domain::emulation) fn criterion() -> Criterion {
        Criterion {
            code: "handled_on_time".to_owned(),
            position: 1,
            target: 1,
            groups: Vec::new(),
            name_vi: String::new(),
            name_en: String::new(),
            measure: Measure::Metric("handled_on_time".to_owned()),
            weight: 100,
            prior_rate_bp: 8000,
            prior_weight: 10,
            min_opened: 5,
            legal_ref_vi: None,
        }
    }

    pub(in crate::domain::emulation) fn tally(
        met: i64,
        missed: i64,
        released: i64,
        wrong: i64,
    ) -> Tally {
        let mut tally = Tally::default();
        tally.add(Count::Opened, None, met + missed + released);
        tally.add(Count::Met, None, met);
        tally.add(Count::Missed, None, missed);
        tally.add(Count::Released, None, released);
        tally.add(Count::WrongForwards, None, wrong);
        tally
    }

    fn of(criterion: &Criterion, met: i64, missed: i64, released: i64, wrong: i64) -> ScoreLine {
        line(criterion, &on_time(), &tally(met, missed, released, wrong)).unwrap()
    }

    fn points(met: i64, missed: i64, released: i64, wrong: i64) -> Option<i64> {
        of(&criterion(), met, missed, released, wrong).points_milli
    }

    #[test]
    fn one_of_one_does_not_beat_nine_hundred_eighty_of_a_thousand() {
        let few = of(&Criterion { min_opened: 1, ..criterion() }, 1, 0, 0, 0);
        let many = of(&criterion(), 980, 20, 0, 0);

        assert_eq!(few.points_milli, Some(81_818));
        assert_eq!(many.points_milli, Some(97_822));
    }

    #[test]
    fn too_few_cases_are_not_scored_at_all() {
        let few = of(&criterion(), 4, 0, 0, 0);

        assert_eq!((few.state, few.points_milli), (LineState::NotApplicable, None));
    }

    #[test]
    fn a_line_of_which_a_number_is_not_told_is_not_told() {
        let mut told = Tally::default();
        told.add(Count::Met, None, 9);

        assert_eq!(line(&criterion(), &on_time(), &told), None);
    }

    #[test]
    fn another_metric_over_what_is_counted_is_data() {
        let sum = |text: &str| Sum::parse(text).unwrap();
        let metric = Metric {
            numerator: sum("stars-ratings"),
            denominator: sum("4*ratings"),
            cases: sum("ratings"),
            left_out: None,
            ..on_time()
        };
        let mut rated = Tally::default();
        rated.add(Count::Ratings, None, 10);
        rated.add(Count::Stars, None, 40);

        let line = line(&criterion(), &metric, &rated).unwrap();

        // (30 + 10 · 0.8) / (40 + 10)
        assert_eq!((line.rate_bp, line.points_milli), (Some(7600), Some(76_000)));
        assert_eq!(line.numbers, BTreeMap::from([(Count::Ratings, 10), (Count::Stars, 40)]));
    }

    #[test]
    fn what_a_unit_says_of_itself_is_open_until_it_is_verified() {
        let criterion = Criterion { weight: 5, ..criterion() };

        assert_eq!(attested_line(&criterion, None).state, LineState::Open);
        let line = |done, planned| attested_line(&criterion, Some((done, planned)));
        assert_eq!(line(2, 3).state, LineState::Measured);
        let points = |done, planned| line(done, planned).points_milli;
        assert_eq!([points(2, 3), points(9, 3), points(0, 0)], [Some(3333), Some(5000), Some(0)]);
    }

    proptest! {
        #[test]
        fn one_more_in_time_never_lowers_and_one_more_late_never_raises(
            met in 0i64..2000, missed in 0i64..2000, released in 0i64..100,
        ) {
            let before = points(met, missed, released, 0);

            prop_assert!(before.is_none() || points(met + 1, missed, released, 0) >= before);
            prop_assert!(before.is_none() || points(met, missed + 1, released, 0) <= before);
        }

        #[test]
        fn a_wrong_forward_never_raises_a_score_and_weighs_as_one_miss(
            met in 5i64..2000, missed in 0i64..2000, wrong in 0i64..100,
        ) {
            prop_assert!(points(met, missed, 0, wrong + 1) <= points(met, missed, 0, wrong));
            prop_assert_eq!(points(met, missed, 0, wrong), points(met, missed + wrong, 0, 0));
        }

        #[test]
        fn forwarding_or_declining_never_raises_a_score(
            met in 5i64..2000, missed in 0i64..2000, released in 0i64..100,
        ) {
            prop_assert_eq!(points(met, missed, released + 1, 0), points(met, missed, released, 0));
        }
    }
}
