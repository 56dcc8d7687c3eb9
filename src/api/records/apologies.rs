//! The register of apologies for late dossiers over HTTP.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, page, written};
use crate::api::extract::{Act, Keyed, Read};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::fault::FieldError;
use crate::domain::ids::ApologyId;
use crate::domain::text::{DossierCode, Language};
use crate::service::Answered;
use crate::service::records::apologies::{ApologyQuery, ApologyView};
use crate::service::reference::Reference;
use crate::wire::query::Params;
use crate::wire::records::{new_apology, result_day};

/// `POST /api/v1/apologies`
pub(crate) async fn register(request: Keyed<Actor>) -> Answer {
    let (new, key) = (request.read(new_apology)?, request.key.require()?);
    let done =
        request.state.service.register_apology(&request.who, new, key, &request.body).await?;
    Ok(answer(StatusCode::CREATED, request.language, &done))
}

/// `POST /api/v1/apologies/{id}/result`
pub(crate) async fn finish(request: Act<ApologyId>) -> Answer {
    let day = request.read(result_day)?;
    let edit = request.edit()?;
    let done = request.state.service.finish_apology(&request.who, edit, day).await?;
    Ok(answer(StatusCode::OK, request.language, &done))
}

/// `GET /api/v1/apologies`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let params = &request.query;
    let query = ApologyQuery {
        cursor: params.owned("cursor"),
        limit: params.limit()?,
        ..asked(params, &request.state.service.reference())?
    };
    let found = request.state.service.apologies(&request.who, query).await?;
    Ok(page(&found, |it| view(request.language, it)))
}

/// What the register is narrowed by, without the page.
pub(super) fn asked(params: &Params, reference: &Reference) -> Result<ApologyQuery, FieldError> {
    let (from, until) = params.span("promised_from", "promised_until")?;
    Ok(ApologyQuery {
        unit: params.unit("unit", &reference.units)?.map(str::to_owned),
        dossier: params.typed("dossier_code", DossierCode::parse)?.map(String::from),
        from,
        until,
        ..ApologyQuery::default()
    })
}

fn answer(status: StatusCode, language: Language, done: &Answered<ApologyView>) -> HttpResponse {
    written(status, done.value.apology.version, done.replayed, &view(language, &done.value))
}

/// A line as its readers see it.
pub(super) fn view(language: Language, view: &ApologyView) -> Value {
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
