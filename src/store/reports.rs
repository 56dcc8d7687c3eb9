//! What reporters wrote: in clear for the service channel, sealed for the integrity channel.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{cases, contacts, integrity_cases, integrity_reports, reports};
use super::types::{Date, Id, Json};
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, CaseKey};
use crate::domain::kind::Channel;
use crate::domain::time::Instant;

/// A report of the service channel. Primitives only: the service builds and reads it.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = reports, treat_none_as_default_value = false)]
pub struct ReportRow {
    pub case_key: i64,
    pub kind: String,
    pub category: String,
    pub sector: Option<String>,
    pub reporter_type: String,
    pub body: String,
    pub language: String,
    pub unit_id: Option<Id>,
    pub locality_id: Option<Id>,
    pub place: Option<String>,
    pub procedure_code: Option<String>,
    pub dossier_code: Option<String>,
    pub dossier_recognised: Option<bool>,
    pub promised_on: Option<Date>,
    pub incident_on: Option<Date>,
    pub bribe: Option<Json>,
    pub unit_may_see: bool,
    pub consent_version: String,
    pub received_on: Date,
    pub submitted_at: Instant,
    pub filed_via: String,
    pub paper_on: Option<Date>,
    pub typed_by: Option<Id>,
    pub contested_act: Option<String>,
    pub learned_on: Option<Date>,
    pub prior_case: Option<String>,
    pub activated: bool,
    pub about_leader: bool,
    /// The case of the report that was filed, where this one is the rest of it: receipt and contact are there.
    pub continues_id: Option<Id>,
    /// What became of a first complaint, as the reporter of the second says.
    pub first_decision: Option<Json>,
}

/// How the reporter can be reached, apart from the report.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = contacts, treat_none_as_default_value = false)]
pub struct ContactRow {
    pub case_key: i64,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub tax_code: Option<String>,
    pub organisation: Option<String>,
    pub language: String,
    pub id_number: Option<String>,
    pub position: Option<String>,
}

/// A report of the integrity channel: two envelopes and a day.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = integrity_reports, treat_none_as_default_value = false)]
pub struct SealedRow {
    pub case_key: i64,
    pub sealed: Vec<u8>,
    pub sealed_contact: Option<Vec<u8>>,
    pub received_on: Date,
    pub activated: bool,
    /// As of a service report.
    pub continues_id: Option<Id>,
}

/// The service report of this case.
pub fn get(conn: &mut Conn, case: CaseId) -> Result<Option<ReportRow>, StoreError> {
    let found = reports::table.inner_join(cases::table).filter(cases::id.eq(Id(case.uuid())));
    Ok(found.select(ReportRow::as_select()).first(conn).optional()?)
}

/// The report row of this service case itself.
pub fn own(conn: &mut Conn, case: CaseKey) -> Result<Option<ReportRow>, StoreError> {
    let found = reports::table.find(case.number()).select(ReportRow::as_select());
    Ok(found.first(conn).optional()?)
}

/// The integrity report of this case, still sealed.
pub fn sealed(conn: &mut Conn, case: CaseId) -> Result<Option<SealedRow>, StoreError> {
    let found = integrity_reports::table
        .inner_join(integrity_cases::table)
        .filter(integrity_cases::id.eq(Id(case.uuid())));
    Ok(found.select(SealedRow::as_select()).first(conn).optional()?)
}

/// The sealed contact of the integrity report with this key, and the case it was left with.
pub fn sealed_contact(
    conn: &mut Conn,
    key: CaseKey,
) -> Result<Option<(CaseId, Vec<u8>)>, StoreError> {
    let found: Option<(Id, Option<Vec<u8>>)> = integrity_reports::table
        .inner_join(integrity_cases::table)
        .filter(integrity_reports::case_key.eq(key.number()))
        .select((integrity_cases::id, integrity_reports::sealed_contact))
        .first(conn)
        .optional()?;
    Ok(found.and_then(|(case, contact)| Some((CaseId::new(case.0), contact?))))
}

/// The contact of the service report of this case.
pub fn contact(conn: &mut Conn, case: CaseId) -> Result<Option<ContactRow>, StoreError> {
    let found = contacts::table.inner_join(cases::table).filter(cases::id.eq(Id(case.uuid())));
    Ok(found.select(ContactRow::as_select()).first(conn).optional()?)
}

/// The case whose report was filed, with receipt, words and contact: this one, or the one of which it handles the rest.
pub fn filed(conn: &mut Conn, case: &Case) -> Result<CaseId, StoreError> {
    if case.course.linked_from.is_none() {
        return Ok(case.id);
    }
    let key = case.key.number();
    let first: Option<Option<Id>> = match case.channel {
        Channel::Service => {
            reports::table.find(key).select(reports::continues_id).first(conn).optional()?
        }
        Channel::Integrity => integrity_reports::table
            .find(key)
            .select(integrity_reports::continues_id)
            .first(conn)
            .optional()?,
    };
    Ok(first.flatten().map_or(case.id, |id| CaseId::new(id.0)))
}

/// Whether the reporter left a name.
pub fn is_named(conn: &mut Conn, case: &Case) -> Result<bool, StoreError> {
    let report = filed(conn, case)?;
    Ok(match case.channel {
        Channel::Service => contact(conn, report)?.is_some(),
        Channel::Integrity => sealed(conn, report)?.is_some_and(|row| row.sealed_contact.is_some()),
    })
}

/// Whether a service report is about the head or a deputy of a unit.
pub fn is_about_leader(conn: &mut Conn, case: &Case) -> Result<bool, StoreError> {
    let report = filed(conn, case)?;
    Ok(get(conn, report)?.is_some_and(|row| row.about_leader))
}

/// Whether the receipt of the report that this case was filed with is the person's own: it was filed online, or
/// activated since a desk typed it in.
pub fn is_activated(conn: &mut Conn, channel: Channel, case: CaseId) -> Result<bool, StoreError> {
    let id = Id(case.uuid());
    let found: Option<bool> = match channel {
        Channel::Service => reports::table
            .inner_join(cases::table)
            .filter(cases::id.eq(id))
            .select(reports::activated)
            .first(conn)
            .optional()?,
        Channel::Integrity => integrity_reports::table
            .inner_join(integrity_cases::table)
            .filter(integrity_cases::id.eq(id))
            .select(integrity_reports::activated)
            .first(conn)
            .optional()?,
    };
    Ok(found.unwrap_or(false))
}

/// Notes that a report which a desk typed in is the person's own now. Returns whether it still was the desk's.
pub fn activate(tx: &mut Conn, case: &Case) -> Result<bool, StoreError> {
    let id = case.key.number();
    let changed = match case.channel {
        Channel::Service => diesel::update(reports::table.find(id))
            .filter(reports::activated.eq(false))
            .set(reports::activated.eq(true))
            .execute(tx)?,
        Channel::Integrity => diesel::update(integrity_reports::table.find(id))
            .filter(integrity_reports::activated.eq(false))
            .set(integrity_reports::activated.eq(true))
            .execute(tx)?,
    };
    Ok(changed == 1)
}
