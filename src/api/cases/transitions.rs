//! Changing a case: assignment and commands, each with its dry run.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::item;
use crate::api::answer::{Answer, written};
use crate::api::extract::Act;
use crate::api::view::{not_allowed, notice, owed};
use crate::domain::ids::CaseId;
use crate::domain::lifecycle::Refusal;
use crate::domain::text::Language;
use crate::service::ServiceError;
use crate::service::cases::handling::{Ask, Asked, By, Handled};
use crate::wire::commands;

/// `POST /api/v1/cases/{id}/assignment`
pub(crate) async fn assign(request: Act<CaseId>) -> Answer {
    let asked = request.read(commands::assignment)?;
    handle(request, asked, "assign_case").await
}

/// `POST /api/v1/cases/{id}/transitions`
pub(crate) async fn transition(request: Act<CaseId>) -> Answer {
    let what = request.read(commands::read)?;
    if request.query.flag("dry_run")? {
        let ask = Ask { case_id: request.id, version: Some(request.version.0), what };
        let done = request.state.service.rehearse(&By::Staff(request.who), ask).await?;
        return Ok(HttpResponse::Ok().json(done_json(request.language, &done)));
    }
    handle(request, what, "transition_case").await
}

async fn handle(request: Act<CaseId>, what: Asked, operation: &'static str) -> Answer {
    let ask = Ask { case_id: request.id, version: Some(request.version.0), what };
    let (key, user) = (request.key.require()?, request.who.user_id);
    let (service, by) = (&request.state.service, By::Staff(request.who));
    match service.handle(&by, ask, key, operation, &request.body).await {
        Ok(done) => Ok(answer(request.language, &done)),
        Err(error) => {
            // What is not there at all the gate notes.
            if matches!(error, ServiceError::Refused(Refusal::NotInYourHand)) {
                service.note_denied(user, operation).await?;
            }
            Err(error.into())
        }
    }
}

pub(crate) fn answer(language: Language, done: &Handled) -> HttpResponse {
    let body = done_json(language, done);
    written(StatusCode::OK, done.item.case.version, done.replayed, &body)
}

pub(crate) fn done_json(language: Language, done: &Handled) -> Value {
    let opened: Vec<Value> = done.opened.iter().map(|one| owed(language, one, true)).collect();
    json!({
        "case": item(language, &done.item),
        "event": {"n": done.event.0, "kind": done.event.1},
        "opened": opened,
        "notices": done.notices.iter().map(notice).collect::<Vec<_>>(),
        "allowed": done.offers.allowed,
        "not_allowed": not_allowed(language, &done.offers),
    })
}
