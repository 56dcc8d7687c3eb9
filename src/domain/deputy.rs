//! Standing deputies: who may stand in for the leader of a unit where a second person has to look at
//! what the unit found, by which document, and from when to when.

use super::ids::{DeputyId, UnitId, UserId};
use super::time::Day;

/// One standing deputy. Nothing of it is ever rewritten; it only ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputy {
    /// The id.
    pub id: DeputyId,
    /// Who.
    pub user: UserId,
    /// Of which unit.
    pub unit: UnitId,
    /// The number of the document that says so.
    pub document: String,
    /// The first day.
    pub valid_from: Day,
    /// The last day, as the document has it.
    pub valid_to: Day,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// The day from which it holds no more, where it was ended before its time, and who ended it.
    pub ended: Option<(Day, UserId)>,
}

impl Deputy {
    /// Whether it holds on `day`.
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from <= day
            && day <= self.valid_to
            && self.ended.is_none_or(|(ended_on, _)| day < ended_on)
    }

    /// Whether it could hold on a day between these two, both included.
    pub fn meets(&self, from: Day, to: Day) -> bool {
        self.valid_from <= to
            && from <= self.valid_to
            && self.ended.is_none_or(|(ended_on, _)| from < ended_on && self.valid_from < ended_on)
    }

    /// Whether it is the same person, document and period, and did not end: recorded again.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let key = |it: &Self| (it.user, it.unit, it.valid_from, it.valid_to);
        self.ended.is_none() && key(self) == key(other) && self.document == other.document
    }

    /// It holds no more from `today` on. One that ended stays as it ended.
    #[must_use]
    pub fn ended(self, today: Day, by: UserId) -> Self {
        Self { ended: self.ended.or(Some((today, by))), ..self }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn deputy(ended: Option<Day>) -> Deputy {
        let user = UserId::new(Uuid::from_u128(1));
        Deputy {
            id: DeputyId::new(Uuid::from_u128(2)),
            user,
            unit: UnitId::new(Uuid::from_u128(3)),
            document: "12/QĐ".to_owned(),
            valid_from: date(2024, 10, 1),
            valid_to: date(2024, 12, 31),
            recorded_by: user,
            ended: ended.map(|day| (day, user)),
        }
    }

    #[test]
    fn a_deputy_holds_from_its_first_to_its_last_day_and_not_on_the_day_it_ended() {
        let holds = |ended, day| deputy(ended).holds_on(day);

        assert!(!holds(None, date(2024, 9, 30)) && holds(None, date(2024, 10, 1)));
        assert!(holds(None, date(2024, 12, 31)) && !holds(None, date(2025, 1, 1)));
        let ended = Some(date(2024, 11, 5));
        assert!(holds(ended, date(2024, 11, 4)) && !holds(ended, date(2024, 11, 5)));
    }

    #[test]
    fn two_deputies_meet_where_both_could_hold_on_one_day() {
        let meets = |ended, from, to| deputy(ended).meets(from, to);

        assert!(meets(None, date(2024, 12, 31), date(2025, 3, 1)));
        assert!(!meets(None, date(2025, 1, 1), date(2025, 3, 1)));
        assert!(!meets(None, date(2024, 8, 1), date(2024, 9, 30)));
        assert!(!meets(Some(date(2024, 11, 5)), date(2024, 11, 5), date(2025, 3, 1)));
        assert!(!meets(Some(date(2024, 10, 1)), date(2024, 9, 1), date(2025, 3, 1)));
    }

    #[test]
    fn what_ended_stays_as_it_ended() {
        let (first, second) = (UserId::new(Uuid::from_u128(8)), UserId::new(Uuid::from_u128(9)));

        let ended = deputy(None).ended(date(2024, 11, 5), first).ended(date(2024, 11, 9), second);

        assert_eq!(ended.ended, Some((date(2024, 11, 5), first)));
    }
}
