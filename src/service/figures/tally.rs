//! What is counted of units over a period, from wherever each count is kept; only what a set asks for is read.

use std::collections::BTreeMap;

use crate::domain::emulation::metric::{Count, Metric, Tally};
use crate::domain::emulation::set::SetInForce;
use crate::domain::ids::UnitId;
use crate::domain::ledger::Metric as Counted;
use crate::domain::records::conclusion::DetectedBy;
use crate::domain::time::Day;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::ledger;
use crate::store::records::{conclusions, dossiers, ratings};

/// The counts of units, each with everything that was asked for.
pub(in crate::service) struct Tallies {
    asked: Vec<Count>,
    found: BTreeMap<UnitId, Tally>,
}

impl Tallies {
    /// Counts what `metrics` need over cohorts from `from` to `to`, as things stand on `today`, of one unit or of all.
    pub(in crate::service) fn read(
        conn: &mut Conn,
        metrics: &[Metric],
        (from, to): (Day, Day),
        today: Day,
        unit: Option<UnitId>,
    ) -> Result<Self, StoreError> {
        let mut asked: Vec<Count> = metrics.iter().flat_map(Metric::counts).collect();
        asked.sort_unstable();
        asked.dedup();
        let mut tallies = Self { asked, found: BTreeMap::new() };
        let needs = |of: fn(Count) -> bool| tallies.asked.iter().any(|count| of(*count));
        let (of_ledger, of_ratings) = (needs(Count::has_kinds), needs(is_of_ratings));
        let (of_dossiers, of_conclusions) = (needs(is_of_dossiers), needs(is_of_conclusions));
        if of_ledger {
            for cell in ledger::cells(conn, from, to, unit)? {
                if let Some(count) = count_of(cell.metric) {
                    tallies.of_mut(cell.unit_id).add(count, Some(cell.kind), cell.count);
                }
            }
        }
        if of_ratings {
            let units = unit.map(|unit| vec![unit]);
            for month in ratings::published(conn, (from, to), units.as_deref())? {
                let tally = tallies.of_mut(month.unit);
                tally.add(Count::Ratings, None, month.count);
                tally.add(Count::Stars, None, month.points);
            }
        }
        if of_dossiers && let Ok(yesterday) = today.yesterday() {
            for row in dossiers::counted(conn, (from, to.min(yesterday)), unit)? {
                let tally = tallies.of_mut(UnitId::new(row.unit_id.0));
                tally.add(Count::DossiersDue, None, row.due);
                tally.add(Count::DossiersOnTime, None, row.on_time);
                tally.add(Count::DossiersLate, None, row.due - row.on_time);
                tally.add(Count::DossiersApologised, None, row.apologised);
            }
        }
        if of_conclusions {
            for (unit, by, n) in conclusions::counted(conn, (from, to), unit)? {
                let count = match by {
                    DetectedBy::UnitItself => Count::SelfDetected,
                    DetectedBy::Others => Count::DetectedByOthers,
                };
                tallies.of_mut(unit).add(count, None, n);
            }
        }
        Ok(tallies)
    }

    fn of_mut(&mut self, unit: UnitId) -> &mut Tally {
        self.found.entry(unit).or_default()
    }

    /// What was counted of `unit`: everything that was asked for, also where there is none.
    pub(in crate::service) fn of(&self, unit: UnitId) -> Tally {
        let mut tally = self.found.get(&unit).cloned().unwrap_or_default();
        for count in &self.asked {
            tally.tell(*count);
        }
        tally
    }
}

/// What everybody may count besides what quarters publish: of months with enough ratings, and of the one-stop's dossiers.
pub(in crate::service) fn published_metrics(set: &SetInForce) -> Vec<Metric> {
    let open = |metric: &&Metric| {
        metric.counts().into_iter().all(|count| is_of_ratings(count) || is_of_dossiers(count))
    };
    set.metrics.iter().filter(open).cloned().collect()
}

const fn is_of_ratings(count: Count) -> bool {
    matches!(count, Count::Ratings | Count::Stars)
}

const fn is_of_dossiers(count: Count) -> bool {
    matches!(
        count,
        Count::DossiersDue
            | Count::DossiersOnTime
            | Count::DossiersLate
            | Count::DossiersApologised
    )
}

const fn is_of_conclusions(count: Count) -> bool {
    matches!(count, Count::SelfDetected | Count::DetectedByOthers)
}

const fn count_of(metric: Counted) -> Option<Count> {
    match metric {
        Counted::Filed => None,
        Counted::Opened => Some(Count::Opened),
        Counted::Met => Some(Count::Met),
        Counted::Missed => Some(Count::Missed),
        Counted::Released => Some(Count::Released),
        Counted::WrongForward => Some(Count::WrongForwards),
    }
}
