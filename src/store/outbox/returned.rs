//! Mail that went out and came back: found by the message id that it bore.

use diesel::prelude::*;
use uuid::Uuid;

use super::NoticeRow;
use crate::domain::time::Instant;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::outbox;
use crate::store::types::Id;

/// So many seconds a mail server tries before it gives a mail back (RFC 5321 Sect. 4.5.4.1); what is older is no bounce, for whoever
/// got a mail knows its message id.
const LONGEST_TRIED: i64 = 5 * 86_400;

/// What went out under any of these message ids.
pub fn sent_as(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<NoticeRow>, StoreError> {
    let ids: Vec<Option<Id>> = ids.iter().map(|id| Some(Id(*id))).collect();
    Ok(outbox::table
        .filter(outbox::sent_as.eq_any(ids))
        .select(NoticeRow::as_select())
        .load(conn)?)
}

/// These came back: they are among the mails that failed, and can be owed again.
pub fn bounced(tx: &mut Conn, ids: &[Id], why: &str, now: Instant) -> Result<(), StoreError> {
    diesel::update(outbox::table)
        .filter(outbox::id.eq_any(ids))
        .filter(outbox::status.eq("sent"))
        .filter(outbox::settled_at.ge(Some(now.plus_seconds(-LONGEST_TRIED))))
        .set((
            outbox::status.eq("dead"),
            outbox::settled_at.eq(Some(now)),
            outbox::last_error.eq(Some(why.to_owned())),
        ))
        .execute(tx)?;
    Ok(())
}
