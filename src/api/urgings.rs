//! Urging letters: inspectors urge and close, units answer.

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
use super::view::{lean, passed, pick, unit};
use crate::domain::ids::UrgingId;
use crate::domain::text::{Language, Note};
use crate::service::urging::{LetterQuery, LetterView, NewLetter, Target};
use crate::service::{Answered, FieldFault};

/// The id in the path; anything that is no id is no letter either.
fn urging_id(path: &web::Path<String>) -> Result<UrgingId, Problem> {
    path.parse().map_err(|_| Problem::new(Kind::NotFound))
}

/// `POST /api/v1/urgings`
pub(super) async fn send(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    key: OptionalKey,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let (case, unit) = (form.key("case"), form.key("unit"));
    let text = form.text("text", Note::parse);
    let due_on = form.day("due_on");
    form.require(&["text"]);
    let named = |name: &str| body.get(name).is_some_and(|member| !member.is_null());
    if body.is_object() && named("case") == named("unit") {
        form.fault("", FieldFault::CaseOrUnit);
    }
    let faults = form.finish();
    let target = case.map(Target::Case).or(unit.map(Target::Unit));
    let (Some(target), Some(text), true) = (target, text, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let new = NewLetter { target, text: text.as_str().to_owned(), due_on };
    let sent = state.desk.urge(&actor, new, &key.require()?, &body).await?;
    Ok(answered(StatusCode::CREATED, context.language, &sent))
}

/// `GET /api/v1/urgings`
pub(super) async fn list(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
) -> Result<HttpResponse, Problem> {
    let params = Params::read(&request, &["open", "overdue", "limit", "cursor"])?;
    let query = LetterQuery {
        open: params.flag("open")?,
        overdue: params.flag("overdue")?,
        cursor: params.text("cursor").map(str::to_owned),
        limit: params.limit()?,
    };
    let page = state.desk.letters(&actor, query).await?;
    let items: Vec<Value> = page.items.iter().map(|one| letter(context.language, one)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items, "next": page.next})))
}

/// `POST /api/v1/urgings/{id}/answer`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub(super) async fn answer(
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
    let at = (urging_id(&path)?, version);
    let mut form = Form::new(&body);
    let text = form.text("text", Note::parse);
    form.require(&["text"]);
    let faults = form.finish();
    let (Some(text), true) = (text, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let text = text.as_str().to_owned();
    let done = state.desk.answer_letter(&actor, at, text, &key.require()?, &body).await?;
    Ok(answered(StatusCode::OK, context.language, &done))
}

/// `POST /api/v1/urgings/{id}/close`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub(super) async fn close(
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
    let at = (urging_id(&path)?, version);
    let mut form = Form::new(&body);
    let note = form.text("text", Note::parse).map(|note| note.as_str().to_owned());
    let faults = form.finish();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let done = state.desk.close_letter(&actor, at, note, &key.require()?, &body).await?;
    Ok(answered(StatusCode::OK, context.language, &done))
}

fn answered(status: StatusCode, language: Language, done: &Answered<LetterView>) -> HttpResponse {
    written(status, done.value.urging.version, done.replayed, &letter(language, &done.value))
}

fn letter(language: Language, view: &LetterView) -> Value {
    let (one, rule) = (&view.urging, view.rule.as_ref());
    let case = one.case_id.map(|id| lean(json!({"id": id, "number": one.case_number})));
    lean(json!({
        "id": one.id,
        "number": one.number,
        "version": one.version,
        "unit": unit(language, view.unit.as_ref()),
        "passed_on": passed(language, &view.passed),
        "case": case,
        "text": one.text,
        "start_on": one.start_on,
        "due_on": one.due_on,
        "legal_ref": rule.map(|rule| pick(language, &rule.legal_ref_vi, &rule.legal_ref_en)),
        "basis": rule.map(|rule| rule.basis),
        "confirmed": rule.map(|rule| rule.confirmed),
        "status": one.status,
        "overdue": view.overdue,
        "missed_on": one.missed_on,
        "answer": one.answer,
        "answered_on": one.answered_on,
        "closing": one.closing,
        "closed_on": one.closed_on,
    }))
}
