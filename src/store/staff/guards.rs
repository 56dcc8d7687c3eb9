//! What stands between a guess at a password and its judgement: one row an account, and one for each network from which
//! somebody signed in with it before. Keyed hashes only.

use diesel::prelude::*;

use crate::domain::running::sign_in_throttle::Guard;
use crate::domain::time::{Day, Instant};
use crate::store::backend::{Conn, each_backend};
use crate::store::error::StoreError;
use crate::store::schema::sign_in_guards;
use crate::store::types::{Date, Id};

/// A guard as it is kept.
#[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug)]
#[diesel(table_name = sign_in_guards, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct GuardRow {
    /// The keyed hash of the account, or of account and network.
    pub guard: Vec<u8>,
    /// The account, of a network that it knows.
    pub user_id: Option<Id>,
    pub failures: i32,
    pub failed_on: Date,
    pub locked_until: Option<Instant>,
    pub untold: i32,
    /// When somebody last signed in from a network that the account knows.
    pub seen_on: Option<Date>,
}

impl GuardRow {
    /// A row that nobody has guessed at.
    pub fn new(guard: &[u8], user: Option<Id>, today: Day) -> Self {
        let row = Self {
            guard: guard.to_vec(),
            user_id: user,
            failures: 0,
            failed_on: Date(today),
            locked_until: None,
            untold: 0,
            seen_on: user.map(|_| Date(today)),
        };
        row.with(Guard::new(today))
    }

    /// What it says.
    pub fn read(&self) -> Guard {
        Guard {
            failures: self.failures,
            failed_on: self.failed_on.0,
            locked_until: self.locked_until,
            untold: self.untold,
        }
    }

    /// The same row, saying this.
    #[must_use]
    pub fn with(self, guard: Guard) -> Self {
        Self {
            failures: guard.failures,
            failed_on: Date(guard.failed_on),
            locked_until: guard.locked_until,
            untold: guard.untold,
            ..self
        }
    }
}

/// The row of this hash, which nobody else changes until the end of the transaction.
pub fn hold(tx: &mut Conn, guard: &[u8]) -> Result<Option<GuardRow>, StoreError> {
    let row = sign_in_guards::table.find(guard);
    Ok(match tx {
        // Whoever writes to SQLite is alone.
        Conn::Sqlite(raw) => row.select(GuardRow::as_select()).first(raw).optional()?,
        Conn::Postgres(raw) => {
            row.select(GuardRow::as_select()).for_update().first(raw).optional()?
        }
    })
}

/// As [`hold`], making the row where there is none: two that begin at the same time wait for each other too.
pub fn hold_or_make(tx: &mut Conn, fresh: &GuardRow) -> Result<GuardRow, StoreError> {
    each_backend!(&mut *tx, c => diesel::insert_into(sign_in_guards::table)
        .values(fresh)
        .on_conflict(sign_in_guards::guard)
        .do_nothing()
        .execute(c))?;
    Ok(hold(tx, &fresh.guard)?.unwrap_or_else(|| fresh.clone()))
}

/// Keeps what a held row says now.
pub fn put(tx: &mut Conn, row: &GuardRow) -> Result<(), StoreError> {
    each_backend!(tx, c => diesel::insert_into(sign_in_guards::table)
        .values(row)
        .on_conflict(sign_in_guards::guard)
        .do_update()
        .set(row)
        .execute(c))?;
    Ok(())
}

/// The networks that an account knows, the latest first, held as by [`hold`].
pub fn known(tx: &mut Conn, user: Id) -> Result<Vec<GuardRow>, StoreError> {
    let rows = sign_in_guards::table.filter(sign_in_guards::user_id.eq(Some(user)));
    let order = (sign_in_guards::seen_on.desc(), sign_in_guards::guard.asc());
    Ok(match tx {
        Conn::Sqlite(raw) => rows.order(order).select(GuardRow::as_select()).load(raw)?,
        Conn::Postgres(raw) => {
            rows.order(order).select(GuardRow::as_select()).for_update().load(raw)?
        }
    })
}

/// Forgets one.
pub fn remove(tx: &mut Conn, guard: &[u8]) -> Result<(), StoreError> {
    diesel::delete(sign_in_guards::table.find(guard)).execute(tx)?;
    Ok(())
}
