//! What each way a case can end comes to, told by its events and duties.

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::case::{CaseFacts, Outcome, State};
use crate::domain::deadline::Variant;
use crate::domain::event::{DeclineGround, Payload, ReturnGround};
use crate::domain::ids::{CaseId, CaseKey, EventId, ObligationId, RuleId, UserId};
use crate::domain::kind::{Channel, Kind};
use crate::domain::obligation::NOTHING_DUE;
use crate::domain::time::Instant;
use crate::domain::units::routing::Trace as Route;

const TOLD: Day = date(2024, 10, 15);

fn unit(n: u128) -> UnitId {
    UnitId::new(Uuid::from_u128(n))
}

fn case() -> Case {
    Case {
        id: CaseId::new(Uuid::from_u128(9)),
        key: CaseKey::new(8),
        channel: Channel::Service,
        number: None,
        kind: Kind::ConductFeedback,
        category: "late".to_owned(),
        sector: None,
        state: State::Answered,
        version: 1,
        holder: unit(1),
        accused: Some(unit(1)),
        assignee: None,
        received_on: date(2024, 10, 1),
        next_due_on: NOTHING_DUE,
        outcome: None,
        closed_on: None,
        variant: Variant::Normal,
        waits_until: None,
        held_until: None,
        course: CaseFacts::default(),
    }
}

fn owed(of: u128, step: Step, status: DutyStatus, ended_on: Option<Day>) -> Obligation {
    Obligation {
        id: ObligationId::new(Uuid::from_u128(of)),
        case_id: CaseId::new(Uuid::from_u128(9)),
        unit_id: unit(of),
        step,
        rule_id: RuleId::new(Uuid::from_u128(1)),
        scored: step == Step::Answer,
        start_on: date(2024, 10, 1),
        due_on: TOLD,
        cohort_on: TOLD,
        told_due_on: TOLD,
        calendar_as_of: date(2024, 10, 1),
        status,
        ended_on,
        missed_on: None,
        moves: Vec::new(),
    }
}

fn met(day: Day) -> Obligation {
    owed(1, Step::Answer, DutyStatus::Met, Some(day))
}

fn released(of: u128) -> Obligation {
    owed(of, Step::Answer, DutyStatus::Released, Some(date(2024, 10, 8)))
}

fn text() -> String {
    "Đã làm xong.".to_owned()
}

fn answered(outcome: Outcome) -> EventKind {
    EventKind::Answered {
        outcome,
        remedy: None,
        remedy_due_on: None,
        for_all: None,
        shared: None,
        text: text(),
    }
}

fn forwarded(by_inspector: bool) -> EventKind {
    EventKind::Forwarded { from: unit(1), to: unit(2), by_inspector, text: text() }
}

fn found(owed: &[Obligation], happened: Vec<(Day, EventKind)>) -> Vec<(UnitId, Stratum)> {
    let calendar = Calendar::new(Vec::new()).unwrap();
    let found = folded(owed, happened, &calendar);
    found.into_iter().map(|one| (one.unit, one.stratum)).collect()
}

/// The matters of a case filed with the first unit, to which `happened` on these days.
fn folded(
    owed: &[Obligation],
    happened: Vec<(Day, EventKind)>,
    calendar: &Calendar,
) -> Vec<Matter> {
    matters(&case(), owed, &told(happened), &calendar.latest())
}

/// The events of a case filed with the first unit on 1 October, to which this happened.
fn told(happened: Vec<(Day, EventKind)>) -> Vec<Event> {
    let filed = EventKind::Filed {
        report_kind: Kind::ConductFeedback,
        moved: false,
        holder: unit(1),
        trace: Route { rule: "fallback".to_owned(), version: 0, excluded: None },
        derived: None,
        sign_by: None,
        kept: None,
    };
    let all = std::iter::once((date(2024, 10, 1), filed)).chain(happened);
    all.zip(1..)
        .map(|((day, event_kind), n)| Event {
            id: EventId::new(Uuid::from_u128(7)),
            case_id: CaseId::new(Uuid::from_u128(9)),
            n,
            at: Instant::at_office_hour(day, 9),
            day,
            actor: Some(UserId::new(Uuid::from_u128(5))),
            payload: Payload { event_kind, changes: Vec::new(), case_kind: None, over: false },
        })
        .collect()
}

