//! What the lifecycle refuses, and what it keeps: one test for each promise of the law.

use super::*;

#[test]
fn what_is_done_after_its_last_day_is_a_miss_once() {
    let rules = Rules::new();
    let late = owed(&rules, Step::Answer, date(2024, 10, 9));
    let recorded = Obligation { missed_on: Some(TODAY), ..late.clone() };
    let answered = |one: &Obligation| {
        let ctx = context(&rules, Party::Holder, std::slice::from_ref(one), None);
        let command = Command::Answer {
            outcome: Outcome::Founded,
            remedy: None,
            remedy_due_on: None,
            for_all: None,
            text: "x".to_owned(),
        };
        let decision = apply(&case(State::Accepted, Channel::Service), command, ctx).unwrap();
        decision.changed.iter().map(|(_, what)| *what).collect::<Vec<_>>()
    };

    assert_eq!(answered(&late), [What::Missed, What::MetLate]);
    assert_eq!(answered(&recorded), [What::MetLate]);
    assert_eq!(answered(&owed(&rules, Step::Answer, TODAY)), [What::Met]);
}

#[test]
fn a_tip_goes_to_an_inspectorate_only_and_never_to_the_accused() {
    let rules = Rules::new();
    let forward = |receiver: &Unit| {
        let ctx = context(&rules, Party::Holder, &[], Some(receiver));
        let tip = Case { accused: Some(id(3)), ..case(State::Received, Channel::Integrity) };
        apply(&tip, Command::Forward { text: "x".to_owned() }, ctx)
            .map(|decision| decision.next.holder)
    };

    assert_eq!(forward(&unit(2, UnitKind::Inspectorate)), Ok(id(2)));
    assert_eq!(forward(&unit(3, UnitKind::Inspectorate)), Err(Refusal::ReceiverNotAllowed));
    assert_eq!(forward(&unit(4, UnitKind::ProvincialBody)), Err(Refusal::ReceiverNotAllowed));
}

#[test]
fn an_anonymous_report_never_becomes_a_kind_that_needs_a_name() {
    let rules = Rules::new();
    let tip = case(State::Received, Channel::Integrity);
    let requalify = |named, kind| {
        let ctx = Context { named, ..context(&rules, Party::Inspector, &[], None) };
        let command = Command::Requalify { kind, category: None, text: "x".to_owned() };
        apply(&tip, command, ctx).map(|decision| decision.next.state)
    };

    assert_eq!(requalify(false, Kind::Denunciation), Err(Refusal::NeedsName));
    assert_eq!(requalify(true, Kind::Denunciation), Ok(State::AwaitingReporter));
    assert_eq!(requalify(true, Kind::Complaint), Err(Refusal::OtherChannel));
}

#[test]
fn a_denunciation_is_closed_by_two_persons() {
    let rules = Rules::new();
    let close = |subject: &Case, person: u128| {
        let actor = Some(UserId::new(Uuid::from_u128(person)));
        let ctx = Context { actor, ..context(&rules, Party::Holder, &[], None) };
        apply(subject, Command::Close, ctx)
    };
    let answered = Case { kind: Kind::Denunciation, ..case(State::Answered, Channel::Integrity) };

    let proposed = close(&answered, 1).unwrap();
    assert_eq!(proposed.next.state, State::Answered);
    assert_eq!(close(&proposed.next, 1).unwrap_err(), Refusal::SamePerson);
    assert_eq!(close(&proposed.next, 2).unwrap().next.state, State::Closed);
}

