//! Custody by examples, and as a partition of every life.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::case::Wait;
use crate::domain::event::Payload;
use crate::domain::ids::{CaseId, EventId};
use crate::domain::kind::Kind;
use crate::domain::obligation::Change;
use crate::domain::units::routing::Trace;

const RECEIVED: Day = date(2024, 10, 1);

fn unit(n: u128) -> UnitId {
    UnitId::new(Uuid::from_u128(n))
}

fn event(n: usize, day: Day, event_kind: EventKind) -> Event {
    Event {
        id: EventId::new(Uuid::from_u128(u128::try_from(n).unwrap())),
        case_id: CaseId::new(Uuid::nil()),
        n: i32::try_from(n).unwrap(),
        at: "2024-10-01T02:00:00Z".parse().unwrap(),
        day,
        actor: None,
        payload: Payload { event_kind, changes: Vec::new(), case_kind: None, over: false },
    }
}

fn filed(holder: UnitId) -> Event {
    let event_kind = EventKind::Filed {
        report_kind: Kind::ConductFeedback,
        moved: false,
        holder,
        trace: Trace { rule: String::new(), version: 1, excluded: None },
        derived: None,
        sign_by: None,
        kept: None,
    };
    event(1, RECEIVED, event_kind)
}

fn forwarded(from: u128, to: u128) -> EventKind {
    EventKind::Forwarded {
        from: unit(from),
        to: unit(to),
        by_inspector: false,
        text: String::new(),
    }
}

fn change(n: u128, owner: UnitId, step: Step, due_on: Day, what: What) -> Change {
    Change {
        id: ObligationId::new(Uuid::from_u128(n)),
        unit_id: owner,
        step,
        due_on,
        cohort_on: None,
        scored: true,
        what,
    }
}

fn shape(all: &[Custody]) -> Vec<(UnitId, Day, Option<Day>, CustodyReason)> {
    all.iter().map(|one| (one.unit, one.from, one.until, one.reason)).collect()
}

#[test]
fn the_rest_of_a_referred_case_is_held_from_the_referral_on() {
    let from = CaseId::new(Uuid::from_u128(9));
    let began = event(1, date(2024, 10, 8), EventKind::Continued { from, holder: unit(1) });

    let found = custody(RECEIVED, unit(1), None, &[began]);

    assert_eq!(shape(&found), [(unit(1), date(2024, 10, 8), None, CustodyReason::Continued)]);
}

#[test]
fn a_notice_to_the_procuracy_that_was_late_is_none_of_the_holders_time() {
    let mut late = event(2, date(2024, 10, 9), EventKind::Missed);
    let copy = change(1, unit(1), Step::ProcuracyCopy, date(2024, 10, 8), What::Missed);
    late.payload.changes.push(copy);

    let found = custody(RECEIVED, unit(1), Some(date(2024, 10, 7)), &[filed(unit(1)), late]);

    assert!(found.iter().all(|one| one.late.is_empty()), "{found:?}");
}

#[test]
fn a_case_nothing_has_happened_to_is_with_its_holder_since_it_came() {
    let found = custody(RECEIVED, unit(1), None, &[]);

    assert_eq!(shape(&found), [(unit(1), RECEIVED, None, CustodyReason::Received)]);
    let (today, calendar) = (date(2024, 10, 8), Calendar::default());
    assert_eq!(found[0].days(today), 7);
    assert_eq!(found[0].working_days(today, &calendar.latest()), 5);
    assert_eq!(found[0].working_days(RECEIVED, &calendar.latest()), 0);
}

#[test]
fn the_day_a_case_passes_on_is_the_last_of_the_sender_and_not_counted_for_the_receiver() {
    let mut pass = event(2, date(2024, 10, 4), forwarded(1, 2));
    // Late on the very day it goes away: the sender's.
    let late = change(7, unit(1), Step::Forward, date(2024, 10, 3), What::Missed);
    pass.payload.changes.push(late);
    let found = custody(RECEIVED, unit(2), None, &[filed(unit(1)), pass]);

    assert_eq!(
        shape(&found),
        [
            (unit(1), RECEIVED, Some(date(2024, 10, 4)), CustodyReason::Received),
            (unit(2), date(2024, 10, 4), None, CustodyReason::Forwarded),
        ]
    );
    let (due_on, late_on) = (date(2024, 10, 3), date(2024, 10, 4));
    assert_eq!(found[0].late, [LateStep { step: Step::Forward, due_on, late_on }]);
    assert!(found[1].late.is_empty());
}

