//! The own account over HTTP: reading it, another password with the one before or by a link, and its sessions.

use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::sessions::person;
use crate::api::answer::{Answer, items};
use crate::api::edge::gate::Source;
use crate::api::edge::header::{FromHead, Token};
use crate::api::extract::{Read, Write};
use crate::api::problem::Problem;
use crate::api::view::lean;
use crate::domain::actor::Actor;
use crate::domain::ids::SessionId;

/// Who is signed in, with what, and from where.
impl FromHead for (Actor, Token, Source) {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        let (actor, token) = FromHead::from_head(request)?;
        Ok((actor, token, Source::from_head(request)?))
    }
}

/// `GET /api/v1/me`
pub(crate) async fn me(request: Read<Actor>) -> Answer {
    let own = request.state.service.own_account(&request.who).await?;
    let mut shown = person(&request.state, request.language, &request.who);
    let own = lean(json!({
        "login": own.login,
        "email": own.email,
        "second_factor": lean(json!({
            "active": own.factor.since.is_some(),
            "needed": own.factor_needed,
            "since": own.factor.since,
            "recovery_codes_left": own.factor.codes_left,
        })),
    }));
    if let (Some(shown), Some(own)) = (shown.as_object_mut(), own.as_object()) {
        shown.extend(own.clone());
    }
    Ok(HttpResponse::Ok().json(shown))
}

/// `PUT /api/v1/me/password`. It takes no Idempotency-Key: sent again it is refused, for the one before is no more.
pub(crate) async fn change_password(request: Write<(Actor, Token, Source)>) -> Answer {
    let given = request.read(|form| {
        let (old, new) = (form.secret("old_password"), form.secret("password"));
        form.require(&["old_password", "password"]);
        old.zip(new)
    })?;
    let (actor, Token(token), Source(source)) = &request.who;
    request.state.service.change_own_password((actor, token), given, *source).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/me/sessions`
pub(crate) async fn sessions(request: Read<(Actor, Token)>) -> Answer {
    let (actor, Token(token)) = &request.who;
    let found = request.state.service.own_sessions(actor, token).await?;
    Ok(items(&found, |one| json!({"id": one.id, "began_on": one.began_on, "current": one.current})))
}

/// `DELETE /api/v1/me/sessions`
pub(crate) async fn end_others(request: Read<(Actor, Token)>) -> Answer {
    let (actor, Token(token)) = &request.who;
    request.state.service.end_other_sessions(actor, token).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /api/v1/me/sessions/{id}`
pub(crate) async fn end_session(request: Read<Actor, SessionId>) -> Answer {
    request.state.service.end_own_session(&request.who, request.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/passwords/links`. The answer is the same whoever's login it is.
pub(crate) async fn ask_link(request: Write) -> Answer {
    let login = request.read(|form| {
        form.require(&["login"]);
        form.secret("login")
    })?;
    request.state.service.ask_link(&login).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/passwords`. It takes no Idempotency-Key: a link is good for once.
pub(crate) async fn set_password(request: Write) -> Answer {
    let (link, password) = request.read(|form| {
        let (link, password) = (form.secret("link"), form.secret("password"));
        form.require(&["link", "password"]);
        link.zip(password)
    })?;
    let login = request.state.service.set_password_by_link(&link, password).await?;
    Ok(HttpResponse::Ok().json(json!({"login": login})))
}
