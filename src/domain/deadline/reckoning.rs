//! Reckoning a last day from what it rests on: the event, the period, its extensions and the times
//! the clock stood still. The one walk over the days serves the date and its explanation.

use jiff::ToSpan;

use super::period::{ExplainedDay, Explanation, LONGEST, Period, PeriodFault, PeriodUnit, Why};
use crate::domain::calendar::{DayMark, WorkingDays};
use crate::domain::time::Day;

/// A time in which the clock stands still. By the rule for every period (Bộ luật Dân sự 2015
/// Art. 147) the day on which it begins still counts as before, and the day on which it ends is
/// the event day of what goes on: the days from the morrow of `from` to `until` are not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standstill {
    /// The day it began.
    pub from: Day,
    /// The day it ended, or will at the latest.
    pub until: Day,
}

impl Standstill {
    fn holds(self, day: Day) -> bool {
        self.from < day && day <= self.until
    }
}

/// What a last day rests on.
#[derive(Debug, Clone, Copy)]
pub struct Reckoning<'a> {
    /// The day of the event; itself not counted.
    pub start: Day,
    /// The period.
    pub period: Period,
    /// By what it was extended, in order; each begins where the one before ended.
    pub extensions: &'a [Period],
    /// When the clock stood still.
    pub standstills: &'a [Standstill],
    /// The period lies before the event: "at the latest so many days before". Its last day moves
    /// to no other, because the next working day may be the event itself.
    pub back: bool,
}

impl Reckoning<'_> {
    /// The last day.
    ///
    /// # Errors
    /// [`PeriodFault`] for a length that no rule may have, or a day beyond the calendar.
    pub fn due_on(&self, calendar: &WorkingDays<'_>) -> Result<Day, PeriodFault> {
        self.walk(calendar, |_| {})
    }

    /// The last day, with the reason for each day on the way.
    ///
    /// # Errors
    /// As [`Reckoning::due_on`].
    pub fn explain(&self, calendar: &WorkingDays<'_>) -> Result<Explanation, PeriodFault> {
        let mut days = vec![ExplainedDay { date: self.start, counted: false, why: Why::EventDay }];
        let due_on = self.walk(calendar, |day| days.push(day))?;
        Ok(Explanation { due_on, days })
    }

    fn walk(
        &self,
        calendar: &WorkingDays<'_>,
        mut visit: impl FnMut(ExplainedDay),
    ) -> Result<Day, PeriodFault> {
        if self.back {
            return self.walk_back(calendar, visit);
        }
        let stands = |day| self.standstills.iter().any(|one| one.holds(day));
        let mut day = self.start;
        for leg in std::iter::once(&self.period).chain(self.extensions) {
            if !(1..=LONGEST).contains(&leg.n) {
                return Err(PeriodFault::Length);
            }
            let mut left = match leg.unit {
                PeriodUnit::WorkingDay | PeriodUnit::Day => i32::from(leg.n),
                PeriodUnit::Month => {
                    let end = day.checked_add(i64::from(leg.n).months())?;
                    (end - day).get_days()
                }
            };
            while left > 0 {
                day = day.tomorrow()?;
                let why = match off(calendar, day) {
                    _ if stands(day) => Why::Paused,
                    Some(off) if leg.unit == PeriodUnit::WorkingDay => off,
                    _ if calendar.mark(day) == DayMark::MakeUp => Why::CountedMakeUp,
                    _ => Why::Counted,
                };
                let counted = matches!(why, Why::Counted | Why::CountedMakeUp);
                left -= i32::from(counted);
                visit(ExplainedDay { date: day, counted, why });
            }
        }
        while self.period.roll_last_day && (!calendar.is_working(day) || stands(day)) {
            day = day.tomorrow()?;
            let why = match off(calendar, day) {
                _ if stands(day) => Why::Paused,
                other => other.unwrap_or(Why::Rolled),
            };
            visit(ExplainedDay { date: day, counted: false, why });
        }
        Ok(day)
    }

    fn walk_back(
        &self,
        calendar: &WorkingDays<'_>,
        mut visit: impl FnMut(ExplainedDay),
    ) -> Result<Day, PeriodFault> {
        let Period { n, unit, .. } = self.period;
        if !(1..=LONGEST).contains(&n) {
            return Err(PeriodFault::Length);
        }
        let mut day = self.start;
        let mut left = match unit {
            PeriodUnit::WorkingDay | PeriodUnit::Day => i32::from(n),
            PeriodUnit::Month => (day - day.checked_sub(i64::from(n).months())?).get_days(),
        };
        while left > 0 {
            day = day.yesterday()?;
            let why = match off(calendar, day) {
                Some(off) if unit == PeriodUnit::WorkingDay => off,
                _ if calendar.mark(day) == DayMark::MakeUp => Why::CountedMakeUp,
                _ => Why::Counted,
            };
            let counted = matches!(why, Why::Counted | Why::CountedMakeUp);
            left -= i32::from(counted);
            visit(ExplainedDay { date: day, counted, why });
        }
        Ok(day)
    }
}

fn off(calendar: &WorkingDays<'_>, day: Day) -> Option<Why> {
    match calendar.mark(day) {
        DayMark::Working | DayMark::MakeUp => None,
        DayMark::Weekend => Some(Why::Weekend),
        DayMark::Holiday => Some(Why::Holiday),
        DayMark::Compensatory => Some(Why::Compensatory),
        DayMark::SwappedOff => Some(Why::SwappedOff),
    }
}

/// The last day of `period` after an event on `start`, without extension or standstill.
///
/// # Errors
/// As [`Reckoning::due_on`].
pub fn due_on(start: Day, period: Period, calendar: &WorkingDays<'_>) -> Result<Day, PeriodFault> {
    Reckoning { start, period, extensions: &[], standstills: &[], back: false }.due_on(calendar)
}

/// The last day of `period` before an event on `event`.
///
/// # Errors
/// As [`Reckoning::due_on`].
pub fn due_before(
    event: Day,
    period: Period,
    calendar: &WorkingDays<'_>,
) -> Result<Day, PeriodFault> {
    let back = true;
    Reckoning { start: event, period, extensions: &[], standstills: &[], back }.due_on(calendar)
}

/// As [`due_on`], with the reason for each day on the way.
///
/// # Errors
/// As [`Reckoning::due_on`].
pub fn explain(
    start: Day,
    period: Period,
    calendar: &WorkingDays<'_>,
) -> Result<Explanation, PeriodFault> {
    Reckoning { start, period, extensions: &[], standstills: &[], back: false }.explain(calendar)
}
