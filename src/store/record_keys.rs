//! Idempotency keys of writes that touch no case: what was answered, by id and version.

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::record_keys;
use super::types::Id;
use crate::domain::time::Instant;

/// A key as it is kept: hashes only, and which version of which record was the answer.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = record_keys, treat_none_as_default_value = false)]
pub struct RecordKeyRow {
    pub key_hash: Vec<u8>,
    pub operation: String,
    pub request_hash: Vec<u8>,
    pub answer_id: Id,
    pub answer_version: i32,
    pub created_at: Instant,
}

/// The key of this hash.
pub fn get(conn: &mut Conn, hash: &[u8]) -> Result<Option<RecordKeyRow>, StoreError> {
    Ok(record_keys::table.find(hash).select(RecordKeyRow::as_select()).first(conn).optional()?)
}

/// Keeps a key with its effect.
///
/// # Errors
/// [`StoreError::Unique`] if it is there already.
pub fn keep(tx: &mut Conn, row: &RecordKeyRow) -> Result<(), StoreError> {
    diesel::insert_into(record_keys::table).values(row).execute(tx)?;
    Ok(())
}
