//! The reception desk: papers, calls and visits that staff type in for somebody.

use super::send;
use crate::api::answer::Answer;
use crate::api::cases::transitions::answer;
use crate::api::extract::Keyed;
use crate::domain::actor::Actor;
use crate::service::cases::handling::By;
use crate::wire::report::{entry, signed};

/// `POST /api/v1/desk/reports`
pub(crate) async fn file(request: Keyed<Actor>) -> Answer {
    send(request, entry).await
}

/// `POST /api/v1/desk/signatures`: the signed paper of a case that waits for it has come.
pub(crate) async fn signature(request: Keyed<Actor>) -> Answer {
    let (number, day) = request.read(signed)?;
    let key = request.key.require()?;
    let (by, body) = (By::Desk(request.who), &request.body);
    let done = request.state.service.record_signature(&by, number.as_str(), day, key, body).await?;
    Ok(answer(request.language, &done))
}
