//! Of whom something is counted: units, kinds, and what else parts the same cases, of the province alone.

use std::sync::Arc;

use crate::domain::codes::codes;
use crate::domain::ids::UnitId;
use crate::domain::kind::{Kind, ReporterType};
use crate::domain::ledger::Metric;
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;

codes! {
    /// Who sent a report, as figures tell it.
    Sender {
        /// A person, or the Front for people.
        Resident => "resident",
        /// A business or another organisation.
        Business => "business",
    }
}

impl Sender {
    /// As whom a reporter counts.
    pub const fn of(reporter: ReporterType) -> Self {
        match reporter {
            ReporterType::Resident | ReporterType::Official | ReporterType::Front => Self::Resident,
            ReporterType::Business | ReporterType::Organisation => Self::Business,
        }
    }
}

/// One count of a published quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Whose.
    pub unit: UnitId,
    /// Its group at that time.
    pub group: Option<PeerGroup>,
    /// The kind of report.
    pub kind: Kind,
    /// What.
    pub metric: Metric,
    /// The first day of its month.
    pub month: Day,
    /// How many.
    pub count: i64,
}

/// Of whom a number is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// All units.
    Province,
    /// The units of a group, or of none.
    Group(Option<PeerGroup>),
    /// A unit.
    Unit(UnitId),
    /// Reports of a kind, of all units.
    Kind(Kind),
    /// Of these, what is of a category.
    Category(Kind, Arc<str>),
    /// Reports from a sector, or of none.
    Sector(Option<Arc<str>>),
    /// Reports by who sent them.
    Sender(Sender),
}

impl Subject {
    /// Whether only arrivals and outcomes are told of it.
    pub(super) const fn is_of_outcomes_alone(&self) -> bool {
        matches!(self, Self::Category(..) | Self::Sector(_) | Self::Sender(_))
    }
}

/// One count of a published quarter by what else parts the same cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// A category within a kind, a sector or a sender.
    pub of: Subject,
    /// What.
    pub metric: Metric,
    /// The first day of its month.
    pub month: Day,
    /// How many.
    pub count: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_must_name_an_organisation_counts_as_business_and_the_front_speaks_for_people() {
        let as_business =
            ReporterType::ALL.iter().filter(|who| Sender::of(**who) == Sender::Business);

        assert_eq!(
            as_business.collect::<Vec<_>>(),
            [&ReporterType::Business, &ReporterType::Organisation]
        );
    }
}
