//! A frozen movement: everything its scores are made of, as text that anybody can read, hash and compute again.

mod kept;
mod outcome;
mod text;

use std::collections::BTreeMap;

use super::assessment::AdjustmentKind;
use super::inputs::Inputs;
use super::matters::{Finding, QuarterOf, Side, Stratum, StratumSum};
use super::metric::{Count, Tally};
use super::set::{SetContent, SetInForce};
use crate::domain::kind::Kind;
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;
pub use kept::Kept;
pub use outcome::Outcome;

/// What is frozen of a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The code of the movement.
    pub movement: String,
    /// Its number; a later one stands beside those before.
    pub version: i32,
    /// First and last day of the movement.
    pub days: (Day, Day),
    /// Its sets with the first and last cohort of each, the first one first.
    pub sets: Vec<(SetContent, Day, Day)>,
    /// Who took part.
    pub units: Vec<FrozenUnit>,
    /// What was counted.
    pub counts: Vec<FrozenCount>,
    /// The quarters whose lists are closed, by their first and last day, each with the hash of its list.
    pub lists: Vec<(Day, Day, String)>,
    /// The matters of the lists, without those that count nowhere.
    pub matters: Vec<FrozenMatter>,
    /// How many matters inspectors excluded: unit, first day of the quarter and number.
    pub excluded: Vec<(String, Day, i64)>,
    /// What was verified of what units say of themselves: set, unit, criterion, and what was done of what was planned; zero of zero
    /// where nobody verified anything.
    pub attested: Vec<(i32, String, String, (i64, i64))>,
    /// Merits and concluded faults: unit, kind, what is added and what is taken off, in thousandths.
    pub adjustments: Vec<(String, AdjustmentKind, i64, i64)>,
}

/// A unit by one set. It is named by its code and first day (`703@2024-01-01`), because codes are used again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenUnit {
    /// The number of the set.
    pub set: i32,
    /// Its name.
    pub unit: String,
    /// The group it is compared in.
    pub group: PeerGroup,
    /// How many cases its size is told by.
    pub size: i64,
    /// What was anchored in the movement before, in thousandths; none where there was none.
    pub before: Option<i64>,
}

/// A count of a unit under a day, which stands for its month or for the span of a set.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrozenCount {
    /// Whose.
    pub unit: String,
    /// Under which day.
    pub day: Day,
    /// What.
    pub count: Count,
    /// Of which kind of report, where that is counted apart.
    pub kind: Option<Kind>,
    /// How many.
    pub n: i64,
}

/// One matter of a list. Nothing here leads to a case: not even its number in the list, which follows the days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenMatter {
    /// The first day of its quarter.
    pub quarter: Day,
    /// Who answers for it.
    pub unit: String,
    /// Anchored or not.
    pub side: Side,
    /// What is known of its end.
    pub stratum: Stratum,
    /// What it weighs, in thousandths.
    pub weight_milli: i64,
    /// What was found, if it was drawn.
    pub finding: Option<Finding>,
}

/// The counts and matters of a snapshot by unit, and of matters by the first day of the quarter.
#[derive(Debug, Default)]
pub struct ByUnit<'s> {
    counts: BTreeMap<&'s str, Vec<&'s FrozenCount>>,
    matters: BTreeMap<(&'s str, Day), Vec<&'s FrozenMatter>>,
}

impl Snapshot {
    /// One of which nothing is known yet.
    pub const fn new(movement: String, version: i32, days: (Day, Day)) -> Self {
        Self {
            movement,
            version,
            days,
            sets: Vec::new(),
            units: Vec::new(),
            counts: Vec::new(),
            lists: Vec::new(),
            matters: Vec::new(),
            excluded: Vec::new(),
            attested: Vec::new(),
            adjustments: Vec::new(),
        }
    }

    /// The counts and matters of each unit: whoever asks for all of them looks each up once.
    pub fn by_unit(&self) -> ByUnit<'_> {
        let mut found = ByUnit::default();
        for one in &self.counts {
            found.counts.entry(&one.unit).or_default().push(one);
        }
        for one in &self.matters {
            found.matters.entry((&one.unit, one.quarter)).or_default().push(one);
        }
        found
    }

    /// What is known of a unit by one set: what the live score is computed from as well.
    pub fn inputs(&self, all: &ByUnit<'_>, of: &FrozenUnit) -> Inputs {
        let span = self.sets.iter().find(|(set, ..)| set.version == of.set);
        let (from, to) = span.map_or(self.days, |(_, from, to)| (*from, *to));
        let mut tally = Tally::default();
        for count in Count::ALL {
            tally.tell(*count);
        }
        let own = all.counts.get(of.unit.as_str()).into_iter().flatten();
        for one in own.filter(|one| (from..=to).contains(&one.day)) {
            tally.add(one.count, one.kind, one.n);
        }
        let quarters = self.lists.iter().filter(|(first, ..)| (from..=to).contains(first));
        let attested =
            self.attested.iter().filter(|(set, unit, ..)| *set == of.set && *unit == of.unit);
        let adjusted = self.adjustments.iter().filter(|(unit, ..)| *unit == of.unit);
        Inputs {
            tally,
            quarters: quarters
                .map(|(first, last, _)| self.quarter(all, of, (*first, *last)))
                .collect(),
            before: of.before,
            attested: attested.map(|(.., criterion, n)| (criterion.clone(), *n)).collect(),
            adjustments: adjusted.fold((0, 0), |sum, one| (sum.0 + one.2, sum.1 + one.3)),
            size: of.size,
        }
    }

    fn quarter(&self, all: &ByUnit<'_>, of: &FrozenUnit, days: (Day, Day)) -> QuarterOf {
        let mut strata: BTreeMap<(Side, Stratum), StratumSum> = BTreeMap::new();
        for one in all.matters.get(&(of.unit.as_str(), days.0)).into_iter().flatten() {
            let sum = strata.entry((one.side, one.stratum)).or_default();
            sum.weight_milli += one.weight_milli;
            if let Some(finding) = one.finding {
                *sum.found_milli.entry(finding).or_default() += one.weight_milli;
            }
        }
        let excluded = self.excluded.iter();
        let excluded = excluded.filter(|(unit, day, _)| *unit == of.unit && *day == days.0);
        QuarterOf { days, closed: true, strata, excluded: excluded.map(|one| one.2).sum() }
    }

    /// The set of this number as it scores.
    fn set(&self, version: i32) -> Option<SetInForce> {
        let (content, from_day, _) = self.sets.iter().find(|(set, ..)| set.version == version)?;
        Some(SetInForce {
            version,
            from_day: *from_day,
            sha256: None,
            criteria: content.criteria.clone(),
            metrics: content.metrics.clone(),
            classes: content.frame.size_classes.clone(),
            before: content.frame.before.clone(),
        })
    }
}
