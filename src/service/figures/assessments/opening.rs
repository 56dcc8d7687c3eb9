//! How an assessment begins: a unit scores itself or objects to a line, the board or the inspectorate proposes a merit or a fault.

use serde_json::{Value, json};

use super::{AssessmentView, JUDGES, bearer, fits, times};
use crate::domain::actor::{Actor, Role};
use crate::domain::emulation::assessment::{
    Act, Adjustment, AdjustmentKind, Assessment, Deed, Evidence, Found, Subject,
};
use crate::domain::emulation::set::MovementRefusal;
use crate::domain::emulation::{Measure, Movement};
use crate::domain::ids::{AssessmentId, ConclusionId, UnitId};
use crate::domain::records::conclusion::{ConclusionState, Document};
use crate::domain::time::Day;
use crate::service::conflicts::barred_from;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::once::{Answered, Made};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::records::{assessments, conclusions};
use crate::store::reference::hold;

/// With what an assessment begins.
#[derive(Debug, Clone)]
pub enum Opening {
    /// A unit scores itself.
    Claim {
        /// By which criterion.
        criterion: String,
        /// How much of what was planned was done.
        found: Found,
        /// What it rests on.
        evidence: Vec<Evidence>,
        /// What it adds.
        note: Option<String>,
    },
    /// A unit objects to the line of what is counted.
    Objection {
        /// By which criterion.
        criterion: String,
        /// Why.
        text: String,
    },
    /// Somebody proposes a merit.
    Merit {
        /// The code of the unit.
        unit: String,
        /// What for.
        kind: AdjustmentKind,
        /// How many points.
        points: i64,
        /// What it rests on.
        document: Document,
        /// The day on which that was published.
        published_on: Day,
        /// Why.
        reason: String,
    },
    /// An inspector proposes a fault.
    Fault {
        /// The code of the unit.
        unit: String,
        /// What for.
        kind: AdjustmentKind,
        /// What it rests on.
        conclusion: ConclusionId,
        /// The day on which that was published.
        published_on: Day,
        /// Why.
        reason: String,
    },
}

/// Who opens something, in which movement, on which day.
struct Asked<'a> {
    reference: &'a Reference,
    movement: &'a Movement,
    actor: &'a Actor,
    today: Day,
}

impl Service {
    /// Begins an assessment.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement; [`ServiceError::Movement`], [`ServiceError::Invalid`],
    /// [`ServiceError::KeyReused`].
    pub async fn open_assessment(
        &self,
        actor: &Actor,
        movement: &str,
        opening: Opening,
        (key, body): (&str, &Value),
    ) -> Result<Answered<AssessmentView>, ServiceError> {
        let reference = self.references.ready()?;
        let bound = json!({"movement": movement, "body": body});
        let key = self.record_key(actor, key, "open_assessment", &bound);
        let code = movement.to_owned();
        let (now, today) = (self.clock.now(), self.clock.today());
        let id = AssessmentId::new(self.ids.random());
        let (service, doer) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<AssessmentView>, Fault> {
            hold(tx, "reference", now)?;
            let movement = reference.scored_movement(&code).ok_or(ServiceError::NotFound)?;
            let times = times(tx, movement, today)?;
            let asked = Asked { reference: &reference, movement, actor: &doer, today };
            let (unit, subject, deed) = asked.begin(tx, &opening)?;
            let new = Assessment { id, movement: movement.id, unit, subject, acts: Vec::new() };
            if assessments::is_there(tx, &new)? {
                return Err(ServiceError::Movement(MovementRefusal::AssessmentThere).into());
            }
            let said_for = doer.unit_id.filter(|_| !JUDGES.contains(&doer.role));
            let act = Act { by: doer.user_id, unit: said_for, at: now, deed };
            let one = new.with(act, times).map_err(ServiceError::Movement)?;
            assessments::insert(tx, &one)?;
            let view = service.assessed(tx, &doer, one)?.ok_or(ServiceError::NotFound)?;
            Ok((id.uuid(), 1, view))
        };
        self.once("assessments.open", key, self.recall_assessment(actor), make).await
    }
}

