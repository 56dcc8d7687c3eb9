//! The reception desk: papers, calls and visits that staff type in for somebody.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use super::State;
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::header::OptionalKey;
use super::json::JsonBody;
use super::problem::Problem;
use super::query::Params;
use super::reports::{draft, send};
use super::transitions::answer;
use crate::domain::actor::Actor;
use crate::domain::receipt::CaseNumber;
use crate::domain::report::{DeskEntry, FiledVia};
use crate::service::handling::By;
use crate::service::intake::Filing;

/// Reads a report that `actor` types in.
pub fn entry(body: Value, actor: &Actor) -> Filing {
    let mut form = Form::new(&body);
    let mut draft = draft(&mut form);
    let by_desk = |code: &str| FiledVia::parse(code).filter(|via| *via != FiledVia::Online);
    draft.report.filed_via = form.code("filed_via", by_desk).unwrap_or(FiledVia::Paper);
    draft.report.paper_on = form.day("paper_on");
    let signed = form.flag("signed");
    form.require(&["filed_via"]);
    let (typed_by, unit) = (actor.user_id, actor.unit_id);
    let desk = Some(DeskEntry { typed_by, unit, signed });
    let faults = form.finish();
    Filing { draft, faults, desk, body }
}

/// `POST /api/v1/desk/reports`
pub(super) async fn file(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    key: OptionalKey,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    let params = Params::read(&request, &["dry_run"])?;
    let dry_run = params.flag("dry_run")?;
    send(&state, context.language, entry(body, &actor), dry_run, &key).await
}

/// `POST /api/v1/desk/signatures`: the signed paper of a case that waits for it has come.
pub(super) async fn signature(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    key: OptionalKey,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let number = form.code("number", CaseNumber::parse);
    let signed_on = form.day("signed_on");
    form.require(&["number", "signed_on"]);
    let faults = form.finish();
    let (Some(number), Some(signed_on), true) = (number, signed_on, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let by = By::Desk(actor);
    let key = key.require()?;
    let done = state.desk.record_signature(&by, number.as_str(), signed_on, &key, &body).await?;
    Ok(answer(context.language, &done))
}
