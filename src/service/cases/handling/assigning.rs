//! In whose hand a case is: taken, given to a colleague, handed over for somebody who is away, put back.

use super::Assignee;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::Case;
use crate::domain::event::Happening;
use crate::domain::ids::UserId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::service::cases::record::{Before, CaseFile, Recorded, Stamp, Step};
use crate::service::conflicts::conflicts_of;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::staff::users;
use crate::store::types::Id;

impl Service {
    /// Puts `case` in the hand that is asked for, for the reason that is given.
    pub(super) fn assigned(
        &self,
        conn: &mut Conn,
        reference: &Reference,
        actor: &Actor,
        case: Case,
        (assignee, reason): (&Assignee, Option<&str>),
        stamp: Stamp,
    ) -> Result<Recorded, Fault> {
        let to = self.assignee(conn, reference, actor, &case, assignee)?;
        let from = case.assignee.filter(|before| Some(*before) != to);
        if to.is_none() && from.is_none() {
            return Err(ServiceError::Refused(Refusal::InNobodysHand).into());
        }
        let another = from.filter(|before| *before != actor.user_id);
        if let Some(fault) = missing_reason(conn, actor, &case, (another, to))?
            && reason.is_none()
        {
            return Err(ServiceError::field("/reason", fault).into());
        }
        let file = CaseFile::load(conn, case)?;
        let next = Case { assignee: to, ..file.case.clone() };
        let text = reason.map(str::to_owned);
        let step = Step::new(next, Happening::Assigned { to, from, text });
        Ok(self.record(reference, &Before::On(&file), stamp, step)?)
    }

    /// A tip goes into the inspector's own hand only, or out of it; a service case to a colleague too.
    fn assignee(
        &self,
        conn: &mut Conn,
        reference: &Reference,
        actor: &Actor,
        case: &Case,
        assignee: &Assignee,
    ) -> Result<Option<UserId>, Fault> {
        let tip = case.channel == Channel::Integrity;
        let found = match assignee {
            Assignee::Me => return Ok(Some(actor.user_id)),
            Assignee::Nobody if tip && case.assignee.is_some_and(|it| it != actor.user_id) => {
                return Err(ServiceError::Refused(Refusal::NotInYourHand).into());
            }
            Assignee::Nobody => return Ok(None),
            Assignee::Colleague(user) => users::get(conn, *user)?,
            Assignee::Login(login) => users::by_login(conn, login)?,
        };
        let own = actor.unit_id.map(|unit| Id(unit.uuid()));
        let itself = Id(actor.user_id.uuid());
        if tip && found.as_ref().is_none_or(|user| user.id != itself) {
            return Err(ServiceError::Refused(Refusal::NotInYourHand).into());
        }
        let colleague =
            found.filter(|user| user.active && user.unit_id.is_some() && user.unit_id == own);
        let conflict = match (case.accused, &colleague) {
            (Some(accused), Some(user)) if user.role == Role::Inspector.as_str() => {
                conflicts_of(conn, &reference.units, user, self.clock.today())?.contains(&accused)
            }
            _ => false,
        };
        match colleague {
            _ if conflict => Err(ServiceError::field("/to", FieldFault::ConflictOfInterest).into()),
            Some(user) => Ok(Some(UserId::new(user.id.0))),
            None => Err(ServiceError::field("/to", FieldFault::NoSuchColleague).into()),
        }
    }
}

/// For what a reason is needed to put `case` out of `another` hand. Taking a service case into one's own needs none; whoever
/// gives it on, or puts it back, is of the body that has it.
fn missing_reason(
    conn: &mut Conn,
    actor: &Actor,
    case: &Case,
    (another, to): (Option<UserId>, Option<UserId>),
) -> Result<Option<FieldFault>, Fault> {
    let Some(another) = another else { return Ok(None) };
    if case.channel == Channel::Integrity {
        // The other and the head of the body learn of it.
        return Ok(Some(FieldFault::TakeOverReason));
    }
    if to == Some(actor.user_id) {
        return Ok(None);
    }
    let own = actor.unit_id.map(|unit| Id(unit.uuid()));
    let theirs = users::get(conn, another)?.and_then(|user| user.unit_id);
    if actor.unit_id == Some(case.holder) || theirs == own {
        Ok(Some(FieldFault::HandOverReason))
    } else {
        Err(ServiceError::Refused(Refusal::HolderOnly).into())
    }
}
