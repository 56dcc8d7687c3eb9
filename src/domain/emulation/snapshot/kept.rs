//! A snapshot that was read once, with everything that is asked of it.

use std::collections::BTreeMap;

use super::{FrozenUnit, Outcome, Sampled, Snapshot};
use crate::domain::emulation::inputs::Inputs;
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
    /// What inspectors did with its matters.
    pub sampled: Sampled,
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
        let sampled = Sampled::of(first);
        Self { version, outcome, sets, sampled, units: units.map(of).collect() }
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
