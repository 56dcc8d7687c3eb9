//! Signing in and out, and who one is.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::State;
use crate::api::answer::{Answer, items};
use crate::api::edge::gate::Source;
use crate::api::edge::header::Token;
use crate::api::extract::{Read, Write};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::text::Language;
use crate::service::accounts::Given;
use crate::wire::form::Form;

/// `POST /api/v1/sessions`. It takes no Idempotency-Key: an answer with a token is never kept, and
/// signing in twice harms nobody.
pub(crate) async fn sign_in(request: Write<Source>) -> Answer {
    let (login, given) = request.read(|form| {
        let login = form.secret("login");
        form.require(&["login"]);
        login.zip(given(form))
    })?;
    let signed = request.state.service.sign_in(&login, given, request.who.0).await?;
    Ok(HttpResponse::Created().json(json!({
        "token": signed.token.to_text(),
        "expires_at": signed.expires_at,
        "user": person(&request.state, request.language, &signed.actor),
        "failed_attempts": signed.failed_attempts,
        "second_factor_needed": signed.lacks_factor,
    })))
}

/// Password and code, as they were given.
pub(super) fn given(form: &mut Form<'_>) -> Option<Given> {
    let (password, code) = (form.secret("password"), form.secret("code"));
    form.require(&["password"]);
    password.map(|password| Given { password, code })
}

/// `DELETE /api/v1/sessions/current`
pub(crate) async fn sign_out(request: Read<Token>) -> Answer {
    request.state.service.sign_out(&request.who.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/colleagues`
pub(crate) async fn colleagues(request: Read<Actor>) -> Answer {
    let found = request.state.service.colleagues(&request.who).await?;
    Ok(items(
        &found,
        |one| json!({"id": one.id, "login": one.login, "name": one.name, "role": one.role}),
    ))
}

pub(super) fn person(state: &State, language: Language, actor: &Actor) -> Value {
    lean(json!({
        "id": actor.user_id,
        "name": actor.name,
        "role": actor.role,
        "unit": unit(language, state.service.unit_of(actor).as_ref()),
    }))
}
