//! Reading cases: the queue, one case, its history, its days.

pub(crate) mod bulk;
pub(super) mod groups;
pub(super) mod mails;
pub(super) mod presence;
pub(super) mod queue;
pub(super) mod texts;
pub mod transitions;

use actix_web::HttpResponse;
use actix_web::http::header::ETAG;
use serde_json::{Value, json};

use super::answer::{Answer, etag, items, marked_etag, page};
use super::extract::Read;
use super::view::{custody, days, dossier, lean, not_allowed, owed, promise, routing, rule, unit};
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::ids::CaseId;
use crate::domain::law::first_decision::{FirstDecision, FirstSource};
use crate::domain::obligation::NOTHING_DUE;
use crate::domain::records::rating::Opinion;
use crate::domain::text::Language;
use crate::service::ServiceError;
use crate::service::cases::calling::CalledUpView;
use crate::service::cases::{CaseItem, Counted, EventView, ReportView};

/// `GET /api/v1/cases/{id}`
pub(super) async fn get(request: Read<Actor, CaseId>) -> Answer {
    let (service, language) = (&request.state.service, request.language);
    let found = match service.case(&request.who, request.id).await {
        Ok(found) => found,
        Err(ServiceError::NotFound) => {
            let known = service.called_up_case(&request.who, request.id).await?;
            return Ok(HttpResponse::Ok().json(called_up(language, &known)));
        }
        Err(other) => return Err(other.into()),
    };
    let mut body = item(language, &found.item);
    if let Value::Object(members) = &mut body {
        members.insert("allowed".to_owned(), json!(found.offers.allowed));
        let not_allowed = not_allowed(language, &found.offers);
        members.insert("not_allowed".to_owned(), json!(not_allowed));
        if !found.custody.is_empty() {
            members.insert("custody".to_owned(), json!(custody(language, &found.custody)));
        }
        if let Some(view) = &found.report {
            members.insert("report".to_owned(), report(language, view));
        }
        if !found.merged.is_empty() {
            let merged = found.merged.iter().map(|case| {
                lean(json!({
                    "id": case.id, "number": case.number, "state": case.state,
                    "received_on": case.received_on,
                    "next_due_on": (case.next_due_on != NOTHING_DUE).then_some(case.next_due_on),
                }))
            });
            members.insert("merged".to_owned(), merged.collect());
        }
        if let Some(why) = &found.called_up {
            let from = unit(language, why.unit.as_ref());
            let why = json!({"called_up_on": why.on, "unit": from, "reason": why.reason});
            members.insert("called_up".to_owned(), lean(why));
        }
        if let Some(known) = &found.dossier {
            members.insert("dossier".to_owned(), dossier(known));
        }
        if let Some(said) = &found.rating {
            members.insert("rating".to_owned(), rating(said));
        }
        if let Some(contents) = &found.remaining {
            members.insert("remaining".to_owned(), json!(contents));
        }
    }
    let version = found.item.case.version;
    let mark = found.report.as_ref().and_then(|view| view.contact_mark.as_deref());
    let tag = mark.map_or_else(|| etag(version), |mark| marked_etag(version, mark));
    Ok(HttpResponse::Ok().insert_header((ETAG, tag)).json(body))
}

/// What the reporter thinks of the answer, for those who inspect.
fn rating(said: &Opinion) -> Value {
    lean(json!({
        "score": said.score,
        "asked_for_money": said.asked_for_money(),
        "words": said.words,
        "rated_on": said.first_on,
        "changed_on": said.changed_on,
    }))
}

/// `GET /api/v1/called-up-cases`
pub(super) async fn called_up_cases(request: Read<Actor>) -> Answer {
    let (cursor, limit) = (request.query.owned("cursor"), request.query.limit()?);
    let service = &request.state.service;
    let found = service.called_up_cases(&request.who, cursor.as_deref(), limit).await?;
    Ok(page(&found, |it| called_up(request.language, it)))
}

/// What a unit knows of a case that was called up from it.
fn called_up(language: Language, known: &CalledUpView) -> Value {
    lean(json!({
        "id": known.one.case,
        "number": known.one.number,
        "state": "called_up",
        "unit": unit(language, known.unit.as_ref()),
        "received_on": known.one.received_on,
        "called_up_on": known.one.on,
    }))
}

/// `GET /api/v1/cases/{id}/events`
pub(super) async fn events(request: Read<Actor, CaseId>) -> Answer {
    let events = request.state.service.events(&request.who, request.id).await?;
    Ok(items(&events, |it| event(request.language, it)))
}

fn event(language: Language, event: &EventView) -> Value {
    let changes: Vec<Value> = event
        .changes
        .iter()
        .map(|(change, by)| {
            lean(json!({
                "step": change.step,
                "what": change.what,
                "due_on": (change.due_on != NOTHING_DUE).then_some(change.due_on),
                "unit": unit(language, by.as_ref()),
            }))
        })
        .collect();
    lean(json!({
        "n": event.n,
        "kind": event.kind,
        "day": event.day,
        "at": event.at,
        "actor": event.actor,
        "text": event.text,
        "remedy": event.remedy,
        "ground": event.ground,
        "outcome": event.outcome,
        "particulars": (!particulars_of(event).is_empty()).then(|| particulars_of(event)),
        "from": unit(language, event.from.as_ref()),
        "to": unit(language, event.to.as_ref()),
        "routing": routing(language, event.routing.as_ref()),
        "changes": changes,
    }))
}

