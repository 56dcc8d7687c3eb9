//! The counts of one row (a unit, a kind) in one quarter, and how finely they may be told on their own.

use super::is_safe;
use crate::domain::codes::codes;

codes! {
    /// How finely a row's counts of one quarter are told. Each level is sums of the one before it.
    Level {
        /// Every part in every month.
        Months => "months",
        /// Every part of the quarter.
        Parts => "parts",
        /// The first part of the quarter, and the sum of the others.
        First => "first",
        /// The quarter's total alone.
        Total => "total",
        /// Nothing.
        Nothing => "nothing",
    }
}

/// Counts by part (answered in time, late, …) and month of the quarter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    parts: Vec<[i64; 3]>,
}

impl Block {
    /// Of `parts` parts, all zero.
    pub fn zero(parts: usize) -> Self {
        Self { parts: vec![[0; 3]; parts] }
    }

    /// Adds to a part in a month of the quarter (0–2); nothing where there is no such part or month.
    pub fn add(&mut self, part: usize, month: usize, count: i64) {
        if let Some(cell) = self.parts.get_mut(part).and_then(|months| months.get_mut(month)) {
            *cell += count;
        }
    }

    /// Adds every count of `other`.
    pub fn add_all(&mut self, other: &Self) {
        for (part, months) in other.parts.iter().enumerate() {
            for (month, count) in months.iter().enumerate() {
                self.add(part, month, *count);
            }
        }
    }

    /// What is left without `other`.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let mut left = self.clone();
        for (part, months) in other.parts.iter().enumerate() {
            for (month, count) in months.iter().enumerate() {
                left.add(part, month, -count);
            }
        }
        left
    }

    /// Whether every count of it is one.
    pub fn is_none_below_zero(&self) -> bool {
        self.parts.iter().flatten().all(|count| *count >= 0)
    }

    /// The sum of blocks of `parts` parts.
    pub fn sum<'b>(parts: usize, blocks: impl IntoIterator<Item = &'b Self>) -> Self {
        let mut sum = Self::zero(parts);
        for block in blocks {
            sum.add_all(block);
        }
        sum
    }

    /// How many parts it has.
    pub fn parts(&self) -> usize {
        self.parts.len()
    }

    /// One part in one month.
    pub fn cell(&self, part: usize, month: usize) -> i64 {
        self.parts.get(part).and_then(|months| months.get(month)).copied().unwrap_or(0)
    }

    /// One part of the quarter.
    pub fn part(&self, part: usize) -> i64 {
        self.parts.get(part).map_or(0, |months| months.iter().sum())
    }

    /// All parts of the quarter.
    pub fn total(&self) -> i64 {
        self.parts.iter().flatten().sum()
    }

    /// All parts of the quarter but the first.
    pub fn rest(&self) -> i64 {
        self.total() - self.part(0)
    }

    /// The finest level at which all that is told is safe.
    pub fn level(&self) -> Level {
        let all_parts = || (0..self.parts()).map(|part| self.part(part));
        if self.parts.iter().flatten().all(|count| is_safe(*count)) {
            Level::Months
        } else if all_parts().all(is_safe) {
            Level::Parts
        } else if all_parts().any(|count| count < 0) {
            Level::Nothing
        } else if is_safe(self.part(0)) && is_safe(self.rest()) {
            Level::First
        } else if is_safe(self.total()) {
            Level::Total
        } else {
            Level::Nothing
        }
    }

    /// What is told of `part` in `month`; a part that is told to be zero in the quarter is zero in its months.
    pub fn told_cell(&self, level: Level, part: usize, month: usize) -> Option<i64> {
        let told = level == Level::Months || self.told_part(level, part) == Some(0);
        told.then(|| self.cell(part, month))
    }

    /// What is told of `part` in the quarter.
    pub fn told_part(&self, level: Level, part: usize) -> Option<i64> {
        let told = level <= Level::Parts || (level == Level::First && part == 0);
        told.then(|| self.part(part))
    }

    /// What is told of all parts in `month`.
    pub fn told_month(&self, level: Level, month: usize) -> Option<i64> {
        let sum = || (0..self.parts()).map(|part| self.cell(part, month)).sum();
        (level == Level::Months || (level < Level::Nothing && self.total() == 0)).then(sum)
    }

    /// What is told of all parts in the quarter.
    pub fn told_total(&self, level: Level) -> Option<i64> {
        (level <= Level::Total).then(|| self.total())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(parts: &[[i64; 3]]) -> Block {
        Block { parts: parts.to_vec() }
    }

    #[test]
    fn a_row_is_told_as_finely_as_none_of_its_numbers_is_small() {
        let level = |parts: &[[i64; 3]]| block(parts).level();

        assert_eq!(level(&[[9, 8, 7], [0, 5, 6]]), Level::Months);
        assert_eq!(level(&[[9, 8, 7], [2, 1, 3]]), Level::Parts);
        assert_eq!(level(&[[9, 8, 7], [2, 0, 0], [1, 1, 1]]), Level::First);
        assert_eq!(level(&[[9, 8, 7], [0, 1, 0]]), Level::Total);
        assert_eq!(level(&[[1, 1, 1], [0, 1, 0]]), Level::Nothing);
        assert_eq!(level(&[[0; 3], [0; 3]]), Level::Months, "behind zero stands nobody");
        assert_eq!(level(&[[6, 0, -1], [0, 0, 0]]), Level::Parts);
        assert_eq!(level(&[[6, 6, 6], [0, -1, 0]]), Level::Nothing, "an error is told nowhere");
    }

    #[test]
    fn what_is_told_follows_the_level() {
        let one = block(&[[9, 8, 7], [2, 1, 3], [0, 0, 0]]);

        assert_eq!(one.told_cell(Level::Months, 1, 1), Some(1));
        assert_eq!(one.told_cell(Level::Parts, 0, 0), None);
        assert_eq!(one.told_cell(Level::Parts, 2, 0), Some(0), "none in the quarter, none in it");
        assert_eq!(
            (one.told_part(Level::Parts, 1), one.told_part(Level::Total, 1)),
            (Some(6), None)
        );
        assert_eq!(
            (one.told_total(Level::Total), one.told_total(Level::Nothing)),
            (Some(30), None)
        );
        assert_eq!(
            (one.told_month(Level::Months, 0), one.told_month(Level::Parts, 0)),
            (Some(11), None)
        );
    }
}
