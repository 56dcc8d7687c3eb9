//! The worked example to the last digit, and what must never lower a line.

use proptest::prelude::*;

use super::*;

const PRIOR: Prior = Prior { rate_bp: 8000, weight: 10, ceiling_milli: 40_000 };

fn sum(matters: i64, found: &[(Finding, i64)]) -> StratumSum {
    StratumSum {
        weight_milli: matters * WHOLE,
        found_milli: found.iter().map(|(finding, n)| (*finding, n * WHOLE)).collect(),
        waits: false,
    }
}

/// A unit with 101 anchored and 51 unanchored matters, as docs/why/score.md works it out.
fn example() -> BTreeMap<(Side, Stratum), StratumSum> {
    use Finding::{Empty, GoodFaith, Groundless, Known, Lacking, NeverFiled, Stands, Upheld};
    use Side::{Anchored, Unanchored};
    use Stratum::{Confirmed, Contested, Ended, Late, Plain, Risky};
    BTreeMap::from([
        ((Anchored, Late), sum(15, &[])),
        ((Anchored, Contested), sum(5, &[(Stands, 4), (Empty, 1)])),
        ((Anchored, Plain), sum(30, &[(Stands, 5), (Empty, 1)])),
        ((Anchored, Risky), sum(15, &[(Stands, 3), (Lacking, 1)])),
        ((Anchored, Confirmed), sum(28, &[(Known, 8)])),
        ((Anchored, Ended), sum(8, &[(Upheld, 7), (Groundless, 1)])),
        ((Unanchored, Late), sum(10, &[])),
        ((Unanchored, Contested), sum(2, &[(Stands, 2)])),
        ((Unanchored, Plain), sum(15, &[(Stands, 2), (Lacking, 1)])),
        ((Unanchored, Risky), sum(6, &[(Stands, 2), (Empty, 1)])),
        ((Unanchored, Confirmed), sum(14, &[(Known, 7), (NeverFiled, 1)])),
        ((Unanchored, Ended), sum(4, &[(Upheld, 3), (GoodFaith, 1)])),
    ])
}

#[test]
fn the_worked_example_comes_out_to_the_last_digit() {
    let found = estimate(&example()).unwrap();

    assert_eq!(found.anchored, SideSum { n_milli: 94_000, good_milli: 128_500 });
    assert_eq!(found.unanchored, SideSum { n_milli: 46_250, good_milli: 54_500 });
    assert_eq!(line_points(found, PRIOR), 66_539);
}

#[test]
fn a_stratum_of_which_nothing_was_found_gives_no_estimate() {
    for place in [(Side::Anchored, Stratum::Plain), (Side::Unanchored, Stratum::Ended)] {
        let mut strata = example();
        strata.get_mut(&place).unwrap().found_milli.clear();
        assert_eq!(estimate(&strata), None, "{place:?}");
    }
}

#[test]
fn whoever_could_not_be_reached_says_nothing() {
    let mut strata = example();
    let calls = strata.get_mut(&(Side::Anchored, Stratum::Confirmed)).unwrap();
    calls.found_milli.insert(Finding::NotReached, 5 * WHOLE);

    assert_eq!(estimate(&strata), estimate(&example()));
    calls_only_unreached(&mut strata);
    assert_eq!(estimate(&strata), None);
}

fn calls_only_unreached(strata: &mut BTreeMap<(Side, Stratum), StratumSum>) {
    let calls = strata.get_mut(&(Side::Anchored, Stratum::Confirmed)).unwrap();
    calls.found_milli = BTreeMap::from([(Finding::NotReached, WHOLE)]);
}

#[test]
fn praise_of_the_unanchored_raises_nothing_and_their_complaints_weigh_up_to_the_ceiling() {
    let anchored = SideSum { n_milli: 60_000, good_milli: 90_000 };
    let with = |n, good| {
        let unanchored = SideSum { n_milli: n, good_milli: good };
        line_points(Estimate { anchored, unanchored }, PRIOR)
    };

    let alone = with(0, 0);
    assert_eq!(with(500_000, 1_000_000), alone, "five hundred friends");
    assert!(with(10_000, 0) < alone);
    assert_eq!(with(40_000, 0), with(4_000_000, 0), "no more than the ceiling");
}

#[test]
fn a_unit_of_nothing_stands_at_the_prior_and_points_stay_between_none_and_a_hundred() {
    assert_eq!(line_points(Estimate::default(), PRIOR), 80_000);
    let bad = SideSum { n_milli: 50_000, good_milli: -100_000 };
    let of = |anchored| Estimate { anchored, unanchored: SideSum::default() };
    assert_eq!(line_points(of(bad), PRIOR), 0);
    let none = Prior { weight: 0, ..PRIOR };
    assert_eq!(line_points(Estimate::default(), none), 0);
}

/// A stratum of which at least one that was drawn is judged.
fn stratum(findings: &'static [Finding]) -> impl Strategy<Value = StratumSum> {
    (prop::collection::vec(0i64..30, findings.len()), 0i64..200).prop_map(move |(found, rest)| {
        let judged: Vec<_> = findings.iter().copied().zip(found).collect();
        let drawn: i64 = judged.iter().map(|(_, n)| n).sum();
        sum(drawn + if drawn == 0 { 0 } else { rest }, &judged)
    })
}

