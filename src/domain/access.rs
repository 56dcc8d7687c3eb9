//! From whom a case is partly hidden, and as whom somebody acts on it: the rule for one case.

use super::actor::{Actor, Role, Scope};
use super::case::Case;
use super::lifecycle::{CommandName, Party};

/// Whether a criminal matter is hidden from the actor: the holder is mostly the accused, so only
/// inspectors know of it, and of what is about their own body not even they.
pub fn is_veiled(actor: &Actor, case: &Case) -> bool {
    let accused = case.accused.is_some_and(|unit| actor.unit_id == Some(unit));
    actor.role != Role::Inspector || accused
}

/// As whom a member of staff acts on `case`.
pub fn party_of(actor: &Actor, case: &Case) -> Party {
    match (actor.role, actor.scope()) {
        _ if actor.unit_id == Some(case.holder) => Party::Holder,
        (Role::Inspector, _) => Party::Inspector,
        (_, Scope::Units(units)) if units.contains(&case.holder) => Party::Superior,
        // Whoever else reaches it (a former holder) watches without a say.
        _ => Party::Desk,
    }
}

/// As whom a member of staff gives the command `name` on `case`. A criminal matter, and the promise
/// of another body, are the inspectors', also where their own body holds the case, and never where it is accused.
pub fn party_for(actor: &Actor, case: &Case, name: CommandName) -> Party {
    // Whose own desk kept a paper does not say when it came.
    if name == CommandName::VouchPaper && case.course.typed_in_by == actor.unit_id {
        return Party::Desk;
    }
    let party = party_of(actor, case);
    // What was called up is with the inspectors' own body, and may turn out to be a tip there.
    let called_up = case.course.called_up_on.is_some()
        && matches!(name, CommandName::Requalify | CommandName::ReturnAnswer);
    if name == CommandName::CallUp && actor.unit_id == Some(case.holder) {
        return party;
    }
    // What another body's dossier was promised for is found out by an inspector, also of the holder.
    let of_another = case.dossier_unit() != case.holder
        && matches!(
            name,
            CommandName::SettlePromise | CommandName::Apologise | CommandName::RecordResult
        );
    // A refusal of the inspectors' own body is overturned by another of them: the guard knows who declined.
    if actor.role != Role::Inspector || !(name.is_inspectors_own() || of_another || called_up) {
        return party;
    }
    let accused = case.accused.is_some_and(|unit| actor.unit_id == Some(unit));
    match accused {
        false => Party::Inspector,
        // What is one matter at the own body another one decides.
        true if name == CommandName::MergeInto => party,
        true => Party::Desk,
    }
}

/// The document by which the actor is the standing deputy of the holder for this case. What is said of a head or a
/// deputy may be said of this very person, who then is nobody's second.
pub fn deputy_of<'a>(actor: &'a Actor, case: &Case, about_leader: bool) -> Option<&'a str> {
    let second = actor.unit_id == Some(case.holder) && !about_leader;
    actor.deputy.as_deref().filter(|_| second)
}
