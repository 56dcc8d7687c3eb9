//! What a report is about: the holder and category that the rules of today give another kind, and codes that are corrected.

use crate::domain::case::Case;
use crate::domain::kind::{Channel, Kind};
use crate::domain::lifecycle::{Command, Correction, Refusal, Rerouted};
use crate::domain::time::Day;
use crate::domain::units::exclusion::{Facts, keeper};
use crate::domain::units::routing::route;
use crate::domain::units::unit::{Heir, Unit, UnitKind};
use crate::service::cases::facts_of;
use crate::service::cases::intake::{decided_first, unit as named};
use crate::service::cases::record::CaseFile;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::reference::Reference;
use crate::store::backend::Conn;

/// The category under which whatever has none of its own is filed.
const OTHER: &str = "other";

/// Where `command` leads a report that it makes another kind; none for every other command, and for a tip, which stays with
/// whoever inspects it.
///
/// # Errors
/// [`ServiceError::Invalid`] where the category is none of that kind.
pub(super) fn rerouted(
    conn: &mut Conn,
    reference: &Reference,
    file: &CaseFile,
    command: &Command,
    today: Day,
) -> Result<Option<Rerouted>, Fault> {
    let Command::Requalify { kind, category, .. } = command else { return Ok(None) };
    let case = &file.case;
    if kind.channel() != case.channel {
        // What becomes a tip is routed there.
        return Ok(None);
    }
    let category = category_of(reference, case, *kind, category.as_deref(), today)?;
    let stays = Rerouted { holder: case.holder, category: category.clone() };
    if case.channel == Channel::Integrity {
        return Ok(Some(stays));
    }
    let units = &reference.units;
    let now = |unit: &Unit| match units.heir(unit, today) {
        Heir::One(one) | Heir::Itself(one) => units.get(one.id),
        Heir::Split(_) | Heir::Nobody => None,
    };
    let report = file.report();
    let told = report.and_then(|report| report.locality.as_deref());
    let locality = case.course.locality.as_deref().or(told);
    let prior = report.and_then(|report| report.prior_case.as_deref());
    let decided_first = match prior {
        Some(number) => decided_first(conn, reference, number, case.accused, today)?,
        None => Vec::new(),
    };
    let facts = Facts {
        kind: *kind,
        category: &category,
        accused: case.accused.and_then(|unit| units.get(unit)).and_then(now),
        locality: locality.and_then(|code| units.meant(code, today)).and_then(now),
        about_leader: report.is_some_and(|report| report.about_leader),
        decided_first: &decided_first,
        ..facts_of(reference, case, today)
    };
    let routed = route(&reference.routing, units, facts);
    let holder = routed.map(|(unit, _)| unit).filter(|unit| unit.exists_on(today));
    Ok(Some(Rerouted { holder: holder.map_or(case.holder, |unit| unit.id), ..stays }))
}

/// The category that is named, or the present one where the kind knows it, or the one for everything else.
fn category_of(
    reference: &Reference,
    case: &Case,
    kind: Kind,
    named: Option<&str>,
    today: Day,
) -> Result<String, ServiceError> {
    // What makes any report a tip is no category of the other channel.
    let fits = |code: &str| {
        reference.category(code, today).is_some_and(|it| {
            it.kinds.contains(&kind) && (kind.channel() == Channel::Integrity || !it.integrity)
        })
    };
    let tried = named.map_or_else(|| vec![case.category.as_str(), OTHER], |code| vec![code]);
    let found = tried.into_iter().find(|code| fits(code));
    let found = found.ok_or_else(|| ServiceError::field("/category", FieldFault::NoSuchCategory));
    found.map(str::to_owned)
}

/// The unit that a correction names; checks its other codes.
///
/// # Errors
/// [`ServiceError::Invalid`] with every code that is none, [`ServiceError::Refused`] for a category of the other channel,
/// or a unit that no tip may be about while it holds it.
pub(super) fn corrected<'r>(
    reference: &'r Reference,
    case: &Case,
    correction: &Correction,
    today: Day,
) -> Result<Option<&'r Unit>, ServiceError> {
    let mut faults = Vec::new();
    let Correction { category, sector, unit, locality, .. } = correction;
    let unit = named(reference, unit.as_deref(), "/unit", today, &mut faults);
    let locality = named(reference, locality.as_deref(), "/locality", today, &mut faults);
    if locality.is_some_and(|it| !matches!(it.kind, UnitKind::Commune | UnitKind::District)) {
        faults.push(FieldFault::NotALocality.at("/locality"));
    }
    if let Some(code) = sector
        && !reference.sectors.iter().any(|known| known.code == *code)
    {
        faults.push(FieldFault::NoSuchSector.at("/sector"));
    }
    let known = category.as_deref().map(|code| reference.category(code, today));
    if known.is_some_and(|it| it.is_none_or(|it| !it.kinds.contains(&case.kind))) {
        faults.push(FieldFault::NoSuchCategory.at("/category"));
    }
    if !faults.is_empty() {
        return Err(ServiceError::Invalid(faults));
    }
    if case.channel == Channel::Service && known.flatten().is_some_and(|it| it.integrity) {
        return Err(ServiceError::Refused(Refusal::OtherChannel));
    }
    if case.channel == Channel::Integrity
        && unit.is_some_and(|unit| bars(reference, case, unit, today))
    {
        return Err(ServiceError::Refused(Refusal::ReceiverNotAllowed));
    }
    Ok(unit)
}

/// Whether filing would have given a tip about `accused` to another than its holder.
fn bars(reference: &Reference, case: &Case, accused: &Unit, today: Day) -> bool {
    let units = &reference.units;
    let facts = Facts { accused: Some(accused), ..facts_of(reference, case, today) };
    let stays =
        units.get(case.holder).is_some_and(|holder| keeper(units, facts, holder).id == holder.id);
    !stays || units.successions().reaches(accused.id, case.holder)
}
