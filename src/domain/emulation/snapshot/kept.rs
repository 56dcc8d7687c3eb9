//! A snapshot that was read once, with everything that is asked of it.

use std::collections::BTreeMap;

use super::{FrozenUnit, Outcome, Snapshot};
use crate::domain::emulation::inputs::Inputs;
use crate::domain::emulation::matters::Finding;
use crate::domain::emulation::set::SetInForce;

/// The last snapshot of a frozen movement.
#[derive(Debug)]
pub struct Kept {
    /// Its number.
    pub version: i32,
    /// What it comes to.
    pub outcome: Outcome,
    /// The sets by which the movement was scored, the first one first.
    pub sets: Vec<SetInForce>,
    /// By its first snapshot, how many matters were found to be what: the difference to a later one would tell the single matter that an
    /// objection was about.
    pub found: BTreeMap<Finding, i64>,
    /// By the same, how many were excluded.
    pub excluded: i64,
    units: BTreeMap<(i32, String), (FrozenUnit, Inputs)>,
}

impl Kept {
    /// Of what is frozen of a movement: its last snapshot, and its first one.
    pub fn new(snapshot: &Snapshot, first: &Snapshot) -> Self {
        let sets = snapshot.sets.iter();
        let sets = sets.filter_map(|(content, ..)| snapshot.set(content.version)).collect();
        let (units, all) = (snapshot.units.iter(), snapshot.by_unit());
        let of = |unit: &FrozenUnit| {
            ((unit.set, unit.unit.clone()), (unit.clone(), snapshot.inputs(&all, unit)))
        };
        let (version, outcome) = (snapshot.version, Outcome::of(snapshot));
        let mut found: BTreeMap<Finding, i64> = BTreeMap::new();
        for finding in first.matters.iter().filter_map(|matter| matter.finding) {
            *found.entry(finding).or_default() += 1;
        }
        let excluded = first.excluded.iter().map(|(.., count)| count).sum();
        Self { version, outcome, sets, found, excluded, units: units.map(of).collect() }
    }

    /// The set of this number, or the last.
    pub fn set(&self, version: Option<i32>) -> Option<&SetInForce> {
        let mut asked = self.sets.iter().filter(|set| version.is_none_or(|it| it == set.version));
        asked.next_back()
    }

    /// A unit by a set, in the group it was compared in, and what was known of it.
    pub fn of(&self, set: i32, unit: &str) -> Option<&(FrozenUnit, Inputs)> {
        self.units.get(&(set, unit.to_owned()))
    }
}
