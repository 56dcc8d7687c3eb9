//! Look-ups of persons for personnel work, and the log of them.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, page, written};
use crate::api::extract::{Keyed, Read};
use crate::api::records::conclusions::{document_json, execution, measure};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::wire::records::look_up;

/// `POST /api/v1/personnel-checks`: a POST although it only asks, since a name belongs in no address
/// and every look-up leaves its entry in the log.
pub(crate) async fn check(request: Keyed<Actor>) -> Answer {
    let (sought, reason) = request.read(look_up)?;
    let Keyed { who, body, .. } = &request;
    let key = request.key.require()?;
    let done = request.state.service.check_person(who, sought, reason.as_str(), key, body).await?;
    let language = request.language;
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
    let answer = json!({"id": done.value.id, "at": done.value.at, "items": hits});
    Ok(written(StatusCode::OK, None, done.replayed, &answer))
}

/// `GET /api/v1/personnel-checks`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let params = &request.query;
    let limit = params.limit()?;
    let found = request.state.service.checks(&request.who, params.text("cursor"), limit).await?;
    Ok(page(&found, |entry| {
        lean(json!({
            "id": entry.id,
            "at": entry.at,
            "by": entry.by,
            "reason": entry.reason,
            "hits": entry.hits,
            "person": entry.person,
        }))
    }))
}
