//! What can be filed must have its periods: no kind is active, and no category in force, without a
//! complete set of deadline rules on every day from today on.

use super::sheet::Fault;
use crate::domain::kind::{Category, Channel, KindSpec, in_force};
use crate::domain::text::Words;
use crate::domain::time::Day;
use crate::service::reference::Reference;

/// Notes every kind and every category that could be filed without its periods.
pub(super) fn judge(built: &Reference, today: Day, faults: &mut Vec<Fault>) {
    for spec in built.kinds.iter().filter(|spec| spec.active) {
        let from = spec.valid_from.max(today.min(spec.valid_to.unwrap_or(today)));
        let gap = days(built, from, spec.valid_to).find(|on| !built.rules.is_complete(spec, *on));
        if let Some(day) = gap {
            let kind = spec.kind;
            faults.push(Words::new(
                format!("kinds.csv: {kind} đang dùng mà ngày {day} chưa đủ quy tắc thời hạn"),
                format!(
                    "kinds.csv: {kind} is active without a complete set of deadline rules on {day}"
                ),
            ));
        }
    }
    for category in &built.categories {
        let from = category.valid_from.max(today);
        if category.valid_to.is_some_and(|last| last < from) {
            continue;
        }
        let fileable = |on: &Day| built.kinds.iter().any(|spec| counts(built, category, spec, *on));
        if let Some(day) = days(built, from, category.valid_to).find(|on| !fileable(on)) {
            let code = &category.code;
            faults.push(Words::new(
                format!(
                    "categories.csv: {code} có hiệu lực ngày {day}, nhưng không loại đơn nào của nó đang dùng với đủ quy tắc thời \
                     hạn"
                ),
                format!(
                    "categories.csv: {code} is in force on {day}, but no kind of it is active with a complete set of \
                     deadline rules"
                ),
            ));
        }
    }
}

/// Whether a report of `category` can be filed as `spec` on `on`. What makes any report an
/// integrity report needs a kind of that channel.
fn counts(built: &Reference, category: &Category, spec: &KindSpec, on: Day) -> bool {
    spec.active
        && category.kinds.contains(&spec.kind)
        && (!category.integrity || spec.kind.channel() == Channel::Integrity)
        && in_force(spec.valid_from, spec.valid_to, on)
        && built.rules.is_complete(spec, on)
}

/// The days from `from` to `to` on which something may be otherwise than the day before: the first,
/// and each on which a kind or a rule begins or has just ended.
fn days(built: &Reference, from: Day, to: Option<Day>) -> impl Iterator<Item = Day> {
    let kinds = built.kinds.iter().map(|spec| (spec.valid_from, spec.valid_to));
    let rules = built.rules.all().iter().map(|rule| (rule.valid_from, rule.valid_to));
    let mut days: Vec<Day> = kinds
        .chain(rules)
        .flat_map(|(first, last)| [Some(first), last.and_then(|last| last.tomorrow().ok())])
        .flatten()
        .filter(|day| *day > from && to.is_none_or(|last| *day <= last))
        .collect();
    days.push(from);
    days.sort_unstable();
    days.dedup();
    days.into_iter()
}
