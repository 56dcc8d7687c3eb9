//! What a movement is frozen from: everything its scores are made of, gathered in one transaction.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;

use super::assessments::Judged;
use super::drafting::frame_of;
use super::emulation::Asked;
use super::frozen::name_of;
use super::matters::{Lists, quarters};
use super::tally::Tallies;
use crate::domain::emulation::set::{SetContent, SetInForce};
use crate::domain::emulation::snapshot::{FrozenCount, FrozenUnit, Snapshot};
use crate::domain::emulation::{Measure, Movement};
use crate::domain::figures::Publication;
use crate::domain::ids::UnitId;
use crate::domain::time::Day;
use crate::domain::units::unit::Unit;
use crate::service::reference::Reference;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::ledger;
use crate::store::matters as kept;
use crate::store::reference::MovementRow;
use crate::store::reference::sets::get;

/// The sets that score some day of a movement, each with its first and last cohort, the first one first.
pub(super) fn scoring_sets(movement: &Movement) -> Vec<(&SetInForce, Day, Day)> {
    let mut found: Vec<_> = movement
        .sets
        .iter()
        .map(|set| (set, movement.span(set)))
        .filter(|(set, (from, to))| {
            from <= to && movement.set_on(*from).is_some_and(|one| one.version == set.version)
        })
        .map(|(set, (from, to))| (set, from, to))
        .collect();
    found.sort_by_key(|(_, from, _)| *from);
    found
}

/// Gathers what `movement` is frozen from, as things stand on `today`.
pub(super) fn gather(
    conn: &mut Conn,
    (reference, row): (&Reference, &MovementRow),
    movement: &Movement,
    (version, today): (i32, Day),
) -> Result<Snapshot, StoreError> {
    let publication = Publication::of(
        ledger::published_quarters(conn)?,
        ledger::published(conn)?,
        Vec::new(),
        &[],
    );
    let units: BTreeMap<UnitId, &Unit> =
        reference.units.all().iter().map(|unit| (unit.id, unit)).collect();
    let judged = Judged::read(conn, movement.id, None)?;
    let days = (movement.starts_on, movement.ends_on);
    let mut snapshot = Snapshot::new(movement.code.clone(), version, days);
    for (set, from, to) in scoring_sets(movement) {
        // What was signed stands as it was signed; the set of the files as it is now.
        let content = match get(conn, movement.id, set.version)? {
            Some(signed) => signed.content,
            None => SetContent {
                movement: movement.code.clone(),
                version: set.version,
                from_day: set.from_day,
                frame: frame_of(row, reference),
                criteria: set.criteria.clone(),
                metrics: set.metrics.clone(),
            },
        };
        snapshot.sets.push((content, from, to));
        let asked = Asked::new(reference, movement, set, (None, today));
        let lists = Lists::read(conn, movement, asked.before.as_ref(), None)?;
        let there =
            |unit: &&Unit| unit.valid_from <= to && unit.valid_to.is_none_or(|last| from <= last);
        for unit in reference.units.all().iter().filter(there) {
            let Some(group) = movement.group_of(unit) else { continue };
            let (size, before) = (asked.size(&publication, unit.id), lists.before(unit.id));
            let name = name_of(unit);
            let claims = set.criteria_of(group).filter(|one| one.measure == Measure::Attested);
            // What nobody verified by now earns nothing.
            let verified = judged.attested(unit.id);
            let share = |code: &str| verified.get(code).copied().unwrap_or((0, 0));
            let claims =
                claims.map(|one| (set.version, name.clone(), one.code.clone(), share(&one.code)));
            snapshot.attested.extend(claims);
            snapshot.units.push(FrozenUnit { set: set.version, unit: name, group, size, before });
        }
        let tallies =
            Tallies::read(conn, reference, &set.metrics, (from, to.min(today)), today, None)?;
        snapshot.counts.extend(tallies.rows().iter().filter_map(|row| {
            let unit = name_of(units.get(&row.unit)?);
            let (count, kind, n) = (row.count, row.kind, row.n);
            Some(FrozenCount { unit, day: row.day.max(from), count, kind, n })
        }));
    }
    for (unit, kind, n) in &judged.adjustments {
        if let Some(unit) = units.get(unit) {
            let (bonus, penalty) = if kind.is_fault() { (0, *n) } else { (*n, 0) };
            snapshot.adjustments.push((name_of(unit), *kind, bonus, penalty));
        }
    }
    lists(conn, movement, &units, &mut snapshot)?;
    Ok(snapshot)
}

/// Adds the closed lists with their lines.
fn lists(
    conn: &mut Conn,
    movement: &Movement,
    units: &BTreeMap<UnitId, &Unit>,
    snapshot: &mut Snapshot,
) -> Result<(), StoreError> {
    let closed = kept::lists(conn, movement.id)?;
    for (first, last) in quarters(movement) {
        let list = closed.iter().find(|list| list.quarter_on.0 == first && list.seed.is_some());
        if let Some(list) = list {
            snapshot.lists.push((first, last, HEXLOWER.encode(&list.hash)));
        }
    }
    let named = |id: UnitId| units.get(&id).map(|unit| name_of(unit));
    snapshot.matters = kept::counted_matters(conn, movement.id, named)?;
    for ((unit, quarter), n) in kept::excluded_count(conn, movement.id, None)? {
        if let Some(unit) = units.get(&unit) {
            snapshot.excluded.push((name_of(unit), quarter, n));
        }
    }
    Ok(())
}
