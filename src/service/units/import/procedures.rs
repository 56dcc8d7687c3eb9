//! The file of procedures that dossiers are handed in for.

use super::sheet::{Fault, Row};
use crate::domain::records::dossier::tells_of_a_person;
use crate::store::reference::ProcedureRow;

/// The columns of the file.
pub(super) const COLUMNS: &str =
    "code,name_vi,name_en,units,working_days,confirmed,valid_from,valid_to";

pub(super) fn procedure(row: &Row<'_>) -> Result<ProcedureRow, Fault> {
    let code = row.text("code")?;
    if tells_of_a_person(&code) {
        return Err(row.fault("code", "không phải mã thủ tục", "is no code of a procedure"));
    }
    let (name_vi, name_en) = (row.optional("name_vi"), row.optional("name_en"));
    if name_vi.is_some() != name_en.is_some() {
        return Err(row.fault("name_en", "phải đi cùng name_vi", "goes together with name_vi"));
    }
    let working_days = row.optional_number("working_days")?;
    if working_days.is_some_and(|days| !(1..=1000).contains(&days)) {
        return Err(row.fault("working_days", "phải từ 1 đến 1000", "must be from 1 to 1000"));
    }
    Ok(ProcedureRow {
        code,
        name_vi,
        name_en,
        units: row.optional("units").unwrap_or_default(),
        working_days,
        confirmed: row.flag("confirmed")?,
        valid_from: row.day("valid_from")?,
        valid_to: row.optional_day("valid_to")?,
    })
}
