//! Standing deputies: who may stand in for the leader of a unit where a second person has to look at
//! what the unit found, by which document, and from when to when.

use crate::domain::ids::{DeputyId, UnitId, UserId};
use crate::domain::time::Day;

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
    /// The day from which it holds no more, where it ended before its time, and who ended it; nobody
    /// where it ended by itself, because the person works for that unit no more.
    pub ended: Option<(Day, Option<UserId>)>,
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

    /// Whether it is the same person, document and period: recorded again. That it ended since makes
    /// no other of it, nor that the person works elsewhere now: a request that comes late, or twice,
    /// must not give an authority that was taken away.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let key = |it: &Self| (it.user, it.valid_from, it.valid_to);
        key(self) == key(other) && self.document == other.document
    }

    /// Whether it ends because the person works from `today` on for `unit`, with a role that handles
    /// cases, or for none.
    pub fn is_left(&self, unit: Option<UnitId>, today: Day) -> bool {
        self.ended.is_none() && today <= self.valid_to && unit != Some(self.unit)
    }

    /// It holds no more from `today` on. One that ended stays as it ended.
    #[must_use]
    pub fn ended(self, today: Day, by: Option<UserId>) -> Self {
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
            ended: ended.map(|day| (day, Some(user))),
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
        let first = Some(UserId::new(Uuid::from_u128(8)));

        let ended = deputy(None).ended(date(2024, 11, 5), first).ended(date(2024, 11, 9), None);

        assert_eq!(ended.ended, Some((date(2024, 11, 5), first)));
    }

    #[test]
    fn what_is_recorded_again_is_the_same_also_after_its_end_and_by_no_other_document() {
        let elsewhere = Deputy { unit: UnitId::new(Uuid::from_u128(4)), ..deputy(None) };
        let other = Deputy { document: "13/QĐ".to_owned(), ..deputy(None) };
        let longer = Deputy { valid_to: date(2025, 12, 31), ..deputy(None) };

        for known in [deputy(None), deputy(Some(date(2024, 11, 5)))] {
            assert!(known.says_the_same(&deputy(None)) && known.says_the_same(&elsewhere));
            assert!(!known.says_the_same(&other) && !known.says_the_same(&longer));
        }
    }

    #[test]
    fn a_deputy_is_left_by_whoever_works_for_its_unit_no_more() {
        let (own, next) = (Some(deputy(None).unit), Some(UnitId::new(Uuid::from_u128(4))));
        let left = |ended, unit, day| deputy(ended).is_left(unit, day);

        assert!(left(None, next, date(2024, 11, 5)) && left(None, None, date(2024, 9, 1)));
        assert!(!left(None, own, date(2024, 11, 5)), "another role in the unit");
        assert!(!left(None, next, date(2025, 1, 1)), "it ran out before");
        assert!(!left(Some(date(2024, 11, 1)), next, date(2024, 11, 5)));
    }
}
