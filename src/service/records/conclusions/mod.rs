//! Concluded violations: recorded, carried out, revoked and read by inspectors, and by nobody else.

mod rows;

use serde_json::{Value, json};

use crate::domain::actor::Actor;
use crate::domain::ids::{CaseId, ConclusionId, UnitId};
use crate::domain::records::conclusion::{
    Conclusion, ConclusionState, DetectedBy, Document, Execution, Measure, Person, Revocation,
};
use crate::domain::time::Day;
use crate::service::access::may_open;
use crate::service::cases::find;
use crate::service::error::{Fault, FieldFault, ServiceError, inside};
use crate::service::facade::{Service, UnitName};
use crate::service::once::{Answered, Edit, Made};
use crate::service::paging::{Listed, bounded};
use crate::store::backend::Conn;
use crate::store::records::conclusions::{self, ConclusionFilter};
pub(in crate::service) use rows::read;
use rows::{changed, fresh};

/// What an inspector records.
#[derive(Debug, Clone)]
pub struct NewConclusion {
    /// The code of the unit, as of the document's day.
    pub unit: String,
    /// The case it came from.
    pub case: Option<CaseId>,
    /// The document.
    pub document: Document,
    /// Whom it is about.
    pub person: Person,
    /// What was concluded.
    pub finding: String,
    /// What it recommends.
    pub measure: Measure,
    /// Who found the violation.
    pub detected_by: DetectedBy,
}

/// What becomes of a conclusion.
#[derive(Clone)]
pub enum Change {
    /// Its measure was carried out.
    Executed {
        /// The day.
        on: Day,
        /// The number of the decision.
        document: String,
    },
    /// It does not hold any more.
    Revoked {
        /// Why.
        reason: String,
    },
}

/// A conclusion as an inspector reads it.
#[derive(Debug, Clone)]
pub struct ConclusionView {
    /// The conclusion.
    pub conclusion: Conclusion,
    /// The unit by name.
    pub unit: Option<UnitName>,
    /// The case it came from, for whoever may open that.
    pub case: Option<CaseId>,
}

/// What a list is narrowed by.
#[derive(Debug, Clone, Default)]
pub struct ConclusionQuery {
    /// The state.
    pub state: Option<ConclusionState>,
    /// The code of the unit, as of today.
    pub unit: Option<String>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many (1–100).
    pub limit: i64,
}

/// A conclusion about one's own body is for another body to handle: here it is not there.
fn reaches(actor: &Actor, unit: UnitId) -> bool {
    actor.unit_id.is_some_and(|own| own != unit) && !actor.conflicts.contains(&unit)
}

impl Service {
    /// Records what a competent body has concluded.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault, [`ServiceError::KeyReused`].
    pub async fn record_conclusion(
        &self,
        actor: &Actor,
        new: NewConclusion,
        key: &str,
        body: &Value,
    ) -> Result<Answered<ConclusionView>, ServiceError> {
        let reference = self.references.ready()?;
        let key = self.record_key(actor, key, "record_conclusion", body);
        let mut faults = Vec::new();
        let unit = reference.units.by_code(&new.unit, new.document.on).map(|unit| unit.id);
        match unit {
            None => faults.push(FieldFault::NoSuchUnit.at("/unit")),
            Some(unit) if !reaches(actor, unit) => faults.push(FieldFault::OwnBody.at("/unit")),
            Some(_) => {}
        }
        let now = self.clock.now();
        if new.document.on > now.office_day() {
            faults.push(FieldFault::InTheFuture.at("/document/on"));
        }
        if new.person.birth_year.is_none() && new.person.id_last4.is_none() {
            faults.push(FieldFault::TellApart.at("/person"));
        }
        let (id, linked) = (ConclusionId::new(self.ids.random()), new.case);
        let one = Conclusion {
            id,
            // Without a unit there is a fault, and nothing is written.
            unit: unit.unwrap_or(UnitId::new(id.uuid())),
            case: new.case,
            document: new.document,
            person: new.person,
            finding: new.finding,
            measure: new.measure,
            detected_by: new.detected_by,
            execution: None,
            revocation: None,
            recorded_by: actor.user_id,
            recorded_at: now,
        };
        let row = fresh(&self.keys, &one)?;
        let (service, reader) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<ConclusionView>, Fault> {
            let mut faults = faults.clone();
            let known = match linked {
                None => true,
                Some(case) => {
                    find(tx, &reader, case)?.is_some_and(|case| may_open(&reader.scope(), &case))
                }
            };
            if !known {
                faults.push(FieldFault::NoSuchCase.at("/case"));
            }
            if !faults.is_empty() {
                return Err(ServiceError::Invalid(faults).into());
            }
            conclusions::insert(tx, &row)?;
            Ok((one.id.uuid(), one.version(), service.view(tx, &reader, one.clone())?))
        };
        self.once("conclusions.record", key, self.recall(actor), make).await
    }

