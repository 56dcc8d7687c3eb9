//! What editing routing rules needs of the database: who edited which, and facts to try them on.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{reports, routing_edits};
use super::types::Id;
use crate::domain::ids::UserId;
use crate::domain::time::Instant;

/// What routing looked at of one report of the service channel; not a word of it.
#[derive(Queryable, Selectable, Clone, Debug)]
#[diesel(table_name = reports)]
pub struct FactsRow {
    pub kind: String,
    pub category: String,
    pub sector: Option<String>,
    pub unit_id: Option<Id>,
    pub locality_id: Option<Id>,
    pub about_leader: bool,
}

/// The facts of the newest reports of the service channel.
pub fn newest_facts(conn: &mut Conn, most: i64) -> Result<Vec<FactsRow>, StoreError> {
    Ok(reports::table
        .filter(reports::continues_id.is_null())
        .order(reports::case_key.desc())
        .limit(most)
        .select(FactsRow::as_select())
        .load(conn)?)
}

/// Keeps who made a version of a rule, and so that the rule is no longer the files' to change.
pub fn note_edit(
    tx: &mut Conn,
    code: &str,
    version: i32,
    by: UserId,
    at: Instant,
) -> Result<(), StoreError> {
    diesel::insert_into(routing_edits::table)
        .values((
            routing_edits::code.eq(code),
            routing_edits::version.eq(version),
            routing_edits::edited_by.eq(Id(by.uuid())),
            routing_edits::edited_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The codes of rules that were edited by hand.
pub fn edited(conn: &mut Conn) -> Result<BTreeSet<String>, StoreError> {
    let codes: Vec<String> = routing_edits::table.select(routing_edits::code).load(conn)?;
    Ok(codes.into_iter().collect())
}
