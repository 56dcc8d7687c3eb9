//! The office calendar: which days count towards a legal period, and since when that is known.

use std::collections::BTreeMap;

use jiff::civil::Weekday;

use super::codes::codes;
use super::time::Day;

codes! {
    /// Why a day differs from the five-day week.
    DayKind {
        /// A public holiday (Bộ luật Lao động 2019 Art. 112).
        Holiday => "holiday",
        /// The working day after a holiday that fell on a weekend (Art. 111.3).
        Compensatory => "compensatory",
        /// A working day moved away by a swap.
        SwappedOff => "swapped_off",
        /// The weekend day worked instead.
        MakeUp => "make_up",
    }
}

codes! {
    /// What a day is for counting.
    DayMark {
        /// An ordinary working day.
        Working => "working",
        /// A weekend day that is worked.
        MakeUp => "make_up",
        /// Saturday or Sunday.
        Weekend => "weekend",
        /// A public holiday.
        Holiday => "holiday",
        /// A compensatory day off.
        Compensatory => "compensatory",
        /// A day off by a swap.
        SwappedOff => "swapped_off",
    }
}

/// One day that differs from the five-day week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day.
    pub day: Day,
    /// How it differs.
    pub kind: DayKind,
    /// The occasion, in Vietnamese.
    pub name_vi: String,
    /// The occasion, in English.
    pub name_en: String,
    /// The decision that set it.
    pub decision: Option<String>,
    /// When it was announced; none means always known.
    pub announced_on: Option<Day>,
    /// The other day of a swap.
    pub paired_day: Option<Day>,
    /// False where the source still needs confirming.
    pub confirmed: bool,
}

/// What is wrong with a set of calendar days.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarFault {
    /// A swap without the day it was announced: due dates before that day must not know it.
    #[error("{0}: a swapped day needs announced_on")]
    NotAnnounced(Day),
    /// A swap without its other half.
    #[error("{0}: a swapped day needs paired_day, and the pair must point back")]
    Unpaired(Day),
    /// Two rows for one day.
    #[error("{0}: two rows for one day")]
    Twice(Day),
    /// A make-up day that is worked anyway.
    #[error("{0}: a make-up day must fall on a weekend")]
    MakeUpOnWeekday(Day),
}

/// Every day that differs, of every year loaded.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    days: BTreeMap<Day, CalendarDay>,
}

impl Calendar {
    /// Checks and indexes the days.
    pub fn new(days: Vec<CalendarDay>) -> Result<Self, CalendarFault> {
        let mut found = BTreeMap::new();
        for day in days {
            let at = day.day;
            if day.kind == DayKind::MakeUp && !is_weekend(at) {
                return Err(CalendarFault::MakeUpOnWeekday(at));
            }
            if found.insert(at, day).is_some() {
                return Err(CalendarFault::Twice(at));
            }
        }
        for (at, day) in &found {
            let other = match day.kind {
                DayKind::Holiday | DayKind::Compensatory => continue,
                DayKind::SwappedOff => DayKind::MakeUp,
                DayKind::MakeUp => DayKind::SwappedOff,
            };
            if day.announced_on.is_none() {
                return Err(CalendarFault::NotAnnounced(*at));
            }
            let pair = day.paired_day.and_then(|pair| found.get(&pair));
            let points_back =
                pair.is_some_and(|pair| pair.kind == other && pair.paired_day == Some(*at));
            if !points_back {
                return Err(CalendarFault::Unpaired(*at));
            }
        }
        Ok(Self { days: found })
    }

    /// The calendar as it was known at the end of `known_on`.
    pub fn known_on(&self, known_on: Day) -> WorkingDays<'_> {
        WorkingDays { calendar: self, known_on: Some(known_on) }
    }

    /// The calendar with everything announced so far.
    pub fn latest(&self) -> WorkingDays<'_> {
        WorkingDays { calendar: self, known_on: None }
    }

    /// The days that differ, in order.
    pub fn days(&self) -> impl Iterator<Item = &CalendarDay> {
        self.days.values()
    }

    /// Whether days of that year are loaded at all; counting beyond is a guess.
    pub fn covers(&self, day: Day) -> bool {
        self.days.keys().any(|known| known.year() == day.year())
    }
}

/// The calendar as known on one day.
#[derive(Debug, Clone, Copy)]
pub struct WorkingDays<'a> {
    calendar: &'a Calendar,
    known_on: Option<Day>,
}

impl<'a> WorkingDays<'a> {
    /// The row of `day`, if it was known.
    pub fn row(&self, day: Day) -> Option<&'a CalendarDay> {
        self.calendar.days.get(&day).filter(|row| match (row.announced_on, self.known_on) {
            (Some(announced), Some(known)) => announced <= known,
            _ => true,
        })
    }

    /// What `day` is for counting.
    pub fn mark(&self, day: Day) -> DayMark {
        match self.row(day).map(|row| row.kind) {
            Some(DayKind::MakeUp) => DayMark::MakeUp,
            _ if is_weekend(day) => DayMark::Weekend,
            Some(DayKind::Holiday) => DayMark::Holiday,
            Some(DayKind::Compensatory) => DayMark::Compensatory,
            Some(DayKind::SwappedOff) => DayMark::SwappedOff,
            None => DayMark::Working,
        }
    }

    /// Whether the office is open.
    pub fn is_working(&self, day: Day) -> bool {
        matches!(self.mark(day), DayMark::Working | DayMark::MakeUp)
    }

    /// The first working day on `day` or after it.
    pub fn working_from(&self, day: Day) -> Day {
        let mut at = day;
        while !self.is_working(at) {
            let Ok(next) = at.tomorrow() else { break };
            at = next;
        }
        at
    }

    /// Working days of a year: the checksum of a calendar.
    pub fn working_days_in_year(&self, year: i16) -> usize {
        let mut day = jiff::civil::date(year, 1, 1);
        let mut count = 0;
        while day.year() == year {
            count += usize::from(self.is_working(day));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        count
    }

    /// Working days behind `from`, up to `to` and with it.
    pub fn working_days_after(&self, from: Day, to: Day) -> u32 {
        let mut day = from;
        let mut count = 0;
        while day < to {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += u32::from(self.is_working(day));
        }
        count
    }
}

fn is_weekend(day: Day) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
