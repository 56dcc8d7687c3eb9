//! A quarter whose tail is over is closed: its matters are listed once, weighed, hashed, and never changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::source::{Mark, mark, numbered};
use super::{quarters, settles_on};
use crate::domain::case::Case;
use crate::domain::emulation::matters::{
    Matter, Shape, Side, Stratum, clusters, matters, weight_of_source,
};
use crate::domain::emulation::{Movement, MovementStatus};
use crate::domain::ids::{CaseKey, UnitId};
use crate::domain::records::dossier::{Dossier, DossierStanding, DossierState};
use crate::domain::text::fold_code;
use crate::domain::time::Day;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::matters::{self as kept, ListRow, MatterRow, Whole};
use crate::store::records::dossiers;
use crate::store::reports::Said;
use crate::store::types::{Date, Id};
use crate::store::{StoreError, snapshot};

/// Cases that are read at once.
const PAGE: i64 = 200;
/// A report came at most so many days before the day that was told for it: the longest period, extended, and stood still.
const BEFORE: i64 = 400;
/// The category of a dossier whose result did not come.
const LATE: &str = "late";

/// A matter on its way into a list.
struct Entry {
    matter: Matter,
    case: CaseKey,
    /// The dossier that anchors it, as it is compared.
    dossier: Option<String>,
    /// Anchored by something else.
    anchored: bool,
    mark: Option<Mark>,
    /// It complains that this dossier is late, or that nobody apologised for it.
    complains: bool,
    shape: Shape,
}

impl Service {
    /// Closes every list whose quarter and tail are over, of the movements that run. Returns how many.
    ///
    /// # Errors
    /// As of the store; what was closed stays so.
    pub async fn close_lists(&self) -> Result<usize, ServiceError> {
        let reference = self.references.ready()?;
        // By a wrong clock a quarter may be over that is not.
        if self.doubts_clock() {
            return Ok(0);
        }
        let today = self.clock.today();
        let mut closed = 0;
        let runs = |one: &&Movement| one.status == MovementStatus::Active;
        for movement in reference.movements.iter().filter(runs) {
            let id = movement.id;
            let lists = self.db.read(move |conn| kept::lists(conn, id)).await?;
            for (first, last) in quarters(movement) {
                let known = lists.iter().any(|list| list.quarter_on.0 == first);
                if !known && settles_on(movement, last) < today {
                    closed += usize::from(self.close(&reference, movement, (first, last)).await?);
                }
            }
        }
        Ok(closed)
    }

    async fn close(
        &self,
        reference: &Arc<Reference>,
        movement: &Movement,
        (first, last): (Day, Day),
    ) -> Result<bool, ServiceError> {
        let from = first.saturating_sub(jiff::Span::new().days(BEFORE));
        let today = self.clock.today();
        let mut found = Vec::new();
        let mut after = CaseKey::new(i64::MIN);
        loop {
            let known = reference.clone();
            let read = move |conn: &mut Conn| {
                snapshot(conn, |conn| {
                    let page = kept::between(conn, (from, last), after, PAGE)?;
                    let next = page.last().map(|one| one.case.key);
                    Ok((entries(conn, &known, page, (first, last), today)?, next))
                })
            };
            let (entries, next) = self.db.read(read).await?;
            found.extend(entries);
            match next {
                Some(next) => after = next,
                None => break,
            }
        }
        let id = movement.id;
        let before = self.db.read(move |conn| kept::anchored_before(conn, id)).await?;
        let place = (Id(id.uuid()), Date(first));
        let rows = rows(found, before, place)?;
        let list = ListRow {
            movement_id: place.0,
            quarter_on: place.1,
            closed_on: Date(today),
            matters: i32::try_from(rows.len()).map_err(ServiceError::internal)?,
            hash: hash(&rows),
            seed: None,
        };
        let write = move |tx: &mut Conn| kept::close(tx, &list, &rows);
        Ok(self.db.write::<_, StoreError, _>("matters.close", id, write).await?)
    }
}

/// The matters of these cases whose first told day lies in the quarter.
fn entries(
    conn: &mut Conn,
    reference: &Reference,
    page: Vec<Whole>,
    (first, last): (Day, Day),
    today: Day,
) -> Result<Vec<Entry>, StoreError> {
    let calendar = reference.calendar.known_on(today);
    let mut found = Vec::new();
    for whole in page {
        let of = matters(&whole.case, &whole.owed, &whole.events, &calendar);
        let of = of.into_iter().filter(|one| (first..=last).contains(&one.told_on));
        // Nothing of the service channel is sealed.
        let Said::Open(report, contact) = &whole.kept.said else { continue };
        let Some(filed) = whole.events.first() else { continue };
        let shape = Shape::of(filed.at, &report.text);
        found.extend(of.map(|matter| {
            let code = report.dossier_code.as_deref().map(fold_code);
            let mark = mark(&whole.case, contact.as_deref(), whole.kept.activated);
            let complains = complains(&whole.case);
            let anchored = known_otherwise(&whole.case);
            let case = whole.case.key;
            let entry = Entry {
                matter,
                case,
                dossier: code,
                anchored,
                mark,
                complains,
                shape: shape.clone(),
            };
            (entry, whole.case.clone())
        }));
    }
    let codes: BTreeSet<String> = found.iter().filter_map(|(one, _)| one.dossier.clone()).collect();
    let mut feed: BTreeMap<String, Vec<Dossier>> = BTreeMap::new();
    for one in dossiers::of_keys(conn, codes.into_iter().collect())? {
        feed.entry(fold_code(&one.facts.code)).or_default().push(one);
    }
    let after = reference.units.successions();
    let anchors = |entry: &Entry, case: &Case| {
        let dossiers = entry.dossier.as_ref().and_then(|code| feed.get(code)).cloned();
        let of = dossiers
            .map(|it| DossierStanding::of(it, case.dossier_unit(), after, case.received_on));
        of.is_some_and(|standing| {
            // The dossier of one unit anchors nothing of another that the report was sent on to.
            let unit = entry.matter.unit;
            let own = standing.dossier.as_ref().is_some_and(|dossier| {
                let whose = dossier.facts.unit;
                after.reaches(whose, unit) || after.reaches(unit, whose)
            });
            own && standing.known && in_state(case, standing.state)
        })
    };
    Ok(found
        .into_iter()
        .map(|(entry, case)| {
            let dossier = entry.dossier.clone().filter(|_| anchors(&entry, &case));
            Entry { dossier, ..entry }
        })
        .collect())
}

