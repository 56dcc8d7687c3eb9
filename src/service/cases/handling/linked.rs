//! Where the contents go on that a referral leaves: ids and a holder for the linked case.

use crate::domain::case::Case;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{Command, LinkedIds};
use crate::domain::receipt::CaseNumber;
use crate::domain::time::Day;
use crate::domain::units::exclusion::keeper;
use crate::service::cases::facts_of;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::vault::draw;

/// Fresh ids and the holder, where `command` leaves something.
pub(super) fn of(
    service: &Service,
    reference: &Reference,
    case: &Case,
    command: &Command,
    today: Day,
) -> Result<Option<LinkedIds>, ServiceError> {
    if !matches!(command, Command::Refer(referral) if referral.remaining.is_some()) {
        return Ok(None);
    }
    let units = &reference.units;
    // Whoever decided first was left out when the holder was found.
    let facts = facts_of(reference, case, today);
    let Some(holder) = units.get(case.holder) else { return Ok(None) };
    let number = match case.channel {
        Channel::Service => {
            let drawn = CaseNumber::from_bytes(draw().map_err(ServiceError::internal)?);
            Some(drawn.as_str().to_owned())
        }
        Channel::Integrity => None,
    };
    Ok(Some(LinkedIds {
        case: CaseId::new(service.ids.random()),
        key: service.ids.key(case.channel),
        number,
        holder: keeper(units, facts, holder).id,
    }))
}
