//! The answer, and what the reporter, an inspector and a second person make of it.

use super::asking::needs_other_person;
use super::deciding::{closes_by_itself, meet, unpublish};
use super::{Deciding, Decision, Refusal, promise};
use crate::domain::case::{Outcome, State, Wait};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::event::{EventKind, ReturnGround};
use crate::domain::ids::RuleId;
use crate::domain::kind::Kind;
use crate::domain::obligation::{Duty, DutyStatus, Obligation};
use crate::domain::time::Day;

/// What is done about a report, and by when.
pub(super) struct Remedy {
    pub(super) remedy: Option<String>,
    pub(super) due_on: Option<Day>,
}

pub(super) fn answer(
    mut turn: Deciding<'_>,
    outcome: Outcome,
    Remedy { remedy, due_on: remedy_due_on }: Remedy,
    for_all: Option<String>,
    text: String,
) -> Result<Decision, Refusal> {
    let today = turn.ctx.today;
    if remedy_due_on.is_some_and(|day| day < today || remedy.is_none()) {
        return Err(Refusal::RemedyNeedsDay);
    }
    if outcome == Outcome::Remedied && remedy.is_none() {
        return Err(Refusal::RemedyNeeded);
    }
    promise::contradicts(&turn, outcome)?;
    let given = turn.open().filter(|one| one.step == Step::Answer);
    turn.case.course.released = given.map(|one| one.id).collect();
    let holder = turn.case.holder;
    turn.end_own(|step| (!step.stands_apart()).then_some(step == Step::Answer));
    // One report is answered once: for whoever kept it too long before it is no answer of its own.
    turn.end(|step| (!step.stands_apart()).then_some(false));
    turn.begin(FromEvent::Answered, holder, today, None)?;
    if let Some(due_on) = remedy_due_on {
        // A promised remedy is owed until it is done; the unit itself named the day.
        let duty = Duty {
            step: Step::Remedy,
            rule_id: RuleId::new(uuid::Uuid::nil()),
            scored: false,
            start_on: today,
            due_on,
            calendar_as_of: today,
        };
        turn.opens.push(super::Opening { unit: holder, duty, told: None });
    }
    turn.case.state = State::Answered;
    turn.case.outcome = Some(outcome);
    turn.case.waits_until = turn.last_day(Step::Confirm, FromEvent::Answered)?;
    turn.case.course.wait = Some(Wait::Confirmation);
    turn.case.course.reopen_until = if turn.case.kind.has_next_instance() {
        None
    } else {
        turn.last_day(Step::Reopen, FromEvent::Answered)?
    };
    turn.case.course.answered_by = turn.ctx.actor;
    turn.case.course.close_proposed_by = None;
    turn.case.course.lapsed = false;
    turn.case.course.confirmed = false;
    turn.case.course.merge_proposed = None;
    let shared = turn.ctx.shared.map(str::to_owned);
    Ok(turn.done(EventKind::Answered { outcome, remedy, remedy_due_on, for_all, shared, text }))
}

pub(super) fn fulfil(mut turn: Deciding<'_>, text: String) -> Decision {
    meet(&mut turn, Step::Remedy);
    turn.done(EventKind::RemedyFulfilled { text })
}

pub(super) fn notify(mut turn: Deciding<'_>, text: String) -> Decision {
    meet(&mut turn, Step::Notify);
    turn.done(EventKind::Notified { text })
}

/// Making a conclusion known is owed where a rule says so; everybody reads an answer only by
/// [`publish_answer`].
pub(super) fn publish(mut turn: Deciding<'_>, text: String) -> Decision {
    meet(&mut turn, Step::Publish);
    turn.done(EventKind::Published { text })
}

/// The answer counts as not given: its duty is owed again by the same last day.
pub(super) fn send_back(mut turn: Deciding<'_>, ground: ReturnGround, text: String) -> Decision {
    turn.end(|step| (!step.stands_apart()).then_some(false));
    let ended = std::mem::take(&mut turn.case.course.released);
    let answers = turn.ctx.obligations.iter().filter(|one| one.step == Step::Answer);
    // With it goes what a unit before still owed that had kept the case too long.
    let mut given: Vec<_> = answers.clone().filter(|one| ended.contains(&one.id)).collect();
    if given.is_empty() {
        let met = answers.filter(|one| one.status == DutyStatus::Met);
        given.extend(met.max_by_key(|one| (one.ended_on, one.start_on)));
    }
    turn.changed.extend(given.into_iter().filter_map(Obligation::owed_again));
    turn.case.state = State::Accepted;
    turn.case.outcome = None;
    turn.case.waits_until = None;
    turn.case.course.wait = None;
    turn.case.course.reopen_until = None;
    unpublish(&mut turn);
    turn.done(EventKind::Returned { ground, text })
}

