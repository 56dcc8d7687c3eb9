//! The promised day of a dossier: who says what of it, the apology for being late, and what passing a day brings.

mod facts;
mod passing;
mod word;

use super::asking::period_known;
use super::name::{CommandName, Party};
use super::{Asking, Deciding, Decision, Refusal};
use crate::domain::case::promise::PromiseState;
use crate::domain::case::{Case, Outcome, Wait};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::obligation::Obligation;
use crate::domain::records::apology::ApologyLetter;
use crate::domain::time::Day;
pub(super) use passing::claim_at_filing;
pub use passing::passed;
pub(super) use word::{put_to, rest};

/// What is said of a promised day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromiseCommand {
    /// The reporter claims it.
    Claim {
        /// The day.
        promised_on: Day,
        /// What the reporter says to it.
        text: String,
    },
    /// The unit confirms it, or names the day where none is claimed.
    Confirm {
        /// The day, where none is claimed.
        promised_on: Option<Day>,
    },
    /// The unit contests it.
    Deny {
        /// The day that was promised, if any was.
        promised_on: Option<Day>,
        /// Why.
        text: String,
    },
    /// An inspector decides.
    Settle {
        /// The day that was promised, if any was.
        promised_on: Option<Day>,
        /// Why.
        text: String,
    },
    /// Nobody contested it in time.
    LetStand,
    /// The register has an apology for the same day of the same dossier, of which the case does not
    /// know yet.
    Recall,
    /// The apology reached the person.
    Apologise(ApologyLetter),
    /// The result was given.
    RecordResult {
        /// The day.
        finished_on: Day,
        /// How, and by which paper.
        text: String,
    },
}

impl PromiseCommand {
    /// Its name.
    pub const fn name(&self) -> CommandName {
        match self {
            Self::Claim { .. } => CommandName::ClaimPromise,
            Self::Confirm { .. } => CommandName::ConfirmPromise,
            Self::Deny { .. } => CommandName::DenyPromise,
            Self::Settle { .. } => CommandName::SettlePromise,
            Self::LetStand => CommandName::LetPromiseStand,
            Self::Recall => CommandName::RecallApology,
            Self::Apologise(_) => CommandName::Apologise,
            Self::RecordResult { .. } => CommandName::RecordResult,
        }
    }
}

impl CommandName {
    /// Whether it speaks of a promised day.
    pub const fn is_of_promise(self) -> bool {
        matches!(
            self,
            Self::ClaimPromise
                | Self::ConfirmPromise
                | Self::DenyPromise
                | Self::SettlePromise
                | Self::LetPromiseStand
                | Self::RecallApology
                | Self::Apologise
                | Self::RecordResult
        )
    }
}

/// Whether the case is about a dossier of its holder: nobody answers for another's promise.
fn concerns(kind: Kind, accused: Option<UnitId>, holder: UnitId) -> bool {
    kind.is_about_a_dossier() && accused.is_none_or(|accused| accused == holder)
}

/// Whether the holder answers for the promised day. Where another body holds the case, that of the
/// dossier may not even know of it: no clock runs, and an inspector finds out what was promised.
fn is_own(case: &Case) -> bool {
    case.kind.is_about_a_dossier() && case.dossier_unit() == case.holder
}

