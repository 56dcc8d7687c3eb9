//! Why a command is refused whatever its members say: the one list, from which `apply` refuses and menus are made.

use super::asking::{Asking, needs_other_person, still_owes};
use super::name::{CommandName, Party};
use super::refusal::Refusal;
use super::{promise, waiting};
use crate::domain::case::{Case, PaperWord, State, Wait};
use crate::domain::deadline::Step;
use crate::domain::event::DeclineGround;
use crate::domain::ids::UserId;
use crate::domain::kind::{Channel, Kind};
use crate::domain::records::public_answer::may_be_public;

/// Why `name` would be refused now whatever its members say; `None` where right members make it possible.
pub fn refusal(case: &Case, name: CommandName, asking: &Asking<'_>) -> Option<Refusal> {
    check(case, name, asking).err()
}

fn unless(holds: bool, refusal: Refusal) -> Result<(), Refusal> {
    if holds { Err(refusal) } else { Ok(()) }
}

/// Refuses what no members could make possible.
pub(super) fn check(case: &Case, name: CommandName, asking: &Asking<'_>) -> Result<(), Refusal> {
    if !name.parties().contains(&asking.party) {
        return Err(wrong_party(case, name));
    }
    if !name.states().contains(&case.state) {
        return Err(wrong_state(case.state, name));
    }
    promise::binds(asking, name)?;
    let course = &case.course;
    match name {
        CommandName::Accept => accepts(case),
        CommandName::Decline => declines(case, asking),
        CommandName::Forward => forwards(case),
        CommandName::CallUp => called_up(case, asking),
        CommandName::Requalify => requalifies(case),
        CommandName::DisputeCompetence => disputes(case, asking),
        CommandName::SettleDispute => unless(course.disputed_to.is_none(), Refusal::NoDispute),
        CommandName::ReporterReply => unless(course.wait != Some(Wait::Reply), Refusal::NotWaiting),
        CommandName::RecordSignature => {
            unless(course.wait != Some(Wait::Signature), Refusal::NotWaiting)
        }
        CommandName::AskReporter => waiting::reply_until(case, asking).map(|_| ()),
        CommandName::Announce => announces(case),
        CommandName::Suspend => waiting::suspends(case, asking),
        CommandName::Resume => {
            unless(course.wait == Some(Wait::Signature), Refusal::WaitsForReporter)
        }
        CommandName::Lapse => waiting::lapsed(case, asking).map(|_| ()),
        CommandName::Extend => waiting::extendable(case, asking).map(|_| ()),
        CommandName::RecordComplexity => waiting::may_be_harder(case, asking),
        CommandName::Answer => another(case, asking),
        CommandName::FulfilRemedy => owes(asking, Step::Remedy),
        CommandName::Notify => owes(asking, Step::Notify),
        CommandName::Publish => owes(asking, Step::Publish),
        CommandName::PublishAnswer => publishes(case),
        CommandName::WithdrawPublication => {
            unless(course.public_answer.is_none(), Refusal::NotPublic)
        }
        CommandName::Reopen => {
            unless(course.reopened > 0, Refusal::OnceOnly)?;
            contestable(case, asking)
        }
        CommandName::Review => {
            unless(course.reviewed, Refusal::OnceOnly)?;
            // What the law lays down after a decision comes after no refusal to take it up.
            if case.state == State::Declined {
                unless(course.resumes_to.is_none(), Refusal::NotDeclined)?;
                in_time(case, asking)
            } else {
                contestable(case, asking)
            }
        }
        CommandName::Overturn => {
            unless(course.resumes_to.is_none(), Refusal::NotDeclined)?;
            unless(!is_second(case, asking.actor), Refusal::AnotherHandlerNeeded)
        }
        CommandName::Close => closes(case, asking),
        CommandName::NoteCriminalSigns => {
            prepared(case)?;
            let over = !case.state.is_open() && asking.party == Party::Holder;
            unless(over, Refusal::CaseIsOver)
        }
        CommandName::Consult => {
            prepared(case)?;
            unless(course.signs_noted_on.is_none(), Refusal::NoSigns)?;
            unless(course.consulted.is_some(), Refusal::OnceOnly)
        }
        CommandName::RecordConsultation => {
            unless(!asking.owes_step(Step::Consult), Refusal::NotConsulted)
        }
        CommandName::Refer => {
            prepared(case)?;
            unless(course.signs_noted_on.is_none(), Refusal::NoSigns)?;
            unless(course.consulted.is_none(), Refusal::NotConsulted)
        }
        CommandName::RecordProcuracyCopy => unless(!course.copy_owed, Refusal::NothingOwed),
        CommandName::MergeInto => merges(case, asking),
        CommandName::SettleMerge => unless(course.merge_proposed.is_none(), Refusal::NotMerged),
        CommandName::Unmerge => unless(course.merged_into.is_none(), Refusal::NotMerged),
        CommandName::VouchPaper => {
            unless(course.paper != Some(PaperWord::Awaited), Refusal::NoOldPaper)
        }
        CommandName::ConfirmSender => {
            unless(!case.kind.is_sent_by_somebody(), Refusal::AnybodyMaySend)
        }
        CommandName::ReturnAnswer
        | CommandName::Confirm
        | CommandName::Correct
        | CommandName::AddFacts
        | CommandName::FlagRetaliation
        | CommandName::Withdraw => Ok(()),
        CommandName::ClaimPromise
        | CommandName::ConfirmPromise
        | CommandName::DenyPromise
        | CommandName::SettlePromise
        | CommandName::LetPromiseStand
        | CommandName::RecallApology
        | CommandName::Apologise
        | CommandName::RecordResult => promise::check(case, name, asking),
    }
}

