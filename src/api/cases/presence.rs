//! Who of one's own body looks at a case now.

use actix_web::HttpResponse;
use serde_json::json;

use crate::api::answer::{Answer, items};
use crate::api::extract::{Read, Write};
use crate::domain::actor::Actor;
use crate::domain::ids::CaseId;
use crate::service::cases::PresenceView;

/// `GET /api/v1/cases/{id}/presence`
pub(crate) async fn get(request: Read<Actor, CaseId>) -> Answer {
    let found = request.state.service.presence(&request.who, request.id).await?;
    Ok(shown(&found))
}

/// `PUT /api/v1/cases/{id}/presence`
pub(crate) async fn put(request: Write<Actor, CaseId>) -> Answer {
    request.read(|_| Some(()))?;
    let found = request.state.service.put_presence(&request.who, request.id).await?;
    Ok(shown(&found))
}

fn shown(found: &[PresenceView]) -> HttpResponse {
    items(found, |one| json!({"name": one.name, "since": one.since}))
}
