//! Digests: counts in the place of many mails, and the slots of the day in which urging is decided.

use serde::{Deserialize, Serialize};

use super::escalation::Level;
use crate::domain::calendar::Calendar;
use crate::domain::ids::UnitId;
use crate::domain::notice::{Facts, Notice, OFFICE, Recipient, Template};
use crate::domain::time::{Day, Instant};

use super::reminder::Stage;

/// How many duties stand where: all that a digest says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Due on a coming day.
    pub soon: i64,
    /// Due today.
    pub today: i64,
    /// Late.
    pub late: i64,
}

impl Tally {
    /// One more at `stage`.
    pub fn add(&mut self, stage: Stage) {
        match stage {
            Stage::Half | Stage::ThreeDays | Stage::OneDay => self.soon += 1,
            Stage::Today => self.today += 1,
        }
    }
}

/// The hours at which urging is decided and the inspectorate is told how many tips wait.
const SLOTS: [i8; 2] = [8, 14];

/// A slot of a working day: its day and hour.
pub type Slot = (Day, i8);

/// The slot that `now` lies in; none before the first of the day, on a day off, and once the office
/// has closed: what would be decided then would be told a day later, and be wrong by then.
pub fn slot(now: Instant, calendar: &Calendar) -> Option<Slot> {
    let (day, hour) = (now.office_day(), now.office_hour());
    if !calendar.as_of(day).is_working(day) || hour >= OFFICE.1 {
        return None;
    }
    SLOTS.into_iter().rev().find(|slot| hour >= *slot).map(|slot| (day, slot))
}

/// The first slot after `now`: what is not urgent and comes in numbers waits for it.
pub fn next_slot(now: Instant, calendar: &Calendar) -> Slot {
    let mut day = now.office_day();
    let known = calendar.as_of(day);
    let mut hour = now.office_hour();
    loop {
        let next = SLOTS.into_iter().find(|slot| *slot > hour).filter(|_| known.is_working(day));
        if let Some(slot) = next {
            return (day, slot);
        }
        let Ok(morrow) = day.tomorrow() else { return (day, hour) };
        (day, hour) = (morrow, 0);
    }
}

/// The key of the `n`th mail of its sort to one unit before a slot: so many are told one by one.
pub fn nth(notice: &Notice, to: UnitId, slot: Slot, n: usize) -> String {
    format!("{}:{n}", key(notice.template, to, slot))
}

/// The digest of recommendations that were made or done after the first few, up to a slot.
pub fn of_recommendations(to: UnitId, slot: Slot) -> Notice {
    counts(Template::RecommendationDigest, to, slot, Facts::default())
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

/// The digest for a unit to which more than a few reminders are owed at once.
pub fn of_reminders(to: UnitId, slot: Slot, tally: Tally) -> Notice {
    let facts = Facts { tally: Some(tally), ..Facts::default() };
    counts(Template::UnitDigest, to, slot, facts)
}

/// The digest for whoever is told of more than a few late duties at once.
pub fn of_overdue(level: Level, to: UnitId, slot: Slot, count: i64) -> Notice {
    let facts = Facts { count: Some(count), ..Facts::default() };
    let dedup_key = key(format_args!("{}:{level}", Template::OverdueDigest), to, slot);
    Notice { dedup_key, ..counts(Template::OverdueDigest, to, slot, facts) }
}

/// The digest of what lies unprocessed: tips always, cases where there are many at once.
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

    #[test]
    fn what_waits_for_a_slot_waits_for_one_that_comes() {
        let calendar = Calendar::default();
        let next = |now: &str| {
            let (day, hour) = next_slot(now.parse().unwrap(), &calendar);
            format!("{} {hour}", day.day())
        };

        assert_eq!(next("2024-10-15T00:59:59Z"), "15 8");
        assert_eq!(next("2024-10-15T01:00:00Z"), "15 14");
        assert_eq!(next("2024-10-15T07:00:00Z"), "16 8");
        assert_eq!(next("2024-10-18T07:00:00Z"), "21 8", "a Friday");
    }
}
