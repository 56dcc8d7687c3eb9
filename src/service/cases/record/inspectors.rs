//! What the inspectors hear of an event: that a case waits for their word, or that somebody takes revenge.

use crate::domain::case::Case;
use crate::domain::event::{Event, Happening};
use crate::domain::notice::{Notice, awaits, retaliation};
use crate::domain::time::Day;
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
    if matches!(event.payload.happening, Happening::RetaliationFlagged { .. }) {
        let concerned = |unit| unit == next.holder || Some(unit) == next.accused;
        let province = || reference.units.first_of(UnitKind::Province, today).map(|unit| unit.id);
        let inspects = watcher(reference, today).filter(|unit| !concerned(*unit));
        // Where both are concerned nobody is told: it stands in the history that inspectors read.
        let to = inspects.or_else(province).filter(|unit| !concerned(*unit));
        return to.and_then(|to| retaliation(next, event.id, to));
    }
    let waited = before.is_some_and(Case::awaits_inspector);
    let decider = decider(reference, next, today).filter(|_| next.awaits_inspector() && !waited);
    decider.and_then(|to| awaits(next, event.id, to))
}
