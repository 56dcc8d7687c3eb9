//! Routing: which unit answers for a report, by rules that are data, with the reason kept.

use serde::{Deserialize, Serialize};

use super::exclusion::{Excluded, Facts, above, receiving, settle};
use super::unit::{Unit, UnitKind, Units};
use crate::domain::codes::codes;
use crate::domain::kind::{Channel, Kind, in_force};
use crate::domain::time::Day;

codes! {
    /// What a rule does when it fires.
    Action {
        /// The unit the report is about handles it itself.
        AccusedUnit => "accused_unit",
        /// The unit of the place handles it.
        LocalityUnit => "locality_unit",
        /// The unit named by the rule.
        Unit => "unit",
        /// The provincial inspectorate, or the Chair's office where that is accused.
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

    /// The cell of the rule table; none where it matters not.
    pub const fn cell(self) -> Option<&'static str> {
        match self {
            Self::Any => None,
            Self::None => Some("none"),
            Self::Kind(kind) => Some(kind.as_str()),
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

/// The rule of no version: where none fits.
const FALLBACK: &str = "fallback";

/// How a holder was found, as stored with the case. The words stand in the version of the rule, which never changes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The rule that fired, or `fallback`.
    pub rule: String,
    /// Its version; 0 for the fallback.
    pub version: i32,
    /// Why another unit than the rule named holds it; traces from before there was such a thing
    /// have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excluded: Option<Excluded>,
}

/// A trace with its words, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed {
    /// How the holder was found.
    pub trace: Trace,
    /// Why, in Vietnamese.
    pub reason_vi: String,
    /// Why, in English.
    pub reason_en: String,
}

impl Trace {
    /// With the words of its rule, among `rules` of every version; without any where that version is not among them.
    pub fn told(self, rules: &[RoutingRule]) -> Routed {
        let is_it = |rule: &&RoutingRule| rule.code == self.rule && rule.version == self.version;
        let (vi, en) = match rules.iter().find(is_it) {
            Some(rule) => (rule.reason_vi.as_str(), rule.reason_en.as_str()),
            None if self.rule == FALLBACK => (
                "Không có quy tắc phù hợp; giao cơ quan đầu mối tiếp nhận",
                "No rule fits; the receiving body takes it",
            ),
            None => ("", ""),
        };
        Routed { reason_vi: vi.to_owned(), reason_en: en.to_owned(), trace: self }
    }
}

codes! {
    /// Why a rule does not fit.
    Miss {
        /// Not in force on the day.
        NotInForce => "not_in_force",
        /// Another category.
        Category => "category",
        /// Another sector.
        Sector => "sector",
        /// Another unit, or another kind of unit, is what the report is about.
        Unit => "unit",
        /// Another place.
        Locality => "locality",
        /// It fits, but the unit it would give does not exist on the day.
        Target => "target",
    }
}

/// A rule that was looked at.
#[derive(Debug, Clone)]
pub struct RuleMatch<'r> {
    /// The rule.
    pub rule: &'r RoutingRule,
    /// Everything about it that does not fit; empty where it fits.
    pub missed: Vec<Miss>,
}

/// Every rule of the kind in the order in which they are asked; the first that fits decides.
pub fn look<'r>(rules: &'r [RoutingRule], units: &Units, facts: Facts<'_>) -> Vec<RuleMatch<'r>> {
    let mut looks: Vec<RuleMatch<'r>> = rules
        .iter()
        .filter(|rule| rule.kind == facts.kind)
        .map(|rule| RuleMatch { rule, missed: misses(rule, units, facts) })
        .collect();
    looks.sort_by_key(|look| (look.rule.position, -look.rule.version));
    looks
}

fn misses(rule: &RoutingRule, units: &Units, facts: Facts<'_>) -> Vec<Miss> {
    let fits = |wanted: Option<&str>, given| wanted.is_none_or(|it| Some(it) == given);
    let tests = [
        (Miss::NotInForce, in_force(rule.valid_from, rule.valid_to, facts.on)),
        (Miss::Category, fits(rule.category.as_deref(), Some(facts.category))),
        (Miss::Sector, fits(rule.sector.as_deref(), facts.sector)),
        (Miss::Unit, rule.accused.holds(facts.accused)),
        (Miss::Locality, rule.locality.holds(facts.locality)),
    ];
    let mut missed: Vec<Miss> =
        tests.into_iter().filter(|(_, holds)| !holds).map(|(miss, _)| miss).collect();
    if missed.is_empty() && target(rule, units, facts).is_none() {
        missed.push(Miss::Target);
    }
    missed
}

/// The unit that answers for the report, and why: the first rule that fits, then the exclusion
/// set. `None` only while no unit at all is loaded: a report always ends with a holder.
pub fn route<'u>(
    rules: &[RoutingRule],
    units: &'u Units,
    facts: Facts<'_>,
) -> Option<(&'u Unit, Trace)> {
    let fired = look(rules, units, facts).into_iter().find(|look| look.missed.is_empty());
    let fired = fired.and_then(|RuleMatch { rule, .. }| {
        let unit = target(rule, units, facts)?;
        let trace = Trace { rule: rule.code.clone(), version: rule.version, excluded: None };
        Some((unit, trace))
    });
    let (named, trace) = fired.or_else(|| fallback(units, facts))?;
    let (holder, excluded) = settle(units, facts, named);
    Some((holder, Trace { excluded, ..trace }))
}

fn target<'u>(rule: &RoutingRule, units: &'u Units, facts: Facts<'_>) -> Option<&'u Unit> {
    match rule.action {
        Action::AccusedUnit => units.get(facts.accused?.id),
        Action::LocalityUnit => units.get(facts.locality?.id),
        // A unit that merged since the rule was written answers through its successor.
        Action::Unit => units.bearer(rule.target_code.as_deref()?, facts.on),
        Action::InspectorateOrChair => inspectorate_or_chair(units, facts),
        Action::SuperiorOfAccused => above(units, facts.accused?, facts.on),
    }
}

fn inspectorate_or_chair<'u>(units: &'u Units, facts: Facts<'_>) -> Option<&'u Unit> {
    let accused = facts.accused.map(|unit| unit.id);
    receiving(units, Channel::Integrity, facts.on).find(|unit| Some(unit.id) != accused)
}

/// Where no rule fits: the inspectorate for tips, the committee's office for all else, and then
/// whatever unit stands highest.
fn fallback<'u>(units: &'u Units, facts: Facts<'_>) -> Option<(&'u Unit, Trace)> {
    let unit = match facts.kind.channel() {
        Channel::Integrity => inspectorate_or_chair(units, facts),
        Channel::Service => receiving(units, Channel::Service, facts.on).next(),
    };
    let unit =
        unit.or_else(|| inspectorate_or_chair(units, facts)).or_else(|| units.all().first())?;
    let trace = Trace { rule: FALLBACK.to_owned(), version: 0, excluded: None };
    Some((unit, trace))
}
