//! Groups of cases of one cause: made, read and filled by a body, and told something all at once; each case keeps its own answer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::bulk::result;
use super::item;
use crate::api::answer::{Answer, items, one_of_many, written};
use crate::api::edge::header::Key;
use crate::api::extract::{Keyed, Read, Write};
use crate::domain::actor::Actor;
use crate::domain::ids::CaseId;
use crate::domain::lifecycle::Command;
use crate::service::cases::handling::{Ask, Asked};
use crate::service::cases::{GroupView, MOST_CASES};
use crate::service::{FieldFault, ServiceError};

/// The name under which what is told is known.
const OPERATION: &str = "announce_to_case_group";

/// What is told to the reporters of a group.
type Tell = Write<Actor, Uuid, Key>;

fn group(one: &GroupView) -> Value {
    json!({"id": one.id, "title": one.title, "count": one.count})
}

/// `GET /api/v1/case-groups`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let found = request.state.service.groups(&request.who).await?;
    Ok(items(&found, group))
}

/// `POST /api/v1/case-groups`: a case that is not there for whoever asks is told as such, and is in no group.
pub(crate) async fn make(request: Keyed<Actor>) -> Answer {
    let (title, cases) = request.read(|form| {
        form.require(&["title", "cases"]);
        let title = form.key("title");
        let cases = form.ids("cases", MOST_CASES);
        title.zip(cases)
    })?;
    let key = request.key.require()?;
    let service = &request.state.service;
    // What is named twice is one case.
    let mut asked: Vec<CaseId> = Vec::with_capacity(cases.len());
    for id in cases {
        if !asked.contains(&id) {
            asked.push(id);
        }
    }
    let done = service.make_group(&request.who, (title, asked.clone()), key, &request.body).await?;
    let (made, members) = &done.value;
    if !done.replayed && members.len() < asked.len() {
        service.note_denied(request.who.user_id, "make_case_group").await?;
    }
    let results = asked.into_iter().map(|id| {
        if members.contains(&id) {
            json!({"id": id, "status": 200})
        } else {
            refused(&request, id, ServiceError::NotFound)
        }
    });
    let mut body = group(made);
    let results: Vec<Value> = results.collect();
    if let Value::Object(shown) = &mut body {
        shown.insert("results".to_owned(), json!(results));
    }
    Ok(written(StatusCode::CREATED, None, done.replayed, &body))
}

/// What is answered of one case with which nothing is done.
fn refused<Id>(request: &Write<Actor, Id, Key>, id: CaseId, error: ServiceError) -> Value {
    let (status, problem) = one_of_many(error, request.language, &request.request_id);
    json!({"id": id, "status": status, "problem": problem})
}

/// `GET /api/v1/case-groups/{id}`
pub(crate) async fn get(request: Read<Actor, Uuid>) -> Answer {
    let found = request.state.service.group(&request.who, request.id).await?;
    let cases: Vec<Value> = found.items.iter().map(|it| item(request.language, it)).collect();
    let mut body = group(&found.group);
    if let Value::Object(members) = &mut body {
        members.insert("items".to_owned(), json!(cases));
    }
    Ok(HttpResponse::Ok().json(body))
}

/// `DELETE /api/v1/case-groups/{id}`
pub(crate) async fn drop(request: Read<Actor, Uuid>) -> Answer {
    request.state.service.drop_group(&request.who, request.id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `PUT /api/v1/case-groups/{id}/cases/{case}`
pub(crate) async fn put_case(request: Write<Actor, (Uuid, CaseId)>) -> Answer {
    request.read(|_| Some(()))?;
    let (group, case) = request.id;
    request.state.service.group_case(&request.who, group, case, true).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /api/v1/case-groups/{id}/cases/{case}`
pub(crate) async fn drop_case(request: Read<Actor, (Uuid, CaseId)>) -> Answer {
    let (group, case) = request.id;
    request.state.service.group_case(&request.who, group, case, false).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /api/v1/case-groups/{id}/announcement`: one text for the reporter of each case of the group, two hundred at
/// most, told or refused by itself. A dry run tells of each what would be.
pub(crate) async fn announce(request: Tell) -> Answer {
    let text = request.read(|form| {
        form.require(&["text"]);
        form.letter("text")
    })?;
    let dry = request.query.flag("dry_run")?;
    let key = if dry { None } else { Some(request.key.require()?) };
    let service = &request.state.service;
    let bound = key.map(|key| (key, &request.body));
    let (told, rest) = service.announcing(&request.who, request.id, &text, bound).await?;
    let mut results: Vec<Value> = Vec::with_capacity(told.len() + rest.len());
    for case_id in told {
        let what = Asked::Command { command: Command::Announce { text: text.clone() }, to: None };
        // Whatever else is done with a case meanwhile makes nothing that is said wrong.
        let ask = Ask { case_id, version: None, what };
        // By the case, not by its place: a group may hold others when the request is sent again.
        let key = key.map(|key| format!("{key}/{case_id}"));
        results.push(result(&request, ask, key.as_deref(), OPERATION, &request.body).await?);
    }
    let too_many = || ServiceError::field("", FieldFault::OutOfRange);
    results.extend(rest.into_iter().map(|id| refused(&request, id, too_many())));
    Ok(items(results, |it| it))
}
