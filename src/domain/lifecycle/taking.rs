//! Taking a case up, not, or after all; taking it back; and finding who is competent.

use super::deciding::{Opening, unpublish};
use super::{Deciding, Decision, Party, Refusal, promise, returning};
use crate::domain::case::{Outcome, State};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::event::{DeclineGround, EventKind};
use crate::domain::ids::UnitId;
use crate::domain::kind::{Channel, Kind};
use crate::domain::obligation::Obligation;
use crate::domain::units::unit::{Unit, UnitKind};

/// Takes it up, also while a question waits for the reporter: whether the matter is taken up is told
/// in its own period (Luật Tiếp công dân 2013 Art. 28.1), and the wait goes on by the day it was told.
pub(super) fn accept(mut turn: Deciding<'_>) -> Result<Decision, Refusal> {
    let waits = turn.case.state == State::AwaitingReporter;
    turn.end(|step| match step {
        Step::Accept => Some(true),
        Step::Forward => Some(false),
        _ => None,
    });
    let holder = turn.case.holder;
    let told = turn.case.course.told_due_on.take();
    turn.begin(FromEvent::Accepted, holder, turn.ctx.today, told)?;
    if waits {
        turn.case.course.resumes_to = Some(State::Accepted);
    } else {
        turn.case.state = State::Accepted;
    }
    Ok(turn.done(EventKind::Accepted))
}

pub(super) fn decline(
    mut turn: Deciding<'_>,
    ground: DeclineGround,
    text: String,
) -> Result<Decision, Refusal> {
    if !ground.holds_for(turn.case.kind) {
        return Err(Refusal::GroundNotForKind);
    }
    if ground.is_about_reporter() && !turn.case.course.asked && turn.ctx.deputy.is_none() {
        return Err(Refusal::AskFirst);
    }
    // The reporter can object and an inspector overturn it: what is owed now is owed again then.
    let open = turn.open().filter(|one| one.step != Step::Consult);
    turn.case.course.released = open.map(|one| one.id).collect();
    turn.case.course.resumes_to = Some(turn.case.state);
    turn.case.course.answered_by = turn.ctx.actor;
    turn.case.course.reopen_until = turn.last_day(Step::Reopen, FromEvent::Declined)?;
    // Declining tells the reporter (TCD Art. 28.1) and releases what else was owed.
    turn.end(|step| (step != Step::Consult).then_some(step == Step::Accept));
    turn.case.state = State::Declined;
    Ok(turn.done(EventKind::Declined { ground, text }))
}

/// Whether the case may go to `receiver`.
fn may_go(turn: &Deciding<'_>, receiver: &Unit) -> Result<(), Refusal> {
    if receiver.id == turn.case.holder {
        return Err(Refusal::SameUnit);
    }
    if turn.case.channel == Channel::Integrity {
        let inspects = matches!(receiver.kind, UnitKind::Inspectorate | UnitKind::Province);
        if !inspects || turn.case.accused == Some(receiver.id) {
            return Err(Refusal::ReceiverNotAllowed);
        }
    }
    Ok(())
}

/// Telling the reporter where it went meets the first duty (TCD Art. 28.1); the answer is the
/// receiver's now, with a period of its own that begins today. Whoever `keeps` it owes the answer too, until somebody
/// gives it; and a unit to which it comes back owes it by its first day.
fn hand_over(turn: &mut Deciding<'_>, to: UnitId, keeps: bool) -> Result<(), Refusal> {
    turn.end_own(|step| match step {
        Step::Accept | Step::Forward => Some(true),
        Step::Answer if keeps => None,
        step => (!step.stands_apart()).then_some(false),
    });
    returning::come_back(turn, to);
    turn.move_to(to);
    promise::put_to(turn, to)?;
    turn.begin(FromEvent::ForwardedIn, to, turn.ctx.today, turn.case.course.told_due_on)
}

pub(super) fn forward(mut turn: Deciding<'_>, text: String) -> Result<Decision, Refusal> {
    let receiver = turn.ctx.receiver.ok_or(Refusal::NoReceiver)?;
    let from = turn.case.holder;
    may_go(&turn, receiver)?;
    let keeps = turn.ctx.party == Party::Holder && returning::is_too_late(&turn, receiver.id);
    hand_over(&mut turn, receiver.id, keeps)?;
    // An inspector's forward is an inspector's decision: nobody calls it wrong here.
    let by_inspector = turn.ctx.party != Party::Holder;
    turn.case.course.forwarded_by = (!by_inspector).then_some(from);
    Ok(turn.done(EventKind::Forwarded { from, to: receiver.id, by_inspector, text }))
}

/// The clock runs on meanwhile.
pub(super) fn dispute(mut turn: Deciding<'_>, text: String) -> Result<Decision, Refusal> {
    let receiver = turn.ctx.receiver.ok_or(Refusal::NoReceiver)?;
    let holder = turn.case.holder;
    if receiver.id == holder {
        return Err(Refusal::SameUnit);
    }
    turn.case.course.disputed_to = Some(receiver.id);
    turn.case.course.disputed_by.push(holder);
    Ok(turn.done(EventKind::Disputed { to: receiver.id, text }))
}

