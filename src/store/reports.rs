//! What reporters wrote: in clear for the service channel, sealed for the integrity channel.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::backend::{Conn, insert_rows};
use super::channel::corrupt;
use super::error::StoreError;
use super::schema::{cases, contacts, integrity_cases, integrity_reports, reports};
use super::types::{Id, Json};
use super::{changes, pending, terms};
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, CaseKey, UnitId};
use crate::domain::kind::Channel;
use crate::domain::report::{Contact, Report};
use crate::domain::text::{Language, fold_code};

/// What a tip says and who says it, in two envelopes.
#[derive(Clone)]
pub struct Sealed {
    /// The report.
    pub report: Vec<u8>,
    /// The contact, where one was left.
    pub contact: Option<Vec<u8>>,
}

/// The rows of one report, made by its caller: whoever writes only hands them over.
pub struct ReportRows(Rows);

enum Rows {
    Service(Box<ReportRow>, Option<Box<ContactRow>>),
    Integrity(Box<SealedRow>),
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = reports, treat_none_as_default_value = false)]
struct ReportRow {
    case_key: i64,
    /// The whole report, as JSON: a member that is never searched for needs no column.
    said: Json,
    /// As it is compared ([`fold_code`]).
    dossier_key: Option<String>,
    activated: bool,
    /// The case of the report that was filed, where this one is the rest of it: receipt and contact are there.
    continues_id: Option<Id>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = contacts, treat_none_as_default_value = false)]
struct ContactRow {
    case_key: i64,
    name: String,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
    tax_code: Option<String>,
    organisation: Option<String>,
    language: String,
    id_number: Option<String>,
    position: Option<String>,
    unit_code: Option<String>,
    consent_version: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = integrity_reports, treat_none_as_default_value = false)]
struct SealedRow {
    case_key: i64,
    sealed: Vec<u8>,
    sealed_contact: Option<Vec<u8>>,
    activated: bool,
    /// As of a service report.
    continues_id: Option<Id>,
}

impl ReportRow {
    fn new(case: CaseKey, report: &Report, activated: bool) -> Result<Self, StoreError> {
        Ok(Self {
            case_key: case.number(),
            said: corrupt(Json::of(report).ok(), "reports", "said")?,
            dossier_key: report.dossier_code.as_deref().map(fold_code),
            activated,
            continues_id: None,
        })
    }

    fn read(self) -> Result<Report, StoreError> {
        read(&self.said)
    }
}

/// The report that is kept as `said`.
pub(super) fn read(said: &Json) -> Result<Report, StoreError> {
    corrupt(said.read(), "reports", "said")
}

impl ContactRow {
    fn new(case: CaseKey, contact: Contact) -> Self {
        Self {
            case_key: case.number(),
            name: contact.name,
            phone: contact.phone,
            email: contact.email,
            address: contact.address,
            tax_code: contact.tax_code,
            organisation: contact.organisation,
            language: contact.language.as_str().to_owned(),
            id_number: contact.id_number,
            position: contact.position,
            unit_code: contact.unit,
            consent_version: contact.consent_version,
        }
    }

    fn read(self) -> Result<Contact, StoreError> {
        Ok(Contact {
            name: self.name,
            phone: self.phone,
            email: self.email,
            address: self.address,
            tax_code: self.tax_code,
            organisation: self.organisation,
            language: corrupt(Language::parse(&self.language), "contacts", "language")?,
            id_number: self.id_number,
            position: self.position,
            unit: self.unit_code,
            consent_version: self.consent_version,
        })
    }
}

impl ReportRows {
    /// The rows of a service report; `activated` where the receipt is the person's own.
    ///
    /// # Errors
    /// When a member has no stored form.
    pub fn open(
        case: CaseKey,
        report: &Report,
        contact: Option<Contact>,
        activated: bool,
    ) -> Result<Self, StoreError> {
        let row = ReportRow::new(case, report, activated)?;
        let contact = contact.map(|contact| Box::new(ContactRow::new(case, contact)));
        Ok(Self(Rows::Service(Box::new(row), contact)))
    }

