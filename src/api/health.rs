//! Whether the server lives, whether it can work, and what somebody should look at.

use std::sync::LazyLock;

use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::problem::Problem;
use super::query::Params;
use super::view::lean;
use crate::service::ServiceError;

/// The contract, as it is tested.
pub const OPENAPI: &str = include_str!("../../openapi.yaml");

/// `GET /livez`: the process answers.
pub async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "ok"}))
}

/// `GET /readyz`: a report could be taken now.
pub async fn readyz(state: web::Data<State>) -> Result<HttpResponse, Problem> {
    let ready = state.desk.ready().await?;
    Ok(HttpResponse::Ok().json(json!({
        "status": "ok",
        "mark_age_seconds": ready.mark_age,
        "clock": ready.clock,
        "log_lines_dropped": ready.dropped_lines,
    })))
}

/// `GET /api/openapi.yaml`
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/yaml; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=300, no-transform"))
        .body(OPENAPI)
}

/// `GET /api/openapi.json`: the same document for tools that read JSON only.
pub async fn openapi_json() -> Result<HttpResponse, Problem> {
    static JSON: LazyLock<Result<String, serde_norway::Error>> =
        LazyLock::new(|| serde_norway::from_str::<Value>(OPENAPI).map(|it| it.to_string()));
    let text = JSON.as_ref().map_err(ServiceError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "public, max-age=300, no-transform"))
        .body(text.as_str()))
}

/// `GET /api/v1/mail-faults`: units without an address, and mail that could not be delivered.
pub async fn mail_faults(
    state: web::Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let faults = state.desk.faults().await?;
    let dead: Vec<Value> = faults
        .dead_letters
        .iter()
        .map(|letter| {
            lean(json!({
                "template": letter.template,
                "unit": letter.unit,
                "day": letter.day,
                "why": letter.why,
            }))
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({
        "units_without_address": faults.units_without_address,
        "dead_letters": dead,
        "pending": faults.pending,
    })))
}
