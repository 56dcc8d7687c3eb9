//! Accounts of staff and their sessions.

use diesel::prelude::*;

use super::{account_requests, links, webhooks};
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::{UnitId, UserId};
use crate::domain::running::account::Keeper;
use crate::domain::time::{Day, Instant};
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::records::exports;
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
    pub made_by: Option<Id>,
    pub changed_by: Option<Id>,
    pub changed_at: Option<Instant>,
    /// Since when an administrator has put this address in the place of another.
    pub email_since: Option<Instant>,
}

/// Which accounts a list shows, from behind a login.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    pub role: Option<Role>,
    pub units: Option<Vec<UnitId>>,
    pub active: Option<bool>,
    /// Only those for which something waits to be confirmed, still at this moment.
    pub waiting_at: Option<Instant>,
    pub after: Option<String>,
}

impl UserRow {
    /// This account as that of an administrator who asks or confirms.
    pub fn keeper(&self) -> Keeper {
        let of = |id: Option<Id>| id.map(|id| UserId::new(id.0));
        Keeper {
            id: UserId::new(self.id.0),
            name: self.name.clone(),
            email: self.email.clone(),
            made_by: of(self.made_by),
            made_at: self.created_at,
            changed_by: of(self.changed_by),
            changed_at: self.changed_at,
        }
    }

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

/// A session.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub struct SessionRow {
    pub token_hash: Vec<u8>,
    user_id: Id,
    pub created_at: Instant,
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

/// A page of accounts, by login.
pub fn page(
    conn: &mut Conn,
    filter: &AccountFilter,
    limit: i64,
) -> Result<Vec<UserRow>, StoreError> {
    let mut query = users::table
        .order(users::login.asc())
        .limit(limit)
        .select(UserRow::as_select())
        .into_boxed();
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role.as_str()));
    }
    if let Some(units) = &filter.units {
        let units: Vec<Option<Id>> = units.iter().map(|unit| Some(Id(unit.uuid()))).collect();
        query = query.filter(users::unit_id.eq_any(units));
    }
    if let Some(active) = filter.active {
        query = query.filter(users::active.eq(active));
    }
    if let Some(now) = filter.waiting_at {
        let waiting = account_requests::waiting(conn, now)?;
        query = query.filter(users::id.eq_any(waiting));
    }
    if let Some(after) = &filter.after {
        query = query.filter(users::login.gt(after.clone()));
    }
    Ok(query.load(conn)?)
}

/// The account of this id, which nobody else changes until the end of the transaction.
pub fn hold(tx: &mut Conn, id: UserId) -> Result<Option<UserRow>, StoreError> {
    let row = users::table.find(Id(id.uuid()));
    Ok(match tx {
        // Whoever writes to SQLite is alone.
        Conn::Sqlite(raw) => row.select(UserRow::as_select()).first(raw).optional()?,
        Conn::Postgres(raw) => {
            row.select(UserRow::as_select()).for_update().first(raw).optional()?
        }
    })
}

/// As [`hold`], by login; as many steps where there is none.
pub fn hold_by_login(tx: &mut Conn, login: &str) -> Result<Option<UserRow>, StoreError> {
    let row = users::table.filter(users::login.eq(login));
    Ok(match tx {
        Conn::Sqlite(raw) => row.select(UserRow::as_select()).first(raw).optional()?,
        Conn::Postgres(raw) => {
            row.select(UserRow::as_select()).for_update().first(raw).optional()?
        }
    })
}

/// Whatever was opened with an account ends: its sessions but the one that is `kept`, its subscriptions, the files it took out, a link that sets its
/// password, and what waits to be confirmed for it or was asked for by it.
pub fn cut_off(tx: &mut Conn, id: Id, kept: Option<&[u8]>) -> Result<(), StoreError> {
    end_sessions(tx, id, kept)?;
    webhooks::remove_of(tx, id)?;
    exports::remove_of(tx, id)?;
    links::remove_of(tx, id)?;
    account_requests::remove_of(tx, id)
}

/// Ends every session of an account but the one that is `kept`; how many they were.
pub fn end_sessions(tx: &mut Conn, id: Id, kept: Option<&[u8]>) -> Result<usize, StoreError> {
    let own = sessions::table.filter(sessions::user_id.eq(id));
    Ok(match kept {
        Some(kept) => {
            diesel::delete(own.filter(sessions::token_hash.ne(kept.to_vec()))).execute(tx)?
        }
        None => diesel::delete(own).execute(tx)?,
    })
}

