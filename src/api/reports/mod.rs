//! `POST /api/v1/reports`: filing.

pub mod desk;
pub mod front;
pub(crate) mod report;
pub mod reporter;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LOCATION};
use serde_json::{Value, json};

use super::answer::{Answer, written};
use super::extract::Keyed;
use super::view::{lean, owed, pick, routing, unit};
use crate::domain::hint::{MONEY_OR_GIFT, TOLD_EN, TOLD_VI};
use crate::domain::kind::Channel;
use crate::domain::receipt::Receipt;
use crate::domain::text::Language;
use crate::service::cases::intake::{Filed, Filing};
use crate::wire::report::filing;

/// Files a report, or with `dry_run=true` says what would happen.
pub(super) async fn file(request: Keyed<()>) -> Answer {
    send(request, |body, ()| filing(body)).await
}

/// Files what `read` finds in the body, or says what would happen.
pub(super) async fn send<Who>(
    request: Keyed<Who>,
    read: impl FnOnce(Value, &Who) -> Filing,
) -> Answer {
    let filing = read(request.body, &request.who);
    if request.query.flag("dry_run")? {
        let filed = request.state.service.preview(filing).await?;
        return Ok(HttpResponse::Ok().json(answer(request.language, &filed)));
    }
    let filed = request.state.service.file(filing, request.key.require()?).await?;
    let body = answer(request.language, &filed);
    let mut response = written(StatusCode::CREATED, None, filed.replayed, &body);
    response.headers_mut().insert(LOCATION, HeaderValue::from_static("/api/v1/report"));
    Ok(response)
}

fn answer(language: Language, filed: &Filed) -> Value {
    let with_unit = filed.kind.channel() == Channel::Service;
    let obligations: Vec<Value> =
        filed.obligations.iter().map(|one| owed(language, one, with_unit)).collect();
    lean(json!({
        "receipt": filed.receipt.as_ref().map(Receipt::to_text),
        "kind": filed.kind,
        "channel": filed.kind.channel(),
        "moved_to_integrity": filed.moved,
        "kind_reason": filed.derived.map(|why| json!({
            "code": why,
            "text": pick(language, why.vi(), why.en()),
        })),
        "state": if filed.sign_by.is_some() { "awaiting_reporter" } else { "received" },
        "sign_by": filed.sign_by,
        "provisional_calendar": filed.provisional.then_some(true),
        "visible_to": pick(language, &filed.visible_to_vi, &filed.visible_to_en),
        "number": filed.number,
        "holder": unit(language, filed.holder.as_ref()),
        "routing": routing(language, filed.routing.as_ref()),
        "received_on": filed.received_on,
        "obligations": obligations,
        "hints": filed.hint.map(|_| json!([{
            "code": MONEY_OR_GIFT,
            "category": MONEY_OR_GIFT,
            "text": pick(language, TOLD_VI, TOLD_EN),
        }])),
    }))
}