#[test]
fn a_unit_closes_its_own_case_only_where_the_outcome_does_not_go_against_the_reporter() {
    let rules = Rules::new();
    for outcome in Outcome::ALL {
        let mut answered = case(State::Answered, Channel::Service);
        answered.outcome = Some(*outcome);
        let close = |party| {
            let ctx = context(&rules, party, &[], None);
            apply(&answered, Command::Close, ctx).map(|decision| decision.next.state)
        };
        let lapsed = {
            let mut waiting = answered.clone();
            waiting.course.wait = Some(Wait::Confirmation);
            waiting.waits_until = TODAY.yesterday().ok();
            let ctx = context(&rules, Party::Clock, &[], None);
            apply(&waiting, Command::Lapse, ctx).map(|decision| decision.next.state)
        };
        let asking = context(&rules, Party::Holder, &[], None).asking();
        let offered = refusal(&answered, CommandName::Close, &asking).is_none();
        let against =
            matches!(outcome.as_str(), "unfounded" | "slander_concluded" | "not_competent");

        let (own, silence) = if against {
            (Err(Refusal::OwnUnfoundedNeedsSecondPerson), Ok(State::Answered))
        } else {
            (Ok(State::Closed), Ok(State::Closed))
        };
        assert_eq!(close(Party::Holder), own, "{outcome:?}");
        assert_eq!(lapsed, silence, "{outcome:?}");
        assert_eq!(offered, !against, "{outcome:?}");
        assert_eq!(close(Party::Superior), Ok(State::Closed), "{outcome:?}");
        assert_eq!(close(Party::Inspector), Ok(State::Closed), "{outcome:?}");
    }
}

#[test]
fn a_standing_deputy_is_the_second_person_unless_the_answer_was_the_own() {
    let rules = Rules::new();
    let (first, deputy) = (UserId::new(Uuid::from_u128(5)), UserId::new(Uuid::from_u128(6)));
    let answered_by = |person| {
        let mut found = case(State::Answered, Channel::Service);
        found.outcome = Some(Outcome::Unfounded);
        found.course.answered_by = person;
        found
    };
    let close = |subject: &Case, document| {
        let base = context(&rules, Party::Holder, &[], None);
        let ctx = Context { actor: Some(deputy), deputy: document, ..base };
        apply(subject, Command::Close, ctx).map(|decision| decision.event_kind)
    };
    let seconds = |subject: &Case| {
        let base = context(&rules, Party::Holder, &[], None);
        let ctx = Context { actor: Some(deputy), deputy: Some("12/QĐ"), ..base };
        refusal(subject, CommandName::Close, &ctx.asking()).is_none()
    };

    let others = answered_by(Some(first));
    let closed = EventKind::Closed { deputy: Some("12/QĐ".to_owned()) };
    assert_eq!(close(&others, Some("12/QĐ")), Ok(closed));
    assert_eq!(close(&others, None), Err(Refusal::OwnUnfoundedNeedsSecondPerson));
    assert!(seconds(&others));
    for own in [answered_by(Some(deputy)), answered_by(None)] {
        assert_eq!(close(&own, Some("12/QĐ")), Err(Refusal::SamePerson));
        assert!(!seconds(&own));
    }
}

#[test]
fn a_withdrawal_does_not_end_what_shows_a_violation_or_a_threat() {
    let rules = Rules::new();
    let withdraw = |subject: &Case, under_pressure| {
        let ctx = context(&rules, Party::Reporter, &[], None);
        let command = Command::Withdraw { under_pressure, text: "x".to_owned() };
        apply(subject, command, ctx).unwrap().next.state
    };
    let plain = case(State::Accepted, Channel::Service);
    let mut signs = plain.clone();
    signs.course.violation_signs = true;

    assert_eq!(withdraw(&plain, false), State::Withdrawn);
    assert_eq!(withdraw(&plain, true), State::Accepted);
    assert_eq!(withdraw(&signs, false), State::Accepted);
}

#[test]
fn a_remedy_not_yet_done_keeps_the_case_open() {
    let rules = Rules::new();
    let answered = case(State::Answered, Channel::Service);
    let remedy = [owed(&rules, Step::Remedy, date(2024, 10, 20))];
    let run = |subject: &Case, party, command, owed: &[Obligation]| {
        apply(subject, command, context(&rules, party, owed, None))
    };

    let closed = run(&answered, Party::Inspector, Command::Close, &remedy);
    assert_eq!(closed.unwrap_err(), Refusal::DutiesOpen);
    let confirmed = run(&answered, Party::Reporter, Command::Confirm, &remedy).unwrap().next;
    assert_eq!(confirmed.state, State::Answered);
    let done = Command::FulfilRemedy { text: "x".to_owned() };
    let fulfilled = run(&confirmed, Party::Holder, done, &remedy).unwrap().next;
    assert_eq!(fulfilled.state, State::Closed);
}

