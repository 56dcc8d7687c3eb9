//! The promised day of a dossier: who may say what of it, and what each word and each day brings.

mod review;

use super::*;
use crate::domain::case::promise::{Promise, PromiseState, Verdict};
use crate::domain::ids::ApologyId;
use crate::domain::records::apology::{Apology, ApologyLetter, Delivery};
use crate::domain::time::Instant;

/// The day the dossier was promised for; a Wednesday.
pub(super) const PROMISED: Day = date(2024, 10, 16);

pub(super) fn letter(served_on: Day, new_date: Option<Day>) -> ApologyLetter {
    ApologyLetter {
        served_on,
        served_by: Delivery::InPerson,
        new_date,
        signer: "x".to_owned(),
        document: "12/XL".to_owned(),
        reason: "x".to_owned(),
    }
}

/// The case as it must be for a command on a promised day to make sense, and the duty to speak.
pub(super) fn spoken_of(
    rules: &Rules,
    subject: Case,
    name: CommandName,
) -> (Case, Option<Obligation>) {
    let claimed = Promise::claimed(PROMISED);
    let (promise, due) = match name {
        CommandName::SettlePromise => (Promise { state: PromiseState::Denied, ..claimed }, None),
        CommandName::LetPromiseStand => (claimed, Some(date(2024, 10, 9))),
        name if name.is_of_promise() && name != CommandName::ClaimPromise => {
            (claimed, Some(date(2024, 10, 15)))
        }
        _ => return (subject, None),
    };
    let course = CaseFacts { promise: Some(promise), ..subject.course };
    let duty = due.map(|due| owed(rules, Step::ConfirmPromise, due));
    (Case { course, ..subject }, duty.filter(|_| subject.state.is_open()))
}

/// A case played forward, one command after the other.
struct Play {
    rules: Rules,
    case: Case,
    owed: Vec<Obligation>,
    registered: Option<Apology>,
    /// The last id that was drawn.
    drawn: u128,
}

impl Play {
    fn claimed() -> Self {
        let (rules, case) = (Rules::new(), case(State::Accepted, Channel::Service));
        let promise = Some(Promise::claimed(PROMISED));
        let course = CaseFacts { promise, ..CaseFacts::default() };
        let owed = vec![owed(&rules, Step::ConfirmPromise, date(2024, 10, 9))];
        Self { rules, case: Case { course, ..case }, owed, registered: None, drawn: 1000 }
    }

    fn give(&mut self, on: Day, party: Party, what: PromiseCommand) -> Result<(), Refusal> {
        let ctx = Context {
            today: on,
            registered: self.registered.as_ref(),
            ..context(&self.rules, party, &self.owed, None)
        };
        let decision = apply(&self.case, Command::Promise(what), ctx)?;
        self.take(decision);
        Ok(())
    }

    fn take(&mut self, decision: Decision) {
        for (after, _) in decision.changed {
            self.owed.retain(|one| one.id != after.id);
            self.owed.push(after);
        }
        for opening in decision.opens {
            self.drawn += 1;
            let id = Uuid::from_u128(self.drawn);
            let duty = opening.duty.into_obligation(
                ObligationId::new(id),
                self.case.id,
                opening.unit,
                None,
            );
            self.owed.push(duty);
        }
        self.case = decision.next;
    }

    /// The watch of a day: what is late is recorded.
    fn watch(&mut self, today: Day) {
        let late = |one: &&Obligation| {
            one.is_overdue(today) && one.missed_on.is_none() && one.step.can_be_late()
        };
        while let Some(one) = self.owed.iter().find(late).cloned() {
            let decision = passed(&self.case, &one, &self.rules.law(), today).unwrap();
            self.take(decision);
        }
    }

    fn stands(on: Day) -> Self {
        let mut play = Self::claimed();
        play.give(on, Party::Holder, confirm()).unwrap();
        play
    }

    /// Every duty of the promise as `step status last-day missed`.
    fn picture(&self) -> Vec<String> {
        let of_day =
            |one: &Obligation| one.step.is_of_promise() && one.step != Step::ConfirmPromise;
        let mut found: Vec<_> = self.owed.iter().filter(|one| of_day(one)).collect();
        found.sort_by_key(|one| one.step);
        let missed = |one: &Obligation| one.missed_on.map_or("-".to_owned(), |it| it.to_string());
        found
            .iter()
            .map(|one| format!("{} {} {} {}", one.step, one.status, one.due_on, missed(one)))
            .collect()
    }

