//! What a movement counts of reports: lists that are closed quarter by quarter, drawn from, judged and summed.

mod close;
mod desk;
mod draw;
mod exclusions;
mod source;
mod sums;
mod verify;

pub(in crate::service) use desk::barred;
pub use desk::{ListView, SampleView, Verdict};
pub(in crate::service) use draw::draw_on;
pub use exclusions::{ClusterView, ExclusionView, Proposal};
pub(in crate::service) use source::{Mark, mark};
pub(in crate::service) use sums::Lists;
pub(in crate::service) use verify::wrong_lists;

use crate::domain::emulation::Movement;
use crate::domain::figures::Quarter;
use crate::domain::time::Day;
pub use crate::store::matters::Clustered;

/// The quarters of a movement: first and last day of each, cut to its period.
pub(in crate::service) fn quarters(movement: &Movement) -> Vec<(Day, Day)> {
    let mut found = Vec::new();
    let mut from = movement.starts_on;
    while from <= movement.ends_on {
        let last = Quarter::of(from).last();
        found.push((from, last.min(movement.ends_on)));
        let Ok(next) = last.tomorrow() else { break };
        from = next;
    }
    found
}

/// The last day on which what happens to a matter of the quarter that ends on `last` still counts.
pub(in crate::service) fn settles_on(movement: &Movement, last: Day) -> Day {
    last.saturating_add(jiff::Span::new().days(i64::from(movement.tail_days)))
}
