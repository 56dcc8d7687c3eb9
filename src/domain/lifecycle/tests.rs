//! The reviewed picture of the lifecycle: what each command does in each state.

use std::fmt::Write;

use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::case::{Course, Outcome};
use crate::domain::deadline::{
    ANY_KIND, AppliesBy, Basis, DeadlineRule, Period, PeriodUnit, RuleBook, Variant,
};
use crate::domain::event::{DeclineGround, ManifestEntry, ReturnGround};
use crate::domain::ids::{CaseId, ObligationId, ReportId, RuleId};
use crate::domain::kind::{Anonymity, Channel, Kind, KindSpec, Signature};
use crate::domain::law::{ComplexityCriterion, PauseRule};
use crate::domain::unit::{CodeScheme, UnitKind};

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
    }
}

/// A small law: ten working days for everything that is owed, ten days for what is waited for.
struct Rules {
    book: RuleBook,
    calendar: Calendar,
    pauses: Vec<PauseRule>,
    criteria: Vec<ComplexityCriterion>,
    kinds: Vec<KindSpec>,
}

fn rule(n: u128, kind: &str, step: Step, from_event: FromEvent, variant: Variant) -> DeadlineRule {
    let unit = if step.is_duty() { PeriodUnit::WorkingDay } else { PeriodUnit::Day };
    let length = if variant == Variant::Normal { 10 } else { 15 };
    DeadlineRule {
        id: RuleId::new(Uuid::from_u128(n)),
        code: n.to_string(),
        kind: kind.to_owned(),
        step,
        variant,
        period: Period { n: length, unit, roll_last_day: true },
        from_event,
        max_extensions: 1,
        extension: Some(Period { n: 5, unit, roll_last_day: true }),
        legal_ref_vi: String::new(),
        legal_ref_en: String::new(),
        basis: Basis::Statute,
        confirmed: true,
        scored: step == Step::Answer,
        valid_from: date(2024, 1, 1),
        valid_to: None,
        applies_by: AppliesBy::ReceivedOn,
    }
}

fn spec(kind: Kind, signature: Signature, anonymous: Anonymity) -> KindSpec {
    KindSpec {
        kind,
        name_vi: String::new(),
        name_en: String::new(),
        channel: kind.channel(),
        anonymous,
        contact_required: false,
        contact_visible_to_unit: false,
        filed_by: Vec::new(),
        filed_via: Vec::new(),
        signature,
        requires: Vec::new(),
        complex_from: Some(1),
        specially_complex_from: Some(2),
        active: true,
        confirmed: true,
        form_vi: None,
        form_en: None,
        legal_ref_vi: String::new(),
        legal_ref_en: String::new(),
        visibility_vi: String::new(),
        visibility_en: String::new(),
        valid_from: date(2024, 1, 1),
        valid_to: None,
    }
}