pub(super) fn settle(
    mut turn: Deciding<'_>,
    upheld: bool,
    wrong_forward: bool,
    text: String,
) -> Result<Decision, Refusal> {
    let from = turn.case.holder;
    let sender = turn.case.course.forwarded_by.filter(|_| wrong_forward);
    if wrong_forward && (sender.is_none() || !upheld) {
        return Err(Refusal::NoWrongForward);
    }
    let mut to = from;
    if upheld {
        let receiver = turn.ctx.receiver.ok_or(Refusal::NoReceiver)?;
        may_go(&turn, receiver)?;
        to = receiver.id;
        match sender {
            None => hand_over(&mut turn, to, false)?,
            Some(sender) => returning::take_back(&mut turn, sender, to)?,
        }
    }
    turn.case.course.disputed_to = None;
    Ok(turn.done(EventKind::DisputeSettled { upheld, from, to, wrong_forward_by: sender, text }))
}

/// The reporter takes it back. It goes on where there are signs of a violation, a threat or a
/// bribe (Luật Tố cáo 2018 Art. 33.3), and always where money was asked for.
pub(super) fn withdraw(mut turn: Deciding<'_>, under_pressure: bool, text: String) -> Decision {
    let goes_on =
        under_pressure || turn.case.course.violation_signs || turn.case.kind == Kind::CorruptionTip;
    if goes_on {
        turn.case.course.violation_signs |= under_pressure;
        return turn.done(EventKind::Withdrawn { goes_on, text });
    }
    turn.end(|_| Some(false));
    turn.over(State::Withdrawn);
    turn.case.outcome = Some(Outcome::Withdrawn);
    turn.done(EventKind::Withdrawn { goes_on, text })
}

/// The refusal to take it up does not stand: what it ended is owed again by the days that were told. What has passed meanwhile
/// is missed today, by the unit that declined.
pub(super) fn overturn(mut turn: Deciding<'_>, text: String) -> Result<Decision, Refusal> {
    let today = turn.ctx.today;
    if turn.case.course.called_up_on.is_some() {
        // What its unit owed is nobody's any more: whoever called it up answers from today.
        let (holder, told) = (turn.case.holder, turn.case.course.told_due_on);
        turn.begin(FromEvent::ForwardedIn, holder, today, told)?;
    }
    let released = std::mem::take(&mut turn.case.course.released);
    let ended = turn.ctx.obligations.iter().filter(|one| released.contains(&one.id));
    let again: Vec<_> = ended.filter_map(Obligation::owed_again).collect();
    turn.changed.extend(again);
    turn.case.state = turn.case.course.resumes_to.take().unwrap_or(State::Received);
    let late = turn.changed.iter().filter(|(one, _)| one.is_overdue(today));
    let missed: Vec<_> = late.filter_map(|(one, _)| one.missed(today)).collect();
    turn.changed.extend(missed);
    turn.case.course.reopen_until = None;
    turn.case.course.barred = turn.case.course.answered_by.take();
    Ok(turn.done(EventKind::Overturned { text }))
}

/// What the answer promised (a remedy, a decision to be sent, a conclusion to be made known) is promised still: whoever took the
/// case owes it by the same days.
fn take_over_promises(turn: &mut Deciding<'_>, to: UnitId) {
    let after = |one: &&Obligation| matches!(one.step, Step::Remedy | Step::Notify | Step::Publish);
    let owed = turn.open().filter(after).map(|one| Opening { unit: to, ..Opening::going_on(one) });
    let owed: Vec<_> = owed.collect();
    turn.opens.extend(owed);
}

/// The inspectorate takes the case from its unit, whatever stands in it. What the unit owed and did in it counts for nobody any
/// more; what is open is owed anew, what is over stays over until somebody takes it up again. The reporter's told day stands.
pub(super) fn call_up(mut turn: Deciding<'_>) -> Result<Decision, Refusal> {
    let to = turn.ctx.receiver.ok_or(Refusal::NoReceiver)?.id;
    let (from, today, state, outcome) =
        (turn.case.holder, turn.ctx.today, turn.case.state, turn.case.outcome);
    if to == from {
        return Err(Refusal::SameUnit);
    }
    if turn.case.accused == Some(to) {
        return Err(Refusal::ReceiverNotAllowed);
    }
    let owed = turn.ctx.obligations.iter();
    let owed = owed.filter(|one| one.step != Step::Consult && one.step != Step::ProcuracyCopy);
    let aside: Vec<_> = owed.flat_map(|one| one.set_aside(today)).collect();
    let ended =
        turn.ctx.obligations.iter().filter(|one| turn.case.course.released.contains(&one.id));
    let told = ended.filter(|one| one.step == Step::Answer).map(|one| one.told_due_on).min();
    turn.move_to(to);
    turn.case.course.told_due_on = turn.case.course.told_due_on.or(told);
    turn.changed.extend(aside);
    turn.case.course.called_up_on = Some(today);
    turn.case.course.called_up_from = Some(from);
    turn.case.course.released = Vec::new();
    unpublish(&mut turn);
    if turn.case.is_unsigned() {
        // No petition yet: nothing is owed before its paper comes.
        turn.case.state = state;
    } else if state.is_open() && state != State::Answered {
        turn.case.course.wait = None;
        turn.case.course.resumes_to = None;
        turn.case.waits_until = None;
        turn.begin(FromEvent::ForwardedIn, to, today, turn.case.course.told_due_on)?;
    } else {
        turn.case.state = state;
        turn.case.outcome = outcome;
        take_over_promises(&mut turn, to);
    }
    Ok(turn.done(EventKind::CalledUp { from, to }))
}
