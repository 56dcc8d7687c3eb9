//! Standing deputies over HTTP: administrators record and end them, inspectors read them too.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::json::JsonBody;
use super::problem::{Kind, Problem};
use super::query::Params;
use super::view::{lean, unit};
use crate::domain::ids::DeputyId;
use crate::domain::text::{DocumentNumber, Language};
use crate::service::deputies::{DeputyView, NewDeputy};

/// `POST /api/v1/deputies`. It takes no Idempotency-Key: what is recorded again changes nothing.
pub(super) async fn record(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let document = form.text("document", DocumentNumber::parse);
    let new = NewDeputy {
        login: form.key("login"),
        document: document.map(|number| number.as_str().to_owned()),
        valid_from: form.day("valid_from"),
        valid_to: form.day("valid_to"),
    };
    form.require(&["login", "document", "valid_from", "valid_to"]);
    let kept = state.desk.record_deputy(&actor, new, form.finish()).await?;
    Ok(HttpResponse::Ok().json(shown(context.language, &kept)))
}

/// `POST /api/v1/deputies/{id}/end`. Like recording, it can be sent again.
pub(super) async fn end(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let id: DeputyId = path.parse().map_err(|_| Problem::new(Kind::NotFound))?;
    let faults = Form::new(&body).finish();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let kept = state.desk.end_deputy(&actor, id).await?;
    Ok(HttpResponse::Ok().json(shown(context.language, &kept)))
}

/// `GET /api/v1/deputies`
pub(super) async fn list(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let all = state.desk.deputies().await?;
    let items: Vec<Value> = all.iter().map(|one| shown(context.language, one)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items})))
}

fn shown(language: Language, view: &DeputyView) -> Value {
    let one = &view.deputy;
    lean(json!({
        "id": one.id,
        "login": view.login,
        "name": view.name,
        "unit": unit(language, view.unit.as_ref()),
        "document": one.document,
        "valid_from": one.valid_from,
        "valid_to": one.valid_to,
        "ended_on": one.ended.map(|(day, _)| day),
        "holds": view.holds,
    }))
}
