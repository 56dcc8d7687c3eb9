//! The reviewed picture of the lifecycle: what each command does in each state.

mod disputes;
mod guard;
mod hands;
mod promises;
mod referral;
mod refusals;
mod rules;
mod word;

use std::fmt::Write;

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::domain::case::{CaseFacts, Outcome, SenderBasis};
use crate::domain::case::{State, Wait};
use crate::domain::deadline::Variant;
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::event::EventKind;
use crate::domain::event::{DeclineGround, ManifestEntry, ReturnGround};
use crate::domain::ids::{CaseId, CaseKey, ObligationId, PublicAnswerId};
use crate::domain::ids::{UnitId, UserId};
use crate::domain::kind::{Channel, Kind};
use crate::domain::law::Law;
use crate::domain::obligation::{DutyStatus, Obligation, What};
use crate::domain::time::Day;
use crate::domain::units::unit::Unit;
use crate::domain::units::unit::{CodeScheme, UnitKind};

use promises::{PROMISED, letter};
use rules::Rules;

const TODAY: Day = date(2024, 10, 10);

fn id(n: u128) -> UnitId {
    UnitId::new(Uuid::from_u128(n))
}

fn unit(n: u128, kind: UnitKind) -> Unit {
    Unit {
        id: id(n),
        code: n.to_string(),
        scheme: CodeScheme::Local,
        confirmed: true,
        name: String::new(),
        name_en: String::new(),
        kind,
        group: None,
        parent: None,
        valid_from: date(2024, 1, 1),
        valid_to: None,
        email: None,
        participates: true,
        remote: false,
        centre: None,
    }
}

fn case(state: State, channel: Channel) -> Case {
    let wait = match state {
        State::AwaitingReporter => Some(Wait::Reply),
        State::Suspended => Some(Wait::Suspension),
        State::Answered => Some(Wait::Confirmation),
        _ => None,
    };
    let resumes_to = match state {
        State::AwaitingReporter | State::Suspended => Some(State::Accepted),
        _ => None,
    };
    let answered = matches!(state, State::Answered | State::Closed);
    Case {
        id: CaseId::new(Uuid::from_u128(9)),
        key: CaseKey::new(8),
        channel,
        number: None,
        kind: if channel == Channel::Service { Kind::ConductFeedback } else { Kind::CorruptionTip },
        category: "late".to_owned(),
        sector: None,
        state,
        version: 1,
        holder: id(1),
        accused: Some(id(1)),
        assignee: None,
        received_on: date(2024, 10, 1),
        next_due_on: date(2024, 10, 15),
        outcome: answered.then_some(Outcome::Founded),
        closed_on: None,
        variant: Variant::Normal,
        waits_until: wait.map(|_| date(2024, 10, 9)),
        held_until: None,
        course: CaseFacts {
            wait,
            resumes_to,
            reopen_until: answered.then_some(date(2024, 11, 1)),
            signs_noted_on: Some(date(2024, 10, 2)),
            copy_owed: state == State::Referred,
            ..CaseFacts::default()
        },
    }
}

fn owed(rules: &Rules, step: Step, due: Day) -> Obligation {
    Obligation {
        id: ObligationId::new(Uuid::new_v5(&Uuid::nil(), step.as_str().as_bytes())),
        case_id: CaseId::new(Uuid::from_u128(9)),
        unit_id: id(1),
        step,
        rule_id: rules.rule_of(step, FromEvent::Received),
        scored: step == Step::Answer,
        start_on: date(2024, 10, 1),
        due_on: due,
        cohort_on: due,
        told_due_on: due,
        calendar_as_of: date(2024, 10, 1),
        status: DutyStatus::Open,
        ended_on: None,
        missed_on: None,
        moves: Vec::new(),
    }
}

/// What a case in `state` owes.
fn duties(rules: &Rules, state: State) -> Vec<Obligation> {
    let due = date(2024, 10, 15);
    let steps: &[Step] = match state {
        State::Received => &[Step::Accept, Step::Forward, Step::Answer],
        State::Accepted | State::AwaitingReporter | State::Suspended => &[Step::Answer],
        State::Answered => &[Step::Remedy],
        State::Referred => &[Step::ProcuracyCopy],
        _ => &[],
    };
    let mut found: Vec<_> = steps.iter().map(|step| owed(rules, *step, due)).collect();
    if state == State::AwaitingReporter || state == State::Suspended {
        let pause = crate::domain::obligation::Move::Paused {
            ground: "expertise".to_owned(),
            from: date(2024, 10, 3),
            until: None,
            cap_on: Some(date(2024, 10, 9)),
            before: None,
        };
        for one in &mut found {
            one.moves.push(pause.clone());
        }
    }
    if matches!(state, State::Answered | State::Closed) {
        let met = Obligation {
            status: DutyStatus::Met,
            ended_on: Some(date(2024, 10, 8)),
            ..owed(rules, Step::Answer, due)
        };
        found.push(met);
    }
    found
}