#[test]
fn nobody_holds_a_case_between_its_end_and_its_reopening() {
    let mut end = event(2, date(2024, 10, 10), EventKind::Confirmed);
    end.payload.over = true;
    let mut again = event(3, date(2024, 10, 20), EventKind::Reopened { text: String::new() });
    let due = date(2024, 11, 1);
    again.payload.changes.push(change(7, unit(3), Step::Answer, due, What::Opened));
    let found = custody(RECEIVED, unit(3), None, &[filed(unit(1)), end, again]);

    assert_eq!(
        shape(&found),
        [
            (unit(1), RECEIVED, Some(date(2024, 10, 10)), CustodyReason::Received),
            (unit(3), date(2024, 10, 20), None, CustodyReason::Reopened),
        ]
    );
}

#[test]
fn a_last_day_that_passes_while_a_case_lies_declined_is_late_when_it_is_taken_up_again() {
    let ground = crate::domain::event::DeclineGround::NotInScope;
    let declined = EventKind::Declined { ground, text: String::new() };
    let declined = event(2, date(2024, 10, 5), declined);
    let again = event(3, date(2024, 10, 25), EventKind::Overturned { text: String::new() });
    let mut missed = event(4, date(2024, 10, 16), EventKind::Missed);
    let due = date(2024, 10, 15);
    missed.payload.changes.push(change(7, unit(1), Step::Answer, due, What::Missed));
    let found = custody(RECEIVED, unit(1), None, &[filed(unit(1)), declined, again, missed]);

    assert_eq!(found.len(), 2);
    assert_eq!(found[1].reason, CustodyReason::Overturned);
    assert_eq!((found[0].late.len(), found[1].late.len()), (0, 1));
}

#[test]
fn what_a_consulted_body_owes_is_none_of_the_holders_lateness() {
    let mut missed = event(2, date(2024, 10, 16), EventKind::Missed);
    let due = date(2024, 10, 15);
    missed.payload.changes.push(change(7, unit(9), Step::Consult, due, What::Missed));

    assert!(custody(RECEIVED, unit(1), None, &[filed(unit(1)), missed])[0].late.is_empty());
}

#[test]
fn an_end_that_the_first_events_did_not_mark_is_known_from_the_case() {
    let lapsed = event(2, date(2024, 10, 10), EventKind::Lapsed { wait: Wait::Confirmation });
    let ended_on = Some(date(2024, 10, 10));
    let found = custody(RECEIVED, unit(1), ended_on, &[filed(unit(1)), lapsed]);

    assert_eq!(found[0].until, ended_on);
}

#[test]
fn the_time_of_a_wrong_forward_is_the_senders_and_so_is_what_was_late_in_it() {
    let on = event(2, date(2024, 10, 3), forwarded(1, 2));
    let mut missed = event(3, date(2024, 10, 10), EventKind::Missed);
    let due = date(2024, 10, 9);
    missed.payload.changes.push(change(7, unit(2), Step::Forward, due, What::Missed));
    let settled = EventKind::DisputeSettled {
        upheld: true,
        from: unit(2),
        to: unit(3),
        wrong_forward_by: Some(unit(1)),
        text: String::new(),
    };
    let mut settled = event(4, date(2024, 10, 20), settled);
    settled.payload.changes = vec![
        change(7, unit(2), Step::Forward, due, What::MissedUndone),
        change(8, unit(1), Step::Answer, date(2024, 10, 15), What::Missed),
    ];
    let found = custody(RECEIVED, unit(3), None, &[filed(unit(1)), on, missed, settled]);

    assert_eq!(
        found.iter().map(|one| one.charged_to).collect::<Vec<_>>(),
        [None, Some(unit(1)), None]
    );
    let (due_on, late_on) = (date(2024, 10, 15), date(2024, 10, 16));
    assert_eq!(found[1].late, [LateStep { step: Step::Answer, due_on, late_on }]);
    assert!(found[0].late.is_empty() && found[2].late.is_empty());
}

#[test]
fn a_succession_is_left_out_where_it_must_not_be_seen() {
    let (from, to) = (unit(1), unit(2));
    let day = date(2024, 10, 6);
    let succeeded = event(
        2,
        day,
        EventKind::Succeeded { from, to, effective_on: day, passed_to: PassedTo::Successor },
    );
    let on = event(3, date(2024, 10, 9), forwarded(2, 3));
    let found = custody(RECEIVED, unit(3), None, &[filed(unit(1)), succeeded, on]);
    assert_eq!(found.len(), 3);

    let told = without_successions(found);

    assert_eq!(
        shape(&told),
        [
            (unit(1), RECEIVED, Some(date(2024, 10, 9)), CustodyReason::Received),
            (unit(3), date(2024, 10, 9), None, CustodyReason::Forwarded),
        ]
    );
}

