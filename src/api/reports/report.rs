//! `GET /api/v1/report`: following a report by its receipt.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::extract::Read;
use crate::api::view::{custody, lean, owed, pick, promise, unit};
use crate::domain::hint::MONEY_OR_GIFT;
use crate::domain::kind::{Channel, Kind};
use crate::domain::law::rights::OpenRight;
use crate::domain::receipt::Receipt;
use crate::domain::text::Language;
use crate::service::cases::rating::OwnRating;
use crate::service::cases::tracking::Tracked;

/// How the report stands.
pub(crate) async fn track(request: Read<Receipt>) -> Answer {
    let found = request.state.service.track(&request.who).await?;
    Ok(HttpResponse::Ok().json(tracked(request.language, &found)))
}

/// A report as the holder of its receipt sees it.
pub(crate) fn tracked(language: Language, found: &Tracked) -> Value {
    let with_unit = found.channel == Channel::Service;
    let messages: Vec<Value> = found
        .messages
        .iter()
        .map(|message| {
            lean(json!({
                "day": message.day,
                "kind": message.kind,
                "text": message.text,
                "remedy": message.remedy,
                "ground": message.ground,
                "outcome": message.outcome,
                "to": unit(language, message.to.as_ref()),
                "until": message.until,
                "due_on": message.due_on,
            }))
        })
        .collect();
    let linked: Vec<Value> = found.linked.iter().map(|one| tracked(language, one)).collect();
    let rights: Vec<Value> =
        found.rights.iter().map(|one| right(language, found.kind, *one)).collect();
    lean(json!({
        "channel": found.channel,
        "kind": found.kind,
        "number": found.number,
        "state": found.state,
        "outcome": found.outcome,
        "received_on": found.received_on,
        "holder": unit(language, found.holder.as_ref()),
        "text": found.text,
        "obligations": found.obligations.iter().map(|one| owed(language, one, with_unit)).collect::<Vec<_>>(),
        "messages": messages,
        "custody": custody(language, &found.custody),
        "hops": found.hops,
        "what_you_can_do": rights,
        "public_answer": found.public_answer,
        "waits_for": found.waits_for,
        "waits_until": found.waits_until,
        "reopen_until": found.reopen_until,
        "provisional_calendar": found.provisional.then_some(true),
        "rating": found.rating.as_ref().map(|it| rating(language, it)),
        "promise": found.promise.as_ref().map(|(it, verdict)| promise(it, *verdict)),
        "contact_pending": found.contact_pending.map(|it| json!({"until": it.until, "tries_left": it.tries_left})),
        "linked": (!linked.is_empty()).then_some(linked),
    }))
}

/// The reporter's own rating. Nothing of what else was said with it, since somebody may be made to show the receipt; and what is
/// offered where money was asked for is offered to everybody.
fn rating(language: Language, own: &OwnRating) -> Value {
    let (vi, en) = (
        "Nếu có người đòi tiền hoặc quà: hãy gửi riêng một tin báo (POST /api/v1/reports); đơn vị không biết có tin báo đó.",
        "If money or a gift was asked for, send a tip of its own (POST /api/v1/reports); the unit never knows that there is one.",
    );
    lean(json!({
        "may_rate": own.may_rate,
        "score": own.given.map(|given| given.score),
        "rated_on": own.given.map(|given| given.first_on),
        "change_until": own.given.map(|given| given.change_until()),
        "if_money_was_asked": {
            "kind": Kind::CorruptionTip,
            "category": MONEY_OR_GIFT,
            "text": pick(language, vi, en),
        },
    }))
}

/// A right that stands open, in the reader's language.
pub(crate) fn right(language: Language, kind: Kind, open: OpenRight) -> Value {
    let (law_vi, law_en) = open.right.legal_ref(kind);
    lean(json!({
        "code": open.right,
        "text": pick(language, open.right.vi(), open.right.en()),
        "legal_ref": pick(language, law_vi, law_en),
        "until": open.until,
        "provisional_calendar": open.provisional.then_some(true),
    }))
}
