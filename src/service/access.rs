//! Who reaches a case, reads it, knows its reporter and acts on it as whom.

use super::reference::Reference;
use crate::domain::actor::{Actor, Role, Scope};
use crate::domain::case::Case;
use crate::domain::ids::UnitId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{CommandName, Party};
use crate::domain::time::Day;
use crate::domain::unit::UnitKind;
use crate::store::backend::Conn;
use crate::store::{StoreError, reports};

/// Whether `scope` reaches `case` at all. What it does not reach is not there.
pub(super) fn reaches(scope: &Scope, case: &Case) -> bool {
    let conflicted = |units: &[UnitId]| case.accused.is_some_and(|unit| units.contains(&unit));
    match (scope, case.channel) {
        // Unsigned it is no petition yet, and not the unit's to see; the desk finds it by number.
        (Scope::Unit(_) | Scope::Units(_), Channel::Service) if case.is_unsigned() => false,
        (Scope::Unit(unit), Channel::Service) => case.holder == *unit,
        (Scope::Units(units), Channel::Service) => units.contains(&case.holder),
        (Scope::Inspectorate { conflicts, .. }, _) if conflicted(conflicts) => false,
        (Scope::Inspectorate { .. }, Channel::Service) => true,
        (Scope::Inspectorate { body, .. }, Channel::Integrity) => {
            case.holder == *body && case.accused != Some(*body)
        }
        (Scope::Unit(_) | Scope::Units(_), Channel::Integrity) | (Scope::Nothing, _) => false,
    }
}

/// Whether a criminal matter is hidden from the actor: the holder is mostly the accused, so only
/// inspectors know of it, and of what is about their own body not even they.
pub(super) fn is_veiled(actor: &Actor, case: &Case) -> bool {
    let accused = case.accused.is_some_and(|unit| actor.unit_id == Some(unit));
    actor.role != Role::Inspector || accused
}

/// Whether `scope` may read what `case` says. A tip is read only by the inspector it is
/// assigned to.
pub(super) fn may_open(scope: &Scope, case: &Case) -> bool {
    match (scope, case.channel) {
        (_, Channel::Service) => reaches(scope, case),
        (Scope::Inspectorate { inspector, .. }, Channel::Integrity) => {
            reaches(scope, case) && case.assignee == Some(*inspector)
        }
        _ => false,
    }
}

/// Whether the actor may know who reported: where the kind shows it to the unit, and inspectors
/// whose own body neither holds the case nor is accused; there it is a unit like any other.
pub(super) fn knows_reporter(reference: &Reference, actor: &Actor, case: &Case) -> bool {
    let concerned = actor.unit_id == Some(case.holder) || actor.unit_id == case.accused;
    (actor.role == Role::Inspector && !concerned)
        || reference
            .kind(case.kind, case.received_on)
            .is_some_and(|spec| spec.contact_visible_to_unit)
}

/// The document by which the actor is the standing deputy of the holder for this case. What is said of
/// a head or a deputy may be said of this very person, who then is nobody's second.
pub(super) fn deputy_for<'a>(
    conn: &mut Conn,
    actor: &'a Actor,
    case: &Case,
) -> Result<Option<&'a str>, StoreError> {
    let own = actor.unit_id == Some(case.holder);
    match actor.deputy.as_deref().filter(|_| own) {
        Some(document) if !reports::is_about_leader(conn, case)? => Ok(Some(document)),
        _ => Ok(None),
    }
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
    let party = party_of(actor, case);
    // What another body's dossier was promised for is found out by an inspector, also of the holder.
    let of_another = case.dossier_unit() != case.holder
        && matches!(
            name,
            CommandName::SettlePromise | CommandName::Apologise | CommandName::RecordResult
        );
    if actor.role != Role::Inspector || !(name.is_criminal_matter() || of_another) {
        return party;
    }
    let accused = case.accused.is_some_and(|unit| actor.unit_id == Some(unit));
    if accused { Party::Desk } else { Party::Inspector }
}

/// Whose inspectors decide what waits in `case`: the body that watches over the channel, or the
/// province where that one is the unit whose promise it is.
pub(super) fn decider(reference: &Reference, case: &Case, day: Day) -> Option<UnitId> {
    let province = || reference.units.first_of(UnitKind::Province, day).map(|unit| unit.id);
    watcher(reference, day).and_then(|body| {
        if body == case.dossier_unit() && body == case.holder { province() } else { Some(body) }
    })
}

/// The body that watches over the service channel on `day`: the inspectorate, or the province.
pub(super) fn watcher(reference: &Reference, day: Day) -> Option<UnitId> {
    let of = |kind| reference.units.first_of(kind, day).map(|unit| unit.id);
    of(UnitKind::Inspectorate).or_else(|| of(UnitKind::Province))
}
