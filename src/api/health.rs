//! Whether the server lives, whether it can work, and what somebody should look at.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use serde_json::{Value, json};

use super::answer::{Answer, FOR_A_WHILE};
use super::extract::{Probe, Read};
use super::view::lean;
use crate::domain::actor::{Actor, Role};
use crate::domain::notice::Template;
use crate::service::ServiceError;

/// The contract, as it is tested.
pub const OPENAPI: &str = include_str!("../../openapi.yaml");

/// `GET /livez`: the process answers.
pub(crate) async fn livez(_: Probe) -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "ok"}))
}

/// `GET /readyz`: a report could be taken now.
pub(crate) async fn readyz(Probe(state): Probe) -> Answer {
    let ready = state.service.ready().await?;
    Ok(HttpResponse::Ok().json(json!({
        "status": "ok",
        "mark_age_seconds": ready.mark_age,
        "clock": ready.clock,
        "log_lines_dropped": ready.dropped_lines,
    })))
}

/// `GET /api/openapi.yaml`
pub(crate) async fn openapi(_: Probe) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/yaml; charset=utf-8")
        .insert_header((CACHE_CONTROL, FOR_A_WHILE))
        .body(OPENAPI)
}

/// `GET /api/openapi.json`: the same document for tools that read JSON only.
pub(crate) async fn openapi_json(_: Probe) -> Answer {
    static JSON: LazyLock<Result<String, serde_norway::Error>> =
        LazyLock::new(|| serde_norway::from_str::<Value>(OPENAPI).map(|it| it.to_string()));
    let text = JSON.as_ref().map_err(ServiceError::internal)?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, FOR_A_WHILE))
        .body(text.as_str()))
}

/// `GET /api/v1/mail-faults`: units without an address, and mail that could not be delivered.
pub(crate) async fn mail_faults(request: Read<Actor>) -> Answer {
    let faults = request.state.service.faults().await?;
    // Who mentions whom is no business of inspectors of another body.
    let all = request.who.role == Role::Administrator;
    let dead: Vec<Value> = faults
        .dead_letters
        .iter()
        .filter(|letter| all || letter.template != Template::NoteMention)
        .map(|letter| {
            lean(json!({
                "id": letter.id,
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
