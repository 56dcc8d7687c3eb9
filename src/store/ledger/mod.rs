//! The ledger as it is kept: append only, summed for every figure.

mod counting;
mod lateness;
mod published;
mod published_days;
mod published_parts;
mod sums;
mod told;

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use uuid::Uuid;

use crate::domain::event::Event;
use crate::domain::ids::{CaseId, CaseKey, UnitId};
use crate::domain::kind::Kind;
use crate::domain::ledger::{Entry, Metric};
use crate::domain::time::Day;
use crate::store::backend::{Conn, insert_rows};
use crate::store::channel::corrupt;
use crate::store::channel::service::EventRow;
use crate::store::error::StoreError;
use crate::store::schema::{called_up, cases, events, ledger_entries};
use crate::store::types::{Date, Id, sql};

pub use counting::COUNTED;
pub use lateness::late;
pub use published::{publish, published, published_quarters, take_back, unpublished};
pub use published_days::{WAITED, published_days};
pub use published_parts::published_parts;
pub use sums::{due, reopen, sum_up, wrong};
pub use told::{Told, accepts, accepts_query, answered, answered_query};

/// One entry as it is kept.
pub struct LedgerRow {
    row: EntryRow,
    /// Whether its month may have been summed up.
    is_late: bool,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger_entries, treat_none_as_default_value = false)]
struct EntryRow {
    case_key: i64,
    n: i32,
    unit_id: Id,
    cohort_on: Date,
    metric: String,
    kind: String,
    delta: i32,
}

impl LedgerRow {
    /// The row of `entry`, of the case with this key. A month that ended before `open_from` may have been summed up.
    pub fn new(case: CaseKey, entry: &Entry, open_from: Day) -> Self {
        let row = EntryRow {
            case_key: case.number(),
            n: entry.n,
            unit_id: Id(entry.unit_id.uuid()),
            cohort_on: Date(entry.cohort_on),
            metric: entry.metric.as_str().to_owned(),
            kind: entry.kind.as_str().to_owned(),
            delta: entry.delta,
        };
        Self { row, is_late: entry.cohort_on < open_from }
    }
}

/// Appends entries.
pub fn append<'r>(
    tx: &mut Conn,
    rows: impl IntoIterator<Item = &'r LedgerRow> + Clone,
) -> Result<(), StoreError> {
    insert_rows!(tx, ledger_entries::table, rows.clone().into_iter().map(|one| &one.row))?;
    sums::note_late(tx, rows.into_iter().filter(|one| one.is_late).map(|one| &one.row))
}

/// One summed cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Whose.
    pub unit_id: UnitId,
    /// The first day of the month.
    pub month: Day,
    /// What.
    pub metric: Metric,
    /// Of which kind of report.
    pub kind: Kind,
    /// How many.
    pub count: i64,
}