impl Asked<'_> {
    /// Whose, of what, and the first deed.
    fn begin(&self, tx: &mut Conn, opening: &Opening) -> Result<(UnitId, Subject, Deed), Fault> {
        match opening {
            Opening::Claim { criterion, found, evidence, note } => {
                let unit = self.own_unit(criterion, true)?;
                let subject = Subject::Criterion(criterion.clone());
                fits(&subject, *found)?;
                let (evidence, note) = (evidence.clone(), note.clone());
                Ok((unit, subject, Deed::Claimed { found: *found, evidence, note }))
            }
            Opening::Objection { criterion, text } => {
                let unit = self.own_unit(criterion, false)?;
                Ok((unit, Subject::Line(criterion.clone()), Deed::Objected { text: text.clone() }))
            }
            Opening::Merit { unit, kind, points, document, published_on, reason } => {
                let unit = self.others_unit(tx, unit)?;
                let kind = self.of_kind(*kind, false)?;
                let (document, published_on) = (document.clone(), *published_on);
                let subject = self.resting_on(kind, document, None, published_on)?;
                let found = Found::Points(*points);
                fits(&subject, found)?;
                Ok((unit, subject, Deed::Judged { found, reason: reason.clone() }))
            }
            Opening::Fault { unit, kind, conclusion, published_on, reason } => {
                let unit = self.others_unit(tx, unit)?;
                let kind = self.of_kind(*kind, true)?;
                let row = conclusions::get(tx, *conclusion)?.filter(|row| {
                    let revoked = row.state == ConclusionState::Revoked.as_str();
                    row.unit_id.0 == unit.uuid() && !revoked
                });
                let unknown = || {
                    ServiceError::Invalid(vec![FieldFault::NotAllowed.at("/conclusion").and(
                        "Kết luận phải còn hiệu lực và về chính đơn vị này.",
                        "The conclusion must hold, and be about this unit.",
                    )])
                };
                let row = row.ok_or_else(unknown)?;
                let (number, on, issuer) = (row.document_number, row.document_on.0, row.issuer);
                let document = Document { number, on, issuer };
                let subject = self.resting_on(kind, document, Some(*conclusion), *published_on)?;
                let found = Found::Points(kind.points().1);
                Ok((unit, subject, Deed::Judged { found, reason: reason.clone() }))
            }
        }
    }

    /// The actor's own unit, if the criterion applies to it and is `attested` or not.
    fn own_unit(&self, criterion: &str, attested: bool) -> Result<UnitId, ServiceError> {
        let own = self.actor.unit_id.filter(|_| !JUDGES.contains(&self.actor.role));
        let unit = own.and_then(|id| self.reference.units.get(id));
        let taking_part = unit.and_then(|unit| Some((unit.id, self.movement.group_of(unit)?)));
        let (unit, group) =
            taking_part.ok_or(ServiceError::field("/opens", FieldFault::NotForThisRole))?;
        let mut all = self.movement.sets.iter().flat_map(|set| set.criteria_of(group));
        let applies =
            all.any(|one| one.code == criterion && (one.measure == Measure::Attested) == attested);
        let unknown = FieldFault::NotAllowed.at("/criterion").and(
            "Tiêu chí phải áp dụng cho nhóm của đơn vị; chỉ chấm tiêu chí tự chấm, chỉ phản đối tiêu chí khác.",
            "The criterion must apply to the group of the unit; claims are of attested criteria, objections of the others.",
        );
        if applies { Ok(unit) } else { Err(ServiceError::Invalid(vec![unknown])) }
    }

    /// The unit of this code, which is not the actor's own.
    fn others_unit(&self, tx: &mut Conn, code: &str) -> Result<UnitId, Fault> {
        if !JUDGES.contains(&self.actor.role) {
            return Err(ServiceError::field("/opens", FieldFault::NotForThisRole).into());
        }
        let unit = bearer(self.reference, self.movement, code, self.today);
        let unit = unit.ok_or(ServiceError::field("/unit", FieldFault::NoSuchUnit))?;
        let units = &self.reference.units;
        match barred_from(tx, units, self.actor, unit, self.today)? {
            Some(fault) => Err(ServiceError::field("/unit", fault).into()),
            None => Ok(unit),
        }
    }

    /// A merit or a fault; faults are for those who read conclusions.
    fn of_kind(&self, kind: AdjustmentKind, fault: bool) -> Result<AdjustmentKind, ServiceError> {
        let reads = !fault || self.actor.role == Role::Inspector;
        if !reads {
            return Err(ServiceError::field("/kind", FieldFault::NotForThisRole));
        }
        let of = |kind: &AdjustmentKind| kind.is_fault() == fault;
        let taken: Vec<AdjustmentKind> = AdjustmentKind::ALL.iter().copied().filter(of).collect();
        let no = || ServiceError::Invalid(vec![FieldFault::NotAllowed.among("/kind", &taken)]);
        Some(kind).filter(of).ok_or_else(no)
    }

    /// What an adjustment of this movement rests on: a document dated in it and published by now.
    fn resting_on(
        &self,
        kind: AdjustmentKind,
        document: Document,
        conclusion: Option<ConclusionId>,
        published_on: Day,
    ) -> Result<Subject, ServiceError> {
        let Document { number, on, issuer } = document;
        let days = self.movement.starts_on..=self.movement.ends_on;
        if !days.contains(&on) {
            let at = if conclusion.is_some() { "/conclusion" } else { "/document_on" };
            let (first, last) = (self.movement.starts_on, self.movement.ends_on);
            let (vi, en) = (format!("Từ {first} đến {last}."), format!("From {first} to {last}."));
            return Err(ServiceError::Invalid(vec![FieldFault::OutOfRange.at(at).and(&vi, &en)]));
        }
        if published_on > self.today {
            return Err(ServiceError::field("/published_on", FieldFault::InTheFuture));
        }
        if published_on < on {
            return Err(ServiceError::field("/published_on", FieldFault::BeforeDocument));
        }
        let (document, document_on) = (number, on);
        Ok(Subject::Adjustment(Adjustment {
            kind,
            document,
            document_on,
            issuer,
            conclusion,
            published_on,
        }))
    }
}
