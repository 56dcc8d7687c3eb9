//! The reception desk: papers, calls and visits that staff type in for somebody.

use serde_json::Value;

use super::{draft, send};
use crate::api::answer::Answer;
use crate::api::cases::transitions::answer;
use crate::api::extract::Keyed;
use crate::domain::actor::Actor;
use crate::domain::entry::{DeskEntry, Entry};
use crate::domain::receipt::CaseNumber;
use crate::domain::report::FiledVia;
use crate::service::FieldFault;
use crate::service::cases::handling::By;
use crate::service::cases::intake::Filing;
use crate::wire::form::Form;

/// Reads a report that `actor` types in.
pub fn entry(body: Value, actor: &Actor) -> Filing {
    let mut form = Form::new(&body);
    let mut draft = draft(&mut form);
    let by_desk = |via: &FiledVia| ![FiledVia::Online, FiledVia::Front].contains(via);
    let taken: Vec<FiledVia> = FiledVia::ALL.iter().copied().filter(by_desk).collect();
    draft.report.filed_via = form.one_of("filed_via", &taken).unwrap_or(FiledVia::Paper);
    draft.report.paper_on = form.day("paper_on");
    let signed = form.flag("signed");
    form.require(&["filed_via"]);
    let (typed_by, unit) = (actor.user_id, actor.unit_id);
    let entry = Entry::Desk(DeskEntry { typed_by, unit, role: actor.role, signed });
    let faults = form.finish();
    Filing { draft, faults, entry, body }
}

/// `POST /api/v1/desk/reports`
pub(crate) async fn file(request: Keyed<Actor>) -> Answer {
    send(request, entry).await
}

/// `POST /api/v1/desk/signatures`: the signed paper of a case that waits for it has come.
pub(crate) async fn signature(request: Keyed<Actor>) -> Answer {
    let (number, day) = request.read(|form| {
        let number = form.code("number", CaseNumber::parse, FieldFault::NotACaseNumber);
        let signed_on = form.day("signed_on");
        form.require(&["number", "signed_on"]);
        number.zip(signed_on)
    })?;
    let key = request.key.require()?;
    let (by, body) = (By::Desk(request.who), &request.body);
    let done = request.state.service.record_signature(&by, number.as_str(), day, key, body).await?;
    Ok(answer(request.language, &done))
}
