//! The life of a case: the one function that changes a state, and what it refuses.

use crate::domain::case::{Case, Outcome, State};
use crate::domain::codes::codes;
use crate::domain::deadline::Step;
use crate::domain::event::{DeclineGround, Happening};
use crate::domain::ids::UnitId;
use crate::domain::kind::Channel;
use crate::domain::obligation::{Change, Obligation, What};
use crate::domain::time::Day;
use crate::domain::unit::{Unit, UnitKind};

/// What a member of staff asks of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Take it up.
    Accept,
    /// Do not take it up.
    Decline {
        /// Why.
        ground: DeclineGround,
        /// What the reporter is told.
        text: String,
    },
    /// Give it to the competent unit.
    Forward {
        /// Why.
        text: String,
    },
    /// Answer the reporter.
    Answer {
        /// What came of it.
        outcome: Outcome,
        /// What is done about it.
        remedy: Option<String>,
        /// The answer.
        text: String,
    },
    /// End it.
    Close,
}

codes! {
    /// The name of a command, as sent.
    CommandName {
        /// Take it up.
        Accept => "accept",
        /// Do not take it up.
        Decline => "decline",
        /// Give it to the competent unit.
        Forward => "forward",
        /// Answer the reporter.
        Answer => "answer",
        /// End it.
        Close => "close",
    }
}

impl Command {
    /// Its name.
    pub const fn name(&self) -> CommandName {
        match self {
            Self::Accept => CommandName::Accept,
            Self::Decline { .. } => CommandName::Decline,
            Self::Forward { .. } => CommandName::Forward,
            Self::Answer { .. } => CommandName::Answer,
            Self::Close => CommandName::Close,
        }
    }
}

codes! {
    /// Why a command is refused.
    Refusal {
        /// The case is over.
        CaseIsOver => "case_is_over",
        /// It was accepted before.
        AlreadyAccepted => "already_accepted",
        /// It must be accepted first.
        NotAccepted => "not_accepted",
        /// It has an answer.
        AlreadyAnswered => "already_answered",
        /// It has no answer yet.
        NotAnswered => "not_answered",
        /// The receiver is the holder.
        SameUnit => "same_unit",
        /// No receiver was named, or it does not exist today.
        NoReceiver => "no_receiver",
        /// A tip goes to an inspectorate body only, and never to the accused (12.17).
        ReceiverNotAllowed => "receiver_not_allowed",
        /// A unit may not close its own case as unfounded: a second person must.
        OwnUnfoundedNeedsSecondPerson => "own_unfounded_needs_second_person",
        /// A tip is handled only by the inspector it is assigned to (12.17).
        NotInYourHand => "not_in_your_hand",
        /// Only the unit that answers for the case may do this; an inspector may forward or close.
        HolderOnly => "holder_only",
    }
}