/// Whether somebody besides reporter and unit says that there was a matter: an inspector who found who the sender is. The desk of
/// another unit does not: whoever prints a slip can activate it, and a friend's desk would praise whom it likes.
fn known_otherwise(case: &Case) -> bool {
    case.course.sender.is_some_and(|found| found.confirmed)
}

/// Whether the dossier stood as the report complains of it.
fn in_state(case: &Case, state: DossierState) -> bool {
    let late = matches!(state, DossierState::OpenLate | DossierState::ReturnedLate);
    if complains(case) { late } else { state != DossierState::Unknown }
}

fn complains(case: &Case) -> bool {
    case.category == LATE || case.claims_no_apology()
}

/// The lines of a list: unit by unit, by the day that was told.
fn rows(
    mut found: Vec<Entry>,
    mut anchored: BTreeSet<(UnitId, String)>,
    (movement_id, quarter_on): (Id, Date),
) -> Result<Vec<MatterRow>, ServiceError> {
    found.sort_by_key(|one| (one.matter.unit, one.matter.told_on, one.case));
    let mut rows = Vec::with_capacity(found.len());
    let mut clusters_before = 0;
    for of_unit in found.chunk_by(|one, next| one.matter.unit == next.matter.unit) {
        let marks: Vec<_> = of_unit.iter().map(|one| one.mark.clone()).collect();
        let sources = numbered(&marks);
        let mut times: BTreeMap<usize, i64> = BTreeMap::new();
        for source in &sources {
            *times.entry(*source).or_default() += 1;
        }
        let repeated = repeated(of_unit);
        let anchors = anchoring(of_unit);
        let shapes: Vec<_> = of_unit.iter().map(|one| one.shape.clone()).collect();
        let clusters = clusters(&shapes);
        let most = clusters.iter().flatten().max().copied().unwrap_or(0);
        for ((one, source), cluster) in of_unit.iter().zip(sources).zip(clusters) {
            let by_dossier = anchors.contains(&one.case)
                && one
                    .dossier
                    .as_ref()
                    .is_some_and(|code| anchored.insert((one.matter.unit, code.clone())));
            let side = if by_dossier || one.anchored { Side::Anchored } else { Side::Unanchored };
            let again = one.matter.print.is_some_and(|print| repeated.contains(&print));
            let stratum = match one.matter.stratum {
                Stratum::Plain if again => Stratum::Risky,
                stratum => stratum,
            };
            let weight = weight_of_source(times.get(&source).copied().unwrap_or(1));
            let cluster = cluster.map(|own| i32::try_from(clusters_before + own)).transpose();
            rows.push(MatterRow {
                movement_id,
                quarter_on,
                n: i32::try_from(rows.len() + 1).map_err(ServiceError::internal)?,
                unit_id: Id(one.matter.unit.uuid()),
                case_key: one.case.number(),
                told_on: Date(one.matter.told_on),
                side: side.as_str().to_owned(),
                stratum: stratum.as_str().to_owned(),
                source: i32::try_from(source).map_err(ServiceError::internal)?,
                weight_milli: i32::try_from(weight).map_err(ServiceError::internal)?,
                cluster: cluster.map_err(ServiceError::internal)?,
            });
        }
        clusters_before += most;
    }
    Ok(rows)
}

/// The cases that their dossiers anchor: of each dossier the report that complains of the state it is in, then the first. A friend
/// who names a stranger's dossier before its owner does takes the owner's place by that no more.
fn anchoring(of_unit: &[Entry]) -> BTreeSet<CaseKey> {
    let mut best: BTreeMap<&str, &Entry> = BTreeMap::new();
    let place = |one: &Entry| (!one.complains, one.matter.told_on, one.case);
    for one in of_unit {
        if let Some(code) = one.dossier.as_deref() {
            let known = best.entry(code).or_insert(one);
            if place(one) < place(known) {
                *known = one;
            }
        }
    }
    best.into_values().map(|one| one.case).collect()
}

/// The words that answer more than one matter of a unit.
fn repeated(of_unit: &[Entry]) -> BTreeSet<[u8; 32]> {
    let mut times: BTreeMap<[u8; 32], usize> = BTreeMap::new();
    for print in of_unit.iter().filter_map(|one| one.matter.print) {
        *times.entry(print).or_default() += 1;
    }
    times.into_iter().filter(|(_, n)| *n > 1).map(|(print, _)| print).collect()
}

/// SHA-256 of the lines: number, unit, told day, side, stratum, source, weight and cluster (empty where there is none), one
/// matter a line.
pub(super) fn hash(rows: &[MatterRow]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for row in rows {
        let line = format!(
            "{},{},{},{},{},{},{},{}\n",
            row.n,
            row.unit_id.0,
            row.told_on.0,
            row.side,
            row.stratum,
            row.source,
            row.weight_milli,
            row.cluster.map(|n| n.to_string()).unwrap_or_default()
        );
        hash.update(line.as_bytes());
    }
    hash.finalize().to_vec()
}
