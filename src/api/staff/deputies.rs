//! Standing deputies over HTTP: administrators record and end them, inspectors read them too.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::answer::{Answer, items};
use crate::api::extract::{Read, Write};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::ids::DeputyId;
use crate::domain::text::Language;
use crate::service::records::deputies::DeputyView;
use crate::wire::keeping;

/// `POST /api/v1/deputies`. It takes no Idempotency-Key: what is recorded again changes nothing.
pub(crate) async fn record(request: Write<Actor>) -> Answer {
    let (new, noted) = keeping::deputy(&request.body);
    let kept = request.state.service.record_deputy(&request.who, new, noted).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `POST /api/v1/deputies/{id}/end`. Like recording, it can be sent again.
pub(crate) async fn end(request: Write<Actor, DeputyId>) -> Answer {
    request.read(|_| Some(()))?;
    let kept = request.state.service.end_deputy(&request.who, request.id).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `GET /api/v1/deputies`
pub(crate) async fn list(request: Read) -> Answer {
    let all = request.state.service.deputies().await?;
    Ok(items(&all, |one| shown(request.language, one)))
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
