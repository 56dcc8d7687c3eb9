//! Leases: what only one process of several should do at a time.

use diesel::prelude::*;
use uuid::Uuid;

use super::backend::{Conn, each_backend};
use super::error::StoreError;
use super::schema::leases;
use super::types::Id;
use crate::domain::time::Instant;

/// Takes or renews the lease `name` for `holder` until `until`. `false` while another holds it.
pub fn take(
    tx: &mut Conn,
    name: &str,
    holder: Uuid,
    now: Instant,
    until: Instant,
) -> Result<bool, StoreError> {
    let row = (leases::name.eq(name), leases::holder.eq(Id(holder)), leases::until.eq(until));
    let new = each_backend!(&mut *tx, c => diesel::insert_into(leases::table)
        .values(row)
        .on_conflict(leases::name)
        .do_nothing()
        .execute(c))?;
    if new == 1 {
        return Ok(true);
    }
    let mine = diesel::update(leases::table.find(name))
        .filter(leases::holder.eq(Id(holder)).or(leases::until.le(now)))
        .set((leases::holder.eq(Id(holder)), leases::until.eq(until)))
        .execute(tx)?;
    Ok(mine == 1)
}