fn commands() -> Vec<Command> {
    let text = || "vì sao".to_owned();
    let manifest = vec![ManifestEntry { name: text(), sha256: "0".repeat(64), custody: None }];
    let into = CaseId::new(Uuid::from_u128(77));
    vec![
        Command::Accept,
        Command::Decline { ground: DeclineGround::NotInScope, text: text() },
        Command::Forward { text: text() },
        Command::DisputeCompetence { text: text() },
        Command::SettleDispute { upheld: true, wrong_forward: false, text: text() },
        Command::Requalify { kind: Kind::Complaint, category: None, text: text() },
        Command::CallUp { text: text() },
        Command::Correct(Correction {
            sector: Some("land".to_owned()),
            text: text(),
            ..Correction::default()
        }),
        Command::AskReporter { text: text() },
        Command::Announce { text: text() },
        Command::ReporterReply { text: text() },
        Command::RecordSignature { signed_on: TODAY },
        Command::Suspend { ground: "expertise".to_owned(), text: text() },
        Command::Resume,
        Command::Lapse,
        Command::Extend { decision_no: text(), signer: text(), text: text() },
        Command::RecordComplexity { criteria: vec!["many_places".to_owned()], text: text() },
        Command::Answer {
            outcome: Outcome::Founded,
            remedy: None,
            remedy_due_on: None,
            for_all: None,
            text: text(),
        },
        Command::FulfilRemedy { text: text() },
        Command::Notify { text: text() },
        Command::Publish { text: text() },
        Command::PublishAnswer { question: text(), text: text() },
        Command::WithdrawPublication { text: text() },
        Command::ReturnAnswer { ground: ReturnGround::Generic, text: text() },
        Command::Confirm,
        Command::Reopen { text: text() },
        Command::Review { text: text() },
        Command::Withdraw { under_pressure: false, text: text() },
        Command::MergeInto { into, text: text() },
        Command::SettleMerge { upheld: true, text: text() },
        Command::Unmerge { text: text() },
        Command::AddFacts { text: text() },
        Command::FlagRetaliation { text: text() },
        Command::VouchPaper { upheld: true, text: text() },
        Command::ConfirmSender { confirmed: true, basis: SenderBasis::Person, text: text() },
        Command::NoteCriminalSigns { text: text() },
        Command::Consult,
        Command::RecordConsultation { text: text() },
        Command::Refer(Referral {
            authority: text(),
            procuracy: text(),
            manifest,
            files: Vec::new(),
            remaining: None,
            text: text(),
        }),
        Command::RecordProcuracyCopy { document_no: text(), document_on: TODAY },
        Command::Promise(PromiseCommand::Claim { promised_on: PROMISED, text: text() }),
        Command::Promise(PromiseCommand::Confirm { promised_on: None }),
        Command::Promise(PromiseCommand::Deny { promised_on: None, text: text() }),
        Command::Promise(PromiseCommand::Settle { promised_on: Some(PROMISED), text: text() }),
        Command::Promise(PromiseCommand::LetStand),
        Command::Promise(PromiseCommand::Recall),
        Command::Promise(PromiseCommand::Apologise(letter(TODAY, Some(date(2024, 10, 25))))),
        Command::Promise(PromiseCommand::RecordResult { finished_on: TODAY, text: text() }),
        Command::Close,
    ]
}

fn context<'a>(
    rules: &'a Rules,
    party: Party,
    obligations: &'a [Obligation],
    receiver: Option<&'a Unit>,
) -> Context<'a> {
    Context {
        today: TODAY,
        party,
        actor: Some(UserId::new(Uuid::from_u128(5))),
        body: Some(id(6)),
        hand: None,
        deputy: None,
        obligations,
        receiver,
        heir: None,
        superior: None,
        consulted: receiver,
        lead: Some(Lead { id: CaseId::new(Uuid::from_u128(77)), same_dossier: true }),
        shared: None,
        rerouted: None,
        rest: None,
        named: true,
        registered: None,
        knows_reporter: true,
        public_id: PublicAnswerId::new(Uuid::from_u128(6)),
        law: rules.law(),
    }
}

/// The picture of the law: every state and command, by whoever may give it first, with what
/// follows.
#[test]
fn every_state_answers_every_command_as_reviewed() {
    let rules = Rules::new();
    let receiver = unit(2, UnitKind::ProvincialBody);
    let mut matrix = String::new();
    for state in State::ALL {
        let obligations = duties(&rules, *state);
        for command in commands() {
            let name = command.name();
            let party = *name.parties().first().unwrap();
            let mut subject = case(*state, Channel::Service);
            let disputed = *state == State::Received && name == CommandName::SettleDispute;
            subject.course.disputed_to = disputed.then_some(id(2));
            let (subject, claim) = promises::spoken_of(&rules, subject, name);
            let owed: Vec<_> = obligations.iter().cloned().chain(claim).collect();
            let ctx = context(&rules, party, &owed, Some(&receiver));
            let line = match apply(&subject, command, ctx) {
                Err(refusal) => format!("- {refusal}"),
                Ok(decision) => {
                    let changed = decision.changed.iter();
                    let changes: Vec<String> =
                        changed.map(|(one, what)| format!("{} {what}", one.step)).collect();
                    let opens: Vec<&str> =
                        decision.opens.iter().map(|open| open.duty.step.as_str()).collect();
                    let mut line = decision.next.state.to_string();
                    if !changes.is_empty() {
                        write!(line, " [{}]", changes.join(", ")).unwrap();
                    }
                    if !opens.is_empty() {
                        write!(line, " opens {}", opens.join(", ")).unwrap();
                    }
                    line
                }
            };
            writeln!(matrix, "{state:17} {party:9} {name:19} {line}").unwrap();
        }
    }
    insta::assert_snapshot!(matrix);
}

#[test]
fn nobody_gives_a_command_that_is_not_theirs() {
    let rules = Rules::new();
    for state in State::ALL {
        let obligations = duties(&rules, *state);
        for party in Party::ALL {
            for command in commands() {
                let name = command.name();
                if name.parties().contains(party) {
                    continue;
                }
                let ctx = context(&rules, *party, &obligations, None);
                let refused = apply(&case(*state, Channel::Service), command, ctx);
                assert!(refused.is_err(), "{party} {name} in {state}");
            }
        }
    }
}