    fn verdict(&self, today: Day) -> Option<Verdict> {
        self.case.course.promise.and_then(|promise| promise.verdict(today))
    }
}

fn on(day: i8) -> Day {
    date(2024, 10, day)
}

const fn confirm() -> PromiseCommand {
    PromiseCommand::Confirm { promised_on: None }
}

fn result(day: i8) -> PromiseCommand {
    PromiseCommand::RecordResult { finished_on: on(day), text: "x".to_owned() }
}

fn apology(served: i8, new_date: Option<i8>) -> PromiseCommand {
    PromiseCommand::Apologise(letter(on(served), new_date.map(on)))
}

fn deny(day: Option<Day>) -> PromiseCommand {
    PromiseCommand::Deny { promised_on: day, text: "x".to_owned() }
}

#[test]
fn a_confirmed_day_owes_the_result_or_an_apology_one_calendar_day_before_it() {
    let mut play = Play::stands(on(9));
    assert_eq!(play.picture(), ["finish_or_apologise open 2024-10-15 -"]);

    play.give(on(15), Party::Holder, apology(15, Some(25))).unwrap();
    play.watch(on(25));
    assert_eq!(
        play.picture(),
        ["finish_or_apologise met 2024-10-15 -", "finish open 2024-10-25 -"]
    );
    assert_eq!(play.verdict(on(25)), Some(Verdict::Apologised));

    play.give(on(25), Party::Holder, result(25)).unwrap();
    assert_eq!(play.picture()[1], "finish met 2024-10-25 -");
}

#[test]
fn silence_until_the_day_lets_the_claim_stand_and_is_no_fault_of_its_own() {
    let mut play = Play::claimed();
    let early = play.give(on(9), Party::Clock, PromiseCommand::LetStand);
    assert_eq!(early, Err(Refusal::NotWaiting));
    assert_eq!(play.give(on(10), Party::Holder, deny(None)), Err(Refusal::TooLate));

    play.give(on(10), Party::Clock, PromiseCommand::LetStand).unwrap();

    let spoken = play.owed.iter().find(|one| one.step == Step::ConfirmPromise).unwrap();
    assert_eq!((spoken.status, spoken.missed_on), (DutyStatus::Released, None));
    assert_eq!(play.case.course.promise.unwrap().state, PromiseState::Unanswered);
    assert_eq!(play.picture(), ["finish_or_apologise open 2024-10-15 -"]);
}

#[test]
fn passing_the_day_unmet_is_the_fault_and_opens_a_late_apology_once() {
    let mut play = Play::stands(on(9));
    play.watch(on(16));
    play.watch(on(17));
    assert_eq!(
        play.picture(),
        ["finish_or_apologise open 2024-10-15 2024-10-16", "late_apology open 2024-10-21 -"]
    );

    play.give(on(18), Party::Holder, apology(18, Some(25))).unwrap();
    assert_eq!(
        play.picture(),
        [
            "finish_or_apologise met 2024-10-15 2024-10-16",
            "late_apology met 2024-10-21 -",
            "finish open 2024-10-25 -"
        ]
    );
    assert_eq!(play.verdict(on(18)), Some(Verdict::ApologisedLate));
}

#[test]
fn a_result_that_comes_late_still_owes_the_apology_and_one_on_the_day_does_not() {
    let mut late = Play::stands(on(9));
    late.watch(on(16));
    late.give(on(17), Party::Holder, result(17)).unwrap();
    assert_eq!(late.picture()[1], "late_apology open 2024-10-21 -");
    late.give(on(17), Party::Holder, apology(17, None)).unwrap();
    assert_eq!(late.picture()[1], "late_apology met 2024-10-21 -");

    let mut on_the_day = Play::stands(on(9));
    on_the_day.watch(on(16));
    on_the_day.give(on(16), Party::Holder, result(16)).unwrap();
    assert_eq!(on_the_day.picture()[1], "late_apology released 2024-10-21 -");
    assert_eq!(on_the_day.verdict(on(30)), Some(Verdict::FinishedInTime));
}

