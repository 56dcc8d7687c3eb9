//! One guard: what it lets pass is not refused for any reason but its members, and what it stops is never done.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::domain::case::PaperWord;
use crate::domain::case::promise::{Promise, PromiseState};

/// Every command with members of which some are right in whatever case.
fn candidates() -> Vec<Command> {
    let text = || "vì sao".to_owned();
    let mut all = commands();
    for ground in DeclineGround::ALL {
        all.push(Command::Decline { ground: *ground, text: text() });
    }
    for kind in Kind::ALL {
        all.push(Command::Requalify { kind: *kind, category: None, text: text() });
    }
    all.push(Command::SettleDispute { upheld: false, wrong_forward: false, text: text() });
    for outcome in Outcome::ALL {
        let (remedy, remedy_due_on) = (None, None);
        all.push(Command::Answer {
            outcome: *outcome,
            remedy,
            remedy_due_on,
            for_all: None,
            text: text(),
        });
    }
    for promised_on in [None, Some(PROMISED), Some(date(2024, 10, 9)), Some(date(2024, 10, 18))] {
        all.push(Command::Promise(PromiseCommand::Confirm { promised_on }));
        all.push(Command::Promise(PromiseCommand::Deny { promised_on, text: text() }));
        all.push(Command::Promise(PromiseCommand::Settle { promised_on, text: text() }));
    }
    for promised_on in [LATE, date(2024, 10, 18)] {
        all.push(Command::Promise(PromiseCommand::Claim { promised_on, text: text() }));
        let finished_on = promised_on.min(TODAY);
        all.push(Command::Promise(PromiseCommand::RecordResult { finished_on, text: text() }));
    }
    for served_on in [TODAY, date(2024, 10, 8)] {
        for new_date in [None, Some(date(2024, 10, 25))] {
            all.push(Command::Promise(PromiseCommand::Apologise(letter(served_on, new_date))));
        }
    }
    all
}

const LATE: Day = date(2024, 10, 9);
const ON_TIME: Day = date(2024, 10, 15);

fn promises() -> impl Strategy<Value = Option<Promise>> {
    let claimed = Promise::claimed(PROMISED);
    let past = Promise { promised_on: Some(LATE), claimed_on: Some(LATE), ..claimed };
    let stands = Promise { state: PromiseState::Confirmed, promised_on: Some(PROMISED), ..claimed };
    select(vec![
        None,
        Some(claimed),
        Some(Promise { state: PromiseState::Denied, ..claimed }),
        Some(Promise { state: PromiseState::Denied, ..stands }),
        Some(Promise { claimed_on: None, ..stands }),
        Some(stands),
        Some(Promise { state: PromiseState::Unanswered, ..past }),
        Some(Promise { state: PromiseState::Settled, promised_on: None, ..claimed }),
        Some(Promise { apologised_on: Some(LATE), new_date: Some(ON_TIME), ..stands }),
        Some(Promise { finished_on: Some(LATE), ..stands }),
    ])
}

/// What a case may owe: any steps, each late or not, with its clock standing still or not.
fn owing(rules: &Rules) -> impl Strategy<Value = Vec<Obligation>> {
    let steps = vec![
        Step::Accept,
        Step::Forward,
        Step::Answer,
        Step::Remedy,
        Step::Notify,
        Step::Publish,
        Step::Consult,
        Step::ConfirmPromise,
        Step::FinishOrApologise,
    ];
    let kinds = [Step::Answer, Step::Accept].map(|step| owed(rules, step, ON_TIME).rule_id);
    let base = owed(rules, Step::Answer, ON_TIME);
    (subsequence(steps, 0..=5), any::<bool>(), select(vec![0_u8, 1, 2])).prop_map(
        move |(steps, late, paused)| {
            let due_on = if late { LATE } else { ON_TIME };
            let move_of = |step: Step| {
                let still = paused > 0 && step == Step::Answer;
                let cap_on = (paused == 2).then_some(date(2024, 10, 20));
                let ground = "expertise".to_owned();
                still.then(|| crate::domain::obligation::Move::Paused {
                    ground,
                    from: date(2024, 10, 3),
                    until: Some(date(2024, 10, 5)),
                    cap_on,
                    before: None,
                })
            };
            let one = |step: Step| Obligation {
                id: ObligationId::new(Uuid::new_v5(&Uuid::nil(), step.as_str().as_bytes())),
                step,
                due_on,
                rule_id: if step == Step::Answer { kinds[0] } else { kinds[1] },
                moves: move_of(step).into_iter().collect(),
                ..base.clone()
            };
            steps.into_iter().map(one).collect()
        },
    )
}

