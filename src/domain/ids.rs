//! Typed identifiers, so that a case is never looked up by the id of a report.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident => $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an id drawn by [`Ids`] or read from a row.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The plain UUID, as stored.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "-{}"), self.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

typed_id! {
    /// A report, in the reporter's words.
    ReportId => "report";
    /// The handling of one report.
    CaseId => "case";
    /// One dated duty of one unit.
    ObligationId => "obligation";
    /// One entry of a case's history.
    EventId => "event";
    /// A unit within one period of validity.
    UnitId => "unit";
    /// A member of staff.
    UserId => "user";
    /// One mail owed.
    NoticeId => "notice";
    /// One version of a deadline rule.
    RuleId => "rule";
    /// An emulation movement.
    MovementId => "movement";
    /// A concluded violation.
    ConclusionId => "conclusion";
    /// What an inspection recommended to a unit.
    RecommendationId => "recommendation";
    /// One line of a register of apologies.
    ApologyId => "apology";
    /// One look-up of a person for personnel work.
    CheckId => "check";
    /// What was made public of an answer.
    PublicAnswerId => "public_answer";
    /// An urging letter.
    UrgingId => "urging";
    /// One standing deputy of a unit.
    DeputyId => "deputy";
}

/// The source of new ids: random ones for rows that have a URL, time-ordered ones for rows that
/// never do (an ordered id in a URL would tell when a report was filed).
pub trait Ids: Send + Sync {
    /// A random (version 4) id.
    fn random(&self) -> Uuid;
    /// A time-ordered (version 7) id.
    fn ordered(&self) -> Uuid;
}

/// Ids from the operating system's generator.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "the one source of random ids")]
    fn random(&self) -> Uuid {
        Uuid::new_v4()
    }

    #[expect(clippy::disallowed_methods, reason = "the one source of ordered ids")]
    fn ordered(&self) -> Uuid {
        Uuid::now_v7()
    }
}
