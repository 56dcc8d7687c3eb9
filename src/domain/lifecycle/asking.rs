//! Who asks for a command, and what is known before its members are read.

use super::name::Party;
use crate::domain::case::{Case, Outcome};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::ids::UserId;
use crate::domain::kind::Channel;
use crate::domain::law::{Law, Matter, PauseRule};
use crate::domain::obligation::{DutyStatus, Move, Obligation};
use crate::domain::time::Day;

/// Who asks for a command, and what is known before its members are read.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The office day.
    pub today: Day,
    /// As whom somebody acts.
    pub party: Party,
    /// The member of staff, where it is one.
    pub actor: Option<UserId>,
    /// The document by which that is the standing deputy of the holder, and may look at it second.
    pub deputy: Option<&'a str>,
    /// Every obligation of the case.
    pub obligations: &'a [Obligation],
    /// The law in force.
    pub law: Law<'a>,
}

impl<'a> Asking<'a> {
    /// What is owed now.
    pub(super) fn open(&self) -> impl Iterator<Item = &'a Obligation> + use<'a> {
        self.obligations.iter().filter(|one| one.status == DutyStatus::Open)
    }

    /// The answer that the holder owes. What another unit still owes that kept the case too long nobody moves.
    pub(super) fn answer(&self, case: &Case) -> impl Iterator<Item = &'a Obligation> + use<'a> {
        let holder = case.holder;
        self.open().filter(move |one| one.step == Step::Answer && one.unit_id == holder)
    }

    pub(super) fn owes_step(&self, step: Step) -> bool {
        self.open().any(|one| one.step == step)
    }
}

/// Whether the holder owes anything, or an inspector a decision on the promised day: what a
/// consulted body owes blocks nothing.
pub(super) fn still_owes(case: &Case, asking: &Asking<'_>) -> bool {
    case.promise_awaits() || asking.open().any(|one| one.step != Step::Consult)
}

/// Whether the holder has found against its own reporter: then somebody else must close.
pub(super) fn needs_other_person(case: &Case, party: Party) -> bool {
    party == Party::Holder
        && case.channel == Channel::Service
        && case.outcome.is_some_and(Outcome::is_against_reporter)
}

/// The rule by which the clock may stand still on `ground` today. A limit is one for the whole case: a second standstill
/// on the same ground would have none.
pub(super) fn pause<'a>(case: &Case, asking: &Asking<'a>, ground: &str) -> Option<&'a PauseRule> {
    let again = asking.open().flat_map(|one| &one.moves).any(|step| {
        matches!(step, Move::Paused { ground: before, cap_on: Some(_), .. } if before == ground)
    });
    asking.law.pause(Matter::of(case), ground, asking.today).filter(|_| !again)
}

/// Whether the law knows a period of this step for the case that begins with `event`.
pub(super) fn period_known(case: &Case, asking: &Asking<'_>, step: Step, event: FromEvent) -> bool {
    asking.law.rule(Matter::of(case), step, event, asking.today).is_some()
}
