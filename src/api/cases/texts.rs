//! Notes and drafts on a case, saved views, templates of replies: what staff write for themselves and their own body.

use actix_web::HttpResponse;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::answer::{Answer, items};
use crate::api::extract::{Read, Write};
use crate::api::problem::{Kind, Problem};
use crate::api::view::{lean, pick};
use crate::domain::actor::{Actor, Role};
use crate::domain::case::Outcome;
use crate::domain::ids::CaseId;
use crate::domain::text::unfilled;
use crate::service::FieldFault;
use crate::service::cases::{Named, NoteView};
use crate::wire::finding::{of_view, view as view_of};

/// Bytes of a draft at most.
const LARGEST: usize = 32 * 1024;
/// The letters of a code at most.
const LONGEST: usize = 40;
/// The most colleagues that a note mentions.
const MENTIONED: usize = 10;

/// A write that may be sent again: it says the whole of what shall be.
type Put<Id> = Write<Actor, Id>;

fn code(text: &str) -> Result<&str, Problem> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_code = !text.is_empty() && text.len() <= LONGEST && text.chars().all(fits);
    let fault = || Problem::path(vec![FieldFault::NotACodeWord.at("{code}")]);
    is_code.then_some(text).ok_or_else(fault)
}

fn note(one: &NoteView) -> Value {
    let mentions = one.mentions.iter().map(|(login, name)| json!({"login": login, "name": name}));
    json!({
        "id": one.id,
        "own": one.own,
        "author": one.author,
        "text": one.text,
        "mentions": mentions.collect::<Vec<_>>(),
        "at": one.at,
    })
}

/// `GET /api/v1/cases/{id}/notes`
pub(crate) async fn notes(request: Read<Actor, CaseId>) -> Answer {
    let found = request.state.service.notes(&request.who, request.id).await?;
    Ok(items(&found, note))
}

/// `PUT /api/v1/cases/{id}/notes/{note}`
pub(crate) async fn put_note(request: Put<(CaseId, Uuid)>) -> Answer {
    let said = request.read(|form| {
        form.require(&["text"]);
        let (text, mentions) = (form.note("text"), form.keys("mentions", MENTIONED));
        Some((text?, mentions.unwrap_or_default()))
    })?;
    let (case, id) = request.id;
    let written = request.state.service.put_note(&request.who, case, id, said).await?;
    Ok(HttpResponse::Ok().json(note(&written)))
}

/// `GET /api/v1/cases/{id}/draft`
pub(crate) async fn draft(request: Read<Actor, CaseId>) -> Answer {
    let found = request.state.service.draft(&request.who, request.id).await?;
    let found = found.ok_or_else(|| Problem::new(Kind::NotFound))?;
    Ok(HttpResponse::Ok().json(json!({"draft": found.said, "at": found.at})))
}

/// `PUT /api/v1/cases/{id}/draft`
pub(crate) async fn put_draft(request: Put<CaseId>) -> Answer {
    let draft = request.read(|form| {
        form.require(&["draft"]);
        form.as_it_is("draft", LARGEST)
    })?;
    request.state.service.put_draft(&request.who, request.id, Some(draft)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /api/v1/cases/{id}/draft`
pub(crate) async fn drop_draft(request: Read<Actor, CaseId>) -> Answer {
    request.state.service.put_draft(&request.who, request.id, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn view(one: &Named) -> Value {
    json!({
        "code": one.code,
        "title": one.said.get("title"),
        "query": one.said.get("query"),
        "shared": one.shared,
        "own": one.own,
    })
}

/// `GET /api/v1/me/views`
pub(crate) async fn views(request: Read<Actor>) -> Answer {
    let service = &request.state.service;
    let inspector = request.who.role == Role::Inspector;
    let reference = service.reference();
    let mut found = Vec::new();
    for one in service.views(&request.who).await? {
        let query = one.said.get("query").and_then(Value::as_str).unwrap_or_default();
        let mut shown = view(&one);
        // Who shares a view may be allowed more than its reader: to the reader there is no such view. One's own that cannot be read any
        // more has no count.
        let Ok((_, query)) = of_view(query, inspector, &reference) else {
            found.extend(one.own.then_some(shown));
            continue;
        };
        if let Value::Object(members) = &mut shown {
            let (count, capped) = service.how_many(&request.who, query).await?;
            members.insert("count".to_owned(), json!(count));
            members.insert("capped".to_owned(), json!(capped));
        }
        found.push(shown);
    }
    Ok(items(found, |it| it))
}

/// `PUT /api/v1/me/views/{code}`
pub(crate) async fn put_view(request: Put<String>) -> Answer {
    let inspector = request.who.role == Role::Inspector;
    let reference = request.state.service.reference();
    let (title, query, shared) = request.read(|form| view_of(form, inspector, &reference))?;
    let code = code(&request.id)?;
    let put = request.state.service.put_view(&request.who, code, (title, query), shared).await?;
    Ok(HttpResponse::Ok().json(view(&put)))
}

/// `DELETE /api/v1/me/views/{code}`
pub(crate) async fn drop_view(request: Read<Actor, String>) -> Answer {
    request.state.service.drop_view(&request.who, code(&request.id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn template(one: &Named) -> Value {
    lean(json!({
        "code": one.code,
        "title": one.said.get("title"),
        "text": one.said.get("text"),
        "outcome": one.said.get("outcome"),
        "version": one.version,
    }))
}

/// `GET /api/v1/reply-templates`
pub(crate) async fn templates(request: Read<Actor>) -> Answer {
    let found = request.state.service.templates(&request.who).await?;
    Ok(items(&found, template))
}

/// `PUT /api/v1/reply-templates/{code}`
pub(crate) async fn put_template(request: Put<String>) -> Answer {
    let (title, text, outcome) = request.read(|form| {
        form.require(&["title", "text"]);
        let outcome = form.one_of("outcome", Outcome::ALL).map(|it| it.as_str().to_owned());
        let (title, text) = (form.key("title"), form.note("text"));
        Some((title?, text?, outcome))
    })?;
    let code = code(&request.id)?;
    let put =
        request.state.service.put_template(&request.who, code, (title, text, outcome)).await?;
    Ok(HttpResponse::Ok().json(template(&put)))
}

/// `DELETE /api/v1/reply-templates/{code}`
pub(crate) async fn drop_template(request: Read<Actor, String>) -> Answer {
    request.state.service.drop_template(&request.who, code(&request.id)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/cases/{id}/reply-templates/{code}`
pub(crate) async fn fill(request: Read<Actor, (CaseId, String)>) -> Answer {
    let (case, named) = &request.id;
    let (found, text) = request.state.service.filled(&request.who, *case, code(named)?).await?;
    let mut shown = template(&found);
    if let Value::Object(members) = &mut shown {
        let left = unfilled(&text).map(|field| {
            let left = format!("{{{field}}}");
            let fault = FieldFault::UnfilledField.at("/text").and(&left, &left);
            let detail = pick(request.language, &fault.detail_vi, &fault.detail_en);
            json!({"field": field, "code": fault.code, "detail": detail})
        });
        let left: Vec<Value> = left.collect();
        if !left.is_empty() {
            members.insert("unfilled".to_owned(), json!(left));
        }
        members.insert("text".to_owned(), json!(text));
    }
    Ok(HttpResponse::Ok().json(shown))
}