impl Rules {
    fn new() -> Self {
        let feedback = Kind::ConductFeedback.as_str();
        let mut rules = Vec::new();
        let mut n = 100;
        let mut add = |kind: &str, step, from, variant| {
            n += 1;
            rules.push(rule(n, kind, step, from, variant));
        };
        for from in [FromEvent::Received, FromEvent::ForwardedIn] {
            for step in [Step::Accept, Step::Forward, Step::Answer] {
                add(feedback, step, from, Variant::Normal);
            }
        }
        add(feedback, Step::Answer, FromEvent::Received, Variant::Complex);
        add(Kind::Complaint.as_str(), Step::Accept, FromEvent::Received, Variant::Normal);
        add(Kind::Complaint.as_str(), Step::Answer, FromEvent::Accepted, Variant::Normal);
        add(Kind::Complaint.as_str(), Step::Notify, FromEvent::Answered, Variant::Normal);
        for (step, from) in [
            (Step::Sign, FromEvent::SignedWait),
            (Step::Reply, FromEvent::Asked),
            (Step::Confirm, FromEvent::Answered),
            (Step::Reopen, FromEvent::Answered),
            (Step::Answer, FromEvent::Reopened),
            (Step::Consult, FromEvent::Consulted),
        ] {
            add(ANY_KIND, step, from, Variant::Normal);
        }
        let pause = |ground: &str| PauseRule {
            code: ground.to_owned(),
            kind: Kind::ConductFeedback,
            ground: ground.to_owned(),
            name_vi: String::new(),
            name_en: String::new(),
            cap: Some(Period { n: 10, unit: PeriodUnit::Day, roll_last_day: false }),
            legal_ref_vi: String::new(),
            legal_ref_en: String::new(),
            confirmed: true,
            valid_from: date(2024, 1, 1),
            valid_to: None,
            applies_by: AppliesBy::StepOn,
        };
        let criterion = ComplexityCriterion {
            code: "many_places".to_owned(),
            kind: Kind::ConductFeedback,
            name_vi: String::new(),
            name_en: String::new(),
            legal_ref_vi: String::new(),
            legal_ref_en: String::new(),
            confirmed: true,
            valid_from: date(2024, 1, 1),
            valid_to: None,
        };
        Self {
            book: RuleBook::new(rules).unwrap(),
            calendar: Calendar::default(),
            pauses: vec![pause("expertise"), pause("waiting_for_reporter")],
            criteria: vec![criterion],
            kinds: vec![
                spec(Kind::ConductFeedback, Signature::None, Anonymity::Forbidden),
                spec(Kind::Complaint, Signature::Required, Anonymity::Forbidden),
                spec(Kind::CorruptionTip, Signature::None, Anonymity::Allowed),
                spec(Kind::Denunciation, Signature::Required, Anonymity::Forbidden),
            ],
        }
    }

    fn law(&self) -> Law<'_> {
        Law {
            rules: &self.book,
            calendar: &self.calendar,
            pauses: &self.pauses,
            criteria: &self.criteria,
            kinds: &self.kinds,
        }
    }

    fn rule_of(&self, step: Step, from: FromEvent) -> RuleId {
        let (kind, on) = (Kind::ConductFeedback, TODAY);
        let found = self.book.fitting(kind, step, Variant::Normal, from, on, on);
        found.map_or(RuleId::new(Uuid::nil()), |rule| rule.id)
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
        State::Merged => Some(State::Received),
        _ => None,
    };
    let answered = matches!(state, State::Answered | State::Closed);
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
        holder: id(1),
        accused: Some(id(1)),
        assignee: None,
        received_on: date(2024, 10, 1),
        next_due_on: date(2024, 10, 15),
        outcome: answered.then_some(Outcome::Founded),
        closed_on: None,
        variant: Variant::Normal,
        waits_until: wait.map(|_| date(2024, 10, 9)),
        course: Course {
            wait,
            resumes_to,
            reopen_until: answered.then_some(date(2024, 11, 1)),
            signs_noted_on: Some(date(2024, 10, 2)),
            disputed_to: (state == State::Received).then_some(id(2)),
            ..Course::default()
        },
    }
}

fn owed(rules: &Rules, step: Step, due: Day) -> Obligation {
    Obligation {
        id: ObligationId::new(Uuid::from_u128(step as u128 + 11)),
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
        status: Standing::Open,
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
        _ => &[],
    };
    let mut found: Vec<_> = steps.iter().map(|step| owed(rules, *step, due)).collect();
    if state == State::AwaitingReporter || state == State::Suspended {
        let pause = crate::domain::obligation::Move::Paused {
            ground: "expertise".to_owned(),
            from: date(2024, 10, 3),
            until: None,
            cap_on: Some(date(2024, 10, 9)),
        };
        for one in &mut found {
            one.moves.push(pause.clone());
        }
    }
    if matches!(state, State::Answered | State::Closed) {
        let met = Obligation {
            status: Standing::Met,
            ended_on: Some(date(2024, 10, 8)),
            ..owed(rules, Step::Answer, due)
        };
        found.push(met);
    }
    found
}

