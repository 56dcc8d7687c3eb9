//! Properties of counting that hold for every period, pause and extension, against a naive walk.

use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::tests::calendar;
use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::time::Day;

fn year() -> &'static Calendar {
    static CALENDAR: OnceLock<Calendar> = OnceLock::new();
    CALENDAR.get_or_init(calendar)
}

/// What a last day rests on, drawn at random.
#[derive(Debug, Clone)]
struct Drawn {
    start: Day,
    period: Period,
    extensions: Vec<Period>,
    standstills: Vec<Standstill>,
}

impl Drawn {
    fn reckoning(&self) -> Reckoning<'_> {
        Reckoning {
            start: self.start,
            period: self.period,
            extensions: &self.extensions,
            standstills: &self.standstills,
            back: false,
        }
    }

    fn due(&self) -> Day {
        self.reckoning().due_on(&year().latest()).unwrap()
    }
}

fn period(n: u16, unit: PeriodUnit) -> Period {
    Period { n, unit, roll_last_day: true }
}

fn unit() -> impl Strategy<Value = PeriodUnit> {
    prop_oneof![Just(PeriodUnit::WorkingDay), Just(PeriodUnit::Day)]
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let extension = (1u16..31, unit()).prop_map(|(n, unit)| period(n, unit));
    let standstill = (0i64..60, 0i64..20);
    (
        0i64..700,
        1u16..61,
        unit(),
        prop::collection::vec(extension, 0..3),
        prop::collection::vec(standstill, 0..3),
    )
        .prop_map(|(offset, n, unit, extensions, standstills)| {
            let start = date(2024, 1, 1).checked_add(offset.days()).unwrap();
            // One after the other, as a ledger has them.
            let mut from = start;
            let standstills = standstills
                .into_iter()
                .map(|(after, length)| {
                    from = from.checked_add(after.days()).unwrap();
                    let until = from.checked_add(length.days()).unwrap();
                    let one = Standstill { from, until };
                    from = until;
                    one
                })
                .collect();
            Drawn { start, period: period(n, unit), extensions, standstills }
        })
}

/// Counts one day at a time, written apart from the code under test.
fn naive(drawn: &Drawn) -> Day {
    let known = year().latest();
    let stands = |day: Day| drawn.standstills.iter().any(|one| day > one.from && day <= one.until);
    let mut legs: Vec<(u16, PeriodUnit)> = vec![(drawn.period.n, drawn.period.unit)];
    legs.extend(drawn.extensions.iter().map(|leg| (leg.n, leg.unit)));
    let mut at = drawn.start;
    for (n, unit) in legs {
        let mut used = 0;
        while used < n {
            at = at.checked_add(1.day()).unwrap();
            let counts = unit == PeriodUnit::Day || known.is_working(at);
            if counts && !stands(at) {
                used += 1;
            }
        }
    }
    while !known.is_working(at) || stands(at) {
        at = at.checked_add(1.day()).unwrap();
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn ten_thousand_random_cases_equal_a_naive_walk(drawn in drawn()) {
        prop_assert_eq!(drawn.due(), naive(&drawn));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn an_explanation_ends_on_the_last_day_and_counts_the_whole_period(drawn in drawn()) {
        let explained = drawn.reckoning().explain(&year().latest()).unwrap();
        let counted = explained.days.iter().filter(|day| day.counted).count();
        let length: u16 = drawn.period.n + drawn.extensions.iter().map(|leg| leg.n).sum::<u16>();

        prop_assert_eq!(explained.due_on, drawn.due());
        prop_assert_eq!(counted, usize::from(length));
        prop_assert_eq!(explained.days.last().unwrap().date, explained.due_on);
    }

    #[test]
    fn a_later_start_an_extension_or_a_pause_never_ends_earlier(drawn in drawn(), n in 1u16..20) {
        let mut later = drawn.clone();
        later.start = drawn.start.tomorrow().unwrap();
        let mut extended = drawn.clone();
        extended.extensions.push(period(n, PeriodUnit::Day));
        let mut paused = drawn.clone();
        paused.standstills.push(Standstill {
            from: drawn.start,
            until: drawn.start.checked_add(i64::from(n).days()).unwrap(),
        });

        prop_assert!(drawn.due() <= later.due());
        prop_assert!(drawn.due() <= extended.due());
        prop_assert!(drawn.due() <= paused.due());
    }

    #[test]
    fn a_pause_that_begins_on_or_after_the_last_day_never_turns_late_into_on_time(
        drawn in drawn(),
        after in 0i64..30,
        length in 1i64..60,
    ) {
        let due = drawn.due();
        let from = due.checked_add(after.days()).unwrap();
        let mut paused = drawn.clone();
        paused.standstills.push(Standstill { from, until: from.checked_add(length.days()).unwrap() });

        prop_assert_eq!(paused.due(), due);
    }
}
