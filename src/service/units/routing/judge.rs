//! What must hold of a whole set of routing rules, whether files or an edit brought it.

use crate::domain::kind::Channel;
use crate::domain::units::exclusion::may_hold;
use crate::domain::units::routing::{Action, RoutingRule};
use crate::service::error::FieldFault;
use crate::service::reference::Reference;

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::service) struct RoutingFault {
    /// The rule's code.
    pub(in crate::service) code: String,
    /// The column.
    pub(in crate::service) column: &'static str,
    /// What about it.
    pub(in crate::service) fault: FieldFault,
    /// The same, for whoever reads the files.
    pub(in crate::service) text: String,
}

/// Everything that is wrong with the rules of `built`.
pub(in crate::service) fn faults_of(built: &Reference) -> Vec<RoutingFault> {
    let mut faults = Vec::new();
    for (index, rule) in built.routing.iter().enumerate() {
        let mut note = |column, fault, text: String| {
            faults.push(RoutingFault { code: rule.code.clone(), column, fault, text });
        };
        let target = rule
            .target_code
            .as_deref()
            .map(|code| (code, built.units.by_code(code, rule.valid_from)));
        if let Some((code, None)) = target {
            note("target_code", FieldFault::NoSuchUnit, format!("no unit {code} then"));
        }
        // A tip that nobody may open would be lost.
        let seen = match (rule.action, target) {
            (Action::InspectorateOrChair, _) | (Action::Unit, Some((_, None))) => true,
            (Action::Unit, Some((_, Some(unit)))) => may_hold(rule.kind.channel(), unit.kind),
            _ => rule.kind.channel() == Channel::Service,
        };
        if !seen {
            let text = "integrity reports go to the inspectorate or the Chair's office only";
            note("action", FieldFault::NotAnInspectorate, text.to_owned());
        }
        if let Some(code) = &rule.category
            && !built.categories.iter().any(|it| it.code == *code && it.kinds.contains(&rule.kind))
        {
            note("category", FieldFault::NoSuchCategory, format!("no category {code}"));
        }
        if let Some(code) = &rule.sector
            && !built.sectors.iter().any(|it| it.code == *code)
        {
            note("sector", FieldFault::NoSuchSector, format!("no sector {code}"));
        }
        for other in built.routing.iter().skip(index + 1).filter(|other| together(rule, other)) {
            if other.code == rule.code {
                let text = format!("versions {} and {} overlap", rule.version, other.version);
                note("valid_from", FieldFault::Overlap, text);
            } else if other.kind == rule.kind && other.position == rule.position {
                let text = format!("{} has the same position", other.code);
                note("position", FieldFault::PositionTaken, text);
            }
        }
    }
    faults
}

/// Whether both are in force on some day.
fn together(one: &RoutingRule, other: &RoutingRule) -> bool {
    let first = one.valid_from.max(other.valid_from);
    let ends = [one.valid_to, other.valid_to].into_iter().flatten().min();
    ends.is_none_or(|last| first <= last)
}
