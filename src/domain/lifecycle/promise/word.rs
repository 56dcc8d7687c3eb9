//! Who says what of a promised day: claim, word of the unit, silence, decision, and what begins once a day stands.

use super::{concerns, is_own};
use crate::domain::case::promise::{Promise, PromiseState, may_be_promised};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::event::EventKind;
use crate::domain::ids::{RuleId, UnitId};
use crate::domain::lifecycle::deciding::close_if_done;
use crate::domain::lifecycle::{Asking, Deciding, Decision, Opening, Refusal};
use crate::domain::obligation::Duty;
use crate::domain::time::Day;

pub(super) fn claim(
    mut turn: Deciding<'_>,
    promised_on: Day,
    text: String,
) -> Result<Decision, Refusal> {
    possible(promised_on, turn.ctx.today)?;
    let holder = turn.case.holder;
    match turn.case.course.promise {
        None => {
            turn.case.course.promise = Some(Promise::claimed(promised_on));
            if is_own(&turn.case) {
                turn.begin(FromEvent::Claimed, holder, turn.ctx.today, None)?;
            }
        }
        // The unit has named a day of its own first: its word binds it, and an inspector decides.
        Some(named) if named.claimed_on.is_none() && named.promised_on != Some(promised_on) => {
            let (state, claimed_on) = (PromiseState::Denied, Some(promised_on));
            turn.case.course.promise = Some(Promise { state, claimed_on, ..named });
        }
        Some(_) => return Err(Refusal::OnceOnly),
    }
    Ok(turn.done(EventKind::PromiseClaimed { promised_on, text }))
}

pub(super) fn confirm(mut turn: Deciding<'_>, day: Option<Day>) -> Result<Decision, Refusal> {
    let promise = turn.case.course.promise;
    let claimed = promise.and_then(|promise| promise.claimed_on);
    if day.is_some() && claimed.is_some() && day != claimed {
        return Err(Refusal::OtherDay);
    }
    let promised_on = claimed.or(day).ok_or(Refusal::DayNotPossible)?;
    possible(promised_on, turn.ctx.today)?;
    // A day that only the unit names is nobody's claim: the reporter may still name another.
    let named = Promise { claimed_on: None, ..Promise::claimed(promised_on) };
    turn.case.course.promise.get_or_insert(named);
    stand(&mut turn, PromiseState::Confirmed, Some(promised_on))?;
    Ok(turn.done(EventKind::PromiseConfirmed { promised_on }))
}

pub(super) fn deny(
    mut turn: Deciding<'_>,
    day: Option<Day>,
    text: String,
) -> Result<Decision, Refusal> {
    let promise = turn.case.course.promise.ok_or(Refusal::NoPromise)?;
    if day.is_some() && day == promise.claimed_on {
        return Err(Refusal::DayNotPossible);
    }
    day.map_or(Ok(()), |day| possible(day, turn.ctx.today))?;
    // A day that the unit itself names binds it while the other is disputed.
    stand(&mut turn, PromiseState::Denied, day)?;
    Ok(turn.done(EventKind::PromiseDenied { promised_on: day, text }))
}

pub(super) fn settle(
    mut turn: Deciding<'_>,
    day: Option<Day>,
    text: String,
) -> Result<Decision, Refusal> {
    let promise = turn.case.course.promise.ok_or(Refusal::NoPromise)?;
    day.map_or(Ok(()), |day| possible(day, turn.ctx.today))?;
    if promise.is_contested() && day == promise.promised_on {
        turn.case.course.promise = Some(Promise { state: PromiseState::Settled, ..promise });
    } else {
        stand(&mut turn, PromiseState::Settled, day)?;
    }
    close_if_done(&mut turn);
    Ok(turn.done(EventKind::PromiseSettled { promised_on: day, text }))
}

/// The last day for contesting it has passed: the claim stands.
pub(super) fn let_stand(mut turn: Deciding<'_>) -> Result<Decision, Refusal> {
    let claimed = turn.case.course.promise.and_then(|promise| promise.claimed_on);
    let promised_on = claimed.ok_or(Refusal::NotWaiting)?;
    stand(&mut turn, PromiseState::Unanswered, Some(promised_on))?;
    Ok(turn.done(EventKind::PromiseStood { promised_on }))
}

fn possible(day: Day, today: Day) -> Result<(), Refusal> {
    if may_be_promised(day, today) { Ok(()) } else { Err(Refusal::DayNotPossible) }
}

