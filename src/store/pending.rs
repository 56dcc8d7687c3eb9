//! Ways to answer whose mail address nobody has confirmed yet, of both channels: sealed, one a report, and gone within
//! the hour.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::pending_contacts;
use super::types::Id;
use crate::domain::ids::{CaseId, PendingContactId};

/// One that waits. No member tells when it was left, or in which channel.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = pending_contacts, treat_none_as_default_value = false)]
pub struct PendingRow {
    /// The case that was filed.
    pub case_id: Id,
    /// What its mail and its envelope know it by, drawn at random.
    pub id: Id,
    /// The contact and until when it waits.
    pub sealed: Vec<u8>,
    /// What the code is derived with.
    pub salt: Vec<u8>,
    /// The codes that were told, right or wrong.
    pub tries: i32,
}

/// Lets this wait in the place of the one that did.
pub fn put(tx: &mut Conn, row: &PendingRow) -> Result<(), StoreError> {
    remove(tx, CaseId::new(row.case_id.0))?;
    diesel::insert_into(pending_contacts::table).values(row).execute(tx)?;
    Ok(())
}

/// The one that waits for the report of this case.
pub fn of_case(conn: &mut Conn, case: CaseId) -> Result<Option<PendingRow>, StoreError> {
    let found = pending_contacts::table.find(Id(case.uuid()));
    Ok(found.select(PendingRow::as_select()).first(conn).optional()?)
}

/// The one of this id.
pub fn get(conn: &mut Conn, id: PendingContactId) -> Result<Option<PendingRow>, StoreError> {
    let found = pending_contacts::table.filter(pending_contacts::id.eq(Id(id.uuid())));
    Ok(found.select(PendingRow::as_select()).first(conn).optional()?)
}

/// Counts a try before it is judged, and holds the row until the transaction ends: of many at once each is counted.
pub fn take_try(tx: &mut Conn, case: CaseId) -> Result<Option<PendingRow>, StoreError> {
    let row: Vec<PendingRow> = diesel::update(pending_contacts::table.find(Id(case.uuid())))
        .set(pending_contacts::tries.eq(pending_contacts::tries + 1))
        .returning(pending_contacts::all_columns)
        .get_results(tx)?;
    Ok(row.into_iter().next())
}

/// Up to `limit` that wait, from behind `after`.
pub fn page(
    conn: &mut Conn,
    after: Option<PendingContactId>,
    limit: i64,
) -> Result<Vec<PendingRow>, StoreError> {
    let after = after.map_or(uuid::Uuid::nil(), PendingContactId::uuid);
    Ok(pending_contacts::table
        .filter(pending_contacts::id.gt(Id(after)))
        .order(pending_contacts::id)
        .limit(limit)
        .select(PendingRow::as_select())
        .load(conn)?)
}

/// Removes the one that waits for the report of this case.
pub fn remove(tx: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    diesel::delete(pending_contacts::table.find(Id(case.uuid()))).execute(tx)?;
    Ok(())
}

/// Removes the one of this id.
pub fn forget(tx: &mut Conn, id: PendingContactId) -> Result<(), StoreError> {
    let found = pending_contacts::table.filter(pending_contacts::id.eq(Id(id.uuid())));
    diesel::delete(found).execute(tx)?;
    Ok(())
}