fn wrong_party(case: &Case, name: CommandName) -> Refusal {
    // What is over is over for everybody, and says no more.
    if !case.state.is_open() && !name.states().contains(&case.state) {
        return Refusal::CaseIsOver;
    }
    match name.parties() {
        [Party::Clock] => Refusal::ClockOnly,
        [Party::Reporter] => Refusal::ReporterOnly,
        [Party::Inspector] | [Party::Inspector, Party::Clock] => Refusal::InspectorOnly,
        _ => Refusal::HolderOnly,
    }
}

pub(super) fn wrong_state(state: State, name: CommandName) -> Refusal {
    if name == CommandName::RecordProcuracyCopy && state.is_open() {
        return Refusal::NothingOwed;
    }
    let needs_answer = name.states().contains(&State::Answered);
    match state {
        State::Received if needs_answer => Refusal::NotAnswered,
        State::Received if name.states().contains(&State::Accepted) => Refusal::NotAccepted,
        State::Accepted if name.states().contains(&State::Received) => Refusal::AlreadyAccepted,
        State::Accepted if needs_answer => Refusal::NotAnswered,
        State::Received | State::Accepted => Refusal::NotWaiting,
        State::AwaitingReporter => Refusal::WaitsForReporter,
        State::Suspended => Refusal::IsSuspended,
        State::Answered => Refusal::AlreadyAnswered,
        State::Closed | State::Declined | State::Withdrawn | State::Referred => Refusal::CaseIsOver,
    }
}

fn accepts(case: &Case) -> Result<(), Refusal> {
    let course = &case.course;
    if case.state == State::AwaitingReporter {
        unless(course.wait != Some(Wait::Reply), Refusal::WaitsForReporter)?;
        unless(course.resumes_to != Some(State::Received), Refusal::AlreadyAccepted)?;
    }
    unless(course.disputed_to.is_some(), Refusal::DisputeOpen)
}

fn declines(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    // Of a demand of the Front the law knows no ground at all.
    let grounds = DeclineGround::ALL.iter().any(|ground| ground.holds_for(case.kind));
    unless(!grounds, Refusal::GroundNotForKind)?;
    unless(case.course.disputed_to.is_some(), Refusal::DisputeOpen)?;
    another(case, asking)
}

/// What was called up goes back to no unit.
fn forwards(case: &Case) -> Result<(), Refusal> {
    unless(case.course.called_up_on.is_some(), Refusal::CalledUp)?;
    unless(case.course.disputed_to.is_some(), Refusal::DisputeOpen)
}

/// What is answered, waits or is over can only become a tip.
fn requalifies(case: &Case) -> Result<(), Refusal> {
    if matches!(case.state, State::Received | State::Accepted) {
        return Ok(());
    }
    let never = case.channel == Channel::Integrity;
    unless(never, wrong_state(case.state, CommandName::Requalify))?;
    becomes_tip(case)
}

