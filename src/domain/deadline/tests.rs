//! The counting of periods, held against the vectors of the law and a naive walk.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::calendar::{Calendar, CalendarDay, DayKind};
use crate::domain::time::Day;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The state-sector calendar of 2024–2026.
pub(super) fn calendar() -> Calendar {
    let mut days = Vec::new();
    let mut add = |text: &str, kind: DayKind, announced: Option<&str>, pair: Option<&str>| {
        days.push(CalendarDay {
            day: day(text),
            kind,
            name_vi: String::new(),
            name_en: String::new(),
            decision: None,
            announced_on: announced.map(day),
            paired_day: pair.map(day),
            confirmed: true,
        });
    };
    let holidays = [
        "2024-01-01 2024-02-08 2024-02-09 2024-02-10 2024-02-11 2024-02-12 2024-04-18 2024-04-30 2024-05-01 2024-09-02 2024-09-03",
        "2025-01-01 2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-04-07 2025-04-30 2025-05-01 2025-09-01 2025-09-02",
        "2026-01-01 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-04-26 2026-04-30 2026-05-01 2026-09-01 2026-09-02 2026-11-24",
    ];
    for text in holidays.iter().flat_map(|year| year.split(' ')) {
        add(text, DayKind::Holiday, None, None);
    }
    for text in ["2024-02-13", "2024-02-14", "2026-04-27"] {
        add(text, DayKind::Compensatory, None, None);
    }
    for (off, work, announced) in [
        ("2024-04-29", "2024-05-04", "2024-04-12"),
        ("2025-05-02", "2025-04-26", "2024-12-03"),
        ("2026-01-02", "2026-01-10", "2025-12-25"),
        ("2026-08-31", "2026-08-22", "2026-01-15"),
    ] {
        add(off, DayKind::SwappedOff, Some(announced), Some(work));
        add(work, DayKind::MakeUp, Some(announced), Some(off));
    }
    Calendar::new(days).unwrap()
}

fn period(n: u16, unit: PeriodUnit) -> Period {
    Period { n, unit, roll_last_day: true }
}

#[track_caller]
fn check(start: &str, n: u16, unit: PeriodUnit, due: &str) {
    let calendar = calendar();

    let explained = explain(day(start), period(n, unit), &calendar.latest()).unwrap();

    assert_eq!(explained.due_on, day(due), "{start} + {n} {unit}");
    assert_eq!(explained.days.last().map(|last| last.date), Some(day(due)));
    if unit == PeriodUnit::WorkingDay {
        let counted = explained.days.iter().filter(|day| day.counted).count();
        assert_eq!(counted, usize::from(n), "as many days counted as the period has");
    }
}

#[test]
fn the_vectors_of_the_law_come_out_to_the_day() {
    use PeriodUnit::{Day, WorkingDay};
    check("2024-02-07", 5, WorkingDay, "2024-02-21");
    check("2024-04-25", 5, WorkingDay, "2024-05-06");
    check("2024-04-26", 3, WorkingDay, "2024-05-04");
    check("2024-04-26", 7, WorkingDay, "2024-05-09");
    check("2024-03-28", 30, Day, "2024-05-02");
    check("2024-04-17", 10, Day, "2024-05-02");
    check("2024-04-04", 30, Day, "2024-05-04");
    check("2024-01-10", 30, Day, "2024-02-15");
    check("2024-08-01", 30, Day, "2024-09-04");
    check("2025-04-24", 5, WorkingDay, "2025-05-05");
    check("2025-12-31", 5, WorkingDay, "2026-01-09");
    check("2026-06-30", 10, Day, "2026-07-10");
    check("2026-07-01", 7, WorkingDay, "2026-07-10");
    check("2026-08-20", 7, WorkingDay, "2026-08-28");
    check("2026-11-20", 3, WorkingDay, "2026-11-26");
}

#[test]
fn the_years_have_the_working_days_that_were_published() {
    let calendar = calendar();

    let counts = [2024, 2025, 2026].map(|year| calendar.latest().working_days_in_year(year));

    assert_eq!(counts, [251, 250, 249]);
}

#[test]
fn a_month_without_the_day_ends_on_its_last_day() {
    check("2024-01-31", 1, PeriodUnit::Month, "2024-02-29");
}

#[test]
fn a_swap_counts_from_the_day_it_is_announced_and_moves_dates_both_ways() {
    let calendar = calendar();
    let five = period(5, PeriodUnit::WorkingDay);
    let due = |start, known| due_on(day(start), five, &calendar.known_on(day(known))).unwrap();

    assert_eq!(due("2025-12-25", "2025-12-24"), day("2026-01-02"));
    assert_eq!(due("2025-12-25", "2025-12-25"), day("2026-01-05"));
    assert_eq!(due("2026-01-05", "2025-12-24"), day("2026-01-12"));
    assert_eq!(due("2026-01-05", "2026-01-05"), day("2026-01-10"));
}

#[test]
fn a_swap_without_an_announcement_or_a_pair_is_refused() {
    let swap = |announced: Option<&str>, pair: Option<&str>| CalendarDay {
        day: date(2026, 1, 2),
        kind: DayKind::SwappedOff,
        name_vi: String::new(),
        name_en: String::new(),
        decision: None,
        announced_on: announced.map(day),
        paired_day: pair.map(day),
        confirmed: true,
    };

    assert!(Calendar::new(vec![swap(None, Some("2026-01-10"))]).is_err());
    assert!(Calendar::new(vec![swap(Some("2025-12-25"), None)]).is_err());
    assert!(Calendar::new(vec![swap(Some("2025-12-25"), Some("2026-01-10"))]).is_err());
}

#[test]
fn a_period_of_nothing_or_of_too_much_is_refused() {
    let calendar = calendar();
    for n in [0, 401] {
        let fault = due_on(date(2024, 1, 1), period(n, PeriodUnit::Day), &calendar.latest());
        assert_eq!(fault, Err(PeriodFault::Length));
    }
}

/// Counts one day at a time, written apart from the code under test.
fn naive(start: Day, n: u16, unit: PeriodUnit, calendar: &Calendar) -> Day {
    let open = |day: Day| calendar.latest().is_working(day);
    let mut at = start;
    let mut used = 0;
    loop {
        at = at.checked_add(1.day()).unwrap();
        used += match unit {
            PeriodUnit::WorkingDay => u16::from(open(at)),
            _ => 1,
        };
        if used >= n && open(at) {
            return at;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn counting_agrees_with_a_walk_day_by_day(offset in 0i64..1000, n in 1u16..80, working: bool) {
        let calendar = calendar();
        let start = date(2024, 1, 1).checked_add(offset.days()).unwrap();
        let unit = if working { PeriodUnit::WorkingDay } else { PeriodUnit::Day };

        let due = due_on(start, period(n, unit), &calendar.latest()).unwrap();

        prop_assert_eq!(due, naive(start, n, unit, &calendar));
        prop_assert!(calendar.latest().is_working(due));
    }

    #[test]
    fn a_later_start_or_a_longer_period_never_ends_earlier(offset in 0i64..1000, n in 1u16..80) {
        let calendar = calendar();
        let start = date(2024, 1, 1).checked_add(offset.days()).unwrap();
        let due = |start, n| {
            due_on(start, period(n, PeriodUnit::WorkingDay), &calendar.latest()).unwrap()
        };

        prop_assert!(due(start, n) <= due(start.tomorrow().unwrap(), n));
        prop_assert!(due(start, n) < due(start, n + 1));
    }
}
