//! Clusters over HTTP: what one hand seems to have written, and what inspectors exclude of it.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::answer::{Answer, page};
use crate::api::extract::{Read, Write};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::emulation::matters::Exclusion;
use crate::domain::ids::{CaseId, ExclusionId};
use crate::domain::text::Language;
use crate::service::figures::matters::{ClusterView, Clustered, ExclusionView, Proposal};

/// So many cases one exclusion names at the most; all of a cluster need no names.
const MOST: usize = 500;

/// `GET /api/v1/movements/{movement}/clusters`
pub(crate) async fn list(request: Read<Actor, String>) -> Answer {
    let (cursor, limit) = (request.query.text("cursor"), request.query.limit()?);
    let service = &request.state.service;
    let found = service.clusters(&request.who, &request.id, cursor, limit).await?;
    Ok(page(&found, |one| shown(request.language, one)))
}

/// `GET /api/v1/movements/{movement}/exclusions`
pub(crate) async fn exclusions(request: Read<Actor, String>) -> Answer {
    let (cursor, limit) = (request.query.text("cursor"), request.query.limit()?);
    let service = &request.state.service;
    let found = service.exclusions(&request.who, &request.id, cursor, limit).await?;
    Ok(page(&found, |one| exclusion(request.language, one)))
}

/// `POST /api/v1/movements/{movement}/exclusions`. It takes no Idempotency-Key: the same content is the same exclusion.
pub(crate) async fn exclude(request: Write<Actor, String>) -> Answer {
    let proposal = request.read(|form| {
        let quarter = form.day("quarter_from");
        let cluster = form.number("cluster", 1, i64::from(i32::MAX));
        let cases = form.ids::<CaseId>("cases", MOST);
        let reason = form.note("reason");
        form.require(&["quarter_from", "cluster", "reason"]);
        Some(Proposal {
            quarter: quarter?,
            cluster: i32::try_from(cluster?).ok()?,
            cases,
            reason: reason?,
        })
    })?;
    let service = &request.state.service;
    let (id, state) = service.exclude(&request.who, &request.id, proposal).await?;
    Ok(HttpResponse::Ok().json(json!({"id": id, "state": state})))
}

/// `POST /api/v1/exclusions/{id}/decision`. It takes no Idempotency-Key: nobody decides the same twice.
pub(crate) async fn decide(request: Write<Actor, ExclusionId>) -> Answer {
    let (to, reason) = request.read(|form| {
        let decided = |to: &Exclusion| *to != Exclusion::Proposed;
        let taken: Vec<Exclusion> = Exclusion::ALL.iter().copied().filter(decided).collect();
        let to = form.one_of("decision", &taken);
        let reason = form.note("reason");
        form.require(&["decision", "reason"]);
        Some((to?, reason?))
    })?;
    request.state.service.settle_exclusion(&request.who, request.id, (to, reason)).await?;
    Ok(HttpResponse::Ok().json(json!({"id": request.id, "state": to})))
}

fn cases(of: &[Clustered]) -> Value {
    of.iter().map(|one| json!({"id": one.case, "number": one.number})).collect()
}

fn shown(language: Language, one: &ClusterView) -> Value {
    lean(json!({
        "quarter_from": one.of.quarter,
        "cluster": one.of.cluster,
        "unit": unit(language, one.unit.as_ref()),
        "matters": one.matters.len(),
        "cases": cases(&one.matters),
    }))
}

fn exclusion(language: Language, one: &ExclusionView) -> Value {
    let acts = one.acts.iter().map(
        |(state, at, reason, own)| json!({"state": state, "at": at, "reason": reason, "own": own}),
    );
    lean(json!({
        "id": one.row.id.0,
        "quarter_from": one.row.quarter_on.0,
        "cluster": one.row.cluster,
        "unit": unit(language, one.unit.as_ref()),
        "state": one.row.state,
        "matters": one.count,
        "cases": cases(&one.matters),
        "acts": acts.collect::<Value>(),
    }))
}
