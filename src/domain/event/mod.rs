//! Events: what happened to a case, in order, with all that a later reader needs.

mod ground;
mod kind;
mod manifest;
mod particulars;
mod words;

use serde::{Deserialize, Serialize};

use crate::domain::ids::{CaseId, EventId, UserId};
use crate::domain::kind::Kind;
use crate::domain::obligation::Change;
use crate::domain::time::{Day, Instant};
pub use ground::{DeclineGround, ReturnGround};
pub use kind::EventKind;
pub use manifest::{Custody, ManifestEntry, PassedOn, Reading};
pub use particulars::Particulars;

/// The stored part of an event: what happened, and what it did to the obligations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// What happened.
    #[serde(flatten)]
    pub event_kind: EventKind,
    /// What it did to the obligations.
    pub changes: Vec<Change>,
    /// What the case was in law before it; figures keep to it whatever the case is found to be
    /// later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_kind: Option<Kind>,
    /// The case is over with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub over: bool,
}

impl Payload {
    /// Whether only inspectors may know of it: a step towards the investigation agency, the notice to
    /// the procuracy, what the clock did to nothing but these, who sent the report, and revenge for it.
    pub fn is_inspectors_own(&self) -> bool {
        let of_the_clock = matches!(self.event_kind, EventKind::Missed | EventKind::Recounted);
        let mut changes = self.changes.iter().peekable();
        let hidden = changes.peek().is_some() && changes.all(|one| !one.step.is_told());
        self.event_kind.is_veiled() || (of_the_clock && hidden)
    }
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
