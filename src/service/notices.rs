//! From mail that is owed to rows of the outbox, and from rows to mails that are sent.

use crate::domain::calendar::Calendar;
use crate::domain::ids::Ids;
use crate::domain::notice::{Notice, Recipient, Template, send_from};
use crate::domain::time::Instant;
use crate::service::error::ServiceError;
use crate::store::outbox::{COLLEAGUE, LEADER, NoticeRow, UNCONFIRMED, UNIT};
use crate::store::types::{Id, Json};

/// The outbox rows of `notices`, to go out from the next office hour on; what somebody waits for at this moment, at once.
pub(super) fn notice_rows(
    ids: &dyn Ids,
    notices: &[Notice],
    now: Instant,
    calendar: &Calendar,
) -> Result<Vec<NoticeRow>, ServiceError> {
    notices
        .iter()
        .map(|notice| {
            let (kind, id) = match notice.to {
                Recipient::Unit(id) => (UNIT, id.uuid()),
                Recipient::Leader(id) => (LEADER, id.uuid()),
                Recipient::Contact(id) => ("contact", id.uuid()),
                Recipient::Sealed(key) => ("sealed", key.packed()),
                Recipient::Staff(id) => ("staff", id.uuid()),
                Recipient::Colleague(id) => (COLLEAGUE, id.uuid()),
                Recipient::Sender(id) => ("sender", id.uuid()),
                Recipient::Unconfirmed(id) => (UNCONFIRMED, id.uuid()),
                Recipient::Link(id) => (UNCONFIRMED, id.uuid()),
                Recipient::Former(id) => (UNCONFIRMED, id.uuid()),
            };
            // No row dates what the reporter of a tip does.
            let coarse =
                matches!(notice.template, Template::TipRetaliation | Template::ReporterReply);
            let at = if coarse { now.half_hour_mark() } else { now };
            let at_once = kind == UNCONFIRMED;
            Ok(NoticeRow {
                id: Id(if coarse { ids.random() } else { ids.ordered() }),
                dedup_key: notice.dedup_key.clone(),
                template: notice.template.as_str().to_owned(),
                recipient_kind: kind.to_owned(),
                recipient_id: Id(id),
                case_id: notice.case_id.map(|id| Id(id.uuid())),
                payload: Json::of(&notice.facts).map_err(ServiceError::internal)?,
                created_at: at,
                next_at: if at_once { now } else { send_from(at, calendar) },
                attempts: 0,
                lease_token: None,
                status: "pending".to_owned(),
                settled_at: None,
                last_error: None,
                sent_as: None,
            })
        })
        .collect()
}
