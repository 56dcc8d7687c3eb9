//! Clusters of a closed list, and what of them inspectors exclude: the list stays as it is, and what two of them excluded
//! counts for nothing.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::domain::emulation::matters::Exclusion;
use crate::domain::ids::{CaseId, ExclusionId, MovementId, UnitId};
use crate::domain::time::{Day, Instant};
use crate::store::backend::{Conn, insert_rows};
use crate::store::error::StoreError;
use crate::store::schema::{
    called_up, cases, excluded, exclusion_acts, exclusions, matter_lists, matters,
};
use crate::store::types::{Date, Id};

/// A list, and a cluster in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClusterOf {
    /// The movement.
    pub movement: MovementId,
    /// The first day of the quarter.
    pub quarter: Day,
    /// The number of the cluster in the list.
    pub cluster: i32,
}

/// A matter of a cluster.
#[derive(Debug, Clone)]
pub struct Clustered {
    /// Its number in the list.
    pub n: i32,
    /// Whose it is.
    pub unit: UnitId,
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
}

/// What one inspector wants to have excluded.
#[derive(Queryable, Selectable, Insertable, Debug, Clone)]
#[diesel(table_name = exclusions, treat_none_as_default_value = false)]
pub struct ExclusionRow {
    /// The id.
    pub id: Id,
    /// The movement.
    pub movement_id: Id,
    /// The quarter.
    pub quarter_on: Date,
    /// Whose matters.
    pub unit_id: Id,
    /// The cluster.
    pub cluster: i32,
    /// How far it came.
    pub state: String,
}

/// Who brought it so far, and why.
#[derive(Queryable, Selectable, Insertable, Debug, Clone)]
#[diesel(table_name = exclusion_acts, treat_none_as_default_value = false)]
pub struct ActRow {
    /// The exclusion.
    pub exclusion_id: Id,
    /// The state it came to.
    pub act: String,
    /// Who.
    pub by_id: Id,
    /// When.
    pub at: Instant,
    /// Why, sealed.
    pub sealed: Vec<u8>,
}

#[derive(Insertable)]
#[diesel(table_name = excluded, treat_none_as_default_value = false)]
struct ExcludedRow {
    movement_id: Id,
    quarter_on: Date,
    n: i32,
    exclusion_id: Id,
}

fn ids(units: &[UnitId]) -> Vec<Id> {
    units.iter().map(|unit| Id(unit.uuid())).collect()
}

/// The next clusters of the lists of `quarters` behind `after`, with their units, but those of `barred`.
pub fn clusters(
    conn: &mut Conn,
    (movement, quarters): (MovementId, &[Day]),
    barred: &[UnitId],
    after: Option<(Day, i32)>,
    limit: i64,
) -> Result<Vec<(ClusterOf, UnitId)>, StoreError> {
    let mut query = matters::table
        .filter(matters::movement_id.eq(Id(movement.uuid())))
        .filter(matters::quarter_on.eq_any(quarters.iter().map(|day| Date(*day))))
        .filter(matters::cluster.is_not_null())
        .filter(matters::unit_id.ne_all(ids(barred)))
        .group_by((matters::quarter_on, matters::cluster, matters::unit_id))
        .order((matters::quarter_on, matters::cluster))
        .select((matters::quarter_on, matters::cluster, matters::unit_id))
        .limit(limit)
        .into_boxed();
    if let Some((day, cluster)) = after {
        query = query
            .filter(matters::quarter_on.ge(Date(day)))
            .filter(matters::quarter_on.gt(Date(day)).or(matters::cluster.gt(Some(cluster))));
    }
    let rows: Vec<(Date, Option<i32>, Id)> = query.load(conn)?;
    let of = |(day, cluster, unit): (Date, Option<i32>, Id)| {
        let of = ClusterOf { movement, quarter: day.0, cluster: cluster? };
        Some((of, UnitId::new(unit.0)))
    };
    Ok(rows.into_iter().filter_map(of).collect())
}

