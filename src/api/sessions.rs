//! Signing in and out, and who one is.

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::edge::Context;
use super::form::Form;
use super::gate::{Signed, Source};
use super::json::JsonBody;
use super::problem::{Kind, Problem};
use super::query::Params;
use super::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::text::Language;

/// `POST /api/v1/sessions`. It takes no Idempotency-Key: an answer with a token is never kept, and
/// signing in twice harms nobody.
pub(super) async fn sign_in(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Source(source): Source,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let login = form.secret("login");
    let password = form.secret("password");
    form.require(&["login", "password"]);
    let faults = form.finish();
    let (Some(login), Some(password), true) = (login, password, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let signed = state.desk.sign_in(&login, password, source).await?;
    Ok(HttpResponse::Created().json(json!({
        "token": signed.token.to_text(),
        "expires_at": signed.expires_at,
        "user": person(&state, context.language, &signed.actor),
        "failed_attempts": signed.failed_attempts,
    })))
}

/// `DELETE /api/v1/sessions/current`
pub(super) async fn sign_out(
    state: web::Data<State>,
    request: HttpRequest,
    _: Signed,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let token = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .map(|(_, token)| token.trim())
        .ok_or(Problem::new(Kind::Unauthenticated))?;
    state.desk.sign_out(token).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/me`
pub(super) async fn me(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    Ok(HttpResponse::Ok().json(person(&state, context.language, &actor)))
}

fn person(state: &State, language: Language, actor: &Actor) -> Value {
    lean(json!({
        "id": actor.user_id,
        "name": actor.name,
        "role": actor.role,
        "unit": unit(language, state.desk.unit_of(actor).as_ref()),
    }))
}
