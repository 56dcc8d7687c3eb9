//! The register of apologies: a line a dossier and unit, changed once, when the result is given.

use diesel::prelude::*;

use crate::domain::ids::{ApologyId, CaseId, UnitId, UserId};
use crate::domain::records::apology::{Apology, ApologyLetter, Delivery};
use crate::domain::text::fold_code;
use crate::domain::time::{Day, Instant};
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::apologies;
use crate::store::types::{Date, Id};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = apologies, treat_none_as_default_value = false)]
struct ApologyRow {
    id: Id,
    version: i32,
    unit_id: Id,
    case_id: Option<Id>,
    case_number: Option<String>,
    dossier_code: Option<String>,
    /// As it is compared ([`fold_code`]).
    dossier_key: Option<String>,
    promised_on: Date,
    served_on: Date,
    served_by: String,
    reason: String,
    new_date: Option<Date>,
    signer: String,
    document_number: String,
    finished_on: Option<Date>,
    recorded_by: Id,
    recorded_at: Instant,
}

impl From<&Apology> for ApologyRow {
    fn from(one: &Apology) -> Self {
        Self {
            id: Id(one.id.uuid()),
            version: one.version,
            unit_id: Id(one.unit.uuid()),
            case_id: one.case.as_ref().map(|(id, _)| Id(id.uuid())),
            case_number: one.case.as_ref().map(|(_, number)| number.clone()),
            dossier_code: one.dossier_code.clone(),
            dossier_key: one.dossier_code.as_deref().map(fold_code),
            promised_on: Date(one.promised_on),
            served_on: Date(one.letter.served_on),
            served_by: one.letter.served_by.as_str().to_owned(),
            reason: one.letter.reason.clone(),
            new_date: one.letter.new_date.map(Date),
            signer: one.letter.signer.clone(),
            document_number: one.letter.document.clone(),
            finished_on: one.finished_on.map(Date),
            recorded_by: Id(one.recorded_by.uuid()),
            recorded_at: one.recorded_at,
        }
    }
}

impl TryFrom<ApologyRow> for Apology {
    type Error = StoreError;

    fn try_from(row: ApologyRow) -> Result<Self, StoreError> {
        let Some(served_by) = Delivery::parse(&row.served_by) else {
            return corrupt(None, "apologies", "served_by");
        };
        let case = row.case_id.map(|id| CaseId::new(id.0)).zip(row.case_number);
        Ok(Self {
            id: ApologyId::new(row.id.0),
            version: row.version,
            unit: UnitId::new(row.unit_id.0),
            case,
            dossier_code: row.dossier_code,
            promised_on: row.promised_on.0,
            letter: ApologyLetter {
                served_on: row.served_on.0,
                served_by,
                new_date: row.new_date.map(|day| day.0),
                signer: row.signer,
                document: row.document_number,
                reason: row.reason,
            },
            finished_on: row.finished_on.map(|day| day.0),
            recorded_by: UserId::new(row.recorded_by.0),
            recorded_at: row.recorded_at,
        })
    }
}

/// What a list may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct ApologyFilter {
    /// Any of these units; all where there are none.
    pub units: Option<Vec<UnitId>>,
    /// None of these units.
    pub hidden: Vec<UnitId>,
    /// This dossier.
    pub dossier: Option<String>,
    /// Promised on this day or later.
    pub from: Option<Day>,
    /// Promised on this day or earlier.
    pub until: Option<Day>,
}

fn one(found: Option<ApologyRow>) -> Result<Option<Apology>, StoreError> {
    found.map(Apology::try_from).transpose()
}

/// The line of this id.
pub fn get(conn: &mut Conn, id: ApologyId) -> Result<Option<Apology>, StoreError> {
    let query = apologies::table.find(Id(id.uuid()));
    one(query.select(ApologyRow::as_select()).first(conn).optional()?)
}

/// The lines of every unit about a dossier; a handful at most.
pub fn about_dossier(conn: &mut Conn, code: &str) -> Result<Vec<Apology>, StoreError> {
    let query = apologies::table
        .filter(apologies::dossier_key.eq(fold_code(code)))
        .order(apologies::id)
        .select(ApologyRow::as_select());
    query.load(conn)?.into_iter().map(Apology::try_from).collect()
}

/// The line that a case wrote.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Option<Apology>, StoreError> {
    let query = apologies::table
        .filter(apologies::case_id.eq(Id(case.uuid())))
        .order(apologies::id)
        .select(ApologyRow::as_select());
    one(query.first(conn).optional()?)
}

/// Adds a line.
///
/// # Errors
/// [`StoreError::Unique`] where the unit's register knows the dossier.
pub fn insert(tx: &mut Conn, apology: &Apology) -> Result<(), StoreError> {
    diesel::insert_into(apologies::table).values(ApologyRow::from(apology)).execute(tx)?;
    Ok(())
}

/// Notes the day of the result, unless somebody changed the line since version `seen`.
///
/// # Errors
/// [`StoreError::Stale`] if somebody did.
pub fn finish(tx: &mut Conn, seen: i32, apology: &Apology) -> Result<(), StoreError> {
    let row = ApologyRow::from(apology);
    let moved = diesel::update(apologies::table.find(row.id))
        .filter(apologies::version.eq(seen))
        .set((apologies::version.eq(row.version), apologies::finished_on.eq(row.finished_on)))
        .execute(tx)?;
    if moved == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// A page of the register, the earliest promised day first, from behind `after`.
pub fn list(
    conn: &mut Conn,
    filter: &ApologyFilter,
    after: Option<(Day, ApologyId)>,
    limit: i64,
) -> Result<Vec<Apology>, StoreError> {
    let mut query = apologies::table
        .order((apologies::promised_on.asc(), apologies::id.asc()))
        .limit(limit)
        .select(ApologyRow::as_select())
        .into_boxed();
    if let Some(units) = &filter.units {
        let ids: Vec<Id> = units.iter().map(|unit| Id(unit.uuid())).collect();
        query = query.filter(apologies::unit_id.eq_any(ids));
    }
    if !filter.hidden.is_empty() {
        let ids: Vec<Id> = filter.hidden.iter().map(|unit| Id(unit.uuid())).collect();
        query = query.filter(apologies::unit_id.ne_all(ids));
    }
    if let Some(code) = filter.dossier.clone() {
        query = query.filter(apologies::dossier_key.eq(fold_code(&code)));
    }
    if let Some(day) = filter.from {
        query = query.filter(apologies::promised_on.ge(Date(day)));
    }
    if let Some(day) = filter.until {
        query = query.filter(apologies::promised_on.le(Date(day)));
    }
    if let Some((day, id)) = after {
        query = query
            .filter(apologies::promised_on.ge(Date(day)))
            .filter(apologies::promised_on.gt(Date(day)).or(apologies::id.gt(Id(id.uuid()))));
    }
    query.load(conn)?.into_iter().map(Apology::try_from).collect()
}
