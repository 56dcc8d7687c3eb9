//! Escalation after a last day: to whom, after how long, and by whose word. The intervals are
//! data, because the province sets them.

use jiff::ToSpan;

use crate::domain::calendar::WorkingDays;
use crate::domain::case::Case;
use crate::domain::codes::codes;
use crate::domain::deadline::{Basis, Period, PeriodFault, PeriodUnit, Step, due_on};
use crate::domain::ids::UnitId;
use crate::domain::kind::in_force;
use crate::domain::notice::{Facts, Notice, Recipient, Template};
use crate::domain::obligation::Obligation;
use crate::domain::time::Day;

codes! {
    /// Who is told that something was not done.
    Level {
        /// The leader of the unit that owes it.
        Leader => "leader",
        /// The unit above.
        Superior => "superior",
        /// The provincial inspectorate.
        Inspectorate => "inspectorate",
        /// The inspectorate, of what lies unprocessed for too long (NĐ 154/2026 Điều 41.3b).
        Tripwire => "tripwire",
    }
}

impl Level {
    /// The levels that follow a last day, the nearest first.
    pub const AFTER_A_LAST_DAY: [Self; 3] = [Self::Leader, Self::Superior, Self::Inspectorate];

    /// The mail about one obligation or case.
    pub const fn template(self) -> Template {
        match self {
            Self::Leader => Template::LeaderOverdue,
            Self::Superior => Template::SuperiorOverdue,
            Self::Inspectorate => Template::InspectorateOverdue,
            Self::Tripwire => Template::Tripwire,
        }
    }
}

impl Level {
    /// Who of `unit` is told: its leader, or else itself.
    pub const fn recipient(self, unit: UnitId) -> Recipient {
        match self {
            Self::Leader => Recipient::Leader(unit),
            Self::Superior | Self::Inspectorate | Self::Tripwire => Recipient::Unit(unit),
        }
    }
}

/// The step of the rows that hold for every duty without a row of its own.
pub const ANY_STEP: &str = "any";

/// One interval, in one period of validity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// Who is told.
    pub level: Level,
    /// The duty it speaks of; none for every duty that has no row of its own.
    pub step: Option<Step>,
    /// How many days after the first late day, or after receipt for the tripwire.
    pub n: u16,
    /// Which days count.
    pub unit: PeriodUnit,
    /// What it rests on, in Vietnamese.
    pub legal_ref_vi: String,
    /// What it rests on, in English.
    pub legal_ref_en: String,
    /// Who set it.
    pub basis: Basis,
    /// False where a lawyer still has to confirm it.
    pub confirmed: bool,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive.
    pub valid_to: Option<Day>,
}

impl Escalation {
    /// The first day on which what was due on `last` is escalated.
    ///
    /// # Errors
    /// [`PeriodFault`] where a day lies beyond the calendar.
    pub fn begins_on(&self, last: Day, known: &WorkingDays<'_>) -> Result<Day, PeriodFault> {
        let first_late = last.tomorrow()?;
        if self.n == 0 {
            return Ok(first_late);
        }
        due_on(first_late, Period { n: self.n, unit: self.unit, roll_last_day: false }, known)
    }

    /// What was received on this day or before has lain for too long on `today`.
    ///
    /// # Errors
    /// As [`Escalation::begins_on`].
    pub fn received_by(&self, today: Day) -> Result<Day, PeriodFault> {
        Ok(today.checked_sub(i64::from(self.n).days())?)
    }
}

/// The interval of `level` in force on `day` for `step`: its own row, else the one for every duty.
pub fn escalation(
    all: &[Escalation],
    level: Level,
    step: Option<Step>,
    day: Day,
) -> Option<&Escalation> {
    let find = |step| {
        all.iter().find(|row| {
            let same = row.level == level && row.step == step;
            same && in_force(row.valid_from, row.valid_to, day)
        })
    };
    step.and_then(|step| find(Some(step))).or_else(|| find(None))
}

/// The day on which the unit above hears of a duty of `step`, counted from its first late day `missed_on` by the interval in
/// force then; none where there was none.
///
/// # Errors
/// As [`Escalation::begins_on`].
pub fn above_hears_on(
    all: &[Escalation],
    step: Step,
    missed_on: Day,
    known: &WorkingDays<'_>,
) -> Result<Option<Day>, PeriodFault> {
    let rule = escalation(all, Level::Superior, Some(step), missed_on);
    rule.map(|rule| rule.begins_on(missed_on.yesterday()?, known)).transpose()
}

/// The mail to `to` that `one` was not done in time; the number of its case is not known here.
pub fn overdue(level: Level, to: UnitId, one: &Obligation) -> Notice {
    Notice {
        template: level.template(),
        to: level.recipient(to),
        case_id: Some(one.case_id),
        dedup_key: format!("{}:{}:{}", level.template(), one.id, one.due_on),
        facts: Facts {
            step: Some(one.step),
            due_on: Some(one.due_on),
            about: Some(one.unit_id),
            ..Facts::default()
        },
    }
}

/// The alarm that `case` lies unprocessed. Of a tip there is only the key: it is told as a count.
pub fn tripwire(to: UnitId, case: &Case) -> Notice {
    Notice {
        template: Template::Tripwire,
        to: Recipient::Unit(to),
        case_id: case.number.as_ref().map(|_| case.id),
        dedup_key: format!("{}:{}", Template::Tripwire, case.id),
        facts: Facts {
            about: case.number.as_ref().map(|_| case.holder),
            number: case.number.clone(),
            ..Facts::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::calendar::Calendar;

    fn row(level: Level, n: u16, unit: PeriodUnit, valid_from: Day) -> Escalation {
        Escalation {
            level,
            step: None,
            n,
            unit,
            legal_ref_vi: String::new(),
            legal_ref_en: String::new(),
            basis: Basis::ProvincialPolicy,
            confirmed: false,
            valid_from,
            valid_to: None,
        }
    }

    #[test]
    fn the_leader_hears_on_the_first_late_day_and_others_working_days_after_it() {
        let calendar = Calendar::default();
        let known = calendar.latest();
        let begins = |n| {
            let row = row(Level::Leader, n, PeriodUnit::WorkingDay, date(2024, 1, 1));
            row.begins_on(date(2024, 10, 29), &known).unwrap()
        };

        assert_eq!(begins(0), date(2024, 10, 30));
        assert_eq!(begins(3), date(2024, 11, 4), "a weekend lies between");
        assert_eq!(begins(7), date(2024, 11, 8));
    }

    #[test]
    fn a_duty_with_a_row_of_its_own_follows_that_and_every_other_the_common_one() {
        let common = row(Level::Superior, 3, PeriodUnit::WorkingDay, date(2024, 1, 1));
        let own = Escalation { step: Some(Step::Finish), n: 0, ..common.clone() };
        let all = [common, own];
        let n = |step| escalation(&all, Level::Superior, Some(step), date(2024, 10, 1)).unwrap().n;

        assert_eq!((n(Step::Finish), n(Step::Answer)), (0, 3));
    }

    #[test]
    fn the_tripwire_counts_calendar_days_and_is_in_force_from_its_day() {
        let all = [row(Level::Tripwire, 45, PeriodUnit::Day, date(2026, 7, 1))];

        assert!(escalation(&all, Level::Tripwire, None, date(2026, 6, 30)).is_none());
        let found = escalation(&all, Level::Tripwire, None, date(2026, 7, 1)).unwrap();
        assert_eq!(found.received_by(date(2026, 7, 1)).unwrap(), date(2026, 5, 17));
    }
}
