//! Links that set a password, and the addresses at which a change is told: what mail to an account leads to for a while.

use diesel::prelude::*;

use crate::domain::ids::{AccountLinkId, FormerEmailId};
use crate::domain::time::Instant;
use crate::store::backend::{Conn, each_backend};
use crate::store::error::StoreError;
use crate::store::schema::{account_links, former_emails};
use crate::store::types::Id;

/// A link that waits. Its owner is an account, or what stands for one that is not there.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = account_links, primary_key(owner_id), treat_none_as_default_value = false)]
pub struct LinkRow {
    pub owner_id: Id,
    /// What its mail knows it by.
    pub id: Id,
    pub token_hash: Vec<u8>,
    /// What the token is derived with.
    pub salt: Vec<u8>,
    pub ends_at: Instant,
}

/// An address at which an account had its mail.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = former_emails, treat_none_as_default_value = false)]
pub struct FormerRow {
    pub id: Id,
    pub user_id: Id,
    pub email: String,
    pub ends_at: Instant,
}

/// Lets this wait in the place of the owner's one before.
pub fn put(tx: &mut Conn, row: &LinkRow) -> Result<(), StoreError> {
    each_backend!(tx, c => diesel::insert_into(account_links::table)
        .values(row)
        .on_conflict(account_links::owner_id)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// The link of this id, where it can be used at `now`.
pub fn get(
    conn: &mut Conn,
    id: AccountLinkId,
    now: Instant,
) -> Result<Option<LinkRow>, StoreError> {
    Ok(account_links::table
        .filter(account_links::id.eq(Id(id.uuid())))
        .filter(account_links::ends_at.gt(now))
        .select(LinkRow::as_select())
        .first(conn)
        .optional()?)
}

/// The link of this token, where it can be used at `now`.
pub fn of_token(
    conn: &mut Conn,
    digest: &[u8],
    now: Instant,
) -> Result<Option<LinkRow>, StoreError> {
    Ok(account_links::table
        .filter(account_links::token_hash.eq(digest.to_vec()))
        .filter(account_links::ends_at.gt(now))
        .select(LinkRow::as_select())
        .first(conn)
        .optional()?)
}

/// Whether the owner has a link that lasts longer than until `ends_at`.
pub fn outlasts(conn: &mut Conn, owner: Id, ends_at: Instant) -> Result<bool, StoreError> {
    let link = account_links::table.find(owner).filter(account_links::ends_at.gt(ends_at));
    Ok(diesel::select(diesel::dsl::exists(link)).get_result(conn)?)
}

/// Uses the link of this token up: of many at once one does.
pub fn take(tx: &mut Conn, digest: &[u8], now: Instant) -> Result<bool, StoreError> {
    let link = account_links::table
        .filter(account_links::token_hash.eq(digest.to_vec()))
        .filter(account_links::ends_at.gt(now));
    Ok(diesel::delete(link).execute(tx)? == 1)
}

/// Ends the link of an account.
pub fn remove_of(tx: &mut Conn, owner: Id) -> Result<(), StoreError> {
    diesel::delete(account_links::table.find(owner)).execute(tx)?;
    Ok(())
}

/// Keeps where an account had its mail.
pub fn keep_former(tx: &mut Conn, row: &FormerRow) -> Result<(), StoreError> {
    diesel::insert_into(former_emails::table).values(row).execute(tx)?;
    Ok(())
}

/// The former address of this id, where it is still kept at `now`.
pub fn former(
    conn: &mut Conn,
    id: FormerEmailId,
    now: Instant,
) -> Result<Option<FormerRow>, StoreError> {
    Ok(former_emails::table
        .find(Id(id.uuid()))
        .filter(former_emails::ends_at.gt(now))
        .select(FormerRow::as_select())
        .first(conn)
        .optional()?)
}

/// Removes what has ended.
pub fn forget(tx: &mut Conn, now: Instant) -> Result<(), StoreError> {
    diesel::delete(account_links::table.filter(account_links::ends_at.le(now))).execute(tx)?;
    diesel::delete(former_emails::table.filter(former_emails::ends_at.le(now))).execute(tx)?;
    Ok(())
}

/// Whether anything has ended.
pub fn has_ended(conn: &mut Conn, now: Instant) -> Result<bool, StoreError> {
    let links = account_links::table.filter(account_links::ends_at.le(now)).count();
    let former = former_emails::table.filter(former_emails::ends_at.le(now)).count();
    Ok(links.get_result::<i64>(conn)? > 0 || former.get_result::<i64>(conn)? > 0)
}
