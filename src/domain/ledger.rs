//! The ledger: every public figure is a sum of signed entries, and every entry follows from one
//! event by the one function here.

use super::codes::codes;
use super::deadline::Step;
use super::event::{Event, EventKind};
use super::ids::{CaseId, UnitId};
use super::kind::{Channel, Kind};
use super::obligation::{Change, What};
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
        /// Extensions of an answer's period, by the day on which they were made.
        Extended => "extended",
        /// Times that a clock was made to stand still on a ground of the law, by that day.
        Suspended => "suspended",
        /// Apologies for a late dossier that reached the person, by the day on which that was recorded.
        Apologised => "apologised",
        /// Forwards to another unit, of whoever had the case, by their day.
        Forwarded => "forwarded",
        /// Answers that the reporter would not have, so that the case began anew, by that day.
        Reopened => "reopened",
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
    /// The day it is counted under: that of the event for arrivals and for what happened on the way, else the original last day.
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
    let begun = match &event.payload.event_kind {
        EventKind::Requalified { new_kind, .. } => *new_kind,
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
    if let EventKind::Filed { holder, .. } = &event.payload.event_kind {
        found.push(entry(*holder, event.day, Metric::Filed));
    }
    if let EventKind::DisputeSettled { wrong_forward_by: Some(sender), .. } =
        &event.payload.event_kind
    {
        found.push(entry(*sender, event.day, Metric::WrongForward));
    }
    if let Some((unit, metric)) = step(event) {
        found.push(entry(unit, event.day, metric));
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

/// What of the way of a case is counted, and whose it is: once an event, however many duties it moves.
fn step(event: &Event) -> Option<(UnitId, Metric)> {
    let of = |is_it: fn(&Change) -> bool| {
        let mut own = event.payload.changes.iter().filter(|change| is_it(change));
        own.next().map(|change| change.unit_id)
    };
    match &event.payload.event_kind {
        EventKind::Extended { .. } => Some((of(|it| it.what == What::Extended)?, Metric::Extended)),
        EventKind::Suspended { .. } => Some((of(|it| it.what == What::Paused)?, Metric::Suspended)),
        EventKind::Apologised { .. } => {
            let is_apology =
                |it: &Change| matches!(it.step, Step::FinishOrApologise | Step::LateApology);
            Some((of(is_apology)?, Metric::Apologised))
        }
        EventKind::Forwarded { from, .. } => Some((*from, Metric::Forwarded)),
        EventKind::Reopened { .. } => Some((of(|it| it.what == What::Opened)?, Metric::Reopened)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::event::Payload;
    use crate::domain::ids::{EventId, ObligationId};

    fn unit(n: u128) -> UnitId {
        UnitId::new(Uuid::from_u128(n))
    }

    fn change(what: What, scored: bool) -> Change {
        Change {
            id: ObligationId::new(Uuid::from_u128(4)),
            unit_id: unit(2),
            step: Step::Answer,
            due_on: date(2024, 12, 9),
            cohort_on: None,
            scored,
            what,
        }
    }

    /// What is counted of an event, by unit and day.
    fn counted(event_kind: EventKind, changes: Vec<Change>) -> Vec<(UnitId, Day, Metric)> {
        let event = Event {
            id: EventId::new(Uuid::from_u128(9)),
            case_id: CaseId::new(Uuid::from_u128(7)),
            n: 3,
            at: "2024-10-21T02:00:00Z".parse().unwrap(),
            day: date(2024, 10, 21),
            actor: None,
            payload: Payload { event_kind, changes, case_kind: None, over: false },
        };
        assert_eq!(entries(Channel::Integrity, Kind::Denunciation, &event), []);
        let found = entries(Channel::Service, Kind::Complaint, &event);
        found.into_iter().map(|entry| (entry.unit_id, entry.cohort_on, entry.metric)).collect()
    }

    #[test]
    fn what_happens_on_the_way_counts_once_under_its_own_day_for_whoever_had_the_case() {
        let (text, day) = (String::new, date(2024, 10, 21));
        let extended = EventKind::Extended {
            decision_no: text(),
            signer: text(),
            due_on: date(2024, 12, 30),
            text: text(),
        };
        let suspended = EventKind::Suspended { ground: text(), until: None, text: text() };
        let forwarded =
            EventKind::Forwarded { from: unit(1), to: unit(2), by_inspector: false, text: text() };
        let reopened = EventKind::Reopened { text: text() };
        let paused = || change(What::Paused, true);

        assert_eq!(
            counted(extended, vec![change(What::Extended, true)]),
            [(unit(2), day, Metric::Extended)]
        );
        assert_eq!(
            counted(suspended, vec![paused(), paused()]),
            [(unit(2), day, Metric::Suspended)],
            "once, however many duties stand still"
        );
        assert_eq!(counted(forwarded, Vec::new()), [(unit(1), day, Metric::Forwarded)]);
        let of = |scored| counted(reopened.clone(), vec![change(What::Opened, scored)]);
        assert_eq!(of(false), [(unit(2), day, Metric::Reopened)]);
        let opened = (unit(2), date(2024, 12, 9), Metric::Opened);
        assert_eq!(of(true), [(unit(2), day, Metric::Reopened), opened]);
    }
}