impl Refusal {
    /// What to do about it, in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::CaseIsOver => "Vụ việc đã kết thúc; không còn thao tác nào.",
            Self::AlreadyAccepted => "Vụ việc đã được thụ lý; hãy trả lời hoặc chuyển tiếp.",
            Self::NotAccepted => "Hãy tiếp nhận vụ việc trước khi trả lời.",
            Self::AlreadyAnswered => "Vụ việc đã được trả lời; chỉ còn việc kết thúc.",
            Self::NotAnswered => "Chỉ kết thúc được vụ việc đã trả lời.",
            Self::SameUnit => "Đơn vị nhận đang là đơn vị xử lý; hãy chọn đơn vị khác.",
            Self::NoReceiver => {
                "Không có đơn vị nhận với mã này vào hôm nay; hãy tra GET /api/v1/units."
            }
            Self::ReceiverNotAllowed => {
                "Tin báo chỉ được chuyển đến cơ quan thanh tra không bị phản ánh."
            }
            Self::OwnUnfoundedNeedsSecondPerson => {
                "Đơn vị không được tự kết thúc vụ việc của mình với kết quả không có căn cứ; cần người thứ hai (thanh tra)."
            }
            Self::HolderOnly => {
                "Chỉ đơn vị đang giải quyết mới được làm việc này; thanh tra được chuyển hoặc kết thúc vụ việc."
            }
            Self::NotInYourHand => {
                "Tin báo chỉ do thanh tra viên nhận việc xử lý; trước hết hãy nhận việc về mình (POST …/assignment, to = me)."
            }
        }
    }

    /// What to do about it, in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::CaseIsOver => "The case is over; nothing more can be done.",
            Self::AlreadyAccepted => "The case was accepted before; answer or forward it.",
            Self::NotAccepted => "Accept the case before answering it.",
            Self::AlreadyAnswered => "The case has an answer; it can only be closed.",
            Self::NotAnswered => "Only an answered case can be closed.",
            Self::SameUnit => "The receiver already holds the case; name another unit.",
            Self::NoReceiver => "No unit bears this code today; look it up at GET /api/v1/units.",
            Self::ReceiverNotAllowed => {
                "A tip can be forwarded only to an inspectorate that is not accused."
            }
            Self::OwnUnfoundedNeedsSecondPerson => {
                "A unit cannot close its own case as unfounded; a second person (an inspector) must."
            }
            Self::HolderOnly => {
                "Only the unit that holds the case may do this; an inspector may forward or close it."
            }
            Self::NotInYourHand => {
                "A tip is handled only by the inspector who took it; take it yourself first (POST …/assignment, to = me)."
            }
        }
    }
}

/// What `apply` may look at besides the case.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The office day.
    pub today: Day,
    /// The unit the actor works for.
    pub actor_unit: Option<UnitId>,
    /// Every obligation of the case.
    pub obligations: &'a [Obligation],
    /// The unit a forward names, as it exists today.
    pub receiver: Option<&'a Unit>,
}

/// What a command does, before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The new state.
    pub next: State,
    /// What happened.
    pub happening: Happening,
    /// What it does to the open obligations.
    pub changes: Vec<Change>,
    /// The new holder, whose periods begin today.
    pub new_holder: Option<UnitId>,
    /// What came of it.
    pub outcome: Option<Outcome>,
}

/// Decides what `command` does to `case`, or why it may not.
///
/// # Errors
/// A [`Refusal`], which changes nothing.
pub fn apply(case: &Case, command: Command, ctx: Context<'_>) -> Result<Decision, Refusal> {
    if !case.state.is_open() {
        return Err(Refusal::CaseIsOver);
    }
    let decision = |next, happening, changes| Decision {
        next,
        happening,
        changes,
        new_holder: None,
        outcome: case.outcome,
    };
    let watching = ctx.actor_unit != Some(case.holder);
    if watching && !may_watch(command.name()) {
        return Err(Refusal::HolderOnly);
    }
    match command {
        Command::Accept => {
            before_acceptance(case.state)?;
            let changes = end(ctx, |step| match step {
                Step::Accept => Some(true),
                Step::Forward => Some(false),
                Step::Answer => None,
            });
            Ok(decision(State::Accepted, Happening::Accepted, changes))
        }
        Command::Decline { ground, text } => {
            before_acceptance(case.state)?;
            // Declining tells the reporter (TCD Art. 28.1) and releases what else was owed.
            let changes = end(ctx, |step| Some(step == Step::Accept));
            Ok(decision(State::Declined, Happening::Declined { ground, text }, changes))
        }
        Command::Forward { text } => forward(case, text, ctx),
        Command::Answer { outcome, remedy, text } => {
            match case.state {
                State::Accepted => {}
                State::Received => return Err(Refusal::NotAccepted),
                State::Answered => return Err(Refusal::AlreadyAnswered),
                State::Closed | State::Declined => return Err(Refusal::CaseIsOver),
            }
            let changes = end(ctx, |step| Some(step == Step::Answer));
            let happening = Happening::Answered { outcome, remedy, text };
            let decided = decision(State::Answered, happening, changes);
            Ok(Decision { outcome: Some(outcome), ..decided })
        }
        Command::Close => {
            if case.state != State::Answered {
                return Err(Refusal::NotAnswered);
            }
            let own = ctx.actor_unit == Some(case.holder);
            if own && case.channel == Channel::Service && case.outcome == Some(Outcome::Unfounded) {
                return Err(Refusal::OwnUnfoundedNeedsSecondPerson);
            }
            Ok(decision(State::Closed, Happening::Closed, end(ctx, |_| Some(false))))
        }
    }
}

