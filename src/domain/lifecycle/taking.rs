//! Taking a case up or not, and finding who is competent.

use super::{Decision, Refusal, Turn, promise};
use crate::domain::case::{State, Wait};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::event::{DeclineGround, Happening};
use crate::domain::kind::{Anonymity, Channel, Kind, Signature};
use crate::domain::unit::{Unit, UnitKind};

pub(super) fn accept(mut turn: Turn<'_>) -> Result<Decision, Refusal> {
    if turn.case.course.disputed_to.is_some() {
        return Err(Refusal::DisputeOpen);
    }
    turn.end(|step| match step {
        Step::Accept => Some(true),
        Step::Forward => Some(false),
        _ => None,
    });
    let holder = turn.case.holder;
    let told = turn.case.course.told_due_on.take();
    turn.begin(FromEvent::Accepted, holder, turn.ctx.today, told)?;
    turn.case.state = State::Accepted;
    Ok(turn.done(Happening::Accepted))
}

pub(super) fn decline(
    mut turn: Turn<'_>,
    ground: DeclineGround,
    text: String,
) -> Result<Decision, Refusal> {
    if !ground.holds_for(turn.case.kind) {
        return Err(Refusal::GroundNotForKind);
    }
    // Declining tells the reporter (TCD Art. 28.1) and releases what else was owed.
    turn.end(|step| Some(step == Step::Accept));
    turn.case.state = State::Declined;
    Ok(turn.done(Happening::Declined { ground, text }))
}

/// Moves the case to `receiver`, whose periods begin today.
fn move_to(turn: &mut Turn<'_>, receiver: &Unit) -> Result<(), Refusal> {
    if receiver.id == turn.case.holder {
        return Err(Refusal::SameUnit);
    }
    if turn.case.channel == Channel::Integrity {
        let inspects = matches!(receiver.kind, UnitKind::Inspectorate | UnitKind::Province);
        if !inspects || turn.case.accused == Some(receiver.id) {
            return Err(Refusal::ReceiverNotAllowed);
        }
    }
    let told = turn.told().or(turn.case.course.told_due_on);
    // Of a kind whose answer is counted from its acceptance no duty carries the day meanwhile.
    turn.case.course.told_due_on = told;
    // Telling the reporter where it went meets the first duty (TCD Art. 28.1); the answer is the
    // receiver's now, with a period of its own (12.9).
    turn.end(|step| (!step.stands_apart()).then_some(matches!(step, Step::Accept | Step::Forward)));
    turn.begin(FromEvent::ForwardedIn, receiver.id, turn.ctx.today, told)?;
    promise::put_to(turn, receiver.id)?;
    turn.case.state = State::Received;
    turn.case.holder = receiver.id;
    turn.case.assignee = None;
    turn.case.outcome = None;
    turn.case.course.hops += 1;
    turn.case.course.disputed_to = None;
    Ok(())
}

pub(super) fn forward(mut turn: Turn<'_>, text: String) -> Result<Decision, Refusal> {
    let receiver = turn.ctx.receiver.ok_or(Refusal::NoReceiver)?;
    let from = turn.case.holder;
    move_to(&mut turn, receiver)?;
    Ok(turn.done(Happening::Forwarded { from, to: receiver.id, text }))
}

/// A unit may dispute once, while its own period for forwarding runs. The clock runs on.
pub(super) fn dispute(mut turn: Turn<'_>, text: String) -> Result<Decision, Refusal> {
    let receiver = turn.ctx.receiver.ok_or(Refusal::NoReceiver)?;
    let holder = turn.case.holder;
    if receiver.id == holder {
        return Err(Refusal::SameUnit);
    }
    if turn.case.course.disputed_by.contains(&holder) {
        return Err(Refusal::OnceOnly);
    }
    let mut limits = turn.open().filter(|one| one.step == Step::Forward);
    if limits.any(|one| one.is_overdue(turn.ctx.today)) {
        return Err(Refusal::TooLate);
    }
    turn.case.course.disputed_to = Some(receiver.id);
    turn.case.course.disputed_by.push(holder);
    Ok(turn.done(Happening::Disputed { to: receiver.id, text }))
}

pub(super) fn settle(mut turn: Turn<'_>, upheld: bool, text: String) -> Result<Decision, Refusal> {
    if turn.case.course.disputed_to.is_none() {
        return Err(Refusal::NoDispute);
    }
    let from = turn.case.holder;
    let mut to = from;
    if upheld {
        let receiver = turn.ctx.receiver.ok_or(Refusal::NoReceiver)?;
        move_to(&mut turn, receiver)?;
        to = receiver.id;
    }
    turn.case.course.disputed_to = None;
    Ok(turn.done(Happening::DisputeSettled { upheld, from, to, text }))
}

/// Makes it another kind in law. Its periods begin anew today; nothing passes between the
/// channels, and nobody anonymous comes to need a name (design part 3).
pub(super) fn requalify(mut turn: Turn<'_>, kind: Kind, text: String) -> Result<Decision, Refusal> {
    let old_kind = turn.case.kind;
    if kind.channel() != turn.case.channel {
        return Err(Refusal::OtherChannel);
    }
    let today = turn.ctx.today;
    let spec = turn.ctx.law.kind(kind, today).filter(|spec| spec.active && kind != old_kind);
    let spec = spec.ok_or(Refusal::KindNotPossible)?;
    if spec.anonymous == Anonymity::Forbidden && !turn.ctx.named {
        return Err(Refusal::NeedsName);
    }
    let told = turn.told().or(turn.case.course.told_due_on);
    turn.case.course.told_due_on = told;
    turn.end(|step| (!step.stands_apart()).then_some(false));
    turn.case.kind = kind;
    turn.case.state = State::Received;
    if spec.signature == Signature::Required && turn.case.course.signed_on.is_none() {
        let until = turn.last_day(Step::Sign, FromEvent::SignedWait)?;
        promise::rest(&mut turn);
        turn.wait(State::AwaitingReporter, Wait::Signature, until);
    } else {
        let holder = turn.case.holder;
        turn.begin(FromEvent::Received, holder, today, told)?;
    }
    Ok(turn.done(Happening::Requalified { old_kind, new_kind: kind, text }))
}
