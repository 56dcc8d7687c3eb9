//! Conflicts of interest of inspectors: declaring one, and reading what is declared.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::json::JsonBody;
use super::problem::Problem;
use super::query::Params;
use super::view::{lean, unit};
use crate::domain::text::Language;
use crate::service::conflicts::{Conflict, Declaration};

/// `POST /api/v1/conflicts`. It takes no Idempotency-Key: what is declared again changes nothing.
pub(super) async fn declare(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let asked =
        Declaration { login: form.key("login"), unit: form.key("unit"), until: form.day("until") };
    form.require(&["unit", "until"]);
    let kept = state.desk.declare_conflict(&actor, asked, form.finish()).await?;
    Ok(HttpResponse::Ok().json(shown(context.language, &kept)))
}

/// `GET /api/v1/conflicts`
pub(super) async fn list(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let all = state.desk.conflicts(&actor).await?;
    let items: Vec<Value> = all.iter().map(|one| shown(context.language, one)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items})))
}

fn shown(language: Language, conflict: &Conflict) -> Value {
    let also: Vec<Value> = conflict.also.iter().map(|it| unit(language, Some(it))).collect();
    lean(json!({
        "source": conflict.source,
        "login": conflict.login,
        "name": conflict.name,
        "unit": unit(language, conflict.unit.as_ref()),
        "also": also,
        "until": conflict.until,
        "declared_on": conflict.declared_on,
        "holds": conflict.holds,
    }))
}
