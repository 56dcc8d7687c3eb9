//! The lists of what a movement counts of a quarter: closed once and never changed, but for what must not count any more.

mod cases;
mod exclusions;
mod frozen;
mod samples;

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use super::backend::{Conn, insert_rows};
use super::channel::corrupt;
use super::error::StoreError;
use super::schema::{matter_lists, matters, reports};
use super::types::{Date, Id};
use crate::domain::emulation::matters::{Finding, Side, Stratum, StratumSum};
use crate::domain::ids::{MovementId, UnitId};
use crate::domain::time::Day;
pub use cases::{Whole, between};
pub use exclusions::{
    ActRow, ClusterOf, Clustered, ExclusionRow, acts, clusters, exclude, excluded_count,
    excluded_of, exclusion, exclusions, hold_list, in_cluster, live, numbers_of, replaced, settle,
};
pub use frozen::{called_up_of, counted_matters};
pub use samples::{
    Judged, Sample, SampleRow, acted_in, acted_in_any, drawn, drawn_of, find, found, hold, judge,
    judged, open_samples, record, samples_of, waits,
};

/// A list that was closed.
#[derive(Queryable, Selectable, Insertable, Debug, Clone)]
#[diesel(table_name = matter_lists, treat_none_as_default_value = false)]
pub struct ListRow {
    /// The movement.
    pub movement_id: Id,
    /// The first day of the quarter, or of the movement within it.
    pub quarter_on: Date,
    /// The day it was closed.
    pub closed_on: Date,
    /// How many matters it has.
    pub matters: i32,
    /// SHA-256 of its lines.
    pub hash: Vec<u8>,
    /// What was drawn by; none before.
    pub seed: Option<Vec<u8>>,
}

/// One matter of a list.
#[derive(Queryable, Selectable, Insertable, Debug, Clone)]
#[diesel(table_name = matters, treat_none_as_default_value = false)]
pub struct MatterRow {
    /// The movement.
    pub movement_id: Id,
    /// The quarter.
    pub quarter_on: Date,
    /// Its number in the list, from 1.
    pub n: i32,
    /// Who answers for it.
    pub unit_id: Id,
    /// The case.
    pub case_key: i64,
    /// The first day that was told.
    pub told_on: Date,
    /// Anchored or not.
    pub side: String,
    /// What is known of its end.
    pub stratum: String,
    /// The number of its source at the unit in the quarter, from 1.
    pub source: i32,
    /// What it weighs, in thousandths.
    pub weight_milli: i32,
    /// The number of its cluster in the list, from 1; none where its report is like no other.
    pub cluster: Option<i32>,
}

/// Closes a list with these matters. Gives false where somebody has closed it already.
pub fn close(tx: &mut Conn, list: &ListRow, rows: &[MatterRow]) -> Result<bool, StoreError> {
    let insert = diesel::insert_into(matter_lists::table).values(list).on_conflict_do_nothing();
    let inserted = match &mut *tx {
        Conn::Sqlite(tx) => insert.execute(tx)?,
        Conn::Postgres(tx) => insert.execute(tx)?,
    };
    if inserted == 0 {
        return Ok(false);
    }
    // PostgreSQL binds no more than 65,535 values in one statement.
    for part in rows.chunks(4000) {
        insert_rows!(&mut *tx, matters::table, part)?;
    }
    Ok(true)
}

/// The lists of a movement, the first quarter first.
pub fn lists(conn: &mut Conn, movement: MovementId) -> Result<Vec<ListRow>, StoreError> {
    let of = matter_lists::table.filter(matter_lists::movement_id.eq(Id(movement.uuid())));
    Ok(of.order(matter_lists::quarter_on).select(ListRow::as_select()).load(conn)?)
}

/// Every list, for the proof.
pub fn all_lists(conn: &mut Conn) -> Result<Vec<ListRow>, StoreError> {
    let all = matter_lists::table.order((matter_lists::movement_id, matter_lists::quarter_on));
    Ok(all.select(ListRow::as_select()).load(conn)?)
}

/// The lines of a list, in order.
pub fn rows(conn: &mut Conn, list: &ListRow) -> Result<Vec<MatterRow>, StoreError> {
    Ok(matters::table
        .filter(matters::movement_id.eq(list.movement_id))
        .filter(matters::quarter_on.eq(list.quarter_on))
        .order(matters::n)
        .select(MatterRow::as_select())
        .load(conn)?)
}

/// Keeps the seed of a list that has none yet. Gives false where it has one.
pub fn keep_seed(
    tx: &mut Conn,
    movement: MovementId,
    quarter: Day,
    seed: &[u8],
) -> Result<bool, StoreError> {
    let list = matter_lists::table.find((Id(movement.uuid()), Date(quarter)));
    let kept = diesel::update(list)
        .filter(matter_lists::seed.is_null())
        .set(matter_lists::seed.eq(Some(seed)))
        .execute(tx)?;
    Ok(kept == 1)
}

/// The numbers of a list, by unit, side and stratum.
pub type Numbers = BTreeMap<(UnitId, Side, Stratum), Vec<i32>>;

