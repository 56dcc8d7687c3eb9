//! What a report is: found to be of another kind, with the holder that the rules give it then; or corrected in its facts.

use super::guard::{becomes_tip, wrong_state};
use super::{CommandName, Deciding, Decision, Refusal, Rerouted, promise};
use crate::domain::case::{State, Wait};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::event::EventKind;
use crate::domain::ids::UnitId;
use crate::domain::kind::{Anonymity, Channel, Kind, Signature};

/// What an inspector corrects; what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// The code of the category.
    pub category: Option<String>,
    /// The code of the sector.
    pub sector: Option<String>,
    /// The code of the unit it is about.
    pub unit: Option<String>,
    /// The code of the commune or district where it happened.
    pub locality: Option<String>,
    /// Why.
    pub text: String,
}

/// Makes it another kind in law. Its periods begin anew today, for whoever the rules name, and nobody anonymous comes to need
/// a name. A tip stays one; what becomes a tip is in its last state here, and goes on in the other channel.
pub(super) fn requalify(
    mut turn: Deciding<'_>,
    kind: Kind,
    text: String,
) -> Result<Decision, Refusal> {
    let old_kind = turn.case.kind;
    let today = turn.ctx.today;
    let spec = turn.ctx.law.kind(kind, today).filter(|spec| spec.active && kind != old_kind);
    let spec = spec.ok_or(Refusal::KindNotPossible)?;
    match (turn.case.channel, kind.channel()) {
        (Channel::Service, Channel::Integrity) => return to_tip(turn, kind, text),
        (Channel::Integrity, Channel::Service) => return Err(Refusal::OtherChannel),
        (Channel::Service, Channel::Service) | (Channel::Integrity, Channel::Integrity) => {}
    }
    if !matches!(turn.case.state, State::Received | State::Accepted) {
        return Err(wrong_state(turn.case.state, CommandName::Requalify));
    }
    if spec.anonymous == Anonymity::Forbidden && !turn.ctx.named {
        return Err(Refusal::NeedsName);
    }
    let told = turn.told().or(turn.case.course.told_due_on);
    turn.case.course.told_due_on = told;
    turn.end(|step| (!step.stands_apart()).then_some(false));
    turn.case.kind = kind;
    turn.case.course.merged_into = None;
    turn.case.course.merge_proposed = None;
    // Whoever forwarded it forwarded something else.
    turn.case.course.forwarded_by = None;
    if !kind.is_about_a_dossier() {
        promise::rest(&mut turn);
    }
    let to = rerouted(&mut turn);
    turn.case.state = State::Received;
    if spec.signature == Signature::Required && turn.case.course.signed_on.is_none() {
        let until = turn.last_day(Step::Sign, FromEvent::SignedWait)?;
        promise::rest(&mut turn);
        turn.wait(State::AwaitingReporter, Wait::Signature, until);
    } else {
        let holder = turn.case.holder;
        turn.begin(FromEvent::Received, holder, today, told)?;
        if !old_kind.is_about_a_dossier() || (to.is_some() && kind.is_about_a_dossier()) {
            promise::put_to(&mut turn, holder)?;
        }
    }
    Ok(turn.done(EventKind::Requalified { old_kind, new_kind: kind, to, text }))
}

/// What it is in this channel at last; the rest is done in the other one.
fn to_tip(turn: Deciding<'_>, kind: Kind, text: String) -> Result<Decision, Refusal> {
    becomes_tip(&turn.case)?;
    let old_kind = turn.case.kind;
    Ok(turn.done(EventKind::Requalified { old_kind, new_kind: kind, to: None, text }))
}

/// Gives the case the category and the holder of its new kind; says the holder where it is another.
fn rerouted(turn: &mut Deciding<'_>) -> Option<UnitId> {
    let Rerouted { holder, category } = turn.ctx.rerouted?;
    turn.case.category.clone_from(category);
    // What was called up goes back to no unit.
    let stays = turn.case.course.called_up_on.is_some();
    let to = Some(*holder).filter(|to| !stays && *to != turn.case.holder)?;
    turn.move_to(to);
    Some(to)
}

/// Corrects what the report is about; every clock keeps its beginning. What was reported stays as it was written.
pub(super) fn correct(mut turn: Deciding<'_>, correction: Correction) -> Result<Decision, Refusal> {
    let Correction { category, sector, unit, locality, text } = correction;
    let unit = match (unit, turn.ctx.receiver) {
        (None, _) => None,
        (Some(_), Some(unit)) => Some(unit.id),
        (Some(_), None) => return Err(Refusal::NoReceiver),
    };
    if let Some(unit) = unit.filter(|unit| turn.case.accused != Some(*unit)) {
        if turn.case.course.promise.is_some() {
            // What was said of the day is that unit's, and stands in its duties.
            return Err(Refusal::PromiseOfUnit);
        }
        if turn.case.channel == Channel::Integrity && unit == turn.case.holder {
            return Err(Refusal::ReceiverNotAllowed);
        }
        turn.case.accused = Some(unit);
    }
    if let Some(category) = &category {
        turn.case.category.clone_from(category);
    }
    if sector.is_some() {
        turn.case.sector.clone_from(&sector);
    }
    if locality.is_some() {
        turn.case.course.locality.clone_from(&locality);
    }
    Ok(turn.done(EventKind::Corrected { category, sector, unit, locality, text }))
}
