//! Subscriptions of staff systems: where each has come to, and when it is called next. What is sent is in no row.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::time::Instant;
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::webhooks;
use crate::store::types::Id;

/// Nobody waits for longer than so many seconds, neither for a half hour nor after a failure.
const FURTHEST: i64 = 70 * 60;

/// A subscription as it is kept; address and secret are sealed.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = webhooks, treat_none_as_default_value = false)]
pub struct WebhookRow {
    pub id: Id,
    pub user_id: Id,
    pub sealed: Vec<u8>,
    pub created_at: Instant,
    /// Everything up to here was told: a moment, and the last key of a case in it.
    pub told_at: Instant,
    pub told_key: i64,
    /// The end of what is being told now.
    pub until_at: Option<Instant>,
    /// When it is called next; none where that was given up.
    pub next_at: Option<Instant>,
    pub lease_token: Option<Id>,
    pub failures: i32,
    pub failing_since: Option<Instant>,
    pub outcome: Option<String>,
}

/// The subscriptions of an account, the first one first.
pub fn of_user(conn: &mut Conn, user: Id) -> Result<Vec<WebhookRow>, StoreError> {
    Ok(webhooks::table
        .filter(webhooks::user_id.eq(user))
        .order((webhooks::created_at.asc(), webhooks::id.asc()))
        .select(WebhookRow::as_select())
        .load(conn)?)
}

/// Adds one.
pub fn insert(tx: &mut Conn, row: &WebhookRow) -> Result<(), StoreError> {
    diesel::insert_into(webhooks::table).values(row).execute(tx)?;
    Ok(())
}

/// It begins again with another secret; whoever calls it now settles nothing any more.
pub fn begin_again(
    tx: &mut Conn,
    id: Id,
    sealed: &[u8],
    next_at: Instant,
) -> Result<(), StoreError> {
    diesel::update(webhooks::table.find(id))
        .set((
            webhooks::sealed.eq(sealed),
            webhooks::next_at.eq(Some(next_at)),
            webhooks::lease_token.eq(None::<Id>),
            webhooks::failures.eq(0),
            webhooks::failing_since.eq(None::<Instant>),
        ))
        .execute(tx)?;
    Ok(())
}

/// Removes one of an account. Tells whether it was there.
pub fn remove(tx: &mut Conn, id: Id, user: Id) -> Result<bool, StoreError> {
    let own = webhooks::table.find(id).filter(webhooks::user_id.eq(user));
    Ok(diesel::delete(own).execute(tx)? == 1)
}

/// Removes all of an account, which is closed or works elsewhere.
pub(super) fn remove_of(tx: &mut Conn, user: Id) -> Result<(), StoreError> {
    diesel::delete(webhooks::table.filter(webhooks::user_id.eq(user))).execute(tx)?;
    Ok(())
}

/// One that is to be called by now: who has not failed before who has, the longest due first. One that is put off further than anybody is
/// was so by a wrong clock.
pub fn due(conn: &mut Conn, now: Instant) -> Result<Option<WebhookRow>, StoreError> {
    let furthest = now.plus_seconds(FURTHEST);
    Ok(webhooks::table
        // Said by itself, so that the index is found.
        .filter(webhooks::next_at.is_not_null())
        .filter(webhooks::next_at.le(now).or(webhooks::next_at.gt(furthest)))
        .order((webhooks::failures.asc(), webhooks::next_at.asc(), webhooks::id.asc()))
        .select(WebhookRow::as_select())
        .first(conn)
        .optional()?)
}

/// How many are called no more.
pub fn given_up(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(webhooks::table.filter(webhooks::next_at.is_null()).count().get_result(conn)?)
}

/// What waits to be called is due at `due` at the latest, whenever a wrong clock had put it off to.
pub fn hasten(tx: &mut Conn, due: Instant) -> Result<(), StoreError> {
    diesel::update(webhooks::table)
        .filter(webhooks::next_at.gt(due))
        // Who is being called now is not due.
        .filter(webhooks::lease_token.is_null())
        .set(webhooks::next_at.eq(Some(due)))
        .execute(tx)?;
    Ok(())
}

/// Whether the lease of `token` still holds.
pub fn is_leased(conn: &mut Conn, id: Id, token: Uuid) -> Result<bool, StoreError> {
    let held = webhooks::table.find(id).filter(webhooks::lease_token.eq(Some(Id(token))));
    Ok(held.count().get_result::<i64>(conn)? == 1)
}

/// Leases it to `token` until `end`, if nobody else has taken it since it was read.
pub fn lease(
    tx: &mut Conn,
    row: &WebhookRow,
    token: Uuid,
    end: Instant,
) -> Result<bool, StoreError> {
    let leased = diesel::update(webhooks::table.find(row.id))
        .filter(webhooks::next_at.eq(row.next_at))
        .set((webhooks::lease_token.eq(Some(Id(token))), webhooks::next_at.eq(Some(end))))
        .execute(tx)?;
    Ok(leased == 1)
}

/// Keeps how a call ended, if the lease is still that of `token`: a late settler changes nothing. Tells whether it was.
pub fn settle(tx: &mut Conn, row: &WebhookRow, token: Uuid) -> Result<bool, StoreError> {
    let settled = diesel::update(webhooks::table.find(row.id))
        .filter(webhooks::lease_token.eq(Some(Id(token))))
        .set((
            webhooks::told_at.eq(row.told_at),
            webhooks::told_key.eq(row.told_key),
            webhooks::until_at.eq(row.until_at),
            webhooks::next_at.eq(row.next_at),
            webhooks::lease_token.eq(None::<Id>),
            webhooks::failures.eq(row.failures),
            webhooks::failing_since.eq(row.failing_since),
            webhooks::outcome.eq(&row.outcome),
        ))
        .execute(tx)?;
    Ok(settled == 1)
}
