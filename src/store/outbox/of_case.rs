//! The mails of one case, as those read of them who may.

use diesel::prelude::*;

use super::{COLLEAGUE, FOR_MANY, NoticeRow, OF_REPORTERS};
use crate::domain::ids::CaseId;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::outbox;
use crate::store::types::Id;

/// What is owed of a case of the service channel, or was, the first one first, but for codes and
/// for what colleagues tell each other; only to `unit` and its leader where one is named.
pub fn of_case(
    conn: &mut Conn,
    case: CaseId,
    unit: Option<Id>,
    limit: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let mut query = outbox::table
        .filter(outbox::case_id.eq(Id(case.uuid())))
        .filter(outbox::recipient_kind.ne_all(OF_REPORTERS))
        .filter(outbox::recipient_kind.ne(COLLEAGUE))
        .order((outbox::created_at.asc(), outbox::id.asc()))
        .limit(limit)
        .select(NoticeRow::as_select())
        .into_boxed();
    if let Some(unit) = unit {
        let own = outbox::recipient_kind.eq_any(FOR_MANY).and(outbox::recipient_id.eq(unit));
        // Nor what its officers do not know of a case of theirs that is watched over in their own body.
        query = query
            .filter(own)
            .filter(outbox::dedup_key.not_like("%:retaliation"))
            .filter(outbox::dedup_key.not_like("%:awaits"));
    }
    Ok(query.load(conn)?)
}
