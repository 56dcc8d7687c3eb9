//! Where each member of staff works and worked, as what, and how that came.

use diesel::prelude::*;

use crate::domain::actor::PostingCause;
use crate::domain::ids::{UnitId, UserId};
use crate::domain::time::{Day, Instant};
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::schema::postings;
use crate::store::types::{Date, Id};

/// One posting. A change ends it and begins the next; none is ever rewritten otherwise.
#[derive(Queryable, Selectable, Insertable, Clone, Debug, PartialEq, Eq)]
#[diesel(table_name = postings, treat_none_as_default_value = false)]
pub struct PostingRow {
    pub user_id: Id,
    pub n: i32,
    pub unit_id: Option<Id>,
    pub role: String,
    pub since_on: Date,
    pub until_on: Option<Date>,
    pub cause: String,
    pub noted_at: Instant,
}

/// What begins.
#[derive(Debug, Clone, Copy)]
pub struct Begun<'a> {
    pub unit: Option<Id>,
    pub role: &'a str,
    pub since: Day,
    pub cause: PostingCause,
    pub at: Instant,
}

/// Every posting of `user`, the first one first.
pub fn of(conn: &mut Conn, user: UserId) -> Result<Vec<PostingRow>, StoreError> {
    Ok(postings::table
        .filter(postings::user_id.eq(Id(user.uuid())))
        .order(postings::n.asc())
        .select(PostingRow::as_select())
        .load(conn)?)
}

/// The current posting ends on `until`, or on its own first day where that is later.
pub fn end(tx: &mut Conn, user: Id, until: Day) -> Result<(), StoreError> {
    for row in of(tx, UserId::new(user.0))?.into_iter().filter(|row| row.until_on.is_none()) {
        let last = Date(until.max(row.since_on.0));
        diesel::update(postings::table.find((row.user_id, row.n)))
            .set(postings::until_on.eq(Some(last)))
            .execute(tx)?;
    }
    Ok(())
}

/// The next posting begins; the one before must have ended.
pub fn begin(tx: &mut Conn, user: Id, begun: Begun<'_>) -> Result<(), StoreError> {
    let last = of(tx, UserId::new(user.0))?.last().map_or(0, |row| row.n);
    let row = PostingRow {
        user_id: user,
        n: last + 1,
        unit_id: begun.unit,
        role: begun.role.to_owned(),
        since_on: Date(begun.since),
        until_on: None,
        cause: begun.cause.as_str().to_owned(),
        noted_at: begun.at,
    };
    diesel::insert_into(postings::table).values(row).execute(tx)?;
    Ok(())
}

/// Units that `user` left, each with the last day there.
pub fn left(conn: &mut Conn, user: UserId) -> Result<Vec<(UnitId, Day)>, StoreError> {
    let ended = |row: PostingRow| Some((UnitId::new(row.unit_id?.0), row.until_on?.0));
    Ok(of(conn, user)?.into_iter().filter_map(ended).collect())
}