#[test]
fn an_answer_sent_back_is_owed_again_and_its_count_taken_back() {
    let rules = Rules::new();
    let obligations = duties(&rules, State::Answered);
    let ctx = context(&rules, Party::Inspector, &obligations, None);
    let command = Command::ReturnAnswer { ground: ReturnGround::Generic, text: "x".to_owned() };

    let decision = apply(&case(State::Answered, Channel::Service), command, ctx).unwrap();

    let again = decision.changed.iter().find(|(one, _)| one.step == Step::Answer).unwrap();
    assert_eq!(again.1, What::MetUndone);
    assert_eq!(again.0.status, DutyStatus::Open);
    assert_eq!(again.0.due_on, date(2024, 10, 15), "by the same last day");
    assert_eq!(decision.next.state, State::Accepted);
}

#[test]
fn a_second_look_is_somebody_elses() {
    let rules = Rules::new();
    let mut answered = case(State::Answered, Channel::Service);
    answered.course.answered_by = Some(UserId::new(Uuid::from_u128(5)));
    let ctx = context(&rules, Party::Reporter, &[], None);
    let looked = apply(&answered, Command::Review { text: "x".to_owned() }, ctx).unwrap();
    let accepted = Case { state: State::Accepted, ..looked.next };
    let answer = |person: u128| {
        let actor = Some(UserId::new(Uuid::from_u128(person)));
        let ctx = Context { actor, ..context(&rules, Party::Holder, &[], None) };
        let command = Command::Answer {
            outcome: Outcome::Founded,
            remedy: None,
            remedy_due_on: None,
            for_all: None,
            text: "x".to_owned(),
        };
        apply(&accepted, command, ctx).map(|decision| decision.next.state)
    };

    assert_eq!(answer(5), Err(Refusal::AnotherHandlerNeeded));
    assert_eq!(answer(6), Ok(State::Answered));
}

#[test]
fn a_standstill_is_of_the_answer_and_of_nothing_else() {
    let rules = Rules::new();
    let owes: Vec<_> = [Step::Accept, Step::Forward, Step::Answer, Step::Consult]
        .map(|step| owed(&rules, step, date(2024, 10, 15)))
        .into();
    let paused = |state, command| {
        let ctx = context(&rules, Party::Holder, &owes, None);
        let decision = apply(&case(state, Channel::Service), command, ctx).unwrap();
        decision.changed.iter().map(|(one, what)| (one.step, *what)).collect::<Vec<_>>()
    };
    let ask = Command::AskReporter { text: "x".to_owned() };
    let suspend = Command::Suspend { ground: "expertise".to_owned(), text: "x".to_owned() };

    assert_eq!(paused(State::Received, ask), [(Step::Answer, What::Paused)]);
    assert_eq!(paused(State::Accepted, suspend), [(Step::Answer, What::Paused)]);
}

#[test]
fn what_is_owed_after_the_answer_begins_with_it_however_long_the_clock_stood() {
    let rules = Rules::new();
    let complaint = Case { kind: Kind::Complaint, ..case(State::Accepted, Channel::Service) };
    let stood = crate::domain::obligation::Move::Paused {
        ground: "force_majeure".to_owned(),
        from: date(2024, 10, 3),
        until: Some(date(2024, 10, 8)),
        cap_on: None,
        before: None,
    };
    let answer = owed(&rules, Step::Answer, date(2024, 10, 22));
    let answer = Obligation { moves: vec![stood], ..answer };
    let ctx = context(&rules, Party::Holder, std::slice::from_ref(&answer), None);
    let command = Command::Answer {
        outcome: Outcome::Founded,
        remedy: None,
        remedy_due_on: None,
        for_all: None,
        text: "x".to_owned(),
    };

    let opens = apply(&complaint, command, ctx).unwrap().opens;

    let begun: Vec<_> = opens.iter().map(|it| (it.duty.step, it.duty.start_on)).collect();
    assert_eq!(begun, [(Step::Notify, TODAY)]);
}
