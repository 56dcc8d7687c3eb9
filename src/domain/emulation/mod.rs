//! The emulation movement: what is scored, and one explained line for each unit and criterion.

pub mod assessment;
pub mod inputs;
pub mod matters;
pub mod metric;
mod score;
pub mod set;
pub mod simulation;
pub mod snapshot;
pub mod strategies;
mod total;

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::ids::{MovementId, UnitId};
use super::time::Day;
use super::units::unit::{PeerGroup, Unit};
pub use score::{LineState, ScoreLine};
use set::SetInForce;
pub use total::{Place, SizeClass, Total, standings};

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

/// What a criterion measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Measure {
    /// How matters ended, as far as that is known, drawn and judged (docs/why/score.md).
    Matters,
    /// What the unit says of itself with evidence, as two people verified it.
    Attested,
    /// A metric, by its code.
    Metric(String),
}

impl Measure {
    /// The code, as stored and as sent.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Matters => "matters",
            Self::Attested => "attested",
            Self::Metric(code) => code,
        }
    }
}

impl From<String> for Measure {
    fn from(code: String) -> Self {
        match code.as_str() {
            "matters" => Self::Matters,
            "attested" => Self::Attested,
            _ => Self::Metric(code),
        }
    }
}

impl From<Measure> for String {
    fn from(measure: Measure) -> Self {
        measure.as_str().to_owned()
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
    /// The number of the decision that launched it; a draft may have none yet.
    pub decision: Option<String>,
    /// Its date.
    pub issued_on: Option<Day>,
    /// The code of the unit that issued it, or is to.
    pub issuer: String,
    /// What it rests on, in Vietnamese.
    pub legal_refs: Vec<String>,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
    /// Days after the last in which late facts still count.
    pub tail_days: i32,
    /// Where it stands.
    pub status: MovementStatus,
    /// Whether it is a pattern to be cloned, which scores nobody: no decision of that year is known.
    pub template: bool,
    /// Units that take part otherwise than their own data say.
    pub participants: Vec<Participant>,
    /// How far points may lie from what they would be with other luck, by how much a unit has to do.
    pub size_classes: Vec<SizeClass>,
    /// Grows with each change.
    pub version: i32,
    /// What is scored, each set from a day on.
    pub sets: Vec<SetInForce>,
}

/// Whether a code of a movement, a criterion or a metric can stand in an address and between the commas of a snapshot as it is.
pub fn is_code(code: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
    !code.is_empty() && code.bytes().all(fits)
}

/// A unit that takes part in another group than its own, or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Participant {
    /// The unit, in one period of validity.
    pub unit: UnitId,
    /// The group it is compared in; none where it takes no part.
    pub group: Option<PeerGroup>,
}

impl Movement {
    /// The group in which `unit` takes part; none for a unit that takes no part, or did not exist in the period.
    pub fn group_of(&self, unit: &Unit) -> Option<PeerGroup> {
        let existed = unit.valid_from <= self.ends_on
            && unit.valid_to.is_none_or(|last| self.starts_on <= last);
        self.group_said(unit).filter(|_| existed)
    }

    /// The same, whenever the unit existed.
    pub fn group_said(&self, unit: &Unit) -> Option<PeerGroup> {
        let said = self.participants.iter().find(|one| one.unit == unit.id);
        let own = unit.group.filter(|_| unit.participates);
        said.map_or(own, |one| one.group)
    }

    /// The set by which cohorts of `day` are scored; before its first day that of its first day.
    pub fn set_on(&self, day: Day) -> Option<&SetInForce> {
        let day = day.max(self.starts_on);
        let begun = self.sets.iter().filter(|set| set.from_day <= day);
        begun.max_by_key(|set| (set.from_day, set.version))
    }

    /// First and last day of the cohorts that `set` scores: until the next one begins. No day has two sets.
    pub fn span(&self, set: &SetInForce) -> (Day, Day) {
        let later = self.sets.iter().filter(|other| other.from_day > set.from_day);
        let next = later.filter_map(|other| other.from_day.yesterday().ok()).min();
        (set.from_day.max(self.starts_on), next.unwrap_or(self.ends_on).min(self.ends_on))
    }
}

/// One criterion of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// The code.
    pub code: String,
    /// Its place in the list.
    pub position: i32,
    /// The target it belongs to (1–9), within which alone the weight of what does not apply is spread.
    pub target: i32,
    /// The groups it applies to; all where there are none.
    pub groups: Vec<PeerGroup>,
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
    /// Below so many cases the criterion does not apply.
    pub min_opened: i32,
    /// What it rests on.
    pub legal_ref_vi: Option<String>,
}

impl Criterion {
    /// Whether it applies to units of `group`.
    pub fn applies_to(&self, group: PeerGroup) -> bool {
        self.groups.is_empty() || self.groups.contains(&group)
    }
}
