//! Digests: counts in the place of many mails, and the slots of the day in which urging is decided.

use crate::domain::calendar::Calendar;
use crate::domain::ids::UnitId;
use crate::domain::notice::{Facts, Notice, OFFICE, Recipient, Tally, Template};
use crate::domain::time::{Day, Instant};

/// The hours at which urging is decided and the inspectorate is told how many tips wait.
const SLOTS: [i8; 2] = [8, 14];

/// A slot of a working day: its day and hour.
pub type Slot = (Day, i8);

/// The slot that `now` lies in; none before the first of the day, on a day off, and once the office
/// has closed: what would be decided then would be told a day later, and be wrong by then.
pub fn slot(now: Instant, calendar: &Calendar) -> Option<Slot> {
    let (day, hour) = (now.office_day(), now.office_hour());
    if !calendar.known_on(day).is_working(day) || hour >= OFFICE.1 {
        return None;
    }
    SLOTS.into_iter().rev().find(|slot| hour >= *slot).map(|slot| (day, slot))
}

/// A key of `what` in a slot.
fn key(what: impl std::fmt::Display, to: UnitId, (day, hour): Slot) -> String {
    format!("{what}:{to}:{day}T{hour:02}")
}

fn counts(template: Template, to: UnitId, slot: Slot, facts: Facts) -> Notice {
    Notice {
        template,
        to: Recipient::Unit(to),
        case_id: None,
        dedup_key: key(template, to, slot),
        facts,
    }
}

/// The digest of tips for the inspectorate body `to`: how many wait and how many are late.
pub fn of_tips(to: UnitId, slot: Slot, waiting: i64, late: i64) -> Notice {
    let tally = (late > 0).then_some(Tally { late, ..Tally::default() });
    let facts = Facts { count: Some(waiting), tally, ..Facts::default() };
    counts(Template::InspectorateDigest, to, slot, facts)
}

/// The digest of tips that lie unprocessed.
pub fn of_tripwire(to: UnitId, slot: Slot, count: i64) -> Notice {
    let facts = Facts { count: Some(count), ..Facts::default() };
    counts(Template::TripwireDigest, to, slot, facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_working_day_has_two_slots() {
        let calendar = Calendar::default();
        let hour = |now: &str| slot(now.parse().unwrap(), &calendar).map(|(_, hour)| hour);

        assert_eq!(hour("2024-10-15T00:59:59Z"), None);
        assert_eq!(hour("2024-10-15T01:00:00Z"), Some(8));
        assert_eq!(hour("2024-10-15T07:00:00Z"), Some(14));
        assert_eq!(hour("2024-10-15T10:00:00Z"), None, "the office has closed");
        assert_eq!(hour("2024-10-19T07:00:00Z"), None, "a Saturday");
    }
}
