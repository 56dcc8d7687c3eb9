//! What a hostile reading of the promised day found: ways around it, each with the test that shuts it.

use super::*;

#[test]
fn a_day_that_only_the_unit_names_does_not_shut_the_reporter_out() {
    let mut play = Play::claimed();
    (play.case.course.promise, play.owed) = (None, Vec::new());
    let far = PromiseCommand::Confirm { promised_on: Some(date(2044, 1, 1)) };
    assert_eq!(play.give(on(9), Party::Holder, far), Err(Refusal::DayNotPossible));
    let named = PromiseCommand::Confirm { promised_on: Some(on(30)) };
    play.give(on(9), Party::Holder, named).unwrap();
    let claim = || PromiseCommand::Claim { promised_on: PROMISED, text: "x".to_owned() };
    play.give(on(9), Party::Reporter, claim()).unwrap();
    assert_eq!(play.give(on(9), Party::Reporter, claim()), Err(Refusal::OnceOnly));

    let settle = PromiseCommand::Settle { promised_on: Some(PROMISED), text: "x".to_owned() };
    play.give(on(10), Party::Inspector, settle).unwrap();
    assert!(play.picture().contains(&"finish_or_apologise open 2024-10-15 -".to_owned()));
}

#[test]
fn a_contested_day_keeps_the_case_open_and_the_claim_unanswered() {
    let mut play = Play::claimed();
    play.give(on(9), Party::Holder, deny(None)).unwrap();
    let answer = |outcome| Command::Answer {
        outcome,
        remedy: None,
        remedy_due_on: None,
        for_all: None,
        text: "x".to_owned(),
    };
    let subject = Case { kind: Kind::ApologyRequest, ..play.case.clone() };
    let ctx = context(&play.rules, Party::Holder, &play.owed, None);
    assert_eq!(apply(&subject, answer(Outcome::Unfounded), ctx), Err(Refusal::PromiseOpen));

    let decision = apply(&play.case, answer(Outcome::Founded), ctx).unwrap();
    play.take(decision);
    let ctx = context(&play.rules, Party::Reporter, &play.owed, None);
    let decision = apply(&play.case, Command::Confirm, ctx).unwrap();
    play.take(decision);
    assert_eq!(play.case.state, State::Answered);
    let none = PromiseCommand::Settle { promised_on: None, text: "x".to_owned() };
    play.give(on(10), Party::Inspector, none).unwrap();
    assert_eq!(play.case.state, State::Closed);
}

#[test]
fn being_late_twice_does_not_clear_the_unit_of_the_first_time() {
    let mut play = Play::stands(on(9));
    play.watch(on(16));
    play.give(on(16), Party::Holder, apology(16, Some(17))).unwrap();
    assert_eq!(play.verdict(on(18)), Some(Verdict::LateAgain));
    let subject = Case { kind: Kind::ApologyRequest, ..play.case.clone() };
    let ctx = Context { today: on(18), ..context(&play.rules, Party::Holder, &play.owed, None) };
    let (remedy, remedy_due_on, text) = (None, None, "x".to_owned());
    let command =
        Command::Answer { outcome: Outcome::Unfounded, remedy, remedy_due_on, for_all: None, text };

    assert_eq!(apply(&subject, command, ctx), Err(Refusal::FactsSayOtherwise));
}

#[test]
fn a_second_case_about_the_dossier_takes_its_apology_from_the_register() {
    let mut play = Play::stands(on(9));
    play.watch(on(17));
    let known = Apology {
        id: ApologyId::new(Uuid::nil()),
        version: 1,
        unit: id(1),
        case: None,
        dossier_code: Some("d".to_owned()),
        promised_on: PROMISED,
        letter: letter(on(14), Some(on(25))),
        finished_on: None,
        recorded_by: UserId::new(Uuid::nil()),
        recorded_at: "2024-10-14T02:00:00Z".parse::<Instant>().unwrap(),
    };
    play.registered = Some(known);

    play.give(on(17), Party::Holder, apology(17, Some(30))).unwrap();

    assert_eq!(play.case.course.promise.unwrap().new_date, Some(on(25)));
    assert_eq!(play.verdict(on(17)), Some(Verdict::Apologised));
}
