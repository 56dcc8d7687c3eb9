//! In whose hand a case is: taken, given to a colleague, handed over for somebody who is away, put back.

use super::Assignee;
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::custody::passed;
use crate::domain::event::EventKind;
use crate::domain::ids::UserId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::service::access::{actor_of, may_have_in_hand};
use crate::service::cases::record::{Before, CaseFile, Recorded, Stamp, Step};
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::staff::users::{self, UserRow};
use crate::store::types::Id;
use crate::store::{StoreError, cases};

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
        if actor.unit_id != Some(case.holder) {
            return Err(ServiceError::Refused(Refusal::HolderOnly).into());
        }
        let to = self.assignee(conn, reference, actor, &case, assignee)?;
        let from = case.assignee.filter(|before| Some(*before) != to);
        if to.is_none() && from.is_none() {
            return Err(ServiceError::Refused(Refusal::InNobodysHand).into());
        }
        if reason.is_none()
            && let Some(fault) = missing_reason(conn, actor, &case, to)?
        {
            return Err(ServiceError::field("/reason", fault).into());
        }
        let file = CaseFile::load(conn, case)?;
        let next = Case { assignee: to, ..file.case.clone() };
        let text = reason.map(str::to_owned);
        let step = Step::new(next, EventKind::Assigned { to, from, text });
        Ok(self.record(reference, &Before::On(&file), stamp, step)?)
    }

    /// A tip goes into the inspector's own hand only, or out of it; a service case to a colleague who may open it, too.
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
        let holder = Some(Id(case.holder.uuid()));
        let tip_of_another = |user: &UserRow| tip && user.id != Id(actor.user_id.uuid());
        if found.as_ref().map_or(tip, tip_of_another) {
            return Err(ServiceError::Refused(Refusal::NotInYourHand).into());
        }
        let colleague = found.filter(|user| user.active && user.unit_id == holder);
        let Some(user) = colleague else {
            return Err(ServiceError::field("/to", FieldFault::NoSuchColleague).into());
        };
        let hand = actor_of(conn, &reference.units, &user, self.clock.today())?;
        if may_have_in_hand(&hand, case) {
            return Ok(Some(hand.user_id));
        }
        let conflict = case.accused.is_some_and(|accused| hand.conflicts.contains(&accused));
        let fault =
            if conflict { FieldFault::ConflictOfInterest } else { FieldFault::CannotOpenCase };
        Err(ServiceError::field("/to", fault).into())
    }
}

/// For what a reason is needed to put `case` out of the hand that has it, if for anything: out of a colleague's, and out of the own
/// one where the actor took it out of a colleague's. So nobody gives a colleague's case on without a word, in two steps either.
fn missing_reason(
    conn: &mut Conn,
    actor: &Actor,
    case: &Case,
    to: Option<UserId>,
) -> Result<Option<FieldFault>, Fault> {
    let hand = case.assignee.filter(|hand| Some(*hand) != to);
    let needed = match hand {
        None => false,
        Some(hand) => hand != actor.user_id || took_over(conn, actor, case)?,
    };
    // Of a tip the other and the head of the body learn.
    let tip = case.channel == Channel::Integrity && hand != Some(actor.user_id);
    let fault = if tip { FieldFault::TakeOverReason } else { FieldFault::HandOverReason };
    Ok(needed.then_some(fault))
}

/// Whether the actor has it in hand because the actor took it out of a colleague's.
fn took_over(conn: &mut Conn, actor: &Actor, case: &Case) -> Result<bool, StoreError> {
    for event in cases::events(conn, case)?.iter().rev() {
        if passed(event).is_some() {
            // Into another body's keeping, and into nobody's hand.
            return Ok(false);
        }
        if let EventKind::Assigned { to, from, .. } = &event.payload.event_kind {
            if *to != Some(actor.user_id) {
                return Ok(false);
            }
            // Taken once more by whoever has it, it came no other way.
            if event.actor == *to && from.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}