#[derive(QueryableByName)]
struct DayRow {
    #[diesel(sql_type = sql::Id)]
    unit_id: Id,
    #[diesel(sql_type = sql::CivilDay)]
    cohort_on: Date,
    #[diesel(sql_type = Text)]
    metric: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Sums by unit, month, metric and kind over cohort days from `from` to `to`, both included: of a month that was summed up the
/// sum, of other days their entries. To be read in one transaction, or a month may be summed up in between.
pub fn cells(
    conn: &mut Conn,
    from: Day,
    to: Day,
    unit: Option<UnitId>,
) -> Result<Vec<Cell>, StoreError> {
    let months = sums::months(conn, from, to)?;
    let mut found: BTreeMap<(Day, UnitId, String, String), i64> = BTreeMap::new();
    for month in &months {
        for (unit, metric, kind, count) in sums::of(conn, *month, unit)? {
            *found.entry((*month, UnitId::new(unit.0), metric, kind)).or_default() += count;
        }
    }
    for stretch in sums::between(from, to, &months) {
        for row in counted(conn, stretch, unit)? {
            let month = row.cohort_on.0.first_of_month();
            let place = (month, UnitId::new(row.unit_id.0), row.metric, row.kind);
            *found.entry(place).or_default() += row.count;
        }
    }
    found
        .into_iter()
        .map(|((month, unit_id, metric, kind), count)| {
            let metric = corrupt(Metric::parse(&metric), "ledger_entries", "metric")?;
            let kind = corrupt(Kind::parse(&kind), "ledger_entries", "kind")?;
            Ok(Cell { unit_id, month, metric, kind, count })
        })
        .collect()
}

/// Sums by unit, day, metric and kind. In the order of the index, unit by unit: nothing is sorted, however much there is.
fn counted(
    conn: &mut Conn,
    (from, to): (Day, Day),
    unit: Option<UnitId>,
) -> Result<Vec<DayRow>, StoreError> {
    let only = if unit.is_some() { "AND units.id = $3" } else { "" };
    let text = format!(
        "SELECT units.id AS unit_id, e.cohort_on AS cohort_on, e.metric AS metric, e.kind AS kind, \
         CAST(SUM(e.delta) AS BIGINT) AS count FROM units CROSS JOIN ledger_entries e \
         WHERE e.unit_id = units.id AND e.cohort_on >= $1 AND e.cohort_on <= $2 {only} \
         GROUP BY units.id, e.cohort_on, e.metric, e.kind"
    );
    let query = diesel::sql_query(text)
        .bind::<sql::CivilDay, _>(Date(from))
        .bind::<sql::CivilDay, _>(Date(to));
    Ok(match unit {
        Some(unit) => query.bind::<sql::Id, _>(Id(unit.uuid())).load(conn)?,
        None => query.load(conn)?,
    })
}

/// The entries of events after `after` and up to `last`, or to the end; for `stats verify` also those of no case, which are
/// counted in every figure and follow from nothing. Of what was called up and became a tip no events are left: [`unbalanced`].
pub fn entries_between(
    conn: &mut Conn,
    after: Option<EventPlace>,
    last: Option<EventPlace>,
) -> Result<Vec<Entry>, StoreError> {
    let mut query = ledger_entries::table
        .left_join(cases::table)
        .left_join(called_up::table.on(called_up::case_key.eq(ledger_entries::case_key)))
        .filter(cases::id.is_not_null().or(called_up::case_key.is_null()))
        .select((EntryRow::as_select(), cases::id.nullable()))
        .into_boxed();
    if let Some((key, n)) = after {
        let key = key.number();
        query = query
            .filter(ledger_entries::case_key.ge(key))
            .filter(ledger_entries::case_key.gt(key).or(ledger_entries::n.gt(n)));
    }
    if let Some((key, n)) = last {
        let key = key.number();
        query = query
            .filter(ledger_entries::case_key.le(key))
            .filter(ledger_entries::case_key.lt(key).or(ledger_entries::n.le(n)));
    }
    let rows: Vec<(EntryRow, Option<Id>)> = query.load(conn)?;
    rows.into_iter()
        .map(|(row, case)| {
            Ok(Entry {
                case_id: CaseId::new(case.map_or_else(Uuid::nil, |case| case.0)),
                n: row.n,
                unit_id: UnitId::new(row.unit_id.0),
                cohort_on: row.cohort_on.0,
                metric: corrupt(Metric::parse(&row.metric), "ledger_entries", "metric")?,
                kind: corrupt(Kind::parse(&row.kind), "ledger_entries", "kind")?,
                delta: row.delta,
            })
        })
        .collect()
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// What of a case that was called up and became a tip does not come out as it must: it arrived once, and everything that was
/// opened went elsewhere in time, so that nothing of it is anybody's merit or fault.
pub fn unbalanced(conn: &mut Conn) -> Result<usize, StoreError> {
    let sum = |metric: &str| format!("SUM(CASE metric WHEN '{metric}' THEN delta ELSE 0 END)");
    let [filed, opened, met, missed, released] =
        ["filed", "opened", "met", "missed", "released"].map(sum);
    let text = format!(
        "WITH gone AS (SELECT e.case_key, e.unit_id, e.cohort_on, e.metric, e.delta FROM called_up u \
         JOIN ledger_entries e ON e.case_key = u.case_key \
         WHERE NOT EXISTS (SELECT 1 FROM cases c WHERE c.key = u.case_key)) \
         SELECT COUNT(*) AS n FROM (SELECT case_key FROM gone GROUP BY case_key, unit_id, cohort_on \
         HAVING {met} <> 0 OR {missed} <> 0 OR {opened} <> {released} \
         UNION ALL SELECT case_key FROM gone GROUP BY case_key HAVING {filed} <> 1) AS wrong"
    );
    let Count { n } = diesel::sql_query(text).get_result(conn)?;
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

/// A place in the order of all service events.
pub type EventPlace = (CaseKey, i32);

/// A page of service events with their places and the kind of their case, for folding them anew.
pub fn events_after(
    conn: &mut Conn,
    after: Option<EventPlace>,
    limit: i64,
) -> Result<Vec<(EventPlace, Kind, Event)>, StoreError> {
    let (key, n) = after.map_or((i64::MIN, 0), |(key, n)| (key.number(), n));
    let rows: Vec<(String, Id, EventRow)> = events::table
        .inner_join(cases::table)
        // What no unit knows of is counted once one does.
        .filter(cases::held_until.is_null())
        .filter(events::case_key.ge(key))
        .filter(events::case_key.gt(key).or(events::n.gt(n)))
        .order((events::case_key.asc(), events::n.asc()))
        .limit(limit)
        .select((cases::kind, cases::id, EventRow::as_select()))
        .load(conn)?;
    rows.into_iter()
        .map(|(kind, case, row)| {
            let place = (CaseKey::new(row.case_key), row.n);
            let kind = corrupt(Kind::parse(&kind), "cases", "kind")?;
            Ok((place, kind, row.of(CaseId::new(case.0))?))
        })
        .collect()
}
