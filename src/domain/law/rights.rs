//! What a reporter can do now: the rights that stand open today, each with its last day. The same function serves a receipt and the calculator.

use super::first_decision::{FirstDecision, file_by};
use super::right::Right;
use super::{Law, Matter};
use crate::domain::case::promise::Verdict;
use crate::domain::case::{Case, State, Wait};
use crate::domain::deadline::{FromEvent, Step, Variant};
use crate::domain::kind::{Channel, Kind};
use crate::domain::obligation::{DutyStatus, Obligation};
use crate::domain::time::Day;

/// What the rights depend on, of a case or of a question.
#[derive(Debug, Clone, Copy)]
pub struct Situation {
    /// The kind of report.
    pub kind: Kind,
    /// Whether it lies in a remote area.
    pub variant: Variant,
    /// Where the case stands; none for a question without a case.
    pub state: Option<State>,
    /// What it waits for, and until when.
    pub wait: Option<(Wait, Option<Day>)>,
    /// The day the reporter learned of the decision or act.
    pub learned_on: Option<Day>,
    /// The day the dossier was promised for.
    pub promised_on: Option<Day>,
    /// The record shows the result or the apology in time.
    pub kept: bool,
    /// The first day on which an answer was late.
    pub late_since: Option<Day>,
    /// The day of the answer or decision.
    pub answered_on: Option<Day>,
    /// Of a complaint, what begins the period of the second one.
    pub first_decision: Option<FirstDecision>,
    /// The last day for taking it up, while nobody has.
    pub accept_by: Option<Day>,
    /// The last day for reopening.
    pub reopen_until: Option<Day>,
    /// Whether it was reopened, and looked at again, before.
    pub used: (bool, bool),
}

/// What somebody without a case tells of days.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// The day they learned of the decision or act.
    pub learned_on: Option<Day>,
    /// The day the dossier was promised for.
    pub promised_on: Option<Day>,
    /// The first day on which an answer was late.
    pub late_since: Option<Day>,
    /// The day of the answer or decision.
    pub answered_on: Option<Day>,
}

impl Situation {
    /// That of somebody who has no case, by the days that they tell.
    pub fn told(kind: Kind, variant: Variant, days: Told) -> Self {
        let Told { learned_on, promised_on, late_since, answered_on } = days;
        // Late from the day after the last one.
        let limit_ended_on = late_since.and_then(|day| day.yesterday().ok());
        let first_decision = answered_on
            .map(FirstDecision::Received)
            .or(limit_ended_on.map(FirstDecision::Undecided))
            .filter(|_| kind == Kind::Complaint);
        Self {
            kind,
            variant,
            state: None,
            wait: None,
            learned_on,
            promised_on,
            kept: false,
            late_since,
            answered_on,
            first_decision,
            accept_by: None,
            reopen_until: None,
            used: (false, false),
        }
    }

    /// That of a case, with what its report says of days.
    pub fn of(
        case: &Case,
        obligations: &[Obligation],
        learned_on: Option<Day>,
        promised_on: Option<Day>,
        today: Day,
    ) -> Self {
        let late = obligations.iter();
        // A late dossier is no late answer.
        let late = late.filter(|one| one.is_overdue(today) && !one.step.is_of_promise());
        let late_since = late.filter_map(|one| one.due_on.tomorrow().ok()).min();
        let answers = obligations.iter().filter(|one| one.step == Step::Answer);
        let met = answers.filter(|one| one.status == DutyStatus::Met);
        let promise = case.course.promise;
        let verdict = promise.and_then(|promise| promise.verdict(today));
        let answered_on = met
            .filter_map(|one| one.ended_on)
            .max()
            .filter(|_| matches!(case.state, State::Answered | State::Closed));
        let first = FirstDecision::of(obligations, today).filter(|first| match first {
            FirstDecision::Received(day) => answered_on == Some(*day),
            FirstDecision::Undecided(_) => case.state.is_open(),
        });
        Self {
            kind: case.kind,
            variant: case.variant,
            state: Some(case.state),
            wait: case.waits_for().map(|wait| (wait, case.waits_until)),
            learned_on,
            promised_on: promise.and_then(|it| it.promised_on).or(promised_on),
            kept: verdict
                .is_some_and(|it| matches!(it, Verdict::FinishedInTime | Verdict::Apologised)),
            late_since,
            answered_on,
            first_decision: first.filter(|_| case.kind == Kind::Complaint),
            accept_by: obligations
                .iter()
                .find(|one| one.step == Step::Accept && one.status == DutyStatus::Open)
                .map(|one| one.due_on),
            reopen_until: case.course.reopen_until,
            used: (case.course.reopened > 0, case.course.reviewed),
        }
    }
}

