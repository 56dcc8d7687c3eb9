//! `GET /api/v1/labels`: what the codes are called that every client shows.

use serde_json::{Value, json};

use super::catalogue::catalogue;
use crate::api::answer::Answer;
use crate::api::edge::header::Takes;
use crate::api::extract::Read;
use crate::domain::actor::Role;
use crate::domain::case::{Outcome, State};
use crate::domain::deadline::Step;
use crate::domain::event::{DeclineGround, ReturnGround};
use crate::domain::lifecycle::CommandName;

/// Every value of a closed list with its names.
macro_rules! named {
    ($list:ident) => {
        $list::ALL
            .iter()
            .map(|one| json!({"code": one, "vi": one.vi(), "en": one.en()}))
            .collect::<Vec<Value>>()
    };
}

/// The words of every list, in both languages at once: whoever offers both asks once.
pub(crate) async fn list(request: Read<Takes>) -> Answer {
    catalogue(&request, Some("labels".to_owned()), |_, _| {
        Ok(json!({
            "states": named!(State),
            "steps": named!(Step),
            "commands": named!(CommandName),
            "outcomes": named!(Outcome),
            "decline_grounds": named!(DeclineGround),
            "return_grounds": named!(ReturnGround),
            "roles": named!(Role),
        }))
    })
    .await
}
