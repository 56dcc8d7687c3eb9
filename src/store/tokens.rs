//! What people hold and repeat: receipts and idempotency keys, as keyed hashes in one table for both channels and for
//! records. The database itself refuses that one of them stands for two things, on however many machines.

use diesel::prelude::*;

use super::backend::{Conn, insert_rows};
use super::error::StoreError;
use super::schema::tokens;
use super::types::{Date, Id};

/// The operation of a receipt; those of keys are names of the API's operations.
const RECEIPT: &str = "receipt";

/// A receipt or a key as it is kept: hashes only, and what it stands for. The day and no more: a moment would date a
/// tip.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = tokens, treat_none_as_default_value = false)]
pub struct TokenRow {
    /// The keyed hash of the receipt, or of caller and key.
    pub hash: Vec<u8>,
    /// The operation a key was used for, or that it is a receipt.
    pub operation: String,
    /// The keyed hash of what was asked with it.
    pub request_hash: Vec<u8>,
    /// The case or the record that the request of a key made or changed; the case that was filed of a receipt.
    pub answer_id: Id,
    /// The event or the version that it made; 0 of a receipt.
    pub answer_n: i32,
    /// What a drawn receipt is derived with.
    pub salt: Option<Vec<u8>>,
    /// The day.
    pub made_on: Date,
}

impl TokenRow {
    /// The row of a receipt that stands for `case`, filed with this content.
    pub fn receipt(lookup: Vec<u8>, case: Id, body_hash: Vec<u8>, made_on: Date) -> Self {
        Self {
            hash: lookup,
            operation: RECEIPT.to_owned(),
            request_hash: body_hash,
            answer_id: case,
            answer_n: 0,
            salt: None,
            made_on,
        }
    }

    /// Whether it is a receipt.
    pub fn is_receipt(&self) -> bool {
        self.operation == RECEIPT
    }
}

/// What this hash stands for.
pub fn get(conn: &mut Conn, hash: &[u8]) -> Result<Option<TokenRow>, StoreError> {
    Ok(tokens::table.find(hash).select(TokenRow::as_select()).first(conn).optional()?)
}

/// The receipt of this hash.
pub fn receipt(conn: &mut Conn, lookup: &[u8]) -> Result<Option<TokenRow>, StoreError> {
    Ok(get(conn, lookup)?.filter(TokenRow::is_receipt))
}

/// The receipt of this hash, which goes on to stand for what it does until the end of the transaction.
pub fn hold_receipt(tx: &mut Conn, lookup: &[u8]) -> Result<Option<TokenRow>, StoreError> {
    let Conn::Postgres(raw) = tx else {
        // Whoever writes to SQLite is alone.
        return receipt(tx, lookup);
    };
    let found: Option<TokenRow> = tokens::table
        .find(lookup)
        .select(TokenRow::as_select())
        .for_share()
        .first(raw)
        .optional()?;
    Ok(found.filter(TokenRow::is_receipt))
}

/// Keeps these with what they stand for.
///
/// # Errors
/// [`StoreError::Unique`] if one of them is there already.
pub(super) fn keep_all(tx: &mut Conn, mut rows: Vec<&TokenRow>) -> Result<(), StoreError> {
    // In one order everywhere: two transactions that share several of them wait for each other once.
    rows.sort_unstable_by(|one, other| one.hash.cmp(&other.hash));
    insert_rows!(tx, tokens::table, rows)?;
    Ok(())
}

/// Keeps one.
///
/// # Errors
/// [`StoreError::Unique`] if it is there already.
pub fn keep(tx: &mut Conn, row: &TokenRow) -> Result<(), StoreError> {
    keep_all(tx, vec![row])
}

/// Puts another receipt in the place of one. Returns whether that was there.
///
/// # Errors
/// [`StoreError::Unique`] if the other stands for something already.
pub fn exchange(tx: &mut Conn, old: &[u8], new: &[u8]) -> Result<bool, StoreError> {
    let moved = diesel::update(tokens::table.find(old))
        .filter(tokens::operation.eq(RECEIPT))
        .set(tokens::hash.eq(new))
        .execute(tx)?;
    Ok(moved == 1)
}
