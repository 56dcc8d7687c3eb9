//! Look-ups of persons for personnel work, and the log of them.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::conclusions::{birth_year, document_json, execution, id_last4, measure};
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::header::OptionalKey;
use super::json::JsonBody;
use super::problem::Problem;
use super::query::Params;
use super::view::{lean, unit};
use crate::domain::conclusion::Sought;
use crate::domain::text::{LookUpReason, PersonName, Position};

/// `POST /api/v1/personnel-checks`: a POST although it only asks, since a name belongs in no address
/// and every look-up leaves its entry in the log.
pub(super) async fn check(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    key: OptionalKey,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let name = form.text("name", PersonName::parse);
    let birth_year = birth_year(&mut form);
    let id_last4 = form.code("id_last4", id_last4);
    let position = form.text("position", Position::parse);
    let reason = form.text("reason", LookUpReason::parse);
    form.require(&["name", "reason"]);
    let faults = form.finish();
    let (Some(name), Some(reason), true) = (name, reason, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let sought = Sought {
        name: name.as_str().to_owned(),
        birth_year,
        id_last4,
        position: position.map(|position| position.as_str().to_owned()),
    };
    let key = key.require()?;
    let done = state.desk.check_person(&actor, sought, reason.as_str(), &key, &body).await?;
    let language = context.language;
    let hits: Vec<Value> = done
        .value
        .hits
        .iter()
        .map(|hit| {
            lean(json!({
                "document": document_json(&hit.document),
                "unit": unit(language, hit.unit.as_ref()),
                "measure": measure(language, hit.measure),
                "execution": execution(hit.execution.as_ref()),
                "agreed": hit.agreed,
            }))
        })
        .collect();
    let mut response = HttpResponse::Ok();
    if done.replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    Ok(response.json(json!({"id": done.value.id, "at": done.value.at, "items": hits})))
}

/// `GET /api/v1/personnel-checks`
pub(super) async fn list(
    state: web::Data<State>,
    request: HttpRequest,
    Signed(actor): Signed,
) -> Result<HttpResponse, Problem> {
    let params = Params::read(&request, &["limit", "cursor"])?;
    let page = state.desk.checks(&actor, params.text("cursor"), params.limit()?).await?;
    let items: Vec<Value> = page
        .items
        .iter()
        .map(|entry| {
            lean(json!({
                "id": entry.id,
                "at": entry.at,
                "by": entry.by,
                "reason": entry.reason,
                "hits": entry.hits,
                "person": entry.person,
            }))
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({"items": items, "next": page.next})))
}
