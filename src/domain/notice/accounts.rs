//! Mail about accounts of staff: a link that sets a password, and a word to where an account had its mail.

use super::{Facts, Notice, Recipient, Template};
use crate::domain::ids::{AccountLinkId, FormerEmailId};

/// The mail with a link that sets the password of an account.
pub fn account_link(id: AccountLinkId) -> Notice {
    Notice {
        template: Template::AccountLink,
        to: Recipient::Link(id),
        case_id: None,
        dedup_key: format!("{}:{id}", Template::AccountLink),
        facts: Facts::default(),
    }
}

/// The mail to where an account had its mail: whoever leads it away must not do so in silence.
pub fn email_changed(id: FormerEmailId) -> Notice {
    Notice {
        template: Template::EmailChanged,
        to: Recipient::Former(id),
        case_id: None,
        dedup_key: format!("{}:{id}", Template::EmailChanged),
        facts: Facts::default(),
    }
}
