//! The cases of a quarter with all that a matter is folded from, read page by page.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::ids::CaseKey;
use crate::domain::obligation::Obligation;
use crate::domain::time::Day;
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::channel::service::{CaseRow, EventRow, ObligationRow};
use crate::store::error::StoreError;
use crate::store::reports::{self, Kept};
use crate::store::schema::{cases, events, obligations};
use crate::store::types::Date;

/// A service case with everything of it.
pub struct Whole {
    /// The case.
    pub case: Case,
    /// All it owes and owed.
    pub owed: Vec<Obligation>,
    /// All that happened.
    pub events: Vec<Event>,
    /// What was filed.
    pub kept: Kept,
}

/// The next cases after `after` that came between these days and that their units know of.
pub fn between(
    conn: &mut Conn,
    (first, last): (Day, Day),
    after: CaseKey,
    limit: i64,
) -> Result<Vec<Whole>, StoreError> {
    let rows: Vec<CaseRow> = cases::table
        .filter(cases::key.gt(after.number()))
        .filter(cases::received_on.ge(Date(first)))
        .filter(cases::received_on.le(Date(last)))
        .filter(cases::held_until.is_null())
        .order(cases::key)
        .limit(limit)
        .select(CaseRow::as_select())
        .load(conn)?;
    let found = rows.into_iter().map(Case::try_from).collect::<Result<Vec<_>, _>>()?;
    let keys: Vec<i64> = found.iter().map(|case| case.key.number()).collect();
    let owed: Vec<ObligationRow> = obligations::table
        .filter(obligations::case_key.eq_any(&keys))
        .select(ObligationRow::as_select())
        .load(conn)?;
    let happened: Vec<EventRow> = events::table
        .filter(events::case_key.eq_any(&keys))
        .order((events::case_key, events::n))
        .select(EventRow::as_select())
        .load(conn)?;
    let mut said = reports::of_keys(conn, &keys)?;
    let (mut owed, mut happened) =
        (by_case(owed, |row| row.case_key), by_case(happened, |row| row.case_key));
    let mut whole = Vec::with_capacity(found.len());
    for case in found {
        let key = case.key.number();
        let kept = corrupt(said.remove(&key), "reports", "case_key")?;
        let of = |rows: Option<Vec<ObligationRow>>| {
            rows.unwrap_or_default().into_iter().map(|row| row.of(case.id)).collect()
        };
        let owed: Result<Vec<_>, _> = of(owed.remove(&key));
        let rows = happened.remove(&key).unwrap_or_default();
        let events: Result<Vec<_>, _> = rows.into_iter().map(|row| row.of(case.id)).collect();
        whole.push(Whole { owed: owed?, events: events?, kept, case });
    }
    Ok(whole)
}

fn by_case<T>(rows: Vec<T>, key: impl Fn(&T) -> i64) -> BTreeMap<i64, Vec<T>> {
    let mut found: BTreeMap<i64, Vec<T>> = BTreeMap::new();
    for row in rows {
        found.entry(key(&row)).or_default().push(row);
    }
    found
}
