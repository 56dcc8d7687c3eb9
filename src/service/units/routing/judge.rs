//! What must hold of a whole set of routing rules, whether files or an edit brought it.

use crate::domain::kind::Channel;
use crate::domain::text::Words;
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
    pub(in crate::service) text: Words,
}

/// Everything that is wrong with the rules of `built`.
pub(in crate::service) fn faults_of(built: &Reference) -> Vec<RoutingFault> {
    let mut faults = Vec::new();
    for (index, rule) in built.routing.iter().enumerate() {
        let mut note = |column, fault, text: Words| {
            faults.push(RoutingFault { code: rule.code.clone(), column, fault, text });
        };
        let target = rule
            .target_code
            .as_deref()
            .map(|code| (code, built.units.by_code(code, rule.valid_from)));
        if let Some((code, None)) = target {
            note(
                "target_code",
                FieldFault::NoSuchUnit,
                Words::new(
                    format!("lúc đó không có đơn vị {code}"),
                    format!("no unit {code} then"),
                ),
            );
        }
        // A tip that nobody may open would be lost.
        let seen = match (rule.action, target) {
            (Action::InspectorateOrChair, _) | (Action::Unit, Some((_, None))) => true,
            (Action::Unit, Some((_, Some(unit)))) => may_hold(rule.kind.channel(), unit.kind),
            _ => rule.kind.channel() == Channel::Service,
        };
        if !seen {
            let text = Words::new(
                "đơn kênh liêm chính chỉ giao cho cơ quan thanh tra hoặc Ủy ban nhân dân tỉnh",
                "integrity reports go to the inspectorate or the Chair's office only",
            );
            note("action", FieldFault::NotAnInspectorate, text);
        }
        if let Some(code) = &rule.category
            && !built.categories.iter().any(|it| it.code == *code && it.kinds.contains(&rule.kind))
        {
            note(
                "category",
                FieldFault::NoSuchCategory,
                Words::new(format!("không có lĩnh vực {code}"), format!("no category {code}")),
            );
        }
        if let Some(code) = &rule.sector
            && !built.sectors.iter().any(|it| it.code == *code)
        {
            note(
                "sector",
                FieldFault::NoSuchSector,
                Words::new(format!("không có ngành {code}"), format!("no sector {code}")),
            );
        }
        for other in built.routing.iter().skip(index + 1).filter(|other| together(rule, other)) {
            if other.code == rule.code {
                let (one, two) = (rule.version, other.version);
                let text = Words::new(
                    format!("phiên bản {one} và {two} chồng lên nhau"),
                    format!("versions {one} and {two} overlap"),
                );
                note("valid_from", FieldFault::Overlap, text);
            } else if other.kind == rule.kind && other.position == rule.position {
                let code = &other.code;
                let text = Words::new(
                    format!("{code} có cùng thứ tự"),
                    format!("{code} has the same position"),
                );
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
