//! What people hand dossiers in for: an administrative procedure, as the feed and reports name it by its code.

use crate::domain::ids::UnitId;
use crate::domain::time::Day;

/// A procedure within one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// The code of the national database without what stands behind it for a place (`1.009994`).
    pub code: String,
    /// Vietnamese and English name, where the data has them.
    pub name: Option<(String, String)>,
    /// The units that take in dossiers of it, as they were when the period began.
    pub units: Vec<UnitId>,
    /// Working days that are promised for it, where the data has them.
    pub working_days: Option<u16>,
    /// False where an official source still has to confirm it.
    pub confirmed: bool,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive; none while it holds.
    pub valid_to: Option<Day>,
}
