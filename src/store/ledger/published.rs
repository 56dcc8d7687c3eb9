//! What was published of each quarter: kept as it stood on its day, so that what is counted later shows as no difference.

use diesel::prelude::*;
use uuid::Uuid;

use super::counting::counted;
use super::sums::first_counted;
use super::{published_days, published_parts};
use crate::domain::figures::{Counted, Issue, Quarter, RELEASED_AFTER, days_told};
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::ledger::Metric;
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;
use crate::store::backend::{Conn, insert_rows};
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::{
    published_counts, published_days as days, published_parts as parts, published_quarters,
};
use crate::store::types::{Date, Id};

/// So many rows go into one statement.
const AT_ONCE: usize = 1_000;

#[derive(Queryable, Insertable)]
#[diesel(table_name = published_counts, treat_none_as_default_value = false)]
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

/// Everything that is kept of units in published quarters.
pub fn published(conn: &mut Conn) -> Result<Vec<(Quarter, Counted)>, StoreError> {
    let rows: Vec<CountRow> = published_counts::table.load(conn)?;
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
    let (mut units, mut parts) = (Vec::new(), Vec::new());
    for month in quarter.months() {
        let (of_units, of_parts) = counted(tx, month)?;
        units.extend(of_units);
        parts.extend(of_parts);
    }
    keep(tx, quarter, &units)?;
    published_parts::keep(tx, quarter, &parts)?;
    let waited = published_days::waited(tx, quarter, today)?;
    published_days::keep(tx, quarter, &days_told(&Issue::of(&units, &parts), &waited))
}

fn keep(tx: &mut Conn, quarter: Quarter, units: &[Counted]) -> Result<(), StoreError> {
    let row = |one: &Counted| CountRow {
        quarter: Date(quarter.first()),
        month: Date(one.month),
        unit_id: Id(one.unit.uuid()),
        peer_group: one.group.map(|group| group.as_str().to_owned()),
        kind: one.kind.as_str().to_owned(),
        metric: one.metric.as_str().to_owned(),
        count: one.count,
    };
    let rows: Vec<CountRow> = units.iter().map(row).collect();
    for some in rows.chunks(AT_ONCE) {
        insert_rows!(tx, published_counts::table, some)?;
    }
    Ok(())
}

/// Forgets what a wrong clock published of quarters whose day has not come on `today`.
pub fn take_back(tx: &mut Conn, today: Day) -> Result<(), StoreError> {
    let newest = today.saturating_sub(jiff::Span::new().days(RELEASED_AFTER - 1));
    let from = Date(Quarter::of(newest).first());
    diesel::delete(parts::table.filter(parts::quarter.ge(from))).execute(tx)?;
    diesel::delete(days::table.filter(days::quarter.ge(from))).execute(tx)?;
    diesel::delete(published_counts::table.filter(published_counts::quarter.ge(from)))
        .execute(tx)?;
    diesel::delete(published_quarters::table.filter(published_quarters::quarter.ge(from)))
        .execute(tx)?;
    Ok(())
}
