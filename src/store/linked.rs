//! The case that handles what another one did not refer, with a report row of its own: so every case
//! has one report and every report one case, for ever.

use super::backend::Conn;
use super::cases;
use super::error::StoreError;
use super::reports::{self, ReportRows};
use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::obligation::Obligation;

/// Writes the rows of a linked case.
///
/// # Errors
/// [`StoreError::Unique`] where its number was drawn before.
pub fn insert(
    tx: &mut Conn,
    report: &ReportRows,
    case: &Case,
    obligations: &[Obligation],
    event: &Event,
) -> Result<(), StoreError> {
    cases::begin(tx, case)?;
    reports::insert(tx, [report])?;
    for one in obligations {
        cases::open_obligation(tx, case, one)?;
    }
    cases::append(tx, case, event)
}