fn of_first(owed: &[Obligation], happened: Vec<(Day, EventKind)>) -> Option<Stratum> {
    let all = found(owed, happened);
    all.into_iter().find(|(of, _)| *of == unit(1)).map(|(_, stratum)| stratum)
}

#[test]
fn an_answer_is_plain_confirmed_or_risky_by_its_day_its_word_and_what_was_done_before() {
    let (early, last) = (date(2024, 10, 8), date(2024, 10, 14));
    let answer = |day| (day, answered(Outcome::Founded));
    let of = |day, more: Vec<(Day, EventKind)>| of_first(&[met(day)], more);

    assert_eq!(of(early, vec![answer(early)]), Some(Stratum::Plain));
    assert_eq!(of(last, vec![answer(last)]), Some(Stratum::Risky), "one working day was left");
    let third_last = date(2024, 10, 11);
    assert_eq!(of(third_last, vec![answer(third_last)]), Some(Stratum::Plain), "two were left");
    let said = (date(2024, 10, 20), EventKind::Confirmed);
    assert_eq!(of(last, vec![answer(last), said.clone()]), Some(Stratum::Confirmed));
    for word in [Outcome::SlanderConcluded, Outcome::NotCompetent] {
        let found = of(early, vec![(early, answered(word))]);
        assert_eq!(found, Some(Stratum::Risky), "no choice of a word decides who looks");
    }
    let against = (early, answered(Outcome::Unfounded));
    assert_eq!(of(early, vec![against.clone()]), Some(Stratum::Risky));
    assert_eq!(of(early, vec![against, said.clone()]), Some(Stratum::Confirmed));
    let at_once = (early, EventKind::Closed { deputy: None });
    assert_eq!(of(early, vec![answer(early), at_once]), Some(Stratum::Risky));
    let later = (date(2024, 10, 30), EventKind::Closed { deputy: None });
    assert_eq!(of(early, vec![answer(early), later]), Some(Stratum::Plain));
    let asked = (date(2024, 10, 2), EventKind::Asked { text: text(), until: early });
    assert_eq!(of(early, vec![asked.clone(), answer(early)]), Some(Stratum::Risky));
    assert_eq!(of(early, vec![asked, answer(early), said]), Some(Stratum::Risky), "also confirmed");
}

#[test]
fn what_a_unit_ends_by_itself_stays_a_matter_and_what_an_inspector_ends_is_none() {
    let day = date(2024, 10, 8);
    let declined = (day, EventKind::Declined { ground: DeclineGround::NotInScope, text: text() });
    assert_eq!(of_first(&[released(1)], vec![declined]), Some(Stratum::Ended));
    let withdrawn = (day, EventKind::Withdrawn { goes_on: false, text: text() });
    assert_eq!(of_first(&[released(1)], vec![withdrawn]), Some(Stratum::Ended));
    let both = [released(1), owed(2, Step::Answer, DutyStatus::Open, None)];
    let by_unit = found(&both, vec![(day, forwarded(false))]);
    assert_eq!(by_unit, [(unit(1), Stratum::Ended), (unit(2), Stratum::Late)]);
    let by_inspector = found(&both, vec![(day, forwarded(true))]);
    assert_eq!(by_inspector, [(unit(2), Stratum::Late)]);
}

