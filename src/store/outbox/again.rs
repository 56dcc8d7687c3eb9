//! What was called off because nobody was to hear of it, and is to be heard of again.

use diesel::prelude::*;

use super::{NoticeRow, enqueued};
use crate::domain::time::Instant;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::outbox;

/// As [`super::enqueue`]; one with the same key that was called off, and so went to nobody, is owed anew.
pub fn enqueue_again(tx: &mut Conn, notice: &NoticeRow) -> Result<(), StoreError> {
    if enqueued(tx, notice)? {
        return Ok(());
    }
    diesel::update(outbox::table.filter(outbox::dedup_key.eq(&notice.dedup_key)))
        .filter(outbox::status.eq("cancelled"))
        .set((
            outbox::status.eq("pending"),
            outbox::created_at.eq(notice.created_at),
            outbox::next_at.eq(notice.next_at),
            outbox::attempts.eq(0),
            outbox::settled_at.eq(None::<Instant>),
            outbox::last_error.eq(None::<String>),
        ))
        .execute(tx)?;
    Ok(())
}
