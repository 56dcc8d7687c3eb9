//! What the inspectors hear of an event: that a case waits for their word, or that somebody takes revenge.

use crate::domain::case::Case;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::UnitId;
use crate::domain::kind::Channel;
use crate::domain::notice::{Notice, awaits, retaliation, tip_retaliation};
use crate::domain::time::{Day, Instant};
use crate::domain::units::unit::UnitKind;
use crate::service::access::{decider, watcher};
use crate::service::reference::Reference;

/// The mail that a case on its way from `before` to `next` owes those who inspect.
pub(super) fn told(
    reference: &Reference,
    before: Option<&Case>,
    next: &Case,
    event: &Event,
    today: Day,
) -> Option<Notice> {
    if matches!(event.payload.event_kind, EventKind::RetaliationFlagged { .. }) {
        return match next.channel {
            Channel::Service => {
                inspecting(reference, next, today).and_then(|to| retaliation(next, event.id, to))
            }
            Channel::Integrity => revenge_for_tip(reference, next, event.at),
        };
    }
    let waited = before.is_some_and(Case::awaits_inspector);
    let decider = decider(reference, next, today).filter(|_| next.awaits_inspector() && !waited);
    decider.and_then(|to| awaits(next, event.id, to))
}

/// The mail that is owed at `at` because somebody takes revenge for the tip `case`.
pub(in crate::service) fn revenge_for_tip(
    reference: &Reference,
    case: &Case,
    at: Instant,
) -> Option<Notice> {
    inspecting(reference, case, at.office_day()).map(|to| tip_retaliation(to, at))
}

/// The body that is told of revenge: of a tip its holder, else who watches over the channel; where that is concerned, the province.
/// Where both are nobody is told: it stands in the history that inspectors read.
fn inspecting(reference: &Reference, case: &Case, today: Day) -> Option<UnitId> {
    let is_tip = case.channel == Channel::Integrity;
    let first = if is_tip { Some(case.holder) } else { watcher(reference, today) };
    let province = || reference.units.first_of(UnitKind::Province, today).map(|unit| unit.id);
    let concerned = |unit| (!is_tip && unit == case.holder) || Some(unit) == case.accused;
    first.filter(|unit| !concerned(*unit)).or_else(province).filter(|unit| !concerned(*unit))
}
