//! Everything that the score of one unit is made of, and the score: the same for a movement that runs and for one that is frozen.

use std::collections::BTreeMap;

use super::matters::QuarterOf;
use super::metric::{Metric, Tally};
use super::score::{LineState, ScoreLine, attested_line, line, matters_line};
use super::set::SetInForce;
use super::total::{Total, half_width, total, whole_points};
use super::{Criterion, Measure};
use crate::domain::units::unit::PeerGroup;

/// What is known of one unit for the cohorts of one set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inputs {
    /// What was counted.
    pub tally: Tally,
    /// The quarters whose matters belong to the set.
    pub quarters: Vec<QuarterOf>,
    /// What was anchored in the movement before, in thousandths; none where there was none.
    pub before: Option<i64>,
    /// By criterion, what was verified of what the unit said of itself: what was done of what was planned.
    pub attested: BTreeMap<String, (i64, i64)>,
    /// What merits add and concluded faults take off, in thousandths.
    pub adjustments: (i64, i64),
    /// How many cases its size is told by.
    pub size: i64,
}

/// A unit's score by one set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitScore {
    /// One line a criterion that applies to its group; none where a number of it is not told.
    pub lines: Vec<Option<ScoreLine>>,
    /// Their sum; none where one of them is not told.
    pub total: Option<Total>,
}

impl SetInForce {
    /// The criteria that apply to `group`, in order.
    pub fn criteria_of(&self, group: PeerGroup) -> impl Iterator<Item = &Criterion> {
        self.criteria.iter().filter(move |one| one.applies_to(group))
    }

    /// The line of one criterion; none where a number of it is not told.
    pub fn line(&self, criterion: &Criterion, of: &Inputs) -> Option<ScoreLine> {
        match &criterion.measure {
            Measure::Matters => Some(matters_line(criterion, &of.quarters, of.before)),
            Measure::Attested => {
                Some(attested_line(criterion, of.attested.get(&criterion.code).copied()))
            }
            Measure::Metric(_) => line(criterion, self.metric(criterion)?, &of.tally),
        }
    }

    /// The score of a unit of `group`.
    pub fn score(&self, group: PeerGroup, of: &Inputs) -> UnitScore {
        let lines: Vec<_> =
            self.criteria_of(group).map(|criterion| self.line(criterion, of)).collect();
        let told: Option<Vec<ScoreLine>> = lines.iter().cloned().collect();
        let total = told.map(|told| self.total(group, &told, of));
        UnitScore { lines, total }
    }

    /// The sum of these lines.
    pub fn total(&self, group: PeerGroup, lines: &[ScoreLine], of: &Inputs) -> Total {
        let width = half_width(&self.classes, of.size);
        total((&self.criteria, group), lines, of.adjustments, width)
    }

    /// The metric that a criterion names.
    pub fn metric(&self, criterion: &Criterion) -> Option<&Metric> {
        let Measure::Metric(code) = &criterion.measure else { return None };
        self.metrics.iter().find(|metric| metric.code == *code)
    }

    /// What is left of a score for whoever may not know what was found of matters or how somebody rated: those lines are open.
    pub fn untold(&self, group: PeerGroup, of: UnitScore, inputs: &Inputs) -> UnitScore {
        let lines = self.lines_of(group, of.lines, |veil, line| match veil {
            Veil::Matters | Veil::Ratings => line.map(unsaid),
            Veil::None => line,
        });
        let all: Option<Vec<ScoreLine>> = lines.iter().cloned().collect();
        let total = all.map(|all| self.total(group, &all, inputs));
        UnitScore { lines, total }
    }

    /// What is left of a score for whoever reads what a frozen movement came to, but not to the thousandth, and no line over ratings.
    pub fn in_whole_points(&self, group: PeerGroup, of: UnitScore) -> UnitScore {
        let lines = self.lines_of(group, of.lines, |veil, line| match veil {
            Veil::Matters => line.map(in_whole_points),
            Veil::Ratings => None,
            Veil::None => line,
        });
        UnitScore { lines, total: of.total.map(Total::in_whole_points) }
    }

    fn lines_of(
        &self,
        group: PeerGroup,
        lines: Vec<Option<ScoreLine>>,
        told: impl Fn(Veil, Option<ScoreLine>) -> Option<ScoreLine>,
    ) -> Vec<Option<ScoreLine>> {
        let veil = |criterion: &Criterion| match criterion.measure {
            Measure::Matters => Veil::Matters,
            _ if self.metric(criterion).is_some_and(Metric::counts_ratings) => Veil::Ratings,
            Measure::Attested | Measure::Metric(_) => Veil::None,
        };
        self.criteria_of(group).zip(lines).map(|(one, line)| told(veil(one), line)).collect()
    }

    /// The criteria of `group` over what is published while the movement runs.
    pub fn published_criteria(&self, group: PeerGroup) -> impl Iterator<Item = &Criterion> {
        let counts = |one: &&Criterion| self.metric(one).is_some_and(Metric::is_published);
        self.criteria_of(group).filter(counts)
    }

    /// What everybody may read of a unit while the movement runs: the lines over what is published, and their sum. The others
    /// are open, and count nowhere in it.
    pub fn provisional(&self, group: PeerGroup, of: &Inputs) -> UnitScore {
        let is_published =
            |one: &Criterion| self.published_criteria(group).any(|other| other.code == one.code);
        let lines = self.criteria_of(group).map(|criterion| {
            let line = self.line(criterion, of);
            if is_published(criterion) { line } else { Some(open(criterion)) }
        });
        let lines: Vec<_> = lines.collect();
        let published: Vec<Criterion> = self.published_criteria(group).cloned().collect();
        let counted = self.published_criteria(group).map(|criterion| self.line(criterion, of));
        let counted: Option<Vec<ScoreLine>> = counted.collect();
        let width = half_width(&self.classes, of.size);
        let total = counted.map(|lines| total((&published, group), &lines, (0, 0), width));
        UnitScore { lines, total }
    }
}

/// What of a line its unit does not read.
#[derive(Clone, Copy)]
enum Veil {
    /// Nothing is kept from it.
    None,
    /// What was found, and what a source weighs.
    Matters,
    /// How somebody rated.
    Ratings,
}

/// A line of which nothing is said but that it is open.
fn unsaid(line: ScoreLine) -> ScoreLine {
    let (state, numbers) = (LineState::Open, BTreeMap::new());
    ScoreLine { state, numbers, rate_bp: None, points_milli: None, ranked: false, ..line }
}

fn in_whole_points(line: ScoreLine) -> ScoreLine {
    let points_milli = line.points_milli.map(whole_points);
    ScoreLine { points_milli, rate_bp: line.rate_bp.map(|rate| (rate + 50) / 100 * 100), ..line }
}

/// The line of a criterion of which nothing is published while the movement runs.
fn open(criterion: &Criterion) -> ScoreLine {
    attested_line(criterion, None)
}
