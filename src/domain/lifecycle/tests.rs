//! The reviewed picture of the lifecycle: what each command does in each state.

use std::fmt::Write;

use uuid::Uuid;

use super::*;
use crate::domain::ids::{CaseId, ObligationId, ReportId, RuleId};
use crate::domain::kind::Kind;
use crate::domain::obligation::Standing;
use crate::domain::unit::CodeScheme;

fn unit(n: u128, kind: UnitKind) -> Unit {
    Unit {
        id: UnitId::new(Uuid::from_u128(n)),
        code: n.to_string(),
        scheme: CodeScheme::Local,
        confirmed: true,
        name: String::new(),
        name_en: String::new(),
        kind,
        group: None,
        parent: None,
        valid_from: jiff::civil::date(2024, 1, 1),
        valid_to: None,
        email: None,
        participates: true,
        remote: false,
    }
}

fn case(state: State, channel: Channel) -> Case {
    Case {
        id: CaseId::new(Uuid::from_u128(9)),
        report_id: ReportId::new(Uuid::from_u128(8)),
        channel,
        number: None,
        kind: if channel == Channel::Service { Kind::ConductFeedback } else { Kind::CorruptionTip },
        category: "late".to_owned(),
        sector: None,
        state,
        version: 1,
        holder: UnitId::new(Uuid::from_u128(1)),
        accused: Some(UnitId::new(Uuid::from_u128(1))),
        assignee: None,
        received_on: jiff::civil::date(2024, 10, 1),
        next_due_on: jiff::civil::date(2024, 10, 15),
        outcome: (state == State::Answered).then_some(Outcome::Founded),
        closed_on: None,
    }
}

fn owed(step: Step, due: Day) -> Obligation {
    Obligation {
        id: ObligationId::new(Uuid::from_u128(match step {
            Step::Accept => 11,
            Step::Forward => 12,
            Step::Answer => 13,
        })),
        case_id: CaseId::new(Uuid::from_u128(9)),
        unit_id: UnitId::new(Uuid::from_u128(1)),
        step,
        rule_id: RuleId::new(Uuid::from_u128(7)),
        scored: step == Step::Answer,
        start_on: jiff::civil::date(2024, 10, 1),
        due_on: due,
        told_due_on: due,
        calendar_as_of: jiff::civil::date(2024, 10, 1),
        status: Standing::Open,
        ended_on: None,
        missed_on: None,
    }
}

fn commands() -> Vec<Command> {
    let text = || "vì sao".to_owned();
    vec![
        Command::Accept,
        Command::Decline { ground: DeclineGround::NotInScope, text: text() },
        Command::Forward { text: text() },
        Command::Answer { outcome: Outcome::Founded, remedy: None, text: text() },
        Command::Close,
    ]
}

/// The picture of the law: every state and command, with what follows.
#[test]
fn every_state_answers_every_command_as_reviewed() {
    let due = jiff::civil::date(2024, 10, 15);
    let receiver = unit(2, UnitKind::ProvincialBody);
    let mut matrix = String::new();
    for state in State::ALL {
        for command in commands() {
            let steps = [Step::Accept, Step::Forward, Step::Answer];
            let obligations: Vec<Obligation> = steps.map(|step| owed(step, due)).to_vec();
            let name = command.name();
            let context = Context {
                today: jiff::civil::date(2024, 10, 10),
                actor_unit: Some(UnitId::new(Uuid::from_u128(1))),
                obligations: &obligations,
                receiver: Some(&receiver),
            };
            let line = match apply(&case(*state, Channel::Service), command, context) {
                Err(refusal) => format!("refused: {refusal}"),
                Ok(decision) => {
                    let changes: Vec<String> = decision
                        .changes
                        .iter()
                        .map(|change| format!("{} {}", change.step, change.what))
                        .collect();
                    format!("{} [{}]", decision.next, changes.join(", "))
                }
            };
            writeln!(matrix, "{state:9} {name:8} {line}").unwrap();
        }
    }
    insta::assert_snapshot!(matrix, @r"
    received  accept   accepted [accept met, forward released]
    received  decline  declined [accept met, forward released, answer released]
    received  forward  received [accept met, forward met, answer released]
    received  answer   refused: not_accepted
    received  close    refused: not_answered
    accepted  accept   refused: already_accepted
    accepted  decline  refused: already_accepted
    accepted  forward  received [accept met, forward met, answer released]
    accepted  answer   answered [accept released, forward released, answer met]
    accepted  close    refused: not_answered
    answered  accept   refused: already_answered
    answered  decline  refused: already_answered
    answered  forward  refused: already_answered
    answered  answer   refused: already_answered
    answered  close    closed [accept released, forward released, answer released]
    closed    accept   refused: case_is_over
    closed    decline  refused: case_is_over
    closed    forward  refused: case_is_over
    closed    answer   refused: case_is_over
    closed    close    refused: case_is_over
    declined  accept   refused: case_is_over
    declined  decline  refused: case_is_over
    declined  forward  refused: case_is_over
    declined  answer   refused: case_is_over
    declined  close    refused: case_is_over
    ");
}

#[test]
fn what_is_done_after_its_last_day_is_a_miss_once() {
    let late = owed(Step::Answer, jiff::civil::date(2024, 10, 9));
    let recorded = Obligation { missed_on: Some(jiff::civil::date(2024, 10, 10)), ..late.clone() };
    let answered = |one: &Obligation| {
        let context = Context {
            today: jiff::civil::date(2024, 10, 10),
            actor_unit: Some(UnitId::new(Uuid::from_u128(1))),
            obligations: std::slice::from_ref(one),
            receiver: None,
        };
        let command =
            Command::Answer { outcome: Outcome::Founded, remedy: None, text: "x".to_owned() };
        let decision = apply(&case(State::Accepted, Channel::Service), command, context).unwrap();
        decision.changes.iter().map(|change| change.what).collect::<Vec<_>>()
    };

    assert_eq!(answered(&late), [What::Missed, What::MetLate]);
    assert_eq!(answered(&recorded), [What::MetLate]);
    assert_eq!(answered(&owed(Step::Answer, jiff::civil::date(2024, 10, 10))), [What::Met]);
}

#[test]
fn a_tip_goes_to_an_inspectorate_only_and_never_to_the_accused() {
    let forward = |receiver: &Unit| {
        let context = Context {
            today: jiff::civil::date(2024, 10, 10),
            actor_unit: Some(UnitId::new(Uuid::from_u128(1))),
            obligations: &[],
            receiver: Some(receiver),
        };
        let tip = Case {
            accused: Some(UnitId::new(Uuid::from_u128(3))),
            ..case(State::Received, Channel::Integrity)
        };
        apply(&tip, Command::Forward { text: "x".to_owned() }, context)
            .map(|decision| decision.new_holder)
    };

    assert_eq!(
        forward(&unit(2, UnitKind::Inspectorate)),
        Ok(Some(UnitId::new(Uuid::from_u128(2))))
    );
    assert_eq!(forward(&unit(3, UnitKind::Inspectorate)), Err(Refusal::ReceiverNotAllowed));
    assert_eq!(forward(&unit(4, UnitKind::ProvincialBody)), Err(Refusal::ReceiverNotAllowed));
}
