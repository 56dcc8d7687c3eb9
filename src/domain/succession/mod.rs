//! What became of a unit that ended: who took over all of it, who took parts, or nobody known.

mod custody;

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::ids::UnitId;
use super::time::Day;
pub use custody::{inherited, pass_on};

codes! {
    /// How much of a unit a successor took over.
    Part {
        /// All of it.
        Full => "full",
        /// Some of it; somebody must say which part a matter belongs to.
        Partial => "partial",
    }
}

/// One unit after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// The unit that ended.
    pub old: UnitId,
    /// The unit that came after it.
    pub new: UnitId,
    /// The first day of the new order.
    pub effective_on: Day,
    /// How much it took over.
    pub part: Part,
    /// What it rests on, in Vietnamese.
    pub legal_ref_vi: String,
    /// What it rests on, in English.
    pub legal_ref_en: String,
    /// False where the source still needs confirming.
    pub confirmed: bool,
}

/// That something passed on to the successor of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passing {
    /// From whom.
    pub from: UnitId,
    /// The first day of the new order.
    pub on: Day,
}

/// All successions, found by the unit that ended.
#[derive(Debug, Clone, Default)]
pub struct Successions {
    by_old: HashMap<UnitId, Vec<Succession>>,
}

impl Successions {
    /// Indexes `all`.
    pub fn new(all: Vec<Succession>) -> Self {
        let mut by_old: HashMap<UnitId, Vec<Succession>> = HashMap::new();
        for one in all {
            by_old.entry(one.old).or_default().push(one);
        }
        Self { by_old }
    }

    /// Every succession, in no order.
    pub fn all(&self) -> impl Iterator<Item = &Succession> {
        self.by_old.values().flatten()
    }

    /// Each unit that ended, with what came directly after it.
    pub fn each(&self) -> impl Iterator<Item = (UnitId, &[Succession])> {
        self.by_old.iter().map(|(old, after)| (*old, after.as_slice()))
    }

    /// Who came directly after `unit`.
    pub fn after(&self, unit: UnitId) -> &[Succession] {
        self.by_old.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// Whether `to` comes after `from` in any number of steps, none included.
    pub fn reaches(&self, from: UnitId, to: UnitId) -> bool {
        spread(from, |at| self.after(at).iter().map(|one| one.new).collect()).contains(&to)
    }

    /// Every unit that whoever has a conflict of interest with `unit` has one with on `day`: itself,
    /// whatever came after it by then, in whole or in part, and whatever it took over whole. What it
    /// took a part of is not among them: that part may be a small one of a whole district.
    pub fn concerned(&self, unit: UnitId, day: Day) -> BTreeSet<UnitId> {
        let begun = |one: &&Succession| one.effective_on <= day;
        let after = |at| self.after(at).iter().filter(begun).map(|one| one.new).collect();
        let mut found = spread(unit, after);
        found.extend(self.taken_whole(unit, day));
        found
    }

    /// `unit` and whatever it has taken over whole by `day`, in any number of steps: what those have
    /// recorded is its own now.
    pub fn taken_whole(&self, unit: UnitId, day: Day) -> BTreeSet<UnitId> {
        spread(unit, |at| {
            let into = |one: &&Succession| one.new == at && one.part == Part::Full;
            let begun = self.all().filter(|one| one.effective_on <= day);
            begun.filter(into).map(|one| one.old).collect()
        })
    }
}

/// `from` and whatever is reached from it by `next`, in any number of steps.
fn spread(from: UnitId, next: impl Fn(UnitId) -> Vec<UnitId>) -> BTreeSet<UnitId> {
    let (mut seen, mut left) = (BTreeSet::new(), vec![from]);
    while let Some(unit) = left.pop() {
        if seen.insert(unit) {
            left.extend(next(unit));
        }
    }
    seen
}

#[cfg(test)]
mod tests;
