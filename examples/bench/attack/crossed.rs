//! What is published by kind, by category within a kind and by sender, taken together: a kind has not every category and the Front is no
//! business, so these tables share cells that everybody knows to be zero.

use std::collections::BTreeMap;

use liemchinh::harness::domain::{
    Block, Counted, Issue, Kind, LedgerMetric, Part, PeerGroup, Sender, Subject, UnitId,
};

#[cfg(test)]
use liemchinh::harness::domain::{Level, parted};

use super::known::Known;
use super::year::PARTS;
use super::{Table, all_cells};
use crate::failure::Failure;
use crate::fill::dice::Dice;

const CATEGORIES: &str = include_str!("../../../data/categories.csv");
/// Kinds that are counted, the most usual first.
const KINDS: [Kind; 8] = [
    Kind::ConductFeedback,
    Kind::RuleFeedback,
    Kind::ExplanationRequest,
    Kind::Complaint,
    Kind::ApologyRequest,
    Kind::Praise,
    Kind::FrontDemand,
    Kind::SecondComplaint,
];

/// The counts of a quarter of one province by kind and category, and by kind and sender.
pub(crate) struct Crossed {
    categories: BTreeMap<(Kind, String), Block>,
    senders: BTreeMap<(Kind, Sender), Block>,
}

/// Everything that may be asked of a subject: a part or all of them, of a month or of the quarter.
type Asked = (Option<usize>, Option<usize>);

fn asked() -> impl Iterator<Item = Asked> {
    let months = (0..3).map(Some).chain([None]);
    months.flat_map(|month| (0..PARTS).map(Some).chain([None]).map(move |part| (part, month)))
}

fn truth(block: &Block, (part, month): Asked) -> i64 {
    let parts = (0..PARTS).filter(|it| part.is_none_or(|part| part == *it));
    let cells = parts.flat_map(|part| (0..3).map(move |month| (part, month)));
    cells
        .filter(|(_, it)| month.is_none_or(|month| month == *it))
        .map(|(part, month)| block.cell(part, month))
        .sum()
}

/// What a reader is told.
fn told(issue: &Issue, of: &Subject, (part, month): Asked) -> Option<i64> {
    let numbers = month.map_or_else(|| issue.quarter(of), |at| issue.month(of, at));
    match part {
        Some(0) => numbers.met,
        Some(1) => numbers.missed,
        Some(_) => numbers.other,
        None => numbers.opened,
    }
}

#[cfg(test)]
fn of_level(block: &Block, level: Level, asked: Asked) -> Option<i64> {
    match asked {
        (Some(part), Some(month)) => block.told_cell(level, part, month),
        (Some(part), None) => block.told_part(level, part),
        (None, Some(month)) => block.told_month(level, month),
        (None, None) => block.told_total(level),
    }
}

impl Crossed {
    /// Nothing yet, of every category that a kind can have.
    fn empty() -> Result<Self, Failure> {
        let mut made = Self { categories: BTreeMap::new(), senders: BTreeMap::new() };
        let mut rows = csv::Reader::from_reader(CATEGORIES.as_bytes());
        for row in rows.records() {
            let row = row.map_err(Failure::of)?;
            for kind in row.get(3).unwrap_or("").split(';').filter_map(Kind::parse) {
                if KINDS.contains(&kind) {
                    let key = (kind, row.get(0).unwrap_or("").to_owned());
                    made.categories.insert(key, Block::zero(PARTS));
                }
            }
        }
        for kind in KINDS {
            made.senders.insert((kind, Sender::Resident), Block::zero(PARTS));
            if kind != Kind::FrontDemand {
                made.senders.insert((kind, Sender::Business), Block::zero(PARTS));
            }
        }
        Ok(made)
    }

    /// So many answers in time of residents, each in the first month.
    #[cfg(test)]
    pub(crate) fn of(counts: &[(Kind, &str, i64)]) -> Result<Self, Failure> {
        let mut made = Self::empty()?;
        for (kind, code, count) in counts {
            let category = made.categories.get_mut(&(*kind, (*code).to_owned()));
            let sender = made.senders.get_mut(&(*kind, Sender::Resident));
            category.into_iter().chain(sender).for_each(|block| block.add(0, 0, *count));
        }
        Ok(made)
    }