fn commands() -> Vec<Command> {
    let text = || "vì sao".to_owned();
    let manifest = vec![ManifestEntry { name: text(), sha256: "0".repeat(64) }];
    let into = CaseId::new(Uuid::from_u128(77));
    vec![
        Command::Accept,
        Command::Decline { ground: DeclineGround::NotInScope, text: text() },
        Command::Forward { text: text() },
        Command::DisputeCompetence { text: text() },
        Command::SettleDispute { upheld: true, text: text() },
        Command::Requalify { kind: Kind::Complaint, text: text() },
        Command::AskReporter { text: text() },
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
            text: text(),
        },
        Command::FulfilRemedy { text: text() },
        Command::Notify { text: text() },
        Command::Publish { text: text() },
        Command::ReturnAnswer { ground: ReturnGround::Generic, text: text() },
        Command::Confirm,
        Command::Reopen { text: text() },
        Command::Review { text: text() },
        Command::Withdraw { under_pressure: false, text: text() },
        Command::MergeInto { into, text: text() },
        Command::Unmerge { text: text() },
        Command::NoteCriminalSigns { text: text() },
        Command::Consult,
        Command::RecordConsultation { text: text() },
        Command::Refer { authority: text(), manifest, text: text() },
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
        obligations,
        receiver,
        superior: None,
        consulted: receiver,
        merge_target: true,
        named: true,
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
            let ctx = context(&rules, party, &obligations, Some(&receiver));
            let line = match apply(&case(*state, Channel::Service), command, ctx) {
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

#[test]
fn what_is_offered_is_not_refused_for_its_state_or_its_party() {
    let rules = Rules::new();
    let receiver = unit(2, UnitKind::ProvincialBody);
    let never = [Refusal::HolderOnly, Refusal::InspectorOnly, Refusal::CaseIsOver];
    for state in State::ALL {
        let obligations = duties(&rules, *state);
        for party in Party::ALL {
            let subject = case(*state, Channel::Service);
            for name in allowed(&subject, *party) {
                let command = commands().into_iter().find(|it| it.name() == name).unwrap();
                let ctx = context(&rules, *party, &obligations, Some(&receiver));
                let refused = apply(&subject, command, ctx).err();
                assert!(
                    refused.is_none_or(|refusal| !never.contains(&refusal)),
                    "{party} {name} in {state}: {refused:?}"
                );
            }
        }
    }
}

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
        let command = Command::Requalify { kind, text: "x".to_owned() };
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
    let answered =
        Case { kind: Kind::Denunciation, ..case(State::Answered, Channel::Integrity) };

    let proposed = close(&answered, 1).unwrap();
    assert_eq!(proposed.next.state, State::Answered);
    assert_eq!(close(&proposed.next, 1).unwrap_err(), Refusal::SamePerson);
    assert_eq!(close(&proposed.next, 2).unwrap().next.state, State::Closed);
}

#[test]
fn a_unit_does_not_close_its_own_unfounded_but_a_leader_above_does() {
    let rules = Rules::new();
    let unfounded =
        Case { outcome: Some(Outcome::Unfounded), ..case(State::Answered, Channel::Service) };
    let close = |party| {
        let ctx = context(&rules, party, &[], None);
        apply(&unfounded, Command::Close, ctx).map(|decision| decision.next.state)
    };

    assert_eq!(close(Party::Holder), Err(Refusal::OwnUnfoundedNeedsSecondPerson));
    assert_eq!(close(Party::Superior), Ok(State::Closed));
    assert_eq!(close(Party::Inspector), Ok(State::Closed));
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
    assert_eq!(again.0.status, Standing::Open);
    assert_eq!(again.0.due_on, date(2024, 10, 15), "by the same last day");
    assert_eq!(decision.next.state, State::Accepted);
}

#[test]
fn the_silence_of_a_consulted_body_blocks_nothing() {
    let rules = Rules::new();
    let mut signs = case(State::Accepted, Channel::Service);
    let body = unit(3, UnitKind::ProvincialBody);
    let refer = || Command::Refer {
        authority: "x".to_owned(),
        manifest: Vec::new(),
        text: "x".to_owned(),
    };
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
            text: "x".to_owned(),
        };
        apply(&accepted, command, ctx).map(|decision| decision.next.state)
    };

    assert_eq!(answer(5), Err(Refusal::AnotherHandlerNeeded));
    assert_eq!(answer(6), Ok(State::Answered));
}
