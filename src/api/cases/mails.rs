//! The mails of a case and what became of each, without an address.

use actix_web::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::answer::{Answer, items, written};
use crate::api::edge::header::Key;
use crate::api::extract::{Read, Write};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::ids::CaseId;
use crate::domain::text::Language;
use crate::service::cases::MailView;

/// `GET /api/v1/cases/{id}/mails`
pub(crate) async fn list(request: Read<Actor, CaseId>) -> Answer {
    let found = request.state.service.mails(&request.who, request.id).await?;
    Ok(items(&found, |one| mail(request.language, one)))
}

/// `POST /api/v1/mail-faults/{id}/resend`
pub(crate) async fn resend(request: Write<Actor, Uuid, Key>) -> Answer {
    request.read(|_| Some(()))?;
    let key = request.key.require()?;
    let done = request.state.service.resend_mail(&request.who, request.id, key).await?;
    let body = mail(request.language, &done.value);
    Ok(written(StatusCode::OK, None, done.replayed, &body))
}

fn mail(language: Language, one: &MailView) -> Value {
    lean(json!({
        "id": one.id,
        "template": one.template,
        "to": one.to,
        "unit": unit(language, one.unit.as_ref()),
        "owed_on": one.owed_on,
        "status": one.status,
        "tries": one.tries,
        "settled_on": one.settled_on,
        "why": one.why,
    }))
}
