//! Ratings of answers: the scores, what was said with each of them, sealed and apart, and what was published of a month.

use std::collections::BTreeMap;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::case::Case;
use crate::domain::ids::{CaseKey, UnitId};
use crate::domain::records::rating::{RatedMonth, Rating, Score};
use crate::domain::time::Day;
use crate::store::backend::{Conn, insert_rows};
use crate::store::channel::{corrupt, service};
use crate::store::error::StoreError;
use crate::store::reports::{self, Kept};
use crate::store::schema::{cases, integrity_ratings, rating_months, ratings};
use crate::store::types::{Date, Id};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ratings, treat_none_as_default_value = false)]
struct RatingRow {
    case_key: i64,
    unit_id: Id,
    answered_on: Date,
    score: i32,
    first_on: Date,
    changed_on: Date,
}

impl TryFrom<RatingRow> for Rating {
    type Error = StoreError;

    fn try_from(row: RatingRow) -> Result<Self, StoreError> {
        Ok(Self {
            score: corrupt(Score::parse(row.score.into()), "ratings", "score")?,
            unit: UnitId::new(row.unit_id.0),
            answered_on: row.answered_on.0,
            first_on: row.first_on.0,
            changed_on: row.changed_on.0,
        })
    }
}

/// The rating of a service case.
pub fn get(conn: &mut Conn, case: CaseKey) -> Result<Option<Rating>, StoreError> {
    let found = ratings::table.find(case.number()).select(RatingRow::as_select());
    found.first(conn).optional()?.map(Rating::try_from).transpose()
}

/// Puts the rating of a service case in the place of the one before.
pub fn put(tx: &mut Conn, case: CaseKey, rating: &Rating) -> Result<(), StoreError> {
    remove(tx, case)?;
    let row = RatingRow {
        case_key: case.number(),
        unit_id: Id(rating.unit.uuid()),
        answered_on: Date(rating.answered_on),
        score: corrupt(i32::try_from(rating.score.points()).ok(), "ratings", "score")?,
        first_on: Date(rating.first_on),
        changed_on: Date(rating.changed_on),
    };
    diesel::insert_into(ratings::table).values(row).execute(tx)?;
    Ok(())
}

/// Removes the rating of a service case that goes on as a tip. What was said with it is sealed elsewhere, and stays with the
/// id of the case.
pub(in crate::store) fn remove(tx: &mut Conn, case: CaseKey) -> Result<(), StoreError> {
    diesel::delete(ratings::table.find(case.number())).execute(tx)?;
    Ok(())
}

/// So many cases are asked for at once: no database takes any number.
const PAGE: usize = 1000;

/// A rating with its case and what was filed with that.
pub type Whole = (Rating, Case, Option<Kept>);

/// The ratings of answers given behind the day `after` and up to `until`.
pub fn answered_between(
    conn: &mut Conn,
    after: Option<Day>,
    until: Day,
) -> Result<Vec<Whole>, StoreError> {
    let mut query = ratings::table
        .inner_join(cases::table)
        .filter(ratings::answered_on.le(Date(until)))
        .select((RatingRow::as_select(), service::CaseRow::as_select()))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(ratings::answered_on.gt(Date(after)));
    }
    let rows: Vec<(RatingRow, service::CaseRow)> = query.load(conn)?;
    let keys: Vec<i64> = rows.iter().map(|(rating, _)| rating.case_key).collect();
    let mut kept = BTreeMap::new();
    for page in keys.chunks(PAGE) {
        kept.append(&mut reports::of_keys(conn, page)?);
    }
    let whole = |(rating, case): (RatingRow, service::CaseRow)| {
        let kept = kept.remove(&rating.case_key);
        Ok((rating.try_into()?, case.try_into()?, kept))
    };
    rows.into_iter().map(whole).collect()
}

/// What was said with a rating, by an id that leads to no case without the keys.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = integrity_ratings, treat_none_as_default_value = false)]
struct OpinionRow {
    id: Id,
    sealed: Vec<u8>,
}

/// Puts what was said in the place of what was said before.
pub fn put_opinion(tx: &mut Conn, id: Uuid, sealed: Vec<u8>) -> Result<(), StoreError> {
    diesel::delete(integrity_ratings::table.find(Id(id))).execute(tx)?;
    let row = OpinionRow { id: Id(id), sealed };
    diesel::insert_into(integrity_ratings::table).values(row).execute(tx)?;
    Ok(())
}

/// What was said, sealed.
pub fn opinion(conn: &mut Conn, id: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
    let found = integrity_ratings::table.find(Id(id)).select(integrity_ratings::sealed);
    Ok(found.first(conn).optional()?)
}

/// Up to `limit` of what was said, from behind `after`, in the order of ids, which is that of nothing.
pub fn opinions(
    conn: &mut Conn,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<(Uuid, Vec<u8>)>, StoreError> {
    let rows: Vec<OpinionRow> = integrity_ratings::table
        .filter(integrity_ratings::id.gt(Id(after.unwrap_or_default())))
        .order(integrity_ratings::id)
        .limit(limit)
        .select(OpinionRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id.0, row.sealed)).collect())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = rating_months, treat_none_as_default_value = false)]
struct MonthRow {
    month: Date,
    unit_id: Id,
    count: i64,
    points: i64,
}

/// Publishes these months, for good.
pub fn publish(tx: &mut Conn, months: &[RatedMonth]) -> Result<(), StoreError> {
    let row = |one: &RatedMonth| MonthRow {
        month: Date(one.month),
        unit_id: Id(one.unit.uuid()),
        count: one.count,
        points: one.points,
    };
    let rows: Vec<MonthRow> = months.iter().map(row).collect();
    insert_rows!(tx, rating_months::table, rows)?;
    Ok(())
}

/// What was published of the months that begin from `from` to `to`, of all units or these.
pub fn published(
    conn: &mut Conn,
    (from, to): (Day, Day),
    units: Option<&[UnitId]>,
) -> Result<Vec<RatedMonth>, StoreError> {
    let mut query = rating_months::table
        .filter(rating_months::month.ge(Date(from)))
        .filter(rating_months::month.le(Date(to)))
        .order((rating_months::month, rating_months::unit_id))
        .select(MonthRow::as_select())
        .into_boxed();
    if let Some(units) = units {
        let ids: Vec<Id> = units.iter().map(|unit| Id(unit.uuid())).collect();
        query = query.filter(rating_months::unit_id.eq_any(ids));
    }
    let rows: Vec<MonthRow> = query.load(conn)?;
    let of = |row: MonthRow| RatedMonth {
        month: row.month.0,
        unit: UnitId::new(row.unit_id.0),
        count: row.count,
        points: row.points,
    };
    Ok(rows.into_iter().map(of).collect())
}
