//! The mail that tells those who inspect that somebody takes revenge for a report.

use super::{Facts, News, Notice, Recipient, Template, awaits};
use crate::domain::case::Case;
use crate::domain::ids::{EventId, UnitId};
use crate::domain::time::Instant;

/// The reporter of a service case says that somebody takes revenge: a body that inspects, and is neither holder nor accused,
/// hears of it.
pub fn retaliation(case: &Case, event: EventId, inspects: UnitId) -> Option<Notice> {
    awaits(case, event, inspects).map(|notice| Notice {
        dedup_key: format!("{}:{event}:retaliation", Template::UnitNews),
        facts: Facts { news: Some(News::Retaliation), ..notice.facts },
        ..notice
    })
}

/// The same of a tip: one mail for all that is told before the next half-hour mark, so that neither the mail nor its row
/// leads to a tip, or dates what its reporter did.
pub fn tip_retaliation(inspects: UnitId, at: Instant) -> Notice {
    Notice {
        template: Template::TipRetaliation,
        to: Recipient::Unit(inspects),
        case_id: None,
        dedup_key: format!(
            "{}:{inspects}:{}",
            Template::TipRetaliation,
            at.half_hour_mark().micros() / 1_000_000
        ),
        facts: Facts::default(),
    }
}