#[test]
fn a_late_result_that_is_recorded_before_the_watch_owes_the_apology_too() {
    let mut play = Play::stands(on(9));
    play.give(on(17), Party::Holder, result(17)).unwrap();

    assert_eq!(
        play.picture(),
        ["finish_or_apologise met 2024-10-15 2024-10-16", "late_apology open 2024-10-22 -"]
    );
}

#[test]
fn there_is_one_new_date_and_a_second_lateness_is_a_fault_of_its_own() {
    let mut play = Play::stands(on(9));
    let without = play.give(on(14), Party::Holder, apology(14, None));
    assert_eq!(without, Err(Refusal::NewDateNeeded));
    let before = play.give(on(14), Party::Holder, apology(14, Some(16)));
    assert_eq!(before, Err(Refusal::DayNotPossible));

    play.give(on(14), Party::Holder, apology(14, Some(25))).unwrap();
    let again = play.give(on(24), Party::Holder, apology(24, Some(31)));
    assert_eq!(again, Err(Refusal::OnceOnly));
    play.watch(on(26));
    assert_eq!(play.picture()[1], "finish open 2024-10-25 2024-10-26");
    assert_eq!(play.verdict(on(26)), Some(Verdict::LateAgain));
}

#[test]
fn a_unit_cannot_date_itself_back_into_the_time_it_had_and_an_inspector_can() {
    let mut play = Play::stands(on(9));
    play.watch(on(17));
    assert_eq!(play.give(on(17), Party::Holder, apology(15, Some(25))), Err(Refusal::BackDated));
    assert_eq!(play.give(on(17), Party::Holder, result(16)), Err(Refusal::BackDated));

    play.give(on(17), Party::Inspector, result(16)).unwrap();
    assert_eq!(play.verdict(on(17)), Some(Verdict::FinishedInTime));
}

#[test]
fn a_claim_of_a_day_that_has_passed_is_a_fault_from_the_moment_it_stands() {
    let mut play = Play::claimed();
    play.case.course.promise = Some(Promise::claimed(date(2024, 9, 20)));
    play.give(on(10), Party::Clock, PromiseCommand::LetStand).unwrap();
    play.watch(on(10));

    assert_eq!(
        play.picture(),
        ["finish_or_apologise open 2024-09-19 2024-09-20", "late_apology open 2024-10-15 -"]
    );
    assert_eq!(play.verdict(on(10)), Some(Verdict::NotApologised));
}

#[test]
fn what_the_register_knows_answers_a_claim_that_nobody_apologised() {
    let mut play = Play::claimed();
    let known = Apology {
        id: ApologyId::new(Uuid::nil()),
        version: 1,
        unit: id(1),
        case: None,
        dossier_code: Some("d".to_owned()),
        promised_on: PROMISED,
        letter: letter(on(8), Some(on(25))),
        finished_on: None,
        recorded_by: UserId::new(Uuid::nil()),
        recorded_at: "2024-10-08T02:00:00Z".parse::<Instant>().unwrap(),
    };
    play.registered = Some(Apology { promised_on: on(17), ..known.clone() });
    let mut other_day = Play { registered: play.registered.clone(), ..Play::claimed() };
    play.registered = Some(known);

    play.give(on(9), Party::Holder, confirm()).unwrap();
    other_day.give(on(9), Party::Holder, confirm()).unwrap();

    assert_eq!(play.picture(), ["finish open 2024-10-25 -"]);
    assert_eq!(play.verdict(on(16)), Some(Verdict::Apologised));
    assert_eq!(other_day.picture(), ["finish_or_apologise open 2024-10-15 -"]);
}

#[test]
fn a_contested_day_binds_by_the_units_own_word_until_an_inspector_decides() {
    let mut play = Play::claimed();
    assert_eq!(play.give(on(9), Party::Holder, deny(Some(PROMISED))), Err(Refusal::DayNotPossible));
    play.give(on(9), Party::Holder, deny(Some(on(23)))).unwrap();
    assert_eq!(play.picture(), ["finish_or_apologise open 2024-10-22 -"]);

    let settle = PromiseCommand::Settle { promised_on: Some(PROMISED), text: "x".to_owned() };
    play.give(on(10), Party::Inspector, settle).unwrap();
    assert_eq!(
        play.picture(),
        ["finish_or_apologise released 2024-10-22 -", "finish_or_apologise open 2024-10-15 -"]
    );
    assert_eq!(play.give(on(10), Party::Holder, confirm()), Err(Refusal::PromiseStands));
}

