//! Sums of months that are over, so that a figure costs as much at a million cases as at a thousand. The worker sums a
//! month up once; what is counted under it later stands beside the sum, in the transaction of what it follows from.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

use super::EntryRow;
use crate::domain::ids::UnitId;
use crate::domain::time::Day;
use crate::store::backend::{Conn, insert_rows};
use crate::store::error::StoreError;
use crate::store::schema::{ledger_months, ledger_sums};
use crate::store::types::{Date, Id, sql};

/// Days after its end in which a month is not summed up: servers' clocks may disagree about when it ended.
const SETTLES: i64 = 3;
/// Held by whoever counts under a month that is over, until the commit.
const COUNTING: &str = "SELECT pg_advisory_xact_lock_shared(577, 2)";
/// Held while a month is summed up: nobody's count is then on its way.
const SUMMING: &str = "SELECT pg_advisory_xact_lock(577, 2)";

/// A sum, or with a case what was counted after it.
#[derive(Insertable)]
#[diesel(table_name = ledger_sums)]
struct SumRow {
    month: Date,
    unit_id: Id,
    metric: String,
    kind: String,
    case_key: i64,
    n: i32,
    count: i64,
}

/// Keeps beside the sums what of `rows` is counted under a month that was summed up.
pub(super) fn note_late<'r>(
    tx: &mut Conn,
    rows: impl Iterator<Item = &'r EntryRow>,
) -> Result<(), StoreError> {
    let mut late = BTreeMap::new();
    for row in rows {
        let month = row.cohort_on.0.first_of_month();
        let place =
            (month, row.unit_id.0, row.metric.as_str(), row.kind.as_str(), row.case_key, row.n);
        *late.entry(place).or_insert(0) += i64::from(row.delta);
    }
    if late.is_empty() {
        return Ok(());
    }
    if let Conn::Postgres(_) = tx {
        diesel::sql_query(COUNTING).execute(tx)?;
    }
    let months: Vec<Date> = late.keys().map(|(month, ..)| Date(*month)).collect();
    let summed: Vec<Date> = ledger_months::table
        .filter(ledger_months::month.eq_any(months))
        .select(ledger_months::month)
        .load(tx)?;
    let rows = late
        .into_iter()
        .filter(|((month, ..), count)| *count != 0 && summed.contains(&Date(*month)));
    let rows: Vec<SumRow> = rows
        .map(|((month, unit_id, metric, kind, case_key, n), count)| SumRow {
            month: Date(month),
            unit_id: Id(unit_id),
            metric: metric.to_owned(),
            kind: kind.to_owned(),
            case_key,
            n,
            count,
        })
        .collect();
    insert_rows!(tx, ledger_sums::table, &rows)?;
    Ok(())
}

/// The first days of the months that were summed up, of those from `from` on that end by `to`, in order.
pub(super) fn months(conn: &mut Conn, from: Day, to: Day) -> Result<Vec<Day>, StoreError> {
    let months: Vec<Date> = ledger_months::table
        .filter(ledger_months::month.ge(Date(from)))
        .filter(ledger_months::month.le(Date(to)))
        .order(ledger_months::month.asc())
        .select(ledger_months::month)
        .load(conn)?;
    let whole = |month: Day| (month.last_of_month() <= to).then_some(month);
    Ok(months.into_iter().filter_map(|month| whole(month.0)).collect())
}

/// The days from `from` to `to` that lie in none of `months`, as stretches.
pub(super) fn between(from: Day, to: Day, months: &[Day]) -> Vec<(Day, Day)> {
    let mut found = Vec::new();
    let mut begin = Some(from);
    for month in months {
        if let (Some(first), Ok(last)) = (begin, month.yesterday())
            && first <= last
        {
            found.push((first, last));
        }
        begin = month.last_of_month().tomorrow().ok();
    }
    found.extend(begin.filter(|first| *first <= to).map(|first| (first, to)));
    found
}

/// By unit, metric and kind what was summed of `month`, and what was counted after.
pub(super) fn of(
    conn: &mut Conn,
    month: Day,
    unit: Option<UnitId>,
) -> Result<Vec<(Id, String, String, i64)>, StoreError> {
    let mut query = ledger_sums::table
        .filter(ledger_sums::month.eq(Date(month)))
        .select((ledger_sums::unit_id, ledger_sums::metric, ledger_sums::kind, ledger_sums::count))
        .into_boxed();
    if let Some(unit) = unit {
        query = query.filter(ledger_sums::unit_id.eq(Id(unit.uuid())));
    }
    Ok(query.load(conn)?)
}

#[derive(QueryableByName)]
struct First {
    #[diesel(sql_type = Nullable<sql::CivilDay>)]
    first: Option<Date>,
}

