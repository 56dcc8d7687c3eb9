//! Counts of one quarter that add up, of every subject, each with how finely it is told.

use std::collections::BTreeMap;

use super::block::{Block, Level};
use super::parts::{Counted, Part, Sender, Subject};
use super::protect::{parted, senders, told};
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;

/// What a row counts: a metric's row, the part of its table, and how often.
pub(super) type Cell<'r, T> = (&'r T, usize, i64);

/// Counts that add up, of every subject, each with its level.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    rows: BTreeMap<Subject, (Block, Level)>,
}

/// The month of its quarter, from 0.
fn place(month: Day) -> usize {
    usize::try_from((month.month() - 1) % 3).unwrap_or(0)
}

impl Table {
    /// Of `parts` parts: what was counted of units, and the same cases by what else parts them.
    pub(super) fn new(parts: usize, cells: &[Cell<Counted>], others: &[Cell<Part>]) -> Self {
        let mut groups: BTreeMap<Option<PeerGroup>, BTreeMap<UnitId, Block>> = BTreeMap::new();
        let mut kinds: BTreeMap<Kind, Block> = BTreeMap::new();
        let zero = || Block::zero(parts);
        for (row, part, count) in cells {
            let month = place(row.month);
            let units = groups.entry(row.group).or_default();
            units.entry(row.unit).or_insert_with(zero).add(*part, month, *count);
            kinds.entry(row.kind).or_insert_with(zero).add(*part, month, *count);
        }
        let blocks: Vec<Vec<Block>> =
            groups.values().map(|units| units.values().cloned().collect()).collect();
        let levels = told(&blocks);

        let mut table = Self::default();
        let total = Block::sum(parts, blocks.iter().flatten());
        table.rows.insert(Subject::Province, (total, levels.total));
        for ((group, units), (level, own)) in
            groups.into_iter().zip(levels.groups.iter().zip(&levels.rows))
        {
            table.rows.insert(Subject::Group(group), (Block::sum(parts, units.values()), *level));
            for ((unit, block), level) in units.into_iter().zip(own) {
                table.rows.insert(Subject::Unit(unit), (block, *level));
            }
        }
        let of_kinds = kinds.into_iter().map(|(kind, block)| (Subject::Kind(kind), block));
        table.parted(of_kinds.collect(), levels.total);
        if !others.is_empty() {
            table.others(parts, others, levels.total);
        }
        table
    }

    /// Rows that part the same cases as a total told at `total`.
    fn parted(&mut self, rows: BTreeMap<Subject, Block>, total: Level) {
        let (subjects, blocks): (Vec<Subject>, Vec<Block>) = rows.into_iter().unzip();
        let levels = parted(&blocks, total);
        self.rows.extend(subjects.into_iter().zip(blocks.into_iter().zip(levels)));
    }

    /// Categories within their kind, for everybody knows which kind can have which; sectors beside them; and who sent.
    fn others(&mut self, parts: usize, cells: &[Cell<Part>], total: Level) {
        let mut categories: BTreeMap<Kind, BTreeMap<Subject, Block>> = BTreeMap::new();
        let mut sectors: BTreeMap<Subject, Block> = BTreeMap::new();
        let [mut resident, mut business] = [Block::zero(parts), Block::zero(parts)];
        for (row, part, count) in cells {
            let rows = match &row.of {
                Subject::Category(kind, _) => categories.entry(*kind).or_default(),
                Subject::Sender(sender) => {
                    let block = match sender {
                        Sender::Resident => &mut resident,
                        Sender::Business => &mut business,
                    };
                    block.add(*part, place(row.month), *count);
                    continue;
                }
                _ => &mut sectors,
            };
            let block = rows.entry(row.of.clone()).or_insert_with(|| Block::zero(parts));
            block.add(*part, place(row.month), *count);
        }
        for (kind, rows) in categories {
            let own = self.rows.get(&Subject::Kind(kind)).map_or(Level::Nothing, |(_, own)| *own);
            self.parted(rows, own);
        }
        self.parted(sectors, total);
        let kinds = self.rows.iter().filter_map(|(of, (block, level))| match of {
            Subject::Kind(kind) => Some((*kind, block, *level)),
            _ => None,
        });
        let levels = senders(&kinds.collect::<Vec<_>>(), &resident, &business, total);
        let both = [(Sender::Resident, resident), (Sender::Business, business)];
        for ((sender, block), level) in both.into_iter().zip(levels) {
            self.rows.insert(Subject::Sender(sender), (block, level));
        }
    }

    /// Of whom there is a row.
    pub(super) fn subjects(&self) -> impl Iterator<Item = &Subject> {
        self.rows.keys()
    }

    /// Of a subject that has no row nothing was counted.
    pub(super) fn told<T>(&self, of: &Subject, tell: impl Fn(&Block, Level) -> T, zero: T) -> T {
        self.rows.get(of).map_or(zero, |(block, level)| tell(block, *level))
    }
}
