//! What somebody is writing for a command: kept while it is previewed or put aside, there again when the form is opened, and begun from a
//! template of the own body.

use serde_json::Value;

use super::forms;
use crate::domain::ids::CaseId;
use crate::domain::lifecycle::{CommandName, Refusal};
use crate::domain::text::unfilled;
use crate::pages::asked::Sent;
use crate::pages::days;
use crate::pages::frame::fill;
use crate::pages::staff::signed::Staff;
use crate::pages::words::triage::Triage;
use crate::service::ServiceError;

/// Bytes of a draft at most, as of the API.
const LARGEST: usize = 32 * 1024;

/// What is not written on: a tip, of which nothing is kept outside it, and a case that is not there any more.
fn or_none<T: Default>(done: Result<T, ServiceError>) -> Result<T, ServiceError> {
    match done {
        Err(ServiceError::NotFound | ServiceError::Refused(Refusal::OtherChannel)) => {
            Ok(T::default())
        }
        other => other,
    }
}

/// Keeps what was written so far; nothing where nothing was, or too much.
pub(super) async fn keep(
    staff: &Staff,
    (id, name): (CaseId, CommandName),
    sent: &Sent,
) -> Result<(), ServiceError> {
    let said = forms::body(name, sent, None);
    let written = forms::sent_of(name, &said).all.iter().any(|(_, value)| !value.is_empty());
    if !written || said.to_string().len() > LARGEST {
        return Ok(());
    }
    or_none(staff.service().put_draft(staff.actor(), id, Some(said)).await)
}

/// Lets go of what was kept for this command.
pub(super) async fn drop_it(
    staff: &Staff,
    (id, name): (CaseId, CommandName),
) -> Result<(), ServiceError> {
    let service = staff.service();
    let kept = or_none(service.draft(staff.actor(), id).await)?;
    if kept.is_some_and(|kept| is_of(name, &kept.said)) {
        or_none(service.put_draft(staff.actor(), id, None).await)?;
    }
    Ok(())
}

fn is_of(name: CommandName, said: &Value) -> bool {
    said.get("command").and_then(Value::as_str) == Some(name.as_str())
}

/// What was kept for this command, as its form has it, and the sentence that says so.
pub(super) async fn kept(
    staff: &Staff,
    (id, name): (CaseId, CommandName),
) -> Result<Option<(Sent, String)>, ServiceError> {
    let kept = or_none(staff.service().draft(staff.actor(), id).await)?;
    let kept = kept.filter(|kept| is_of(name, &kept.said));
    Ok(kept.map(|kept| {
        let day = days::long(staff.asked.language, kept.at.office_day());
        let note = fill(Triage::of(staff.asked.language).draft_kept, "day", &day);
        (forms::sent_of(name, &kept.said), note)
    }))
}

/// The templates of the own body, by code and title; none for a command without a letter, nor for a tip.
pub(super) async fn templates(
    staff: &Staff,
    name: CommandName,
    tip: bool,
) -> Result<Vec<(String, String)>, ServiceError> {
    if tip || !forms::has_letter(name) {
        return Ok(Vec::new());
    }
    let all = staff.service().templates(staff.actor()).await?;
    let title =
        |said: &Value| said.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(all.into_iter().map(|it| (it.code, title(&it.said))).collect())
}

/// What was sent with the text of a template in it, behind what was written before, and what is still to be filled in.
pub(super) async fn begun(
    staff: &Staff,
    (id, sent): (CaseId, &Sent),
) -> Result<(Sent, Option<String>), ServiceError> {
    let code = sent.typed("mau");
    let t = Triage::of(staff.asked.language);
    let text = match staff.service().filled(staff.actor(), id, code).await {
        Ok((_, text)) => text,
        Err(ServiceError::NotFound) => {
            return Ok((sent.clone(), Some(t.template_gone.to_owned())));
        }
        Err(other) => return Err(other),
    };
    let before = sent.typed("text").to_owned();
    let whole = if before.is_empty() { text.clone() } else { format!("{before}\n\n{text}") };
    let others = sent.all.iter().filter(|(name, _)| name != "text").cloned();
    let all = others.chain([("text".to_owned(), whole)]).collect();
    let left: Vec<String> = unfilled(&text).map(|field| format!("{{{field}}}")).collect();
    let note = (!left.is_empty()).then(|| fill(t.template_left, "fields", &left.join(", ")));
    Ok((Sent { all }, note))
}
