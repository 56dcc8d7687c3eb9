//! Words beside a case: what counts by an inspector's word on an old paper.

use super::*;
use crate::domain::case::PaperWord;

fn old_paper() -> Case {
    let mut found = case(State::Accepted, Channel::Service);
    found.course.paper = Some(PaperWord::Awaited);
    found
}

fn vouched(subject: &Case, owed: &[Obligation], upheld: bool) -> Decision {
    let rules = Rules::new();
    let ctx = context(&rules, Party::Inspector, owed, None);
    let text = "Sổ công văn đến.".to_owned();
    apply(subject, Command::VouchPaper { upheld, text }, ctx).unwrap()
}

fn changes(decision: &Decision) -> Vec<(ObligationId, What)> {
    decision.changed.iter().map(|(one, what)| (one.id, *what)).collect()
}

#[test]
fn what_an_old_paper_owes_counts_with_what_came_of_it() {
    let rules = Rules::new();
    let unscored = |n: u128, step| Obligation {
        id: ObligationId::new(Uuid::from_u128(n)),
        scored: false,
        ..owed(&rules, step, date(2024, 10, 9))
    };
    let met = Obligation { status: DutyStatus::Met, ..unscored(1, Step::Answer) };
    let late = Obligation { missed_on: Some(date(2024, 10, 10)), ..unscored(2, Step::Answer) };
    // Whoever took the case over inherits the lateness, and is not charged with it again.
    let inherited = Obligation { id: ObligationId::new(Uuid::from_u128(3)), ..late.clone() };
    let never = unscored(4, Step::Accept);
    let all = [met.clone(), late.clone(), inherited, never];

    let decision = vouched(&old_paper(), &all, true);

    assert_eq!(
        changes(&decision),
        [
            (met.id, What::Counted),
            (met.id, What::Met),
            (late.id, What::Counted),
            (late.id, What::Missed),
        ]
    );
    assert!(decision.changed.iter().all(|(one, _)| one.scored));
    assert_eq!(decision.next.course.paper, Some(PaperWord::Upheld));
    let doubted = vouched(&old_paper(), &all, false);
    assert!(doubted.changed.is_empty());
    assert_eq!(doubted.next.course.paper, Some(PaperWord::Doubted));
}

#[test]
fn what_the_own_desk_typed_in_counts_for_nothing_whatever_is_said() {
    let rules = Rules::new();
    let one = Obligation { scored: false, ..owed(&rules, Step::Answer, date(2024, 10, 9)) };
    let mut own = old_paper();
    own.course.typed_in_by = Some(own.holder);

    assert!(vouched(&own, &[one], true).changed.is_empty());
}

/// A case of a state with what it owes, one of it late by now.
fn late(rules: &Rules, state: State) -> (Case, Vec<Obligation>) {
    let mut owed = duties(rules, state);
    for one in &mut owed {
        one.due_on = date(2024, 10, 9);
    }
    (case(state, Channel::Service), owed)
}

#[test]
fn an_announcement_ends_no_duty_moves_no_day_and_changes_nothing_of_the_case() {
    let rules = Rules::new();
    for state in CommandName::Announce.states() {
        for party in CommandName::Announce.parties() {
            let (subject, owed) = late(&rules, *state);
            let said = Command::Announce { text: "Hệ thống hỏng.".to_owned() };
            let done = apply(&subject, said, context(&rules, *party, &owed, None)).unwrap();

            assert_eq!((done.changed.len(), done.opens.len()), (0, 0), "{state}");
            assert_eq!(done.next, subject, "{state}");
        }
    }
}

#[test]
fn nothing_is_announced_of_a_tip_nor_of_what_waits_for_its_paper() {
    let rules = Rules::new();
    let refused = |subject: &Case, party| {
        let said = Command::Announce { text: "Hệ thống hỏng.".to_owned() };
        apply(subject, said, context(&rules, party, &[], None)).unwrap_err()
    };
    let tip = case(State::Accepted, Channel::Integrity);
    let mut unsigned = case(State::AwaitingReporter, Channel::Service);
    unsigned.course.wait = Some(Wait::Signature);

    assert_eq!(refused(&tip, Party::Holder), Refusal::OtherChannel);
    assert_eq!(refused(&unsigned, Party::Inspector), Refusal::WaitsForReporter);
    assert_eq!(
        refused(&case(State::Accepted, Channel::Service), Party::Superior),
        Refusal::HolderOnly
    );
}
