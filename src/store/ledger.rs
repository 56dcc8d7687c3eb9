//! The ledger as it is kept: append only, summed for every figure.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use uuid::Uuid;

use super::backend::{Conn, insert_rows};
use super::channel::corrupt;
use super::channel::service::EventRow;
use super::error::StoreError;
use super::schema::{cases, events, ledger_entries};
use super::types::{Date, Id, sql};
use crate::domain::event::Event;
use crate::domain::ids::{CaseId, CaseKey, UnitId};
use crate::domain::kind::Kind;
use crate::domain::ledger::{Entry, Metric};
use crate::domain::time::Day;

/// One entry as it is kept.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger_entries, treat_none_as_default_value = false)]
pub struct LedgerRow {
    case_key: i64,
    n: i32,
    unit_id: Id,
    cohort_on: Date,
    metric: String,
    kind: String,
    delta: i32,
}

impl LedgerRow {
    /// The row of `entry`, of the case with this key.
    pub fn new(case: CaseKey, entry: &Entry) -> Self {
        Self {
            case_key: case.number(),
            n: entry.n,
            unit_id: Id(entry.unit_id.uuid()),
            cohort_on: Date(entry.cohort_on),
            metric: entry.metric.as_str().to_owned(),
            kind: entry.kind.as_str().to_owned(),
            delta: entry.delta,
        }
    }
}

/// Appends entries.
pub fn append(tx: &mut Conn, rows: &[LedgerRow]) -> Result<(), StoreError> {
    insert_rows!(tx, ledger_entries::table, rows)?;
    Ok(())
}

/// One summed cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Whose.
    pub unit_id: UnitId,
    /// The month, as `YYYY-MM`.
    pub month: String,
    /// What.
    pub metric: Metric,
    /// How many.
    pub count: i64,
}

#[derive(QueryableByName)]
struct CellRow {
    #[diesel(sql_type = sql::Id)]
    unit_id: Id,
    #[diesel(sql_type = Text)]
    month: String,
    #[diesel(sql_type = Text)]
    metric: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Sums by unit, month and metric over cohort days from `from` to `to`, both included.
pub fn cells(
    conn: &mut Conn,
    from: Day,
    to: Day,
    unit: Option<UnitId>,
) -> Result<Vec<Cell>, StoreError> {
    let month = match conn {
        Conn::Sqlite(_) => "substr(cohort_on, 1, 7)",
        Conn::Postgres(_) => "to_char(cohort_on, 'YYYY-MM')",
    };
    let only = if unit.is_some() { "AND unit_id = $3" } else { "" };
    let text = format!(
        "SELECT unit_id, {month} AS month, metric, CAST(SUM(delta) AS BIGINT) AS count \
         FROM ledger_entries WHERE cohort_on >= $1 AND cohort_on <= $2 {only} \
         GROUP BY unit_id, {month}, metric ORDER BY 2, 1, 3"
    );
    let query = diesel::sql_query(text)
        .bind::<sql::CivilDay, _>(Date(from))
        .bind::<sql::CivilDay, _>(Date(to));
    let rows: Vec<CellRow> = match unit {
        Some(unit) => query.bind::<sql::Id, _>(Id(unit.uuid())).load(conn)?,
        None => query.load(conn)?,
    };
    rows.into_iter()
        .map(|row| {
            Ok(Cell {
                unit_id: UnitId::new(row.unit_id.0),
                month: row.month,
                metric: corrupt(Metric::parse(&row.metric), "ledger_entries", "metric")?,
                count: row.count,
            })
        })
        .collect()
}

/// Every entry, for `stats verify`: also one of no case, which is counted in every figure and follows from nothing.
pub fn all(conn: &mut Conn) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<(LedgerRow, Option<Id>)> = ledger_entries::table
        .left_join(cases::table)
        .select((LedgerRow::as_select(), cases::id.nullable()))
        .load(conn)?;
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
