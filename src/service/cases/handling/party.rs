//! As whom somebody acts on a case, and everything else a decision may look at.

use super::by::By;
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::ids::{PublicAnswerId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{Command, Context, Lead, LinkedIds, Party, Rerouted};
use crate::domain::time::Day;
use crate::domain::units::unit::{Heir, Unit, UnitKind};
use crate::service::access::{deputy_of, knows_reporter, party_for};
use crate::service::cases::record::CaseFile;
use crate::service::reference::Reference;

/// A command as it is given on a day: what it names, and the ids that it may use up.
pub(super) struct Given<'g> {
    /// The command.
    pub(super) command: &'g Command,
    /// The unit it names, as it exists today.
    pub(super) receiver: Option<&'g Unit>,
    /// The case it merges into, where that is possible.
    pub(super) lead: Option<Lead>,
    /// What the answer of the case this one is merged into says to all.
    pub(super) shared: Option<String>,
    /// Where the rules lead a report of another kind.
    pub(super) rerouted: Option<Rerouted>,
    /// Where the contents would go on that a referral leaves.
    pub(super) rest: Option<LinkedIds>,
    /// Whoever has the case in hand.
    pub(super) hand: Option<Actor>,
    /// The id of what it makes public.
    pub(super) public_id: PublicAnswerId,
    /// The office day.
    pub(super) today: Day,
}

/// The unit that a command names, by its code or by the dispute that it settles.
pub(super) fn receiver<'r>(
    reference: &'r Reference,
    case: &Case,
    command: &Command,
    to: Option<&str>,
    today: Day,
) -> Option<&'r Unit> {
    match command {
        Command::SettleDispute { .. } => reference.units.get(case.course.disputed_to?),
        _ => reference.units.by_code(to?, today),
    }
}

/// What the decision on `given` may look at.
pub(super) fn context<'c>(
    reference: &'c Reference,
    by: &'c By,
    file: &'c CaseFile,
    given: &'c Given<'_>,
) -> Context<'c> {
    let (case, units, today) = (&file.case, &reference.units, given.today);
    let party = match by {
        By::Staff(actor) => party_for(actor, case, given.command.name()),
        By::Desk(_) => Party::Desk,
        By::Reporter(_) => Party::Reporter,
        By::Clock => Party::Clock,
    };
    let heir = units.get(case.holder).and_then(|unit| match units.heir(unit, today) {
        Heir::One(one) => Some(one),
        Heir::Itself(_) | Heir::Split(_) | Heir::Nobody => None,
    });
    let actor = by.actor();
    let about_leader = file.report().is_some_and(|report| report.about_leader);
    let deputy = match by {
        By::Staff(actor) => deputy_of(actor, case, about_leader),
        By::Desk(_) | By::Reporter(_) | By::Clock => None,
    };
    Context {
        today,
        party,
        actor: actor.map(|actor| actor.user_id),
        body: actor.and_then(|actor| actor.unit_id),
        hand: given.hand.as_ref(),
        deputy,
        obligations: &file.owed,
        receiver: given.receiver,
        heir,
        superior: superior(reference, case, heir.map_or(case.holder, |unit| unit.id), today),
        consulted: consulted(reference, case, given.receiver, today),
        lead: given.lead,
        shared: given.shared.as_deref(),
        rerouted: given.rerouted.as_ref(),
        rest: given.rest.as_ref(),
        named: file.is_named(),
        registered: file.registered.as_ref(),
        knows_reporter: actor.is_some_and(|actor| knows_reporter(reference, actor, case)),
        public_id: given.public_id,
        law: reference.law(),
    }
}

/// The unit above `unit`, as it exists on `today`.
fn above(reference: &Reference, unit: UnitId, today: Day) -> Option<&Unit> {
    let parent = reference.units.get(unit)?.parent?;
    reference.units.get(parent).filter(|unit| unit.exists_on(today))
}

/// Who looks a second time. A tip goes up only to a body that inspects and has nothing to do with the accused.
fn superior<'r>(
    reference: &'r Reference,
    case: &Case,
    holder: UnitId,
    today: Day,
) -> Option<&'r Unit> {
    above(reference, holder, today).filter(|unit| {
        let taken_over = |accused| reference.units.successions().reaches(accused, unit.id);
        case.channel == Channel::Service
            || (matches!(unit.kind, UnitKind::Inspectorate | UnitKind::Province)
                && !case.accused.is_some_and(taken_over))
    })
}

/// Who is consulted where `named` is asked for: the accused and whoever stands below it are not asked about themselves.
fn consulted<'r>(
    reference: &'r Reference,
    case: &Case,
    named: Option<&'r Unit>,
    today: Day,
) -> Option<&'r Unit> {
    let (units, named) = (&reference.units, named?);
    match case.accused {
        Some(accused)
            if units.is_below(named.id, accused)
                || units.successions().reaches(accused, named.id) =>
        {
            above(reference, accused, today)
        }
        // Of a tip without a named unit nobody can say who must not be asked.
        None if case.channel == Channel::Integrity => None,
        _ => Some(named),
    }
}