/// Refuses what no day could make possible.
pub(super) fn check(case: &Case, name: CommandName, asking: &Asking<'_>) -> Result<(), Refusal> {
    if case.course.wait == Some(Wait::Signature) {
        return Err(Refusal::WaitsForReporter);
    }
    let own = is_own(case);
    // What another body's dossier was promised for is claimed by its person and found out by an inspector.
    let others = matches!(
        name,
        CommandName::ClaimPromise
            | CommandName::SettlePromise
            | CommandName::Apologise
            | CommandName::RecordResult
    );
    let known = period_known(case, asking, Step::ConfirmPromise, FromEvent::Claimed);
    let said = case.kind.is_about_a_dossier() && known && (others || own);
    if !said || (asking.party == Party::Holder && !own) {
        return Err(Refusal::NoPromise);
    }
    let promise = case.course.promise;
    let refusal = match name {
        CommandName::ClaimPromise => {
            promise.filter(|it| it.claimed_on.is_some()).map(|_| Refusal::OnceOnly)
        }
        CommandName::ConfirmPromise => promise
            .filter(|it| !it.is_claim() && !it.is_contested())
            .map(|_| Refusal::PromiseStands),
        CommandName::DenyPromise => match promise {
            None => Some(Refusal::NoPromise),
            Some(it) if !it.is_claim() => Some(Refusal::PromiseStands),
            Some(_) => word::silence_speaks(asking).err(),
        },
        CommandName::SettlePromise => match promise {
            None => Some(Refusal::NoPromise),
            Some(it) if it.is_contested() || (it.is_claim() && !own) => None,
            Some(_) => Some(Refusal::PromiseStands),
        },
        CommandName::LetPromiseStand => {
            let waits = promise.is_some_and(|it| it.is_claim() && it.claimed_on.is_some());
            let silent = waits && word::silence_speaks(asking).is_err();
            (!silent).then_some(Refusal::NotWaiting)
        }
        CommandName::Apologise => facts::stands(case, asking, |it| it.apologised_on).err(),
        CommandName::RecordResult => facts::stands(case, asking, |it| it.finished_on).err(),
        // What the register has is looked at when it is recalled.
        _ => promise.is_none().then_some(Refusal::NoPromise),
    };
    refusal.map_or(Ok(()), Err)
}

/// Refuses to answer the claim that no apology came against the record, or before the day stands
/// that it is measured by.
pub(super) fn contradicts(turn: &Deciding<'_>, outcome: Outcome) -> Result<(), Refusal> {
    let (case, today) = (&turn.case, turn.ctx.today);
    let against = matches!(outcome, Outcome::Unfounded | Outcome::SlanderConcluded);
    let claims = case.claims_no_apology();
    match case.course.promise.filter(|_| against && claims) {
        Some(it) if matches!(it.state, PromiseState::Claimed | PromiseState::Denied) => {
            Err(Refusal::PromiseOpen)
        }
        Some(it) if word::known_facts(turn, it.promised_on, it).is_broken(today) => {
            Err(Refusal::FactsSayOtherwise)
        }
        _ => Ok(()),
    }
}

/// Refuses a holder to get rid of a case while it owes the result or an apology in it.
pub(super) fn binds(asking: &Asking<'_>, name: CommandName) -> Result<(), Refusal> {
    let leaves = matches!(
        name,
        CommandName::Forward | CommandName::DisputeCompetence | CommandName::Decline
    );
    let owes = |one: &Obligation| one.step.is_of_promise() && one.step != Step::ConfirmPromise;
    if leaves && asking.party == Party::Holder && asking.open().any(owes) {
        return Err(Refusal::PromiseBinds);
    }
    Ok(())
}

pub(super) fn apply(turn: Deciding<'_>, command: PromiseCommand) -> Result<Decision, Refusal> {
    match command {
        PromiseCommand::Claim { promised_on, text } => word::claim(turn, promised_on, text),
        PromiseCommand::Confirm { promised_on } => word::confirm(turn, promised_on),
        PromiseCommand::Deny { promised_on, text } => word::deny(turn, promised_on, text),
        PromiseCommand::Settle { promised_on, text } => word::settle(turn, promised_on, text),
        PromiseCommand::LetStand => word::let_stand(turn),
        PromiseCommand::Recall => facts::recall(turn),
        PromiseCommand::Apologise(letter) => facts::apologise(turn, letter),
        PromiseCommand::RecordResult { finished_on, text } => {
            facts::finish(turn, finished_on, text)
        }
    }
}
