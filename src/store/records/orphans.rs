//! Objects that belong to no file, and since when that is known: one that this database may have forgotten is not removed at once.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::time::Instant;
use crate::store::backend::{Conn, each_backend};
use crate::store::error::StoreError;
use crate::store::schema::orphans;
use crate::store::types::Id;

/// An object that belongs to nobody, and since when that is known; nothing of one that nobody can want any more.
pub type Orphan = (Uuid, Option<Instant>);

/// Notes that these belong to nobody; what was noted of one before stands.
pub fn note(tx: &mut Conn, noted: &[Orphan]) -> Result<(), StoreError> {
    for (id, found_at) in noted {
        let row = (orphans::id.eq(Id(*id)), orphans::found_at.eq(*found_at));
        each_backend!(&mut *tx, c => diesel::insert_into(orphans::table)
            .values(row)
            .on_conflict(orphans::id)
            .do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Everything that is noted.
pub fn all(conn: &mut Conn) -> Result<Vec<Orphan>, StoreError> {
    let rows: Vec<(Id, Option<Instant>)> =
        orphans::table.order(orphans::id).select((orphans::id, orphans::found_at)).load(conn)?;
    Ok(rows.into_iter().map(|(id, found_at)| (id.0, found_at)).collect())
}

/// Forgets these: they are not there any more, or belong to somebody again.
pub fn forget(tx: &mut Conn, ids: &[Uuid]) -> Result<(), StoreError> {
    let of = orphans::table.filter(orphans::id.eq_any(ids.iter().copied().map(Id)));
    diesel::delete(of).execute(tx)?;
    Ok(())
}