    /// A quarter of `reports` reports.
    pub(crate) fn made(reports: usize, dice: &mut Dice) -> Result<Self, Failure> {
        let mut made = Self::empty()?;
        for _ in 0..reports {
            let kind = (0..KINDS.len() - 1).find(|_| dice.below(3) != 0);
            let Some(kind) = KINDS.get(kind.unwrap_or(KINDS.len() - 1)).copied() else { break };
            let own = made.categories.keys().filter(|(of, _)| *of == kind).cloned();
            let own: Vec<(Kind, String)> = own.collect();
            let last = own.len().saturating_sub(1);
            let at = (0..last).find(|_| dice.below(3) == 0).unwrap_or(last);
            let by_business = kind != Kind::FrontDemand && dice.below(6) == 0;
            let sender = if by_business { Sender::Business } else { Sender::Resident };
            let part = dice.pick(&[0, 0, 0, 0, 0, 0, 0, 1, 1, 2]).copied().unwrap_or(0);
            let month = dice.below(3);
            let category = own.get(at).and_then(|key| made.categories.get_mut(key));
            let sender = made.senders.get_mut(&(kind, sender));
            category.into_iter().chain(sender).for_each(|block| block.add(part, month, 1));
        }
        Ok(made)
    }

    fn kind(&self, kind: Kind) -> Block {
        let own = self.categories.iter().filter(|((of, _), _)| *of == kind);
        Block::sum(PARTS, own.map(|(_, block)| block))
    }

    fn sender(&self, sender: Sender) -> Block {
        let own = self.senders.iter().filter(|((_, of), _)| *of == sender);
        Block::sum(PARTS, own.map(|(_, block)| block))
    }

    /// As it is published.
    fn issue(&self) -> Issue {
        let unit = UnitId::new(uuid::Uuid::from_u128(1));
        let (mut counted, mut parts) = (Vec::new(), Vec::new());
        let each = |block: &Block, add: &mut dyn FnMut(LedgerMetric, jiff::civil::Date, i64)| {
            for month in 0..3_usize {
                let of = |part| truth(block, (part, Some(month)));
                let first = jiff::civil::date(2024, 7 + i8::try_from(month).unwrap_or(0), 1);
                add(LedgerMetric::Opened, first, of(None));
                add(LedgerMetric::Met, first, of(Some(0)));
                add(LedgerMetric::Missed, first, of(Some(1)));
            }
        };
        for kind in KINDS {
            each(&self.kind(kind), &mut |metric, month, count| {
                let group = Some(PeerGroup::Communes);
                counted.push(Counted { unit, group, kind, metric, month, count });
            });
        }
        let categories = self.categories.iter().map(|((kind, code), block)| {
            (Subject::Category(*kind, code.as_str().into()), block.clone())
        });
        let senders = [Sender::Resident, Sender::Business]
            .map(|sender| (Subject::Sender(sender), self.sender(sender)));
        for (of, block) in categories.chain(senders) {
            each(&block, &mut |metric, month, count| {
                parts.push(Part { of: of.clone(), metric, month, count });
            });
        }
        Issue::of(&counted, &parts)
    }

    /// Everything that is published, as equations.
    pub(crate) fn table(&self) -> Table {
        let issue = self.issue();
        let told = |of: &Subject, _: &Block, asked: Asked| told(&issue, of, asked);
        let mut table = self.equations(&told);
        let categories = self.categories.iter().zip(self.places());
        for (((kind, code), block), cells) in categories {
            let of = Subject::Category(*kind, code.as_str().into());
            table.subject(&[&cells], block, |asked| told(&of, block, asked));
        }
        table
    }