fn before_acceptance(state: State) -> Result<(), Refusal> {
    match state {
        State::Received => Ok(()),
        State::Accepted => Err(Refusal::AlreadyAccepted),
        State::Answered => Err(Refusal::AlreadyAnswered),
        State::Closed | State::Declined => Err(Refusal::CaseIsOver),
    }
}

fn forward(case: &Case, text: String, ctx: Context<'_>) -> Result<Decision, Refusal> {
    if case.state == State::Answered {
        return Err(Refusal::AlreadyAnswered);
    }
    let receiver = ctx.receiver.ok_or(Refusal::NoReceiver)?;
    if receiver.id == case.holder {
        return Err(Refusal::SameUnit);
    }
    if case.channel == Channel::Integrity {
        let inspects = matches!(receiver.kind, UnitKind::Inspectorate | UnitKind::Province);
        if !inspects || case.accused == Some(receiver.id) {
            return Err(Refusal::ReceiverNotAllowed);
        }
    }
    // Telling the reporter where it went meets the first duty (TCD Art. 28.1); the answer is the
    // receiver's now, with a period of its own (12.9).
    let changes = end(ctx, |step| Some(matches!(step, Step::Accept | Step::Forward)));
    let happening = Happening::Forwarded { from: case.holder, to: receiver.id, text };
    Ok(Decision {
        next: State::Received,
        happening,
        changes,
        new_holder: Some(receiver.id),
        outcome: None,
    })
}

/// Ends open obligations: `Some(true)` meets a step, `Some(false)` releases it, `None` leaves it.
/// One whose last day has passed is first recorded as missed, if nobody has yet.
fn end(ctx: Context<'_>, fate: impl Fn(Step) -> Option<bool>) -> Vec<Change> {
    let mut changes = Vec::new();
    for open in ctx.obligations.iter().filter(|one| one.status.as_str() == "open") {
        let Some(met) = fate(open.step) else { continue };
        let late = ctx.today > open.due_on;
        if late && open.missed_on.is_none() {
            changes.push(Change::of(open, What::Missed));
        }
        let what = match (met, late) {
            (true, false) => What::Met,
            (true, true) => What::MetLate,
            (false, false) => What::Released,
            (false, true) => What::ReleasedLate,
        };
        changes.push(Change::of(open, what));
    }
    changes
}

/// What somebody who watches over a case another unit holds may do: move it, or end it as the
/// second person.
const fn may_watch(command: CommandName) -> bool {
    matches!(command, CommandName::Forward | CommandName::Close)
}

/// The commands that would not be refused now to somebody of `actor_unit`.
pub fn allowed(case: &Case, actor_unit: Option<UnitId>) -> Vec<CommandName> {
    let own = actor_unit == Some(case.holder);
    let second_person_needed =
        own && case.channel == Channel::Service && case.outcome == Some(Outcome::Unfounded);
    let commands: &[CommandName] = match case.state {
        State::Received => &[CommandName::Accept, CommandName::Decline, CommandName::Forward],
        State::Accepted => &[CommandName::Forward, CommandName::Answer],
        State::Answered if second_person_needed => &[],
        State::Answered => &[CommandName::Close],
        State::Closed | State::Declined => &[],
    };
    commands.iter().copied().filter(|command| own || may_watch(*command)).collect()
}

#[cfg(test)]
mod tests;
