//! The mail that tells a colleague of a note: the number of its case and nothing else, once for each note and person.

use uuid::Uuid;

use super::{Facts, Notice, Recipient, Template};
use crate::domain::case::Case;
use crate::domain::ids::UserId;

/// A note of this id on a service case mentions `to`; however often it is written, the mail goes out once.
pub fn mention(case: &Case, note: Uuid, to: UserId) -> Notice {
    Notice {
        template: Template::NoteMention,
        to: Recipient::Colleague(to),
        case_id: Some(case.id),
        dedup_key: format!("{}:{note}:{to}", Template::NoteMention),
        facts: Facts { number: case.number.clone(), ..Facts::default() },
    }
}

/// The note that a mail of this key tells of.
pub fn note_of(dedup_key: &str) -> Option<Uuid> {
    dedup_key.split(':').nth(1).and_then(|note| Uuid::parse_str(note).ok())
}