/// The matters of a cluster with their cases, but what was called up, and what concerns one of `barred` by now.
pub fn in_cluster(
    conn: &mut Conn,
    of: ClusterOf,
    barred: &[UnitId],
) -> Result<Vec<Clustered>, StoreError> {
    let rows: Vec<(i32, Id, Id, String)> = matters::table
        .inner_join(cases::table.on(cases::key.eq(matters::case_key)))
        .left_join(called_up::table.on(called_up::case_key.eq(matters::case_key)))
        .filter(called_up::case_key.is_null())
        .filter(matters::movement_id.eq(Id(of.movement.uuid())))
        .filter(matters::quarter_on.eq(Date(of.quarter)))
        .filter(matters::cluster.eq(Some(of.cluster)))
        .filter(matters::unit_id.ne_all(ids(barred)))
        .filter(cases::holder_id.ne_all(ids(barred)))
        .filter(cases::accused_id.is_null().or(cases::accused_id.ne_all(ids(barred))))
        .order(matters::n)
        .select((matters::n, matters::unit_id, cases::id, cases::number))
        .load(conn)?;
    let of = |(n, unit, case, number): (i32, Id, Id, String)| {
        let (unit, case) = (UnitId::new(unit.0), CaseId::new(case.0));
        Clustered { n, unit, case, number }
    };
    Ok(rows.into_iter().map(of).collect())
}

/// Holds the list until the transaction ends, so that nothing of it is excluded twice at once.
pub fn hold_list(tx: &mut Conn, movement: MovementId, quarter: Day) -> Result<(), StoreError> {
    if let Conn::Postgres(raw) = tx {
        let list = matter_lists::table.find((Id(movement.uuid()), Date(quarter)));
        list.select(matter_lists::matters).for_update().first::<i32>(raw).optional()?;
    }
    Ok(())
}

/// Of a list what is excluded, or somebody wants to have excluded: number and exclusion.
pub fn live(
    conn: &mut Conn,
    movement: MovementId,
    quarter: Day,
) -> Result<BTreeMap<i32, ExclusionId>, StoreError> {
    let rows: Vec<(i32, Id)> = excluded::table
        .inner_join(exclusions::table.on(exclusions::id.eq(excluded::exclusion_id)))
        .filter(excluded::movement_id.eq(Id(movement.uuid())))
        .filter(excluded::quarter_on.eq(Date(quarter)))
        .filter(exclusions::state.ne(Exclusion::Withdrawn.as_str()))
        .select((excluded::n, excluded::exclusion_id))
        .load(conn)?;
    Ok(rows.into_iter().map(|(n, id)| (n, ExclusionId::new(id.0))).collect())
}

