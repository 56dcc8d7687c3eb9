//! How long answers took, kept with the quarter that was published; only what is told is kept.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use crate::domain::figures::{Days, Quarter, Subject, Wait, Waited};
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;
use crate::store::backend::{Conn, insert_rows};
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::published_days;
use crate::store::types::{Date, Id, sql};

#[derive(Queryable, Insertable)]
#[diesel(table_name = published_days, treat_none_as_default_value = false)]
struct DaysRow {
    quarter: Date,
    dimension: String,
    subject: String,
    median: Option<i64>,
    ninetieth: Option<i64>,
}

/// Whose answers fell due in a quarter, as it is asked when it is published.
pub const WAITED: &str = "SELECT DISTINCT o.case_key, o.id, e.unit_id, units.peer_group, e.kind, o.start_on, o.ended_on \
     FROM units CROSS JOIN ledger_entries e \
     JOIN obligations o ON o.case_key = e.case_key AND o.unit_id = e.unit_id AND o.cohort_on = e.cohort_on \
     WHERE e.unit_id = units.id AND e.cohort_on >= $1 AND e.cohort_on <= $2 AND e.metric = 'opened' \
     AND o.step = 'answer' AND o.scored AND o.status <> 'released' \
     AND NOT EXISTS (SELECT 1 FROM called_up u WHERE u.case_key = o.case_key)";

#[derive(QueryableByName)]
struct WaitRow {
    #[diesel(sql_type = sql::Id)]
    unit_id: Id,
    #[diesel(sql_type = Nullable<Text>)]
    peer_group: Option<String>,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = sql::CivilDay)]
    start_on: Date,
    #[diesel(sql_type = Nullable<sql::CivilDay>)]
    ended_on: Option<Date>,
}

fn group(code: Option<&str>) -> Result<Option<PeerGroup>, StoreError> {
    let read = |code| corrupt(PeerGroup::parse(code), "published_days", "peer_group");
    code.map(read).transpose()
}

/// The answers that fell due in the quarter and were given or are still waited for on `today`: those that are counted, so
/// nothing of the integrity channel, and nothing that was called up.
pub(super) fn waited(
    conn: &mut Conn,
    quarter: Quarter,
    today: Day,
) -> Result<Vec<Waited>, StoreError> {
    let rows: Vec<WaitRow> = diesel::sql_query(WAITED)
        .bind::<sql::CivilDay, _>(Date(quarter.first()))
        .bind::<sql::CivilDay, _>(Date(quarter.last()))
        .load(conn)?;
    let read = |row: WaitRow| {
        let until = row.ended_on.map_or(today, |day| day.0);
        let days = row.start_on.0.until(until).map_or(0, |span| i64::from(span.get_days()));
        Ok(Waited {
            unit: UnitId::new(row.unit_id.0),
            group: group(row.peer_group.as_deref())?,
            kind: corrupt(Kind::parse(&row.kind), "ledger_entries", "kind")?,
            wait: Wait { days: days.max(0), is_answered: row.ended_on.is_some() },
        })
    };
    rows.into_iter().map(read).collect()
}

/// Keeps what is told.
pub(super) fn keep(
    tx: &mut Conn,
    quarter: Quarter,
    told: &[(Subject, Days)],
) -> Result<(), StoreError> {
    let row = |(of, days): &(Subject, Days)| {
        let (dimension, subject) = match of {
            Subject::Province => ("province", String::new()),
            Subject::Group(group) => ("group", group.map_or("", PeerGroup::as_str).to_owned()),
            Subject::Unit(unit) => ("unit", unit.uuid().to_string()),
            Subject::Kind(kind) => ("kind", kind.as_str().to_owned()),
            Subject::Category(..) | Subject::Sector(_) | Subject::Sender(_) => return None,
        };
        let (quarter, dimension) = (Date(quarter.first()), dimension.to_owned());
        let Days { median, ninetieth } = *days;
        Some(DaysRow { quarter, dimension, subject, median, ninetieth })
    };
    let rows: Vec<DaysRow> = told.iter().filter_map(row).collect();
    insert_rows!(tx, published_days::table, &rows)?;
    Ok(())
}

/// What is kept of all published quarters.
pub fn published_days(conn: &mut Conn) -> Result<Vec<(Quarter, Subject, Days)>, StoreError> {
    let rows: Vec<DaysRow> = published_days::table.load(conn)?;
    let read = |row: DaysRow| {
        let code = Some(row.subject.as_str()).filter(|code| !code.is_empty());
        let subject = match row.dimension.as_str() {
            "province" => Some(Subject::Province),
            "group" => Some(Subject::Group(group(code)?)),
            "unit" => row.subject.parse().ok().map(|id| Subject::Unit(UnitId::new(id))),
            _ => Kind::parse(&row.subject).map(Subject::Kind),
        };
        let of = corrupt(subject, "published_days", "subject")?;
        let days = Days { median: row.median, ninetieth: row.ninetieth };
        Ok((Quarter::of(row.quarter.0), of, days))
    };
    rows.into_iter().map(read).collect()
}
