//! What is public of an answer (NĐ 20/2008 Art. 19): words of staff, a day, and no way back to the case.

use crate::domain::case::Outcome;
use crate::domain::ids::{PublicAnswerId, UnitId};
use crate::domain::kind::{Channel, Kind};
use crate::domain::time::Day;

/// What anybody may read of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicAnswer {
    /// Drawn at random when it was published, so that it leads to no case.
    pub id: PublicAnswerId,
    /// Who answered.
    pub unit: UnitId,
    /// What the report was in law.
    pub kind: Kind,
    /// The category's code.
    pub category: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The day it was published.
    pub published_on: Day,
    /// What it says; none once it was withdrawn.
    pub said: Option<Said>,
}

/// Question and answer, both in the words of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
}

/// Whether answers to reports of `kind` may be public at all. Nothing of the integrity channel is,
/// and praise only with a consent that no report brings (kinds.csv tells its reporters so).
pub const fn may_be_public(kind: Kind) -> bool {
    !matches!(kind.channel(), Channel::Integrity) && !matches!(kind, Kind::Praise)
}
