//! What was drawn of a list, and what inspectors found of it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::domain::emulation::matters::{Exclusion, Finding, Side, Stratum};
use crate::domain::ids::{CaseId, MovementId, SampleId, UnitId, UserId};
use crate::domain::time::{Day, Instant};
use crate::store::backend::{Conn, insert_rows};
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::{
    called_up, cases, events, excluded, exclusions, findings, matters, samples,
};
use crate::store::types::{Date, Id};

/// One matter that was drawn.
#[derive(Queryable, Selectable, Insertable, Debug, Clone)]
#[diesel(table_name = samples, treat_none_as_default_value = false)]
pub struct SampleRow {
    /// Drawn at random: nothing of the list shows in it.
    pub id: Id,
    /// The movement.
    pub movement_id: Id,
    /// The quarter.
    pub quarter_on: Date,
    /// Its number in the list.
    pub n: i32,
    /// Who answers for it.
    pub unit_id: Id,
    /// What is known of its end.
    pub stratum: String,
    /// Whether two inspectors judge it.
    pub by_two: bool,
    /// What was found in the end.
    pub finding: Option<String>,
}

/// A drawn matter with its case.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The id.
    pub id: SampleId,
    /// The movement.
    pub movement: MovementId,
    /// The first day of the quarter.
    pub quarter: Day,
    /// Its number in the list.
    pub n: i32,
    /// Who answers for it.
    pub unit: UnitId,
    /// Anchored or not.
    pub side: Side,
    /// What is known of its end.
    pub stratum: Stratum,
    /// The first day that was told.
    pub told_on: Day,
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub case_number: Option<String>,
    /// Whether two inspectors judge it.
    pub by_two: bool,
    /// What was found in the end.
    pub finding: Option<Finding>,
}

/// Adds what was drawn.
pub fn drawn(tx: &mut Conn, rows: &[SampleRow]) -> Result<(), StoreError> {
    for part in rows.chunks(4000) {
        insert_rows!(&mut *tx, samples::table, part)?;
    }
    Ok(())
}

type Found = (SampleRow, String, Date, Id, String);

fn of((row, side, told_on, case, number): Found) -> Result<Sample, StoreError> {
    Ok(Sample {
        id: SampleId::new(row.id.0),
        movement: MovementId::new(row.movement_id.0),
        quarter: row.quarter_on.0,
        n: row.n,
        unit: UnitId::new(row.unit_id.0),
        side: corrupt(Side::parse(&side), "matters", "side")?,
        stratum: corrupt(Stratum::parse(&row.stratum), "samples", "stratum")?,
        told_on: told_on.0,
        case: CaseId::new(case.0),
        case_number: Some(number),
        by_two: row.by_two,
        finding: row
            .finding
            .map(|code| corrupt(Finding::parse(&code), "samples", "finding"))
            .transpose()?,
    })
}

macro_rules! with_case {
    () => {
        samples::table
            .inner_join(
                matters::table.on(matters::movement_id
                    .eq(samples::movement_id)
                    .and(matters::quarter_on.eq(samples::quarter_on))
                    .and(matters::n.eq(samples::n))),
            )
            .inner_join(cases::table.on(cases::key.eq(matters::case_key)))
            .left_join(called_up::table.on(called_up::case_key.eq(matters::case_key)))
            .filter(called_up::case_key.is_null())
            .filter(diesel::dsl::not(diesel::dsl::exists(
                excluded::table
                    .inner_join(exclusions::table.on(exclusions::id.eq(excluded::exclusion_id)))
                    .filter(excluded::movement_id.eq(samples::movement_id))
                    .filter(excluded::quarter_on.eq(samples::quarter_on))
                    .filter(excluded::n.eq(samples::n))
                    .filter(exclusions::state.eq(Exclusion::Confirmed.as_str())),
            )))
            .select((
                SampleRow::as_select(),
                matters::side,
                matters::told_on,
                cases::id,
                cases::number,
            ))
    };
}

/// Holds the sample until the transaction ends, so that of two who judge it at once one sees what the other found.
pub fn hold(tx: &mut Conn, id: SampleId) -> Result<(), StoreError> {
    if let Conn::Postgres(raw) = tx {
        let held = samples::table.find(Id(id.uuid())).select(samples::n).for_update();
        held.first::<i32>(raw).optional()?;
    }
    Ok(())
}

/// The sample of this id, unless it counts no more.
pub fn find(conn: &mut Conn, id: SampleId) -> Result<Option<Sample>, StoreError> {
    let found: Option<Found> =
        with_case!().filter(samples::id.eq(Id(id.uuid()))).first(conn).optional()?;
    found.map(of).transpose()
}

/// What `judge` can still judge of these movements, in the order of the random ids, from behind `after`: nothing of the own body
/// or of units that a conflict of interest bars, nothing judged before by the same person, and nothing in which that person acted.
pub fn open_samples(
    conn: &mut Conn,
    movements: &[MovementId],
    (judge, barred): (UserId, &[UnitId]),
    after: Option<SampleId>,
    limit: i64,
) -> Result<Vec<Sample>, StoreError> {
    let barred: Vec<Id> = barred.iter().map(|unit| Id(unit.uuid())).collect();
    let acted = events::table
        .filter(events::case_key.eq(matters::case_key))
        .filter(events::actor_id.eq(Id(judge.uuid())));
    let own = findings::table
        .filter(findings::sample_id.eq(samples::id))
        .filter(findings::judge_id.eq(Id(judge.uuid())));
    // No random id is nil.
    let after = Id(after.map_or(uuid::Uuid::nil(), SampleId::uuid));
    let found: Vec<Found> = with_case!()
        .filter(samples::finding.is_null())
        .filter(samples::movement_id.eq_any(movements.iter().map(|one| Id(one.uuid()))))
        .filter(samples::unit_id.ne_all(barred.clone()))
        .filter(cases::holder_id.ne_all(barred.clone()))
        .filter(cases::accused_id.is_null().or(cases::accused_id.ne_all(barred)))
        .filter(diesel::dsl::not(diesel::dsl::exists(own)))
        .filter(diesel::dsl::not(diesel::dsl::exists(acted)))
        .filter(samples::id.gt(after))
        .order(samples::id)
        .limit(limit)
        .load(conn)?;
    found.into_iter().map(of).collect()
}