/// The numbers of a list by unit, side and stratum, also of what was called up since: the draw does not depend on it.
pub fn numbers(conn: &mut Conn, movement: MovementId, quarter: Day) -> Result<Numbers, StoreError> {
    let rows: Vec<(Id, String, String, i32)> = matters::table
        .filter(matters::movement_id.eq(Id(movement.uuid())))
        .filter(matters::quarter_on.eq(Date(quarter)))
        .order(matters::n)
        .select((matters::unit_id, matters::side, matters::stratum, matters::n))
        .load(conn)?;
    let mut found: BTreeMap<_, Vec<i32>> = BTreeMap::new();
    for (unit, side, stratum, n) in rows {
        let (side, stratum) = places(&side, &stratum)?;
        found.entry((UnitId::new(unit.0), side, stratum)).or_default().push(n);
    }
    Ok(found)
}

fn places(side: &str, stratum: &str) -> Result<(Side, Stratum), StoreError> {
    Ok((
        corrupt(Side::parse(side), "matters", "side")?,
        corrupt(Stratum::parse(stratum), "matters", "stratum")?,
    ))
}

/// The dossiers that anchored a matter of the movement in a quarter before: each anchors once.
pub fn anchored_before(
    conn: &mut Conn,
    movement: MovementId,
) -> Result<BTreeSet<(UnitId, String)>, StoreError> {
    let rows: Vec<(Id, Option<String>)> = matters::table
        .inner_join(reports::table.on(reports::case_key.eq(matters::case_key)))
        .filter(matters::movement_id.eq(Id(movement.uuid())))
        .filter(matters::side.eq(Side::Anchored.as_str()))
        .filter(reports::dossier_key.is_not_null())
        .select((matters::unit_id, reports::dossier_key))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(unit, code)| Some((UnitId::new(unit.0), code?))).collect())
}

/// What of the lines `m` of lists counts for anybody: nothing of a case that was called up, and nothing that two inspectors excluded.
pub(in crate::store) const COUNTING: &str = "NOT EXISTS (SELECT 1 FROM called_up u WHERE u.case_key = m.case_key) \
     AND NOT EXISTS (SELECT 1 FROM excluded e JOIN exclusions x ON x.id = e.exclusion_id \
     WHERE e.movement_id = m.movement_id AND e.quarter_on = m.quarter_on AND e.n = m.n AND x.state = 'confirmed')";

/// What of one unit and quarter is summed.
pub type QuarterSums = BTreeMap<(UnitId, Day), BTreeMap<(Side, Stratum), StratumSum>>;

/// What the lists of a movement and the findings come to, by unit and quarter, side and stratum; of one unit or of all. Nothing
/// of a case that was called up counts for anybody, whatever list it stands in, and nothing that two inspectors excluded.
pub fn sums(
    conn: &mut Conn,
    movement: MovementId,
    unit: Option<UnitId>,
) -> Result<QuarterSums, StoreError> {
    type Found = (Id, Date, String, String, Option<String>, i64);
    let only = unit.map_or_else(String::new, |_| " AND m.unit_id = $2".to_owned());
    let text = format!(
        "SELECT m.unit_id AS unit_id, m.quarter_on AS quarter_on, m.side AS side, m.stratum AS stratum, \
         s.finding AS finding, s.n AS drawn, CAST(SUM(m.weight_milli) AS BIGINT) AS weight FROM matters m \
         LEFT JOIN samples s ON s.movement_id = m.movement_id AND s.quarter_on = m.quarter_on AND s.n = m.n \
         WHERE m.movement_id = $1{only} \
         AND {COUNTING} \
         GROUP BY m.unit_id, m.quarter_on, m.side, m.stratum, s.n, s.finding"
    );
    let query = diesel::sql_query(text).bind::<super::types::sql::Id, _>(Id(movement.uuid()));
    let rows: Vec<SumRow> = match unit {
        Some(unit) => query.bind::<super::types::sql::Id, _>(Id(unit.uuid())).load(conn)?,
        None => query.load(conn)?,
    };
    let mut sums = QuarterSums::new();
    for row in rows {
        let (unit, quarter, side, stratum, finding, weight): Found =
            (row.unit_id, row.quarter_on, row.side, row.stratum, row.finding, row.weight);
        let of_unit = sums.entry((UnitId::new(unit.0), quarter.0)).or_default();
        let sum = of_unit.entry(places(&side, &stratum)?).or_default();
        sum.weight_milli += weight;
        sum.waits |= row.drawn.is_some() && finding.is_none();
        if let Some(code) = finding {
            let finding = corrupt(Finding::parse(&code), "samples", "finding")?;
            *sum.found_milli.entry(finding).or_default() += weight;
        }
    }
    Ok(sums)
}

#[derive(QueryableByName)]
struct SumRow {
    #[diesel(sql_type = super::types::sql::Id)]
    unit_id: Id,
    #[diesel(sql_type = super::types::sql::CivilDay)]
    quarter_on: Date,
    #[diesel(sql_type = diesel::sql_types::Text)]
    side: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    stratum: String,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    finding: Option<String>,
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Integer>)]
    drawn: Option<i32>,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    weight: i64,
}
