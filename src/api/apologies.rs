//! The register of apologies for late dossiers over HTTP.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::commands::letter;
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::header::{IfMatch, OptionalKey, written};
use super::json::JsonBody;
use super::problem::{Kind, Problem};
use super::query::Params;
use super::view::{lean, unit};
use crate::domain::fault::FieldError;
use crate::domain::ids::ApologyId;
use crate::domain::text::{DossierCode, Language};
use crate::service::Answered;
use crate::service::apologies::{ApologyQuery, ApologyView, NewApology};

/// `POST /api/v1/apologies`
pub(super) async fn register(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    key: OptionalKey,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let new = read(&body).map_err(Problem::invalid)?;
    let done = state.desk.register_apology(&actor, new, &key.require()?, &body).await?;
    Ok(answer(StatusCode::CREATED, context.language, &done))
}

fn read(body: &Value) -> Result<NewApology, Vec<FieldError>> {
    let mut form = Form::new(body);
    let new = new_apology(&mut form);
    let faults = form.finish();
    new.filter(|_| faults.is_empty()).ok_or(faults)
}

fn new_apology(form: &mut Form<'_>) -> Option<NewApology> {
    form.require(&["dossier_code", "promised_on"]);
    let dossier = form.text("dossier_code", DossierCode::parse);
    let promised_on = form.day("promised_on");
    let finished_on = form.day("finished_on");
    let letter = letter(form);
    Some(NewApology {
        dossier_code: dossier?.as_str().to_owned(),
        promised_on: promised_on?,
        letter: letter?,
        finished_on,
    })
}

/// `POST /api/v1/apologies/{id}/result`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub(super) async fn finish(
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
    let id: ApologyId = path.parse().map_err(|_| Problem::new(Kind::NotFound))?;
    let mut form = Form::new(&body);
    let finished_on = form.day("finished_on");
    form.require(&["finished_on"]);
    let faults = form.finish();
    let (Some(day), true) = (finished_on, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let key = key.require()?;
    let done = state.desk.finish_apology(&actor, id, version, day, &key, &body).await?;
    Ok(answer(StatusCode::OK, context.language, &done))
}

/// `GET /api/v1/apologies`
pub(super) async fn list(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
) -> Result<HttpResponse, Problem> {
    let known = ["unit", "dossier_code", "promised_from", "promised_until", "limit", "cursor"];
    let params = Params::read(&request, &known)?;
    let query = ApologyQuery {
        unit: params.text("unit").map(str::to_owned),
        dossier: params.text("dossier_code").map(str::to_owned),
        from: params.day("promised_from")?,
        until: params.day("promised_until")?,
        cursor: params.text("cursor").map(str::to_owned),
        limit: params.limit()?,
    };
    let page = state.desk.apologies(&actor, query).await?;
    let items: Vec<Value> = page.items.iter().map(|it| view(context.language, it)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items, "next": page.next})))
}

fn answer(status: StatusCode, language: Language, done: &Answered<ApologyView>) -> HttpResponse {
    written(status, done.value.apology.version, done.replayed, &view(language, &done.value))
}

/// A line as its readers see it.
fn view(language: Language, view: &ApologyView) -> Value {
    let one = &view.apology;
    lean(json!({
        "id": one.id,
        "version": one.version,
        "unit": unit(language, view.unit.as_ref()),
        "case_number": one.case.as_ref().map(|(_, number)| number),
        "dossier_code": one.dossier_code,
        "promised_on": one.promised_on,
        "served_on": one.letter.served_on,
        "served_by": one.letter.served_by,
        "new_date": one.letter.new_date,
        "signer": one.letter.signer,
        "document": one.letter.document,
        "reason": one.letter.reason,
        "finished_on": one.finished_on,
        "verdict": view.verdict,
        "recorded_at": one.recorded_at,
    }))
}
