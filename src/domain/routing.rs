//! Routing: which unit answers for a report, by rules that are data, with the reason kept.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::kind::{Channel, Kind, in_force};
use super::time::Day;
use super::unit::{Unit, UnitKind, Units};

codes! {
    /// What a rule does when it fires.
    Action {
        /// The unit the report is about handles it itself.
        AccusedUnit => "accused_unit",
        /// The unit of the place handles it.
        LocalityUnit => "locality_unit",
        /// The unit named by the rule.
        Unit => "unit",
        /// The provincial inspectorate, or the Chair's office where that is accused (12.17).
        InspectorateOrChair => "inspectorate_or_chair",
        /// The unit above the one the report is about.
        SuperiorOfAccused => "superior_of_accused",
    }
}

/// A predicate on the kind of a unit that may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitTest {
    /// Whatever it is, also none.
    Any,
    /// No such unit was named.
    None,
    /// A unit of this kind.
    Kind(UnitKind),
}

impl UnitTest {
    /// Reads a cell of the rule table.
    pub fn parse(cell: Option<&str>) -> Option<Self> {
        match cell {
            None | Some("") => Some(Self::Any),
            Some("none") => Some(Self::None),
            Some(code) => UnitKind::parse(code).map(Self::Kind),
        }
    }

    fn holds(self, unit: Option<&Unit>) -> bool {
        match self {
            Self::Any => true,
            Self::None => unit.is_none(),
            Self::Kind(kind) => unit.is_some_and(|unit| unit.kind == kind),
        }
    }
}

/// One row of the routing table.
#[derive(Debug, Clone)]
pub struct RoutingRule {
    /// The code.
    pub code: String,
    /// The version.
    pub version: i32,
    /// Rules are asked in this order; the first that fits decides.
    pub position: i32,
    /// The kind of report.
    pub kind: Kind,
    /// The category, where it matters.
    pub category: Option<String>,
    /// The sector, where it matters.
    pub sector: Option<String>,
    /// The unit the report is about.
    pub accused: UnitTest,
    /// The unit of the place.
    pub locality: UnitTest,
    /// What to do.
    pub action: Action,
    /// The unit, for [`Action::Unit`].
    pub target_code: Option<String>,
    /// Why, in Vietnamese, with the article.
    pub reason_vi: String,
    /// Why, in English.
    pub reason_en: String,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive.
    pub valid_to: Option<Day>,
}

/// What routing looks at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The kind of report.
    pub kind: Kind,
    /// The category's code.
    pub category: &'a str,
    /// The sector's code.
    pub sector: Option<&'a str>,
    /// The unit the report is about.
    pub accused: Option<&'a Unit>,
    /// The unit of the place.
    pub locality: Option<&'a Unit>,
    /// The day of arrival.
    pub on: Day,
}

/// How a holder was found, as stored with the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The rule that fired, or `fallback`.
    pub rule: String,
    /// Its version; 0 for the fallback.
    pub version: i32,
    /// Why, in Vietnamese.
    pub reason_vi: String,
    /// Why, in English.
    pub reason_en: String,
}

/// The unit that answers for the report, and why. `None` only while no unit at all is loaded:
/// a report always ends with a holder.
pub fn route<'u>(
    rules: &[RoutingRule],
    units: &'u Units,
    facts: Facts<'_>,
) -> Option<(&'u Unit, Trace)> {
    let fits = |rule: &&RoutingRule| {
        rule.kind == facts.kind
            && in_force(rule.valid_from, rule.valid_to, facts.on)
            && rule.category.as_deref().is_none_or(|category| category == facts.category)
            && rule.sector.as_deref().is_none_or(|sector| Some(sector) == facts.sector)
            && rule.accused.holds(facts.accused)
            && rule.locality.holds(facts.locality)
    };
    let mut ordered: Vec<&RoutingRule> = rules.iter().filter(fits).collect();
    ordered.sort_by_key(|rule| (rule.position, -rule.version));
    let fired = ordered.into_iter().find_map(|rule| {
        let unit = target(rule, units, facts)?;
        let trace = Trace {
            rule: rule.code.clone(),
            version: rule.version,
            reason_vi: rule.reason_vi.clone(),
            reason_en: rule.reason_en.clone(),
        };
        Some((unit, trace))
    });
    fired.or_else(|| fallback(units, facts))
}

fn target<'u>(rule: &RoutingRule, units: &'u Units, facts: Facts<'_>) -> Option<&'u Unit> {
    match rule.action {
        Action::AccusedUnit => units.get(facts.accused?.id),
        Action::LocalityUnit => units.get(facts.locality?.id),
        // A unit that merged since the rule was written answers through its successor.
        Action::Unit => units.bearer(rule.target_code.as_deref()?, facts.on),
        Action::InspectorateOrChair => inspectorate_or_chair(units, facts),
        Action::SuperiorOfAccused => units.get(facts.accused?.parent?),
    }
}

fn inspectorate_or_chair<'u>(units: &'u Units, facts: Facts<'_>) -> Option<&'u Unit> {
    let accused = facts.accused.map(|unit| unit.id);
    units
        .first_of(UnitKind::Inspectorate, facts.on)
        .filter(|unit| Some(unit.id) != accused)
        .or_else(|| units.first_of(UnitKind::Province, facts.on))
}

/// Where no rule fits: the inspectorate for tips, the committee's office for all else, and then
/// whatever unit stands highest.
fn fallback<'u>(units: &'u Units, facts: Facts<'_>) -> Option<(&'u Unit, Trace)> {
    let unit = match facts.kind.channel() {
        Channel::Integrity => inspectorate_or_chair(units, facts),
        Channel::Service => units.first_of(UnitKind::ProvincialOffice, facts.on),
    };
    let unit =
        unit.or_else(|| inspectorate_or_chair(units, facts)).or_else(|| units.all().first())?;
    let trace = Trace {
        rule: "fallback".to_owned(),
        version: 0,
        reason_vi: "Không có quy tắc phù hợp; giao cơ quan đầu mối tiếp nhận".to_owned(),
        reason_en: "No rule fits; the receiving body takes it".to_owned(),
    };
    Some((unit, trace))
}