/// A right that stands open, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenRight {
    /// What can be done.
    pub right: Right,
    /// The last day for it; none where the law sets none.
    pub until: Option<Day>,
    /// Whether that was counted in a year whose decision on days off is not loaded.
    pub provisional: bool,
}

impl OpenRight {
    /// Whether it can still be used on `today`.
    pub fn is_open(self, today: Day) -> bool {
        self.until.is_none_or(|last| today <= last)
    }
}

/// The rights open on `today`.
pub fn open_on(now: &Situation, law: &Law<'_>, today: Day) -> Vec<OpenRight> {
    let mut found = had_by(now, law, today);
    found.retain(|one| one.is_open(today));
    found
}

/// Every right that the situation gave, also those whose last day is over on `today`.
pub fn had_by(now: &Situation, law: &Law<'_>, today: Day) -> Vec<OpenRight> {
    let mut found = Vec::new();
    let mut add = |right, until: Option<Day>| {
        let provisional = until.is_some_and(|last| law.calendar.is_provisional(last));
        found.push(OpenRight { right, until, provisional });
    };
    match now.wait {
        Some((Wait::Signature, until)) => add(Right::Sign, until),
        Some((Wait::Reply, until)) => add(Right::Reply, until),
        Some((Wait::Confirmation, until)) => add(Right::Confirm, until),
        Some((Wait::Suspension, _)) | None => {}
    }
    contest(now, &mut add);
    let answered = matches!(now.state, Some(State::Answered | State::Closed));
    let pending = matches!(
        now.state,
        Some(State::Received | State::Accepted | State::Suspended | State::AwaitingReporter)
    );
    if now.kind.channel() == Channel::Integrity {
        if pending {
            add(Right::Wait, None);
        }
        add(Right::Denounce, None);
        if pending {
            add(Right::Withdraw, None);
        }
        return found;
    }
    if pending && now.late_since.is_none() && !matches!(now.wait, Some((Wait::Signature, _))) {
        add(Right::Wait, None);
    }
    let promised_passed = now.promised_on.is_some_and(|day| day <= today);
    if promised_passed && !now.kept && now.kind != Kind::ApologyRequest {
        add(Right::AskForApology, None);
    }
    let over = now.state.is_some_and(|state| !state.is_open());
    if answered || over || now.late_since.is_some() || promised_passed || now.state.is_none() {
        if now.kind != Kind::ExplanationRequest {
            add(Right::AskForExplanation, None);
        }
        complaint(now, law, today, &mut add);
        add(Right::Denounce, None);
    }
    if pending {
        add(Right::Withdraw, None);
    }
    found
}

/// Having an answer looked at again, or a refusal to take the case up: nobody has looked at that, whatever the law lays down
/// after a decision.
fn contest(now: &Situation, add: &mut impl FnMut(Right, Option<Day>)) {
    let Some(until) = now.reopen_until else { return };
    let (reopened, reviewed) = now.used;
    let answered = matches!(now.state, Some(State::Answered | State::Closed));
    if answered && !reopened {
        add(Right::Reopen, Some(until));
    }
    if (answered || now.state == Some(State::Declined)) && !reviewed {
        add(Right::Review, Some(until));
    }
}

/// A complaint that nobody took up: its period for a decision is counted from the last day for doing
/// so, or whoever ignores a complaint would be better off than whoever decides it badly.
fn never_taken_up(now: &Situation, law: &Law<'_>, today: Day) -> Option<FirstDecision> {
    let from = now.accept_by.filter(|last| *last < today)?;
    let matter = Matter { kind: now.kind, variant: now.variant, received_on: from };
    let last = law.last_day(matter, Step::Answer, FromEvent::Accepted, from, today).ok()??;
    (last < today).then_some(FirstDecision::Undecided(last))
}