#[test]
fn nobody_answers_for_the_dossier_of_another_body() {
    let mut play = Play::claimed();
    play.case.accused = Some(id(7));

    assert_eq!(play.give(on(9), Party::Holder, confirm()), Err(Refusal::NoPromise));
    let promise = play.case.course.promise.unwrap();
    let came_from = |unit| Some(promise.passed_on(Some(id(7)), id(unit), id(1)));
    play.case.course.promise = came_from(8);
    assert_eq!(play.give(on(9), Party::Holder, confirm()), Err(Refusal::NoPromise));
    play.case.course.promise = came_from(7);
    assert_eq!(play.give(on(9), Party::Holder, confirm()), Ok(()), "but its successor does");
}

#[test]
fn a_forward_puts_the_claim_to_the_unit_whose_dossier_it_is() {
    let mut play = Play::stands(on(9));
    play.case.accused = None;
    play.case.state = State::Received;
    let receiver = unit(2, UnitKind::ProvincialBody);
    let ctx = Context {
        today: on(9),
        ..context(&play.rules, Party::Holder, &play.owed, Some(&receiver))
    };
    let command = Command::Forward { text: "x".to_owned() };
    assert_eq!(apply(&play.case, command, ctx), Err(Refusal::PromiseBinds));
    let ctx = Context { party: Party::Inspector, ..ctx };
    let decision = apply(&play.case, Command::Forward { text: "x".to_owned() }, ctx).unwrap();
    play.take(decision);

    assert_eq!(play.picture(), ["finish_or_apologise released 2024-10-15 -"]);
    let asked: Vec<_> = play
        .owed
        .iter()
        .filter(|one| one.step == Step::ConfirmPromise && one.status == DutyStatus::Open)
        .map(|one| (one.unit_id, one.due_on))
        .collect();
    assert_eq!(asked, [(id(2), on(14))]);
}

#[test]
fn an_answer_that_nothing_is_wrong_needs_the_record_on_its_side() {
    let answer = |play: &Play, outcome| {
        let subject = Case { kind: Kind::ApologyRequest, ..play.case.clone() };
        let ctx =
            Context { today: on(18), ..context(&play.rules, Party::Holder, &play.owed, None) };
        let (remedy, remedy_due_on, text) = (None, None, "x".to_owned());
        let command = Command::Answer { outcome, remedy, remedy_due_on, for_all: None, text };
        apply(&subject, command, ctx).map(|decision| decision.next.state)
    };
    let mut none = Play::stands(on(9));
    none.watch(on(18));
    let mut in_time = Play::stands(on(9));
    in_time.give(on(14), Party::Holder, apology(14, Some(25))).unwrap();

    assert_eq!(answer(&none, Outcome::Unfounded), Err(Refusal::FactsSayOtherwise));
    assert_eq!(answer(&none, Outcome::Founded), Ok(State::Answered));
    assert_eq!(answer(&in_time, Outcome::Unfounded), Ok(State::Answered));
}

#[test]
fn an_answer_leaves_the_dossier_owed_and_the_case_open() {
    let mut play = Play::stands(on(9));
    let ctx = context(&play.rules, Party::Holder, &play.owed, None);
    let command = Command::Answer {
        outcome: Outcome::Founded,
        remedy: None,
        remedy_due_on: None,
        for_all: None,
        text: "x".to_owned(),
    };
    let decision = apply(&play.case, command, ctx).unwrap();
    play.take(decision);
    let confirmed = apply(
        &play.case,
        Command::Confirm,
        context(&play.rules, Party::Reporter, &play.owed, None),
    );
    play.take(confirmed.unwrap());
    assert_eq!(
        (play.case.state, play.picture()),
        (State::Answered, vec!["finish_or_apologise open 2024-10-15 -".to_owned()])
    );

    play.give(on(14), Party::Holder, result(14)).unwrap();
    assert_eq!(play.case.state, State::Closed);
}
