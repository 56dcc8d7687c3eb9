//! A made-up year of counted reports over the real units, the same for the same seed.

use std::collections::BTreeMap;

use liemchinh::harness::domain::Block;

use crate::failure::Failure;
use crate::fill::dice::Dice;

/// Parts of what was opened: answered in time, late, anything else.
pub(crate) const PARTS: usize = 3;
/// Kinds of report, the most usual first.
const KINDS: usize = 7;
const UNITS: &str = include_str!("../../../data/units.csv");
/// The units of this day.
const ON: &str = "2024-06-30";

/// A unit or a kind, by quarter.
pub(crate) type Quarters = [Block; 4];

/// What was counted in a year.
pub(crate) struct Year {
    /// The units of each group.
    pub(crate) groups: BTreeMap<String, Vec<Quarters>>,
    /// The same cases by kind.
    pub(crate) kinds: Vec<Quarters>,
}

/// How a unit works.
struct Unit {
    group: String,
    /// How many reports come to it, beside others.
    weight: usize,
    /// Of a thousand: answered in time, and late.
    met: usize,
    late: usize,
}

fn zero() -> Quarters {
    [(); 4].map(|()| Block::zero(PARTS))
}

fn units(dice: &mut Dice) -> Result<Vec<Unit>, Failure> {
    let mut rows = csv::Reader::from_reader(UNITS.as_bytes());
    let headers = rows.headers().map_err(Failure::of)?.clone();
    let mut units = Vec::new();
    for row in rows.records() {
        let row = row.map_err(Failure::of)?;
        let get = |name: &str| {
            headers
                .iter()
                .position(|header| header == name)
                .and_then(|at| row.get(at))
                .unwrap_or("")
        };
        let (from, to) = (get("valid_from"), get("valid_to"));
        if from > ON || (!to.is_empty() && to < ON) {
            continue;
        }
        let weight = match get("group") {
            "districts" => 40,
            "provincial_bodies" => 30,
            "communes" => 4,
            "" => 1,
            _ => 6,
        };
        let met = 700 + dice.below(250);
        units.push(Unit {
            group: get("group").to_owned(),
            // Some have ten times as many as others of their group.
            weight: weight * (2 + dice.below(19)),
            met,
            late: dice.below(950 - met),
        });
    }
    Ok(units)
}

impl Year {
    /// A year of `reports` reports.
    pub(crate) fn made(reports: usize, seed: u64) -> Result<Self, Failure> {
        let mut dice = Dice::seeded(seed);
        let units = units(&mut dice)?;
        let bag: Vec<usize> = units
            .iter()
            .enumerate()
            .flat_map(|(at, unit)| std::iter::repeat_n(at, unit.weight))
            .collect();
        let mut counted: Vec<Quarters> = units.iter().map(|_| zero()).collect();
        let mut kinds: Vec<Quarters> = (0..KINDS).map(|_| zero()).collect();
        for _ in 0..reports {
            let Some(at) = dice.pick(&bag) else { break };
            let Some(unit) = units.get(*at) else { break };
            let (quarter, month) = (dice.below(4), dice.below(3));
            let kind = (0..KINDS - 1).find(|_| dice.below(3) != 0).unwrap_or(KINDS - 1);
            let drawn = dice.below(1000);
            let part = match drawn {
                drawn if drawn < unit.met => 0,
                drawn if drawn < unit.met + unit.late => 1,
                _ => 2,
            };
            for row in [counted.get_mut(*at), kinds.get_mut(kind)].into_iter().flatten() {
                if let Some(block) = row.get_mut(quarter) {
                    block.add(part, month, 1);
                }
            }
        }
        let mut groups: BTreeMap<String, Vec<Quarters>> = BTreeMap::new();
        for (unit, row) in units.into_iter().zip(counted) {
            groups.entry(unit.group).or_default().push(row);
        }
        Ok(Self { groups, kinds })
    }

    /// One quarter (0–3) of every unit, by group.
    pub(crate) fn quarter(&self, quarter: usize) -> Vec<Vec<Block>> {
        let of = |row: &Quarters| row.get(quarter).cloned().unwrap_or_default();
        self.groups.values().map(|rows| rows.iter().map(of).collect()).collect()
    }

    /// One quarter (0–3) of every kind.
    pub(crate) fn kinds(&self, quarter: usize) -> Vec<Block> {
        self.kinds.iter().filter_map(|row| row.get(quarter).cloned()).collect()
    }
}