pub(super) fn confirm(mut turn: Deciding<'_>) -> Decision {
    turn.case.course.confirmed = true;
    turn.case.course.wait = None;
    turn.case.waits_until = None;
    // Where the reporter agrees, an outcome against the reporter needs nobody else, unless the holder's
    // own desk printed the receipt; a denunciation is closed by two persons of the body, whatever the
    // reporter says of it.
    let own = turn.case.is_own_entry(turn.case.holder);
    let enough = if own { closes_by_itself(&turn) } else { turn.case.kind != Kind::Denunciation };
    if !turn.owes() && enough {
        turn.end(|_| Some(false));
        turn.over(State::Closed);
    }
    turn.done(EventKind::Confirmed)
}

/// The reporter may reopen once, until a day that was told with the answer.
pub(super) fn reopen(mut turn: Deciding<'_>, text: String) -> Result<Decision, Refusal> {
    turn.end(|step| (!step.stands_apart()).then_some(false));
    let holder = turn.heir();
    turn.case.holder = holder;
    turn.begin(FromEvent::Reopened, holder, turn.ctx.today, None)?;
    turn.case.course.reopened += 1;
    back_to(&mut turn, State::Accepted);
    Ok(turn.done(EventKind::Reopened { text }))
}

/// A second look by the unit above where there is one, and by another person in any case.
pub(super) fn review(mut turn: Deciding<'_>, text: String) -> Result<Decision, Refusal> {
    let from = turn.case.holder;
    let above = turn.ctx.superior.filter(|unit| Some(unit.id) != turn.case.accused);
    // What was called up stays there: the unit above may be the one from which it was taken.
    let above = above.filter(|_| turn.case.course.called_up_on.is_none());
    let to = above.map_or(turn.heir(), |unit| unit.id);
    turn.end(|step| (!step.stands_apart()).then_some(false));
    if turn.case.state == State::Declined {
        // Whoever had kept it too long before is not freed by another's refusal.
        let kept = |one: &&Obligation| one.unit_id != from && one.step == Step::Answer;
        let ended = turn.ctx.obligations.iter().filter(kept);
        let ended = ended.filter(|one| turn.case.course.released.contains(&one.id));
        let again: Vec<_> = ended.filter_map(Obligation::owed_again).collect();
        turn.changed.extend(again);
    }
    turn.begin(FromEvent::ForwardedIn, to, turn.ctx.today, None)?;
    turn.case.holder = to;
    promise::put_to(&mut turn, to)?;
    turn.case.assignee = None;
    turn.case.course.reviewed = true;
    // It came by the reporter's wish, no longer by a forward.
    turn.case.course.forwarded_by = None;
    turn.case.course.barred = turn.case.course.answered_by;
    turn.case.course.released.clear();
    turn.case.course.resumes_to = None;
    back_to(&mut turn, State::Received);
    Ok(turn.done(EventKind::Reviewed { from, to, text }))
}

fn back_to(turn: &mut Deciding<'_>, state: State) {
    unpublish(turn);
    turn.case.state = state;
    turn.case.outcome = None;
    turn.case.waits_until = None;
    turn.case.course.wait = None;
    // What its reporter contests is answered by itself.
    turn.case.course.merged_into = None;
    turn.case.course.reopen_until = None;
    turn.case.course.confirmed = false;
    turn.case.course.lapsed = false;
    turn.case.course.close_proposed_by = None;
}

/// Ends a case that owes nothing more. A denunciation takes two persons; what a unit found against
/// its own reporter an inspector, a leader above it or its standing deputy.
pub(super) fn close(mut turn: Deciding<'_>) -> Decision {
    if turn.case.kind == Kind::Denunciation && turn.case.course.close_proposed_by.is_none() {
        turn.case.course.close_proposed_by = turn.ctx.actor;
        // The second person has to take it into the own hand first.
        return turn.done(EventKind::CloseProposed);
    }
    let second = needs_other_person(&turn.case, turn.ctx.party);
    let deputy = turn.ctx.deputy.filter(|_| second).map(str::to_owned);
    turn.end(|_| Some(false));
    turn.over(State::Closed);
    turn.done(EventKind::Closed { deputy })
}

/// Makes the answer public in the words of staff. Whoever may not know the reporter proposes it
/// only: the check for the reporter's name must not answer guesses, so a second person who knows
/// the name publishes.
pub(super) fn publish_answer(mut turn: Deciding<'_>, question: String, text: String) -> Decision {
    if !turn.ctx.knows_reporter {
        turn.case.course.publication_proposed_on = Some(turn.ctx.today);
        return turn.done(EventKind::PublicationProposed { question, text });
    }
    let public_id = turn.ctx.public_id;
    turn.case.course.publication_proposed_on = None;
    turn.case.course.public_answer = Some(public_id);
    // Art. 19 sets no period; where a rule does, this is what it asks for.
    if turn.open().any(|one| one.step == Step::Publish) {
        meet(&mut turn, Step::Publish);
    }
    turn.done(EventKind::AnswerPublished { public_id, question, text })
}

pub(super) fn withdraw_publication(mut turn: Deciding<'_>, text: String) -> Decision {
    unpublish(&mut turn);
    turn.done(EventKind::PublicationWithdrawn { text })
}
