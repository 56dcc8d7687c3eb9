//! Freezing a movement: once everything of it is over, closed and judged, by one snapshot that nobody changes; what comes later
//! makes another one beside it.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::assessments::Judged;
use super::drafting::{as_stored, noted};
use super::freezing::gather;
use super::matters::{Lists, draw_on, quarters, settles_on};
use crate::domain::actor::Actor;
use crate::domain::emulation::set::MovementRefusal;
use crate::domain::emulation::snapshot::{Outcome, Snapshot};
use crate::domain::emulation::{Movement, MovementStatus};
use crate::domain::ids::Ids;
use crate::domain::time::Day;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::once::Answered;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::matters as kept;
pub use crate::store::reference::snapshots::{SnapshotHead, SnapshotRow};
use crate::store::reference::snapshots::{add, get, heads};
use crate::store::reference::{MovementRow, ReferenceRow, hold};
use crate::store::types::Id;
use crate::store::{StoreError, long_snapshot};

/// What `movement verify` finds of one snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rechecked {
    /// Its number.
    pub version: i32,
    /// Whether the facts have the hash that was kept, and come to the outcome that was kept, byte for byte.
    pub same: bool,
    /// Of the last one, whether the data of today come to the same facts; where not, late facts wait for another snapshot.
    pub current: Option<bool>,
}

/// What a freeze comes to.
enum Step {
    Made(i32),
    Replayed(i32),
    /// What is missing was drawn; it has to be judged first.
    Open,
}

/// The SHA-256 of a text, in hexadecimal.
pub fn sha256_of(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

impl Service {
    /// Freezes a movement as it was at version `seen`, or makes another snapshot of a frozen one, for a reason.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Stale`], [`ServiceError::Movement`], [`ServiceError::Invalid`].
    pub async fn freeze_movement(
        &self,
        actor: &Actor,
        code: &str,
        seen: i32,
        reason: Option<String>,
    ) -> Result<Answered<SnapshotHead>, ServiceError> {
        // By a wrong clock a movement may be over that is not.
        if self.doubts_clock() {
            return Err(ServiceError::Movement(MovementRefusal::NotOver));
        }
        let (own, now, by) = (code.to_owned(), self.clock.now(), actor.user_id);
        let (today, ids) = (self.clock.today(), self.ids.clone());
        let write = move |tx: &mut Conn| -> Result<Step, Fault> {
            hold(tx, "reference", now)?;
            let (rows, reference) = as_stored(tx)?;
            let movement = reference.movement(&own).ok_or(ServiceError::NotFound)?;
            let row = rows.movements.iter().find(|row| row.code == own);
            let row = row.ok_or(ServiceError::NotFound)?;
            let last = get(tx, movement.id, None)?;
            if let Some(last) = &last
                && last.movement_version == seen.saturating_add(1)
                && last.movement_version == row.version
                && last.reason == reason
            {
                return Ok(Step::Replayed(last.version));
            }
            if row.version != seen {
                return Err(ServiceError::Stale.into());
            }
            may_be_frozen(movement, today, (last.is_some(), reason.is_some()))?;
            let version = last.map_or(1, |last| last.version.saturating_add(1));
            for (first, _) in quarters(movement) {
                // Nothing of a list is excluded while it is frozen.
                kept::hold_list(tx, movement.id, first)?;
            }
            if !lists_are_drawn(tx, movement)? || kept::waits(tx, movement.id)? {
                return Err(ServiceError::Movement(MovementRefusal::MattersOpen).into());
            }
            if Judged::read(tx, movement.id, None)?.is_open {
                return Err(ServiceError::Movement(MovementRefusal::AssessmentsOpen).into());
            }
            let snapshot = gather(tx, (&reference, row), movement, (version, today))?;
            let (facts, outcome) = texts(&snapshot)?;
            let Some(outcome) = outcome else {
                draw_missing(tx, ids.as_ref(), &reference, movement)?;
                return Ok(Step::Open);
            };
            let status = MovementStatus::Frozen.as_str().to_owned();
            let after = MovementRow { status, version: seen.saturating_add(1), ..row.clone() };
            after.update(tx)?;
            noted(tx, &after, by, now)?;
            let made = SnapshotRow {
                movement_id: row.id,
                version,
                movement_version: after.version,
                facts_sha256: sha256_of(&facts),
                facts,
                outcome_sha256: sha256_of(&outcome),
                outcome,
                reason: reason.clone(),
                made_by: Id(by.uuid()),
                made_at: now,
            };
            add(tx, &made)?;
            Ok(Step::Made(version))
        };
        let step = self.db.write::<_, Fault, _>("movements", 0u8, write).await?;
        self.refresh().await?;
        self.instance.note_figure_change();
        let (version, replayed) = match step {
            Step::Made(version) => (version, false),
            Step::Replayed(version) => (version, true),
            Step::Open => return Err(ServiceError::Movement(MovementRefusal::MattersOpen)),
        };
        let found = self.snapshots(code).await?.into_iter().find(|one| one.version == version);
        Ok(Answered { value: found.ok_or(ServiceError::NotFound)?, replayed })
    }

    /// The snapshots of a movement, the first one first.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement.
    pub async fn snapshots(&self, code: &str) -> Result<Vec<SnapshotHead>, ServiceError> {
        let reference = self.references.ready()?;
        let id = reference.movement(code).ok_or(ServiceError::NotFound)?.id;
        Ok(self.db.read(move |conn| heads(conn, id)).await?)
    }

    /// A snapshot with its texts: this one, or the last.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn snapshot(
        &self,
        code: &str,
        version: Option<i32>,
    ) -> Result<SnapshotRow, ServiceError> {
        let reference = self.references.ready()?;
        let id = reference.movement(code).ok_or(ServiceError::NotFound)?.id;
        let found = self.db.read(move |conn| get(conn, id, version)).await?;
        found.ok_or(ServiceError::NotFound)
    }

    /// Computes every snapshot of a movement again, and says whether the data of today would come to the same.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement.
    pub async fn recheck_movement(&self, code: &str) -> Result<Vec<Rechecked>, ServiceError> {
        let (own, today) = (code.to_owned(), self.clock.today());
        let mut found = Vec::new();
        let heads = self.snapshots(code).await?;
        let last = heads.last().map(|head| head.version);
        for head in heads {
            let kept = self.snapshot(code, Some(head.version)).await?;
            let read = Snapshot::parse(&kept.facts).ok();
            let again = read.as_ref().map(texts).transpose()?;
            let same = again.is_some_and(|(facts, outcome)| {
                facts == kept.facts
                    && sha256_of(&facts) == kept.facts_sha256
                    && outcome.as_deref() == Some(kept.outcome.as_str())
                    && sha256_of(&kept.outcome) == kept.outcome_sha256
            });
            let version = head.version;
            // An earlier one stands beside those that came later: nothing of it waits.
            if Some(version) != last {
                found.push(Rechecked { version, same, current: None });
                continue;
            }
            let own = own.clone();
            let read = move |conn: &mut Conn| {
                long_snapshot(conn, |conn| {
                    let (rows, reference) = as_stored(conn)?;
                    let row = rows.movements.iter().find(|row| row.code == own);
                    let found = reference.movement(&own).zip(row);
                    let again = |(movement, row): (&Movement, &MovementRow)| {
                        gather(conn, (&reference, row), movement, (version, today))
                    };
                    found.map(again).transpose()
                })
            };
            let now = self.db.read(read).await?.ok_or(ServiceError::NotFound)?;
            let current = now.to_text().map_err(ServiceError::internal)? == kept.facts;
            found.push(Rechecked { version, same, current: Some(current) });
        }
        Ok(found)
    }
}

