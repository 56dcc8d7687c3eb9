//! Second factors of accounts: a sealed secret with the last step of the time that was used, codes that stand in for it once, and when whoever
//! has a session last showed them.

use diesel::prelude::*;

use crate::domain::time::{Day, Instant};
use crate::store::backend::{Conn, each_backend, insert_rows};
use crate::store::error::StoreError;
use crate::store::schema::{recovery_codes, second_factors, sessions};
use crate::store::types::{Date, Id};

/// A factor as it is kept.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone)]
#[diesel(table_name = second_factors, primary_key(user_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct FactorRow {
    pub user_id: Id,
    pub sealed: Vec<u8>,
    pub begun_at: Instant,
    /// First codes that were told so far.
    pub tries: i32,
    /// The last step of the time whose code was used: no code of it, or of one before, is taken any more.
    pub last_step: i64,
    /// Since when it is asked for; none while it waits for its first code.
    pub confirmed_on: Option<Date>,
}

/// A code that stands in for one of the time.
#[derive(Insertable)]
#[diesel(table_name = recovery_codes)]
struct CodeRow {
    user_id: Id,
    code_hash: Vec<u8>,
}

/// The factor of an account, also one that waits for its first code.
pub fn of(conn: &mut Conn, user: Id) -> Result<Option<FactorRow>, StoreError> {
    Ok(second_factors::table.find(user).select(FactorRow::as_select()).first(conn).optional()?)
}

/// Whether an account has a factor that is asked for.
pub fn is_confirmed(conn: &mut Conn, user: Id) -> Result<bool, StoreError> {
    Ok(!confirmed(conn, &[user])?.is_empty())
}

/// Which of these accounts have a factor that is asked for.
pub fn confirmed(conn: &mut Conn, users: &[Id]) -> Result<Vec<Id>, StoreError> {
    Ok(second_factors::table
        .filter(second_factors::user_id.eq_any(users.to_vec()))
        .filter(second_factors::confirmed_on.is_not_null())
        .select(second_factors::user_id)
        .load(conn)?)
}

/// Lets this factor wait for its first code, in the place of one that waited. The caller holds the account and has seen that none is asked for.
pub fn begin(tx: &mut Conn, row: &FactorRow) -> Result<(), StoreError> {
    each_backend!(tx, c => diesel::insert_into(second_factors::table)
        .values(row)
        .on_conflict(second_factors::user_id)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// Counts a first code before it is judged.
pub fn count_try(tx: &mut Conn, user: Id) -> Result<(), StoreError> {
    diesel::update(second_factors::table.find(user))
        .set(second_factors::tries.eq(second_factors::tries + 1))
        .execute(tx)?;
    Ok(())
}

/// Asks for this factor from now on, its first code being used up; whether it still waited.
pub fn confirm(tx: &mut Conn, row: &FactorRow, step: i64, day: Day) -> Result<bool, StoreError> {
    let waits = second_factors::table
        .find(row.user_id)
        .filter(second_factors::sealed.eq(row.sealed.clone()))
        .filter(second_factors::confirmed_on.is_null());
    let set =
        (second_factors::confirmed_on.eq(Some(Date(day))), second_factors::last_step.eq(step));
    Ok(diesel::update(waits).set(set).execute(tx)? == 1)
}

/// Uses a step of the time up: of many at once one does, and none of a step before.
pub fn take_step(tx: &mut Conn, user: Id, step: i64) -> Result<bool, StoreError> {
    let unused = second_factors::table
        .find(user)
        .filter(second_factors::confirmed_on.is_not_null())
        .filter(second_factors::last_step.lt(step));
    Ok(diesel::update(unused).set(second_factors::last_step.eq(step)).execute(tx)? == 1)
}

/// The hashes of the codes of an account that were not used.
pub fn codes(conn: &mut Conn, user: Id) -> Result<Vec<Vec<u8>>, StoreError> {
    Ok(recovery_codes::table
        .filter(recovery_codes::user_id.eq(user))
        .select(recovery_codes::code_hash)
        .load(conn)?)
}

/// Lets an account have these codes and no others.
pub fn put_codes(tx: &mut Conn, user: Id, hashes: Vec<Vec<u8>>) -> Result<(), StoreError> {
    remove_codes(tx, user)?;
    let row = |code_hash| CodeRow { user_id: user, code_hash };
    insert_rows!(tx, recovery_codes::table, hashes.into_iter().map(row))?;
    Ok(())
}

/// Uses a code up: of many at once one does.
pub fn take_code(tx: &mut Conn, user: Id, hash: &[u8]) -> Result<bool, StoreError> {
    let code = recovery_codes::table.find((user, hash.to_vec()));
    Ok(diesel::delete(code).execute(tx)? == 1)
}

fn remove_codes(tx: &mut Conn, user: Id) -> Result<(), StoreError> {
    let own = recovery_codes::table.filter(recovery_codes::user_id.eq(user));
    diesel::delete(own).execute(tx)?;
    Ok(())
}

/// Removes the factor of an account with its codes; whether there was one.
pub fn remove(tx: &mut Conn, user: Id) -> Result<bool, StoreError> {
    remove_codes(tx, user)?;
    Ok(diesel::delete(second_factors::table.find(user)).execute(tx)? == 1)
}

/// Notes that whoever has this session showed all that a sign-in asks for.
pub fn prove(tx: &mut Conn, digest: &[u8], now: Instant) -> Result<(), StoreError> {
    diesel::update(sessions::table.find(digest))
        .set(sessions::proven_at.eq(Some(now)))
        .execute(tx)?;
    Ok(())
}

/// When whoever has this session last showed it; none where that was used up.
pub fn proven_at(conn: &mut Conn, digest: &[u8]) -> Result<Option<Instant>, StoreError> {
    let found = sessions::table.find(digest).select(sessions::proven_at);
    Ok(found.first::<Option<Instant>>(conn).optional()?.flatten())
}

/// Uses up what was shown in this session at that moment: of many at once one does.
pub fn take_proof(tx: &mut Conn, digest: &[u8], at: Instant) -> Result<bool, StoreError> {
    let shown = sessions::table.find(digest).filter(sessions::proven_at.eq(Some(at)));
    let none: Option<Instant> = None;
    Ok(diesel::update(shown).set(sessions::proven_at.eq(none)).execute(tx)? == 1)
}
