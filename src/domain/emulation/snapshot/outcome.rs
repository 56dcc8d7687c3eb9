//! What a snapshot comes to: every line, every sum and every place, as text with one order.

use super::text::cell;
use super::{FrozenUnit, Snapshot};
use crate::domain::emulation::inputs::UnitScore;
use crate::domain::emulation::score::LineState;
use crate::domain::emulation::{Place, Total, standings};
use crate::domain::units::unit::PeerGroup;

/// A unit's result over all sets of the movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Final {
    /// Its group.
    pub group: PeerGroup,
    /// Its place and points; of several sets by the days of each.
    pub place: Place<String>,
}

/// Everything that follows from a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Each unit by each set.
    pub scores: Vec<(FrozenUnit, UnitScore)>,
    /// The standings, group by group, the best first.
    pub standings: Vec<Final>,
}

impl Outcome {
    /// Computes it.
    pub fn of(snapshot: &Snapshot) -> Self {
        let (mut units, all) = (snapshot.units.clone(), snapshot.by_unit());
        units.sort_by(|one, other| (&one.unit, one.set).cmp(&(&other.unit, other.set)));
        let scores = units.into_iter().filter_map(|unit| {
            let set = snapshot.set(unit.set)?;
            let score = set.score(unit.group, &snapshot.inputs(&all, &unit));
            Some((unit, score))
        });
        let scores: Vec<_> = scores.collect();
        let mut places = Vec::new();
        for group in PeerGroup::ALL {
            let own = scores.iter().filter(|(unit, _)| unit.group == *group);
            let own: Vec<_> = own.collect();
            let totals =
                own.chunk_by(|one, next| one.0.unit == next.0.unit).filter_map(|of_unit| {
                    Some((of_unit.first()?.0.unit.clone(), over(snapshot, of_unit)?))
                });
            let of_group = standings(totals.collect());
            places.extend(of_group.into_iter().map(|place| Final { group: *group, place }));
        }
        Self { scores, standings: places }
    }

    /// Whether something of it is not over, not drawn or not judged.
    pub fn is_open(&self) -> bool {
        let lines = self.scores.iter().flat_map(|(_, score)| score.lines.iter().flatten());
        lines.into_iter().any(|line| line.state == LineState::Open)
    }

    /// The text: what the hash of the result is of. `sha256` is that of the snapshot, in hexadecimal.
    pub fn to_text(&self, snapshot: &Snapshot, sha256: &str) -> String {
        let mut lines = vec![format!("result,{},{},{sha256}", snapshot.movement, snapshot.version)];
        for (unit, score) in &self.scores {
            let (set, name) = (unit.set, &unit.unit);
            for line in score.lines.iter().flatten() {
                let (code, state) = (&line.criterion, line.state);
                let (rate, points) = (cell(line.rate_bp), cell(line.points_milli));
                lines.push(format!("line,{set},{name},{code},{state},{rate},{points}"));
            }
            if let Some(total) = &score.total {
                lines.push(format!("total,{set},{name},{}", sum(total)));
            }
        }
        for one in &self.standings {
            let ranks = one.place.ranks;
            let (from, to) = (cell(ranks.map(|it| it.0)), cell(ranks.map(|it| it.1)));
            let (group, unit) = (one.group, &one.place.unit);
            lines.push(format!("place,{group},{from},{to},{unit},{}", sum(&one.place.total)));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

fn sum(total: &Total) -> String {
    let (state, points, of) = (total.state, cell(total.points_milli), total.of);
    let (bonus, penalty, width) = (total.bonus_milli, total.penalty_milli, total.half_width_milli);
    format!("{state},{points},{of},{bonus},{penalty},{width},{}", total.ranked)
}

/// The result of a unit over its sets, each for its days; the sum itself where there is one set.
fn over(snapshot: &Snapshot, of_unit: &[&(FrozenUnit, UnitScore)]) -> Option<Total> {
    let days = |set: i32| {
        let span = snapshot.sets.iter().find(|(content, ..)| content.version == set);
        span.map_or(0, |(_, from, to)| {
            to.since(*from).map_or(0, |span| i64::from(span.get_days()) + 1)
        })
    };
    let parts = of_unit.iter().filter_map(|(unit, score)| Some((days(unit.set), score.total?)));
    let parts: Vec<(i64, Total)> = parts.collect();
    let (_, first) = *parts.first()?;
    if parts.len() == 1 {
        return Some(first);
    }
    let scored = parts.iter().filter(|(_, total)| total.points_milli.is_some());
    let whole: i64 = scored.clone().map(|(days, _)| days).sum();
    let weighed = |of: fn(&Total) -> i64| {
        let sum: i64 = scored.clone().map(|(days, total)| days * of(total)).sum();
        if whole > 0 { sum / whole } else { 0 }
    };
    Some(Total {
        points_milli: (whole > 0).then(|| weighed(|total| total.points_milli.unwrap_or(0))),
        of: weighed(|total| total.of),
        half_width_milli: weighed(|total| total.half_width_milli),
        ranked: parts.iter().all(|(_, total)| total.ranked),
        ..first
    })
}
