//! Who reaches a case, opens it and may have it in hand: the rule for one case. Queues ask the same of the database.

use super::Case;
use crate::domain::actor::{Actor, Scope};
use crate::domain::ids::UnitId;
use crate::domain::kind::Channel;

/// Whether `scope` reaches `case` at all. What it does not reach is not there.
pub fn reaches(scope: &Scope, case: &Case) -> bool {
    let conflicted = |units: &[UnitId]| case.accused.is_some_and(|unit| units.contains(&unit));
    match (scope, case.channel) {
        // Unsigned it is no petition yet, and not the unit's to see; the desk finds it by number.
        (Scope::Unit(_) | Scope::Units(_), Channel::Service)
            if case.is_unsigned()
                || case.held_until.is_some()
                || case.course.called_up_from.is_some() =>
        {
            false
        }
        (Scope::Unit(unit), Channel::Service) => case.holder == *unit,
        (Scope::Units(units), Channel::Service) => units.contains(&case.holder),
        (Scope::Inspectorate { conflicts, .. }, _) if conflicted(conflicts) => false,
        (Scope::Inspectorate { body, .. }, Channel::Service)
            if case.course.called_up_from == Some(*body) =>
        {
            false
        }
        // Of what its own body holds, or is accused of, an inspector learns like any unit.
        (Scope::Inspectorate { body, .. }, Channel::Service) => {
            case.held_until.is_none() || (case.holder != *body && case.accused != Some(*body))
        }
        (Scope::Inspectorate { body, .. }, Channel::Integrity) => {
            case.holder == *body && case.accused != Some(*body)
        }
        (Scope::Unit(_) | Scope::Units(_), Channel::Integrity) | (Scope::Nothing, _) => false,
    }
}

/// Whether `scope` may read what `case` says. A tip is read only by the inspector it is
/// assigned to.
pub fn may_open(scope: &Scope, case: &Case) -> bool {
    match (scope, case.channel) {
        (_, Channel::Service) => reaches(scope, case),
        (Scope::Inspectorate { inspector, .. }, Channel::Integrity) => {
            reaches(scope, case) && case.assignee == Some(*inspector)
        }
        _ => false,
    }
}

/// Whether `actor` may have `case` in hand: somebody of the body that holds it, who may open it then.
pub fn may_have_in_hand(actor: &Actor, case: &Case) -> bool {
    let mut held = case.clone();
    held.assignee = Some(actor.user_id);
    actor.unit_id == Some(case.holder) && may_open(&actor.scope(), &held)
}
