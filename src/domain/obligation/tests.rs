//! Properties of a last day that is paused, counted anew while the clock stands still, and goes on.

use std::sync::OnceLock;

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::calendar::{Calendar, CalendarDay, DayKind};
use crate::domain::deadline::{
    AppliesBy, Basis, DeadlineRule, FromEvent, Period, PeriodUnit, Variant, due_on,
};

/// New Year of 2026, with the swap of 2 January that was announced on 25 December.
fn calendar() -> &'static Calendar {
    static CALENDAR: OnceLock<Calendar> = OnceLock::new();
    CALENDAR.get_or_init(|| {
        let row = |day, kind, pair| CalendarDay {
            day,
            kind,
            name_vi: String::new(),
            name_en: String::new(),
            decision: None,
            announced_on: Some(date(2025, 12, 25)),
            paired_day: pair,
            confirmed: true,
        };
        let (off, work) = (date(2026, 1, 2), date(2026, 1, 10));
        Calendar::new(vec![
            CalendarDay { announced_on: None, ..row(date(2026, 1, 1), DayKind::Holiday, None) },
            row(off, DayKind::SwappedOff, Some(work)),
            row(work, DayKind::MakeUp, Some(off)),
        ])
        .unwrap()
    })
}

fn rule(n: u16, unit: PeriodUnit) -> DeadlineRule {
    DeadlineRule {
        id: RuleId::new(Uuid::from_u128(1)),
        code: String::new(),
        kind: String::new(),
        step: Step::Answer,
        variant: Variant::Normal,
        period: Period { n, unit, roll_last_day: true },
        from_event: FromEvent::Received,
        max_extensions: 0,
        extension: None,
        legal_ref_vi: String::new(),
        legal_ref_en: String::new(),
        basis: Basis::Statute,
        confirmed: true,
        scored: true,
        valid_from: date(2024, 1, 1),
        valid_to: None,
        applies_by: AppliesBy::ReceivedOn,
    }
}

fn begun(rule: &DeadlineRule, start: Day) -> Obligation {
    let due = due_on(start, rule.period, &calendar().known_on(start)).unwrap();
    Duty {
        step: Step::Answer,
        rule_id: rule.id,
        scored: true,
        start_on: start,
        due_on: due,
        calendar_as_of: start,
    }
    .into_obligation(
        ObligationId::new(Uuid::from_u128(2)),
        CaseId::new(Uuid::from_u128(3)),
        UnitId::new(Uuid::from_u128(4)),
        None,
    )
}

fn later(day: Day, days: i64) -> Day {
    day.checked_add(days.days()).unwrap()
}

/// Counts one day at a time, written apart from the code under test.
fn naive(rule: &DeadlineRule, start: Day, (from, until): (Day, Day), known_on: Day) -> Day {
    let known = calendar().known_on(known_on);
    let stands = |day: Day| day > from && day <= until;
    let (mut at, mut used) = (start, 0);
    while used < rule.period.n {
        at = later(at, 1);
        let counts = rule.period.unit == PeriodUnit::Day || known.is_working(at);
        used += u16::from(counts && !stands(at));
    }
    while !known.is_working(at) || stands(at) {
        at = later(at, 1);
    }
    at
}

fn recounted(one: &Obligation, rule: &DeadlineRule, on: Day) -> Option<Obligation> {
    one.recounted(rule, calendar(), Recount::Calendar, on, on).unwrap()
}

/// A period around New Year with one standstill, and the days on which it is counted anew.
#[derive(Debug, Clone)]
struct Life {
    start: Day,
    n: u16,
    unit: PeriodUnit,
    /// After the start, within the period.
    pause: i64,
    /// In working days.
    cap: u16,
    /// After the pause began.
    resume: i64,
    /// After the pause began.
    recounts: Vec<i64>,
}

