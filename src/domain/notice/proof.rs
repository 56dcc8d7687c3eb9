//! The mail that asks a new address of a reporter whether somebody reads mail there.

use super::{Facts, Notice, Recipient, Template};
use crate::domain::ids::PendingContactId;

/// The mail to the address that is on file, where another one is asked for: whoever took the receipt must not lead a reporter's
/// mail away in silence. It goes out with the code, as long as that address stands.
pub fn contact_changing(id: PendingContactId) -> Notice {
    Notice {
        template: Template::ContactChanging,
        dedup_key: format!("{}:{id}", Template::ContactChanging),
        ..contact_code(id)
    }
}

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
