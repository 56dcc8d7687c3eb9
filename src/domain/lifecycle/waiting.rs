//! Waiting and moving a last day: questions, signatures, suspensions, extensions, complexity.

use super::asking::pause;
use super::deciding::{WAITING_FOR_REPORTER, closes_by_itself};
use super::{Asking, Context, Deciding, Decision, Refusal, promise};
use crate::domain::case::{Case, State, Wait};
use crate::domain::deadline::{DeadlineRule, FromEvent, Period, Step, Variant};
use crate::domain::event::EventKind;
use crate::domain::ids::UnitId;
use crate::domain::law::{ComplexityCriterion, Matter};
use crate::domain::obligation::{Obligation, Recount, What};
use crate::domain::time::Day;

/// Until when a question waits that is asked today.
pub(super) fn reply_until(case: &Case, asking: &Asking<'_>) -> Result<Day, Refusal> {
    let today = asking.today;
    let last =
        asking.law.last_day(Matter::of(case), Step::Reply, FromEvent::Asked, today, today)?;
    last.ok_or(Refusal::DayNotPossible)
}

/// Refuses a standstill once the answer is late, and where no ground is left.
pub(super) fn suspends(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    if asking.answer(case).any(|one| one.is_overdue(asking.today)) {
        return Err(Refusal::TooLate);
    }
    let mut grounds = asking.law.pauses.iter().map(|rule| rule.ground.as_str());
    let known = grounds
        .any(|ground| ground != WAITING_FOR_REPORTER && pause(case, asking, ground).is_some());
    if known { Ok(()) } else { Err(Refusal::PauseNotAllowed) }
}

/// The wait whose last day has passed, with that day.
pub(super) fn lapsed(case: &Case, asking: &Asking<'_>) -> Result<(Wait, Day), Refusal> {
    let last = asking.law.waits_until(case, asking.today);
    let last = last.filter(|last| asking.today > *last);
    case.course.wait.zip(last).ok_or(Refusal::NotWaiting)
}

/// The answer that is owed and its rule, where it may be extended once more.
pub(super) fn extendable<'a>(
    case: &Case,
    asking: &Asking<'a>,
) -> Result<(&'a Obligation, &'a DeadlineRule, Period), Refusal> {
    let one = asking.answer(case).next().ok_or(Refusal::NothingOwed)?;
    if one.is_overdue(asking.today) {
        return Err(Refusal::TooLate);
    }
    let rule = asking.law.rule_by_id(one.rule_id).ok_or(Refusal::NoExtensionLeft)?;
    let left = one.extensions() < usize::from(rule.max_extensions);
    let by = rule.extension.filter(|_| left).ok_or(Refusal::NoExtensionLeft)?;
    Ok((one, rule, by))
}

/// Refuses where no criteria would change how hard the case is, or how long a step of it.
pub(super) fn may_be_harder(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    let (law, today) = (asking.law, asking.today);
    let (longer, known): (Vec<_>, Vec<_>) =
        law.criteria(case.kind, today).partition(|one| one.step.is_some());
    if longer.is_empty() && known.is_empty() {
        return Err(Refusal::NoSuchCriterion);
    }
    let matter = Matter::of(case);
    let changes = |n| law.variant(matter, n, today) != case.variant;
    let moves = |one: &ComplexityCriterion| {
        !by_harder_rules(asking, (case.holder, matter), &[one]).is_empty()
    };
    if (1..=known.len()).any(changes) || longer.into_iter().any(moves) {
        Ok(())
    } else {
        Err(Refusal::NotComplex)
    }
}

/// The open duties, not late yet, that follow another rule where these criteria are met. What was
/// found of one duty stands as long as it is owed.
fn by_harder_rules<'a>(
    asking: &Asking<'a>,
    (holder, matter): (UnitId, Matter),
    met: &[&ComplexityCriterion],
) -> Vec<(&'a Obligation, &'a DeadlineRule)> {
    let law = asking.law;
    // What another unit still owes that kept the case too long nobody moves.
    let own = asking.open().filter(|one| one.unit_id == holder && !one.is_overdue(asking.today));
    own.filter_map(|one| {
        let old = law.rule_by_id(one.rule_id)?;
        let longer = met.iter().any(|it| it.step == Some(one.step));
        let matter = if longer || old.variant == Variant::CheckedElsewhere {
            Matter { variant: Variant::CheckedElsewhere, ..matter }
        } else {
            matter
        };
        let rule = law.rule(matter, one.step, old.from_event, one.start_on)?;
        (rule.id != old.id).then_some((one, rule))
    })
    .collect()
}

pub(super) fn ask(mut turn: Deciding<'_>, text: String) -> Result<Decision, Refusal> {
    let until = reply_until(&turn.case, &turn.ctx.asking())?;
    let cap = turn.stop_clock(WAITING_FOR_REPORTER)?.and_then(|stop| stop.until);
    // What is told is the day after which the case goes on without an answer.
    let until = cap.map_or(until, |cap| cap.min(until));
    turn.wait(State::AwaitingReporter, Wait::Reply, Some(until));
    Ok(turn.done(EventKind::Asked { text, until }))
}

pub(super) fn reply(mut turn: Deciding<'_>, text: String) -> Result<Decision, Refusal> {
    let on = turn.ctx.today;
    turn.start_clock(on)?;
    turn.wait_is_over();
    turn.case.course.asked = true;
    Ok(turn.done(EventKind::Replied { text }))
}

