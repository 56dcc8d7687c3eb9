//! What holds across the files of reference data.

use std::collections::BTreeMap;

use super::sheet::{Fault, foreign};
use super::{activation, consents, escalations, signed};
use crate::domain::kind::Kind;
use crate::domain::text::Words;
use crate::domain::time::Instant;
use crate::service::reference::{Reference, Rows};
use crate::service::units::routing::{RoutingFault, faults_of};

/// Says everything that is wrong with them together.
pub(super) fn judge(rows: &Rows, now: Instant) -> Result<(), Vec<Fault>> {
    let built = Reference::build(rows).map_err(foreign)?;
    let today = now.office_day();
    let mut faults = Vec::new();
    activation::judge(&built, today, &mut faults);
    for (index, rule) in built.rules.all().iter().enumerate().filter(|(_, rule)| rule.scored) {
        let twice = built.rules.all().iter().skip(index + 1).any(|other| {
            other.scored
                && other.kind == rule.kind
                && other.from_event == rule.from_event
                && other.variant == rule.variant
                && other.step != rule.step
        });
        if twice {
            let words = Words::new(
                "mỗi loại đơn chỉ chấm điểm một bước",
                "only one step of a kind is scored",
            );
            faults.push(words.about(format_args!("deadline_rules: {}", rule.code)));
        }
    }
    for kind in Kind::ALL {
        if !built.categories.iter().any(|category| category.kinds.contains(kind)) {
            faults.push(Words::new(
                format!("categories.csv: không có lĩnh vực nào cho {kind}"),
                format!("categories.csv: no category for {kind}"),
            ));
        }
    }
    for category in &built.categories {
        if !rows.kinds.iter().any(|row| category.kinds.iter().any(|kind| kind.as_str() == row.code))
        {
            let code = &category.code;
            faults.push(Words::new(
                format!("categories.csv: {code} không thuộc loại đơn nào"),
                format!("categories.csv: {code} belongs to no kind"),
            ));
        }
    }
    for RoutingFault { code, text, .. } in faults_of(&built) {
        faults.push(text.about(format_args!("routing_rules.csv: {code}")));
    }
    let twice = borne_twice(&built);
    faults.extend(twice.map(|code| {
        Words::new(
            format!("units: hai đơn vị mang mã {code} trong cùng một ngày"),
            format!("units: two units bear {code} on the same day"),
        )
    }));
    let successions = built.units.succession_faults();
    faults.extend(successions.into_iter().map(|it| it.about("successions.csv")));
    signed::judge(&built.movements, &mut faults);
    escalations::judge(&built.escalations, &mut faults);
    consents::judge(&built.consents, &mut faults);
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Codes that two units bear on one day.
fn borne_twice(reference: &Reference) -> impl Iterator<Item = &str> {
    let mut bearers: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for unit in reference.units.all() {
        bearers.entry(&unit.code).or_default().push((unit.valid_from, unit.valid_to));
    }
    bearers.into_iter().filter_map(|(code, mut periods)| {
        periods.sort_unstable();
        let overlap = periods.windows(2).any(|pair| match pair {
            [(_, to), (from, _)] => to.is_none_or(|last| last >= *from),
            _ => false,
        });
        overlap.then_some(code)
    })
}