    #[cfg(test)]
    /// The same with categories of all kinds together, as if they had nothing to do with kinds.
    pub(crate) fn flat(&self) -> Table {
        let issue = self.issue();
        let mut all: BTreeMap<&str, Block> = BTreeMap::new();
        for ((_, code), block) in &self.categories {
            all.entry(code).or_insert_with(|| Block::zero(PARTS)).add_all(block);
        }
        let levels = parted(&all.values().cloned().collect::<Vec<_>>(), Level::Months);
        let mut table = self.equations(&|of, _, asked| told(&issue, of, asked));
        let places = self.places();
        for ((code, block), level) in all.into_iter().zip(levels) {
            let own = self.categories.keys().zip(&places).filter(|((_, of), _)| of == code);
            let own: Vec<&Vec<usize>> = own.map(|(_, cells)| cells).collect();
            table.subject(&own, &block, |asked| of_level(&block, level, asked));
        }
        table
    }

    /// The numbers of the cells of each category.
    fn places(&self) -> Vec<Vec<usize>> {
        (0..self.categories.len()).map(|at| (9 * at..9 * (at + 1)).collect()).collect()
    }

    /// What is told of the province, kinds and senders.
    fn equations(&self, told: &impl Fn(&Subject, &Block, Asked) -> Option<i64>) -> Table {
        let mut known = Known::default();
        // The first counts of all, so that they are where `places` says.
        known.counts(9 * self.categories.len());
        let places: Vec<Vec<usize>> = self.places();
        let by_sender: BTreeMap<&(Kind, Sender), Vec<usize>> =
            self.senders.keys().map(|key| (key, known.counts(3 * PARTS).collect())).collect();
        let of_kind = |kind: Kind| {
            let own = self.categories.keys().zip(&places).filter(move |((of, _), _)| *of == kind);
            own.map(|(_, cells)| cells)
        };
        // Of a kind the categories and the senders are the same cases.
        for kind in KINDS {
            for (part, month) in all_cells(PARTS) {
                let at = |cells: &Vec<usize>| cells.get(3 * part + month).copied();
                let one = of_kind(kind).filter_map(|cells| Some((at(cells)?, 1.0)));
                let other = by_sender.iter().filter(|((of, _), _)| *of == kind);
                let other = other.filter_map(|(_, cells)| Some((at(cells)?, -1.0)));
                known.between(one.chain(other).collect(), 0.0, 0.0);
            }
        }
        let mut table = Table { known, hidden: Vec::new() };
        let every: Vec<&Vec<usize>> = places.iter().collect();
        let total = Block::sum(PARTS, self.categories.values());
        table.subject(&every, &total, |asked| told(&Subject::Province, &total, asked));
        for kind in KINDS {
            let block = self.kind(kind);
            table.subject(&of_kind(kind).collect::<Vec<_>>(), &block, |asked| {
                told(&Subject::Kind(kind), &block, asked)
            });
        }
        for sender in [Sender::Resident, Sender::Business] {
            let own = by_sender.iter().filter(|((_, of), _)| *of == sender);
            let own: Vec<&Vec<usize>> = own.map(|(_, cells)| cells).collect();
            let block = self.sender(sender);
            table.subject(&own, &block, |asked| told(&Subject::Sender(sender), &block, asked));
        }
        table
    }
}

impl Table {
    /// What is told of a subject whose cells are these, and what is not.
    fn subject(
        &mut self,
        rows: &[&Vec<usize>],
        block: &Block,
        told: impl Fn(Asked) -> Option<i64>,
    ) {
        for (part, month) in asked() {
            let cells = all_cells(PARTS).filter(|(own, at)| {
                part.is_none_or(|part| part == *own) && month.is_none_or(|month| month == *at)
            });
            let cells = cells.flat_map(|(part, month)| {
                rows.iter().filter_map(move |cells| cells.get(3 * part + month).copied())
            });
            let cells: Vec<usize> = cells.collect();
            match told((part, month)) {
                Some(count) => self.known.told(cells, count),
                None => self.hidden.push((cells, truth(block, (part, month)))),
            }
        }
    }
}
