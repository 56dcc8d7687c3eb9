//! How satisfied reporters are with a unit's answers, as a rate between nothing and all (criterion 4.5), in whole numbers.

use crate::domain::records::rating::Score;

/// Thousandths that one rating weighs.
const WHOLE: i64 = 1000;
/// Of one source no more than so many whole ratings count.
const MOST_OF_A_SOURCE: i64 = 3;

/// What each of the `k` ratings that one source gave one unit in one quarter weighs, in thousandths: the same rule as that of
/// matters. Together they never weigh more than three.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the criterion that asks for it is not there yet")
)]
pub fn source_weight(k: i64) -> i64 {
    WHOLE.min(MOST_OF_A_SOURCE * WHOLE / k.max(1))
}

/// The frozen prior of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prior {
    /// How many ratings it weighs (m).
    pub weight: i64,
    /// The rate it stands for (p0), in ten-thousandths.
    pub rate_bp: i64,
}

/// The shrunk rate in ten-thousandths of `rated`, each a score with what it weighs in thousandths:
/// (Σ w·(score − 1)/4 + m·p0) / (Σ w + m). None where there is neither a rating nor a prior.
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "the criterion that asks for it is not there yet")
)]
pub fn satisfaction_bp(rated: impl IntoIterator<Item = (Score, i64)>, prior: Prior) -> Option<i64> {
    let (span, m) = (Score::MOST - Score::LEAST, prior.weight * WHOLE);
    let (mut hits, mut weight) = (m * prior.rate_bp * span, m);
    for (score, weighs) in rated {
        hits += weighs * (score.points() - Score::LEAST) * 10_000;
        weight += weighs;
    }
    let whole = weight * span;
    (whole > 0).then(|| (2 * hits + whole) / (2 * whole))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PRIOR: Prior = Prior { weight: 10, rate_bp: 7000 };

    fn score(points: i64) -> Score {
        Score::parse(points).unwrap()
    }

    fn all(points: i64, n: usize) -> Option<i64> {
        satisfaction_bp(std::iter::repeat_n((score(points), 1000), n), PRIOR)
    }

    #[test]
    fn the_rate_is_the_mean_drawn_to_the_prior() {
        assert_eq!(all(5, 0), Some(7000));
        assert_eq!(all(5, 1), Some(7273));
        assert_eq!(all(3, 10), Some(6000));
        assert_eq!(all(1, 10), Some(3500));
        assert_eq!(all(5, 10), Some(8500));
    }

    #[test]
    fn nothing_is_said_of_nobody() {
        assert_eq!(satisfaction_bp([], Prior { weight: 0, rate_bp: 7000 }), None);
    }

    #[test]
    fn one_source_weighs_no_more_than_three() {
        assert_eq!([0, 1, 3, 4, 7, 50].map(source_weight), [1000, 1000, 1000, 750, 428, 60]);
        for k in 1..500 {
            assert!(k * source_weight(k) <= 3000, "{k}");
        }
    }

    proptest! {
        #[test]
        fn a_better_rating_never_lowers_and_a_worse_one_never_raises(
            given in proptest::collection::vec((1i64..=5, 1i64..=1000), 0..60),
            weighs in 1i64..=1000,
        ) {
            let rated = || given.iter().map(|(points, weighs)| (score(*points), *weighs));
            let rate = |more: Option<i64>| {
                let more = more.map(|points| (score(points), weighs));
                satisfaction_bp(rated().chain(more), PRIOR).unwrap()
            };
            let before = rate(None);

            prop_assert!((0..=10_000).contains(&before));
            prop_assert!(rate(Some(5)) >= before && rate(Some(1)) <= before);
            for points in 1..5 {
                prop_assert!(rate(Some(points + 1)) >= rate(Some(points)));
            }
        }
    }
}
