//! Urging letters: inspectors urge and close, units answer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, page, written};
use crate::api::extract::{Act, Keyed, Read};
use crate::api::form::Form;
use crate::api::view::{lean, passed, pick, unit};
use crate::domain::actor::Actor;
use crate::domain::ids::UrgingId;
use crate::domain::text::Language;
use crate::service::clocks::urging::{LetterQuery, LetterView, NewLetter, Target};
use crate::service::{Answered, FieldFault};

/// `POST /api/v1/urgings`
pub(crate) async fn send(request: Keyed<Actor>) -> Answer {
    let new = request.read(|form| new_letter(form, &request.body))?;
    let key = request.key.require()?;
    let sent = request.state.service.urge(&request.who, new, key, &request.body).await?;
    Ok(answered(StatusCode::CREATED, request.language, &sent))
}

fn new_letter(form: &mut Form<'_>, body: &Value) -> Option<NewLetter> {
    let (case, unit) = (form.key("case"), form.key("unit"));
    let text = form.note("text");
    let due_on = form.day("due_on");
    form.require(&["text"]);
    let named = |name: &str| body.get(name).is_some_and(|member| !member.is_null());
    if body.is_object() && named("case") == named("unit") {
        form.fault("", FieldFault::CaseOrUnit);
    }
    let target = case.map(Target::Case).or(unit.map(Target::Unit));
    Some(NewLetter { target: target?, text: text?, due_on })
}

/// `GET /api/v1/urgings`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let params = &request.query;
    let query = LetterQuery {
        open: params.flag("open")?,
        overdue: params.flag("overdue")?,
        cursor: params.owned("cursor"),
        limit: params.limit()?,
    };
    let found = request.state.service.letters(&request.who, query).await?;
    Ok(page(&found, |one| letter(request.language, one)))
}

/// `POST /api/v1/urgings/{id}/answer`
pub(crate) async fn answer(request: Act<UrgingId>) -> Answer {
    let text = request.read(|form| {
        form.require(&["text"]);
        form.note("text")
    })?;
    let edit = request.edit()?;
    let done = request.state.service.answer_letter(&request.who, edit, text).await?;
    Ok(answered(StatusCode::OK, request.language, &done))
}

/// `POST /api/v1/urgings/{id}/close`
pub(crate) async fn close(request: Act<UrgingId>) -> Answer {
    let note = request.read(|form| Some(form.note("text")))?;
    let edit = request.edit()?;
    let done = request.state.service.close_letter(&request.who, edit, note).await?;
    Ok(answered(StatusCode::OK, request.language, &done))
}

fn answered(status: StatusCode, language: Language, done: &Answered<LetterView>) -> HttpResponse {
    written(status, done.value.urging.version, done.replayed, &letter(language, &done.value))
}

fn letter(language: Language, view: &LetterView) -> Value {
    let (one, rule) = (&view.urging, view.rule.as_ref());
    let case = one.case_id.map(|id| lean(json!({"id": id, "number": one.case_number})));
    lean(json!({
        "id": one.id,
        "number": one.number,
        "version": one.version,
        "unit": unit(language, view.unit.as_ref()),
        "passed_on": passed(language, &view.passed),
        "case": case,
        "text": one.text,
        "start_on": one.start_on,
        "due_on": one.due_on,
        "provisional_calendar": view.provisional.then_some(true),
        "legal_ref": rule.map(|rule| pick(language, &rule.legal_ref_vi, &rule.legal_ref_en)),
        "basis": rule.map(|rule| rule.basis),
        "confirmed": rule.map(|rule| rule.confirmed),
        "status": one.status,
        "overdue": view.overdue,
        "missed_on": one.missed_on,
        "answer": one.answer,
        "answered_on": one.answered_on,
        "closing": one.closing,
        "closed_on": one.closed_on,
    }))
}
