//! The quarter: what is published comes out by it, on a day that is known beforehand.

use std::fmt;

use jiff::Span;
use jiff::civil::date;

use crate::domain::time::Day;

/// Days after its end on which the figures of a quarter are released.
pub const RELEASED_AFTER: i64 = 10;

/// Three calendar months, from January, April, July or October.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i16,
    /// From 0.
    index: i8,
}

impl Quarter {
    /// The quarter of `day`.
    pub fn of(day: Day) -> Self {
        Self { year: day.year(), index: (day.month() - 1) / 3 }
    }

    /// Its year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Its first day.
    pub fn first(self) -> Day {
        date(self.year, 3 * self.index + 1, 1)
    }

    /// The first days of its months.
    pub fn months(self) -> [Day; 3] {
        [1, 2, 3].map(|month| date(self.year, 3 * self.index + month, 1))
    }

    /// Its last day.
    pub fn last(self) -> Day {
        date(self.year, 3 * self.index + 3, 1).last_of_month()
    }

    /// The quarter after it.
    #[must_use]
    pub fn next(self) -> Self {
        if self.index == 3 {
            Self { year: self.year.saturating_add(1), index: 0 }
        } else {
            Self { index: self.index + 1, ..self }
        }
    }

    /// The day on which its figures come out, the tenth after its end.
    pub fn released_on(self) -> Day {
        self.last().saturating_add(Span::new().days(RELEASED_AFTER))
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.index + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_released_on_the_tenth_day_after_its_end() {
        let third = Quarter::of(date(2024, 9, 30));

        assert_eq!((third.first(), third.last()), (date(2024, 7, 1), date(2024, 9, 30)));
        assert_eq!(third.released_on(), date(2024, 10, 10));
        assert_eq!(third.months().map(jiff::civil::Date::month), [7, 8, 9]);
        assert_eq!(third.to_string(), "2024-Q3");
        assert_eq!(third.next().next().to_string(), "2025-Q1");
    }
}