fn life() -> impl Strategy<Value = Life> {
    let unit = prop_oneof![Just(PeriodUnit::WorkingDay), Just(PeriodUnit::Day)];
    (0i64..40, 3u16..25, unit, 0i64..20, 1u16..15, 0i64..25, prop::collection::vec(0i64..25, 0..4))
        .prop_map(|(offset, n, unit, pause, cap, resume, mut recounts)| {
            recounts.sort_unstable();
            recounts.retain(|day| *day <= resume);
            let start = later(date(2025, 12, 1), offset);
            Life { start, n, unit, pause: pause.min(i64::from(n)), cap, resume, recounts }
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_recount_while_the_clock_stands_still_binds_nobody_once_it_goes_on(life in life()) {
        let rule = rule(life.n, life.unit);
        let before = begun(&rule, life.start);
        let pause = later(life.start, life.pause);
        let cap = Period { n: life.cap, unit: PeriodUnit::WorkingDay, roll_last_day: true };
        let cap = due_on(pause, cap, &calendar().known_on(pause)).unwrap();
        let resume = later(pause, life.resume);

        let Some(mut one) = before.paused(&rule, calendar(), "x", pause, Some(cap)).unwrap() else {
            return Ok(());
        };
        for day in &life.recounts {
            let on = later(pause, *day);
            if let Some(after) = recounted(&one, &rule, on) {
                prop_assert_eq!(after.told_due_on, before.told_due_on, "nobody is told the latest possible day");
                prop_assert!(after.due_on >= before.due_on);
                prop_assert_eq!(recounted(&after, &rule, on), None, "and a second one moves nothing");
                one = after;
            }
        }
        let after = one.resumed(&rule, calendar(), resume, resume).unwrap().unwrap();

        let right = naive(&rule, life.start, (pause, resume.min(cap)), resume);
        prop_assert_eq!(after.due_on, right.max(before.due_on));
        prop_assert_eq!(after.told_due_on, after.due_on.max(before.told_due_on));
    }

    #[test]
    fn a_told_day_never_comes_earlier_whatever_happens(life in life(), again in 0i64..30) {
        let rule = rule(life.n, life.unit);
        let before = begun(&rule, life.start);
        let pause = later(life.start, life.pause);
        let resume = later(pause, life.resume);

        let Some(paused) = before.paused(&rule, calendar(), "x", pause, None).unwrap() else {
            return Ok(());
        };
        let resumed = paused.resumed(&rule, calendar(), resume, resume).unwrap().unwrap();
        let last = recounted(&resumed, &rule, later(resume, again)).unwrap_or(resumed.clone());

        prop_assert!(before.told_due_on <= resumed.told_due_on);
        prop_assert!(resumed.told_due_on <= last.told_due_on);
        prop_assert!(last.due_on >= before.due_on && last.due_on >= resumed.due_on);
    }
}

/// Ten working days from Monday 15 December, stopped for ten working days on the 22nd: on the 29th
/// the latest possible day moves with the swap, and an answer on the 30th lets the clock go on.
#[test]
fn an_early_end_of_a_pause_counts_from_that_day_though_it_was_recounted_meanwhile() {
    let rule = rule(10, PeriodUnit::WorkingDay);
    let before = begun(&rule, date(2025, 12, 15));
    let cap = Some(date(2026, 1, 6));

    let paused = before.paused(&rule, calendar(), "x", date(2025, 12, 22), cap).unwrap().unwrap();
    let counted = recounted(&paused, &rule, date(2025, 12, 29)).unwrap();
    let resumed = counted
        .resumed(&rule, calendar(), date(2025, 12, 30), date(2025, 12, 30))
        .unwrap()
        .unwrap();

    assert_eq!((before.due_on, paused.due_on), (date(2025, 12, 29), date(2026, 1, 13)));
    assert_eq!(counted.due_on, date(2026, 1, 12), "10 January is worked");
    assert_eq!(counted.told_due_on, before.told_due_on);
    // Five days were left: 31 December, then 5, 6, 7 and 8 January.
    assert_eq!((resumed.due_on, resumed.told_due_on), (date(2026, 1, 8), date(2026, 1, 8)));
}

/// Ten working days from Monday 15 December end on the 29th; two more, granted on the 29th, by
/// which the swap of 2 January is known, end on the 31st; four more after the holiday and the swap.
#[test]
fn an_extension_counts_by_the_calendar_known_on_its_day() {
    let rule = rule(10, PeriodUnit::WorkingDay);
    let before = begun(&rule, date(2025, 12, 15));
    let by = Period { n: 3, unit: PeriodUnit::WorkingDay, roll_last_day: true };
    let extend = |on| before.extended(&rule, calendar(), by, "1/QD", on).unwrap();

    let (early, late) = (extend(date(2025, 12, 22)), extend(date(2025, 12, 29)));

    assert_eq!(before.due_on, date(2025, 12, 29));
    assert_eq!(early.due_on, date(2026, 1, 2), "the swap is not announced yet");
    assert_eq!(late.due_on, date(2026, 1, 5), "2 January is off by what is known on the day");
}

#[test]
fn an_entry_from_before_there_were_such_members_still_reads() {
    let paused = r#"{"kind":"paused","ground":"x","from":"2025-12-22"}"#;
    let recounted = r#"{"kind":"recounted","on":"2025-12-22","why":"calendar","before":"2025-12-29","after":"2025-12-30"}"#;

    for text in [paused, recounted] {
        let read: Move = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }
}
