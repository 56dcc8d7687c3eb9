//! Following up what inspections recommended: inspectors record it, the unit concerned says when it is done.

use serde_json::{Value, json};

use crate::domain::actor::{Actor, Role};
use crate::domain::ids::{RecommendationId, UnitId};
use crate::domain::records::recommendation::{Completion, Recommendation, RecommendationState};
use crate::domain::time::Day;
use crate::domain::urging::follow_up;
use crate::service::clocks::urging::standing;
use crate::service::conflicts::barred_from;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::{PassedFrom, Service, UnitName};
use crate::service::once::{Answered, Edit, Made};
use crate::service::paging::{Listed, bounded};
use crate::store::backend::Conn;
use crate::store::records::recommendations::{self, RecommendationFilter};

/// What an inspector records.
#[derive(Debug, Clone)]
pub struct NewRecommendation {
    /// The code of the unit, as of today.
    pub unit: String,
    /// The number of the inspection's document.
    pub document: String,
    /// The day it bears.
    pub document_on: Day,
    /// What is recommended.
    pub text: String,
    /// The last day.
    pub due_on: Day,
}

/// A recommendation as inspectors and the unit read it.
#[derive(Debug, Clone)]
pub struct RecommendationView {
    /// The recommendation.
    pub recommendation: Recommendation,
    /// The unit by name.
    pub unit: Option<UnitName>,
    /// From whom it passed on to that unit.
    pub passed: Vec<PassedFrom>,
    /// Where it stands today.
    pub state: RecommendationState,
}

/// What a list is narrowed by.
#[derive(Debug, Clone, Default)]
pub struct RecommendationQuery {
    /// The code of the unit, as of today.
    pub unit: Option<String>,
    /// Only what is not done.
    pub open: bool,
    /// Only what is late today.
    pub overdue: bool,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many (1–100).
    pub limit: i64,
}

impl Service {
    /// Records what an inspection recommends.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault, [`ServiceError::KeyReused`].
    pub async fn record_recommendation(
        &self,
        actor: &Actor,
        new: NewRecommendation,
        key: &str,
        body: &Value,
    ) -> Result<Answered<RecommendationView>, ServiceError> {
        let reference = self.references.ready()?;
        let key = self.record_key(actor, key, "record_recommendation", body);
        let now = self.clock.now();
        let mut faults = Vec::new();
        let unit = reference.units.by_code(&new.unit, now.office_day()).map(|unit| unit.id);
        match unit {
            None => faults.push(FieldFault::NoSuchUnit.at("/unit")),
            // An inspection recommends to others.
            Some(unit) if actor.unit_id == Some(unit) => {
                faults.push(FieldFault::OwnBody.at("/unit"));
            }
            Some(_) => {}
        }
        if new.document_on > now.office_day() {
            faults.push(FieldFault::InTheFuture.at("/document_on"));
        }
        if new.due_on < new.document_on {
            faults.push(FieldFault::BeforeDocument.at("/due_on"));
        }
        let id = RecommendationId::new(self.ids.random());
        let one = Recommendation {
            id,
            // Without a unit there is a fault, and nothing is written.
            unit: unit.unwrap_or(UnitId::new(id.uuid())),
            passed: Vec::new(),
            document: new.document,
            document_on: new.document_on,
            text: new.text,
            due_on: new.due_on,
            completion: None,
            recorded_by: actor.user_id,
            body: actor.unit_id,
            recorded_at: now,
        };
        let (service, by) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<RecommendationView>, Fault> {
            if !faults.is_empty() {
                return Err(ServiceError::Invalid(faults.clone()).into());
            }
            let today = now.office_day();
            if let Some(fault) = barred_from(tx, &reference.units, &by, one.unit, today)? {
                return Err(ServiceError::field("/unit", fault).into());
            }
            recommendations::insert(tx, &one)?;
            service.owe_in(tx, &reference, &[follow_up::recommended(&one)], now)?;
            Ok((one.id.uuid(), one.version(), service.recommended(one.clone())))
        };
        self.once("recommendations.record", key, self.recall_recommendation(actor), make).await
    }

