//! A case: the handling of one report, and what may be said of it.

use super::codes::codes;
use super::ids::{CaseId, ReportId, UnitId, UserId};
use super::kind::{Channel, Kind};
use super::time::Day;

codes! {
    /// Where a case stands.
    State {
        /// Waits for its holder to accept, decline or forward it.
        Received => "received",
        /// Being handled.
        Accepted => "accepted",
        /// The reporter has an answer.
        Answered => "answered",
        /// Over.
        Closed => "closed",
        /// Not taken up, with a ground.
        Declined => "declined",
    }
}

impl State {
    /// Whether a duty can still be owed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Accepted | Self::Answered)
    }
}

codes! {
    /// What came of a case.
    Outcome {
        /// What was wrong was put right.
        Remedied => "remedied",
        /// The report was right.
        Founded => "founded",
        /// The report was right in part.
        PartlyFounded => "partly_founded",
        /// The report was not borne out.
        Unfounded => "unfounded",
        /// Nobody here is competent.
        NotCompetent => "not_competent",
    }
}

/// The day that stands for "nothing due": later than any real one, so that a queue sorted by
/// urgency needs no special case.
pub const NOTHING_DUE: Day = jiff::civil::date(9999, 12, 31);

/// The handling of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The id.
    pub id: CaseId,
    /// The report it handles; one to one for ever.
    pub report_id: ReportId,
    /// The channel, which decides the tables it lives in.
    pub channel: Channel,
    /// The public number; integrity cases have none.
    pub number: Option<String>,
    /// The kind of report.
    pub kind: Kind,
    /// The category's code.
    pub category: String,
    /// The sector's code.
    pub sector: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Counts every change; the ETag of the case.
    pub version: i32,
    /// The unit that answers for it now.
    pub holder: UnitId,
    /// The unit the report is about.
    pub accused: Option<UnitId>,
    /// The member of staff who has it in hand.
    pub assignee: Option<UserId>,
    /// The office day on which the report arrived.
    pub received_on: Day,
    /// The nearest due day of an open obligation, or [`NOTHING_DUE`].
    pub next_due_on: Day,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The day it ended.
    pub closed_on: Option<Day>,
}
