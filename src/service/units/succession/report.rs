//! What a change of units did, or would do: counts, names of units and numbers of cases only, and
//! the logins that an administrator has to see to.

use super::staff::Staff;
use crate::domain::case::orphan::PassedTo;
use crate::domain::ids::UnitId;
use crate::domain::time::Day;
use crate::domain::units::unit::Heir;
use crate::domain::units::unit::Unit;
use crate::service::clocks::urging::PassedLetters;
use crate::service::facade::UnitName;

/// Numbers of undecided cases that a report names for each unit.
const MOST_NAMED: usize = 20;

/// What became of the cases of one unit that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitMoves {
    pub(super) id: UnitId,
    /// Whether tips are among those that wait: then its inspectors must stay to see them.
    pub(super) sealed: bool,
    /// The unit.
    pub unit: UnitName,
    /// Its last day.
    pub ended_on: Option<Day>,
    /// Who comes after it: one unit, several to choose from, or nobody known.
    pub successors: Vec<UnitName>,
    /// Open cases before.
    pub before: usize,
    /// Cases that passed on.
    pub moved: usize,
    /// To whom, as what, and how many.
    pub passed: Vec<(UnitName, PassedTo, usize)>,
    /// Cases that wait for an inspector.
    pub undecided: usize,
    /// Their public numbers, no more than a few; cases of the integrity channel have none.
    pub waiting: Vec<String>,
    /// Duties that were late: they stay in the figures of the unit that ended.
    pub late_kept: usize,
}

/// What a run did, or would do. Counts and numbers of cases only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Succeeded {
    /// The first day of the new order.
    pub effective_on: Day,
    /// How many units ended before it.
    pub ended: usize,
    /// Those of them that held open cases, by code.
    pub units: Vec<UnitMoves>,
    /// Units that received cases: their open cases before and after.
    pub receivers: Vec<(UnitName, usize, usize)>,
    /// Letters and recommendations that passed to a full successor.
    pub letters: PassedLetters,
    /// What became of the accounts of units that ended.
    pub staff: Staff,
}

impl Succeeded {
    /// Cases that passed on.
    pub fn moved(&self) -> usize {
        self.units.iter().map(|unit| unit.moved).sum()
    }

    /// Cases that wait for an inspector.
    pub fn undecided(&self) -> usize {
        self.units.iter().map(|unit| unit.undecided).sum()
    }
}

impl UnitMoves {
    pub(super) fn of(unit: &Unit, heir: &Heir<'_>, before: usize) -> Self {
        let successors = match heir {
            Heir::One(one) => vec![UnitName::from(*one)],
            Heir::Split(several) => several.iter().map(|one| UnitName::from(*one)).collect(),
            Heir::Itself(_) | Heir::Nobody => Vec::new(),
        };
        Self {
            id: unit.id,
            sealed: false,
            unit: unit.into(),
            ended_on: unit.valid_to,
            successors,
            before,
            moved: 0,
            passed: Vec::new(),
            undecided: 0,
            waiting: Vec::new(),
            late_kept: 0,
        }
    }

    pub(super) fn wait(&mut self, number: Option<String>) {
        self.undecided += 1;
        self.waiting.extend(number.filter(|_| self.waiting.len() < MOST_NAMED));
    }
}
