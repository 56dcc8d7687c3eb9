//! Following a recommendation up: who is told of it, before its last day, after it, and when it is done.
//! Its unit reads it whole, so a mail names its document; of its words it says nothing.

use super::escalation::Level;
use super::reminder::reached;
use crate::domain::calendar::Calendar;
use crate::domain::ids::UnitId;
use crate::domain::notice::{Facts, Notice, Recipient, Template};
use crate::domain::records::recommendation::Recommendation;
use crate::domain::time::Day;

fn notice(one: &Recommendation, template: Template, to: UnitId, key: &str) -> Notice {
    Notice {
        template,
        to: Recipient::Unit(to),
        case_id: None,
        dedup_key: format!("{template}:{key}:{}", one.id),
        facts: Facts {
            number: Some(one.document.clone()),
            due_on: Some(one.due_on),
            about: Some(one.unit),
            ..Facts::default()
        },
    }
}

/// The mail to its unit that there is a recommendation.
pub fn recommended(one: &Recommendation) -> Notice {
    notice(one, Template::UnitRecommended, one.unit, &format!("v{}", one.version()))
}

/// The mail to the body that made it that it is done.
pub fn done(one: &Recommendation, to: UnitId) -> Notice {
    notice(one, Template::RecommendationDone, to, &format!("v{}", one.version()))
}

/// The reminder of its last day that is owed on `today`, if any.
pub fn reminder(one: &Recommendation, calendar: &Calendar, today: Day) -> Option<Notice> {
    let told_on = one.recorded_at.office_day();
    let open = one.completion.is_none();
    let stage = reached(told_on, one.due_on, |_| false, calendar, today).filter(|_| open)?;
    let mut notice = notice(one, Template::RecommendationDue, one.unit, stage.as_str());
    notice.facts.stage = Some(stage);
    Some(notice)
}

/// The mail to `to` that it was not done in time.
pub fn overdue(level: Level, to: UnitId, one: &Recommendation) -> Notice {
    let told = notice(one, Template::RecommendationOverdue, to, level.as_str());
    Notice { to: level.recipient(to), ..told }
}
