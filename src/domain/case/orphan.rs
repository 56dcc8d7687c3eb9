//! Who takes over what a unit leaves that was dissolved, with nobody after it.

use crate::domain::case::Case;
use crate::domain::codes::codes;
use crate::domain::kind::{Channel, Kind};
use crate::domain::time::Day;
use crate::domain::units::exclusion::{may_hold, receiving};
use crate::domain::units::unit::{Heir, Unit, Units};

codes! {
    /// As what a unit came to a case whose holder ended.
    PassedTo {
        /// It took over all of the holder.
        Successor => "successor",
        /// It stands above the holder, which nobody took over (Luật Tố cáo 2018 Art. 12.5: the
        /// body that managed the dissolved one).
        Superior => "superior",
        /// Nobody above may hold it, so a receiving body does.
        ReceivingBody => "receiving_body",
    }
}

impl PassedTo {
    /// The usual way, which older events do not name.
    pub const fn successor() -> Self {
        Self::Successor
    }

    /// Whether it is the usual way.
    pub const fn is_successor(&self) -> bool {
        matches!(self, Self::Successor)
    }
}

/// Who takes `case` on `on`, whose holder was dissolved: the nearest unit above it, or whoever took
/// all of that one over; else a receiving body. Never one that the case is about, nor who came
/// after that one; `None` where nobody else is left.
pub fn orphaned<'u>(units: &'u Units, case: &Case, on: Day) -> Option<(&'u Unit, PassedTo)> {
    let free = |unit: &&Unit| may_hold(case.channel, unit.kind) && !concerns(units, case, unit);
    let mut at = units.get(case.holder)?;
    // The tree is shallow; a circle in the data must not hold a run for ever.
    for _ in 0..16 {
        let Some(parent) = at.parent.and_then(|id| units.get(id)) else { break };
        let standing = match units.heir(parent, on) {
            Heir::Itself(unit) | Heir::One(unit) => Some(unit),
            Heir::Split(_) | Heir::Nobody => None,
        };
        if let Some(unit) = standing.filter(free) {
            return Some((unit, PassedTo::Superior));
        }
        at = parent;
    }
    // Where everybody stands below what the case is about, a receiving body keeps it all the same.
    let accused = |unit: &&Unit| {
        case.accused.is_some_and(|accused| units.successions().reaches(accused, unit.id))
    };
    let body = receiving(units, case.channel, on)
        .find(free)
        .or_else(|| receiving(units, case.channel, on).find(|unit| !accused(unit)))?;
    Some((body, PassedTo::ReceivingBody))
}

/// Whether `unit` must not hold the case because it is about it. Feedback and a first complaint go
/// to the unit itself by law; a second one does not go to who decided first.
fn concerns(units: &Units, case: &Case, unit: &Unit) -> bool {
    let Some(accused) = case.accused else { return false };
    let came_after = units.successions().reaches(accused, unit.id);
    match case.channel {
        Channel::Integrity => came_after || units.is_below(unit.id, accused),
        Channel::Service => case.kind == Kind::SecondComplaint && came_after,
    }
}
