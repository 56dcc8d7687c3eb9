//! The attack on what is published, and the same attack on what was published before, which it breaks.

use std::collections::BTreeMap;

use liemchinh::harness::domain::{Block, Kind, Level, SMALLEST, told};

use super::crossed::Crossed;
use super::known::{Known, real};
use super::year::{PARTS, Year};
use super::{Outcome, Table, of_year};
use crate::fill::dice::Dice;

const REPORTS: usize = 100_000;
const SEED: u64 = 577;

/// A unit's year as it was published before: each month's `opened`, `met`, `missed` and rest, those under five hidden,
/// zero included; and the rate of its score line, (met + 8) / (met + missed + 10) to one in ten thousand.
fn as_before(months: &[[i64; PARTS]]) -> Table {
    let mut table = Table { known: Known::default(), hidden: Vec::new() };
    let mut line = Vec::new();
    let [mut met, mut missed] = [0, 0];
    for month in months {
        let cells: Vec<usize> = table.known.counts(PARTS).collect();
        let opened: i64 = month.iter().sum();
        if opened >= SMALLEST {
            table.known.told(cells.iter().copied(), opened);
        }
        for (cell, count) in cells.iter().zip(month) {
            if *count >= SMALLEST {
                table.known.told([*cell], *count);
            } else {
                table.hidden.push((vec![*cell], *count));
            }
        }
        met += month[0];
        missed += month[1];
        line.push((cells[0], cells[1]));
    }
    let decided = real(met + missed + 10);
    let rate = ((real(met + 8) / decided) * 10_000.0).round() / 10_000.0;
    for (edge, sign) in [(rate - 0.00005, 1.0), (rate + 0.00005, -1.0)] {
        // met + 8 is at least, or at most, the edge of the rate times (met + missed + 10).
        let weighed =
            |(met, missed): &(usize, usize)| [(*met, sign * (1.0 - edge)), (*missed, -sign * edge)];
        let sum = line.iter().flat_map(weighed).collect();
        table.known.between(sum, sign * (10.0 * edge - 8.0) - 1e-9, 1e9);
    }
    table
}

fn sum(outcomes: impl IntoIterator<Item = Outcome>) -> Outcome {
    outcomes.into_iter().fold(Outcome::default(), |all, one| Outcome {
        cells: all.cells + one.cells,
        zeros: all.zeros + one.zeros,
        broken: all.broken + one.broken,
    })
}

#[test]
fn hiding_only_small_cells_beside_exact_sums_is_broken_by_the_attack() {
    let year = Year::made(REPORTS, SEED).unwrap();
    let units: Vec<_> = year.outcomes.groups.values().flatten().collect();
    let mut dice = Dice::seeded(SEED);

    let found = sum((0..40).map(|_| {
        let unit = dice.pick(&units).unwrap();
        let months: Vec<[i64; PARTS]> = unit
            .iter()
            .flat_map(|quarter| {
                [0, 1, 2].map(|month| [0, 1, 2].map(|part| quarter.cell(part, month)))
            })
            .skip(2)
            .collect();
        let table = as_before(&months);
        table.attack((0..3).map(|_| dice.below(table.hidden.len()))).unwrap()
    }));

    assert!(found.broken * 2 > found.cells, "{found:?}");
}

#[test]
fn one_anonymous_answer_followed_from_what_was_published_before() {
    // 10 opened, 8 answered in time; of the two that are left the rate tells which.
    let table = as_before(&[[8, 2, 0]]);

    let (missed, _) = &table.hidden[0];
    let (least, most) = table.known.range(missed).unwrap();

    assert!((least, most) > (1.9, 1.9) && most < 2.1, "{least} to {most}");
}