/// The first day under which anything is counted.
pub(super) fn first_counted(conn: &mut Conn) -> Result<Option<Day>, StoreError> {
    // Of each unit one look into the index.
    let query = "SELECT MIN(first) AS first FROM (SELECT (SELECT MIN(cohort_on) FROM ledger_entries \
                 WHERE unit_id = units.id) AS first FROM units) AS of_units";
    let First { first } = diesel::sql_query(query).get_result(conn)?;
    Ok(first.map(|first| first.0))
}

/// The first month with entries that was not summed up and ended long enough before `today`.
pub fn due(conn: &mut Conn, today: Day) -> Result<Option<Day>, StoreError> {
    let Some(first) = first_counted(conn)? else { return Ok(None) };
    let settled = settled(today);
    let summed = months(conn, first.first_of_month(), settled)?;
    let mut month = first.first_of_month();
    while summed.contains(&month) {
        let Ok(next) = month.last_of_month().tomorrow() else { return Ok(None) };
        month = next;
    }
    Ok((month.last_of_month() < settled).then_some(month))
}

/// The day before which a month must have ended.
fn settled(today: Day) -> Day {
    today.saturating_sub(jiff::Span::new().days(SETTLES))
}

/// Forgets the sums of months that are not over on `today`, which a wrong clock had summed up.
pub fn reopen(tx: &mut Conn, today: Day) -> Result<(), StoreError> {
    if let Conn::Postgres(_) = tx {
        diesel::sql_query(SUMMING).execute(tx)?;
    }
    let month = Date(settled(today).first_of_month());
    diesel::delete(ledger_sums::table.filter(ledger_sums::month.ge(month))).execute(tx)?;
    diesel::delete(ledger_months::table.filter(ledger_months::month.ge(month))).execute(tx)?;
    Ok(())
}

/// Sums the month that begins on `month` up, unless somebody did, where it is `still` to be done then.
pub fn sum_up(
    tx: &mut Conn,
    month: Day,
    still: impl FnOnce(&mut Conn) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    if let Conn::Postgres(_) = tx {
        diesel::sql_query(SUMMING).execute(tx)?;
    }
    if !still(tx)? {
        return Ok(());
    }
    let marked = diesel::insert_into(ledger_months::table)
        .values(ledger_months::month.eq(Date(month)))
        .on_conflict_do_nothing();
    let marked = match tx {
        Conn::Sqlite(tx) => marked.execute(tx)?,
        Conn::Postgres(tx) => marked.execute(tx)?,
    };
    if marked == 0 {
        return Ok(());
    }
    // Unit by unit and day by day, as the index has them: what is sorted is only what is left then.
    diesel::sql_query(
        "INSERT INTO ledger_sums (month, unit_id, metric, kind, case_key, n, count) \
         SELECT $1, id, metric, kind, 0, 0, CAST(SUM(n) AS BIGINT) FROM (SELECT units.id AS id, e.metric AS metric, \
         e.kind AS kind, SUM(e.delta) AS n FROM units CROSS JOIN ledger_entries e \
         WHERE e.unit_id = units.id AND e.cohort_on >= $1 AND e.cohort_on <= $2 \
         GROUP BY units.id, e.cohort_on, e.metric, e.kind) AS days GROUP BY id, metric, kind",
    )
    .bind::<sql::CivilDay, _>(Date(month))
    .bind::<sql::CivilDay, _>(Date(month.last_of_month()))
    .execute(tx)?;
    Ok(())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many sums differ from the entries that they are of.
pub fn wrong(conn: &mut Conn) -> Result<usize, StoreError> {
    let month = match conn {
        Conn::Sqlite(_) => "substr(cohort_on, 1, 7) || '-01'",
        Conn::Postgres(_) => "date_trunc('month', cohort_on)::date",
    };
    let query = format!(
        "SELECT COUNT(*) AS n FROM (SELECT 1 FROM (SELECT month, unit_id, metric, kind, count FROM ledger_sums UNION ALL \
         SELECT {month}, unit_id, metric, kind, -n FROM (SELECT unit_id, cohort_on, metric, kind, SUM(delta) AS n \
         FROM ledger_entries GROUP BY unit_id, cohort_on, metric, kind) AS days \
         WHERE {month} IN (SELECT month FROM ledger_months)) AS both_sides \
         GROUP BY month, unit_id, metric, kind HAVING SUM(count) <> 0) AS differing"
    );
    let Count { n } = diesel::sql_query(query).get_result(conn)?;
    Ok(usize::try_from(n).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_lies_in_no_summed_month_is_counted_from_the_entries() {
        let (from, to) = (date(2024, 1, 15), date(2024, 6, 10));
        let months = [date(2024, 2, 1), date(2024, 3, 1), date(2024, 5, 1)];

        assert_eq!(
            between(from, to, &months),
            [
                (from, date(2024, 1, 31)),
                (date(2024, 4, 1), date(2024, 4, 30)),
                (date(2024, 6, 1), to),
            ]
        );
        assert_eq!(between(from, to, &[]), [(from, to)]);
        assert_eq!(between(date(2024, 2, 1), date(2024, 3, 31), &months[..2]), []);
    }
}