/// Whether something that was drawn of a movement, and still counts, is not judged to the end.
pub fn waits(conn: &mut Conn, movement: MovementId) -> Result<bool, StoreError> {
    let found: Option<Found> = with_case!()
        .filter(samples::finding.is_null())
        .filter(samples::movement_id.eq(Id(movement.uuid())))
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Whether this person acted in a case of these numbers of a list.
pub fn acted_in_any(
    conn: &mut Conn,
    (movement, quarter): (MovementId, Day),
    numbers: &BTreeSet<i32>,
    person: UserId,
) -> Result<bool, StoreError> {
    let acted: Option<i32> = matters::table
        .inner_join(events::table.on(events::case_key.eq(matters::case_key)))
        .filter(matters::movement_id.eq(Id(movement.uuid())))
        .filter(matters::quarter_on.eq(Date(quarter)))
        .filter(matters::n.eq_any(numbers.iter().copied()))
        .filter(events::actor_id.eq(Id(person.uuid())))
        .select(events::n)
        .first(conn)
        .optional()?;
    Ok(acted.is_some())
}

/// Whether this person acted in the case of a sample: nobody judges what came of an own act.
pub fn acted_in(conn: &mut Conn, id: SampleId, judge: UserId) -> Result<bool, StoreError> {
    let acted: Option<i32> = samples::table
        .inner_join(
            matters::table.on(matters::movement_id
                .eq(samples::movement_id)
                .and(matters::quarter_on.eq(samples::quarter_on))
                .and(matters::n.eq(samples::n))),
        )
        .inner_join(events::table.on(events::case_key.eq(matters::case_key)))
        .filter(samples::id.eq(Id(id.uuid())))
        .filter(events::actor_id.eq(Id(judge.uuid())))
        .select(events::n)
        .first(conn)
        .optional()?;
    Ok(acted.is_some())
}

/// One inspector's finding.
#[derive(Queryable, Selectable, Insertable, Debug, Clone)]
#[diesel(table_name = findings, treat_none_as_default_value = false)]
pub struct Judged {
    /// The sample.
    pub sample_id: Id,
    /// Who judged.
    pub judge_id: Id,
    /// What.
    pub finding: String,
    /// When.
    pub at: Instant,
    /// Why, sealed.
    pub sealed: Vec<u8>,
}

/// What was found of a sample so far, in order.
pub fn judged(conn: &mut Conn, id: SampleId) -> Result<Vec<Judged>, StoreError> {
    let of = findings::table.filter(findings::sample_id.eq(Id(id.uuid())));
    Ok(of.order((findings::at, findings::judge_id)).select(Judged::as_select()).load(conn)?)
}

/// Adds one inspector's finding.
pub fn judge(tx: &mut Conn, row: &Judged) -> Result<(), StoreError> {
    diesel::insert_into(findings::table).values(row).execute(tx)?;
    Ok(())
}

/// What was found in the end; nothing changes it afterwards.
pub fn record(tx: &mut Conn, id: SampleId, finding: Finding) -> Result<(), StoreError> {
    let open = samples::table.find(Id(id.uuid())).filter(samples::finding.is_null());
    let set = diesel::update(open).set(samples::finding.eq(Some(finding.as_str()))).execute(tx)?;
    if set == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Everything that was drawn of a list, with what was found in the end.
pub fn samples_of(
    conn: &mut Conn,
    movement: MovementId,
    quarter: Day,
) -> Result<Vec<SampleRow>, StoreError> {
    Ok(samples::table
        .filter(samples::movement_id.eq(Id(movement.uuid())))
        .filter(samples::quarter_on.eq(Date(quarter)))
        .select(SampleRow::as_select())
        .load(conn)?)
}

/// What was drawn of a list: unit and number.
pub fn drawn_of(
    conn: &mut Conn,
    movement: MovementId,
    quarter: Day,
) -> Result<Vec<(UnitId, i32)>, StoreError> {
    let rows: Vec<(Id, i32)> = samples::table
        .filter(samples::movement_id.eq(Id(movement.uuid())))
        .filter(samples::quarter_on.eq(Date(quarter)))
        .select((samples::unit_id, samples::n))
        .load(conn)?;
    Ok(rows.into_iter().map(|(unit, n)| (UnitId::new(unit.0), n)).collect())
}

/// The numbers of a unit in a list that were drawn, with what was found in the end.
pub fn found(
    conn: &mut Conn,
    movement: MovementId,
    quarter: Day,
    unit: UnitId,
) -> Result<BTreeMap<i32, Option<Finding>>, StoreError> {
    let rows: Vec<(i32, Option<String>)> = samples::table
        .filter(samples::movement_id.eq(Id(movement.uuid())))
        .filter(samples::quarter_on.eq(Date(quarter)))
        .filter(samples::unit_id.eq(Id(unit.uuid())))
        .select((samples::n, samples::finding))
        .load(conn)?;
    Ok(rows.into_iter().map(|(n, code)| (n, code.and_then(|code| Finding::parse(&code)))).collect())
}
