//! A case that becomes what whoever has it in hand may not have is in nobody's hand, whatever led there.

use std::sync::Arc;

use super::*;
use crate::domain::actor::{Actor, Role};

fn hand(role: Role, unit: u128, conflicts: &[UnitId]) -> Actor {
    Actor {
        user_id: UserId::new(Uuid::from_u128(5)),
        role,
        unit_id: Some(id(unit)),
        name: "Lê Thị Thử".to_owned(),
        below: Arc::new([]),
        conflicts: conflicts.into(),
        deputy: None,
    }
}

/// Whether the case stays in `hand` by `command`.
fn stays(subject: Case, command: Command, hand: Option<&Actor>, heir: Option<&Unit>) -> bool {
    let rules = Rules::new();
    let owed = duties(&rules, subject.state);
    let reporter = matches!(command, Command::AddFacts { .. } | Command::Reopen { .. });
    let party = if reporter { Party::Reporter } else { Party::Holder };
    let ctx = Context { hand, heir, ..context(&rules, party, &owed, None) };
    let subject = Case { assignee: Some(UserId::new(Uuid::from_u128(5))), ..subject };
    apply(&subject, command, ctx).unwrap().next.assignee.is_some()
}

#[test]
fn a_case_stays_in_the_hand_of_whoever_may_have_it() {
    let service = || case(State::Received, Channel::Service);
    let officer = hand(Role::UnitOfficer, 1, &[]);

    assert!(stays(service(), Command::Accept, Some(&officer), None));
    let elsewhere = Case { accused: Some(id(3)), ..service() };
    for (gone, why) in [
        (None, "the account is closed"),
        (Some(hand(Role::UnitOfficer, 2, &[])), "it works for another unit"),
        (Some(hand(Role::Reception, 1, &[])), "as something that opens no case"),
        (Some(hand(Role::Inspector, 1, &[id(3)])), "with a conflict of interest"),
    ] {
        assert!(!stays(elsewhere.clone(), Command::Accept, gone.as_ref(), None), "{why}");
    }
}

#[test]
fn what_the_reporter_does_leaves_no_case_in_the_hand_of_another_body() {
    let facts = Command::AddFacts { text: "x".to_owned() };
    let reopen = Command::Reopen { text: "x".to_owned() };
    let answered = || case(State::Answered, Channel::Service);
    let (officer, moved) = (hand(Role::UnitOfficer, 1, &[]), hand(Role::UnitOfficer, 2, &[]));

    assert!(stays(case(State::Accepted, Channel::Service), facts.clone(), Some(&officer), None));
    assert!(!stays(case(State::Accepted, Channel::Service), facts, Some(&moved), None));
    assert!(stays(answered(), reopen.clone(), Some(&officer), None));
    let heir = unit(2, UnitKind::ProvincialBody);
    assert!(!stays(answered(), reopen, Some(&officer), Some(&heir)), "its heir has it");
}

#[test]
fn what_is_veiled_ends_no_hand_which_would_tell_of_it() {
    let reporter = Command::FlagRetaliation { text: "x".to_owned() };
    let signs = Command::NoteCriminalSigns { text: "x".to_owned() };
    for (command, party) in [(reporter, Party::Reporter), (signs, Party::Inspector)] {
        let rules = Rules::new();
        let owed = duties(&rules, State::Accepted);
        let ctx = Context { hand: None, ..context(&rules, party, &owed, None) };
        let hand = Some(UserId::new(Uuid::from_u128(5)));
        let subject = Case { assignee: hand, ..case(State::Accepted, Channel::Service) };
        let name = command.name();

        let done = apply(&subject, command, ctx).map(|decision| decision.next.assignee);

        assert_eq!(done, Ok(hand), "{name:?}");
    }
}

#[test]
fn what_leaves_its_body_is_in_nobodys_hand_though_the_hand_went_there_before() {
    let rules = Rules::new();
    let owed = duties(&rules, State::Received);
    let (to, moved) = (unit(2, UnitKind::ProvincialBody), hand(Role::UnitOfficer, 2, &[]));
    let ctx = Context { hand: Some(&moved), ..context(&rules, Party::Holder, &owed, Some(&to)) };
    let hand = Some(UserId::new(Uuid::from_u128(5)));
    let subject = Case { assignee: hand, ..case(State::Received, Channel::Service) };

    let next = apply(&subject, Command::Forward { text: "x".to_owned() }, ctx).unwrap().next;

    assert_eq!((next.holder, next.assignee), (id(2), None));
}

#[test]
fn a_tip_stays_in_the_hand_that_had_it_until_somebody_takes_it_over_with_a_reason() {
    let facts = Command::AddFacts { text: "x".to_owned() };

    assert!(stays(case(State::Received, Channel::Integrity), facts, None, None));
}
