//! The emulation movement: what is scored, and one explained line for each unit and criterion.

pub mod matters;
mod satisfaction;
mod score;

use super::codes::codes;
use super::ids::MovementId;
use super::time::Day;
pub use score::{Counts, LineState, Place, ScoreLine, line, matters_line, standings};

codes! {
    /// Where a movement stands.
    MovementStatus {
        /// Its criteria may still change.
        Draft => "draft",
        /// It runs.
        Active => "active",
        /// Its figures no longer move.
        Frozen => "frozen",
    }
}

codes! {
    /// What a criterion measures.
    Measure {
        /// The share of cases answered by their original last day.
        HandledOnTime => "handled_on_time",
        /// How matters ended, as far as that is known, drawn and judged (docs/why/score.md).
        Matters => "matters",
    }
}

/// A campaign (phong trào thi đua).
#[derive(Debug, Clone)]
pub struct Movement {
    /// The id.
    pub id: MovementId,
    /// The code, used in URLs.
    pub code: String,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// The decision that launched it.
    pub decision: String,
    /// Its date.
    pub issued_on: Day,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
    /// Days after the last in which late facts still count.
    pub tail_days: i32,
    /// Where it stands.
    pub status: MovementStatus,
    /// What is scored, in order.
    pub criteria: Vec<Criterion>,
}

/// One criterion of a movement.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// The code.
    pub code: String,
    /// Its place in the list.
    pub position: i32,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// What it measures.
    pub measure: Measure,
    /// The most points it gives (1–100).
    pub weight: i32,
    /// The frozen prior rate p0, in ten-thousandths.
    pub prior_rate_bp: i32,
    /// How many cases the prior weighs (m).
    pub prior_weight: i32,
    /// Below so many opened cases the criterion does not apply.
    pub min_opened: i32,
    /// What it rests on.
    pub legal_ref_vi: Option<String>,
}
