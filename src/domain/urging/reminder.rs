//! Reminders before a last day: which stage a duty, a letter or a recommendation has reached, newest
//! first, so that a service that was down never sends the older ones too.

use crate::domain::calendar::Calendar;
use crate::domain::deadline::Step;
use crate::domain::notice::Stage;
use crate::domain::obligation::NOTHING_DUE;
use crate::domain::obligation::{DutyStatus, Move, Obligation};
use crate::domain::time::Day;

/// The stage that `one` has reached on `today`, if any. A clock that stands still is not reminded
/// of, nor a consultation.
pub fn stage(one: &Obligation, calendar: &Calendar, today: Day) -> Option<Stage> {
    let still = one.due_on == NOTHING_DUE || one.paused_since().is_some();
    let silent = still || one.step == Step::Consult;
    if one.status != DutyStatus::Open || silent {
        return None;
    }
    let stood = |day: Day| {
        one.moves.iter().any(|step| match step {
            Move::Paused { from, until: Some(until), .. } => *from < day && day <= *until,
            _ => false,
        })
    };
    // A period that lies before its event began for the unit when it was counted.
    let start = one.start_on.min(one.calendar_as_of);
    reached(start, one.due_on, stood, calendar, today)
}

/// The stage reached on `today` of a period from `start_on` to `due_on`, without the days on which
/// its clock `stood`. A stage that would fall on the first day or before says nothing.
pub fn reached(
    start_on: Day,
    due_on: Day,
    stood: impl Fn(Day) -> bool,
    calendar: &Calendar,
    today: Day,
) -> Option<Stage> {
    if today > due_on {
        return None;
    }
    if today == due_on {
        return Some(Stage::Today);
    }
    let known = calendar.known_on(today);
    // The working days of the period, the last first.
    let mut left = Vec::new();
    let mut day = due_on;
    while day > start_on {
        if known.is_working(day) && !stood(day) {
            left.push(day);
        }
        let Ok(previous) = day.yesterday() else { break };
        day = previous;
    }
    let total = left.len();
    let before: Vec<Day> = left.into_iter().filter(|day| *day < due_on).collect();
    let reached =
        |n: usize| n.checked_sub(1).and_then(|n| before.get(n)).is_some_and(|day| today >= *day);
    // In a short period half of it is nearer than three days, and would only say so again.
    let half = total.div_ceil(2);
    if reached(1) {
        Some(Stage::OneDay)
    } else if reached(3) {
        Some(Stage::ThreeDays)
    } else if half > 3 && reached(half) {
        Some(Stage::Half)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{CaseId, ObligationId, RuleId, UnitId};

    fn owed(start_on: Day, due_on: Day) -> Obligation {
        Obligation {
            id: ObligationId::new(Uuid::nil()),
            case_id: CaseId::new(Uuid::nil()),
            unit_id: UnitId::new(Uuid::nil()),
            step: Step::Answer,
            rule_id: RuleId::new(Uuid::nil()),
            scored: true,
            start_on,
            due_on,
            cohort_on: due_on,
            told_due_on: due_on,
            calendar_as_of: start_on,
            status: DutyStatus::Open,
            ended_on: None,
            missed_on: None,
            moves: Vec::new(),
        }
    }

    /// The first day of October 2024 on which each stage is the newest.
    fn begins(one: &Obligation) -> Vec<String> {
        let calendar = Calendar::default();
        let mut found: Vec<String> = Vec::new();
        let mut before = None;
        for day in 1..=31 {
            let now = stage(one, &calendar, date(2024, 10, day));
            if now != before {
                found.extend(now.map(|stage| format!("{day} {stage}")));
            }
            before = now;
        }
        found
    }

    #[test]
    fn ten_working_days_are_reminded_of_at_half_three_one_and_none() {
        let one = owed(date(2024, 10, 15), date(2024, 10, 29));

        assert_eq!(begins(&one), ["22 half", "24 three_days", "28 one_day", "29 today"]);
    }

    #[test]
    fn a_short_period_is_spared_what_its_nearer_stages_say() {
        let five = owed(date(2024, 10, 15), date(2024, 10, 22));
        let three = owed(date(2024, 10, 15), date(2024, 10, 18));
        let one = owed(date(2024, 10, 15), date(2024, 10, 16));

        assert_eq!(begins(&five), ["17 three_days", "21 one_day", "22 today"]);
        assert_eq!(begins(&three), ["17 one_day", "18 today"]);
        assert_eq!(begins(&one), ["16 today"]);
    }

    #[test]
    fn a_standstill_is_no_part_of_the_half_and_is_never_reminded_of() {
        let pause = |until| Move::Paused {
            ground: "force_majeure".to_owned(),
            from: date(2024, 10, 2),
            until,
            cap_on: None,
            before: None,
        };
        let resumed = Obligation {
            moves: vec![pause(Some(date(2024, 10, 15)))],
            ..owed(date(2024, 10, 1), date(2024, 10, 28))
        };
        let standing =
            Obligation { moves: vec![pause(None)], due_on: NOTHING_DUE, ..resumed.clone() };
        let capped = Obligation { due_on: date(2024, 10, 29), ..standing.clone() };

        assert_eq!(begins(&resumed), ["21 half", "23 three_days", "25 one_day", "28 today"]);
        assert_eq!(begins(&standing), Vec::<String>::new());
        assert_eq!(begins(&capped), Vec::<String>::new());
    }

    #[test]
    fn a_last_day_that_moved_is_another_reminder() {
        let one = owed(date(2024, 10, 15), date(2024, 10, 29));
        let moved = Obligation { due_on: date(2024, 11, 12), ..one.clone() };

        assert_ne!(Stage::Today.key(&one), Stage::Today.key(&moved));
    }
}
