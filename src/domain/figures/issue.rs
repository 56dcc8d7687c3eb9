//! What was counted in one quarter and how finely it is told, of the province, each group, unit and kind.

use std::collections::{BTreeMap, BTreeSet};

use super::block::{Block, Level};
use super::days::Days;
use super::parts::{Counted, Part, Subject};
use super::table::{Cell, Table};
use crate::domain::emulation::metric::{Count, Tally};
use crate::domain::ledger::Metric;

/// What is counted of the way of cases, each for itself.
const PROCESS: [Metric; 5] =
    [Metric::Extended, Metric::Suspended, Metric::Apologised, Metric::Forwarded, Metric::Reopened];

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
    /// What happened on the way: extensions, suspensions, apologies, forwards, reopenings.
    pub process: [Option<i64>; 5],
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
        process: [Some(0); 5],
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
            process: std::array::from_fn(|at| {
                sum(self.process.get(at).copied()?, more.process.get(at).copied()?)
            }),
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
    /// As [`PROCESS`] lists them.
    process: [Table; 5],
    days: BTreeMap<Subject, Days>,
}

impl Issue {
    /// Decides what of these counts of one quarter is told: of units, and of the same cases by what else parts them.
    pub fn of(counted: &[Counted], parts: &[Part]) -> Self {
        // What is neither met nor missed is `other`.
        let outcomes = [
            (Metric::Met, 0, 1),
            (Metric::Missed, 1, 1),
            (Metric::Opened, 2, 1),
            (Metric::Met, 2, -1),
            (Metric::Missed, 2, -1),
        ];
        let table = |n, metrics: &[(Metric, usize, i64)]| {
            let units = cells(counted, metrics, |row| (row.metric, row.count));
            Table::new(n, &units, &cells(parts, metrics, |row| (row.metric, row.count)))
        };
        Self {
            filed: table(1, &[(Metric::Filed, 0, 1)]),
            outcomes: table(3, &outcomes),
            wrong_forwards: table(1, &[(Metric::WrongForward, 0, 1)]),
            process: PROCESS.map(|metric| table(1, &[(metric, 0, 1)])),
            days: BTreeMap::new(),
        }
    }

    /// With what is told of the days to the answer.
    #[must_use]
    pub fn with(self, days: impl IntoIterator<Item = (Subject, Days)>) -> Self {
        Self { days: days.into_iter().collect(), ..self }
    }

    /// Of whom anything was counted.
    pub fn subjects(&self) -> impl Iterator<Item = &Subject> {
        let tables = [&self.filed, &self.outcomes, &self.wrong_forwards];
        let tables = tables.into_iter().chain(&self.process);
        let all: BTreeSet<&Subject> = tables.flat_map(Table::subjects).collect();
        all.into_iter()
    }

    /// What is told of a subject in the quarter.
    pub fn quarter(&self, of: &Subject) -> Numbers {
        let days = self.days.get(of).copied().unwrap_or_default();
        Numbers { days, ..self.numbers(of, Block::told_total, Block::told_part) }
    }

    /// What is told of a subject in a month of the quarter (0–2).
    pub fn month(&self, of: &Subject, month: usize) -> Numbers {
        let total = |block: &Block, level| block.told_month(level, month);
        self.numbers(of, total, |block, level, part| block.told_cell(level, part, month))
    }

    fn numbers(
        &self,
        of: &Subject,
        total: impl Fn(&Block, Level) -> Option<i64>,
        part: impl Fn(&Block, Level, usize) -> Option<i64>,
    ) -> Numbers {
        let part = |at| self.outcomes.told(of, |block, level| part(block, level, at), Some(0));
        let total = |table: &Table| table.told(of, &total, Some(0));
        Numbers {
            filed: total(&self.filed),
            opened: total(&self.outcomes),
            met: part(0),
            missed: part(1),
            other: part(2),
            wrong_forwards: total(&self.wrong_forwards).filter(|_| !of.is_of_outcomes_alone()),
            process: self
                .process
                .each_ref()
                .map(|table| total(table).filter(|_| !of.is_of_outcomes_alone())),
            days: Days::default(),
        }
    }
}

/// Which part of a table each row counts in, and how often.
fn cells<'r, T>(
    rows: &'r [T],
    metrics: &[(Metric, usize, i64)],
    of: impl Fn(&T) -> (Metric, i64),
) -> Vec<Cell<'r, T>> {
    let each = |row: &'r T| {
        let (metric, count) = of(row);
        let own = metrics.iter().filter(move |(one, ..)| *one == metric);
        own.map(move |(_, part, sign)| (row, *part, sign * count)).collect::<Vec<_>>()
    };
    rows.iter().flat_map(each).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::UnitId;
    use crate::domain::kind::Kind;
    use crate::domain::units::unit::PeerGroup;

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

        let issue = Issue::of(&large, &[]);
        let other = Issue::of(&with_a_wrong_forward, &[]);

        let told = |issue: &Issue| {
            let tally = issue.quarter(&unit).tally();
            [Count::Opened, Count::Met, Count::Missed, Count::WrongForwards]
                .map(|count| tally.get(count, None))
        };
        assert_eq!(told(&issue), [Some(30), Some(20), Some(10), Some(0)]);
        assert_eq!(issue.month(&unit, 1).met, Some(20));
        assert_eq!(issue.month(&unit, 0), Numbers::ZERO);
        assert_eq!(told(&other)[3], None, "one wrong forward would be told");
        assert_eq!(other.quarter(&unit).met, Some(20));
    }

    #[test]
    fn of_two_late_answers_the_released_one_does_not_follow() {
        let issue = Issue::of(
            &[
                counted(1, Metric::Opened, 8, 10),
                counted(1, Metric::Met, 8, 8),
                counted(1, Metric::Missed, 8, 2),
            ],
            &[],
        );
        let told = issue.quarter(&Subject::Unit(UnitId::new(Uuid::from_u128(1))));

        assert_eq!((told.opened, told.met, told.missed, told.other), (Some(10), None, None, None));
        assert_eq!(
            issue.quarter(&Subject::Province),
            issue.quarter(&Subject::Kind(Kind::ConductFeedback))
        );
    }
}
