//! One quarter of a unit: what its list has, and what that comes to.

use std::collections::BTreeMap;

use super::{Estimate, Side, Stratum, StratumSum, estimate};
use crate::domain::time::Day;

/// One quarter of a unit in a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarterOf {
    /// Its first and last day in the movement.
    pub days: (Day, Day),
    /// Whether its list is closed.
    pub closed: bool,
    /// What is listed, and found so far.
    pub strata: BTreeMap<(Side, Stratum), StratumSum>,
    /// How many matters inspectors have excluded: they are in no stratum.
    pub excluded: i64,
}

impl QuarterOf {
    /// What it comes to; none while nothing of some stratum is found, or the list is open.
    pub fn estimate(&self) -> Option<Estimate> {
        if self.closed { estimate(&self.strata) } else { None }
    }

    /// The weight that is listed on one side, in thousandths, whatever is found of it.
    pub fn listed_milli(&self, side: Side) -> i64 {
        let own = self.strata.iter().filter(|((of, _), _)| *of == side);
        own.map(|(_, sum)| sum.weight_milli).sum()
    }
}
