//! One invented life: what was filed, and what becomes of it when and by whom.

use serde::Deserialize;
use serde_json::Value;

use super::Failure;
use super::cast::Who;
use crate::domain::time::{Day, Instant};

/// One invented life, from filing to its end.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Life {
    /// What happens, in a line.
    pub(super) story: String,
    /// By what a step of another life names its case (`into`).
    pub(super) name: Option<String>,
    pub(super) filed_at: Instant,
    /// The body of `POST /reports`, or with `filed_via` that of `POST /desk/reports`.
    pub(super) report: Value,
    pub(super) steps: Vec<Step>,
    /// One of many that are alike: no round of the worker follows on each of its steps.
    #[serde(skip)]
    pub(super) everyday: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Step {
    pub(super) at: Instant,
    pub(super) by: Who,
    pub(super) command: String,
    /// It is done to the case in which the rest of a referred one goes on.
    #[serde(default)]
    pub(super) linked: bool,
    #[serde(flatten)]
    pub(super) members: serde_json::Map<String, Value>,
}

pub(super) fn later(day: Day, days: i64) -> Result<Day, Failure> {
    day.checked_add(jiff::Span::new().days(days)).map_err(Failure::broke)
}