    /// Records that a recommendation was carried out: by the unit today, by an inspector also on an
    /// earlier day, so that nobody can date lateness away.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Stale`], [`ServiceError::Settled`],
    /// [`ServiceError::Invalid`], [`ServiceError::KeyReused`].
    pub async fn complete_recommendation(
        &self,
        actor: &Actor,
        edit: Edit<'_, RecommendationId>,
        done_on: Option<Day>,
        note: String,
    ) -> Result<Answered<RecommendationView>, ServiceError> {
        let Edit { id, version, key, body } = edit;
        let bound = json!({"recommendation": id.to_string(), "body": body});
        let key = self.record_key(actor, key, "complete_recommendation", &bound);
        let reference = self.references.ready()?;
        let now = self.clock.now();
        let today = now.office_day();
        let (service, doer) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<RecommendationView>, Fault> {
            let found = recommendations::get(tx, id)?.filter(|one| doer.watches(one.unit));
            let before = found.ok_or(ServiceError::NotFound)?;
            if before.version() != version {
                return Err(ServiceError::Stale.into());
            }
            let on = done_on.unwrap_or(today);
            let fault = match on {
                on if on > today => Some(FieldFault::InTheFuture),
                on if on < today && doer.role != Role::Inspector => Some(FieldFault::BackDated),
                on if on < before.document_on => Some(FieldFault::BeforeDocument),
                _ => None,
            };
            if let Some(fault) = fault {
                return Err(ServiceError::field("/done_on", fault).into());
            }
            let completion = Completion { on, note: note.clone(), by: doer.user_id };
            let after = before.completed(completion).map_err(ServiceError::Settled)?;
            recommendations::save(tx, version, &after)?;
            // Who records it there knows it there.
            let body = standing(&reference, after.body, today);
            if let Some(body) = body.filter(|body| doer.unit_id != Some(*body)) {
                service.owe_in(tx, &reference, &[follow_up::done(&after, body)], now)?;
            }
            Ok((id.uuid(), after.version(), service.recommended(after)))
        };
        self.once("recommendations.complete", key, self.recall_recommendation(actor), make).await
    }

    /// A page of recommendations in the actor's scope, the earliest due first.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`].
    pub async fn recommendations(
        &self,
        actor: &Actor,
        query: RecommendationQuery,
    ) -> Result<Listed<RecommendationView>, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let mut units = actor.watched_units();
        if let Some(code) = &query.unit {
            let asked = reference.units.by_code(code, today).map(|unit| unit.id);
            let seen = |unit: &UnitId| units.as_ref().is_none_or(|units| units.contains(unit));
            units = Some(asked.filter(seen).into_iter().collect());
        }
        let filter = RecommendationFilter {
            units,
            hidden: actor.conflicts.to_vec(),
            open_only: query.open,
            overdue_on: query.overdue.then_some(today),
        };
        let bound = format!("recommendations|{}|{filter:?}", actor.user_id);
        let after = self.place(query.cursor.as_deref(), &bound)?;
        let limit = bounded(query.limit);
        let found = self
            .db
            .read(move |conn| recommendations::list(conn, &filter, after, limit + 1))
            .await?;
        let page = self.page(found, limit, &bound, |one| (one.due_on, one.id));
        Ok(page.map(|one| self.recommended(one)))
    }

    /// One recommendation in the actor's scope.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] outside it.
    pub async fn recommendation(
        &self,
        actor: &Actor,
        id: RecommendationId,
    ) -> Result<RecommendationView, ServiceError> {
        let found = self.db.read(move |conn| recommendations::get(conn, id)).await?;
        let found = found.filter(|one| actor.watches(one.unit));
        found.map(|one| self.recommended(one)).ok_or(ServiceError::NotFound)
    }

    /// The answer that a key got before.
    fn recall_recommendation(
        &self,
        actor: &Actor,
    ) -> impl Fn(&mut Conn, uuid::Uuid, i32) -> Result<RecommendationView, Fault> + use<> {
        let (service, reader) = (self.clone(), actor.clone());
        move |tx, id, version| {
            let one = recommendations::get(tx, RecommendationId::new(id))?;
            let one = one.filter(|one| reader.watches(one.unit));
            Ok(service.recommended(one.ok_or(ServiceError::NotFound)?.at_version(version)))
        }
    }

    fn recommended(&self, recommendation: Recommendation) -> RecommendationView {
        RecommendationView {
            unit: self.references.now().unit_name(recommendation.unit),
            passed: self.references.now().passed_from(&recommendation.passed),
            state: recommendation.state(self.clock.today()),
            recommendation,
        }
    }
}