    /// The row of a tip.
    pub fn sealed(case: CaseKey, sealed: Sealed, activated: bool) -> Self {
        let Sealed { report: sealed, contact: sealed_contact } = sealed;
        let (case_key, continues_id) = (case.number(), None);
        let row = SealedRow { case_key, sealed, sealed_contact, activated, continues_id };
        Self(Rows::Integrity(Box::new(row)))
    }

    /// The same, as the rest of the report that was filed with the case `filed`.
    #[must_use]
    pub fn continuing(mut self, filed: CaseId) -> Self {
        let id = Some(Id(filed.uuid()));
        match &mut self.0 {
            Rows::Service(row, _) => row.continues_id = id,
            Rows::Integrity(row) => row.continues_id = id,
        }
        self
    }
}

/// Adds the rows of these reports, whose cases are there.
pub fn insert<'a>(
    tx: &mut Conn,
    all: impl IntoIterator<Item = &'a ReportRows>,
) -> Result<(), StoreError> {
    let (mut open, mut contact_rows, mut sealed) = (Vec::new(), Vec::new(), Vec::new());
    for one in all {
        match &one.0 {
            Rows::Service(report, contact) => {
                open.push(report.as_ref());
                contact_rows.extend(contact.as_deref());
            }
            Rows::Integrity(report) => sealed.push(report.as_ref()),
        }
    }
    insert_rows!(&mut *tx, reports::table, open)?;
    insert_rows!(&mut *tx, contacts::table, contact_rows)?;
    insert_rows!(tx, integrity_reports::table, sealed)?;
    Ok(())
}

/// What was filed with a case, as its channel keeps it.
pub struct Kept {
    /// Whether its receipt is the person's own: it was filed online, or activated since a desk typed it in.
    pub activated: bool,
    /// What was said.
    pub said: Said,
}

/// What was said, and by whom.
pub enum Said {
    /// In clear, with the contact that was left.
    Open(Box<Report>, Option<Box<Contact>>),
    /// Sealed.
    Sealed(Sealed),
}

/// What was filed with `case`.
///
/// # Errors
/// [`StoreError::Corrupt`] where a case has no report.
pub fn of(conn: &mut Conn, case: &Case) -> Result<Kept, StoreError> {
    let key = case.key.number();
    if case.channel == Channel::Integrity {
        let row: Option<SealedRow> = integrity_reports::table
            .find(key)
            .select(SealedRow::as_select())
            .first(conn)
            .optional()?;
        let row = corrupt(row, "integrity_reports", "case_key")?;
        let said = Said::Sealed(Sealed { report: row.sealed, contact: row.sealed_contact });
        return Ok(Kept { activated: row.activated, said });
    }
    let row: Option<(ReportRow, Option<ContactRow>)> = reports::table
        .left_join(contacts::table)
        .filter(reports::case_key.eq(key))
        .select((ReportRow::as_select(), Option::<ContactRow>::as_select()))
        .first(conn)
        .optional()?;
    let (report, contact) = corrupt(row, "reports", "case_key")?;
    open(report, contact)
}

/// What was filed with the service cases of these keys.
pub(super) fn of_keys(conn: &mut Conn, keys: &[i64]) -> Result<BTreeMap<i64, Kept>, StoreError> {
    let rows: Vec<(ReportRow, Option<ContactRow>)> = reports::table
        .left_join(contacts::table)
        .filter(reports::case_key.eq_any(keys))
        .select((ReportRow::as_select(), Option::<ContactRow>::as_select()))
        .load(conn)?;
    let kept = |(report, contact): (ReportRow, _)| Ok((report.case_key, open(report, contact)?));
    rows.into_iter().map(kept).collect()
}

