//! Concluded violations over HTTP: inspectors record, read, carry out and revoke them.

use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::header::{IfMatch, OptionalKey, etag, written};
use super::json::JsonBody;
use super::problem::{Kind, Problem};
use super::query::Params;
use super::view::{lean, pick, unit};
use crate::domain::conclusion::{
    ConclusionState, DetectedBy, Document, Execution, Measure, Person,
};
use crate::domain::fault::FieldError;
use crate::domain::ids::ConclusionId;
use crate::domain::text::{DocumentNumber, Language, Note, OrganisationName, PersonName, Position};
use crate::service::conclusions::{Change, ConclusionQuery, ConclusionView, NewConclusion};

/// The id in the path; anything that is no id is no conclusion either.
fn id_of(path: &web::Path<String>) -> Result<ConclusionId, Problem> {
    path.parse().map_err(|_| Problem::new(Kind::NotFound))
}

/// `POST /api/v1/conclusions`
pub(super) async fn record(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    key: OptionalKey,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let new = read(&body).map_err(Problem::invalid)?;
    let done = state.desk.record_conclusion(&actor, new, &key.require()?, &body).await?;
    let answer = view(context.language, &done.value, true);
    let version = done.value.conclusion.version();
    Ok(written(StatusCode::CREATED, version, done.replayed, &answer))
}

/// Reads a conclusion from a body.
///
/// # Errors
/// Every fault of it.
pub fn read(body: &Value) -> Result<NewConclusion, Vec<FieldError>> {
    let mut form = Form::new(body);
    let new = new_conclusion(&mut form);
    let faults = form.finish();
    new.filter(|_| faults.is_empty()).ok_or(faults)
}

fn new_conclusion(form: &mut Form<'_>) -> Option<NewConclusion> {
    let unit = form.key("unit");
    let case = form.code("case", |id| id.parse().ok());
    let document = form.object("document", document);
    let person = form.object("person", person);
    let finding = form.text("finding", Note::parse);
    let measure = form.code("measure", Measure::parse);
    let detected_by = form.code("detected_by", DetectedBy::parse);
    form.require(&["unit", "document", "person", "finding", "measure", "detected_by"]);
    Some(NewConclusion {
        unit: unit?,
        case,
        document: document?,
        person: person?,
        finding: finding?.as_str().to_owned(),
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
    let id_last4 = form.code("id_last4", id_last4);
    form.require(&["name", "position"]);
    Some(Person {
        name: name?.as_str().to_owned(),
        position: position?.as_str().to_owned(),
        birth_year,
        id_last4,
    })
}

/// A year in which somebody who holds or seeks a post can be born.
pub(super) fn birth_year(form: &mut Form<'_>) -> Option<i32> {
    form.number("birth_year", 1900, 2100).and_then(|year| i32::try_from(year).ok())
}

/// The last four characters of the number of an identity paper.
pub(super) fn id_last4(text: &str) -> Option<String> {
    let fits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| text.to_ascii_uppercase())
}

/// `GET /api/v1/conclusions`
pub(super) async fn list(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
) -> Result<HttpResponse, Problem> {
    let params = Params::read(&request, &["state", "unit", "limit", "cursor"])?;
    let query = ConclusionQuery {
        state: params.parse("state", ConclusionState::parse)?,
        unit: params.text("unit").map(str::to_owned),
        cursor: params.text("cursor").map(str::to_owned),
        limit: params.limit()?,
    };
    let page = state.desk.conclusions(&actor, query).await?;
    let items: Vec<Value> = page.items.iter().map(|it| view(context.language, it, false)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items, "next": page.next})))
}

/// `GET /api/v1/conclusions/{id}`
pub(super) async fn get(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let found = state.desk.conclusion(&actor, id_of(&path)?).await?;
    let version = etag(found.conclusion.version());
    Ok(HttpResponse::Ok().insert_header((ETAG, version)).json(view(context.language, &found, true)))
}

/// `POST /api/v1/conclusions/{id}/execution`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub(super) async fn execute(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
    key: OptionalKey,
    IfMatch(version): IfMatch,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let id = id_of(&path)?;
    let mut form = Form::new(&body);
    let on = form.day("executed_on");
    let document = form.text("document", DocumentNumber::parse);
    form.require(&["executed_on", "document"]);
    let faults = form.finish();
    let (Some(on), Some(document), true) = (on, document, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let change = Change::Executed { on, document: document.as_str().to_owned() };
    let key = key.require()?;
    let done = state.desk.change_conclusion(&actor, id, version, change, &key, &body).await?;
    let answer = view(context.language, &done.value, true);
    let version = done.value.conclusion.version();
    Ok(written(StatusCode::OK, version, done.replayed, &answer))
}

/// `POST /api/v1/conclusions/{id}/revocation`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub(super) async fn revoke(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
    key: OptionalKey,
    IfMatch(version): IfMatch,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let id = id_of(&path)?;
    let mut form = Form::new(&body);
    let reason = form.text("reason", Note::parse);
    form.require(&["reason"]);
    let faults = form.finish();
    let (Some(reason), true) = (reason, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let change = Change::Revoked { reason: reason.as_str().to_owned() };
    let key = key.require()?;
    let done = state.desk.change_conclusion(&actor, id, version, change, &key, &body).await?;
    let answer = view(context.language, &done.value, true);
    let version = done.value.conclusion.version();
    Ok(written(StatusCode::OK, version, done.replayed, &answer))
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
pub(super) fn document_json(document: &Document) -> Value {
    json!({"number": document.number, "on": document.on, "issuer": document.issuer})
}

/// A measure by code and name.
pub(super) fn measure(language: Language, measure: Measure) -> Value {
    json!({"code": measure, "name": pick(language, measure.vi(), measure.en())})
}

/// How a measure was carried out.
pub(super) fn execution(execution: Option<&Execution>) -> Value {
    execution.map_or(Value::Null, |done| json!({"on": done.on, "document": done.document}))
}
