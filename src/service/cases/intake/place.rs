//! The unit a report names, also by a code of yesterday: people go on using the old name of their
//! commune, so a code that ended leads to whoever came after, or asks which of them is meant.

use crate::domain::fault::FieldError;
use crate::domain::time::Day;
use crate::domain::units::unit::Heir;
use crate::domain::units::unit::Unit;
use crate::service::error::FieldFault;
use crate::service::reference::Reference;

/// The unit that answers to `code` on `on`; notes the fault of the member at `pointer` if none does.
pub(in crate::service) fn unit<'r>(
    reference: &'r Reference,
    code: Option<&str>,
    pointer: &str,
    on: Day,
    faults: &mut Vec<FieldError>,
) -> Option<&'r Unit> {
    let (code, units) = (code?, &reference.units);
    if let Some(found) = units.bearer(code, on) {
        return Some(found);
    }
    let heir = units.last_bearer(code, on).map(|ended| units.heir(ended, on));
    faults.push(match heir {
        Some(Heir::Split(candidates)) => split(&candidates, pointer),
        _ => FieldFault::NoSuchUnit.at(pointer),
    });
    None
}

/// Asks for one of `candidates`. They are named in the text, because a person who knows the old
/// name only knows nothing of codes.
fn split(candidates: &[&Unit], pointer: &str) -> FieldError {
    let listed = |name: fn(&Unit) -> &str| {
        let named: Vec<String> =
            candidates.iter().map(|unit| format!("{} ({})", name(unit), unit.code)).collect();
        named.join(", ")
    };
    let fault = FieldFault::UnitSplit.at(pointer);
    FieldError {
        detail_vi: format!("{} {}.", fault.detail_vi, listed(|unit| &unit.name)).into(),
        detail_en: format!("{} {}.", fault.detail_en, listed(|unit| &unit.name_en)).into(),
        ..fault
    }
}
