//! A made-up year of counted reports over the real units, the same for the same seed.

use std::collections::BTreeMap;

use liemchinh::harness::domain::Block;

use crate::failure::Failure;
use crate::fill::dice::Dice;

/// Parts of what was opened: answered in time, late, anything else.
pub(crate) const PARTS: usize = 3;
/// Kinds of report, the most usual first.
const KINDS: usize = 7;
/// Sectors, and none.
const SECTORS: usize = 19;
/// Of a thousand reports so many are extended, suspended, apologised for, forwarded and reopened.
const ON_THE_WAY: [usize; 5] = [80, 15, 40, 120, 10];
const UNITS: &str = include_str!("../../../data/units.csv");
/// The units of this day.
const ON: &str = "2024-06-30";

/// A unit or a kind, by quarter.
pub(crate) type Quarters = [Block; 4];

/// What was counted in a year.
pub(crate) struct Year {
    /// What became of reports.
    pub(crate) outcomes: Counts,
    /// What happened on the way of them, each sort for itself and in one part.
    pub(crate) process: Vec<Counts>,
}

/// What is counted together.
pub(crate) struct Counts {
    /// The units of each group.
    pub(crate) groups: BTreeMap<String, Vec<Quarters>>,
    /// The same cases by kind.
    kinds: Vec<Quarters>,
    /// The same by sector; none where that is not told.
    sectors: Vec<Quarters>,
}

/// How a unit works.
struct Unit {
    group: String,
    /// Its place in the group.
    place: usize,
    /// How many reports come to it, beside others.
    weight: usize,
    /// Of a thousand: answered in time, and late.
    met: usize,
    late: usize,
}

fn zero(parts: usize) -> Quarters {
    [(); 4].map(|()| Block::zero(parts))
}

fn add(row: Option<&mut Quarters>, (quarter, part, month): (usize, usize, usize)) {
    if let Some(block) = row.and_then(|row| row.get_mut(quarter)) {
        block.add(part, month, 1);
    }
}

/// The first of so many that a throw of one in three leaves: the first ones are the most usual.
fn usual(dice: &mut Dice, of: usize) -> usize {
    (0..of - 1).find(|_| dice.below(3) != 0).unwrap_or(of - 1)
}

fn units(dice: &mut Dice) -> Result<Vec<Unit>, Failure> {
    let mut rows = csv::Reader::from_reader(UNITS.as_bytes());
    let headers = rows.headers().map_err(Failure::of)?.clone();
    let mut units = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
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
        let last = places.entry(get("group").to_owned()).or_default();
        let place = *last;
        *last += 1;
        units.push(Unit {
            group: get("group").to_owned(),
            place,
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
        // Drawn apart: however many of these are added, the outcomes of a number stay as they are.
        let mut others = Dice::seeded(seed.wrapping_add(1));
        let mut outcomes = Counts::new(&units, PARTS, SECTORS);
        let mut process: Vec<Counts> = ON_THE_WAY.map(|_| Counts::new(&units, 1, 0)).into();
        for _ in 0..reports {
            let Some(at) = dice.pick(&bag).copied() else { break };
            let Some(unit) = units.get(at) else { break };
            let (quarter, month) = (dice.below(4), dice.below(3));
            let kind = usual(&mut dice, KINDS);
            let drawn = dice.below(1000);
            let part = match drawn {
                drawn if drawn < unit.met => 0,
                drawn if drawn < unit.met + unit.late => 1,
                _ => 2,
            };
            let sector = usual(&mut others, SECTORS);
            outcomes.add(unit, [Some(kind), Some(sector)], (quarter, part, month));
            for (counts, often) in process.iter_mut().zip(ON_THE_WAY) {
                if others.below(1000) < often {
                    counts.add(unit, [Some(kind), None], (quarter, 0, month));
                }
            }
        }
        Ok(Self { outcomes, process })
    }
}

impl Counts {
    fn new(units: &[Unit], parts: usize, sectors: usize) -> Self {
        let mut groups: BTreeMap<String, Vec<Quarters>> = BTreeMap::new();
        for unit in units {
            groups.entry(unit.group.clone()).or_default().push(zero(parts));
        }
        let rows = |count| (0..count).map(|_| zero(parts)).collect();
        Self { groups, kinds: rows(KINDS), sectors: rows(sectors) }
    }

    fn add(
        &mut self,
        unit: &Unit,
        [kind, sector]: [Option<usize>; 2],
        cell: (usize, usize, usize),
    ) {
        let own = self.groups.get_mut(&unit.group);
        add(own.and_then(|rows| rows.get_mut(unit.place)), cell);
        add(kind.and_then(|at| self.kinds.get_mut(at)), cell);
        add(sector.and_then(|at| self.sectors.get_mut(at)), cell);
    }

    /// One quarter (0–3) of every unit, by group.
    pub(crate) fn quarter(&self, quarter: usize) -> Vec<Vec<Block>> {
        let of = |row: &Quarters| row.get(quarter).cloned().unwrap_or_default();
        self.groups.values().map(|rows| rows.iter().map(of).collect()).collect()
    }

    /// One quarter (0–3) of what else parts the same cases: kinds, and sectors.
    pub(crate) fn others(&self, quarter: usize) -> [Vec<Block>; 2] {
        [&self.kinds, &self.sectors]
            .map(|rows| rows.iter().filter_map(|row| row.get(quarter).cloned()).collect())
    }
}
