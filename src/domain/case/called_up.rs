//! What a unit still knows of a case that the inspectorate took from it: number and days, and of every such case the same.

use crate::domain::ids::{CaseId, CaseKey, UnitId};
use crate::domain::time::Day;

/// A case as the unit knows it from which it was called up. It never changes again, whatever becomes of the case: whether that
/// was looked at by chance, needed the inspectorate, or turned out to be a tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalledUp {
    /// The id by which the unit knows it.
    pub case: CaseId,
    /// What was counted of it hangs on this.
    pub key: CaseKey,
    /// The unit that had it; none where it knew of none, as of a petition that waits for its signature.
    pub unit: Option<UnitId>,
    /// Its number.
    pub number: String,
    /// The day it had arrived.
    pub received_on: Day,
    /// The day it was called up.
    pub on: Day,
}