/// `GET /api/v1/cases/{id}/obligations`
pub(super) async fn obligations(request: Read<Actor, CaseId>) -> Answer {
    let all = request.state.service.obligations(&request.who, request.id).await?;
    Ok(items(&all, |it| obligation(request.language, it)))
}

/// An obligation with its rule and its days.
fn obligation(language: Language, counted: &Counted) -> Value {
    let mut one = owed(language, &counted.owed, true);
    if let Value::Object(members) = &mut one {
        let as_of = counted.owed.obligation.calendar_as_of;
        members.insert("calendar_as_of".to_owned(), json!(as_of));
        members.insert("moves".to_owned(), json!(counted.owed.obligation.moves));
        if let Some(found) = &counted.owed.rule {
            members.insert("rule".to_owned(), rule(language, found));
        }
        if let Some(explanation) = &counted.explanation {
            members.insert("days".to_owned(), days(language, explanation));
        }
    }
    one
}

/// A case as a queue shows it.
pub fn item(language: Language, item: &CaseItem) -> Value {
    let case = &item.case;
    lean(json!({
        "id": case.id,
        "channel": case.channel,
        "number": case.number,
        "kind": case.kind,
        "category": case.category,
        "sector": if item.opened { case.sector.clone() } else { None },
        "state": case.state,
        "version": case.version,
        "holder": unit(language, item.holder.as_ref()),
        "accused": unit(language, item.accused.as_ref()),
        "assignee": item.assignee,
        "opened": item.opened,
        "received_on": case.received_on,
        "next_due_on": (case.next_due_on != NOTHING_DUE).then_some(case.next_due_on),
        "overdue": item.overdue,
        "provisional_calendar": item.provisional.then_some(true),
        "outcome": case.outcome,
        "closed_on": case.closed_on,
        "variant": case.variant,
        "waits_for": case.waits_for(),
        "waits_until": case.waits_until,
        "hops": case.course.hops,
        "disputed_to": unit(language, item.disputed_to.as_ref()),
        "reopen_until": case.course.reopen_until,
        "reopened": case.course.reopened,
        "confirmation": confirmation(case),
        "complexity": (!case.course.criteria.is_empty() && item.opened).then_some(&case.course.criteria),
        "merged_into": case.course.merged_into.filter(|_| item.opened),
        "merge_proposed": case.course.merge_proposed.filter(|_| item.opened),
        "promise": case.course.promise.as_ref().filter(|_| item.opened).map(|it| promise(it, item.verdict)),
        "publication_proposed_on": case.course.publication_proposed_on,
        "public_answer": case.course.public_answer,
        "linked": case.course.linked.filter(|_| item.opened),
        "linked_from": case.course.linked_from.filter(|_| item.opened),
        "paper": case.course.paper,
        "sent_by": unit(language, item.sent_by.as_ref()),
        "sender": case.course.sender.filter(|_| item.opened),
        "retaliation_on": case.course.retaliation_on.filter(|_| item.opened),
        "hint": case.course.hint,
        "signs_noted_on": case.course.signs_noted_on.filter(|_| item.opened),
    }))
}

fn particulars_of(event: &EventView) -> serde_json::Map<String, Value> {
    match serde_json::to_value(&event.particulars) {
        Ok(Value::Object(members)) => members,
        _ => serde_json::Map::new(),
    }
}

/// How an answer came to stand: by the reporter's word, or because nobody spoke.
fn confirmation(case: &Case) -> Option<&'static str> {
    match (case.course.confirmed, case.course.lapsed) {
        (true, _) => Some("confirmed"),
        (false, true) => Some("lapsed"),
        (false, false) => None,
    }
}

fn first_decision(first: FirstDecision, source: FirstSource) -> Value {
    match first {
        FirstDecision::Received(day) => json!({"received_on": day, "source": source}),
        FirstDecision::Undecided(day) => json!({"limit_ended_on": day, "source": source}),
    }
}

fn report(language: Language, view: &ReportView) -> Value {
    // What is said is shown as it is kept, but for what only filing needed.
    let mut said = serde_json::to_value(&view.report).unwrap_or_default();
    let Value::Object(members) = &mut said else { return Value::Null };
    for filing in ["unit_may_see", "consent_version"] {
        members.remove(filing);
    }
    let first = view.limit.first.map(|(first, source)| first_decision(first, source));
    let more = json!({
        "unit": unit(language, view.unit.as_ref()),
        "locality": unit(language, view.locality.as_ref()),
        "dossier_recognised": view.report.dossier_is_recognised(),
        "first_decision": first,
        "file_by": view.limit.file_by,
        "provisional_calendar": view.limit.provisional.then_some(true),
        "filed_in_time": view.limit.in_time,
        "has_contact": view.has_contact,
        "contact": view.contact.as_ref().map(|contact| {
            let mut shown = serde_json::to_value(contact).unwrap_or_default();
            if let Value::Object(members) = &mut shown {
                members.remove("language");
                members.remove("consent_version");
            }
            lean(shown)
        }),
    });
    if let Value::Object(more) = more {
        members.extend(more);
    }
    lean(said)
}