/// Of what was called up nothing is public: its unit would know its case again.
fn publishes(case: &Case) -> Result<(), Refusal> {
    unless(!may_be_public(case.kind), Refusal::NeverPublic)?;
    unless(case.course.called_up_on.is_some(), Refusal::CalledUp)?;
    unless(case.course.public_answer.is_some(), Refusal::AlreadyPublic)
}

/// A unit may dispute once, while its own period for forwarding runs.
fn disputes(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    unless(case.course.called_up_on.is_some(), Refusal::CalledUp)?;
    unless(case.course.disputed_by.contains(&case.holder), Refusal::OnceOnly)?;
    let mut limits = asking.open().filter(|one| one.step == Step::Forward);
    unless(!limits.any(|one| !one.is_overdue(asking.today)), Refusal::TooLate)
}

/// Once, and only what its unit knows of. A case that goes on in two would still be known by the other one.
fn called_up(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    let course = &case.course;
    unless(case.channel == Channel::Integrity, Refusal::OtherChannel)?;
    unless(course.called_up_on.is_some(), Refusal::CalledUp)?;
    unless(case.held_until.is_some(), Refusal::UnknownToUnit)?;
    // What waits for its paper is looked at for a reason only, never drawn.
    unless(case.is_unsigned() && asking.party == Party::Clock, Refusal::UnknownToUnit)?;
    unless(course.linked.is_some() || course.linked_from.is_some(), Refusal::InParts)
}

/// What becomes a tip leaves nothing behind that its unit could read, so it is one report with one receipt, and that receipt
/// was not printed at a desk, where a copy may lie.
pub(super) fn becomes_tip(case: &Case) -> Result<(), Refusal> {
    let course = &case.course;
    unless(course.linked.is_some() || course.linked_from.is_some(), Refusal::InParts)?;
    unless(course.typed_in_by.is_some(), Refusal::ReceiptAtDesk)
}

/// Of a tip nothing is told beside answers and questions, and what waits for its paper is no petition yet.
fn announces(case: &Case) -> Result<(), Refusal> {
    unless(case.channel == Channel::Integrity, Refusal::OtherChannel)?;
    prepared(case)
}

/// Whoever answered or declined first does neither again, once somebody else has to look at it.
fn another(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    let barred = case.course.barred;
    unless(barred.is_some() && barred == asking.actor, Refusal::AnotherHandlerNeeded)
}

/// Once, and a unit not again while an inspector has not decided.
fn merges(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    unless(case.course.merged_into.is_some(), Refusal::AlreadyMerged)?;
    let again = case.course.merge_proposed.is_some() && asking.party == Party::Holder;
    unless(again, Refusal::MergeOpen)
}

fn owes(asking: &Asking<'_>, step: Step) -> Result<(), Refusal> {
    unless(!asking.owes_step(step), Refusal::NothingOwed)
}

/// Until the day that was told with the answer, where the law lays down nothing else that comes after it.
fn contestable(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    unless(case.kind.has_next_instance(), Refusal::NextInstance)?;
    in_time(case, asking)
}

fn in_time(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    let in_time = case.course.reopen_until.is_some_and(|last| asking.today <= last);
    unless(!in_time, Refusal::TooLate)
}

fn closes(case: &Case, asking: &Asking<'_>) -> Result<(), Refusal> {
    if needs_other_person(case, asking.party) {
        unless(asking.deputy.is_none(), Refusal::OwnUnfoundedNeedsSecondPerson)?;
        unless(!is_second(case, asking.actor), Refusal::SamePerson)?;
    }
    unless(still_owes(case, asking), Refusal::DutiesOpen)?;
    let proposed = case.course.close_proposed_by.filter(|_| case.kind == Kind::Denunciation);
    unless(proposed.is_some() && proposed == asking.actor, Refusal::SamePerson)
}

/// Whether `person` did not give the answer: whoever did is the first of two.
fn is_second(case: &Case, person: Option<UserId>) -> bool {
    case.course.answered_by.is_some_and(|first| Some(first) != person)
}

/// What waits for its signature is no petition, and nothing can be prepared with it. Everything else
/// can be, also where the holder has ended or parked it meanwhile: a refusal to the holder would
/// give the matter away, and none to the inspector lets nobody bury it.
fn prepared(case: &Case) -> Result<(), Refusal> {
    unless(case.is_unsigned(), Refusal::WaitsForReporter)
}
