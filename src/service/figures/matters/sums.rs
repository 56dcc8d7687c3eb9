//! What the closed lists of a movement hold of each unit, quarter by quarter.

use std::collections::BTreeMap;

use super::quarters;
use crate::domain::emulation::Movement;
use crate::domain::emulation::matters::{QuarterOf, Side, Stratum};
use crate::domain::ids::UnitId;
use crate::domain::time::Day;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::matters::{self as kept, QuarterSums};

/// The lists of one movement, and what the one before held.
pub(in crate::service) struct Lists {
    quarters: Vec<(Day, Day)>,
    closed: Vec<Day>,
    sums: QuarterSums,
    excluded: BTreeMap<(UnitId, Day), i64>,
    /// What the movement before listed as anchored, by unit, in thousandths; none where there was none.
    before: Option<BTreeMap<UnitId, i64>>,
}

impl Lists {
    /// Reads them, of one unit or of all. `before` is the movement that ended last before this one began.
    pub(in crate::service) fn read(
        conn: &mut Conn,
        movement: &Movement,
        before: Option<&Movement>,
        unit: Option<UnitId>,
    ) -> Result<Self, StoreError> {
        let closed = kept::lists(conn, movement.id)?;
        let before = before.map(|one| kept::sums(conn, one.id, unit)).transpose()?;
        Ok(Self {
            quarters: quarters(movement),
            closed: closed.into_iter().map(|list| list.quarter_on.0).collect(),
            sums: kept::sums(conn, movement.id, unit)?,
            excluded: kept::excluded_count(conn, movement.id, unit)?,
            before: before.map(anchored),
        })
    }

    /// The quarters of `unit`.
    pub(in crate::service) fn of(&self, unit: UnitId) -> Vec<QuarterOf> {
        let quarter = |(first, last): &(Day, Day)| QuarterOf {
            days: (*first, *last),
            closed: self.closed.contains(first),
            strata: self.sums.get(&(unit, *first)).cloned().unwrap_or_default(),
            excluded: self.excluded.get(&(unit, *first)).copied().unwrap_or(0),
        };
        self.quarters.iter().map(quarter).collect()
    }

    /// What the movement before listed of `unit` as anchored, in thousandths; none where there was no list before.
    pub(in crate::service) fn before(&self, unit: UnitId) -> Option<i64> {
        let before = self.before.as_ref().filter(|all| !all.is_empty());
        before.map(|all| all.get(&unit).copied().unwrap_or(0))
    }
}

fn anchored(sums: QuarterSums) -> BTreeMap<UnitId, i64> {
    let mut found = BTreeMap::new();
    for ((unit, _), strata) in sums {
        let own =
            strata.iter().filter(|((side, _), _): &(&(Side, Stratum), _)| *side == Side::Anchored);
        *found.entry(unit).or_insert(0) += own.map(|(_, sum)| sum.weight_milli).sum::<i64>();
    }
    found
}
