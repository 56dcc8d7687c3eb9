//! What was counted in one quarter and how finely it is told, of the province, each group, unit and kind.

use std::collections::BTreeMap;

use super::block::{Block, Level};
use super::days::Days;
use super::protect::{parted, told};
use crate::domain::emulation::metric::{Count, Tally};
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::ledger::Metric;
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;

/// One count of a published quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Whose.
    pub unit: UnitId,
    /// Its group at that time.
    pub group: Option<PeerGroup>,
    /// The kind of report.
    pub kind: Kind,
    /// What.
    pub metric: Metric,
    /// The first day of its month.
    pub month: Day,
    /// How many.
    pub count: i64,
}

/// Of whom a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// All units.
    Province,
    /// The units of a group, or of none.
    Group(Option<PeerGroup>),
    /// A unit.
    Unit(UnitId),
    /// Reports of a kind, of all units.
    Kind(Kind),
}

/// What is told of one subject in one period; none where it is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// Reports that arrived.
    pub filed: Option<i64>,
    /// Answers that fell due.
    pub opened: Option<i64>,
    /// Of these, answered in time.
    pub met: Option<i64>,
    /// Not answered in time.
    pub missed: Option<i64>,
    /// Forwarded or declined in time, or not yet at its end when the quarter was published.
    pub other: Option<i64>,
    /// Forwards found wrong.
    pub wrong_forwards: Option<i64>,
    /// Days to the answer; of a quarter alone, for days do not add up.
    pub days: Days,
}

impl Numbers {
    /// Nothing was counted.
    pub const ZERO: Self = Self {
        filed: Some(0),
        opened: Some(0),
        met: Some(0),
        missed: Some(0),
        other: Some(0),
        wrong_forwards: Some(0),
        days: Days { median: None, ninetieth: None },
    };

    /// The sum of two periods, told where both are.
    #[must_use]
    pub fn and(self, more: Self) -> Self {
        let sum = |one: Option<i64>, other: Option<i64>| one?.checked_add(other?);
        Self {
            filed: sum(self.filed, more.filed),
            opened: sum(self.opened, more.opened),
            met: sum(self.met, more.met),
            missed: sum(self.missed, more.missed),
            other: sum(self.other, more.other),
            wrong_forwards: sum(self.wrong_forwards, more.wrong_forwards),
            days: Days::default(),
        }
    }

    /// What a score line may count for everybody; what is not told is not in it.
    pub fn tally(self) -> Tally {
        let counts = [
            (Count::Opened, self.opened),
            (Count::Met, self.met),
            (Count::Missed, self.missed),
            (Count::Released, self.other),
            (Count::WrongForwards, self.wrong_forwards),
        ];
        let mut tally = Tally::default();
        for (count, n) in counts {
            if let Some(n) = n {
                tally.add(count, None, n);
            }
        }
        tally
    }
}

/// A published quarter.
#[derive(Debug, Clone)]
pub struct Issue {
    filed: Table,
    /// Answered in time, late, other.
    outcomes: Table,
    wrong_forwards: Table,
    days: BTreeMap<Subject, Days>,
}

/// Counts that add up, of every subject, each with its level.
#[derive(Debug, Clone, Default)]
struct Table {
    rows: BTreeMap<Subject, (Block, Level)>,
}

impl Table {
    fn new(parts: usize, cells: &[(&Counted, usize, i64)]) -> Self {
        let mut groups: BTreeMap<Option<PeerGroup>, BTreeMap<UnitId, Block>> = BTreeMap::new();
        let mut kinds: BTreeMap<Kind, Block> = BTreeMap::new();
        for (row, part, count) in cells {
            let month = (row.month.month() - 1) % 3;
            let month = usize::try_from(month).unwrap_or(0);
            let zero = || Block::zero(parts);
            let units = groups.entry(row.group).or_default();
            units.entry(row.unit).or_insert_with(zero).add(*part, month, *count);
            kinds.entry(row.kind).or_insert_with(zero).add(*part, month, *count);
        }
        let blocks: Vec<Vec<Block>> =
            groups.values().map(|units| units.values().cloned().collect()).collect();
        let levels = told(&blocks);
        let of_kinds: Vec<Block> = kinds.values().cloned().collect();

        let mut rows = BTreeMap::new();
        let total = Block::sum(parts, blocks.iter().flatten());
        rows.insert(Subject::Province, (total, levels.total));
        for ((group, units), (level, own)) in
            groups.into_iter().zip(levels.groups.iter().zip(&levels.rows))
        {
            rows.insert(Subject::Group(group), (Block::sum(parts, units.values()), *level));
            for ((unit, block), level) in units.into_iter().zip(own) {
                rows.insert(Subject::Unit(unit), (block, *level));
            }
        }
        for ((kind, block), level) in kinds.into_iter().zip(parted(&of_kinds, levels.total)) {
            rows.insert(Subject::Kind(kind), (block, level));
        }
        Self { rows }
    }

    /// Of a subject that has no row nothing was counted.
    fn told<T>(&self, of: Subject, tell: impl Fn(&Block, Level) -> T, zero: T) -> T {
        self.rows.get(&of).map_or(zero, |(block, level)| tell(block, *level))
    }
}

