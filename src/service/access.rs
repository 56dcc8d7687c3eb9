//! Who knows the reporter of a case, who decides in it, and who stands in for its holder.

pub(super) use crate::domain::access::{deputy_of, is_veiled, party_for};
use crate::domain::actor::{Actor, Role};
use crate::domain::case::Case;
pub(super) use crate::domain::case::{may_have_in_hand, may_open, reaches};
use crate::domain::ids::UnitId;
use crate::domain::kind::Channel;
use crate::domain::time::Day;
use crate::domain::units::unit::{UnitKind, Units};
use crate::service::conflicts::conflicts_of;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::staff::users::{self, UserRow};
use crate::store::{StoreError, reports};

/// What an account may see on `day`, but for what makes it a deputy: a leader sees the units below, an inspector nothing of those
/// with which there is a conflict. Both are looked up each time, because they change with the data.
pub(super) fn actor_of(
    conn: &mut Conn,
    units: &Units,
    user: &UserRow,
    day: Day,
) -> Result<Actor, StoreError> {
    let actor = user.actor()?;
    Ok(match (actor.role, actor.unit_id) {
        (Role::Inspector, _) => Actor { conflicts: conflicts_of(conn, units, user, day)?, ..actor },
        (Role::UnitLeader, Some(unit)) => Actor { below: units.below(unit).into(), ..actor },
        _ => actor,
    })
}

/// Whoever has a service case in hand, as the account may see on `day`; nobody where it is closed. Of a tip it is not asked.
pub(super) fn in_hand(
    conn: &mut Conn,
    units: &Units,
    case: &Case,
    day: Day,
) -> Result<Option<Actor>, StoreError> {
    let of_service = case.channel == Channel::Service;
    let Some(hand) = case.assignee.filter(|_| of_service) else { return Ok(None) };
    let user = users::get(conn, hand)?.filter(|user| user.active);
    user.map(|user| actor_of(conn, units, &user, day)).transpose()
}

/// Whether the actor is an inspector whose own body neither holds the case nor is accused: there it is a unit like any
/// other. Queues ask the same of the database.
pub(super) fn inspects(actor: &Actor, case: &Case) -> bool {
    let concerned = actor.unit_id == Some(case.holder) || actor.unit_id == case.accused;
    actor.role == Role::Inspector && !concerned
}

/// Whether the actor may know who reported: where the kind shows it to the unit, and inspectors
/// whose own body neither holds the case nor is accused; there it is a unit like any other.
pub(super) fn knows_reporter(reference: &Reference, actor: &Actor, case: &Case) -> bool {
    inspects(actor, case)
        || reference
            .kind(case.kind, case.received_on)
            .is_some_and(|spec| spec.contact_visible_to_unit)
}

/// As [`deputy_of`], with what the report says of a leader looked up where it matters.
pub(super) fn deputy_for<'a>(
    conn: &mut Conn,
    actor: &'a Actor,
    case: &Case,
) -> Result<Option<&'a str>, StoreError> {
    match deputy_of(actor, case, false) {
        None => Ok(None),
        Some(_) => Ok(deputy_of(actor, case, reports::is_about_leader(conn, case)?)),
    }
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
