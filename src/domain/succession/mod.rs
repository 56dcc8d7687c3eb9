//! What became of a unit that ended: who took over all of it, who took parts, or nobody known.

mod custody;
mod orphan;

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::ids::UnitId;
use super::time::Day;
use super::unit::{Unit, Units};
pub use custody::{PassedOn, inherited, pass_on};
pub use orphan::{PassedTo, orphaned};

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

/// What became of a unit by some day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heir<'u> {
    /// It still exists.
    Itself(&'u Unit),
    /// One unit took over all of it, maybe through others that ended since.
    One(&'u Unit),
    /// Several units took over parts of it, or one of which it is not known that it took all:
    /// a person must choose.
    Split(Vec<&'u Unit>),
    /// No successor is known.
    Nobody,
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

    /// Who came directly after `unit`.
    pub fn after(&self, unit: UnitId) -> &[Succession] {
        self.by_old.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// What is wrong with the successions of `units`, in words of codes and days.
    pub fn faults(&self, units: &Units) -> Vec<String> {
        let mut faults = Vec::new();
        for one in self.all() {
            let (Some(old), Some(new)) = (units.get(one.old), units.get(one.new)) else {
                faults.push(format!("{} or {}: no such unit", one.old, one.new));
                continue;
            };
            let named = format!("{} @ {}", old.code, old.valid_from);
            let follows = old.valid_to.and_then(|last| last.tomorrow().ok());
            if follows != Some(one.effective_on) {
                faults.push(format!("{named}: effective_on must be the day after its valid_to"));
            }
            if !new.exists_on(one.effective_on) {
                let day = one.effective_on;
                faults.push(format!("{named}: {} does not exist on {day}", new.code));
            }
            if self.reaches(one.new, one.old) {
                faults.push(format!("{named}: comes after itself through {}", new.code));
            }
        }
        for (old, after) in &self.by_old {
            let full = after.iter().filter(|one| one.part == Part::Full).count();
            let code = units.get(*old).map_or("?", |unit| unit.code.as_str());
            if full > 1 {
                faults.push(format!("{code}: two units cannot each take over all of it"));
            } else if full == 1 && after.len() > 1 {
                faults.push(format!("{code}: has a full successor and others beside it"));
            }
        }
        faults.sort();
        faults
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

    /// What has become of `unit` by `day`.
    pub fn heir<'u>(&self, units: &'u Units, unit: &'u Unit, day: Day) -> Heir<'u> {
        if unit.exists_on(day) {
            return Heir::Itself(unit);
        }
        let mut seen = BTreeSet::new();
        let mut split = false;
        let found = self.walk(units, unit, day, &mut seen, &mut split);
        match found.as_slice() {
            [] => Heir::Nobody,
            [one] if !split => Heir::One(one),
            _ => Heir::Split(found),
        }
    }

    /// The units that exist on `day` at the ends of every path from `unit`; notes whether one of
    /// the steps was partial. Two halves that come together again stay a split: nothing says that
    /// they were all.
    fn walk<'u>(
        &self,
        units: &'u Units,
        unit: &'u Unit,
        day: Day,
        seen: &mut BTreeSet<UnitId>,
        split: &mut bool,
    ) -> Vec<&'u Unit> {
        if !seen.insert(unit.id) {
            return Vec::new();
        }
        if unit.exists_on(day) {
            return vec![unit];
        }
        let mut found = Vec::new();
        for one in self.after(unit.id).iter().filter(|one| one.effective_on <= day) {
            *split |= one.part == Part::Partial;
            if let Some(next) = units.get(one.new) {
                found.extend(self.walk(units, next, day, seen, split));
            }
        }
        found
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
