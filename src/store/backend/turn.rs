//! Taking turns over what is counted before it is added to, so that two who count at once do not both find room.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use uuid::Uuid;

use super::Conn;
use crate::store::error::StoreError;

/// Waits until no other transaction has the turn over what `of` names; it ends with the transaction. On SQLite one writes at a time
/// anyway. What was read of it before must be read again.
pub fn take_turn(tx: &mut Conn, of: Uuid) -> Result<(), StoreError> {
    if let Conn::Postgres(raw) = tx {
        let (high, low) = of.as_u64_pair();
        let key = i64::from_ne_bytes((high ^ low).to_ne_bytes());
        diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
            .bind::<BigInt, _>(key)
            .execute(raw)?;
    }
    Ok(())
}
