//! Concluded violations over HTTP: inspectors record, read, carry out and revoke them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use serde_json::{Value, json};

use crate::api::answer::{Answer, etag, page, written};
use crate::api::extract::{Act, Keyed, Read};
use crate::api::view::{lean, pick, unit};
use crate::domain::actor::Actor;
use crate::domain::fault::FieldError;
use crate::domain::ids::ConclusionId;
use crate::domain::records::conclusion::{
    ConclusionState, DetectedBy, Document, Execution, Measure, Person,
};
use crate::domain::text::{DocumentNumber, Language, OrganisationName, PersonName, Position};
use crate::service::Answered;
use crate::service::FieldFault;
use crate::service::records::conclusions::{
    Change, ConclusionQuery, ConclusionView, NewConclusion,
};
use crate::wire::form::{self, Form};

/// `POST /api/v1/conclusions`
pub(crate) async fn record(request: Keyed<Actor>) -> Answer {
    let (new, key) = (request.read(new_conclusion)?, request.key.require()?);
    let done =
        request.state.service.record_conclusion(&request.who, new, key, &request.body).await?;
    Ok(answer(StatusCode::CREATED, request.language, &done))
}

/// Reads a conclusion from a body.
///
/// # Errors
/// Every fault of it.
pub fn read(body: &Value) -> Result<NewConclusion, Vec<FieldError>> {
    form::read(body, new_conclusion)
}

fn new_conclusion(form: &mut Form<'_>) -> Option<NewConclusion> {
    let unit = form.key("unit");
    let case = form.id("case");
    let document = form.object("document", document);
    let person = form.object("person", person);
    let finding = form.note("finding");
    let measure = form.one_of("measure", Measure::ALL);
    let detected_by = form.one_of("detected_by", DetectedBy::ALL);
    form.require(&["unit", "document", "person", "finding", "measure", "detected_by"]);
    Some(NewConclusion {
        unit: unit?,
        case,
        document: document?,
        person: person?,
        finding: finding?,
        measure: measure?,
        detected_by: detected_by?,
    })
}

fn document(form: &mut Form<'_>) -> Option<Document> {
    let number = form.text("number", DocumentNumber::parse);
    let on = form.day("on");
    let issuer = form.text("issuer", OrganisationName::parse);
    form.require(&["number", "on", "issuer"]);
    Some(Document {
        number: number?.as_str().to_owned(),
        on: on?,
        issuer: issuer?.as_str().to_owned(),
    })
}

fn person(form: &mut Form<'_>) -> Option<Person> {
    let name = form.text("name", PersonName::parse);
    let position = form.text("position", Position::parse);
    let birth_year = birth_year(form);
    let id_last4 = form.code("id_last4", id_last4, FieldFault::LastFour);
    form.require(&["name", "position"]);
    Some(Person {
        name: name?.as_str().to_owned(),
        position: position?.as_str().to_owned(),
        birth_year,
        id_last4,
    })
}

/// A year in which somebody who holds or seeks a post can be born.
pub(crate) fn birth_year(form: &mut Form<'_>) -> Option<i32> {
    form.number("birth_year", 1900, 2100).and_then(|year| i32::try_from(year).ok())
}

/// The last four characters of the number of an identity paper.
pub(crate) fn id_last4(text: &str) -> Option<String> {
    let fits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| text.to_ascii_uppercase())
}

/// `GET /api/v1/conclusions`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let params = &request.query;
    let reference = request.state.service.reference();
    let query = ConclusionQuery {
        state: params.one_of("state", ConclusionState::ALL)?,
        unit: params.unit("unit", &reference.units)?.map(str::to_owned),
        cursor: params.owned("cursor"),
        limit: params.limit()?,
    };
    let found = request.state.service.conclusions(&request.who, query).await?;
    Ok(page(&found, |it| view(request.language, it, false)))
}

/// `GET /api/v1/conclusions/{id}`
pub(crate) async fn get(request: Read<Actor, ConclusionId>) -> Answer {
    let found = request.state.service.conclusion(&request.who, request.id).await?;
    let version = (ETAG, etag(found.conclusion.version()));
    Ok(HttpResponse::Ok().insert_header(version).json(view(request.language, &found, true)))
}

/// `POST /api/v1/conclusions/{id}/execution`
pub(crate) async fn execute(request: Act<ConclusionId>) -> Answer {
    let done = request.read(|form| {
        let on = form.day("executed_on");
        let document = form.text("document", DocumentNumber::parse);
        form.require(&["executed_on", "document"]);
        Some(Change::Executed { on: on?, document: document?.as_str().to_owned() })
    })?;
    change(&request, done).await
}

/// `POST /api/v1/conclusions/{id}/revocation`
pub(crate) async fn revoke(request: Act<ConclusionId>) -> Answer {
    let revoked = request.read(|form| {
        form.require(&["reason"]);
        Some(Change::Revoked { reason: form.note("reason")? })
    })?;
    change(&request, revoked).await
}

async fn change(request: &Act<ConclusionId>, change: Change) -> Answer {
    let edit = request.edit()?;
    let done = request.state.service.change_conclusion(&request.who, edit, change).await?;
    Ok(answer(StatusCode::OK, request.language, &done))
}

fn answer(status: StatusCode, language: Language, done: &Answered<ConclusionView>) -> HttpResponse {
    let version = done.value.conclusion.version();
    written(status, version, done.replayed, &view(language, &done.value, true))
}

/// A conclusion as an inspector reads it; a list leaves out what was found and why it fell.
fn view(language: Language, view: &ConclusionView, whole: bool) -> Value {
    let one = &view.conclusion;
    let revocation = one
        .revocation
        .as_ref()
        .map(|revoked| lean(json!({"on": revoked.on, "reason": whole.then_some(&revoked.reason)})));
    lean(json!({
        "id": one.id,
        "state": one.state(),
        "version": one.version(),
        "unit": unit(language, view.unit.as_ref()),
        "case": view.case,
        "document": document_json(&one.document),
        "person": lean(json!(one.person)),
        "finding": whole.then_some(&one.finding),
        "measure": measure(language, one.measure),
        "detected_by": one.detected_by,
        "execution": execution(one.execution.as_ref()),
        "revocation": revocation,
        "recorded_at": one.recorded_at,
    }))
}

/// A document of an authority.
pub(crate) fn document_json(document: &Document) -> Value {
    json!({"number": document.number, "on": document.on, "issuer": document.issuer})
}

/// A measure by code and name.
pub(crate) fn measure(language: Language, measure: Measure) -> Value {
    json!({"code": measure, "name": pick(language, measure.vi(), measure.en())})
}

/// How a measure was carried out.
pub(crate) fn execution(execution: Option<&Execution>) -> Value {
    execution.map_or(Value::Null, |done| json!({"on": done.on, "document": done.document}))
}