impl Issue {
    /// Decides what of these counts of one quarter is told.
    pub fn of(counted: &[Counted]) -> Self {
        let of = |metrics: &[(Metric, usize, i64)]| {
            let cell = |row| {
                let each = move |(metric, part, sign): &(Metric, usize, i64)| {
                    (*metric == Counted::metric(row)).then(|| (row, *part, sign * row.count))
                };
                metrics.iter().filter_map(each).collect::<Vec<_>>()
            };
            counted.iter().flat_map(cell).collect::<Vec<_>>()
        };
        // What is neither met nor missed is `other`.
        let outcomes = [
            (Metric::Met, 0, 1),
            (Metric::Missed, 1, 1),
            (Metric::Opened, 2, 1),
            (Metric::Met, 2, -1),
            (Metric::Missed, 2, -1),
        ];
        Self {
            filed: Table::new(1, &of(&[(Metric::Filed, 0, 1)])),
            outcomes: Table::new(3, &of(&outcomes)),
            wrong_forwards: Table::new(1, &of(&[(Metric::WrongForward, 0, 1)])),
            days: BTreeMap::new(),
        }
    }

    /// With what is told of the days to the answer.
    #[must_use]
    pub fn with(self, days: impl IntoIterator<Item = (Subject, Days)>) -> Self {
        Self { days: days.into_iter().collect(), ..self }
    }

    /// Of whom anything was counted.
    pub fn subjects(&self) -> impl Iterator<Item = Subject> {
        let tables = [&self.filed, &self.outcomes, &self.wrong_forwards];
        let all: std::collections::BTreeSet<Subject> =
            tables.into_iter().flat_map(|table| table.rows.keys().copied()).collect();
        all.into_iter()
    }

    /// What is told of a subject in the quarter.
    pub fn quarter(&self, of: Subject) -> Numbers {
        let total = |table: &Table| table.told(of, Block::told_total, Some(0));
        let part = |at| self.outcomes.told(of, |block, level| block.told_part(level, at), Some(0));
        Numbers {
            filed: total(&self.filed),
            opened: total(&self.outcomes),
            met: part(0),
            missed: part(1),
            other: part(2),
            wrong_forwards: total(&self.wrong_forwards),
            days: self.days.get(&of).copied().unwrap_or_default(),
        }
    }

    /// What is told of a subject in a month of the quarter (0–2).
    pub fn month(&self, of: Subject, month: usize) -> Numbers {
        let total =
            |table: &Table| table.told(of, |block, level| block.told_month(level, month), Some(0));
        let part =
            |at| self.outcomes.told(of, |block, level| block.told_cell(level, at, month), Some(0));
        Numbers {
            filed: total(&self.filed),
            opened: total(&self.outcomes),
            met: part(0),
            missed: part(1),
            other: part(2),
            wrong_forwards: total(&self.wrong_forwards),
            days: Days::default(),
        }
    }
}

impl Counted {
    fn metric(row: &Self) -> Metric {
        row.metric
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn counted(unit: u128, metric: Metric, month: i8, count: i64) -> Counted {
        Counted {
            unit: UnitId::new(Uuid::from_u128(unit)),
            group: Some(PeerGroup::Communes),
            kind: Kind::ConductFeedback,
            metric,
            month: date(2024, month, 1),
            count,
        }
    }

    #[test]
    fn a_line_is_told_only_where_every_number_of_it_is() {
        let large = [
            counted(1, Metric::Opened, 8, 30),
            counted(1, Metric::Met, 8, 20),
            counted(1, Metric::Missed, 8, 10),
        ];
        let with_a_wrong_forward = [&large[..], &[counted(1, Metric::WrongForward, 9, 1)]].concat();
        let unit = Subject::Unit(UnitId::new(Uuid::from_u128(1)));

        let issue = Issue::of(&large);
        let other = Issue::of(&with_a_wrong_forward);

        let told = |issue: &Issue| {
            let tally = issue.quarter(unit).tally();
            [Count::Opened, Count::Met, Count::Missed, Count::WrongForwards]
                .map(|count| tally.get(count, None))
        };
        assert_eq!(told(&issue), [Some(30), Some(20), Some(10), Some(0)]);
        assert_eq!(issue.month(unit, 1).met, Some(20));
        assert_eq!(issue.month(unit, 0), Numbers::ZERO);
        assert_eq!(told(&other)[3], None, "one wrong forward would be told");
        assert_eq!(other.quarter(unit).met, Some(20));
    }

    #[test]
    fn of_two_late_answers_the_released_one_does_not_follow() {
        let issue = Issue::of(&[
            counted(1, Metric::Opened, 8, 10),
            counted(1, Metric::Met, 8, 8),
            counted(1, Metric::Missed, 8, 2),
        ]);
        let told = issue.quarter(Subject::Unit(UnitId::new(Uuid::from_u128(1))));

        assert_eq!((told.opened, told.met, told.missed, told.other), (Some(10), None, None, None));
        assert_eq!(
            issue.quarter(Subject::Province),
            issue.quarter(Subject::Kind(Kind::ConductFeedback))
        );
    }
}
