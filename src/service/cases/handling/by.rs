//! Who asks for a command: staff, the desk, a receipt, the clock.

use crate::domain::actor::{Actor, Role};
use crate::domain::case::Case;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::service::access::{is_veiled, reaches};
use crate::store::backend::Conn;
use crate::store::{StoreError, cases, tokens};

/// Who asks.
#[derive(Debug, Clone)]
pub enum By {
    /// A member of staff, within the own scope.
    Staff(Actor),
    /// The reception desk, which acts on a case by its number.
    Desk(Actor),
    /// The holder of the receipt that is looked up by this.
    Reporter([u8; 32]),
    /// A last day that passed.
    Clock,
}

impl By {
    /// The member of staff, where it is one.
    pub const fn actor(&self) -> Option<&Actor> {
        match self {
            Self::Staff(actor) | Self::Desk(actor) => Some(actor),
            Self::Reporter(_) | Self::Clock => None,
        }
    }

    /// What an idempotency key of theirs is bound to.
    pub(super) fn caller(&self, case: CaseId) -> String {
        match self.actor() {
            Some(actor) => format!("user:{}", actor.user_id),
            None => format!("reporter:{case}"),
        }
    }

    /// Whether the receipt still stands for the case, and until the end of the transaction: an
    /// activation at the same moment must not leave the printed slip one last command.
    pub(super) fn still_holds(&self, tx: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
        let Self::Reporter(lookup) = self else { return Ok(true) };
        let Some(receipt) = tokens::hold_receipt(tx, lookup)? else { return Ok(false) };
        let found = cases::find(tx, CaseId::new(receipt.answer_id.0))?;
        Ok(found.is_some_and(|found| found.id == case))
    }

    /// The version of the case as they see it.
    pub(super) fn version_of(&self, case: &Case) -> i32 {
        match self.actor() {
            Some(actor) if is_veiled(actor, case) => case.clone().veiled().version,
            _ => case.version,
        }
    }

    /// Whether the case is there for them at all.
    pub(super) fn sees(&self, case: &Case) -> bool {
        match self {
            Self::Staff(actor) => reaches(&actor.scope(), case),
            Self::Desk(actor) => {
                let own = [Some(case.holder), case.accused].contains(&actor.unit_id);
                case.channel == Channel::Service
                    // A desk that finds it would tell it from one that became a tip.
                    && case.course.called_up_on.is_none()
                    && (actor.role != Role::UnitOfficer || own)
                    // A unit's own desk learns of it with the unit; whoever brings a paper sooner goes to the reception.
                    && (case.held_until.is_none() || actor.role == Role::Reception)
                    && case.accused.is_none_or(|unit| !actor.conflicts.contains(&unit))
            }
            Self::Reporter(_) | Self::Clock => true,
        }
    }
}
