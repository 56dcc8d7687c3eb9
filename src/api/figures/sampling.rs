//! The sampling desk over HTTP: what was drawn to be judged, an inspector's finding, and the lists that were closed.

use actix_web::HttpResponse;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use crate::api::answer::{Answer, items, page};
use crate::api::extract::{Read, Write};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::emulation::matters::Finding;
use crate::domain::ids::SampleId;
use crate::domain::text::Language;
use crate::service::figures::matters::{ListView, SampleView, Verdict};

/// `GET /api/v1/samples`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let (cursor, limit) = (request.query.text("cursor"), request.query.limit()?);
    let found = request.state.service.samples(&request.who, cursor, limit).await?;
    Ok(page(&found, |one| shown(request.language, one)))
}

/// `GET /api/v1/samples/{id}`
pub(crate) async fn get(request: Read<Actor, SampleId>) -> Answer {
    let found = request.state.service.sample(&request.who, request.id).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &found)))
}

/// `POST /api/v1/samples/{id}/finding`. It takes no Idempotency-Key: nobody judges the same twice.
pub(crate) async fn judge(request: Write<Actor, SampleId>) -> Answer {
    let verdict = request.read(|form| {
        let finding = form.one_of("finding", Finding::ALL);
        let reason = form.note("reason");
        form.require(&["finding", "reason"]);
        Some(Verdict { finding: finding?, reason: reason? })
    })?;
    let finding = verdict.finding;
    request.state.service.judge_sample(&request.who, request.id, verdict).await?;
    Ok(HttpResponse::Ok().json(json!({"id": request.id, "finding": finding})))
}

/// `GET /api/v1/movements/{movement}/lists`
pub(crate) async fn lists(request: Read<Actor, String>) -> Answer {
    let found = request.state.service.matter_lists(&request.id).await?;
    Ok(items(&found, list_shown))
}

fn shown(language: Language, one: &SampleView) -> Value {
    let sample = &one.sample;
    lean(json!({
        "id": sample.id,
        "movement": one.movement,
        "quarter_from": sample.quarter,
        "unit": unit(language, one.unit.as_ref()),
        "case": {"id": sample.case, "number": sample.case_number},
        "told_on": sample.told_on,
        "side": sample.side,
        "stratum": sample.stratum,
        "findings": one.findings,
    }))
}

fn list_shown(one: &ListView) -> Value {
    let list = &one.list;
    lean(json!({
        "quarter_from": list.quarter_on.0,
        "quarter_to": one.until,
        "closed_on": list.closed_on.0,
        "matters": list.matters,
        "sha256": HEXLOWER.encode(&list.hash),
        "seed": list.seed.as_deref().map(|seed| HEXLOWER.encode(seed)),
    }))
}
