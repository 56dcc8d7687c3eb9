//! The case that handles what another one did not refer, with a report row of its own: so every case
//! has one report and every report one case, for ever.

use diesel::prelude::*;

use super::backend::{Conn, each_backend};
use super::cases;
use super::error::StoreError;
use super::intake::FiledReport;
use super::schema::{integrity_reports, reports};
use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::obligation::Obligation;

/// Writes the rows of a linked case.
///
/// # Errors
/// [`StoreError::Unique`] where its number was drawn before.
pub fn insert(
    tx: &mut Conn,
    report: &FiledReport,
    case: &Case,
    obligations: &[Obligation],
    event: &Event,
) -> Result<(), StoreError> {
    cases::begin(tx, case)?;
    each_backend!(&mut *tx, c => match report {
        FiledReport::Service(row, _) => {
            diesel::insert_into(reports::table).values(row.as_ref()).execute(c)
        }
        FiledReport::Integrity(row) => {
            diesel::insert_into(integrity_reports::table).values(row).execute(c)
        }
    })?;
    for one in obligations {
        cases::open_obligation(tx, case, one)?;
    }
    cases::append(tx, case, event)
}
