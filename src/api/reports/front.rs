//! What an organisation of the Fatherland Front demands, with an account of its own.

use serde_json::Value;

use super::send;
use crate::api::answer::Answer;
use crate::api::extract::Keyed;
use crate::domain::actor::Actor;
use crate::domain::entry::{Entry, FrontEntry};
use crate::domain::kind::Kind;
use crate::domain::report::FiledVia;
use crate::service::cases::intake::Filing;
use crate::wire::form::Form;
use crate::wire::report::draft;

/// Reads a demand that `actor` files for an organisation of the Front.
pub fn demand(body: Value, actor: &Actor) -> Filing {
    let mut form = Form::new(&body);
    let mut draft = draft(&mut form);
    draft.kind = draft.kind.or(Some(Kind::FrontDemand));
    draft.report.filed_via = FiledVia::Front;
    let entry = Entry::Front(FrontEntry { member: actor.user_id, unit: actor.unit_id });
    let faults = form.finish();
    Filing { draft, faults, entry, body }
}

/// `POST /api/v1/front/demands`
pub(crate) async fn file(request: Keyed<Actor>) -> Answer {
    send(request, demand).await
}
