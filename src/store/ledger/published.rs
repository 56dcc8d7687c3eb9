//! What was published of each quarter: kept as it stood on its day, so that what is counted later shows as no difference.

use diesel::prelude::*;
use uuid::Uuid;

use super::published_days;
use super::sums::first_counted;
use crate::domain::figures::{Counted, Issue, Quarter, RELEASED_AFTER, days_told};
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::ledger::Metric;
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::{published_counts, published_days as days, published_quarters};
use crate::store::types::{Date, Id, sql};

#[derive(Queryable)]
struct CountRow {
    quarter: Date,
    month: Date,
    unit_id: Id,
    peer_group: Option<String>,
    kind: String,
    metric: String,
    count: i64,
}

/// The quarters that were published, in order, each with an id that another time of publishing it would not have.
pub fn published_quarters(conn: &mut Conn) -> Result<Vec<(Quarter, Uuid)>, StoreError> {
    let rows: Vec<(Date, Id)> = published_quarters::table
        .order(published_quarters::quarter.asc())
        .select((published_quarters::quarter, published_quarters::id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(day, id)| (Quarter::of(day.0), id.0)).collect())
}

/// Everything that is kept of published quarters.
pub fn published(conn: &mut Conn) -> Result<Vec<(Quarter, Counted)>, StoreError> {
    read(published_counts::table.load(conn)?)
}

fn read(rows: Vec<CountRow>) -> Result<Vec<(Quarter, Counted)>, StoreError> {
    let read = |row: CountRow| {
        let group = row
            .peer_group
            .map(|group| corrupt(PeerGroup::parse(&group), "published_counts", "peer_group"));
        let counted = Counted {
            unit: UnitId::new(row.unit_id.0),
            group: group.transpose()?,
            kind: corrupt(Kind::parse(&row.kind), "published_counts", "kind")?,
            metric: corrupt(Metric::parse(&row.metric), "published_counts", "metric")?,
            month: row.month.0,
            count: row.count,
        };
        Ok((Quarter::of(row.quarter.0), counted))
    };
    rows.into_iter().map(read).collect()
}

/// The first quarter with entries whose day has come by `today` and that was not published.
pub fn unpublished(conn: &mut Conn, today: Day) -> Result<Option<Quarter>, StoreError> {
    let Some(first) = first_counted(conn)? else { return Ok(None) };
    let published = published_quarters(conn)?;
    let mut quarter = Quarter::of(first);
    while published.iter().any(|(one, _)| *one == quarter) {
        quarter = quarter.next();
    }
    Ok((quarter.released_on() <= today).then_some(quarter))
}

/// Keeps under `id` what is counted under `quarter` now, and how long answers took by `today`, unless somebody did, where it is
/// `still` to be done.
pub fn publish(
    tx: &mut Conn,
    quarter: Quarter,
    id: Uuid,
    today: Day,
    still: impl FnOnce(&mut Conn) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    if !still(tx)? {
        return Ok(());
    }
    let marked = diesel::insert_into(published_quarters::table)
        .values((
            published_quarters::quarter.eq(Date(quarter.first())),
            published_quarters::id.eq(Id(id)),
        ))
        .on_conflict_do_nothing();
    let marked = match tx {
        Conn::Sqlite(tx) => marked.execute(tx)?,
        Conn::Postgres(tx) => marked.execute(tx)?,
    };
    if marked == 0 {
        return Ok(());
    }
    for month in quarter.months() {
        diesel::sql_query(
            "INSERT INTO published_counts (quarter, month, unit_id, peer_group, kind, metric, count) \
             SELECT $1, $2, units.id, units.peer_group, e.kind, e.metric, CAST(SUM(e.delta) AS BIGINT) \
             FROM units CROSS JOIN ledger_entries e \
             WHERE e.unit_id = units.id AND e.cohort_on >= $2 AND e.cohort_on <= $3 \
             GROUP BY units.id, units.peer_group, e.kind, e.metric HAVING SUM(e.delta) <> 0",
        )
        .bind::<sql::CivilDay, _>(Date(quarter.first()))
        .bind::<sql::CivilDay, _>(Date(month))
        .bind::<sql::CivilDay, _>(Date(month.last_of_month()))
        .execute(tx)?;
    }
    let own = published_counts::table.filter(published_counts::quarter.eq(Date(quarter.first())));
    let counted: Vec<Counted> = read(own.load(tx)?)?.into_iter().map(|(_, row)| row).collect();
    let waited = published_days::waited(tx, quarter, today)?;
    published_days::keep(tx, quarter, &days_told(&Issue::of(&counted), &waited))
}

/// Forgets what a wrong clock published of quarters whose day has not come on `today`.
pub fn take_back(tx: &mut Conn, today: Day) -> Result<(), StoreError> {
    let newest = today.saturating_sub(jiff::Span::new().days(RELEASED_AFTER - 1));
    let from = Date(Quarter::of(newest).first());
    diesel::delete(days::table.filter(days::quarter.ge(from))).execute(tx)?;
    diesel::delete(published_counts::table.filter(published_counts::quarter.ge(from)))
        .execute(tx)?;
    diesel::delete(published_quarters::table.filter(published_quarters::quarter.ge(from)))
        .execute(tx)?;
    Ok(())
}
