//! Events: what happened to a case, in order, with all that a later reader needs.

use serde::{Deserialize, Serialize};

use super::case::Outcome;
use super::codes::codes;
use super::ids::{CaseId, EventId, UnitId, UserId};
use super::kind::Kind;
use super::obligation::Change;
use super::routing::Trace;
use super::time::{Day, Instant};

codes! {
    /// Why a report is not taken up.
    DeclineGround {
        /// It does not say what happened, or to whom (NĐ 20/2008 Art. 7).
        ContentUnclear => "content_unclear",
        /// It is not feedback on the act of a unit.
        NotInScope => "not_in_scope",
        /// The same matter has an answer and nothing is new.
        AlreadyAnswered => "already_answered",
        /// Another competent body has taken it up.
        AcceptedElsewhere => "accepted_elsewhere",
    }
}

/// What happened. Text that belongs to an integrity case is sealed before it comes here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Happening {
    /// The report arrived, was routed, and its periods began.
    Filed {
        /// The kind of report.
        report_kind: Kind,
        /// Filed as another kind than was asked for, because money is at stake.
        moved: bool,
        /// Who answers for it.
        holder: UnitId,
        /// How that was decided.
        trace: Trace,
    },
    /// A member of staff took it in hand or was given it.
    Assigned {
        /// Who has it now.
        to: UserId,
    },
    /// The holder takes it up.
    Accepted,
    /// The holder does not take it up.
    Declined {
        /// Why.
        ground: DeclineGround,
        /// What the reporter is told.
        text: String,
    },
    /// Another unit is competent.
    Forwarded {
        /// Who had it.
        from: UnitId,
        /// Who has it now.
        to: UnitId,
        /// Why, for both units and the reporter.
        text: String,
    },
    /// The reporter has an answer.
    Answered {
        /// What came of it.
        outcome: Outcome,
        /// What is done about it.
        remedy: Option<String>,
        /// The answer.
        text: String,
    },
    /// Over.
    Closed,
    /// A last day passed with the duty undone.
    Missed,
    /// The holder ended, and another unit took over all of it.
    Succeeded {
        /// Who had it.
        from: UnitId,
        /// Who has it now.
        to: UnitId,
        /// The first day of the new order.
        effective_on: Day,
    },
}

impl Happening {
    /// The stable code, as stored beside the payload.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Filed { .. } => "filed",
            Self::Assigned { .. } => "assigned",
            Self::Accepted => "accepted",
            Self::Declined { .. } => "declined",
            Self::Forwarded { .. } => "forwarded",
            Self::Answered { .. } => "answered",
            Self::Closed => "closed",
            Self::Missed => "missed",
            Self::Succeeded { .. } => "succeeded",
        }
    }
}

/// The stored part of an event: what happened, and what it did to the obligations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// What happened.
    #[serde(flatten)]
    pub happening: Happening,
    /// What it did to the obligations.
    pub changes: Vec<Change>,
}

/// One entry of a case's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The id.
    pub id: EventId,
    /// The case.
    pub case_id: CaseId,
    /// Its place in the case's history, from 1.
    pub n: i32,
    /// When.
    pub at: Instant,
    /// The office day; for a missed obligation the first late day.
    pub day: Day,
    /// Who, where a member of staff did it.
    pub actor: Option<UserId>,
    /// What.
    pub payload: Payload,
}
