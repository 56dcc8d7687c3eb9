//! The sampling desk: an inspector judges what was drawn, one matter after the other, without the others' findings.

use super::draw::draw_on;
use crate::domain::actor::Actor;
use crate::domain::emulation::matters::Finding;
use crate::domain::emulation::{Movement, MovementStatus};
use crate::domain::ids::{MovementId, SampleId, UnitId};
use crate::domain::time::Day;
use crate::service::access::inspects;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::service::paging::{Listed, bounded};
use crate::service::sealed::seal;
use crate::store::backend::Conn;
use crate::store::matters::{self as kept, Judged, ListRow, Sample};
use crate::store::types::Id;
use crate::store::{StoreError, cases};
use crate::vault::Place;

/// Two inspectors who do not agree are told apart by a third.
pub(super) const WITH_A_THIRD: usize = 3;

/// A drawn matter as an inspector sees it.
#[derive(Debug, Clone)]
pub struct SampleView {
    /// It.
    pub sample: Sample,
    /// The code of its movement.
    pub movement: String,
    /// Who answers for it.
    pub unit: Option<UnitName>,
    /// The findings it can get.
    pub findings: &'static [Finding],
}

/// What an inspector finds.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// What.
    pub finding: Finding,
    /// Why, for other inspectors.
    pub reason: String,
}

/// A closed list as it is told.
#[derive(Debug, Clone)]
pub struct ListView {
    /// It.
    pub list: ListRow,
    /// The last day of its quarter.
    pub until: Day,
}

impl Service {
    /// What the actor can judge, in no order that means anything.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`].
    pub async fn samples(
        &self,
        actor: &Actor,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Listed<SampleView>, ServiceError> {
        let bound = format!("samples|{}", actor.user_id);
        let after = self.place::<SampleId, String>(cursor, &bound)?.map(|(id, _)| id);
        let limit = bounded(limit);
        let (judge, barred, running) = (actor.user_id, barred(actor), self.judged_movements());
        let read = move |conn: &mut Conn| {
            kept::open_samples(conn, &running, (judge, &barred), after, limit + 1)
        };
        let found = self.db.read(read).await?;
        let page = self.page(found, limit, &bound, |one| (one.id, "s"));
        Ok(page.map(|sample| self.sample_view(sample)))
    }

    /// One drawn matter.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the actor cannot judge it.
    pub async fn sample(&self, actor: &Actor, id: SampleId) -> Result<SampleView, ServiceError> {
        let (reader, running) = (actor.clone(), self.judged_movements());
        let read = move |conn: &mut Conn| of(conn, &running, &reader, id);
        let found = self.db.read(read).await?.ok_or(ServiceError::NotFound)?;
        Ok(self.sample_view(found))
    }

    /// Keeps what the actor finds of a drawn matter. Where two judge it and do not agree, a third decides.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the actor cannot judge it; [`ServiceError::Invalid`] for a finding that the matter cannot get;
    /// [`ServiceError::AlreadyJudged`] where the actor did, or it was judged to the end.
    pub async fn judge_sample(
        &self,
        actor: &Actor,
        id: SampleId,
        verdict: Verdict,
    ) -> Result<(), ServiceError> {
        let place = Place { table: "findings", column: "sealed", row: id.uuid() };
        let sealed = seal(&self.keys, &place, &verdict.reason)?;
        let (at, ids, judge) = (self.clock.now(), self.ids.clone(), actor.clone());
        let (finding, running) = (verdict.finding, self.judged_movements());
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            kept::hold(tx, id)?;
            let sample = of(tx, &running, &judge, id)?.ok_or(ServiceError::NotFound)?;
            let taken = Finding::of(sample.stratum);
            if !taken.contains(&finding) {
                let fault = FieldFault::NotAllowed.among("/finding", taken);
                return Err(ServiceError::Invalid(vec![fault]).into());
            }
            let before = kept::judged(tx, id)?;
            let own = Id(judge.user_id.uuid());
            if sample.finding.is_some() || before.iter().any(|one| one.judge_id == own) {
                return Err(ServiceError::AlreadyJudged.into());
            }
            let row = Judged {
                sample_id: Id(id.uuid()),
                judge_id: own,
                finding: finding.as_str().to_owned(),
                at,
                sealed: sealed.clone(),
            };
            kept::judge(tx, &row)?;
            if decides(&sample, &before, finding) {
                kept::record(tx, id, finding)?;
                if finding == Finding::NotReached {
                    // So that of two who draw on at once one sees what the other drew.
                    kept::hold_list(tx, sample.movement, sample.quarter)?;
                    let of = (sample.movement, sample.quarter, sample.unit);
                    draw_on(tx, &*ids, of)?;
                }
            }
            Ok(())
        };
        Ok(self.db.write::<(), Fault, _>("samples.judge", id, write).await?)
    }

    /// The lists of a movement that were closed.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement.
    pub async fn matter_lists(&self, movement: &str) -> Result<Vec<ListView>, ServiceError> {
        let reference = self.references.ready()?;
        let movement = reference.movement(movement).ok_or(ServiceError::NotFound)?;
        let (id, quarters) = (movement.id, super::quarters(movement));
        let lists = self.db.read(move |conn| kept::lists(conn, id)).await?;
        let until = |list: &ListRow| {
            let own = quarters.iter().find(|(first, _)| *first == list.quarter_on.0);
            own.map_or(list.quarter_on.0, |(_, last)| *last)
        };
        Ok(lists.into_iter().map(|list| ListView { until: until(&list), list }).collect())
    }

    /// The movements of which something can be judged. Of a frozen one that is what another snapshot is to be made of: the ones
    /// that were made stay as they are.
    pub(super) fn judged_movements(&self) -> Vec<MovementId> {
        let reference = self.references.now();
        let begun = |it: &&Movement| !it.template && it.status != MovementStatus::Draft;
        reference.movements.iter().filter(begun).map(|it| it.id).collect()
    }

    fn sample_view(&self, sample: Sample) -> SampleView {
        let reference = self.references.now();
        let movement = reference.movements.iter().find(|one| one.id == sample.movement);
        SampleView {
            movement: movement.map(|one| one.code.clone()).unwrap_or_default(),
            unit: reference.unit_name(sample.unit),
            findings: Finding::of(sample.stratum),
            sample,
        }
    }
}

/// Whose matters an inspector does not judge: those of the own body, and of units with which there is a conflict of interest.
pub(in crate::service) fn barred(actor: &Actor) -> Vec<UnitId> {
    actor.unit_id.into_iter().chain(actor.conflicts.iter().copied()).collect()
}

/// The drawn matter of this id, if its movement runs and the actor may judge it.
fn of(
    conn: &mut Conn,
    running: &[MovementId],
    actor: &Actor,
    id: SampleId,
) -> Result<Option<Sample>, StoreError> {
    let found = kept::find(conn, id)?.filter(|one| running.contains(&one.movement));
    let Some(sample) = found.filter(|one| !barred(actor).contains(&one.unit)) else {
        return Ok(None);
    };
    if kept::acted_in(conn, id, actor.user_id)? {
        return Ok(None);
    }
    let case = cases::find(conn, sample.case)?;
    Ok(case.filter(|case| inspects(actor, case)).map(|_| sample))
}

/// Whether `finding` is the last word on the sample, after what others found `before`.
fn decides(sample: &Sample, before: &[Judged], finding: Finding) -> bool {
    let agrees = before.iter().any(|one| one.finding == finding.as_str());
    !sample.by_two || agrees || before.len() + 1 >= WITH_A_THIRD
}
