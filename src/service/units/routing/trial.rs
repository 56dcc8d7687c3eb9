//! Trying a changed set of rules on the newest reports: how many would have gone elsewhere.

use std::collections::BTreeMap;

use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::time::Day;
use crate::domain::units::exclusion::Facts;
use crate::domain::units::routing::{RoutingRule, route};
use crate::domain::units::unit::Units;
use crate::service::facade::UnitName;
use crate::store::routing::FiledFacts;

/// So many of the newest reports are looked at.
pub(super) const EXAMINED: i64 = 1000;
/// So many groups of moved reports are shown.
const SHOWN: usize = 20;

/// What a change would have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// How many reports were looked at.
    pub examined: usize,
    /// How many would have gone elsewhere.
    pub moved: usize,
    /// The largest groups of those.
    pub samples: Vec<Sample>,
}

/// Reports that would have gone elsewhere alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// From whom.
    pub from: UnitName,
    /// To whom.
    pub to: UnitName,
    /// The kind.
    pub kind: Kind,
    /// The category's code.
    pub category: String,
    /// How many.
    pub count: usize,
}

/// Routes every report by both sets, as if it came in on `on`, the first day on which they differ.
pub(super) fn compare(
    before: &[RoutingRule],
    after: &[RoutingRule],
    units: &Units,
    reports: &[FiledFacts],
    on: Day,
) -> Effect {
    let mut groups: BTreeMap<(UnitId, UnitId, Kind, &str), usize> = BTreeMap::new();
    for report in reports {
        let (kind, locality) = (report.kind, report.locality.as_deref());
        let facts = Facts {
            kind,
            category: &report.category,
            sector: report.sector.as_deref(),
            accused: report.accused.and_then(|unit| units.get(unit)),
            locality: locality.and_then(|code| units.meant(code, report.filed_on)),
            about_leader: report.about_leader,
            decided_first: &[],
            on,
        };
        let holder = |rules| route(rules, units, facts).map(|(unit, _)| unit.id);
        if let (Some(from), Some(to)) = (holder(before), holder(after))
            && from != to
        {
            *groups.entry((from, to, kind, &report.category)).or_default() += 1;
        }
    }
    let moved = groups.values().sum();
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let samples = groups
        .into_iter()
        .take(SHOWN)
        .filter_map(|((from, to, kind, category), count)| {
            Some(Sample {
                from: units.get(from)?.into(),
                to: units.get(to)?.into(),
                kind,
                category: category.to_owned(),
                count,
            })
        })
        .collect();
    Effect { examined: reports.len(), moved, samples }
}