/// The sessions of an account that can be used at `now`, in no order that tells anything.
pub fn sessions_of(
    conn: &mut Conn,
    id: UserId,
    now: Instant,
    idle_since: Instant,
) -> Result<Vec<SessionRow>, StoreError> {
    Ok(sessions::table
        .filter(sessions::user_id.eq(Id(id.uuid())))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(idle_since))
        .order(sessions::token_hash.asc())
        .select(SessionRow::as_select())
        .load(conn)?)
}

/// The account works for another unit, or as something else, from now on; whatever was opened with it ends.
pub fn set_place(tx: &mut Conn, id: Id, unit: Option<Id>, role: &str) -> Result<(), StoreError> {
    diesel::update(users::table.find(id))
        .set((users::unit_id.eq(unit), users::role.eq(role)))
        .execute(tx)?;
    cut_off(tx, id, None)
}

/// Adds an account.
///
/// # Errors
/// [`StoreError::Unique`] if the login is taken.
pub fn insert(tx: &mut Conn, user: &UserRow) -> Result<(), StoreError> {
    diesel::insert_into(users::table).values(user).execute(tx)?;
    Ok(())
}

/// Sets a new password, or with an empty `hash` none at all, and ends whatever was opened with the account but the session that is
/// `kept`.
pub fn set_password(
    tx: &mut Conn,
    id: Id,
    hash: &str,
    kept: Option<&[u8]>,
) -> Result<(), StoreError> {
    diesel::update(users::table.find(id)).set(users::password_hash.eq(hash)).execute(tx)?;
    cut_off(tx, id, kept)
}

/// Sets or forgets the mail address, which is there instead of another `since` then. A link that was mailed to the one before ends, and so does
/// what was to be mailed there.
pub fn set_email(
    tx: &mut Conn,
    id: Id,
    email: Option<&str>,
    since: Option<Instant>,
) -> Result<(), StoreError> {
    diesel::update(users::table.find(id))
        .set((users::email.eq(email), users::email_since.eq(since)))
        .execute(tx)?;
    links::remove_of(tx, id)?;
    account_requests::remove_for(tx, id)
}

/// The address is there as if it had always been.
pub fn prove_email(tx: &mut Conn, id: Id) -> Result<(), StoreError> {
    let none: Option<Instant> = None;
    diesel::update(users::table.find(id)).set(users::email_since.eq(none)).execute(tx)?;
    Ok(())
}

/// Sets the name.
pub fn set_name(tx: &mut Conn, id: Id, name: &str) -> Result<(), StoreError> {
    diesel::update(users::table.find(id)).set(users::name.eq(name)).execute(tx)?;
    Ok(())
}

/// Notes which administrator changed the account; none stands for several.
pub fn note_change(
    tx: &mut Conn,
    id: Id,
    by: Option<UserId>,
    at: Instant,
) -> Result<(), StoreError> {
    let by = by.map(|by| Id(by.uuid()));
    diesel::update(users::table.find(id))
        .set((users::changed_by.eq(by), users::changed_at.eq(Some(at))))
        .execute(tx)?;
    Ok(())
}

/// Every account, by login.
pub fn all(conn: &mut Conn) -> Result<Vec<UserRow>, StoreError> {
    Ok(users::table.order(users::login.asc()).select(UserRow::as_select()).load(conn)?)
}

/// Closes an account and ends whatever was opened with it.
pub fn close(tx: &mut Conn, id: Id) -> Result<(), StoreError> {
    diesel::update(users::table.find(id)).set(users::active.eq(false)).execute(tx)?;
    cut_off(tx, id, None)
}

/// Opens an account that nobody can sign in with before a link has set its password.
pub fn open(tx: &mut Conn, id: Id) -> Result<(), StoreError> {
    diesel::update(users::table.find(id))
        .set((users::active.eq(true), users::password_hash.eq("")))
        .execute(tx)?;
    cut_off(tx, id, None)
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
    // Whoever closes, moves or gives another password changes this row first.
    let user = hold(tx, UserId::new(id.0))?.filter(|user| user.active);
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
