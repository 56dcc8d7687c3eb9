//! Urging letters: inspectors urge and close, units answer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, items, one_of_many, page, written};
use crate::api::extract::{Act, Keyed, Read};
use crate::api::view::{lean, passed, pick, unit};
use crate::domain::actor::Actor;
use crate::domain::fault::FieldError;
use crate::domain::ids::UrgingId;
use crate::domain::text::Language;
use crate::service::clocks::urging::{LetterQuery, LetterView, NewLetter};
use crate::service::{Answered, FieldFault, ServiceError};
use crate::wire::query::Params;
use crate::wire::records::{letter_answer, new_letter, target};

/// The most that are urged by one request.
const MOST: usize = 50;

/// `POST /api/v1/urgings`
pub(crate) async fn send(request: Keyed<Actor>) -> Answer {
    let new = request.read(new_letter)?;
    let key = request.key.require()?;
    let sent = request.state.service.urge(&request.who, new, key, &request.body).await?;
    Ok(answered(StatusCode::CREATED, request.language, &sent))
}

/// `POST /api/v1/urgings/bulk`: each target is urged or refused by itself. A dry run tells of each what would be.
pub(crate) async fn send_many(request: Keyed<Actor>) -> Answer {
    let asked = request.read(|form| {
        form.require(&["targets", "text"]);
        let targets = form.objects("targets", MOST, target);
        let (text, due_on) = (form.letter("text"), form.day("due_on"));
        Some((targets?, text?, due_on))
    })?;
    let (targets, text, due_on) = asked;
    let twice = (0..targets.len())
        .filter(|at| targets.iter().take(*at).any(|one| Some(one) == targets.get(*at)));
    let twice: Vec<_> =
        twice.map(|at| FieldFault::CodeTwice.at(&format!("/targets/{at}"))).collect();
    if !twice.is_empty() {
        return Err(ServiceError::Invalid(twice).into());
    }
    let dry = request.query.flag("dry_run")?;
    let key = if dry { "" } else { request.key.require()? };
    let (service, who, language) = (&request.state.service, &request.who, request.language);
    let mut results: Vec<Value> = Vec::with_capacity(targets.len());
    let sent = request.body.get("targets").and_then(Value::as_array).into_iter().flatten();
    for (index, (target, named)) in targets.into_iter().zip(sent).enumerate() {
        let new = NewLetter { target, text: text.clone(), due_on, one_of_many: true };
        let done = if dry {
            service
                .rehearse_urging(who, new)
                .await
                .map(|view| (200, "preview", preview(language, &view)))
        } else {
            let (key, body) = (format!("{key}/{index}"), &request.body);
            let sent = service.urge(who, new, &key, body).await;
            sent.map(|sent| (201, "urging", letter(language, &sent.value)))
        };
        let (status, member, said) = done.unwrap_or_else(|error| {
            let (status, body) = one_of_many(error, language, &request.request_id);
            (status, "problem", body)
        });
        let (case, unit) = (named.get("case"), named.get("unit"));
        results.push(lean(json!({"case": case, "unit": unit, "status": status, member: said})));
    }
    Ok(items(results, |it| it))
}

/// What a letter would say, before it has a number.
fn preview(language: Language, view: &LetterView) -> Value {
    lean(json!({
        "unit": unit(language, view.unit.as_ref()),
        "due_on": view.urging.due_on,
        "provisional_calendar": view.provisional.then_some(true),
    }))
}

/// `GET /api/v1/urgings`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let params = &request.query;
    let query =
        LetterQuery { cursor: params.owned("cursor"), limit: params.limit()?, ..asked(params)? };
    let found = request.state.service.letters(&request.who, query).await?;
    Ok(page(&found, |one| letter(request.language, one)))
}

/// What the list is narrowed by, without the page.
pub(super) fn asked(params: &Params) -> Result<LetterQuery, FieldError> {
    let (open, overdue) = (params.flag("open")?, params.flag("overdue")?);
    Ok(LetterQuery { open, overdue, ..LetterQuery::default() })
}

/// `POST /api/v1/urgings/{id}/answer`
pub(crate) async fn answer(request: Act<UrgingId>) -> Answer {
    let text = request.read(letter_answer)?;
    let edit = request.edit()?;
    let done = request.state.service.answer_letter(&request.who, edit, text).await?;
    Ok(answered(StatusCode::OK, request.language, &done))
}

/// `POST /api/v1/urgings/{id}/close`
pub(crate) async fn close(request: Act<UrgingId>) -> Answer {
    let note = request.read(|form| Some(form.letter("text")))?;
    let edit = request.edit()?;
    let done = request.state.service.close_letter(&request.who, edit, note).await?;
    Ok(answered(StatusCode::OK, request.language, &done))
}

fn answered(status: StatusCode, language: Language, done: &Answered<LetterView>) -> HttpResponse {
    written(status, done.value.urging.version, done.replayed, &letter(language, &done.value))
}

pub(super) fn letter(language: Language, view: &LetterView) -> Value {
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
