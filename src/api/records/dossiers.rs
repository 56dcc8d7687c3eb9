//! The feed of dossiers over HTTP: an administrator sends it; inspectors, and each unit of its own, read it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, page, written};
use crate::api::extract::{Keyed, Read};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::records::dossier::Change;
use crate::domain::records::dossier::import::DossierImport;
use crate::domain::text::{DossierCode, Language, OrganisationName, ProcedureCode};
use crate::service::Answered;
use crate::service::FieldFault;
use crate::service::figures::statistics::Month;
use crate::service::records::dossiers::{
    BATCH, DossierQuery, DossierView, NamedImport, Request, SentDossier, SentMonth,
};
use crate::wire::form::Form;

/// The most that one sum may be.
const MOST: i64 = 10_000_000;

/// `POST /api/v1/dossiers`
pub(crate) async fn send(request: Keyed<Actor>) -> Answer {
    let dry_run = request.query.flag("dry_run")?;
    let (source, sent) = request.read(|form| list(form, dossier))?;
    let service = &request.state.service;
    if dry_run {
        let found = service.try_dossiers(&sent).await?;
        return Ok(difference(found.added.len(), &found.changed, found.unchanged));
    }
    let key = request.key.require()?;
    let head = Request { source: &source, key, body: &request.body };
    let done = service.take_dossiers(&request.who, sent, head).await?;
    taken(&request, done).await
}

/// `POST /api/v1/dossier-months`
pub(crate) async fn send_months(request: Keyed<Actor>) -> Answer {
    let dry_run = request.query.flag("dry_run")?;
    let (source, sent) = request.read(|form| list(form, month))?;
    let service = &request.state.service;
    if dry_run {
        let found = service.try_months(&sent).await?;
        return Ok(difference(found.added, &found.changed, found.unchanged));
    }
    let key = request.key.require()?;
    let head = Request { source: &source, key, body: &request.body };
    let done = service.take_months(&request.who, sent, head).await?;
    taken(&request, done).await
}

/// Whose feed it is, and what it says.
fn list<T>(
    form: &mut Form<'_>,
    read: impl Fn(&mut Form<'_>) -> Option<T>,
) -> Option<(String, Vec<T>)> {
    let source = form.text("source", OrganisationName::parse);
    let items = form.objects("items", BATCH, read);
    form.require(&["source", "items"]);
    Some((source?.into(), items?))
}

fn dossier(form: &mut Form<'_>) -> Option<SentDossier> {
    let code = form.text("code", DossierCode::parse);
    let unit = form.key("unit");
    let procedure = form.text("procedure", ProcedureCode::parse);
    let received_on = form.day("received_on");
    let promised_on = form.day("promised_on");
    let returned_on = form.day("returned_on");
    form.require(&["code", "unit", "procedure", "received_on", "promised_on"]);
    Some(SentDossier {
        code: code?.into(),
        unit: unit?,
        procedure: procedure?.into(),
        received_on: received_on?,
        promised_on: promised_on?,
        returned_on,
    })
}

fn month(form: &mut Form<'_>) -> Option<SentMonth> {
    let unit = form.key("unit");
    let month = form.code("month", Month::parse, FieldFault::NotAMonth);
    let mut sum = |name| form.number(name, 0, MOST).and_then(|n| i32::try_from(n).ok());
    let (received, returned_in_time) = (sum("received"), sum("returned_in_time"));
    let (returned_late, open) = (sum("returned_late"), sum("open"));
    form.require(&["unit", "month", "received", "returned_in_time", "returned_late", "open"]);
    Some(SentMonth {
        unit: unit?,
        month: month?,
        received: received?,
        returned_in_time: returned_in_time?,
        returned_late: returned_late?,
        open: open?,
    })
}

/// What would change; nothing was written.
fn difference(added: usize, changed: &[(usize, Vec<Change>)], unchanged: usize) -> HttpResponse {
    let changed: Vec<Value> = changed
        .iter()
        .map(|(index, changes)| {
            let changes: Vec<Value> = changes.iter().map(change).collect();
            json!({"index": index, "changes": changes})
        })
        .collect();
    HttpResponse::Ok().json(json!({"added": added, "changed": changed, "unchanged": unchanged}))
}

fn change(change: &Change) -> Value {
    let Change { member, before, after } = change;
    json!({"member": member, "before": before, "after": after})
}

async fn taken(request: &Keyed<Actor>, done: Answered<DossierImport>) -> Answer {
    let import = request.state.service.named_import(done.value).await?;
    Ok(written(StatusCode::CREATED, None, done.replayed, &import_view(&import)))
}

/// `GET /api/v1/dossiers`
pub(crate) async fn get(request: Read<Actor>) -> Answer {
    let params = &request.query;
    let reference = request.state.service.reference();
    let (from, until) = params.span("promised_from", "promised_until")?;
    let query = DossierQuery {
        unit: params.unit("unit", &reference.units)?.map(str::to_owned),
        code: params.typed("code", DossierCode::parse)?.map(String::from),
        from,
        until,
        late: params.flag("late")?,
        cursor: params.owned("cursor"),
        limit: params.limit()?,
    };
    let found = request.state.service.dossiers(&request.who, query).await?;
    Ok(page(&found, |it| view(request.language, it)))
}

/// `GET /api/v1/dossier-imports`
pub(crate) async fn imports(request: Read<Actor>) -> Answer {
    let params = &request.query;
    let (cursor, limit) = (params.text("cursor"), params.limit()?);
    let found = request.state.service.dossier_imports(&request.who, cursor, limit).await?;
    Ok(page(&found, import_view))
}

fn view(language: Language, view: &DossierView) -> Value {
    let one = &view.dossier;
    lean(json!({
        "id": one.id,
        "code": one.facts.code,
        "unit": unit(language, view.unit.as_ref()),
        "procedure": one.facts.procedure,
        "received_on": one.facts.received_on,
        "promised_on": one.facts.promised_on,
        "promised_first_on": one.promised_first_on,
        "returned_on": one.facts.returned_on,
        "state": view.state,
        "known_on": one.known_on,
        "first_import": one.first_import,
        "last_import": one.last_import,
    }))
}

fn import_view((one, by): &NamedImport) -> Value {
    lean(json!({
        "id": one.id,
        "subject": one.subject,
        "door": one.door,
        "source": one.source,
        "sha256": data_encoding::HEXLOWER.encode(&one.hash),
        "by": by,
        "began_at": one.began_at,
        "finished_at": one.finished_at,
        "added": one.counts.added,
        "changed": one.counts.changed,
        "unchanged": one.counts.unchanged,
        "refused": one.counts.refused,
    }))
}
