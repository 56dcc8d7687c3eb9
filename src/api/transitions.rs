//! Changing a case: assignment and commands, each with its dry run.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::cases::{case_id, item};
use super::commands::command;
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::header::{IfMatch, OptionalKey, etag};
use super::json::JsonBody;
use super::problem::Problem;
use super::query::Params;
use super::view::{not_allowed, notice, owed};
use crate::domain::text::Language;
use crate::service::handling::{Ask, Asked, Assignee, By, Done};

/// `POST /api/v1/cases/{id}/assignment`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub async fn assign(
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
    let case_id = case_id(&path)?;
    let mut form = Form::new(&body);
    let to = form.code("to", |text| match text {
        "me" => Some(Assignee::Me),
        other => other.parse().ok().map(Assignee::Colleague),
    });
    form.require(&["to"]);
    let faults = form.finish();
    let (Some(to), true) = (to, faults.is_empty()) else { return Err(Problem::invalid(faults)) };
    let ask = Ask { case_id, version: Some(version), what: Asked::Assign(to) };
    let by = By::Staff(actor);
    let done = state.desk.handle(&by, ask, &key.require()?, "assign_case", &body).await?;
    Ok(answer(context.language, &done))
}

/// `POST /api/v1/cases/{id}/transitions`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub async fn transition(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
    key: OptionalKey,
    IfMatch(version): IfMatch,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    let params = Params::read(&request, &["dry_run"])?;
    let case_id = case_id(&path)?;
    let what = command(&body).map_err(Problem::invalid)?;
    let ask = Ask { case_id, version: Some(version), what };
    let by = By::Staff(actor);
    if params.flag("dry_run")? {
        let done = state.desk.rehearse(&by, ask).await?;
        return Ok(HttpResponse::Ok().json(done_json(context.language, &done)));
    }
    let done = state.desk.handle(&by, ask, &key.require()?, "transition_case", &body).await?;
    Ok(answer(context.language, &done))
}

pub(super) fn answer(language: Language, done: &Done) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, etag(done.item.case.version)));
    if done.replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    response.json(done_json(language, done))
}

pub(super) fn done_json(language: Language, done: &Done) -> Value {
    let opened: Vec<Value> = done.opened.iter().map(|one| owed(language, one, true)).collect();
    json!({
        "case": item(language, &done.item),
        "event": {"n": done.event.0, "kind": done.event.1},
        "opened": opened,
        "notices": done.notices.iter().map(notice).collect::<Vec<_>>(),
        "allowed": done.offers.allowed,
        "not_allowed": not_allowed(language, &done.offers),
    })
}
