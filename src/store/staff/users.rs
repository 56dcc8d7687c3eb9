//! Accounts of staff and their sessions.

use diesel::prelude::*;

use super::webhooks;
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::{UnitId, UserId};
use crate::domain::time::{Day, Instant};
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::{sessions, users};
use crate::store::types::{Date, Id};

/// An account as it is kept.
#[derive(Queryable, Selectable, Insertable, Clone)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub struct UserRow {
    pub id: Id,
    pub login: String,
    pub name: String,
    pub role: String,
    pub unit_id: Option<Id>,
    pub password_hash: String,
    pub active: bool,
    pub created_at: Instant,
    pub email: Option<String>,
    pub signed_in_on: Option<Date>,
}

impl UserRow {
    /// Whoever signs in with this account.
    pub fn actor(&self) -> Result<Actor, StoreError> {
        Ok(Actor {
            user_id: UserId::new(self.id.0),
            role: corrupt(Role::parse(&self.role), "users", "role")?,
            unit_id: self.unit_id.map(|id| UnitId::new(id.0)),
            name: self.name.clone(),
            below: std::sync::Arc::new([]),
            conflicts: std::sync::Arc::new([]),
            deputy: None,
        })
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct SessionRow {
    token_hash: Vec<u8>,
    user_id: Id,
    created_at: Instant,
    last_seen_at: Instant,
    expires_at: Instant,
}

/// The account of this login.
pub fn by_login(conn: &mut Conn, login: &str) -> Result<Option<UserRow>, StoreError> {
    Ok(users::table
        .filter(users::login.eq(login))
        .select(UserRow::as_select())
        .first(conn)
        .optional()?)
}

/// The account of this id.
pub fn get(conn: &mut Conn, id: UserId) -> Result<Option<UserRow>, StoreError> {
    Ok(users::table.find(Id(id.uuid())).select(UserRow::as_select()).first(conn).optional()?)
}

/// The open accounts of a role, by login.
pub fn of_role(conn: &mut Conn, role: Role) -> Result<Vec<UserRow>, StoreError> {
    Ok(users::table
        .filter(users::active.eq(true))
        .filter(users::role.eq(role.as_str()))
        .order(users::login.asc())
        .select(UserRow::as_select())
        .load(conn)?)
}

/// The open accounts of those who lead `unit`, as the head of the inspectorate leads his, who has been there longest first.
pub fn leaders_of(conn: &mut Conn, unit: UnitId) -> Result<Vec<UserRow>, StoreError> {
    let leads = [Role::UnitLeader, Role::InspectorateHead].map(Role::as_str);
    Ok(users::table
        .filter(users::active.eq(true))
        .filter(users::role.eq_any(leads))
        .filter(users::unit_id.eq(Some(Id(unit.uuid()))))
        .order((users::created_at.asc(), users::id.asc()))
        .select(UserRow::as_select())
        .load(conn)?)
}

/// The open accounts that belong to any of `units`, by login.
pub fn active_of(conn: &mut Conn, units: &[UnitId]) -> Result<Vec<UserRow>, StoreError> {
    let units: Vec<Option<Id>> = units.iter().map(|unit| Some(Id(unit.uuid()))).collect();
    Ok(users::table
        .filter(users::active.eq(true))
        .filter(users::unit_id.eq_any(units))
        .order(users::login.asc())
        .select(UserRow::as_select())
        .load(conn)?)
}

/// The account works for another unit, or as something else, from now on; its sessions and subscriptions end.
pub fn set_place(tx: &mut Conn, id: Id, unit: Option<Id>, role: &str) -> Result<(), StoreError> {
    diesel::update(users::table.find(id))
        .set((users::unit_id.eq(unit), users::role.eq(role)))
        .execute(tx)?;
    diesel::delete(sessions::table.filter(sessions::user_id.eq(id))).execute(tx)?;
    webhooks::remove_of(tx, id)
}

/// Adds an account.
///
/// # Errors
/// [`StoreError::Unique`] if the login is taken.
pub fn insert(tx: &mut Conn, user: &UserRow) -> Result<(), StoreError> {
    diesel::insert_into(users::table).values(user).execute(tx)?;
    Ok(())
}

/// Sets a new password and ends every session and subscription of the account.
pub fn set_password(tx: &mut Conn, id: Id, hash: &str) -> Result<(), StoreError> {
    diesel::update(users::table.find(id)).set(users::password_hash.eq(hash)).execute(tx)?;
    diesel::delete(sessions::table.filter(sessions::user_id.eq(id))).execute(tx)?;
    webhooks::remove_of(tx, id)
}

/// Sets or forgets the mail address.
pub fn set_email(tx: &mut Conn, id: Id, email: Option<&str>) -> Result<(), StoreError> {
    diesel::update(users::table.find(id)).set(users::email.eq(email)).execute(tx)?;
    Ok(())
}

/// Every account, by login.
pub fn all(conn: &mut Conn) -> Result<Vec<UserRow>, StoreError> {
    Ok(users::table.order(users::login.asc()).select(UserRow::as_select()).load(conn)?)
}

/// Closes an account and ends its sessions and subscriptions.
pub fn close(tx: &mut Conn, id: Id) -> Result<(), StoreError> {
    diesel::update(users::table.find(id)).set(users::active.eq(false)).execute(tx)?;
    diesel::delete(sessions::table.filter(sessions::user_id.eq(id))).execute(tx)?;
    webhooks::remove_of(tx, id)
}

/// Notes that somebody signs in on `day`, if the account is open and its password is still the one of `hash`: what was
/// changed while a sign-in was under way ends it. Whether that is so holds until the end of the transaction.
pub fn note_sign_in(tx: &mut Conn, id: Id, hash: &str, day: Day) -> Result<bool, StoreError> {
    let noted = diesel::update(users::table.find(id))
        .filter(users::active.eq(true))
        .filter(users::password_hash.eq(hash))
        .set(users::signed_in_on.eq(Some(Date(day))))
        .execute(tx)?;
    Ok(noted == 1)
}

/// Begins a session known by the hash of its token.
pub fn begin_session(
    tx: &mut Conn,
    digest: &[u8],
    user: Id,
    now: Instant,
    expires_at: Instant,
) -> Result<(), StoreError> {
    let row = SessionRow {
        token_hash: digest.to_vec(),
        user_id: user,
        created_at: now,
        last_seen_at: now,
        expires_at,
    };
    diesel::insert_into(sessions::table).values(row).execute(tx)?;
    Ok(())
}

/// The account of a session that is there, if it is open; both stay so until the end of the transaction.
pub fn hold_by_session(
    tx: &mut Conn,
    id: Id,
    digest: &[u8],
) -> Result<Option<UserRow>, StoreError> {
    let open = users::table.find(id).filter(users::active.eq(true));
    // Whoever closes, moves or gives another password changes this row first.
    let user = match tx {
        Conn::Sqlite(raw) => open.select(UserRow::as_select()).first(raw).optional()?,
        Conn::Postgres(raw) => {
            open.select(UserRow::as_select()).for_update().first(raw).optional()?
        }
    };
    let session = sessions::table.find(digest).filter(sessions::user_id.eq(id));
    let lives = session.count().get_result::<i64>(tx)? == 1;
    Ok(user.filter(|_| lives))
}

/// Ends a session; ending it twice is no fault.
pub fn end_session(tx: &mut Conn, digest: &[u8]) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(digest)).execute(tx)?;
    Ok(())
}

/// Notes that a session was used.
pub fn touch_session(tx: &mut Conn, digest: &[u8], now: Instant) -> Result<(), StoreError> {
    diesel::update(sessions::table.find(digest)).set(sessions::last_seen_at.eq(now)).execute(tx)?;
    Ok(())
}

/// The clocks of several machines may differ by so much.
const SKEW_SECONDS: i64 = 120;

/// The account behind a live session, with the moment it was last used.
pub fn by_session(
    conn: &mut Conn,
    digest: &[u8],
    now: Instant,
    idle_since: Instant,
) -> Result<Option<(UserRow, Instant)>, StoreError> {
    // One that was begun by a clock ahead of this one would be valid for longer than any session may be.
    let skew = now.plus_seconds(SKEW_SECONDS);
    Ok(sessions::table
        .inner_join(users::table)
        .filter(sessions::token_hash.eq(digest))
        .filter(sessions::created_at.le(skew))
        .filter(sessions::last_seen_at.le(skew))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(idle_since))
        .filter(users::active.eq(true))
        .select((UserRow::as_select(), sessions::last_seen_at))
        .first(conn)
        .optional()?)
}
