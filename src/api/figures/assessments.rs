//! Assessments over HTTP: what units say of themselves, what others of the group found, what two people judged, and objections.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::api::answer::{Answer, page, written};
use crate::api::edge::header::Key;
use crate::api::extract::{Act as Change, Read, Write};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::emulation::assessment::{
    Act, AdjustmentKind, AssessmentState, Deed, Evidence, Found, Subject,
};
use crate::domain::ids::AssessmentId;
use crate::domain::records::conclusion::Document;
use crate::domain::text::{DocumentNumber, Language, Title};
use crate::service::figures::assessments::{AssessmentQuery, AssessmentView, Opening, Sight};
use crate::service::{Answered, FieldFault};
use crate::wire::form::Form;

/// The most papers that one word of a unit rests on.
const MOST_EVIDENCE: usize = 20;
/// The most that a unit plans.
const MOST_PLANNED: i64 = 1_000_000;
/// The most points of one merit.
const MOST_POINTS: i64 = 5;

/// `GET /api/v1/movements/{movement}/assessments`
pub(crate) async fn list(request: Read<Actor, String>) -> Answer {
    let params = &request.query;
    let reference = request.state.service.reference();
    let query = AssessmentQuery {
        unit: params.unit("unit", &reference.units)?.map(str::to_owned),
        state: params.one_of("state", AssessmentState::ALL)?,
        cursor: params.owned("cursor"),
        limit: params.limit()?,
    };
    let found = request.state.service.assessments(&request.who, &request.id, query).await?;
    Ok(page(&found, |it| view(request.language, it)))
}

/// `GET /api/v1/assessments/{id}`
pub(crate) async fn get(request: Read<Actor, AssessmentId>) -> Answer {
    let found = request.state.service.assessment(&request.who, request.id).await?;
    Ok(written(StatusCode::OK, found.version, false, &view(request.language, &found)))
}

/// `POST /api/v1/movements/{movement}/assessments`
pub(crate) async fn open(request: Write<Actor, String, Key>) -> Answer {
    let (opening, key) = (request.read(opening)?, request.key.require()?);
    let Write { state, who, id, body, .. } = &request;
    let done = state.service.open_assessment(who, id, opening, (key, body)).await?;
    Ok(answer(StatusCode::CREATED, request.language, &done))
}

/// `POST /api/v1/assessments/{id}/acts`
pub(crate) async fn act(request: Change<AssessmentId>) -> Answer {
    let deed = request.read(deed)?;
    let (state, edit) = (&request.state, request.edit()?);
    let done = state.service.act_on_assessment(&request.who, edit, deed).await?;
    Ok(answer(StatusCode::OK, request.language, &done))
}

fn answer(status: StatusCode, language: Language, done: &Answered<AssessmentView>) -> HttpResponse {
    written(status, done.value.version, done.replayed, &view(language, &done.value))
}

/// How an assessment is opened.
const OPENINGS: [&str; 4] = ["claim", "objection", "merit", "fault"];
/// What is done to it from then on.
const DEEDS: [&str; 5] = ["claimed", "checked", "judged", "objected", "answered"];

fn opening(form: &mut Form<'_>) -> Option<Opening> {
    let opens = form.one_of("opens", &OPENINGS);
    form.require(&["opens"]);
    match opens? {
        "claim" => {
            let criterion = form.key("criterion");
            form.require(&["criterion"]);
            let (found, evidence, note) = claim(form)?;
            Some(Opening::Claim { criterion: criterion?, found, evidence, note })
        }
        "objection" => {
            let (criterion, text) = (form.key("criterion"), form.note("text"));
            form.require(&["criterion", "text"]);
            Some(Opening::Objection { criterion: criterion?, text: text? })
        }
        "merit" => {
            let (unit, kind) = (form.key("unit"), form.one_of("kind", AdjustmentKind::ALL));
            let points = form.number("points", 1, MOST_POINTS);
            let number = form.text("document", DocumentNumber::parse);
            let (on, issuer) = (form.day("document_on"), form.text("issuer", Title::parse));
            let (published_on, reason) = (form.day("published_on"), form.note("reason"));
            form.require(&["unit", "kind", "points", "document", "document_on", "issuer"]);
            form.require(&["published_on", "reason"]);
            let number = number?.as_str().to_owned();
            Some(Opening::Merit {
                unit: unit?,
                kind: kind?,
                points: points?,
                document: Document { number, on: on?, issuer: issuer?.into() },
                published_on: published_on?,
                reason: reason?,
            })
        }
        "fault" => {
            let (unit, kind) = (form.key("unit"), form.one_of("kind", AdjustmentKind::ALL));
            let conclusion = form.id("conclusion");
            let (published_on, reason) = (form.day("published_on"), form.note("reason"));
            form.require(&["unit", "kind", "conclusion", "published_on", "reason"]);
            Some(Opening::Fault {
                unit: unit?,
                kind: kind?,
                conclusion: conclusion?,
                published_on: published_on?,
                reason: reason?,
            })
        }
        _ => None,
    }
}