/// One step of a life: after how many days, what, and whether something is late before it.
#[derive(Debug, Clone)]
struct Move {
    gap: i32,
    what: u8,
    to: u128,
    late_before: Option<i32>,
}

fn steps() -> impl Strategy<Value = Vec<Move>> {
    let step = (0..20_i32, 0..7_u8, 1..5_u128, proptest::option::of(0..20_i32));
    let step = step.prop_map(|(gap, what, to, late_before)| Move { gap, what, to, late_before });
    proptest::collection::vec(step, 0..12)
}

/// A life of these steps: its events, its last holder, the days on which nobody held it, and
/// what was late under whom.
fn life(steps: &[Move]) -> (Vec<Event>, UnitId, i32, Vec<(UnitId, Day)>, Day) {
    let mut events = vec![filed(unit(1))];
    let (mut holder, mut day, mut over) = (unit(1), RECEIVED, false);
    let (mut idle, mut late) = (0, Vec::new());
    let mut held_since = RECEIVED;
    for step in steps {
        let next = day + step.gap.days();
        if over {
            idle += step.gap;
        }
        let text = String::new;
        let (from, to) = (holder, unit(step.to));
        let event_kind = match (over, step.what) {
            (true, _) => EventKind::Reopened { text: text() },
            (_, 0) => EventKind::Forwarded { from, to, by_inspector: false, text: text() },
            (_, 1) => EventKind::DisputeSettled {
                upheld: true,
                from,
                to,
                wrong_forward_by: None,
                text: text(),
            },
            (_, 2) => EventKind::DisputeSettled {
                upheld: false,
                from,
                to: from,
                wrong_forward_by: None,
                text: text(),
            },
            (_, 3) => EventKind::Reviewed { from, to, text: text() },
            (_, 4) => EventKind::Succeeded {
                from,
                to,
                effective_on: next,
                passed_to: PassedTo::Successor,
            },
            (_, 5) => EventKind::Closed { deputy: None },
            _ => EventKind::Accepted,
        };
        let mut one = event(events.len() + 1, next, event_kind);
        // A first late day within the time of the present holder, as it is recorded at the latest
        // when the duty ends.
        if !over && let Some(back) = step.late_before {
            let late_on = next - back.days();
            if late_on > held_since {
                let due_on = late_on.yesterday().unwrap();
                let n = u128::try_from(events.len()).unwrap();
                one.payload.changes.push(change(n, holder, Step::Answer, due_on, What::Missed));
                late.push((holder, late_on));
            }
        }
        if over || matches!(step.what, 0 | 1 | 3 | 4) {
            if over {
                let due = next + 9.days();
                one.payload.changes.push(change(99, to, Step::Answer, due, What::Opened));
            }
            if over || to != holder {
                held_since = next;
            }
            holder = to;
            over = false;
        } else if step.what == 5 {
            over = true;
        }
        events.push(one);
        day = next;
    }
    (events, holder, idle, late, day)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn custody_is_a_partition_and_lateness_is_the_holders_of_that_day(steps in steps()) {
        let (events, holder, idle, late, end) = life(&steps);
        let found = custody(RECEIVED, holder, None, &events);

        prop_assert_eq!(found[0].from, RECEIVED);
        prop_assert_eq!(found.last().unwrap().unit, holder);
        for pair in found.windows(2) {
            let until = pair[0].until.unwrap();
            prop_assert!(pair[0].from <= until && until <= pair[1].from, "{:?}", pair);
        }
        let held: u32 = found.iter().map(|one| one.days(end)).sum();
        let lived = (end - RECEIVED).get_days();
        prop_assert_eq!(i32::try_from(held).unwrap() + idle, lived, "every day once");
        let mut day = RECEIVED;
        while day < end {
            day = day.tomorrow().unwrap();
            prop_assert!(found.iter().filter(|one| one.covers(day)).count() <= 1, "{}", day);
        }
        let mut charged: Vec<_> = found
            .iter()
            .flat_map(|one| one.late.iter().map(move |step| (one, step.late_on)))
            .map(|(one, day)| { assert!(one.covers(day)); (one.unit, day) })
            .collect();
        let mut late = late;
        charged.sort();
        late.sort();
        prop_assert_eq!(charged, late);
    }
}
