//! What is recorded of a promised day: the apology with its proof, and the result.

use super::is_own;
use super::word::{open_finish, silence_speaks, stand};
use crate::domain::case::Case;
use crate::domain::case::promise::{Promise, PromiseState};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::event::EventKind;
use crate::domain::lifecycle::deciding::close_if_done;
use crate::domain::lifecycle::{Asking, Deciding, Decision, Party, Refusal};
use crate::domain::records::apology::{ApologyLetter, LetterFault};
use crate::domain::time::Day;

/// The apology, with its proof. A unit that speaks of its own promise confirms it.
pub(super) fn apologise(
    mut turn: Deciding<'_>,
    letter: ApologyLetter,
) -> Result<Decision, Refusal> {
    let (promise, new) = standing(&turn)?;
    let promised_on = promise.promised_on.ok_or(Refusal::NoPromise)?;
    // There is one apology a dossier: what the register has, another case has it from there.
    let same = turn.ctx.registered.filter(|one| one.promised_on == promised_on);
    let registered = same.map(|one| one.letter.clone());
    let known = registered.is_some();
    let letter = registered.unwrap_or(letter);
    let checked =
        letter.check(promised_on, promise.finished_on, turn.ctx.today).map_err(
            |fault| match fault {
                LetterFault::NoNewDate => Refusal::NewDateNeeded,
                LetterFault::ServedOn | LetterFault::NewDate => Refusal::DayNotPossible,
            },
        );
    let served_in_time = letter.served_on < promised_on;
    if !known {
        checked?;
        if served_in_time && turn.ctx.today >= promised_on && by_unit(&turn) {
            return Err(Refusal::BackDated);
        }
    }
    let now =
        Promise { apologised_on: Some(letter.served_on), new_date: letter.new_date, ..promise };
    turn.case.course.promise = Some(now);
    turn.end(|step| {
        let met = matches!(step, Step::FinishOrApologise | Step::LateApology);
        met.then_some(true)
    });
    if new {
        stand(&mut turn, now.state, now.promised_on)?;
    } else {
        new_date_binds(&mut turn, now);
    }
    close_if_done(&mut turn);
    Ok(turn.done(EventKind::Apologised { promised_on, letter }))
}

/// What another case about the dossier, or the register itself, has meanwhile: the apology, the
/// result. Each ends its duty as of its own day.
pub(super) fn recall(mut turn: Deciding<'_>) -> Result<Decision, Refusal> {
    let promise = turn.case.course.promise.ok_or(Refusal::NoPromise)?;
    let found = turn.ctx.registered.filter(|one| Some(one.promised_on) == promise.promised_on);
    let line = found.ok_or(Refusal::NotWaiting)?;
    let apology = promise.apologised_on.is_none().then(|| line.letter.clone());
    let result = line.finished_on.filter(|_| promise.finished_on.is_none());
    let finished_on = promise.finished_on.or(result);
    let now = match &apology {
        Some(letter) => Promise {
            apologised_on: Some(letter.served_on),
            new_date: letter.new_date,
            finished_on,
            ..promise
        },
        None => Promise { finished_on, ..promise },
    };
    turn.case.course.promise = Some(now);
    if let Some(day) = result {
        turn.end_on(day, |step| (step == Step::Finish).then_some(true));
    }
    let event_kind = match (apology, result) {
        (Some(letter), _) => {
            turn.end_on(letter.served_on, |step| {
                let met = matches!(step, Step::FinishOrApologise | Step::LateApology);
                met.then_some(true)
            });
            new_date_binds(&mut turn, now);
            EventKind::Apologised { promised_on: line.promised_on, letter }
        }
        (None, Some(finished_on)) => {
            let text = "Theo sổ theo dõi xin lỗi của đơn vị.".to_owned();
            EventKind::ResultRecorded { finished_on, text }
        }
        (None, None) => return Err(Refusal::NotWaiting),
    };
    close_if_done(&mut turn);
    Ok(turn.done(event_kind))
}

fn new_date_binds(turn: &mut Deciding<'_>, promise: Promise) {
    let open = promise.finished_on.is_none() && is_own(&turn.case);
    if let Some(day) = promise.new_date.filter(|_| open) {
        open_finish(turn, day);
    }
}

/// The result was given. After the last day a unit cannot date it into the time it had.
pub(super) fn finish(
    mut turn: Deciding<'_>,
    finished_on: Day,
    text: String,
) -> Result<Decision, Refusal> {
    let (promise, new) = standing(&turn)?;
    let today = turn.ctx.today;
    let promised_on = promise.promised_on.ok_or(Refusal::NoPromise)?;
    if finished_on > today {
        return Err(Refusal::DayNotPossible);
    }
    let last = promise.new_date.filter(|last| today > *last).unwrap_or(promised_on);
    if today > last && finished_on <= last && by_unit(&turn) {
        return Err(Refusal::BackDated);
    }
    let now = Promise { finished_on: Some(finished_on), ..promise };
    turn.case.course.promise = Some(now);
    let in_time = finished_on <= promised_on;
    let recorded = turn.open().any(|one| one.step == Step::LateApology);
    turn.end(|step| match step {
        Step::Finish | Step::FinishOrApologise => Some(true),
        // A dossier that came on its day owes no apology.
        Step::LateApology if in_time => Some(false),
        _ => None,
    });
    if new {
        stand(&mut turn, now.state, now.promised_on)?;
    } else if !in_time && now.apologised_on.is_none() && !recorded && is_own(&turn.case) {
        let holder = turn.case.holder;
        turn.begin(FromEvent::PromiseMissed, holder, today, None)?;
    }
    close_if_done(&mut turn);
    Ok(turn.done(EventKind::ResultRecorded { finished_on, text }))
}

fn by_unit(turn: &Deciding<'_>) -> bool {
    turn.ctx.party == Party::Holder
}

/// Refuses what was recorded before, and what has no day to be recorded of: one that stands, or the claim of an own
/// dossier, which is confirmed with it.
pub(super) fn stands(
    case: &Case,
    asking: &Asking<'_>,
    recorded: impl Fn(Promise) -> Option<Day>,
) -> Result<(), Refusal> {
    let promise = case.course.promise.ok_or(Refusal::NoPromise)?;
    if promise.is_claim() {
        if !is_own(case) {
            return Err(Refusal::PromiseOpen);
        }
        silence_speaks(asking)?;
        promise.claimed_on.ok_or(Refusal::NoPromise)?;
    } else {
        promise.promised_on.ok_or(Refusal::NoPromise)?;
    }
    recorded(promise).map_or(Ok(()), |_| Err(Refusal::OnceOnly))
}

/// The promise with a day that stands, and whether it comes to stand only now.
fn standing(turn: &Deciding<'_>) -> Result<(Promise, bool), Refusal> {
    let promise = turn.case.course.promise.ok_or(Refusal::NoPromise)?;
    if !promise.is_claim() {
        return Ok((promise, false));
    }
    // What an inspector records from a document decides the day as well.
    let state = if by_unit(turn) { PromiseState::Confirmed } else { PromiseState::Settled };
    let promised_on = promise.claimed_on;
    Ok((Promise { state, promised_on, ..promise }, true))
}
