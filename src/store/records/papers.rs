//! Papers that bodies issued: numbered without a gap, never removed, and sealed but for number, kind and whose they are.

use diesel::prelude::*;

use crate::domain::ids::{CaseId, UnitId};
use crate::domain::time::Instant;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::papers;
use crate::store::types::Id;

/// A paper as it is kept.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = papers, treat_none_as_default_value = false)]
pub struct PaperRow {
    pub id: Id,
    pub unit_id: Id,
    pub year: i32,
    pub n: i32,
    pub kind: String,
    pub case_id: Option<Id>,
    pub urging_id: Option<Id>,
    pub issued_at: Instant,
    pub issued_by: Id,
    pub sealed: Vec<u8>,
}

/// The number of the next paper of a body in a year. Whoever asks has the turn over that.
pub fn next(conn: &mut Conn, unit: UnitId, year: i32) -> Result<i32, StoreError> {
    let last = papers::table
        .filter(papers::unit_id.eq(Id(unit.uuid())))
        .filter(papers::year.eq(year))
        .order(papers::n.desc())
        .select(papers::n);
    Ok(last.first::<i32>(conn).optional()?.unwrap_or(0) + 1)
}

/// Adds one.
pub fn insert(tx: &mut Conn, row: &PaperRow) -> Result<(), StoreError> {
    diesel::insert_into(papers::table).values(row).execute(tx)?;
    Ok(())
}

/// The paper of this id.
pub fn get(conn: &mut Conn, id: Id) -> Result<Option<PaperRow>, StoreError> {
    let found = papers::table.find(id).select(PaperRow::as_select()).first(conn);
    Ok(found.optional()?)
}

/// The papers about a case, the first one first.
pub fn of_case(conn: &mut Conn, case: CaseId, limit: i64) -> Result<Vec<PaperRow>, StoreError> {
    Ok(papers::table
        .filter(papers::case_id.eq(Some(Id(case.uuid()))))
        .order((papers::issued_at.asc(), papers::id.asc()))
        .limit(limit)
        .select(PaperRow::as_select())
        .load(conn)?)
}

/// Nothing leads from the papers of a case to it any more; they stay in the book of whoever issued them.
pub fn unlink(tx: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    diesel::update(papers::table.filter(papers::case_id.eq(Some(Id(case.uuid())))))
        .set(papers::case_id.eq(None::<Id>))
        .execute(tx)?;
    Ok(())
}
