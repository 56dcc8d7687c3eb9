//! The mail that asks a new address of a reporter whether somebody reads mail there.

use super::{Facts, Notice, Recipient, Template};
use crate::domain::ids::PendingContactId;

/// The mail with the one-time code. It tells nothing of the report: whoever reads at a wrong address learns that somebody
/// mistyped.
pub fn contact_code(id: PendingContactId) -> Notice {
    Notice {
        template: Template::ContactCode,
        to: Recipient::Unconfirmed(id),
        case_id: None,
        dedup_key: format!("{}:{id}", Template::ContactCode),
        facts: Facts::default(),
    }
}
