//! The office calendar: which days count towards a legal period, and since when that is known.

mod holidays;
mod lunar;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Weekday;

pub use holidays::ByLaw;

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
    /// The years whose decision is loaded, with the day it was announced where that is known.
    decided: BTreeMap<i16, Option<Day>>,
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
        let decided = found.values().filter(|row| is_of_the_decision(row));
        let decided = decided.map(|row| (row.day.year(), row.announced_on)).collect();
        Ok(Self { days: found, decided })
    }

    /// The calendar as it was known at the end of `known_on`.
    pub fn known_on(&self, known_on: Day) -> WorkingDays<'_> {
        WorkingDays { calendar: self, known_on: Some(known_on), lenient: false }
    }

    /// The calendar with everything announced so far.
    pub fn latest(&self) -> WorkingDays<'_> {
        WorkingDays { calendar: self, known_on: None, lenient: false }
    }

    /// The days that differ, in order.
    pub fn days(&self) -> impl Iterator<Item = &CalendarDay> {
        self.days.values()
    }

    /// Whether a last day that was counted to `day` waits for the decision of its year: it may still
    /// come to be later.
    pub fn is_provisional(&self, day: Day) -> bool {
        !self.latest().is_decided(day.year())
    }
}

/// Whether a row shows that the decision of its year is loaded. That is about Tết and the days beside 2
/// September (Bộ luật Lao động 2019 Art. 112.3), so a holiday in the span of Tết stands for it; a swap that
/// reaches into January does not.
fn is_of_the_decision(row: &CalendarDay) -> bool {
    let tet = lunar::days_of(row.day.year()).map(|(tet, _)| tet);
    let in_span = |tet: Day| (-2..=4).contains(&(row.day - tet).get_days());
    row.kind == DayKind::Holiday && tet.is_none_or(in_span)
}

/// The calendar as known on one day. In a year whose decision was not known then the holidays of the law
/// hold. What only the decision can say counts as working for what a body owes, and as off for what a
/// reporter may still do, so that a told day only comes to be later.
#[derive(Debug, Clone, Copy)]
pub struct WorkingDays<'a> {
    calendar: &'a Calendar,
    known_on: Option<Day>,
    lenient: bool,
}

impl<'a> WorkingDays<'a> {
    /// The same calendar for a period of the reporter's own: what may come to be off counts as off.
    #[must_use]
    pub const fn for_the_reporter(self) -> Self {
        Self { lenient: true, ..self }
    }

    fn was_known(&self, announced_on: Option<Day>) -> bool {
        announced_on.zip(self.known_on).is_none_or(|(announced, known)| announced <= known)
    }

    /// The row of `day`, if it was known.
    pub fn row(&self, day: Day) -> Option<&'a CalendarDay> {
        self.calendar.days.get(&day).filter(|row| self.was_known(row.announced_on))
    }

    /// Whether the decision on the days off of `year` was known.
    pub fn is_decided(&self, year: i16) -> bool {
        self.calendar.decided.get(&year).is_some_and(|announced| self.was_known(*announced))
    }

    /// What the law alone says of `day`: the holidays of their dates in every year, the others until the
    /// decision of the year says which days they are.
    pub fn by_law(&self, day: Day) -> Option<ByLaw> {
        let decided = self.is_decided(day.year());
        holidays::by_law(day)
            .filter(|it| if decided { it.fixed } else { it.certain || self.lenient })
    }

    /// The days of `year` that are off by the law alone, in order: those without a row.
    pub fn off_by_law(&self, year: i16) -> impl Iterator<Item = (Day, ByLaw)> {
        let first = jiff::civil::date(year, 1, 1);
        let days =
            first.series(jiff::Span::new().days(1)).take_while(move |day| day.year() == year);
        days.filter(|day| self.row(*day).is_none()).filter_map(|day| Some((day, self.by_law(day)?)))
    }

    /// What `day` is for counting.
    pub fn mark(&self, day: Day) -> DayMark {
        match self.row(day).map(|row| row.kind) {
            Some(DayKind::MakeUp) => DayMark::MakeUp,
            _ if is_weekend(day) => DayMark::Weekend,
            Some(DayKind::Holiday) => DayMark::Holiday,
            Some(DayKind::Compensatory) => DayMark::Compensatory,
            Some(DayKind::SwappedOff) => DayMark::SwappedOff,
            None => match self.by_law(day).map(|it| it.kind) {
                Some(DayKind::Holiday) => DayMark::Holiday,
                Some(DayKind::Compensatory) => DayMark::Compensatory,
                Some(DayKind::SwappedOff) => DayMark::SwappedOff,
                Some(DayKind::MakeUp) | None => DayMark::Working,
            },
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
