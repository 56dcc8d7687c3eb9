//! The attack: somebody adds and subtracts everything that was published until a hidden count is known. What is
//! uncertain by less than five is broken.

mod crossed;
mod known;
#[cfg(test)]
mod tests;
mod year;

use clap::Args;
use liemchinh::harness::domain::{Block, Level, SMALLEST, Told, parted, told};

use crate::failure::Failure;
use crate::fill::dice::Dice;
use crossed::Crossed;
use known::{Known, real};
use year::{Counts, Year};

/// Attack the published figures of a made-up year.
#[derive(Debug, Args)]
pub(crate) struct Attack {
    /// How many reports the year has.
    #[arg(long, default_value_t = 100_000)]
    reports: usize,
    /// Another year for another number.
    #[arg(long, default_value_t = 577)]
    seed: u64,
    /// Of kinds, categories and senders taken together, attack one hidden number of so many.
    #[arg(long, default_value_t = 1)]
    every: usize,
}

/// Rows under one total, and everything that is published of them, as equations.
struct Table {
    known: Known,
    /// Sums that are not told, with their true value.
    hidden: Vec<(Vec<usize>, i64)>,
}

/// What became of the hidden cells.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Outcome {
    /// Cells that were attacked.
    cells: usize,
    /// Of these, what must be zero by what was published: behind it stands nobody.
    zeros: usize,
    /// Of these, uncertain by less than five.
    broken: usize,
}

impl Table {
    /// `rows` told at `levels`, and their sum at `total`.
    fn new(rows: &[Block], levels: &[Level], total: Level) -> Self {
        let mut table = Self { known: Known::default(), hidden: Vec::new() };
        let parts = rows.first().map_or(0, Block::parts);
        let mut silent = Vec::new();
        for (row, level) in rows.iter().zip(levels).filter(|(_, level)| **level != Level::Months) {
            let cells: Vec<usize> = table.known.counts(3 * parts).collect();
            table.row(row, *level, &cells);
            silent.push((row, cells));
        }
        let left = Block::sum(parts, silent.iter().map(|(row, _)| *row));
        let known = &mut table.known;
        for (part, month) in all_cells(parts) {
            let cell = silent.iter().map(|(_, cells)| cells.get(3 * part + month).copied());
            if total == Level::Months {
                known.told(cell.flatten(), left.cell(part, month));
            }
        }
        let of = |part: usize| {
            silent.iter().flat_map(move |(_, cells)| cells.iter().skip(3 * part).take(3).copied())
        };
        if total == Level::Parts {
            for part in 0..parts {
                known.told(of(part), left.part(part));
            }
        }
        if total == Level::First {
            known.told(of(0), left.part(0));
            known.told((1..parts).flat_map(of), left.rest());
        }
        if total == Level::Total {
            known.told(silent.iter().flat_map(|(_, cells)| cells.clone()), left.total());
        }
        table
    }

    /// What is told of a row, and what is not.
    fn row(&mut self, row: &Block, level: Level, cells: &[usize]) {
        let of = |part: usize| cells.iter().skip(3 * part).take(3).copied().collect::<Vec<_>>();
        for part in 0..row.parts() {
            match row.told_part(level, part) {
                Some(count) => self.known.told(of(part), count),
                None => self.hidden.push((of(part), row.part(part))),
            }
        }
        match row.told_total(level) {
            Some(count) => self.known.told(cells.iter().copied(), count),
            None => self.hidden.push((cells.to_vec(), row.total())),
        }
        for (part, month) in all_cells(row.parts()) {
            let cell: Vec<usize> = cells.get(3 * part + month).copied().into_iter().collect();
            match row.told_cell(level, part, month) {
                Some(count) => self.known.told(cell, count),
                None => self.hidden.push((cell, row.cell(part, month))),
            }
        }
    }

    /// Attacks the hidden cells of these numbers.
    fn attack(&self, cells: impl IntoIterator<Item = usize>) -> Result<Outcome, Failure> {
        let mut outcome = Outcome::default();
        for (of, count) in cells.into_iter().filter_map(|at| self.hidden.get(at)) {
            let (least, most) = self.known.range(of)?;
            let possible = least - 0.001 <= real(*count) && real(*count) <= most + 0.001;
            if !possible {
                return Err(Failure::Other(format!("{count} is not in {least} to {most}")));
            }
            outcome.cells += 1;
            if most < 0.001 {
                outcome.zeros += 1;
            } else if most - least < real(SMALLEST) - 0.001 {
                outcome.broken += 1;
            }
        }
        Ok(outcome)
    }
}

fn all_cells(parts: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..parts).flat_map(|part| (0..3).map(move |month| (part, month)))
}

/// The tables of one quarter: each group that has a total of its own, the pool of the others, and what else parts the same.
fn tables(groups: &[Vec<Block>], others: &[Vec<Block>], told: &Told) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut pool = (Vec::new(), Vec::new());
    for ((rows, levels), total) in groups.iter().zip(&told.rows).zip(&told.groups) {
        if *total == Level::Nothing {
            pool.0.extend(rows.iter().cloned());
            pool.1.extend(levels.iter().copied());
        } else {
            tables.push(Table::new(rows, levels, *total));
        }
    }
    tables.push(Table::new(&pool.0, &pool.1, told.total));
    let others = others.iter().filter(|rows| !rows.is_empty());
    tables.extend(others.map(|rows| Table::new(rows, &parted(rows, told.total), told.total)));
    tables
}

/// The tables of a year.
fn of_year(year: &Year) -> Vec<Table> {
    let of = |counts: &Counts, quarter| {
        let groups = counts.quarter(quarter);
        let told = told(&groups);
        tables(&groups, &counts.others(quarter), &told)
    };
    let each = std::iter::once(&year.outcomes).chain(&year.process);
    each.flat_map(|counts| (0..4).flat_map(move |quarter| of(counts, quarter))).collect()
}

impl Attack {
    /// Attacks every hidden cell.
    pub(crate) fn run(self) -> Result<(), Failure> {
        let year = Year::made(self.reports, self.seed)?;
        let mut all = Outcome::default();
        for (at, table) in of_year(&year).iter().enumerate() {
            let one = table.attack(0..table.hidden.len())?;
            println!("table {at}: {one:?}");
            all.cells += one.cells;
            all.zeros += one.zeros;
            all.broken += one.broken;
        }
        let mut dice = Dice::seeded(self.seed);
        for quarter in 0..4 {
            let table = Crossed::made(self.reports / 4, &mut dice)?.table();
            let one = table.attack((0..table.hidden.len()).step_by(self.every.max(1)))?;
            println!("kinds, categories and senders of quarter {quarter}: {one:?}");
            all.cells += one.cells;
            all.zeros += one.zeros;
            all.broken += one.broken;
        }
        println!("all: {all:?}");
        if all.broken > 0 {
            return Err(Failure::Other(format!("{} hidden cells are known too well", all.broken)));
        }
        Ok(())
    }
}
