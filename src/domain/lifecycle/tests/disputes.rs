//! Disputes of competence, and whose the time of a wrong forward is.

use super::*;

fn settle(wrong_forward: bool) -> Command {
    Command::SettleDispute { upheld: true, wrong_forward, text: "x".to_owned() }
}

/// Held by unit 1, forwarded by unit 3, disputed in favour of unit 2.
fn disputed() -> Case {
    let mut subject = case(State::Received, Channel::Service);
    subject.course.forwarded_by = Some(id(3));
    subject.course.disputed_to = Some(id(2));
    subject
}

/// What the sender had owed when it forwarded on 3 October.
fn released(rules: &Rules, due: Day) -> Obligation {
    Obligation {
        id: ObligationId::new(Uuid::from_u128(33)),
        unit_id: id(3),
        status: DutyStatus::Released,
        ended_on: Some(date(2024, 10, 3)),
        ..owed(rules, Step::Answer, due)
    }
}

fn changes(decision: &Decision) -> Vec<(UnitId, Step, What)> {
    decision.changed.iter().map(|(one, what)| (one.unit_id, one.step, *what)).collect()
}

#[test]
fn what_a_holder_was_late_with_is_taken_back_and_becomes_the_senders_miss() {
    let rules = Rules::new();
    let late = date(2024, 10, 8);
    let missed =
        Obligation { missed_on: Some(date(2024, 10, 9)), ..owed(&rules, Step::Answer, late) };
    let all = [missed, owed(&rules, Step::Forward, late), released(&rules, late)];
    let receiver = unit(2, UnitKind::ProvincialBody);
    let ctx = context(&rules, Party::Inspector, &all, Some(&receiver));

    let decision = apply(&disputed(), settle(true), ctx).unwrap();

    assert_eq!(
        changes(&decision),
        [
            (id(1), Step::Answer, What::MissedUndone),
            (id(1), Step::Answer, What::Released),
            // Its day has passed too, but the time was not its own.
            (id(1), Step::Forward, What::Released),
            (id(3), Step::Answer, What::ReleasedUndone),
            (id(3), Step::Answer, What::Missed),
        ]
    );
    assert!(decision.opens.iter().all(|opening| opening.unit == id(2)));
    assert_eq!(decision.next.course.hops, 1);
    assert_eq!(decision.next.course.forwarded_by, None);
}

#[test]
fn before_the_senders_last_day_the_sender_owes_the_answer_until_that_day() {
    let rules = Rules::new();
    let due = date(2024, 10, 15);
    let all = [owed(&rules, Step::Answer, due), released(&rules, due)];
    let receiver = unit(2, UnitKind::ProvincialBody);
    let ctx = context(&rules, Party::Inspector, &all, Some(&receiver));

    let decision = apply(&disputed(), settle(true), ctx).unwrap();

    assert_eq!(
        changes(&decision),
        [(id(1), Step::Answer, What::Released), (id(3), Step::Answer, What::ReleasedUndone)]
    );
    let EventKind::DisputeSettled { wrong_forward_by, .. } = decision.event_kind else {
        panic!("{:?}", decision.event_kind)
    };
    assert_eq!(wrong_forward_by, Some(id(3)));
}

#[test]
fn what_comes_back_begins_no_new_period() {
    let rules = Rules::new();
    let due = date(2024, 10, 15);
    let all = [owed(&rules, Step::Answer, due), released(&rules, due)];
    let sender = unit(3, UnitKind::ProvincialBody);
    let mut subject = disputed();
    subject.course.disputed_to = Some(id(3));
    let ctx = context(&rules, Party::Inspector, &all, Some(&sender));

    let decision = apply(&subject, settle(true), ctx).unwrap();

    assert_eq!(
        changes(&decision),
        [(id(1), Step::Answer, What::Released), (id(3), Step::Answer, What::ReleasedUndone)]
    );
    let (back, _) = decision.changed.last().unwrap();
    assert_eq!((back.status, back.due_on), (DutyStatus::Open, due));
    assert!(decision.opens.is_empty());
}

#[test]
fn a_dispute_that_says_nothing_of_the_forward_is_nobodys_fault() {
    let rules = Rules::new();
    let due = date(2024, 10, 15);
    let all = [owed(&rules, Step::Answer, due), released(&rules, due)];
    let receiver = unit(2, UnitKind::ProvincialBody);
    let ctx = context(&rules, Party::Inspector, &all, Some(&receiver));

    let decision = apply(&disputed(), settle(false), ctx).unwrap();

    assert_eq!(changes(&decision), [(id(1), Step::Answer, What::Released)]);
    assert!(matches!(
        decision.event_kind,
        EventKind::DisputeSettled { wrong_forward_by: None, .. }
    ));
}

#[test]
fn a_unit_disputes_once_and_only_while_its_period_for_forwarding_runs() {
    let rules = Rules::new();
    let receiver = unit(2, UnitKind::ProvincialBody);
    let asked = |subject: &Case, owed: &[Obligation]| {
        let ctx = context(&rules, Party::Holder, owed, Some(&receiver));
        let command = Command::DisputeCompetence { text: "x".to_owned() };
        apply(subject, command, ctx).map(|decision| decision.next.course)
    };
    let fresh = case(State::Received, Channel::Service);
    let running = [owed(&rules, Step::Forward, TODAY)];
    let over = [owed(&rules, Step::Forward, date(2024, 10, 9))];

    let once = asked(&fresh, &running).unwrap();
    assert_eq!((once.disputed_to, once.hops), (Some(id(2)), 0));
    assert_eq!(asked(&fresh, &over), Err(Refusal::TooLate));
    assert_eq!(asked(&fresh, &[]), Err(Refusal::TooLate), "no period runs");
    let again = Case { course: CaseFacts { disputed_to: None, ..once }, ..fresh };
    assert_eq!(asked(&again, &running), Err(Refusal::OnceOnly));
}

#[test]
fn what_came_by_a_second_look_did_not_come_by_a_forward() {
    let rules = Rules::new();
    let mut subject = case(State::Answered, Channel::Service);
    subject.course.forwarded_by = Some(id(3));
    let ctx = context(&rules, Party::Reporter, &[], None);

    let reviewed = apply(&subject, Command::Review { text: "x".to_owned() }, ctx).unwrap().next;

    assert_eq!((reviewed.state, reviewed.course.forwarded_by), (State::Received, None));
}
