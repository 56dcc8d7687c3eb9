//! Criminal signs: what goes to the investigators, who is told, and what goes on as it stood.

use super::*;

fn refer(remaining: Option<&str>) -> Command {
    Command::Refer(Referral {
        authority: "Cơ quan điều tra".to_owned(),
        procuracy: "Viện kiểm sát".to_owned(),
        manifest: Vec::new(),
        files: Vec::new(),
        remaining: remaining.map(str::to_owned),
        text: "x".to_owned(),
    })
}

fn rest(holder: u128) -> LinkedIds {
    LinkedIds {
        case: CaseId::new(Uuid::from_u128(70)),
        key: CaseKey::new(71),
        number: Some("N2".to_owned()),
        holder: id(holder),
    }
}

/// A case in `state` on whose signs somebody was consulted.
fn consulted(state: State) -> Case {
    let mut found = case(state, Channel::Service);
    found.course.consulted = Some(id(3));
    found
}

fn referred(subject: &Case, owed: &[Obligation], rest: &LinkedIds) -> Decision {
    let rules = Rules::new();
    let ctx = Context { rest: Some(rest), ..context(&rules, Party::Inspector, owed, None) };
    apply(subject, refer(Some("Phần còn lại.")), ctx).unwrap()
}

#[test]
fn the_silence_of_a_consulted_body_blocks_nothing() {
    let rules = Rules::new();
    let mut signs = case(State::Accepted, Channel::Service);
    let body = unit(3, UnitKind::ProvincialBody);
    let refer = || refer(None);
    let run = |subject: &Case, command| {
        apply(subject, command, context(&rules, Party::Inspector, &[], Some(&body)))
    };

    assert_eq!(run(&signs, refer()).unwrap_err(), Refusal::NotConsulted);
    let asked = run(&signs, Command::Consult).unwrap();
    assert_eq!(asked.opens.first().map(|open| open.unit), Some(id(3)));
    assert_eq!(run(&asked.next, refer()).unwrap().next.state, State::Referred);
    signs.course.signs_noted_on = None;
    assert_eq!(run(&signs, Command::Consult).unwrap_err(), Refusal::NoSigns);
}

#[test]
fn what_is_not_referred_goes_on_exactly_as_the_whole_stood() {
    let rules = Rules::new();
    for state in [State::Received, State::Accepted, State::Suspended, State::Answered] {
        let (subject, owed) = (consulted(state), duties(&rules, state));
        let decision = referred(&subject, &owed, &rest(1));

        assert_eq!(decision.next.state, State::Referred, "{state}");
        let linked = decision.linked.unwrap();
        let after = linked.case;
        assert_eq!(decision.next.course.linked, Some(after.id));
        assert_eq!((after.state, after.outcome), (subject.state, subject.outcome));
        assert_eq!(
            (after.received_on, after.waits_until),
            (subject.received_on, subject.waits_until)
        );
        assert_eq!(
            (after.course.wait, after.course.resumes_to),
            (subject.course.wait, subject.course.resumes_to)
        );
        assert_eq!(
            (after.holder, after.accused, after.channel),
            (subject.holder, subject.accused, subject.channel)
        );
        assert_eq!(after.course.linked_from, Some(subject.id));
        // The answer that was given comes along: it may be sent back.
        let (open, done): (Vec<_>, Vec<_>) =
            owed.iter().partition(|one| one.status == DutyStatus::Open);
        let given = done.into_iter().filter(|one| one.step == Step::Answer);
        let expected: Vec<_> = open.into_iter().chain(given).collect();
        assert_eq!(linked.inherits.len(), expected.len());
        for (after, before) in linked.inherits.iter().zip(expected) {
            let same = Obligation { case_id: before.case_id, ..after.clone() };
            assert_eq!(&same, before, "nothing of the duty moved");
        }
    }
}

#[test]
fn new_signs_in_the_rest_need_a_note_and_a_consultation_of_their_own() {
    let linked = referred(&consulted(State::Accepted), &[], &rest(1)).linked.unwrap().case;
    let rules = Rules::new();
    let again = apply(&linked, refer(None), context(&rules, Party::Inspector, &[], None));

    assert_eq!(again.unwrap_err(), Refusal::NoSigns);
}

#[test]
fn what_was_late_stays_a_miss_of_the_referred_case_and_is_not_missed_again() {
    let rules = Rules::new();
    let late = owed(&rules, Step::Answer, date(2024, 10, 9));
    let decision = referred(&consulted(State::Accepted), &[late], &rest(1));

    let ended: Vec<_> = decision.changed.iter().map(|(_, what)| *what).collect();
    assert_eq!(ended, [What::Missed, What::ReleasedLate]);
    let inherited = &decision.linked.unwrap().inherits[0];
    assert_eq!((inherited.scored, inherited.missed_on), (false, Some(TODAY)));
    assert!(inherited.is_overdue(TODAY), "the duty is still there");
}

#[test]
fn a_holder_that_came_to_be_excluded_does_not_go_on() {
    let rules = Rules::new();
    let mut subject = consulted(State::Accepted);
    subject.assignee = Some(UserId::new(Uuid::from_u128(5)));
    let linked = referred(&subject, &duties(&rules, State::Accepted), &rest(2)).linked.unwrap();

    assert_eq!((linked.case.holder, linked.case.assignee), (id(2), None));
    assert!(linked.inherits.iter().all(|one| one.unit_id == id(2)));
}

#[test]
fn nothing_goes_on_where_nobody_could_hold_it() {
    let rules = Rules::new();
    let ctx = context(&rules, Party::Inspector, &[], None);

    let refused = apply(&consulted(State::Accepted), refer(Some("x")), ctx);
    assert_eq!(refused.unwrap_err(), Refusal::NoReceiver);
}

#[test]
fn whoever_refers_owes_the_procuracy_a_written_notice_and_its_day_is_checked() {
    let rules = Rules::new();
    let subject = consulted(State::Accepted);
    let run = |party, subject: &Case, command, owed: &[Obligation]| {
        apply(subject, command, context(&rules, party, owed, None))
    };
    let decision = run(Party::Inspector, &subject, refer(None), &[]).unwrap();
    assert_eq!((decision.opens[0].unit, decision.opens[0].duty.step), (id(6), Step::ProcuracyCopy));
    assert!(!decision.opens[0].duty.scored);

    let referred = Case { closed_on: Some(TODAY), ..decision.next };
    assert!(referred.is_open() && !referred.state.is_open());
    let copy = owed(&rules, Step::ProcuracyCopy, date(2024, 10, 11));
    let copy = [Obligation { start_on: TODAY, ..copy }];
    let record =
        |document_on| Command::RecordProcuracyCopy { document_no: "1".to_owned(), document_on };
    for day in [date(2024, 10, 9), date(2024, 10, 11)] {
        let refused = run(Party::Inspector, &referred, record(day), &copy).unwrap_err();
        assert_eq!(refused, Refusal::DayNotPossible, "{day}");
    }
    let told = run(Party::Inspector, &referred, record(TODAY), &copy).unwrap();
    assert_eq!(told.changed[0].1, What::Met);
    assert_eq!((told.next.state, told.next.is_open()), (State::Referred, false));
    let again = run(Party::Inspector, &told.next, record(TODAY), &copy);
    assert_eq!(again.unwrap_err(), Refusal::NothingOwed);
}