/// Once the day for it has passed, silence has spoken, whether or not anybody has recorded it.
pub(super) fn silence_speaks(asking: &Asking<'_>) -> Result<(), Refusal> {
    let today = asking.today;
    if asking.open().any(|one| one.step == Step::ConfirmPromise && one.is_overdue(today)) {
        return Err(Refusal::TooLate);
    }
    Ok(())
}

/// What the register says of the same promised day, where the case does not know it yet.
pub(super) fn known_facts(turn: &Deciding<'_>, day: Option<Day>, promise: Promise) -> Promise {
    let found = turn.ctx.registered.filter(|one| Some(one.promised_on) == day);
    match found {
        Some(one) if promise.apologised_on.is_none() => Promise {
            apologised_on: Some(one.letter.served_on),
            new_date: one.letter.new_date,
            finished_on: promise.finished_on.or(one.finished_on),
            ..promise
        },
        _ => promise,
    }
}

/// A day comes to stand, or another takes its place: what was owed by the earlier word is owed no
/// more, and what follows from the day and from the facts begins.
pub(super) fn stand(
    turn: &mut Deciding<'_>,
    state: PromiseState,
    day: Option<Day>,
) -> Result<(), Refusal> {
    let today = turn.ctx.today;
    let spoken = state != PromiseState::Unanswered;
    turn.end(|step| step.is_of_promise().then_some(spoken && step == Step::ConfirmPromise));
    let promise = turn.case.course.promise.ok_or(Refusal::NoPromise)?;
    let promise = known_facts(turn, day, Promise { state, promised_on: day, ..promise });
    turn.case.course.promise = Some(promise);
    let Some(promised_on) = day.filter(|_| is_own(&turn.case)) else { return Ok(()) };
    if promise.finished_on.is_some_and(|day| day <= promised_on) {
        return Ok(());
    }
    let holder = turn.case.holder;
    let missed_before = turn.ctx.obligations.iter().any(|one| {
        one.step == Step::FinishOrApologise
            && one.unit_id == holder
            && one.start_on == promised_on
            && one.missed_on.is_some()
    });
    if missed_before && promise.apologised_on.is_none() {
        turn.begin(FromEvent::PromiseMissed, holder, today, None)?;
    }
    let in_time = promise.apologised_on.is_some_and(|day| day < promised_on);
    if !in_time && !missed_before {
        let matter = turn.matter();
        let duty = turn.ctx.law.plan_promised(matter, promised_on, today)?;
        let opening = |duty| Opening { unit: holder, duty, told: None };
        turn.opens.extend(duty.map(opening));
    }
    if let Some(day) = promise.new_date.filter(|_| promise.finished_on.is_none()) {
        open_finish(turn, day);
    }
    Ok(())
}

/// The new date binds: the unit itself named it, and there is no other.
pub(super) fn open_finish(turn: &mut Deciding<'_>, due_on: Day) {
    let today = turn.ctx.today;
    let duty = Duty {
        step: Step::Finish,
        rule_id: RuleId::new(uuid::Uuid::nil()),
        scored: false,
        start_on: today.min(due_on),
        due_on,
        calendar_as_of: today,
    };
    turn.opens.push(Opening { unit: turn.case.holder, duty, told: None });
}

/// The case has another holder: what was owed for the promised day goes no further with it. Where
/// the dossier is the new holder's, what stands is owed by it, and what was only claimed is put
/// to it.
pub(in crate::domain::lifecycle) fn put_to(
    turn: &mut Deciding<'_>,
    holder: UnitId,
) -> Result<(), Refusal> {
    rest(turn);
    let Some(mut promise) = turn.case.course.promise else { return Ok(()) };
    let own = concerns(turn.case.kind, turn.case.accused, holder)
        || promise.taken_over_by == Some(holder);
    if turn.case.accused.is_none() && !promise.is_claim() {
        // It was another unit's word: this one may say otherwise.
        let claimed_on = promise.claimed_on.or(promise.promised_on);
        let (state, promised_on) = (PromiseState::Claimed, None);
        promise = Promise { state, claimed_on, promised_on, ..promise };
        turn.case.course.promise = Some(promise);
    }
    if own && promise.is_claim() && promise.claimed_on.is_some() {
        turn.begin(FromEvent::Claimed, holder, turn.ctx.today, None)?;
    } else if own && promise.promised_on.is_some() {
        stand(turn, promise.state, promise.promised_on)?;
    }
    Ok(())
}

/// Nothing is owed for the promised day for now; what was said and decided of it stays.
pub(in crate::domain::lifecycle) fn rest(turn: &mut Deciding<'_>) {
    turn.end(|step| step.is_of_promise().then_some(false));
}
