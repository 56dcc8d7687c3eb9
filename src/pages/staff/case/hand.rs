//! In whose hand a case is: taken, given to a colleague, put back, for the reason that is needed where a colleague has it.

use serde_json::json;

use super::{id_of, key_of};
use crate::domain::lifecycle::Refusal;
use crate::pages::staff::signed::Staff;
use crate::service::ServiceError;
use crate::service::cases::handling::{Ask, By};
use crate::wire::{commands, form};

/// Puts it in the hand that is named as the API names it: `me`, `none`, or a colleague's id.
pub(super) async fn assign(staff: &Staff, to: &str) -> Result<(), ServiceError> {
    let (id, service, sent) = (id_of(staff)?, staff.service(), &staff.sent);
    let version = sent.typed("ban").parse().map_err(|_| ServiceError::Stale)?;
    let filled = |text: &str| Some(text.replace("\r\n", "\n")).filter(|text| !text.is_empty());
    let body = json!({"to": filled(to), "reason": filled(sent.typed("reason"))});
    let what = form::read(&body, commands::assignment).map_err(ServiceError::Invalid)?;
    let ask = Ask { case_id: id, version: Some(version), what };
    let (by, key) = (By::Staff(staff.actor().clone()), key_of(staff)?);
    let done = service.handle(&by, ask, key, "assign_case", &body).await;
    if matches!(done, Err(ServiceError::Refused(Refusal::NotInYourHand))) {
        service.note_denied(staff.actor().user_id, "assign_case").await?;
    }
    done.map(|_| ())
}

/// The colleagues to whom it can be given: id, name, and whether that one was chosen.
pub(super) async fn colleagues(
    staff: &Staff,
    chosen: &str,
) -> Result<Vec<(String, String, bool)>, ServiceError> {
    let all = staff.service().colleagues(staff.actor()).await?;
    let others = all.into_iter().filter(|it| it.id != staff.actor().user_id);
    let named = others.map(|it| (it.id.to_string(), it.name));
    Ok(named.map(|(id, name)| (id.clone(), name, id == chosen)).collect())
}