#[test]
fn late_stays_late_whatever_comes_afterwards() {
    let missed = |one: Obligation| Obligation { missed_on: Some(date(2024, 10, 16)), ..one };
    let day = date(2024, 10, 20);
    let ways = [
        vec![(day, answered(Outcome::Founded)), (day, EventKind::Confirmed)],
        vec![(day, EventKind::Withdrawn { goes_on: false, text: text() })],
        vec![(day, forwarded(true))],
        Vec::new(),
    ];
    for happened in ways {
        assert_eq!(of_first(&[missed(released(1))], happened), Some(Stratum::Late));
    }
    let open = owed(1, Step::Answer, DutyStatus::Open, None);
    assert_eq!(of_first(&[open], Vec::new()), Some(Stratum::Late), "open at the end");
}

#[test]
fn what_is_contested_is_decided_one_by_one() {
    let day = date(2024, 10, 8);
    let answer = (day, answered(Outcome::Founded));
    for event_kind in [
        EventKind::Reopened { text: text() },
        EventKind::Returned { ground: ReturnGround::Generic, text: text() },
        EventKind::Reviewed { from: unit(1), to: unit(2), text: text() },
    ] {
        let stratum = of_first(&[met(day)], vec![answer.clone(), (day, event_kind)]);
        assert_eq!(stratum, Some(Stratum::Contested));
    }
}

#[test]
fn a_complaint_that_is_never_taken_up_is_a_matter_too() {
    let accept = |status, ended_on| owed(1, Step::Accept, status, ended_on);
    let day = date(2024, 10, 8);
    let declined = (day, EventKind::Declined { ground: DeclineGround::NotInScope, text: text() });

    let ended = of_first(&[accept(DutyStatus::Met, Some(day))], vec![declined]);
    assert_eq!(ended, Some(Stratum::Ended));
    let never = of_first(&[accept(DutyStatus::Open, None)], Vec::new());
    assert_eq!(never, Some(Stratum::Late));
}

#[test]
fn a_word_that_comes_too_late_gains_no_time_for_the_answer_and_moves_no_period() {
    let (promised, said) = (date(2024, 10, 8), date(2024, 11, 20));
    let word = Obligation {
        cohort_on: promised,
        due_on: promised,
        ..owed(1, Step::Accept, DutyStatus::Met, Some(said))
    };
    let late = Obligation { missed_on: promised.tomorrow().ok(), ..word.clone() };
    let begun_by = |word: Obligation| {
        let due_on = date(2024, 12, 5);
        let one = Obligation { start_on: said, due_on, cohort_on: due_on, ..met(said) };
        let calendar = Calendar::new(Vec::new()).unwrap();
        let answer = vec![(said, answered(Outcome::Founded))];
        let found = folded(&[word, one], answer, &calendar);
        found.first().map(|one| (one.stratum, one.told_on))
    };

    assert_eq!(begun_by(late.clone()), Some((Stratum::Late, promised)));
    assert_eq!(begun_by(word), Some((Stratum::Plain, date(2024, 12, 5))), "it came in time");
    let apart = [late, met(date(2024, 10, 8))];
    let answer = vec![(date(2024, 10, 8), answered(Outcome::Founded))];
    assert_eq!(of_first(&apart, answer), Some(Stratum::Plain), "the answer did not wait for it");
}

#[test]
fn a_dispute_of_competence_that_the_unit_won_is_an_end_of_its_own() {
    let day = date(2024, 10, 8);
    let settled = |upheld, wrong_forward_by| {
        let (from, to) = (unit(1), if upheld { unit(2) } else { unit(1) });
        let text = text();
        (day, EventKind::DisputeSettled { upheld, from, to, wrong_forward_by, text })
    };
    let won = of_first(&[released(1)], vec![settled(true, None)]);
    assert_eq!(won, Some(Stratum::Ended));
    let sender = of_first(&[released(1)], vec![settled(true, Some(unit(3)))]);
    assert_eq!(sender, None, "who sent it wrongly answers for it");
    let answer = (day, answered(Outcome::Founded));
    let lost = of_first(&[met(day)], vec![settled(false, None), answer]);
    assert_eq!(lost, Some(Stratum::Plain));
}

