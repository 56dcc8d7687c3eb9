//! The second factor of the own account over HTTP. What is told once is in no answer that is kept, so none of these takes an Idempotency-Key.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::sessions::given;
use crate::api::answer::Answer;
use crate::api::edge::gate::Source;
use crate::api::edge::header::Token;
use crate::api::extract::Write;
use crate::domain::actor::Actor;
use crate::domain::receipt::OneTimeCode;
use crate::service::accounts::Owner;

/// Who is signed in, with what, and from where.
type Mine = (Actor, Token, Source);

/// The one who asks about the own account.
pub(super) fn owner((actor, Token(token), Source(source)): &Mine) -> Owner<'_> {
    Owner { actor, token, source: *source }
}

fn told(codes: &[OneTimeCode]) -> Value {
    let codes: Vec<String> = codes.iter().map(OneTimeCode::to_text).collect();
    json!({"recovery_codes": codes})
}

/// `POST /api/v1/me/factor`. Sent again the factor that waits is another one.
pub(crate) async fn begin(request: Write<Mine>) -> Answer {
    let password = request.read(|form| {
        form.require(&["password"]);
        form.secret("password")
    })?;
    let begun = request.state.service.begin_factor(owner(&request.who), password).await?;
    Ok(HttpResponse::Created().json(json!({"secret": begun.secret, "uri": begun.uri})))
}

/// `POST /api/v1/me/factor/confirmation`
pub(crate) async fn confirm(request: Write<(Actor, Token)>) -> Answer {
    let code = request.read(|form| {
        form.require(&["code"]);
        form.secret("code")
    })?;
    let (actor, Token(token)) = &request.who;
    let codes = request.state.service.confirm_factor((actor, token), &code).await?;
    Ok(HttpResponse::Ok().json(told(&codes)))
}

/// `POST /api/v1/me/factor/recovery-codes`
pub(crate) async fn renew_codes(request: Write<Mine>) -> Answer {
    let given = request.read(given)?;
    let codes = request.state.service.renew_codes(owner(&request.who), given).await?;
    Ok(HttpResponse::Ok().json(told(&codes)))
}

/// `POST /api/v1/me/factor/removal`
pub(crate) async fn remove(request: Write<Mine>) -> Answer {
    let given = request.read(given)?;
    request.state.service.remove_factor(owner(&request.who), given).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/me/proof`. Sent again with the same code it is refused: that was used.
pub(crate) async fn prove(request: Write<Mine>) -> Answer {
    let given = request.read(given)?;
    let until = request.state.service.prove(owner(&request.who), given).await?;
    Ok(HttpResponse::Ok().json(json!({"until": until})))
}
