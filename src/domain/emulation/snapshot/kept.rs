//! A snapshot that was read once, with everything that is asked of it.

use std::collections::BTreeMap;

use super::{Outcome, Snapshot};
use crate::domain::emulation::inputs::Inputs;
use crate::domain::ids::MovementId;

/// The last snapshot of a frozen movement.
#[derive(Debug)]
pub struct Kept {
    /// The movement.
    pub movement: MovementId,
    /// Its number.
    pub version: i32,
    /// What it comes to.
    pub outcome: Outcome,
    inputs: BTreeMap<(i32, String), Inputs>,
}

impl Kept {
    /// Of what is frozen of `movement`.
    pub fn new(movement: MovementId, snapshot: &Snapshot) -> Self {
        let inputs = snapshot.units.iter();
        let inputs = inputs.map(|of| ((of.set, of.unit.clone()), snapshot.inputs(of))).collect();
        let (version, outcome) = (snapshot.version, Outcome::of(snapshot));
        Self { movement, version, outcome, inputs }
    }

    /// What was known of a unit by a set.
    pub fn of(&self, set: i32, unit: &str) -> Option<Inputs> {
        self.inputs.get(&(set, unit.to_owned())).cloned()
    }
}
