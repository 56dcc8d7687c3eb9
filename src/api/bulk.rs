//! Commands on many cases at once: each is decided by itself, and each has a result of its own.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::commands::read;
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::header::OptionalKey;
use super::json::JsonBody;
use super::problem::Problem;
use super::query::Params;
use super::transitions::done_json;
use super::view::lean;
use crate::domain::ids::CaseId;
use crate::service::handling::{Ask, Asked, By};

/// The most cases of one request.
const MOST: usize = 50;

struct Item {
    id: CaseId,
    version: i32,
    what: Asked,
}

fn item(form: &mut Form<'_>) -> Option<Item> {
    form.require(&["id", "version", "transition"]);
    let id = form.code("id", |id| id.parse().ok());
    let version = form.number("version", 1, i64::from(i32::MAX));
    let what = form.object("transition", read);
    let version = i32::try_from(version?).ok()?;
    Some(Item { id: id?, version, what: what? })
}

/// `POST /api/v1/cases/transitions`: nothing is done where the request itself is wrong; otherwise
/// each item is done or refused by itself, and a repetition with the same key repeats nothing.
pub(super) async fn transitions(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    key: OptionalKey,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let items = form.objects("items", MOST, item);
    form.require(&["items"]);
    let faults = form.finish();
    let (Some(items), true) = (items, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let key = key.require()?;
    let by = By::Staff(actor);
    let mut results: Vec<Value> = Vec::with_capacity(items.len());
    let sent = body.get("items").and_then(Value::as_array).cloned().unwrap_or_default();
    for (index, (item, body)) in items.into_iter().zip(&sent).enumerate() {
        let ask = Ask { case_id: item.id, version: Some(item.version), what: item.what };
        let key = format!("{key}/{index}");
        let done = state.desk.handle(&by, ask, &key, "bulk_transition", body).await;
        let (status, case, problem) = match done {
            Ok(done) => (200, Some(done_json(context.language, &done)), None),
            Err(error) => {
                let problem = Problem::from(error);
                if let Some(cause) = problem.take_cause() {
                    tracing::error!(request_id = context.request_id, cause, "a case of many");
                }
                let body = problem.body(context.language, &context.request_id);
                (problem.kind().status(), None, Some(body))
            }
        };
        results.push(lean(json!({
            "id": item.id, "status": status, "case": case, "problem": problem,
        })));
    }
    Ok(HttpResponse::Ok().json(json!({"items": results})))
}
