//! Which cases of the service channel belong to a group of one cause; the group itself is a text of its body.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::case::Case;
use crate::domain::ids::CaseKey;
use crate::store::backend::{Conn, each_backend};
use crate::store::channel::service::CaseRow;
use crate::store::error::StoreError;
use crate::store::schema::{case_group_members, cases};
use crate::store::types::Id;

#[derive(Insertable)]
#[diesel(table_name = case_group_members)]
struct MemberRow {
    group_id: Id,
    case_key: i64,
}

/// Adds a case to a group; one that is there already stays.
///
/// # Errors
/// [`StoreError::Stale`] where the case or the group was removed meanwhile.
pub fn add(tx: &mut Conn, group: Uuid, case: CaseKey) -> Result<(), StoreError> {
    let row = MemberRow { group_id: Id(group), case_key: case.number() };
    each_backend!(tx, c => diesel::insert_into(case_group_members::table)
        .values(&row)
        .on_conflict((case_group_members::group_id, case_group_members::case_key))
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// Takes a case out of a group, also where it is not in it.
pub fn take_out(tx: &mut Conn, group: Uuid, case: CaseKey) -> Result<(), StoreError> {
    diesel::delete(case_group_members::table.find((Id(group), case.number()))).execute(tx)?;
    Ok(())
}

/// Takes every case out of a group.
pub fn empty(tx: &mut Conn, group: Uuid) -> Result<(), StoreError> {
    let all = case_group_members::table.filter(case_group_members::group_id.eq(Id(group)));
    diesel::delete(all).execute(tx)?;
    Ok(())
}

/// The cases of each of these groups by their keys, whoever may see them.
pub fn keys_of(conn: &mut Conn, groups: &[Uuid]) -> Result<Vec<(Uuid, i64)>, StoreError> {
    let groups: Vec<Id> = groups.iter().map(|group| Id(*group)).collect();
    let rows: Vec<(Id, i64)> = case_group_members::table
        .filter(case_group_members::group_id.eq_any(groups))
        .select((case_group_members::group_id, case_group_members::case_key))
        .load(conn)?;
    Ok(rows.into_iter().map(|(group, key)| (group.0, key)).collect())
}

/// The cases of a group, whoever may see them, by their next last day.
pub fn cases_of(conn: &mut Conn, group: Uuid) -> Result<Vec<Case>, StoreError> {
    let rows: Vec<CaseRow> = case_group_members::table
        .inner_join(cases::table)
        .filter(case_group_members::group_id.eq(Id(group)))
        .order((cases::next_due_on.asc(), cases::id.asc()))
        .select(CaseRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Case::try_from).collect()
}
