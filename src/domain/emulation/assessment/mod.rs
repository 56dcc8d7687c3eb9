//! What people judge of a unit beside what is counted: what it says of itself, its merits and faults, and what it objects to.

mod rules;

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::ids::{AssessmentId, ConclusionId, MovementId, UnitId, UserId};
use crate::domain::time::{Day, Instant};
pub use rules::Times;

codes! {
    /// Where an assessment stands.
    AssessmentState {
        /// The unit has said it, or it was opened anew: two people are to judge it.
        Claimed => "claimed",
        /// One person has judged it; another one is to.
        Judged => "judged",
        /// Two people have found the same.
        Verified => "verified",
        /// The unit objects; somebody who did not judge it is to answer.
        Objected => "objected",
        /// The objection was answered, and it stays as it was found.
        Settled => "settled",
    }
}

impl AssessmentState {
    /// Whether somebody has to do something about it before the movement can be frozen.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Claimed | Self::Judged | Self::Objected)
    }
}

codes! {
    /// Merits, which add at most ten points in all, and faults, which take off at most twenty (Kế hoạch 577 mục II.3, III.3).
    AdjustmentKind {
        /// An exemplar was praised in public (gương điển hình).
        Exemplar => "exemplar_published",
        /// An initiative was adopted (sáng kiến).
        Initiative => "initiative_adopted",
        /// Other units were helped by what it reported.
        UsefulReport => "useful_report",
        /// A violation was concealed.
        Concealed => "case_concealed",
        /// It was disclosed who reported.
        Disclosed => "reporter_disclosed",
        /// Signs of a crime were not transferred.
        NotTransferred => "crime_not_transferred",
        /// A record was altered.
        Altered => "record_altered",
        /// Somebody was kept from petitioning.
        Blocked => "petitioner_blocked",
    }
}

impl AdjustmentKind {
    /// Whether it takes points off: then it rests on a conclusion that was published.
    pub const fn is_fault(self) -> bool {
        !matches!(self, Self::Exemplar | Self::Initiative | Self::UsefulReport)
    }

    /// The least and the most points of one.
    pub const fn points(self) -> (i64, i64) {
        if self.is_fault() { (5, 5) } else { (1, 3) }
    }
}

/// A paper that a unit rests its word on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it is.
    pub title: String,
    /// Its number, where it has one.
    pub number: Option<String>,
    /// The day it bears.
    pub on: Option<Day>,
}

/// What an adjustment rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// What it is for.
    pub kind: AdjustmentKind,
    /// The number of the document.
    pub document: String,
    /// The day it bears.
    pub document_on: Day,
    /// Who issued it.
    pub issuer: String,
    /// Of a fault, the conclusion; if that is revoked the fault counts for nothing.
    pub conclusion: Option<ConclusionId>,
    /// The day on which the document was published.
    pub published_on: Day,
}

/// What an assessment is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// What the unit says of itself by an attested criterion.
    Criterion(String),
    /// The line of a criterion over what is counted, to which the unit objects.
    Line(String),
    /// A merit or a fault.
    Adjustment(Adjustment),
}

impl Subject {
    /// What no other assessment of the same unit in the same movement has.
    pub fn key(&self) -> String {
        match self {
            Self::Criterion(code) => format!("criterion {code}"),
            Self::Line(code) => format!("line {code}"),
            Self::Adjustment(it) => match it.conclusion {
                Some(conclusion) => format!("{} {conclusion}", it.kind),
                None => format!("{} {} {}", it.kind, it.document_on, it.document.to_lowercase()),
            },
        }
    }
}

/// What somebody found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// So much was done of what was planned: the share of the criterion's weight that is earned.
    Share {
        /// What was done.
        done: i64,
        /// What was planned, at least one.
        planned: i64,
    },
    /// So many whole points are added or taken off; none where it does not hold.
    Points(i64),
}

/// What somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// The unit scored itself.
    Claimed {
        /// Of how much it says so.
        found: Found,
        /// What it rests on.
        evidence: Vec<Evidence>,
        /// What it adds.
        note: Option<String>,
    },
    /// Another unit of the group has looked at it. It weighs nothing; whoever judges reads it.
    Checked {
        /// Whether it finds the same.
        agrees: bool,
        /// Why.
        text: String,
    },
    /// Somebody of the board or the inspectorate has judged it.
    Judged {
        /// What was found.
        found: Found,
        /// Why.
        reason: String,
    },
    /// The unit objects.
    Objected {
        /// Why.
        text: String,
    },
    /// Its objection was answered.
    Answered {
        /// Whether it is right; then it is judged anew.
        upheld: bool,
        /// Why.
        reason: String,
    },
}

/// A deed, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Who.
    pub by: UserId,
    /// For which unit, if for one.
    pub unit: Option<UnitId>,
    /// When.
    pub at: Instant,
    /// What.
    pub deed: Deed,
}

/// What was said and found of one matter of one unit in one movement. All that stands follows from the acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Its id.
    pub id: AssessmentId,
    /// The movement.
    pub movement: MovementId,
    /// Whose.
    pub unit: UnitId,
    /// Of what.
    pub subject: Subject,
    /// What was done, in order; at least one.
    pub acts: Vec<Act>,
}

impl Assessment {
    /// Grows with each act.
    pub fn version(&self) -> i32 {
        i32::try_from(self.acts.len()).unwrap_or(i32::MAX)
    }

    /// As it was at `version`.
    #[must_use]
    pub fn at_version(mut self, version: i32) -> Self {
        self.acts.truncate(usize::try_from(version).unwrap_or(0));
        self
    }
}
