//! When each service case last changed, as each of its readers may know it: queues by time walk this beside the cases, so that no index of
//! theirs is paid for by a filing.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use uuid::Uuid;

use super::backend::Conn;
use super::channel::service::CaseRow;
use super::error::StoreError;
use super::schema::{case_changes, cases};
use super::types::{Id, sql as types};
use crate::domain::case::Case;
use crate::domain::ids::UnitId;
use crate::domain::time::Instant;

/// Whose walk it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Whoever sees all.
    All,
    /// The unit that holds the case.
    Holder(UnitId),
    /// Inspectors of the body that the case is about: they are told what a unit is told.
    Accused(UnitId),
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    /// The last received first.
    Received,
    /// The last changed first.
    Changed,
    /// What changed at this moment or later, the earliest first.
    Since(Instant),
    /// What changed at this moment or before, the earliest first.
    Until(Instant),
}

/// A place in a walk: when the case changed, and its key.
pub type Entry = (Instant, i64);

impl Reader {
    const fn parts(self) -> (&'static str, Id) {
        match self {
            Self::All => ("all", Id(Uuid::nil())),
            Self::Holder(unit) => ("holder", Id(unit.uuid())),
            Self::Accused(unit) => ("accused", Id(unit.uuid())),
        }
    }
}

impl Walk {
    /// Whether `one` stands before `other` in this order, for sorting.
    pub fn compare(self, one: &Entry, other: &Entry) -> std::cmp::Ordering {
        match self {
            Self::Received => other.1.cmp(&one.1),
            Self::Changed => other.cmp(one),
            Self::Since(_) | Self::Until(_) => one.cmp(other),
        }
    }
}

/// Everything that there is of a case; what nobody reads is of nobody.
const WHOLE: &str = "INSERT INTO case_changes (case_key, side, reader_id, at) \
     VALUES ($1, 'all', $2, $3), ($1, 'holder', $4, $5), ($1, 'accused', $6, $5) ON CONFLICT (case_key, side) ";
/// What those know who see all.
const INSPECTORS: &str = "INSERT INTO case_changes (case_key, side, reader_id, at) \
     VALUES ($1, 'all', $2, $3) ON CONFLICT (case_key, side) ";
/// What an earlier moment would hide from whoever asks since then stays at the later one, as long as the reader is the same.
const ANEW: &str = "DO UPDATE SET reader_id = excluded.reader_id, at = CASE \
     WHEN case_changes.reader_id = excluded.reader_id AND case_changes.at > excluded.at \
     THEN case_changes.at ELSE excluded.at END";
const UNLESS_THERE: &str = "DO NOTHING";

/// Who reads `case` as a holder, and who as the accused body; nobody what no unit knows of.
fn told(case: &Case) -> [Id; 2] {
    let from = case.course.called_up_from;
    let known = case.held_until.is_none();
    let holder = known && from.is_none() && !case.is_unsigned();
    let accused = case.accused.filter(|unit| known && from != Some(*unit));
    [Some(case.holder).filter(|_| holder), accused]
        .map(|unit| Id(unit.map_or(Uuid::nil(), UnitId::uuid)))
}

fn whole(tx: &mut Conn, case: &Case, at: Instant, then: &str) -> Result<(), StoreError> {
    let [holder, accused] = told(case);
    // Of the moment of a change a unit is told no more than by a queue that it reads all day.
    let mark = at.half_hour_mark();
    diesel::sql_query(format!("{WHOLE}{then}"))
        .bind::<BigInt, _>(case.key.number())
        .bind::<types::Id, _>(Id(Uuid::nil()))
        .bind::<types::Moment, _>(at)
        .bind::<types::Id, _>(holder)
        .bind::<types::Moment, _>(mark)
        .bind::<types::Id, _>(accused)
        .execute(tx)?;
    Ok(())
}

/// Notes that a service case changed at `at`; `inspectors_own` where nobody else may know of it.
pub fn note(
    tx: &mut Conn,
    case: &Case,
    at: Instant,
    inspectors_own: bool,
) -> Result<(), StoreError> {
    if !inspectors_own {
        return whole(tx, case, at, ANEW);
    }
    diesel::sql_query(format!("{INSPECTORS}{ANEW}"))
        .bind::<BigInt, _>(case.key.number())
        .bind::<types::Id, _>(Id(Uuid::nil()))
        .bind::<types::Moment, _>(at)
        .execute(tx)?;
    Ok(())
}

/// Notes of cases of which nothing was noted yet that they are there since `at`.
pub fn begin(tx: &mut Conn, keys: &[i64], at: Instant) -> Result<(), StoreError> {
    let there = cases::table.filter(cases::key.eq_any(keys)).order(cases::key.asc());
    let there = there.select(cases::key);
    // Whoever changes one of them waits until this transaction is over.
    let keys: Vec<i64> = match tx {
        Conn::Postgres(conn) => there.for_share().load(conn)?,
        Conn::Sqlite(conn) => there.load(conn)?,
    };
    let rows = cases::table.filter(cases::key.eq_any(keys)).order(cases::key.asc());
    let rows: Vec<CaseRow> = rows.select(CaseRow::as_select()).load(tx)?;
    rows.into_iter().try_for_each(|row| whole(tx, &row.try_into()?, at, UNLESS_THERE))
}

/// Removes what is noted of a case that goes on as a tip.
pub fn remove(tx: &mut Conn, key: i64) -> Result<(), StoreError> {
    diesel::delete(case_changes::table.filter(case_changes::case_key.eq(key))).execute(tx)?;
    Ok(())
}

/// The next `most` entries of one walk behind `after`.
pub fn entries(
    conn: &mut Conn,
    reader: Reader,
    walk: Walk,
    after: Option<Entry>,
    most: i64,
) -> Result<Vec<Entry>, StoreError> {
    let (side, id) = reader.parts();
    let mut query = case_changes::table
        .filter(case_changes::side.eq(side))
        .filter(case_changes::reader_id.eq(id))
        .select((case_changes::at, case_changes::case_key))
        .limit(most)
        .into_boxed();
    let pair = |(at, key): Entry, relation: &'static str| {
        diesel::dsl::sql::<Bool>("(at, case_key) ")
            .sql(relation)
            .sql(" (")
            .bind::<types::Moment, _>(at)
            .sql(", ")
            .bind::<BigInt, _>(key)
            .sql(")")
    };
    query = match walk {
        Walk::Received => {
            if let Some((_, key)) = after {
                query = query.filter(case_changes::case_key.lt(key));
            }
            query.order(case_changes::case_key.desc())
        }
        Walk::Changed => {
            if let Some(place) = after {
                query = query.filter(pair(place, "<"));
            }
            query.order((case_changes::at.desc(), case_changes::case_key.desc()))
        }
        Walk::Since(first) => {
            query = match after {
                Some(place) => query.filter(pair(place, ">")),
                None => query.filter(case_changes::at.ge(first)),
            };
            query.order((case_changes::at.asc(), case_changes::case_key.asc()))
        }
        Walk::Until(last) => {
            if let Some(place) = after {
                query = query.filter(pair(place, ">"));
            }
            query
                .filter(case_changes::at.le(last))
                .order((case_changes::at.asc(), case_changes::case_key.asc()))
        }
    };
    Ok(query.load(conn)?)
}
