//! Snapshots over HTTP: the board freezes a movement, everybody reads the hashes, and whoever answers for it reads the texts.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, items, written};
use crate::api::edge::header::IfMatch;
use crate::api::extract::{Read, Write};
use crate::api::view::lean;
use crate::domain::actor::{Actor, Role};
use crate::service::figures::snapshots::SnapshotHead;

/// `GET /api/v1/movements/{movement}/snapshots`
pub(crate) async fn list(request: Read<Option<Actor>, String>) -> Answer {
    let found = request.state.service.snapshots(&request.id).await?;
    // What was written of an objection is for those who decide on it.
    let who = request.who.as_ref();
    let reasons = who.is_some_and(|it| matches!(it.role, Role::Board | Role::InspectorateHead));
    Ok(items(&found, |one| {
        let mut shown = view(one);
        if let Some(members) = shown.as_object_mut().filter(|_| !reasons) {
            members.remove("reason");
        }
        shown
    }))
}

/// `POST /api/v1/movements/{movement}/snapshots`. It takes no Idempotency-Key: the version says whether it was made.
pub(crate) async fn freeze(request: Write<Actor, String, (), IfMatch>) -> Answer {
    let reason = request.read(|form| Some(form.note("reason")))?;
    let Write { state, who, id: code, version: IfMatch(seen), .. } = &request;
    let done = state.service.freeze_movement(who, code, *seen, reason).await?;
    let version = state.service.movement(code)?.movement.version;
    Ok(written(StatusCode::OK, version, done.replayed, &view(&done.value)))
}

/// `GET /api/v1/movements/{movement}/snapshots/{version}?part=`
pub(crate) async fn get(request: Read<Actor, (String, i32)>) -> Answer {
    let part = request.query.one_of("part", &["facts", "outcome"])?;
    let (code, version) = &request.id;
    let found = request.state.service.read_snapshot(&request.who, code, *version).await?;
    let text = if part == Some("facts") { found.facts } else { found.outcome };
    Ok(HttpResponse::Ok().content_type("text/csv; charset=utf-8").body(text))
}

fn view(it: &SnapshotHead) -> Value {
    lean(json!({
        "version": it.version,
        "facts_sha256": it.facts_sha256,
        "outcome_sha256": it.outcome_sha256,
        "reason": it.reason,
        "made_at": it.made_at,
    }))
}