/// The facts as text, and what they come to unless something is open.
fn texts(snapshot: &Snapshot) -> Result<(String, Option<String>), ServiceError> {
    let facts = snapshot.to_text().map_err(ServiceError::internal)?;
    // What is kept is computed from what is written down, and from nothing else.
    let read = Snapshot::parse(&facts)
        .map_err(|line| ServiceError::internal(format!("snapshot: line {line}")))?;
    let outcome = Outcome::of(&read);
    let closed = !outcome.is_open();
    let text = closed.then(|| outcome.to_text(&read, &sha256_of(&facts)));
    Ok((facts, text))
}

/// Whether a movement can be frozen on `today`, for the first time or, for a reason, again.
fn may_be_frozen(
    movement: &Movement,
    today: Day,
    (again, has_reason): (bool, bool),
) -> Result<(), ServiceError> {
    let frozen = movement.status == MovementStatus::Frozen;
    if movement.template || movement.status == MovementStatus::Draft {
        return Err(ServiceError::Movement(MovementRefusal::NotRunning));
    }
    if settles_on(movement, movement.ends_on) >= today {
        return Err(ServiceError::Movement(MovementRefusal::NotOver));
    }
    match (frozen && again, has_reason) {
        (true, false) => Err(ServiceError::field("/reason", FieldFault::Required)),
        (false, true) => Err(ServiceError::field("/reason", FieldFault::NotAllowed)),
        _ => Ok(()),
    }
}

/// Whether every list of a movement is closed and drawn from.
fn lists_are_drawn(conn: &mut Conn, movement: &Movement) -> Result<bool, StoreError> {
    let lists = kept::lists(conn, movement.id)?;
    Ok(quarters(movement).iter().all(|(first, _)| {
        lists.iter().any(|list| list.quarter_on.0 == *first && list.seed.is_some())
    }))
}

/// Draws on where nothing is left to estimate a stratum from: what was drawn of it was called up meanwhile.
fn draw_missing(
    tx: &mut Conn,
    ids: &dyn Ids,
    reference: &Reference,
    movement: &Movement,
) -> Result<(), StoreError> {
    let lists = Lists::read(tx, movement, None, None)?;
    for unit in reference.units.all() {
        for quarter in lists.of(unit.id).iter().filter(|one| one.estimate().is_none()) {
            draw_on(tx, ids, (movement.id, quarter.days.0, unit.id))?;
        }
    }
    Ok(())
}