    /// Records what became of a conclusion.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Stale`], [`ServiceError::Settled`],
    /// [`ServiceError::Invalid`], [`ServiceError::KeyReused`].
    pub async fn change_conclusion(
        &self,
        actor: &Actor,
        edit: Edit<'_, ConclusionId>,
        change: Change,
    ) -> Result<Answered<ConclusionView>, ServiceError> {
        let Edit { id, version, key, body } = edit;
        let operation = match change {
            Change::Executed { .. } => "execute_conclusion",
            Change::Revoked { .. } => "revoke_conclusion",
        };
        let bound = json!({"conclusion": id.to_string(), "body": body});
        let key = self.record_key(actor, key, operation, &bound);
        let today = self.clock.today();
        let (service, reader) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<ConclusionView>, Fault> {
            let row = conclusions::get(tx, id)?
                .filter(|row| reaches(&reader, UnitId::new(row.unit_id.0)))
                .ok_or(ServiceError::NotFound)?;
            if row.version != version {
                return Err(ServiceError::Stale.into());
            }
            let before = read(&service.keys, row.clone())?;
            let by = reader.user_id;
            let after = match change.clone() {
                Change::Executed { on, document } => {
                    let fault = match on {
                        on if on > today => Some(FieldFault::InTheFuture),
                        on if on < before.document.on => Some(FieldFault::BeforeDocument),
                        _ => None,
                    };
                    if let Some(fault) = fault {
                        return Err(ServiceError::field("/executed_on", fault).into());
                    }
                    before.executed(Execution { on, document, by })
                }
                Change::Revoked { reason } => before.revoked(Revocation { on: today, reason, by }),
            };
            let after = after.map_err(ServiceError::Settled)?;
            conclusions::save(tx, version, &changed(&service.keys, row, &after)?)?;
            Ok((id.uuid(), after.version(), service.view(tx, &reader, after)?))
        };
        self.once("conclusions.change", key, self.recall(actor), make).await
    }

    /// One conclusion.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], also for one about the reader's own body.
    pub async fn conclusion(
        &self,
        actor: &Actor,
        id: ConclusionId,
    ) -> Result<ConclusionView, ServiceError> {
        let (service, reader) = (self.clone(), actor.clone());
        let found = self.db.read(move |conn| {
            let row = conclusions::get(conn, id)?;
            let row = row.filter(|row| reaches(&reader, UnitId::new(row.unit_id.0)));
            row.map(|row| inside(|| service.view(conn, &reader, read(&service.keys, row)?)))
                .transpose()
        });
        found.await?.ok_or(ServiceError::NotFound)?
    }

    /// A page of conclusions, the latest recorded first, without their cases.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`].
    pub async fn conclusions(
        &self,
        actor: &Actor,
        query: ConclusionQuery,
    ) -> Result<Listed<ConclusionView>, ServiceError> {
        let reference = self.references.ready()?;
        let unit = query.unit.as_deref();
        let unit = unit.map(|code| reference.units.by_code(code, self.clock.today()));
        if matches!(unit, Some(None)) {
            return Ok(Listed::empty());
        }
        let filter = ConclusionFilter {
            state: query.state,
            unit: unit.flatten().map(|unit| unit.id),
            hidden: actor.unit_id.into_iter().chain(actor.conflicts.iter().copied()).collect(),
        };
        let bound = format!("conclusions|{}|{filter:?}", actor.user_id);
        let after = self.place(query.cursor.as_deref(), &bound)?;
        let limit = bounded(query.limit);
        let rows =
            self.db.read(move |conn| conclusions::list(conn, &filter, after, limit + 1)).await?;
        let page =
            self.page(rows, limit, &bound, |row| (row.recorded_at, ConclusionId::new(row.id.0)));
        let mut items = Vec::with_capacity(page.items.len());
        for row in page.items {
            let conclusion = read(&self.keys, row)?;
            let unit = reference.unit_name(conclusion.unit);
            items.push(ConclusionView { conclusion, unit, case: None });
        }
        Ok(Listed { items, next: page.next })
    }

    /// The answer that a key got before.
    fn recall(
        &self,
        actor: &Actor,
    ) -> impl Fn(&mut Conn, uuid::Uuid, i32) -> Result<ConclusionView, Fault> + use<> {
        let (service, reader) = (self.clone(), actor.clone());
        move |tx, id, version| {
            let row = conclusions::get(tx, ConclusionId::new(id))?
                .filter(|row| reaches(&reader, UnitId::new(row.unit_id.0)))
                .ok_or(ServiceError::NotFound)?;
            service.view(tx, &reader, read(&service.keys, row)?.at_version(version))
        }
    }

    fn view(
        &self,
        conn: &mut Conn,
        reader: &Actor,
        conclusion: Conclusion,
    ) -> Result<ConclusionView, Fault> {
        let case = match conclusion.case {
            None => None,
            Some(id) => find(conn, reader, id)?
                .filter(|case| may_open(&reader.scope(), case))
                .map(|case| case.id),
        };
        let unit = self.references.now().unit_name(conclusion.unit);
        Ok(ConclusionView { conclusion, unit, case })
    }
}
