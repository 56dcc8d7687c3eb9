//! What somebody asks of a case: a command of the lifecycle, or in whose hand it is to be.

use crate::domain::ids::{CaseId, UserId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Command;

/// What a member of staff asks of a case.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Which case.
    pub case_id: CaseId,
    /// The version it was read at (`If-Match`); a reporter and the desk read none.
    pub version: Option<i32>,
    /// What to do.
    pub what: Asked,
}

/// Assignment, or a command of the lifecycle.
#[derive(Debug, Clone)]
pub enum Asked {
    /// Put it in somebody's hand.
    Assign(Assignee, Option<String>),
    /// Change its state.
    Command {
        /// The command.
        command: Command,
        /// The code of the receiver of a forward.
        to: Option<String>,
    },
}

impl Asked {
    /// The category and the reason, where it is to become a tip.
    pub(in crate::service::cases) fn to_tip(&self) -> Option<(Option<&str>, &str)> {
        match self {
            Self::Command { command: Command::Requalify { kind, category, text }, .. }
                if kind.channel() == Channel::Integrity =>
            {
                Some((category.as_deref(), text))
            }
            Self::Command { .. } | Self::Assign(..) => None,
        }
    }
}

/// In whose hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignee {
    /// The actor's own.
    Me,
    /// Nobody's: it is put back.
    Nobody,
    /// A colleague's.
    Colleague(UserId),
    /// That of the colleague who signs in so.
    Login(String),
}
