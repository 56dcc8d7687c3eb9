//! Subscriptions of staff systems over HTTP: one's own alone.

use actix_web::{HttpRequest, HttpResponse};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::api::answer::{Answer, items};
use crate::api::edge::header::{FromHead, Token};
use crate::api::extract::{Read, Write};
use crate::api::problem::Problem;
use crate::api::view::lean;
use crate::domain::actor::Actor;
use crate::domain::ids::WebhookId;
use crate::domain::running::hook::HookUrl;
use crate::service::webhooks::WebhookView;

/// Who is signed in, and with what.
impl FromHead for (Actor, Token) {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        Ok((Actor::from_head(request)?, Token::from_head(request)?))
    }
}

fn shown(one: &WebhookView, secret: Option<&SecretString>) -> Value {
    lean(json!({
        "id": one.id,
        "url": one.url,
        "created_at": one.created_at,
        "delivered_until": one.delivered_until,
        "outcome": one.outcome,
        "failures": one.failures,
        "next_call": one.next_call,
        "given_up": one.next_call.is_none(),
        "secret": secret.map(ExposeSecret::expose_secret),
    }))
}

/// `GET /api/v1/webhooks`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let found = request.state.service.webhooks(&request.who).await?;
    Ok(items(&found, |one| shown(one, None)))
}

/// `POST /api/v1/webhooks`. It takes no Idempotency-Key: an answer with a secret is never kept, and the same address is one subscription
/// however often it is sent.
pub(crate) async fn subscribe(request: Write<(Actor, Token)>) -> Answer {
    let url = request.read(|form| {
        form.require(&["url"]);
        form.text("url", HookUrl::parse)
    })?;
    let (actor, Token(token)) = &request.who;
    let (made, secret) = request.state.service.subscribe(actor, token, url).await?;
    Ok(HttpResponse::Created().json(shown(&made, Some(&secret))))
}

/// `DELETE /api/v1/webhooks/{id}`
pub(crate) async fn unsubscribe(request: Read<Actor, WebhookId>) -> Answer {
    request.state.service.unsubscribe(&request.who, request.id).await?;
    Ok(HttpResponse::NoContent().finish())
}
