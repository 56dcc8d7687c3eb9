//! Which set scores which day, and who may sign.

use super::super::score::tests::criterion;
use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn in_force(version: i32, from_day: &str) -> SetInForce {
    SetInForce {
        version,
        from_day: day(from_day),
        sha256: None,
        criteria: Vec::new(),
        metrics: Vec::new(),
        classes: Vec::new(),
        before: None,
    }
}

fn movement(status: MovementStatus, sets: Vec<SetInForce>) -> Movement {
    Movement {
        id: MovementId::new(uuid::Uuid::nil()),
        code: "m".to_owned(),
        name_vi: String::new(),
        name_en: String::new(),
        decision: Some("1/KH-UBND".to_owned()),
        issued_on: Some(day("2024-03-01")),
        issuer: "H53".to_owned(),
        legal_refs: Vec::new(),
        starts_on: day("2024-03-01"),
        ends_on: day("2024-12-31"),
        tail_days: 31,
        status,
        template: false,
        participants: Vec::new(),
        size_classes: Vec::new(),
        version: 1,
        sets,
    }
}

#[test]
fn every_day_of_a_movement_is_scored_by_one_set() {
    let sets = vec![
        in_force(OF_FILES, "2024-03-01"),
        in_force(1, "2024-03-01"),
        in_force(2, "2024-07-01"),
    ];
    let movement = movement(MovementStatus::Active, sets);

    let by: Vec<_> = ["2024-01-01", "2024-06-30", "2024-07-01", "2025-03-01"]
        .map(|on| movement.set_on(day(on)).unwrap().version)
        .to_vec();
    let spans: Vec<_> = movement.sets[1..].iter().map(|set| movement.span(set)).collect();

    assert_eq!(by, [1, 1, 2, 2]);
    assert_eq!(
        spans,
        [(day("2024-03-01"), day("2024-06-30")), (day("2024-07-01"), day("2024-12-31")),]
    );
}

#[test]
fn a_running_movement_takes_a_set_only_from_a_day_to_come_and_after_those_before() {
    let today = day("2024-06-10");
    let running = movement(
        MovementStatus::Active,
        vec![in_force(1, "2024-03-01"), in_force(2, "2024-08-01")],
    );
    let draft = movement(MovementStatus::Draft, vec![in_force(OF_FILES, "2024-03-01")]);
    let frozen = movement(MovementStatus::Frozen, Vec::new());

    let takes = |of: &Movement, on: &str| of.takes_set_from(day(on), today);

    assert!(takes(&running, "2024-08-02"));
    for on in ["2024-08-01", "2024-07-01", "2024-06-10", "2025-01-01"] {
        assert!(!takes(&running, on), "{on}");
    }
    assert!(takes(&draft, "2024-03-01") && !takes(&draft, "2024-03-02"));
    assert!(!takes(&frozen, "2024-08-02"));
}

#[test]
fn nobody_signs_what_he_drafted_or_submitted() {
    let hand = |n: u128| Hand {
        by: UserId::new(uuid::Uuid::from_u128(n)),
        at: "2024-06-10T02:00:00Z".parse().unwrap(),
    };
    let content = SetContent {
        movement: "m".to_owned(),
        version: 1,
        from_day: day("2024-03-01"),
        frame: Frame {
            starts_on: day("2024-03-01"),
            ends_on: day("2024-12-31"),
            tail_days: 31,
            participants: String::new(),
            size_classes: Vec::new(),
            before: None,
        },
        criteria: vec![criterion()],
        metrics: Vec::new(),
    };
    let drafted =
        || Drafted { content: content.clone(), text: String::new(), sha256: String::new() };
    let draft = CriteriaSet {
        movement: MovementId::new(uuid::Uuid::nil()),
        revision: 1,
        content: content.clone(),
        text: String::new(),
        sha256: String::new(),
        drafted: hand(1),
        submitted: None,
        signed: None,
        returned_for: None,
    };
    let submitted = draft.submit(drafted(), hand(2)).unwrap();

    assert_eq!(draft.sign(hand(3)), Err(MovementRefusal::SetNotSubmitted));
    for own in [1, 2] {
        assert_eq!(submitted.sign(hand(own)), Err(MovementRefusal::SecondPerson));
    }
    let signed = submitted.sign(hand(3)).unwrap();
    assert_eq!(signed.state(), SetState::Signed);
    assert_eq!(signed.submit(drafted(), hand(2)), Err(MovementRefusal::SetNotDraft));
    assert_eq!(signed.give_back("x".to_owned()), Err(MovementRefusal::SetNotSubmitted));
    let back = submitted.give_back("Chưa rõ.".to_owned()).unwrap();
    assert_eq!((back.state(), back.revision), (SetState::Draft, 3));
}
