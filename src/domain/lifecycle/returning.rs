//! Whose time it was: forwards that come too late, come back, or should not have been, keep the first clock.

use super::{Deciding, Refusal, promise};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::ids::UnitId;
use crate::domain::obligation::{DutyStatus, Obligation, What};

/// Whether the holder has kept the case too long to be rid of it: its own last day for forwarding is over, or the day of
/// the answer, or the one the reporter was told, is the last one. Passed on in time it is the receiver's alone.
pub(super) fn is_too_late(turn: &Deciding<'_>, to: UnitId) -> bool {
    let (today, holder) = (turn.ctx.today, turn.case.holder);
    let forward = latest(turn, holder, Step::Forward);
    // The day the reporter was told is some unit's to keep, however many have passed the case on; of a unit to which it
    // comes back that is decided there.
    let onward = latest(turn, to, Step::Answer).is_none();
    let told = turn.told().or(turn.case.course.told_due_on).filter(|_| onward);
    forward.is_some_and(|one| today > one.due_on)
        || told.is_some_and(|day| today >= day)
        || turn.ctx.asking().answer(&turn.case).any(|one| today >= one.due_on)
}

/// What `unit` owed last of `step`, of what the case is in law now.
fn latest<'a>(turn: &Deciding<'a>, unit: UnitId, step: Step) -> Option<&'a Obligation> {
    let law = turn.ctx.law;
    let kind = turn.case.kind;
    let of_kind =
        |one: &Obligation| law.rule_by_id(one.rule_id).is_some_and(|rule| rule.is_for(kind));
    let its = turn.ctx.obligations.iter().filter(|one| one.unit_id == unit && one.step == step);
    its.filter(|one| of_kind(one))
        .max_by_key(|one| (one.status == DutyStatus::Open, one.start_on, one.ended_on))
}

/// A unit to which the case comes back owes the answer by the day it owed it first, and its word whether it takes the
/// case up too, where it had given none. A day that passed meanwhile is missed by whoever kept the case too long on it;
/// where nobody did, by the unit that sent it round.
pub(super) fn come_back(turn: &mut Deciding<'_>, to: UnitId) {
    let sent_on = latest(turn, to, Step::Forward).is_some_and(|one| one.status == DutyStatus::Met);
    let word = latest(turn, to, Step::Accept).filter(|_| sent_on);
    let first = latest(turn, to, Step::Answer).filter(|one| one.status == DutyStatus::Released);
    let first = first.and_then(Obligation::owed_again);
    let passed = |one: &Obligation| one.is_overdue(turn.ctx.today) && one.missed_on.is_none();
    let kept = first.as_ref().filter(|(one, _)| passed(one)).and_then(|(one, _)| keeper(turn, one));
    if let Some(kept) = kept {
        // The clocks of the unit that has it back begin anew; nobody misses its day twice.
        turn.changed.extend(kept.missed(turn.ctx.today));
        return;
    }
    turn.changed.extend(word.and_then(Obligation::owed_again));
    if let Some((one, what)) = first {
        owe_again(turn, one, what);
    }
}

/// The answer that another unit still owes because it kept the case too long before the day of `first` had passed: of the
/// first of them, where several did.
fn keeper<'a>(turn: &Deciding<'a>, first: &Obligation) -> Option<&'a Obligation> {
    let owed = turn.left_open().filter(|one| one.step == Step::Answer);
    let kept = owed.filter(|one| one.unit_id != first.unit_id && one.start_on <= first.due_on);
    kept.min_by_key(|one| one.start_on)
}

/// Owed again by its day; that it has passed is recorded with it.
fn owe_again(turn: &mut Deciding<'_>, mut one: Obligation, what: What) {
    let told = turn.told().or(turn.case.course.told_due_on).unwrap_or(one.due_on);
    one.told_due_on = one.told_due_on.max(told);
    let passed = one.is_overdue(turn.ctx.today).then(|| one.due_on.tomorrow().ok()).flatten();
    let missed = passed.and_then(|day| one.missed(day));
    turn.changed.push((one, what));
    turn.changed.extend(missed);
}

/// The case goes to `to`, as if `sender` had never forwarded it: what the holder owed meanwhile is
/// no fault of the holder's, and the sender owes the answer by its own last day until somebody gives
/// it, whether the case comes back or goes on, and whether that day has passed or not.
pub(super) fn take_back(
    turn: &mut Deciding<'_>,
    sender: UnitId,
    to: UnitId,
) -> Result<(), Refusal> {
    let (today, holder) = (turn.ctx.today, turn.case.holder);
    let owed = turn.open().filter(|one| one.unit_id == holder && !one.step.stands_apart());
    let excused: Vec<_> = owed.flat_map(|one| one.excused(today)).collect();
    turn.changed.extend(excused);
    let last = latest(turn, sender, Step::Answer);
    if let Some((one, what)) =
        last.filter(|one| one.status == DutyStatus::Released).and_then(Obligation::owed_again)
    {
        owe_again(turn, one, what);
    }
    turn.move_to(to);
    promise::put_to(turn, to)?;
    if to == sender && last.is_some() {
        return Ok(());
    }
    turn.begin(FromEvent::ForwardedIn, to, today, turn.case.course.told_due_on)
}
