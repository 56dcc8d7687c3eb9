//! Recommendations after inspections over HTTP: inspectors record them, units say when they are done.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, page, written};
use crate::api::extract::{Act, Keyed, Read};
use crate::api::view::{lean, passed, unit};
use crate::domain::actor::Actor;
use crate::domain::fault::FieldError;
use crate::domain::ids::RecommendationId;
use crate::domain::text::Language;
use crate::service::Answered;
use crate::service::records::recommendations::{RecommendationQuery, RecommendationView};
use crate::service::reference::Reference;
use crate::wire::query::Params;
use crate::wire::records::{completion, new_recommendation};

/// `POST /api/v1/recommendations`
pub(crate) async fn record(request: Keyed<Actor>) -> Answer {
    let (new, key) = (request.read(new_recommendation)?, request.key.require()?);
    let Keyed { who, body, .. } = &request;
    let done = request.state.service.record_recommendation(who, new, key, body).await?;
    Ok(answer(StatusCode::CREATED, request.language, &done))
}

/// `GET /api/v1/recommendations`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let params = &request.query;
    let query = RecommendationQuery {
        cursor: params.owned("cursor"),
        limit: params.limit()?,
        ..asked(params, &request.state.service.reference())?
    };
    let found = request.state.service.recommendations(&request.who, query).await?;
    Ok(page(&found, |it| view(request.language, it)))
}

/// What the list is narrowed by, without the page.
pub(super) fn asked(
    params: &Params,
    reference: &Reference,
) -> Result<RecommendationQuery, FieldError> {
    Ok(RecommendationQuery {
        unit: params.unit("unit", &reference.units)?.map(str::to_owned),
        open: params.flag("open")?,
        overdue: params.flag("overdue")?,
        ..RecommendationQuery::default()
    })
}

/// `POST /api/v1/recommendations/{id}/completion`
pub(crate) async fn complete(request: Act<RecommendationId>) -> Answer {
    let (day, note) = request.read(completion)?;
    let (state, edit) = (&request.state, request.edit()?);
    let done = state.service.complete_recommendation(&request.who, edit, day, note).await?;
    Ok(answer(StatusCode::OK, request.language, &done))
}

fn answer(
    status: StatusCode,
    language: Language,
    done: &Answered<RecommendationView>,
) -> HttpResponse {
    let version = done.value.recommendation.version();
    written(status, version, done.replayed, &view(language, &done.value))
}

/// A recommendation as inspectors and the unit read it.
pub(super) fn view(language: Language, view: &RecommendationView) -> Value {
    let one = &view.recommendation;
    let completion = one
        .completion
        .as_ref()
        .map(|done| json!({"on": done.on, "note": done.note, "late": one.was_late()}));
    lean(json!({
        "id": one.id,
        "state": view.state,
        "version": one.version(),
        "unit": unit(language, view.unit.as_ref()),
        "passed_on": passed(language, &view.passed),
        "document": one.document,
        "document_on": one.document_on,
        "text": one.text,
        "due_on": one.due_on,
        "completion": completion,
        "recorded_at": one.recorded_at,
    }))
}