/// A complaint within its limit from the day of the act, of the silence or of the answer; after a
/// first decision the second one, within its own.
fn complaint(now: &Situation, law: &Law<'_>, today: Day, add: &mut impl FnMut(Right, Option<Day>)) {
    match now.kind {
        Kind::Complaint => {
            if let Some(first) = now.first_decision.or_else(|| never_taken_up(now, law, today)) {
                add(Right::ComplainAgain, first.file_by(now.variant, law, today));
            }
        }
        Kind::SecondComplaint | Kind::Praise => {}
        _ => {
            let from = now.learned_on.or(now.late_since).or(now.answered_on).or(now.promised_on);
            let from = from.filter(|day| *day <= today);
            let until = from.and_then(|on| {
                file_by(Kind::Complaint, now.variant, (FromEvent::Learned, on), law, today)
            });
            add(Right::Complain, until);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::calendar::Calendar;
    use crate::domain::deadline::RuleBook;

    fn situation(kind: Kind) -> Situation {
        Situation {
            kind,
            variant: Variant::Normal,
            state: Some(State::Accepted),
            wait: None,
            learned_on: None,
            promised_on: None,
            kept: false,
            late_since: None,
            answered_on: None,
            first_decision: None,
            accept_by: None,
            reopen_until: None,
            used: (false, false),
        }
    }

    fn open(now: &Situation) -> Vec<Right> {
        let (rules, calendar) = (RuleBook::default(), Calendar::default());
        let law =
            Law { rules: &rules, calendar: &calendar, pauses: &[], criteria: &[], kinds: &[] };
        open_on(now, &law, date(2024, 10, 15)).into_iter().map(|open| open.right).collect()
    }

    #[test]
    fn while_nothing_is_late_there_is_to_wait_or_to_withdraw() {
        assert_eq!(open(&situation(Kind::ConductFeedback)), [Right::Wait, Right::Withdraw]);
        assert_eq!(
            open(&situation(Kind::CorruptionTip)),
            [Right::Wait, Right::Denounce, Right::Withdraw]
        );
    }

    #[test]
    fn a_late_answer_opens_the_explanation_the_complaint_and_the_denunciation() {
        let late =
            Situation { late_since: Some(date(2024, 10, 14)), ..situation(Kind::ConductFeedback) };

        assert_eq!(
            open(&late),
            [Right::AskForExplanation, Right::Complain, Right::Denounce, Right::Withdraw]
        );
    }

    #[test]
    fn a_promised_day_that_passed_opens_the_apology() {
        let promised =
            Situation { promised_on: Some(date(2024, 10, 10)), ..situation(Kind::ConductFeedback) };

        assert!(open(&promised).contains(&Right::AskForApology));
        let tomorrow = Situation { promised_on: Some(date(2024, 10, 16)), ..promised };
        assert!(!open(&tomorrow).contains(&Right::AskForApology));
        let kept = Situation { kept: true, ..promised };
        assert!(!open(&kept).contains(&Right::AskForApology));
    }

    #[test]
    fn what_has_passed_its_last_day_is_not_offered() {
        let answered = |until| Situation {
            state: Some(State::Answered),
            reopen_until: Some(until),
            ..situation(Kind::ConductFeedback)
        };

        assert!(open(&answered(date(2024, 10, 15))).contains(&Right::Reopen));
        assert!(!open(&answered(date(2024, 10, 14))).contains(&Right::Reopen));
    }

    #[test]
    fn a_right_that_is_over_is_known_with_its_last_day_and_not_offered() {
        let (rules, calendar) = (RuleBook::default(), Calendar::default());
        let law =
            Law { rules: &rules, calendar: &calendar, pauses: &[], criteria: &[], kinds: &[] };
        let (last, today) = (date(2024, 10, 14), date(2024, 10, 15));
        let now = Situation {
            state: Some(State::Answered),
            reopen_until: Some(last),
            ..situation(Kind::ConductFeedback)
        };

        let over: Vec<OpenRight> =
            had_by(&now, &law, today).into_iter().filter(|one| !one.is_open(today)).collect();
        let named: Vec<(Right, Option<Day>)> =
            over.iter().map(|one| (one.right, one.until)).collect();
        assert_eq!(named, [(Right::Reopen, Some(last)), (Right::Review, Some(last))]);
        assert!(open_on(&now, &law, today).iter().all(|one| one.is_open(today)));
    }

    #[test]
    fn after_a_first_decision_the_second_complaint_stands_open() {
        let decided = Situation {
            state: Some(State::Answered),
            answered_on: Some(date(2024, 10, 10)),
            first_decision: Some(FirstDecision::Received(date(2024, 10, 10))),
            ..situation(Kind::Complaint)
        };

        let rights = open(&decided);
        assert!(rights.contains(&Right::ComplainAgain) && !rights.contains(&Right::Complain));
    }

    #[test]
    fn a_first_complaint_that_is_late_but_for_its_decision_opens_no_second_one() {
        let late = Situation { late_since: Some(date(2024, 10, 14)), ..situation(Kind::Complaint) };
        let undecided = Some(FirstDecision::Undecided(date(2024, 10, 13)));

        assert!(!open(&late).contains(&Right::ComplainAgain));
        let late = Situation { first_decision: undecided, ..late };
        assert!(open(&late).contains(&Right::ComplainAgain));
    }
}
