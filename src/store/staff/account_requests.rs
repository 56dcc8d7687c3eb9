//! What one administrator has asked for an account and another is to confirm: one an account, and never for long.

use diesel::prelude::*;

use crate::domain::time::Instant;
use crate::store::backend::{Conn, each_backend};
use crate::store::error::StoreError;
use crate::store::schema::account_requests;
use crate::store::types::Id;

/// What waits.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = account_requests, primary_key(user_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct RequestRow {
    pub user_id: Id,
    pub id: Id,
    pub act: String,
    /// As what it is to work, and for whom, where that is asked.
    pub role: Option<String>,
    pub unit_id: Option<Id>,
    pub asked_by: Id,
    pub asked_at: Instant,
    pub ends_at: Instant,
}

/// Lets this wait in the place of what did.
pub fn put(tx: &mut Conn, row: &RequestRow) -> Result<(), StoreError> {
    each_backend!(tx, c => diesel::insert_into(account_requests::table)
        .values(row)
        .on_conflict(account_requests::user_id)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// What waits for these accounts at `now`.
pub fn of(conn: &mut Conn, users: &[Id], now: Instant) -> Result<Vec<RequestRow>, StoreError> {
    Ok(account_requests::table
        .filter(account_requests::user_id.eq_any(users.to_vec()))
        .filter(account_requests::ends_at.gt(now))
        .select(RequestRow::as_select())
        .load(conn)?)
}

/// The accounts for which something waits at `now`.
pub fn waiting(conn: &mut Conn, now: Instant) -> Result<Vec<Id>, StoreError> {
    Ok(account_requests::table
        .filter(account_requests::ends_at.gt(now))
        .select(account_requests::user_id)
        .load(conn)?)
}

/// Ends what waits for an account; whether there was anything.
pub fn remove_for(tx: &mut Conn, user: Id) -> Result<(), StoreError> {
    diesel::delete(account_requests::table.find(user)).execute(tx)?;
    Ok(())
}

/// Ends what waits for an account, and what it asked for others.
pub fn remove_of(tx: &mut Conn, user: Id) -> Result<(), StoreError> {
    let own = account_requests::user_id.eq(user).or(account_requests::asked_by.eq(user));
    diesel::delete(account_requests::table.filter(own)).execute(tx)?;
    Ok(())
}
