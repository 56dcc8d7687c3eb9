//! Commands on many cases at once, and in whose hand each shall be: each is decided by itself, and each has a result of its own.

use serde_json::{Value, json};

use super::transitions::done_json;
use crate::api::answer::{Answer, items, one_of_many};
use crate::api::edge::header::Key;
use crate::api::extract::{Keyed, Write};
use crate::api::problem::Problem;
use crate::api::view::lean;
use crate::domain::actor::Actor;
use crate::domain::ids::CaseId;
use crate::service::FieldFault;
use crate::service::cases::handling::{Ask, Asked, By};
use crate::wire::commands::{assignment, read};
use crate::wire::form::Form;

/// The most cases of one request.
const MOST: usize = 50;

struct Item {
    id: CaseId,
    version: i32,
    what: Asked,
}

fn item(form: &mut Form<'_>) -> Option<Item> {
    form.require(&["id", "version"]);
    let id = form.id("id");
    let version = form.number("version", 1, i64::from(i32::MAX));
    let command = form.object("transition", read);
    let hand = form.object("assign", assignment);
    form.either(["transition", "assign"], FieldFault::TransitionOrAssign);
    let what = command.or(hand);
    let version = i32::try_from(version?).ok()?;
    Some(Item { id: id?, version, what: what? })
}

/// `POST /api/v1/cases/transitions`: nothing is done where the request itself is wrong; otherwise
/// each item is done or refused by itself, and a repetition with the same key repeats nothing. A dry run tells of each what would be.
pub(crate) async fn transitions(request: Keyed<Actor>) -> Answer {
    let asked = request.read(|form| {
        form.require(&["items"]);
        form.objects("items", MOST, item)
    })?;
    let dry = request.query.flag("dry_run")?;
    let key = if dry { None } else { Some(request.key.require()?) };
    let mut results: Vec<Value> = Vec::with_capacity(asked.len());
    let sent = request.body.get("items").and_then(Value::as_array).into_iter().flatten();
    for (index, (item, body)) in asked.into_iter().zip(sent).enumerate() {
        let ask = Ask { case_id: item.id, version: Some(item.version), what: item.what };
        let key = key.map(|key| format!("{key}/{index}"));
        results.push(result(&request, ask, key.as_deref(), "bulk_transitions", body).await?);
    }
    Ok(items(results, |it| it))
}

/// What became of one of many cases, or would become of it where there is no key: the request goes on with the others.
pub(super) async fn result<Id>(
    request: &Write<Actor, Id, Key>,
    ask: Ask,
    key: Option<&str>,
    operation: &'static str,
    body: &Value,
) -> Result<Value, Problem> {
    let (service, id) = (&request.state.service, ask.case_id);
    let by = By::Staff(request.who.clone());
    let done = match key {
        None => service.rehearse(&by, ask).await,
        Some(key) => service.handle(&by, ask, key, operation, body).await,
    };
    let (status, case, problem) = match done {
        Ok(done) => (200, Some(done_json(request.language, &done)), None),
        Err(error) => {
            if error.is_denial() {
                service.note_denied(request.who.user_id, operation).await?;
            }
            let (status, body) = one_of_many(error, request.language, &request.request_id);
            (status, None, Some(body))
        }
    };
    Ok(lean(json!({"id": id, "status": status, "case": case, "problem": problem})))
}
