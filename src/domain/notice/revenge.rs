//! The mail that tells those who inspect that somebody takes revenge for a report.

use super::{Facts, News, Notice, Template, awaits};
use crate::domain::case::Case;
use crate::domain::ids::{EventId, UnitId};

/// The reporter of a service case says that somebody takes revenge: a body that inspects, and is neither holder nor accused,
/// hears of it.
pub fn retaliation(case: &Case, event: EventId, inspects: UnitId) -> Option<Notice> {
    awaits(case, event, inspects).map(|notice| Notice {
        dedup_key: format!("{}:{event}:retaliation", Template::UnitNews),
        facts: Facts { news: Some(News::Retaliation), ..notice.facts },
        ..notice
    })
}
