//! `GET /api/v1/money-answers`: whose reporters say that money was asked for, for those who inspect.

use serde_json::json;

use crate::api::answer::{Answer, page};
use crate::api::extract::Read;
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;

/// `GET /api/v1/money-answers`
pub(crate) async fn money(request: Read<Actor>) -> Answer {
    let (cursor, limit) = (request.query.owned("cursor"), request.query.limit()?);
    let service = &request.state.service;
    let found = service.money_answers(&request.who, cursor.as_deref(), limit).await?;
    Ok(page(&found, |it| {
        lean(json!({
            "id": it.case.id,
            "channel": it.case.channel,
            "number": it.case.number,
            "holder": unit(request.language, it.holder.as_ref()),
            "state": it.case.state,
            "score": it.opinion.score,
            "changed_on": it.opinion.changed_on,
        }))
    }))
}