/// The signed paper is what the law calls the petition: the day it came begins the periods and
/// picks the rules.
pub(super) fn sign(mut turn: Deciding<'_>, signed_on: Day) -> Result<Decision, Refusal> {
    if signed_on > turn.ctx.today || signed_on < turn.case.received_on {
        return Err(Refusal::DayNotPossible);
    }
    turn.case.course.signed_on = Some(signed_on);
    turn.wait_is_over();
    turn.case.state = State::Received;
    let holder = turn.case.holder;
    // At the desk of another unit it comes to the holder by being recorded: only the own desk knows it earlier.
    let start_on = if turn.ctx.body == Some(holder) { signed_on } else { turn.ctx.today };
    turn.begin(FromEvent::Received, holder, start_on, None)?;
    promise::put_to(&mut turn, holder)?;
    Ok(turn.done(EventKind::Signed { signed_on }))
}

pub(super) fn suspend(
    mut turn: Deciding<'_>,
    ground: String,
    text: String,
) -> Result<Decision, Refusal> {
    // Only a question that is open lets the clock stand still for its answer: without one the unit would wait for nothing.
    if ground == WAITING_FOR_REPORTER {
        return Err(Refusal::PauseNotAllowed);
    }
    let until = turn.stop_clock(&ground)?.ok_or(Refusal::PauseNotAllowed)?.until;
    turn.wait(State::Suspended, Wait::Suspension, until);
    Ok(turn.done(EventKind::Suspended { ground, until, text }))
}

pub(super) fn resume(mut turn: Deciding<'_>) -> Result<Decision, Refusal> {
    let on = turn.ctx.today;
    turn.start_clock(on)?;
    turn.wait_is_over();
    Ok(turn.done(EventKind::Resumed))
}

/// The last day of a wait has passed: an unsigned paper is not taken up, a question goes without
/// an answer, a suspension is over, and an answer that nobody contests stands.
pub(super) fn lapse(mut turn: Deciding<'_>) -> Result<Decision, Refusal> {
    let (wait, last) = lapsed(&turn.case, &turn.ctx.asking())?;
    match wait {
        Wait::Signature => {
            turn.wait_is_over();
            turn.end(|_| Some(false));
            turn.over(State::Declined);
            // It never was a petition, and stays unknown to the unit.
            turn.case.course.wait = Some(Wait::Signature);
        }
        Wait::Reply | Wait::Suspension => {
            // From the day that was told, however late anybody looks.
            turn.start_clock(last)?;
            turn.wait_is_over();
            turn.case.course.asked |= wait == Wait::Reply;
        }
        Wait::Confirmation => {
            turn.case.course.wait = None;
            turn.case.waits_until = None;
            turn.case.course.lapsed = true;
            if !turn.owes() && closes_by_itself(&turn) {
                turn.end(|_| Some(false));
                turn.over(State::Closed);
            }
        }
    }
    Ok(turn.done(EventKind::Lapsed { wait }))
}

/// Extends what is owed for the answer, as often as the rule of the law lets it and only before
/// it is late.
pub(super) fn extend(
    mut turn: Deciding<'_>,
    decision_no: String,
    signer: String,
    text: String,
) -> Result<Decision, Refusal> {
    let Context { today, law, .. } = turn.ctx;
    let (one, rule, by) = extendable(&turn.case, &turn.ctx.asking())?;
    let extended = one.extended(rule, law.calendar, by, &decision_no, today)?;
    let due_on = extended.due_on;
    turn.changed.push((extended, What::Extended));
    Ok(turn.done(EventKind::Extended { decision_no, signer, due_on, text }))
}

/// Records the criteria in writing and counts what is owed by the rules of a harder case. A criterion
/// of one step makes only that longer, and leaves what was found of the case before.
pub(super) fn complexity(
    mut turn: Deciding<'_>,
    mut criteria: Vec<String>,
    text: String,
) -> Result<Decision, Refusal> {
    let Context { today, law, .. } = turn.ctx;
    criteria.sort();
    criteria.dedup();
    let known: Vec<_> = law.criteria(turn.case.kind, today).collect();
    let of = |code: &String| known.iter().copied().find(|one| one.code == *code);
    let met: Vec<_> = criteria.iter().filter_map(of).collect();
    if criteria.is_empty() || met.len() != criteria.len() {
        return Err(Refusal::NoSuchCriterion);
    }
    let counted = met.iter().filter(|one| one.step.is_none()).count();
    let before = turn.case.variant;
    if counted > 0 {
        turn.case.variant = law.variant(turn.matter(), counted, today);
    }
    let harder = by_harder_rules(&turn.ctx.asking(), (turn.case.holder, turn.matter()), &met);
    if turn.case.variant == before && harder.is_empty() {
        return Err(Refusal::NotComplex);
    }
    let mut found = criteria.clone();
    let stays = |code: &String| counted == 0 || of(code).is_some_and(|one| one.step.is_some());
    found.extend(turn.case.course.criteria.drain(..).filter(stays));
    found.sort();
    found.dedup();
    turn.case.course.criteria = found;
    for (one, rule) in harder {
        let why = Recount::Complexity;
        if let Some(now) = one.recounted(rule, law.calendar, why, today, today)? {
            turn.changed.push((now, What::Recounted));
        }
    }
    let variant = turn.case.variant;
    Ok(turn.done(EventKind::ComplexityRecorded { criteria, variant, text }))
}
