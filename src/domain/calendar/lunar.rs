//! Tết and the Hùng Kings' day in the years of the Labour Code: days of the lunar calendar of Việt Nam, which no decision can move.

use jiff::civil::date;

use crate::domain::time::Day;

/// The first day of the lunar year (mùng 1 tháng Giêng) and the tenth of its third month (mùng 10 tháng Ba), by the
/// new moons of UTC+7. The calendar of China, of UTC+8, has other days in some years: Tết 2030 is one of them.
const DAYS: [(Day, Day); 15] = [
    (date(2021, 2, 12), date(2021, 4, 21)),
    (date(2022, 2, 1), date(2022, 4, 10)),
    (date(2023, 1, 22), date(2023, 4, 29)),
    (date(2024, 2, 10), date(2024, 4, 18)),
    (date(2025, 1, 29), date(2025, 4, 7)),
    (date(2026, 2, 17), date(2026, 4, 26)),
    (date(2027, 2, 6), date(2027, 4, 16)),
    (date(2028, 1, 26), date(2028, 4, 4)),
    (date(2029, 2, 13), date(2029, 4, 23)),
    (date(2030, 2, 2), date(2030, 4, 12)),
    (date(2031, 1, 23), date(2031, 4, 1)),
    (date(2032, 2, 11), date(2032, 4, 19)),
    (date(2033, 1, 31), date(2033, 4, 9)),
    (date(2034, 2, 19), date(2034, 4, 28)),
    (date(2035, 2, 8), date(2035, 4, 17)),
];

/// The first day of the lunar year, and the Hùng Kings' day, of a year of the table.
pub(super) fn days_of(year: i16) -> Option<(Day, Day)> {
    DAYS.into_iter().find(|(tet, _)| tet.year() == year)
}

#[cfg(test)]
mod tests;