#[test]
fn of_a_year_of_figures_no_hidden_cell_becomes_known_to_less_than_five() {
    let year = Year::made(REPORTS, SEED).unwrap();
    let tables = of_year(&year);
    let mut dice = Dice::seeded(SEED);
    let all: Vec<(usize, usize)> = tables
        .iter()
        .enumerate()
        .flat_map(|(at, table)| (0..table.hidden.len()).map(move |cell| (at, cell)))
        .collect();

    let found = sum((0..300).map(|_| {
        let (at, cell) = dice.pick(&all).unwrap();
        tables[*at].attack([*cell]).unwrap()
    }));

    assert_eq!((found.cells, found.broken), (300, 0), "{found:?}");
    assert!(found.zeros < 100, "{found:?}");
}

#[test]
fn kinds_with_their_categories_and_senders_taken_together_hold() {
    for (seed, reports) in [(1, 60), (2, 250), (3, 900), (4, 3_000), (5, 25_000)] {
        let mut dice = Dice::seeded(seed);
        let table = Crossed::made(reports, &mut dice).unwrap().table();
        let cells = (0..24).map(|_| dice.below(table.hidden.len()));

        let found = table.attack(cells).unwrap();

        assert_eq!(found.broken, 0, "{reports}: {found:?}");
    }
}

#[test]
fn categories_beside_their_kinds_instead_of_within_them_are_broken() {
    // Praise gives way so that nobody knows the three complaints; but of praise there is one category only, and it is told.
    let counts = [
        (Kind::ConductFeedback, "late", 300),
        (Kind::Praise, "good_conduct", 10),
        (Kind::Complaint, "late", 3),
    ];
    let crossed = Crossed::of(&counts).unwrap();
    let all = |table: &Table| table.attack(0..table.hidden.len()).unwrap();

    let [beside, within] = [all(&crossed.flat()), all(&crossed.table())];

    assert!(beside.broken > 0, "{beside:?}");
    assert_eq!(within.broken, 0, "{within:?}");
}

#[test]
fn small_years_hold_as_well() {
    for seed in 0..6 {
        let year = Year::made(60 << (2 * seed), seed).unwrap();
        let mut dice = Dice::seeded(seed);
        for table in of_year(&year).iter().filter(|table| !table.hidden.is_empty()) {
            let cells = (0..3).map(|_| dice.below(table.hidden.len()));
            let found = table.attack(cells).unwrap();
            assert_eq!(found.broken, 0, "{seed}");
        }
    }
}

/// Of the numbers by unit and quarter (opened, in time, late, other) those that are shown, of those by unit and month those
/// that are, and of the totals of groups.
#[derive(Debug, Default)]
struct Share {
    quarters: [usize; 2],
    months: [usize; 2],
    groups: [usize; 2],
    /// Rows by the level of their own, and the one that totals leave them.
    levels: BTreeMap<(Level, Level), usize>,
}

#[test]
fn most_of_what_is_published_of_a_year_is_a_figure() {
    let year = Year::made(REPORTS, SEED).unwrap();
    let mut share = Share::default();
    for quarter in 0..4 {
        let groups: Vec<Vec<Block>> = year.outcomes.quarter(quarter);
        let told = told(&groups);
        assert_eq!(told.total, Level::Months, "the province's months");
        for (row, level) in groups.iter().flatten().zip(told.rows.iter().flatten()) {
            *share.levels.entry((row.level(), *level)).or_default() += 1;
            let parts = (0..PARTS).filter_map(|part| row.told_part(*level, part)).count();
            share.quarters[0] += parts + usize::from(row.told_total(*level).is_some());
            share.quarters[1] += PARTS + 1;
            let cells = super::all_cells(PARTS)
                .filter_map(|(part, month)| row.told_cell(*level, part, month));
            let sums = (0..3).filter_map(|month| row.told_month(*level, month));
            share.months[0] += cells.count() + sums.count();
            share.months[1] += 3 * (PARTS + 1);
        }
        share.groups[0] += told.groups.iter().filter(|level| **level == Level::Months).count();
        share.groups[1] += told.groups.len();
    }

    let percent = |[shown, all]: [usize; 2]| shown * 100 / all;
    assert!(percent(share.quarters) >= 70, "{share:?}");
    assert!(percent(share.months) >= 10, "{share:?}");
    assert!(percent(share.groups) >= 60, "{share:?}");
}