fn open(report: ReportRow, contact: Option<ContactRow>) -> Result<Kept, StoreError> {
    let contact = contact.map(ContactRow::read).transpose()?.map(Box::new);
    Ok(Kept { activated: report.activated, said: Said::Open(Box::new(report.read()?), contact) })
}

/// What the terms of a service case are made of: key, report, number, and whom it is about.
pub type Findable = (i64, Report, String, Option<UnitId>);

/// What the terms of these service cases are made of.
pub fn to_be_found(conn: &mut Conn, keys: &[i64]) -> Result<Vec<Findable>, StoreError> {
    let rows: Vec<(i64, Json, String, Option<Id>)> = reports::table
        .inner_join(cases::table.on(cases::key.eq(reports::case_key)))
        .filter(reports::case_key.eq_any(keys))
        .select((reports::case_key, reports::said, cases::number, cases::accused_id))
        .load(conn)?;
    let read = |(key, said, number, accused): (i64, Json, String, Option<Id>)| {
        Ok((key, read(&said)?, number, accused.map(|unit| UnitId::new(unit.0))))
    };
    rows.into_iter().map(read).collect()
}

/// The contacts that were left with these service cases.
pub fn contacts(conn: &mut Conn, keys: &[i64]) -> Result<Vec<(i64, Contact)>, StoreError> {
    let found = contacts::table.filter(contacts::case_key.eq_any(keys));
    let rows: Vec<ContactRow> = found.select(ContactRow::as_select()).load(conn)?;
    rows.into_iter().map(|row| Ok((row.case_key, row.read()?))).collect()
}

/// The report of this service case itself.
pub fn own(conn: &mut Conn, case: CaseKey) -> Result<Option<Report>, StoreError> {
    let found = reports::table.find(case.number()).select(ReportRow::as_select());
    found.first(conn).optional()?.map(ReportRow::read).transpose()
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
pub fn contact(conn: &mut Conn, case: CaseId) -> Result<Option<Contact>, StoreError> {
    let found = contacts::table.inner_join(cases::table).filter(cases::id.eq(Id(case.uuid())));
    let row = found.select(ContactRow::as_select()).first(conn).optional()?;
    row.map(ContactRow::read).transpose()
}

/// Puts `contact` in the place of the one that was left with this service case, or where none was.
pub fn change_contact(tx: &mut Conn, case: CaseKey, contact: Contact) -> Result<(), StoreError> {
    diesel::delete(contacts::table.find(case.number())).execute(tx)?;
    diesel::insert_into(contacts::table).values(ContactRow::new(case, contact)).execute(tx)?;
    Ok(())
}

/// The same of a tip.
pub fn change_sealed_contact(
    tx: &mut Conn,
    case: CaseKey,
    sealed: &[u8],
) -> Result<(), StoreError> {
    let changed = diesel::update(integrity_reports::table.find(case.number()))
        .set(integrity_reports::sealed_contact.eq(sealed))
        .execute(tx)?;
    if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Removes what was filed with a service case, who filed it, and what waits to be confirmed.
pub(super) fn remove(tx: &mut Conn, case: &Case) -> Result<(), StoreError> {
    pending::remove(tx, case.id)?;
    let key = case.key.number();
    diesel::delete(contacts::table.find(key)).execute(tx)?;
    diesel::delete(reports::table.find(key)).execute(tx)?;
    // After the report: whoever was reading it has added its terms by now, and nobody reads it any more.
    terms::remove(tx, key)?;
    changes::remove(tx, key)?;
    Ok(())
}

/// Whether the report behind a service case is about the head or a deputy of a unit.
pub fn is_about_leader(conn: &mut Conn, case: &Case) -> Result<bool, StoreError> {
    if case.channel == Channel::Integrity {
        return Ok(false);
    }
    // The rest of a report says of it what the whole said.
    Ok(own(conn, case.key)?.is_some_and(|report| report.about_leader))
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

#[cfg(test)]
mod tests;
