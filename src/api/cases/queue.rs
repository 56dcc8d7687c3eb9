//! What a queue is asked for: a page of it, and how much of what it holds.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::item;
use crate::api::answer::Answer;
use crate::api::extract::{Read, Write};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::ids::CaseId;
use crate::domain::text::{EmailAddress, PersonName, Phone};
use crate::service::FieldFault;
use crate::service::cases::{AtLeast, ByContact, CaseItem, Facet};
use crate::service::clocks::urging::LetterQuery;
use crate::service::records::recommendations::RecommendationQuery;
use crate::wire::finding::{asked, order};

/// What says which page of it.
#[cfg(test)]
pub(crate) const PAGE: [&str; 5] = ["sort", "changed_since", "limit", "cursor", "count"];

/// Letters and recommendations that a summary counts at most.
const LISTED: i64 = 100;

/// `GET /api/v1/cases`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let mut query = asked(&request.query, &request.state.service.reference())?;
    query.cursor = request.query.owned("cursor");
    query.limit = request.query.limit()?;
    query.count = request.query.flag("count")?;
    query.order = order(&request.query, query.channel, query.count)?;
    let found = request.state.service.queue(&request.who, query).await?;
    let items: Vec<Value> = found.items.iter().map(|it| item(request.language, it)).collect();
    let mut body = json!({"items": items, "next": found.next});
    if let (Some(count), Value::Object(members)) = (found.count, &mut body) {
        members.insert("count".to_owned(), json!(count));
        members.insert("count_capped".to_owned(), json!(found.count_capped));
    }
    Ok(HttpResponse::Ok().json(body))
}

/// `GET /api/v1/cases/facets`
pub(crate) async fn facets(request: Read<Actor>) -> Answer {
    let query = asked(&request.query, &request.state.service.reference())?;
    let language = request.language;
    let found = request.state.service.facets(&request.who, query).await?;
    let coded = |facet: &Facet<String>| -> Vec<Value> {
        facet.iter().map(|(code, count)| json!({"code": code, "count": count})).collect()
    };
    let hands = found
        .assignees
        .iter()
        .map(|((login, name), count)| json!({"login": login, "name": name, "count": count}));
    let hands: Vec<Value> = hands.collect();
    let units = found.units.iter().map(|of| {
        json!({
            "unit": unit(language, Some(&of.unit)),
            "count": of.count,
            "overdue": of.overdue,
            "unassigned": of.unassigned,
            "states": coded(&of.states),
        })
    });
    let units: Vec<Value> = units.collect();
    Ok(HttpResponse::Ok().json(lean(json!({
        "count": found.count,
        "capped": found.capped,
        "overdue": found.overdue,
        "open": found.open,
        "unassigned": found.unassigned,
        "states": coded(&found.states),
        "kinds": coded(&found.kinds),
        "categories": coded(&found.categories),
        "sectors": found.sectors.as_ref().map(coded),
        "units": units,
        "assignees": hands,
    }))))
}

/// `GET /api/v1/me/summary`
pub(crate) async fn summary(request: Read<Actor>) -> Answer {
    let found = request.state.service.my_summary(&request.who).await?;
    let (service, who) = (&request.state.service, &request.who);
    let letters = |overdue| LetterQuery { open: true, overdue, cursor: None, limit: LISTED };
    let open = service.letters(who, letters(false)).await?;
    let late = service.letters(who, letters(true)).await?;
    let query =
        RecommendationQuery { unit: None, open: true, overdue: false, cursor: None, limit: LISTED };
    let recommended = service.recommendations(who, query).await?;
    let today = service.clock().today().to_string();
    let number = |(count, more): AtLeast| json!({"count": count, "capped": more});
    let counted = |all: &[(&str, &str, AtLeast)]| -> Vec<Value> {
        let one = |(name, query, (count, capped)): &(&str, &str, AtLeast)| {
            let query = query.replace("{today}", &today);
            json!({"name": name, "query": query, "count": count, "capped": capped})
        };
        all.iter().map(one).collect()
    };
    Ok(HttpResponse::Ok().json(lean(json!({
        "cases": counted(&found.cases),
        "tips": (!found.tips.is_empty()).then(|| counted(&found.tips)),
        "letters": number((open.items.len(), open.next.is_some())),
        "letters_late": number((late.items.len(), late.next.is_some())),
        "recommendations": number((recommended.items.len(), recommended.next.is_some())),
    }))))
}

/// `GET /api/v1/cases/{id}/similar`
pub(crate) async fn similar(request: Read<Actor, CaseId>) -> Answer {
    let found = request.state.service.similar(&request.who, request.id).await?;
    let shown = |all: &[CaseItem]| -> Vec<Value> {
        all.iter().map(|it| item(request.language, it)).collect()
    };
    Ok(HttpResponse::Ok().json(json!({
        "same_dossier": shown(&found.same_dossier),
        "same_matter": shown(&found.same_matter),
        "capped": found.capped,
    })))
}

/// `POST /api/v1/cases/search-contact`: a POST although it only asks, since a name belongs in no address.
pub(crate) async fn search_contact(request: Write<Actor>) -> Answer {
    let by = request.read(|form| {
        let name = form.text("name", PersonName::parse).map(ByContact::Name);
        let phone = form.text("phone", Phone::parse).map(ByContact::Phone);
        let email = form.text("email", EmailAddress::parse).map(ByContact::Email);
        let names = ["name", "phone", "email"];
        let mut given = names.into_iter().filter(|name| request.body.get(name).is_some());
        match (given.next(), given.next()) {
            (None, _) => form.require(&["name"]),
            (Some(one), Some(other)) => form.note_fault(other, |at| {
                FieldFault::NotTogether.at(at).and(&format!("{one}."), &format!("{one}."))
            }),
            (Some(_), None) => {}
        }
        name.or(phone).or(email)
    })?;
    let found = request.state.service.search_contact(&request.who, by).await?;
    let items: Vec<Value> = found.items.iter().map(|it| item(request.language, it)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items, "capped": found.capped})))
}
