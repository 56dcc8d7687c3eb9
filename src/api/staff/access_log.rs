//! Who read what only few may read: for the head of the inspectorate and auditors.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::answer::{Answer, page};
use crate::api::extract::Read;
use crate::api::view::lean;
use crate::domain::actor::Actor;
use crate::service::FieldFault;

/// `GET /api/v1/access-log`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let query = &request.query;
    let day = query.day("day")?;
    let of = query.parse("actor", |id| id.parse().ok(), FieldFault::NotAnId)?;
    let (cursor, limit) = (query.text("cursor"), query.limit()?);
    let found = request.state.service.accesses(&request.who, day, of, cursor, limit).await?;
    Ok(page(&found, |(entry, name, account)| {
        let kept = entry
            .access
            .account
            .map(|id| json!({"id": id, "name": account.as_deref().unwrap_or_default()}));
        lean(json!({
            "day": entry.day,
            "actor": {"id": entry.actor, "name": name.as_deref().unwrap_or_default()},
            "what": entry.access.what,
            "at": entry.access.at,
            "operation": entry.access.operation,
            "case": entry.access.case,
            "file": entry.access.file,
            "account": kept,
            "sha256": entry.access.sha256,
            "reason": entry.access.reason,
            "count": entry.access.count,
        }))
    }))
}

/// `GET /api/v1/access-log/summary`
pub(crate) async fn summary(request: Read<Actor>) -> Answer {
    let (day, sums) = request.state.service.access_sums(request.query.day("day")?).await?;
    let items: Vec<Value> = sums
        .into_iter()
        .map(|(user, name, what, count)| {
            json!({"actor": {"id": user, "name": name.unwrap_or_default()}, "what": what, "count": count})
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({"day": day, "items": items})))
}