#[test]
fn a_question_moves_the_day_once_and_early() {
    let pause = |from, before| Move::Paused {
        ground: QUESTION.to_owned(),
        from,
        until: Some(date(2024, 10, 20)),
        cap_on: None,
        before: Some(before),
    };
    let with = |moves, day| {
        let one = Obligation { moves, due_on: date(2024, 10, 28), ..met(day) };
        of_first(&[one], vec![(day, answered(Outcome::Founded))])
    };
    let (early, late, day) = (date(2024, 10, 3), date(2024, 10, 14), date(2024, 10, 21));

    assert_eq!(with(vec![pause(early, TOLD)], day), Some(Stratum::Plain));
    assert_eq!(with(vec![pause(late, TOLD)], day), Some(Stratum::Late), "on the last day");
    assert_eq!(with(vec![pause(late, TOLD)], TOLD), Some(Stratum::Plain), "it was in time anyway");
    let twice = vec![pause(early, TOLD), pause(early, date(2024, 10, 18))];
    assert_eq!(with(twice, day), Some(Stratum::Late), "a second question");
}

#[test]
fn a_case_that_was_called_up_is_nobodys_matter() {
    let mut taken = case();
    taken.course.called_up_on = Some(TOLD);
    let calendar = Calendar::new(Vec::new()).unwrap();
    let open = owed(1, Step::Answer, DutyStatus::Open, None);

    assert_eq!(matters(&taken, &[open], &[], &calendar.latest()), []);
}

#[test]
fn what_a_unit_typed_in_itself_is_no_matter_of_its_own() {
    let mut own = case();
    own.course.typed_in_by = Some(unit(1));
    let calendar = Calendar::new(Vec::new()).unwrap();
    let open = owed(1, Step::Answer, DutyStatus::Open, None);

    assert_eq!(matters(&own, &[open], &[], &calendar.latest()), []);
}

#[test]
fn what_a_unit_inherits_late_is_charged_once_to_whoever_was_late() {
    let missed = Some(date(2024, 10, 16));
    let accept = |of, status, ended_on| Obligation {
        missed_on: missed,
        ..owed(of, Step::Accept, status, ended_on)
    };
    let handed_over = accept(1, DutyStatus::Released, Some(date(2024, 10, 20)));
    let taken_up = accept(2, DutyStatus::Met, Some(date(2024, 10, 21)));

    let units: Vec<_> =
        found(&[handed_over, taken_up], vec![]).into_iter().map(|(unit, _)| unit).collect();

    assert_eq!(units, [unit(1)]);
}

#[test]
fn praise_is_nobodys_matter() {
    let calendar = Calendar::new(Vec::new()).unwrap();
    let calendar = calendar.known_on(date(2025, 1, 1));
    let late = Obligation {
        missed_on: Some(date(2024, 10, 16)),
        ..owed(1, Step::Accept, DutyStatus::Open, None)
    };
    let of = |kind| matters(&Case { kind, ..case() }, std::slice::from_ref(&late), &[], &calendar);

    assert_eq!(of(Kind::Complaint).len(), 1, "what is never taken up is a matter");
    assert_eq!(of(Kind::Praise), []);
}

#[test]
fn an_answer_that_was_late_before_a_referral_is_late_once() {
    let late = Obligation { missed_on: Some(date(2024, 9, 20)), ..met(date(2024, 9, 25)) };
    let calendar = Calendar::new(Vec::new()).unwrap();
    let of = |linked_from| {
        let course = CaseFacts { linked_from, ..CaseFacts::default() };
        let case = Case { course, ..case() };
        matters(&case, std::slice::from_ref(&late), &told(vec![]), &calendar.latest())
    };

    assert_eq!(of(None).len(), 1);
    assert_eq!(of(Some(CaseId::new(Uuid::from_u128(3)))), [], "it is charged in the first case");
}
