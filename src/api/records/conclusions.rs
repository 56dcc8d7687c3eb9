//! Concluded violations over HTTP: inspectors record, read, carry out and revoke them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use serde_json::{Value, json};

use crate::api::answer::{Answer, etag, page, written};
use crate::api::extract::{Act, Keyed, Read};
use crate::api::view::{lean, pick, unit};
use crate::domain::actor::Actor;
use crate::domain::ids::ConclusionId;
use crate::domain::records::conclusion::{ConclusionState, Document, Execution, Measure};
use crate::domain::text::Language;
use crate::service::Answered;
use crate::service::records::conclusions::{Change, ConclusionQuery, ConclusionView};
use crate::wire::records::{executed, new_conclusion, revoked};

/// `POST /api/v1/conclusions`
pub(crate) async fn record(request: Keyed<Actor>) -> Answer {
    let (new, key) = (request.read(new_conclusion)?, request.key.require()?);
    let done =
        request.state.service.record_conclusion(&request.who, new, key, &request.body).await?;
    Ok(answer(StatusCode::CREATED, request.language, &done))
}

/// `GET /api/v1/conclusions`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let params = &request.query;
    let reference = request.state.service.reference();
    let query = ConclusionQuery {
        state: params.one_of("state", ConclusionState::ALL)?,
        unit: params.unit("unit", &reference.units)?.map(str::to_owned),
        cursor: params.owned("cursor"),
        limit: params.limit()?,
    };
    let found = request.state.service.conclusions(&request.who, query).await?;
    Ok(page(&found, |it| view(request.language, it, false)))
}

/// `GET /api/v1/conclusions/{id}`
pub(crate) async fn get(request: Read<Actor, ConclusionId>) -> Answer {
    let found = request.state.service.conclusion(&request.who, request.id).await?;
    let version = (ETAG, etag(found.conclusion.version()));
    Ok(HttpResponse::Ok().insert_header(version).json(view(request.language, &found, true)))
}

/// `POST /api/v1/conclusions/{id}/execution`
pub(crate) async fn execute(request: Act<ConclusionId>) -> Answer {
    let done = request.read(executed)?;
    change(&request, done).await
}

/// `POST /api/v1/conclusions/{id}/revocation`
pub(crate) async fn revoke(request: Act<ConclusionId>) -> Answer {
    let done = request.read(revoked)?;
    change(&request, done).await
}

async fn change(request: &Act<ConclusionId>, change: Change) -> Answer {
    let edit = request.edit()?;
    let done = request.state.service.change_conclusion(&request.who, edit, change).await?;
    Ok(answer(StatusCode::OK, request.language, &done))
}

fn answer(status: StatusCode, language: Language, done: &Answered<ConclusionView>) -> HttpResponse {
    let version = done.value.conclusion.version();
    written(status, version, done.replayed, &view(language, &done.value, true))
}

/// A conclusion as an inspector reads it; a list leaves out what was found and why it fell.
fn view(language: Language, view: &ConclusionView, whole: bool) -> Value {
    let one = &view.conclusion;
    let revocation = one
        .revocation
        .as_ref()
        .map(|revoked| lean(json!({"on": revoked.on, "reason": whole.then_some(&revoked.reason)})));
    lean(json!({
        "id": one.id,
        "state": one.state(),
        "version": one.version(),
        "unit": unit(language, view.unit.as_ref()),
        "case": view.case,
        "document": document_json(&one.document),
        "person": lean(json!(one.person)),
        "finding": whole.then_some(&one.finding),
        "measure": measure(language, one.measure),
        "detected_by": one.detected_by,
        "execution": execution(one.execution.as_ref()),
        "revocation": revocation,
        "recorded_at": one.recorded_at,
    }))
}

/// A document of an authority.
pub(crate) fn document_json(document: &Document) -> Value {
    json!({"number": document.number, "on": document.on, "issuer": document.issuer})
}

/// A measure by code and name.
pub(crate) fn measure(language: Language, measure: Measure) -> Value {
    json!({"code": measure, "name": pick(language, measure.vi(), measure.en())})
}

/// How a measure was carried out.
pub(crate) fn execution(execution: Option<&Execution>) -> Value {
    execution.map_or(Value::Null, |done| json!({"on": done.on, "document": done.document}))
}
