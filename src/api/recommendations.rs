//! Recommendations after inspections over HTTP: inspectors record them, units say when they are done.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::header::{IfMatch, OptionalKey, written};
use super::json::JsonBody;
use super::problem::{Kind, Problem};
use super::query::Params;
use super::view::{lean, passed, unit};
use crate::domain::fault::FieldError;
use crate::domain::ids::RecommendationId;
use crate::domain::text::{DocumentNumber, Language, Note};
use crate::service::Answered;
use crate::service::recommendations::{NewRecommendation, RecommendationQuery, RecommendationView};

/// `POST /api/v1/recommendations`
pub(super) async fn record(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    key: OptionalKey,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let new = read(&body).map_err(Problem::invalid)?;
    let done = state.desk.record_recommendation(&actor, new, &key.require()?, &body).await?;
    Ok(answer(StatusCode::CREATED, context.language, &done))
}

/// Reads a recommendation from a body.
///
/// # Errors
/// Every fault of it.
pub fn read(body: &Value) -> Result<NewRecommendation, Vec<FieldError>> {
    let mut form = Form::new(body);
    let new = new_recommendation(&mut form);
    let faults = form.finish();
    new.filter(|_| faults.is_empty()).ok_or(faults)
}

fn new_recommendation(form: &mut Form<'_>) -> Option<NewRecommendation> {
    let unit = form.key("unit");
    let document = form.text("document", DocumentNumber::parse);
    let document_on = form.day("document_on");
    let text = form.text("text", Note::parse);
    let due_on = form.day("due_on");
    form.require(&["unit", "document", "document_on", "text", "due_on"]);
    Some(NewRecommendation {
        unit: unit?,
        document: document?.as_str().to_owned(),
        document_on: document_on?,
        text: text?.as_str().to_owned(),
        due_on: due_on?,
    })
}

/// `GET /api/v1/recommendations`
pub(super) async fn list(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
) -> Result<HttpResponse, Problem> {
    let params = Params::read(&request, &["unit", "open", "overdue", "limit", "cursor"])?;
    let query = RecommendationQuery {
        unit: params.text("unit").map(str::to_owned),
        open: params.flag("open")?,
        overdue: params.flag("overdue")?,
        cursor: params.text("cursor").map(str::to_owned),
        limit: params.limit()?,
    };
    let page = state.desk.recommendations(&actor, query).await?;
    let items: Vec<Value> = page.items.iter().map(|it| view(context.language, it)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items, "next": page.next})))
}

/// `POST /api/v1/recommendations/{id}/completion`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub(super) async fn complete(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
    key: OptionalKey,
    IfMatch(version): IfMatch,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let id: RecommendationId = path.parse().map_err(|_| Problem::new(Kind::NotFound))?;
    let mut form = Form::new(&body);
    let done_on = form.day("done_on");
    let note = form.text("note", Note::parse);
    form.require(&["note"]);
    let faults = form.finish();
    let (Some(note), true) = (note, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let (note, key) = (note.as_str().to_owned(), key.require()?);
    let done =
        state.desk.complete_recommendation(&actor, id, version, done_on, note, &key, &body).await?;
    Ok(answer(StatusCode::OK, context.language, &done))
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
fn view(language: Language, view: &RecommendationView) -> Value {
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