/// What a unit says of itself.
fn claim(form: &mut Form<'_>) -> Option<(Found, Vec<Evidence>, Option<String>)> {
    let (done, planned) =
        (form.number("done", 0, MOST_PLANNED), form.number("planned", 1, MOST_PLANNED));
    let evidence = form.objects("evidence", MOST_EVIDENCE, |form| {
        let title = form.text("title", Title::parse);
        let number = form.text("number", DocumentNumber::parse);
        let on = form.day("on");
        form.require(&["title"]);
        Some(Evidence { title: title?.into(), number: number.map(|it| it.as_str().to_owned()), on })
    });
    let note = form.note("note");
    form.require(&["done", "planned", "evidence"]);
    Some((Found::Share { done: done?, planned: planned? }, evidence?, note))
}

fn deed(form: &mut Form<'_>) -> Option<Deed> {
    let act = form.one_of("act", &DEEDS);
    form.require(&["act"]);
    match act? {
        "claimed" => {
            let (found, evidence, note) = claim(form)?;
            Some(Deed::Claimed { found, evidence, note })
        }
        "checked" => {
            let (agrees, text) = (form.choice("agrees"), form.note("text"));
            form.require(&["agrees", "text"]);
            Some(Deed::Checked { agrees: agrees?, text: text? })
        }
        "judged" => {
            let done = form.number("done", 0, MOST_PLANNED);
            let planned = form.number("planned", 1, MOST_PLANNED);
            let points = form.number("points", 0, MOST_POINTS);
            let reason = form.note("reason");
            form.require(&["reason"]);
            let found = match (done, planned, points) {
                (Some(done), Some(planned), None) => Found::Share { done, planned },
                (None, None, Some(points)) => Found::Points(points),
                _ if form.is_faulty() => return None,
                _ => {
                    form.fault("", FieldFault::ShareOrPoints);
                    return None;
                }
            };
            Some(Deed::Judged { found, reason: reason? })
        }
        "objected" => {
            let text = form.note("text");
            form.require(&["text"]);
            Some(Deed::Objected { text: text? })
        }
        "answered" => {
            let (upheld, reason) = (form.choice("upheld"), form.note("reason"));
            form.require(&["upheld", "reason"]);
            Some(Deed::Answered { upheld: upheld?, reason: reason? })
        }
        _ => None,
    }
}

/// An assessment, as much as the reader reads of it.
fn view(language: Language, it: &AssessmentView) -> Value {
    let course = it.one.course();
    lean(json!({
        "id": it.one.id,
        "version": it.version,
        "movement": it.movement,
        "unit": unit(language, it.unit.as_ref()),
        "subject": subject(&it.one.subject, it.sight),
        "state": it.state,
        "claimed": course.claimed.map(found),
        "found": it.one.counts().map(found),
        "acts": it.one.acts.iter().map(|act| done(language, it, act)).collect::<Vec<_>>(),
    }))
}

fn subject(it: &Subject, sight: Sight) -> Value {
    match it {
        Subject::Criterion(code) => json!({"of": "criterion", "criterion": code}),
        Subject::Line(code) => json!({"of": "line", "criterion": code}),
        Subject::Adjustment(of) => lean(json!({
            "of": "adjustment",
            "kind": of.kind,
            "document": of.document,
            "document_on": of.document_on,
            "issuer": of.issuer,
            "published_on": of.published_on,
            // The unit knows what was published, not our register.
            "conclusion": of.conclusion.filter(|_| sight == Sight::Judge),
        })),
    }
}

fn found(it: Found) -> Value {
    match it {
        Found::Share { done, planned } => json!({"done": done, "planned": planned}),
        Found::Points(points) => json!({"points": points}),
    }
}

fn done(language: Language, it: &AssessmentView, act: &Act) -> Value {
    let own = match &act.deed {
        Deed::Claimed { found: said, evidence, note } => json!({
            "act": "claimed",
            "found": found(*said),
            "evidence": evidence.iter().map(paper).collect::<Vec<_>>(),
            "text": note,
        }),
        Deed::Checked { agrees, text } => json!({"act": "checked", "agrees": agrees, "text": text}),
        Deed::Judged { found: judged, reason } => {
            json!({"act": "judged", "found": found(*judged), "text": reason})
        }
        Deed::Objected { text } => json!({"act": "objected", "text": text}),
        Deed::Answered { upheld, reason } => {
            json!({"act": "answered", "upheld": upheld, "text": reason})
        }
    };
    let mut shown = own.as_object().cloned().unwrap_or_else(Map::new);
    let by = act.unit.and_then(|id| it.units.get(&id));
    shown.insert("at".to_owned(), json!(act.at));
    shown.insert("unit".to_owned(), unit(language, by));
    shown.insert("by".to_owned(), json!(it.names.get(&act.by)));
    lean(Value::Object(shown))
}

fn paper(it: &Evidence) -> Value {
    lean(json!({"title": it.title, "number": it.number, "on": it.on}))
}
