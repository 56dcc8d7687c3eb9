//! Years whose decision is not loaded: what holds of the law alone, and which way a doubt falls.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::deadline::{Period, PeriodUnit, due_on};

fn row(day: Day, kind: DayKind, announced_on: Option<Day>, paired_day: Option<Day>) -> CalendarDay {
    CalendarDay {
        day,
        kind,
        name_vi: String::new(),
        name_en: String::new(),
        decision: None,
        announced_on,
        paired_day,
        confirmed: true,
    }
}

/// The decision for 2027, as it might be: two days before Tết, 3 September.
fn decision(announced_on: Option<Day>) -> Vec<CalendarDay> {
    let holidays = [
        (2, 4),
        (2, 5),
        (2, 6),
        (2, 7),
        (2, 8),
        (4, 16),
        (4, 30),
        (5, 1),
        (9, 2),
        (9, 3),
        (11, 24),
    ];
    let lieu = [(2, 9), (2, 10), (5, 3)];
    let of = |kind| move |(month, day)| row(date(2027, month, day), kind, announced_on, None);
    let holidays = holidays.into_iter().map(of(DayKind::Holiday));
    holidays.chain(lieu.into_iter().map(of(DayKind::Compensatory))).collect()
}

#[test]
fn the_fixed_holidays_hold_in_a_year_without_a_row_and_in_one_whose_rows_forget_them() {
    let none = Calendar::default();
    for (month, day) in [(1, 1), (4, 30), (9, 2), (11, 24)] {
        assert_eq!(none.latest().mark(date(2027, month, day)), DayMark::Holiday);
    }
    // 1 May 2027 is a Saturday.
    assert_eq!(none.latest().mark(date(2027, 5, 3)), DayMark::Compensatory);

    // The rows of 2027 have no New Year's Day.
    let decided = Calendar::new(decision(None)).unwrap();
    assert_eq!(decided.latest().mark(date(2027, 1, 1)), DayMark::Holiday);
}

#[test]
fn tet_and_the_hung_kings_day_are_off_by_the_lunar_calendar() {
    let none = Calendar::default();
    let off = [(2, 5), (2, 8), (2, 9), (2, 10), (4, 16)];
    assert!(off.iter().all(|(month, day)| !none.latest().is_working(date(2027, *month, *day))));
}

#[test]
fn what_only_the_decision_can_say_counts_as_working_for_a_body_and_as_off_for_a_reporter() {
    let none = Calendar::default();
    // Beside 2 September, the span of Tết, the Fridays that a swap could free.
    for (month, day) in [(2, 4), (2, 11), (2, 12), (9, 1), (9, 3)] {
        let day = date(2027, month, day);
        assert!(none.latest().is_working(day), "{day}");
        assert!(!none.latest().for_the_reporter().is_working(day), "{day}");
    }
}

#[test]
fn the_decision_of_a_year_says_which_days_they_are() {
    let calendar = Calendar::new(decision(None)).unwrap();
    for known in [calendar.latest(), calendar.latest().for_the_reporter()] {
        assert!(known.is_decided(2027) && !known.is_decided(2028));
        let working = [(2, 11), (2, 12), (9, 1)].map(|(m, d)| known.is_working(date(2027, m, d)));
        let off = [(2, 4), (9, 3)].map(|(m, d)| !known.is_working(date(2027, m, d)));
        assert_eq!((working, off), ([true; 3], [true; 2]));
    }
    assert!(
        !calendar.is_provisional(date(2027, 9, 3)) && calendar.is_provisional(date(2028, 9, 1))
    );
}

#[test]
fn a_decision_is_known_from_the_day_it_was_announced() {
    let announced = date(2026, 10, 20);
    let calendar = Calendar::new(decision(Some(announced))).unwrap();

    assert!(!calendar.known_on(date(2026, 10, 19)).is_decided(2027));
    assert!(calendar.known_on(date(2026, 10, 19)).is_working(date(2027, 9, 3)));
    assert!(!calendar.known_on(date(2026, 10, 19)).is_working(date(2027, 9, 2)));
    assert!(calendar.known_on(announced).is_decided(2027));
    assert!(!calendar.known_on(announced).is_working(date(2027, 9, 3)));
}

#[test]
fn a_decision_that_lists_working_days_only_is_one_all_the_same() {
    // Mùng 1 is a Saturday.
    let days = decision(None).into_iter().filter(|row| !is_weekend(row.day));
    assert!(Calendar::new(days.collect()).unwrap().latest().is_decided(2027));
}

#[test]
fn a_swap_that_reaches_into_january_does_not_decide_the_year() {
    let (off, worked) = (date(2026, 12, 31), date(2027, 1, 9));
    let announced = Some(date(2026, 10, 1));
    let calendar = Calendar::new(vec![
        row(off, DayKind::SwappedOff, announced, Some(worked)),
        row(worked, DayKind::MakeUp, announced, Some(off)),
    ])
    .unwrap();

    assert!(!calendar.latest().is_decided(2027));
    assert_eq!(calendar.latest().mark(worked), DayMark::MakeUp);
    assert_eq!(calendar.latest().mark(date(2027, 2, 8)), DayMark::Holiday);
}

/// The calendar once the decision of `year` has chosen, and freed the days between two days off as well.
fn chosen(year: i16, choice: usize, freed: bool) -> Calendar {
    let off = holidays::with_lieu(&holidays::choices(year)[choice]);
    let swapped = if freed { holidays::bridges(&off) } else { BTreeMap::new() };
    let days = off.iter().chain(&swapped).map(|(day, (kind, _))| match kind {
        DayKind::Compensatory => row(*day, DayKind::Compensatory, None, None),
        _ => row(*day, DayKind::Holiday, None, None),
    });
    Calendar::new(days.collect()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn whatever_the_decision_chooses_a_day_told_for_a_body_comes_later_and_a_reporters_was_the_latest(
        year in 2027i16..=2035, offset in 0i64..365, n in 1u16..80, working: bool, choice in 0usize..4, freed: bool,
    ) {
        let start = date(year, 1, 1).checked_add(offset.days()).unwrap();
        let unit = if working { PeriodUnit::WorkingDay } else { PeriodUnit::Day };
        let period = Period { n, unit, roll_last_day: true };
        let (open, decided) = (Calendar::default(), chosen(year, choice, freed));
        let due = |known: WorkingDays<'_>| due_on(start, period, &known).unwrap();

        prop_assert!(decided.latest().is_decided(year));
        prop_assert!(due(open.latest()) <= due(decided.latest()));
        prop_assert!(due(decided.latest().for_the_reporter()) <= due(open.latest().for_the_reporter()));
        prop_assert!(due(open.latest()) <= due(open.latest().for_the_reporter()));
    }
}
