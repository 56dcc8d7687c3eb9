//! Which commands a case would take now: the menu that is shown, made from the same table as refusals.

use super::command::{CommandName, Party};
use super::promise;
use super::waiting::WAITING_FOR_REPORTER;
use crate::domain::case::{Case, Outcome, State, Wait};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::ids::UserId;
use crate::domain::kind::Channel;
use crate::domain::law::{Law, Matter};
use crate::domain::public_answer::may_be_public;
use crate::domain::time::Day;

/// Whether the case, apart from its state, has come to where the command makes sense.
fn fits(case: &Case, name: CommandName, party: Party, second: bool) -> bool {
    let course = &case.course;
    match name {
        CommandName::Close => second || !needs_other_person(case, party),
        CommandName::Accept => {
            case.state == State::Received
                || (course.wait == Some(Wait::Reply) && course.resumes_to == Some(State::Received))
        }
        CommandName::DisputeCompetence => {
            course.disputed_to.is_none() && !course.disputed_by.contains(&case.holder)
        }
        CommandName::SettleDispute => course.disputed_to.is_some(),
        CommandName::ReporterReply => course.wait == Some(Wait::Reply),
        CommandName::RecordSignature => course.wait == Some(Wait::Signature),
        CommandName::Resume => course.wait != Some(Wait::Signature),
        CommandName::NoteCriminalSigns => {
            !case.is_unsigned() && (case.state.is_open() || party != Party::Holder)
        }
        CommandName::Consult => course.signs_noted_on.is_some() && !case.is_unsigned(),
        CommandName::RecordConsultation | CommandName::Refer => {
            course.consulted.is_some() && !case.is_unsigned()
        }
        CommandName::PublishAnswer => course.public_answer.is_none() && may_be_public(case.kind),
        CommandName::WithdrawPublication => course.public_answer.is_some(),
        CommandName::RecordProcuracyCopy => course.copy_owed,
        CommandName::Reopen => course.reopened == 0,
        CommandName::Review => !course.reviewed,
        _ if name.is_of_promise() => promise::fits(case, name, party),
        _ => true,
    }
}

/// Whether the holder has found against its own reporter: then somebody else must close.
pub(super) fn needs_other_person(case: &Case, party: Party) -> bool {
    party == Party::Holder
        && case.channel == Channel::Service
        && case.outcome.is_some_and(Outcome::is_against_reporter)
}

/// Whether `person` did not give the answer: whoever did is the first of two.
pub fn is_second(case: &Case, person: Option<UserId>) -> bool {
    case.course.answered_by.is_some_and(|first| Some(first) != person)
}

/// Whether the law knows such a thing for this kind at all.
fn known(case: &Case, name: CommandName, law: &Law<'_>, today: Day) -> bool {
    let matter = Matter::of(case);
    match name {
        CommandName::Suspend => law.pauses.iter().any(|rule| {
            rule.ground != WAITING_FOR_REPORTER && law.pause(matter, &rule.ground, today).is_some()
        }),
        CommandName::Extend => {
            [FromEvent::Received, FromEvent::ForwardedIn, FromEvent::Accepted].iter().any(|event| {
                let rule = law.rule(matter, Step::Answer, *event, today);
                rule.is_some_and(|rule| rule.max_extensions > 0)
            })
        }
        CommandName::RecordComplexity => {
            law.criteria.iter().any(|one| law.is_criterion(case.kind, &one.code, today))
        }
        CommandName::Notify => law.rule(matter, Step::Notify, FromEvent::Answered, today).is_some(),
        _ if name.is_of_promise() => promise::is_known(case, name, law, today),
        CommandName::Publish => {
            law.rule(matter, Step::Publish, FromEvent::Answered, today).is_some()
        }
        CommandName::Reopen | CommandName::Review => {
            case.course.reopen_until.is_some_and(|last| today <= last)
        }
        _ => true,
    }
}

/// The commands that would not be refused now to `party`, as far as the case and the law decide.
/// `second` is a standing deputy of the holder, for what somebody else answered.
pub fn allowed(
    case: &Case,
    party: Party,
    second: bool,
    law: &Law<'_>,
    today: Day,
) -> Vec<CommandName> {
    CommandName::ALL
        .iter()
        .copied()
        .filter(|name| {
            name.parties().contains(&party)
                && name.states().contains(&case.state)
                && fits(case, *name, party, second)
                && known(case, *name, law, today)
        })
        .collect()
}