fn cases() -> impl Strategy<Value = Case> {
    let kinds = [
        Kind::ConductFeedback,
        Kind::Complaint,
        Kind::FrontDemand,
        Kind::Denunciation,
        Kind::CorruptionTip,
    ];
    let waits = [Wait::Reply, Wait::Signature, Wait::Suspension, Wait::Confirmation];
    let gives = [State::Received, State::Accepted];
    let flags = proptest::collection::vec(any::<bool>(), 12);
    let outcomes = proptest::option::of(select(Outcome::ALL));
    let shape = (select(State::ALL), select(kinds.to_vec()), select(waits.to_vec()));
    (shape, select(gives.to_vec()), flags, promises(), outcomes).prop_map(
        |((state, kind, wait), gives, flags, promise, outcome)| {
            let mut found = Case { kind, ..case(state, kind.channel()) };
            let person = |n| UserId::new(Uuid::from_u128(n));
            if matches!(state, State::AwaitingReporter | State::Suspended) {
                found.course.resumes_to = Some(gives);
            }
            if state == State::AwaitingReporter {
                found.course.wait = Some(if wait == Wait::Signature { wait } else { Wait::Reply });
            }
            if matches!(state, State::Answered | State::Closed) {
                found.outcome = outcome;
            }
            let course = &mut found.course;
            course.disputed_to = flags[0].then(|| id(2));
            course.disputed_by = if flags[0] || flags[1] { vec![id(1)] } else { Vec::new() };
            course.forwarded_by = flags[2].then(|| id(4));
            course.reopened = u16::from(flags[3]);
            course.reviewed = flags[4];
            course.signs_noted_on = flags[5].then_some(date(2024, 10, 2));
            course.consulted = (flags[5] && flags[6]).then(|| id(3));
            course.copy_owed = state == State::Referred && flags[7];
            course.public_answer = flags[8].then(|| PublicAnswerId::new(Uuid::from_u128(6)));
            course.answered_by = flags[9].then(|| person(if flags[10] { 5 } else { 7 }));
            course.barred = flags[10].then(|| person(5));
            course.close_proposed_by = flags[11].then(|| person(if flags[9] { 5 } else { 7 }));
            course.paper = flags[1].then_some(PaperWord::Awaited);
            course.promise = promise.filter(|_| kind.is_about_a_dossier());
            if flags[3] {
                found.accused = Some(id(2));
            }
            found
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    #[test]
    fn an_offered_command_is_taken_with_right_members_and_no_other_is(
        subject in cases(),
        owed in owing(&Rules::new()),
        party in select(Party::ALL),
        deputy in any::<bool>(),
    ) {
        let rules = Rules::new();
        let receivers = [unit(2, UnitKind::ProvincialBody), unit(3, UnitKind::Inspectorate)];
        let candidates = candidates();
        for name in CommandName::ALL.iter().copied() {
            let mut taken = false;
            let mut why = Vec::new();
            let base = context(&rules, party, &owed, None);
            let base = Context { deputy: deputy.then_some("12/QĐ"), ..base };
            let stopped = refusal(&subject, name, &base.asking());
            for command in candidates.iter().filter(|one| one.name() == name) {
                for receiver in &receivers {
                    let consulted = Some(receiver);
                    let ctx = Context { receiver: Some(receiver), consulted, ..base };
                    let done = apply(&subject, command.clone(), ctx).map(|_| ());
                    if let Some(refusal) = stopped {
                        prop_assert_eq!(done, Err(refusal), "{} {}", party, name);
                    }
                    taken |= done.is_ok();
                    why.extend(done.err());
                }
            }
            // What the register of apologies has, only the register knows.
            let told_elsewhere = name == CommandName::RecallApology;
            prop_assert!(
                stopped.is_some() || taken || told_elsewhere,
                "{party} {name} in {}: offered, and refused with {why:?}", subject.state
            );
        }
    }
}
