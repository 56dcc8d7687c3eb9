//! Units as people name them: typed with or without marks, taken where one alone is meant, and chosen among few where several are.

use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::domain::units::search::UnitFilter;
use crate::domain::units::unit::{Unit, UnitKind};
use crate::service::reference::Reference;

/// So many are offered to choose from.
const MOST: usize = 8;

/// What was meant by a name.
pub(super) enum Meant<'r> {
    /// Nothing was typed.
    Nothing,
    /// One unit.
    One(&'r Unit),
    /// A code that came without a name.
    Code(String),
    /// One of these; `all` is how many there are.
    OneOf { first: Vec<&'r Unit>, all: usize },
    /// There is none of that name.
    Nobody,
}

/// The unit of one of these `kinds` (any, where there are none) that was meant by `typed`, of which `chosen` was pointed out.
pub(super) fn meant<'r>(
    reference: &'r Reference,
    kinds: &[UnitKind],
    typed: &str,
    chosen: &str,
    today: Day,
) -> Meant<'r> {
    let typed = typed.trim();
    if typed.is_empty() {
        return if chosen.is_empty() { Meant::Nothing } else { Meant::Code(chosen.to_owned()) };
    }
    let filter = UnitFilter { kinds: kinds.to_vec(), ..UnitFilter::default() };
    let found = reference.units.find(typed, &filter, today);
    if let Some(one) = found.iter().find(|unit| unit.code == chosen) {
        return Meant::One(one);
    }
    let called = reference.units.called(typed, &filter, today);
    // Those that are called so are meant before those whose names hold the words.
    let fitting = if called.is_empty() { found } else { called };
    match fitting.as_slice() {
        [] => Meant::Nobody,
        [one] => Meant::One(one),
        _ => {
            let all = fitting.len();
            Meant::OneOf { first: fitting.into_iter().take(MOST).collect(), all }
        }
    }
}

/// How a unit is called where there are several: with the one above it.
pub(super) fn name(reference: &Reference, language: Language, unit: &Unit) -> String {
    let of = |unit: &Unit| match language {
        Language::Vi => unit.name.clone(),
        Language::En => unit.name_en.clone(),
    };
    match unit.parent.and_then(|id| reference.units.get(id)) {
        Some(above) => format!("{} · {}", of(unit), of(above)),
        None => of(unit),
    }
}