fn units() -> impl Strategy<Value = BTreeMap<(Side, Stratum), StratumSum>> {
    let each = Stratum::ALL.iter().map(|one| match one {
        Stratum::Late => (0i64..60).prop_map(|n| sum(n, &[])).boxed(),
        _ => stratum(Finding::of(*one)).boxed(),
    });
    let side: Vec<_> = each.collect();
    (side.clone(), side).prop_map(|(ours, theirs)| {
        let named = |side, all: Vec<StratumSum>| {
            Stratum::ALL.iter().zip(all).map(move |(one, sum)| ((side, *one), sum))
        };
        let both = named(Side::Anchored, ours).chain(named(Side::Unanchored, theirs));
        // What nobody could reach alone says nothing of its stratum.
        both.filter(|((_, one), sum)| *one == Stratum::Late || sum.drawn() > 0).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn one_more_matter_handled_well_never_lowers_a_line(
        unit in units(),
        anchored in any::<bool>(),
        way in 0usize..4,
        weight in 50i64..=1000,
        m in 0i64..30,
        ceiling in 10_000i64..200_000,
    ) {
        let side = if anchored { Side::Anchored } else { Side::Unanchored };
        // Confirmed and known; decided by an inspector; drawn and found good, in either stratum.
        let (stratum, finding) = [
            (Stratum::Confirmed, Finding::Known),
            (Stratum::Contested, Finding::Stands),
            (Stratum::Plain, Finding::Stands),
            (Stratum::Risky, Finding::Stands),
        ][way];
        let prior = Prior { weight: m, ceiling_milli: ceiling, ..PRIOR };
        let before = estimate(&unit).map(|it| line_points(it, prior));
        let mut more = unit.clone();
        let place = more.entry((side, stratum)).or_default();
        place.weight_milli += weight;
        *place.found_milli.entry(finding).or_default() += weight;
        let after = estimate(&more).map(|it| line_points(it, prior));

        prop_assert!(before.is_none() || after >= before, "{before:?} {after:?}");
    }

    #[test]
    fn one_more_late_or_groundless_never_raises_a_line(
        unit in units(), anchored in any::<bool>(), groundless in any::<bool>(), weight in 50i64..=1000,
    ) {
        let side = if anchored { Side::Anchored } else { Side::Unanchored };
        let before = estimate(&unit);
        // Where a side is worse than late throughout, a late one is better than what is there: the line is at its end by then.
        let sides = |it: Estimate| [it.anchored, it.unanchored];
        if before.is_some_and(|it| sides(it).iter().any(|one| one.good_milli < 0)) {
            return Ok(());
        }
        let before = before.map(|it| line_points(it, PRIOR));
        let mut more = unit.clone();
        let (stratum, finding) = if groundless {
            (Stratum::Ended, Some(Finding::Groundless))
        } else {
            (Stratum::Late, None)
        };
        let place = more.entry((side, stratum)).or_default();
        place.weight_milli += weight;
        if let Some(finding) = finding {
            *place.found_milli.entry(finding).or_default() += weight;
        }
        let after = estimate(&more).map(|it| line_points(it, PRIOR));

        prop_assert!(before.is_none() || after <= before, "{before:?} {after:?}");
    }
}

#[test]
fn an_end_is_worth_no_more_for_having_been_contested() {
    use Finding::{GoodFaith, Groundless, Upheld};
    let found = [(Upheld, 3), (GoodFaith, 1), (Groundless, 2)];
    let of = |stratum| estimate(&BTreeMap::from([((Side::Anchored, stratum), sum(6, &found))]));

    assert_eq!(of(Stratum::Contested), of(Stratum::Ended));
    let ended = of(Stratum::Ended).unwrap().anchored;
    assert_eq!(ended, SideSum { n_milli: 3_000, good_milli: -4_000 });
}

#[test]
fn nothing_is_estimated_while_one_that_was_drawn_waits() {
    let place = (Side::Anchored, Stratum::Plain);
    let judged = sum(30, &[(Finding::Stands, 1)]);
    let waits = StratumSum { waits: true, ..judged.clone() };

    assert!(estimate(&BTreeMap::from([(place, judged)])).is_some());
    assert_eq!(estimate(&BTreeMap::from([(place, waits)])), None, "whoever judges would choose");
}

#[test]
fn praise_of_whom_nobody_can_reach_leaves_the_count() {
    let place = (Side::Unanchored, Stratum::Confirmed);
    let late = ((Side::Unanchored, Stratum::Late), sum(3, &[]));
    let nobody = (place, sum(2, &[(Finding::NotReached, 2)]));
    let one_is_left = (place, sum(2, &[(Finding::NotReached, 1)]));

    let all = estimate(&BTreeMap::from([late.clone(), nobody])).unwrap();
    assert_eq!((all.unanchored.n_milli, all.unanchored.good_milli), (3 * WHOLE, 0));
    assert_eq!(estimate(&BTreeMap::from([late, one_is_left])), None, "the next is called first");
}
