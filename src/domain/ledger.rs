//! The ledger: every public figure is a sum of signed entries, and every entry follows from one
//! event by the one function here.

use super::codes::codes;
use super::event::{Event, Happening};
use super::ids::{CaseId, UnitId};
use super::kind::{Channel, Kind};
use super::obligation::What;
use super::time::Day;

codes! {
    /// What is counted.
    Metric {
        /// Reports that arrived, by the day of arrival.
        Filed => "filed",
        /// Scored obligations that began, by their last day.
        Opened => "opened",
        /// Scored obligations met in time, by their last day.
        Met => "met",
        /// Scored obligations whose last day passed undone, by that day.
        Missed => "missed",
        /// Scored obligations that went elsewhere in time, by their last day.
        Released => "released",
        /// Forwards that an inspector found wrong, by the day of that decision.
        WrongForward => "wrong_forward",
    }
}

/// One signed count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// The case, so that a figure can be drilled into by those who may.
    pub case_id: CaseId,
    /// The number of the event in the case that it follows from.
    pub n: i32,
    /// Whose figure.
    pub unit_id: UnitId,
    /// The day it is counted under: arrival for filings, else the original last day.
    pub cohort_on: Day,
    /// What is counted.
    pub metric: Metric,
    /// The kind of report.
    pub kind: Kind,
    /// How many; below zero for a correction.
    pub delta: i32,
}

/// Two duties of one unit and day that change alike are one entry. So are the entries that follow from `event` of a case of `kind` in `channel`. Integrity cases write
/// none: a count would tell the accused that a report exists. Duties of one unit that change alike under one day are one entry.
pub fn entries(channel: Channel, kind: Kind, event: &Event) -> Vec<Entry> {
    if channel == Channel::Integrity {
        return Vec::new();
    }
    let kind = event.payload.case_kind.unwrap_or(kind);
    // What begins with a requalification belongs to what the case is from then on.
    let begun = match &event.payload.happening {
        Happening::Requalified { new_kind, .. } => *new_kind,
        _ => kind,
    };
    let entry = |unit_id, cohort_on, metric| Entry {
        case_id: event.case_id,
        n: event.n,
        unit_id,
        cohort_on,
        metric,
        kind,
        delta: 1,
    };
    let mut found = Vec::new();
    if let Happening::Filed { holder, .. } = &event.payload.happening {
        found.push(entry(*holder, event.day, Metric::Filed));
    }
    if let Happening::DisputeSettled { wrong_forward_by: Some(sender), .. } =
        &event.payload.happening
    {
        found.push(entry(*sender, event.day, Metric::WrongForward));
    }
    for change in event.payload.changes.iter().filter(|change| change.scored) {
        let (metric, delta) = match change.what {
            What::Opened | What::Counted => (Metric::Opened, 1),
            What::Met => (Metric::Met, 1),
            What::Missed => (Metric::Missed, 1),
            What::Released => (Metric::Released, 1),
            What::MetUndone => (Metric::Met, -1),
            What::MissedUndone => (Metric::Missed, -1),
            What::ReleasedUndone => (Metric::Released, -1),
            // The fault of being late was recorded as a miss, once; doing it after all adds
            // nothing, and neither does what moves a last day: the cohort stays.
            What::MetLate
            | What::ReleasedLate
            | What::LateUndone
            | What::Paused
            | What::Resumed
            | What::Extended
            | What::Recounted => continue,
        };
        let kind = if metric == Metric::Opened { begun } else { kind };
        let one = Entry { kind, delta, ..entry(change.unit_id, change.cohort(), metric) };
        let alike =
            |other: &&mut Entry| other.delta.signum() == delta && Entry { delta, ..**other } == one;
        match found.iter_mut().find(alike) {
            Some(other) => other.delta += delta,
            None => found.push(one),
        }
    }
    found
}
