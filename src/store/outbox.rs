//! Mail owed: references and facts, claimed with a lease, settled once, never deleted.

use std::collections::BTreeSet;

use diesel::prelude::*;
use uuid::Uuid;

use super::backend::{Conn, each_backend};
use super::error::StoreError;
use super::schema::outbox;
use super::types::{Id, Json};
use crate::domain::time::Instant;

/// One mail owed.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub struct NoticeRow {
    pub id: Id,
    pub dedup_key: String,
    pub template: String,
    pub recipient_kind: String,
    pub recipient_id: Id,
    pub case_id: Option<Id>,
    pub payload: Json,
    pub created_at: Instant,
    pub next_at: Instant,
    pub attempts: i32,
    pub lease_token: Option<Id>,
    pub status: String,
    pub settled_at: Option<Instant>,
    pub last_error: Option<String>,
}

impl NoticeRow {
    /// Nothing is to be sent; the row only says that this was decided.
    pub fn cancel(&mut self, now: Instant) {
        "cancelled".clone_into(&mut self.status);
        self.settled_at = Some(now);
    }
}

/// Adds a notice unless one with the same key is there: each is owed once.
pub fn enqueue(tx: &mut Conn, notice: &NoticeRow) -> Result<(), StoreError> {
    enqueued(tx, notice).map(|_| ())
}

/// As [`enqueue`]; tells whether it is owed anew.
pub fn enqueued(tx: &mut Conn, notice: &NoticeRow) -> Result<bool, StoreError> {
    let added = each_backend!(tx, c => diesel::insert_into(outbox::table)
        .values(notice)
        .on_conflict(outbox::dedup_key)
        .do_nothing()
        .execute(c))?;
    Ok(added == 1)
}

/// Takes up to `limit` notices that are due and leases them to `token` until `lease_end`: after a
/// crash the lease runs out and they come back. The outer condition is repeated so that two
/// claimers on PostgreSQL never take the same row.
pub fn claim(
    tx: &mut Conn,
    now: Instant,
    lease_end: Instant,
    token: Uuid,
    limit: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let inner = diesel::alias!(outbox as waiting);
    let due = inner
        .filter(inner.field(outbox::status).eq("pending"))
        .filter(inner.field(outbox::next_at).le(now))
        .order((inner.field(outbox::next_at).asc(), inner.field(outbox::id).asc()))
        .limit(limit)
        .select(inner.field(outbox::id));
    let rows: Vec<NoticeRow> = diesel::update(outbox::table)
        .filter(outbox::status.eq("pending"))
        .filter(outbox::next_at.le(now))
        .filter(outbox::id.eq_any(due))
        .set((
            outbox::next_at.eq(lease_end),
            outbox::lease_token.eq(Some(Id(token))),
            outbox::attempts.eq(outbox::attempts + 1),
        ))
        .returning(outbox::all_columns)
        .get_results(tx)?;
    Ok(rows)
}

/// Which of these keys are owed already, or were.
pub fn known(conn: &mut Conn, keys: &[String]) -> Result<BTreeSet<String>, StoreError> {
    let found: Vec<String> = outbox::table
        .filter(outbox::dedup_key.eq_any(keys))
        .select(outbox::dedup_key)
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// How a try to send ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The server took it.
    Sent,
    /// Try again at this time.
    Again(Instant, String),
    /// It can never be sent.
    Dead(String),
    /// Nobody to send it to any more.
    Cancelled,
}

/// Records how a try ended, if the lease is still ours: a late settler changes nothing.
pub fn settle(
    tx: &mut Conn,
    id: Id,
    token: Uuid,
    now: Instant,
    how: &Settled,
) -> Result<bool, StoreError> {
    let (status, next_at, settled_at, error) = match how {
        Settled::Sent => ("sent", now, Some(now), None),
        Settled::Again(at, why) => ("pending", *at, None, Some(why.clone())),
        Settled::Dead(why) => ("dead", now, Some(now), Some(why.clone())),
        Settled::Cancelled => ("cancelled", now, Some(now), None),
    };
    let moved = diesel::update(outbox::table)
        .filter(outbox::id.eq(id))
        .filter(outbox::lease_token.eq(Some(Id(token))))
        .filter(outbox::status.eq("pending"))
        .set((
            outbox::status.eq(status),
            outbox::next_at.eq(next_at),
            outbox::settled_at.eq(settled_at),
            outbox::last_error.eq(error),
            outbox::lease_token.eq(None::<Id>),
        ))
        .execute(tx)?;
    Ok(moved == 1)
}

/// Dead letters, the latest first. Mail to tippers is nobody's business.
pub fn dead(conn: &mut Conn, limit: i64) -> Result<Vec<NoticeRow>, StoreError> {
    Ok(outbox::table
        .filter(outbox::status.eq("dead"))
        .filter(outbox::recipient_kind.ne("sealed"))
        .order((outbox::settled_at.desc(), outbox::id.desc()))
        .limit(limit)
        .select(NoticeRow::as_select())
        .load(conn)?)
}

/// How many notices wait, but for those to tippers.
pub fn pending(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(outbox::table
        .filter(outbox::status.eq("pending"))
        .filter(outbox::recipient_kind.ne("sealed"))
        .count()
        .get_result(conn)?)
}