/// The numbers of a list that count for nothing.
pub fn excluded_of(
    conn: &mut Conn,
    movement: MovementId,
    quarter: Day,
) -> Result<BTreeSet<i32>, StoreError> {
    let rows: Vec<i32> = excluded::table
        .inner_join(exclusions::table.on(exclusions::id.eq(excluded::exclusion_id)))
        .filter(excluded::movement_id.eq(Id(movement.uuid())))
        .filter(excluded::quarter_on.eq(Date(quarter)))
        .filter(exclusions::state.eq(Exclusion::Confirmed.as_str()))
        .select(excluded::n)
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// The units of a list of which something was excluded at some time or called up, so that others were drawn in the place.
pub fn replaced(
    conn: &mut Conn,
    movement: MovementId,
    quarter: Day,
) -> Result<BTreeSet<UnitId>, StoreError> {
    let rows: Vec<Id> = exclusions::table
        .inner_join(exclusion_acts::table)
        .filter(exclusions::movement_id.eq(Id(movement.uuid())))
        .filter(exclusions::quarter_on.eq(Date(quarter)))
        .filter(exclusion_acts::act.eq(Exclusion::Confirmed.as_str()))
        .select(exclusions::unit_id)
        .load(conn)?;
    let called: Vec<Id> = matters::table
        .inner_join(called_up::table.on(called_up::case_key.eq(matters::case_key)))
        .filter(matters::movement_id.eq(Id(movement.uuid())))
        .filter(matters::quarter_on.eq(Date(quarter)))
        .select(matters::unit_id)
        .load(conn)?;
    Ok(rows.into_iter().chain(called).map(|unit| UnitId::new(unit.0)).collect())
}

/// How many matters of a movement count for nothing, by unit and quarter, of one unit or of all.
pub fn excluded_count(
    conn: &mut Conn,
    movement: MovementId,
    unit: Option<UnitId>,
) -> Result<BTreeMap<(UnitId, Day), i64>, StoreError> {
    let mut query = exclusions::table
        .inner_join(excluded::table.on(excluded::exclusion_id.eq(exclusions::id)))
        .filter(exclusions::movement_id.eq(Id(movement.uuid())))
        .filter(excluded::movement_id.eq(Id(movement.uuid())))
        .filter(exclusions::state.eq(Exclusion::Confirmed.as_str()))
        .select((exclusions::unit_id, exclusions::quarter_on))
        .into_boxed();
    if let Some(unit) = unit {
        query = query.filter(exclusions::unit_id.eq(Id(unit.uuid())));
    }
    let rows: Vec<(Id, Date)> = query.load(conn)?;
    let mut found = BTreeMap::new();
    for (unit, quarter) in rows {
        *found.entry((UnitId::new(unit.0), quarter.0)).or_insert(0) += 1;
    }
    Ok(found)
}

/// Adds an exclusion of these numbers with its first act.
pub fn exclude(
    tx: &mut Conn,
    row: &ExclusionRow,
    numbers: &[i32],
    act: &ActRow,
) -> Result<(), StoreError> {
    diesel::insert_into(exclusions::table).values(row).execute(tx)?;
    diesel::insert_into(exclusion_acts::table).values(act).execute(tx)?;
    let (movement_id, quarter_on, exclusion_id) = (row.movement_id, row.quarter_on, row.id);
    let rows: Vec<_> = numbers
        .iter()
        .map(|n| ExcludedRow { movement_id, quarter_on, n: *n, exclusion_id })
        .collect();
    for part in rows.chunks(4000) {
        insert_rows!(&mut *tx, excluded::table, part)?;
    }
    Ok(())
}

/// Brings an exclusion from the state it was read in to that of `act`.
pub fn settle(tx: &mut Conn, from: &ExclusionRow, act: &ActRow) -> Result<(), StoreError> {
    let as_read = exclusions::table.find(from.id).filter(exclusions::state.eq(&from.state));
    let set = diesel::update(as_read).set(exclusions::state.eq(&act.act)).execute(tx)?;
    if set != 1 {
        return Err(StoreError::Stale);
    }
    diesel::insert_into(exclusion_acts::table).values(act).execute(tx)?;
    Ok(())
}

/// The exclusion of this id.
pub fn exclusion(conn: &mut Conn, id: ExclusionId) -> Result<Option<ExclusionRow>, StoreError> {
    let found = exclusions::table.find(Id(id.uuid())).select(ExclusionRow::as_select());
    Ok(found.first(conn).optional()?)
}

/// The exclusions of a movement in the order of their random ids, from behind `after`, but those of units of `barred`.
pub fn exclusions(
    conn: &mut Conn,
    movement: MovementId,
    barred: &[UnitId],
    after: Option<ExclusionId>,
    limit: i64,
) -> Result<Vec<ExclusionRow>, StoreError> {
    // No random id is nil.
    let after = Id(after.map_or(uuid::Uuid::nil(), ExclusionId::uuid));
    Ok(exclusions::table
        .filter(exclusions::movement_id.eq(Id(movement.uuid())))
        .filter(exclusions::unit_id.ne_all(ids(barred)))
        .filter(exclusions::id.gt(after))
        .order(exclusions::id)
        .limit(limit)
        .select(ExclusionRow::as_select())
        .load(conn)?)
}

/// What was done to an exclusion, in order.
pub fn acts(conn: &mut Conn, id: ExclusionId) -> Result<Vec<ActRow>, StoreError> {
    let of = exclusion_acts::table.filter(exclusion_acts::exclusion_id.eq(Id(id.uuid())));
    let mut rows: Vec<ActRow> = of.select(ActRow::as_select()).load(conn)?;
    // Each state comes once, and after the one before.
    rows.sort_by_key(|row| Exclusion::parse(&row.act));
    Ok(rows)
}

/// The numbers of an exclusion.
pub fn numbers_of(conn: &mut Conn, row: &ExclusionRow) -> Result<BTreeSet<i32>, StoreError> {
    let found: Vec<i32> = excluded::table
        .filter(excluded::movement_id.eq(row.movement_id))
        .filter(excluded::quarter_on.eq(row.quarter_on))
        .filter(excluded::exclusion_id.eq(row.id))
        .select(excluded::n)
        .load(conn)?;
    Ok(found.into_iter().collect())
}
