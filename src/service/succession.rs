//! The change of units as a run: open cases of units that ended pass to whoever took over all of
//! them, and the others are shown to an inspector. Each case is one write, so that a run may be
//! broken off anywhere and begun again: what has moved is no longer found.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::join_all;

use super::desk::{Desk, UnitName};
use super::error::{Fault, FieldFault, ServiceError};
use super::handling::succeeded;
use super::reference::Reference;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, ObligationId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::succession::{Heir, Part, Succession, pass_on};
use crate::domain::time::{Day, Instant};
use crate::domain::unit::{Unit, Units};
use crate::store::backend::Conn;
use crate::store::reference::SuccessionRow;
use crate::store::{StoreError, cases, users};

/// Cases read at once, written together, and folded by the writer into few commits.
const PAGE: i64 = 50;
/// Somebody else may change a case while it is moved; then it is looked at again.
const TRIES: usize = 3;
/// Numbers of undecided cases that a report names for each unit.
const MOST_NAMED: usize = 20;

/// What became of the cases of one unit that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitMoves {
    id: UnitId,
    /// The unit.
    pub unit: UnitName,
    /// Its last day.
    pub ended_on: Option<Day>,
    /// Who comes after it: one unit, several to choose from, or nobody known.
    pub successors: Vec<UnitName>,
    /// Open cases before.
    pub before: usize,
    /// Cases that passed to the one successor.
    pub moved: usize,
    /// Cases that wait for an inspector.
    pub undecided: usize,
    /// Their public numbers, no more than a few; cases of the integrity channel have none.
    pub waiting: Vec<String>,
    /// Duties that were late: they stay in the figures of the unit that ended.
    pub late_kept: usize,
}

/// What a run did, or would do. Counts and numbers of cases only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succeeded {
    /// The first day of the new order.
    pub effective_on: Day,
    /// How many units ended before it.
    pub ended: usize,
    /// Those of them that held open cases, by code.
    pub units: Vec<UnitMoves>,
    /// Units that received cases: their open cases before and after.
    pub receivers: Vec<(UnitName, usize, usize)>,
    /// Accounts that still belong to a unit that ended.
    pub accounts: usize,
}

impl Succeeded {
    /// Cases that passed to a successor.
    pub fn moved(&self) -> usize {
        self.units.iter().map(|unit| unit.moved).sum()
    }

    /// Cases that wait for an inspector.
    pub fn undecided(&self) -> usize {
        self.units.iter().map(|unit| unit.undecided).sum()
    }
}

/// What happened to one case.
enum Fate {
    Moved {
        late_kept: usize,
    },
    /// Its holder may not have it: the successor took over the accused as well.
    Conflict,
    /// It ended or moved meanwhile.
    Gone,
}

/// One move: from whom, to whom, by which day.
#[derive(Clone)]
struct Move {
    reference: Arc<Reference>,
    from: UnitId,
    to: UnitId,
    effective_on: Day,
    now: Instant,
}

impl Desk {
    /// Moves the open cases of units that ended before `effective_on` to their one successor.
    /// `progress` hears how many cases were looked at.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where that day has not come (a dry run may look ahead), or when
    /// the store fails: what has moved stays moved, and another run goes on.
    pub async fn succeed(
        &self,
        effective_on: Day,
        dry_run: bool,
        progress: impl Fn(usize),
    ) -> Result<Succeeded, ServiceError> {
        let reference = self.references.ready()?;
        let now = self.clock.now();
        let today = now.office_day();
        if effective_on > today && !dry_run {
            return Err(ServiceError::field("/on", FieldFault::InTheFuture));
        }
        // A successor that ended since is not where a case should go.
        let by = effective_on.max(today);
        let before = self.open_cases().await?;
        let mut report = Succeeded {
            effective_on,
            ended: ended(&reference, effective_on).count(),
            units: Vec::new(),
            receivers: Vec::new(),
            accounts: self.accounts_of(&reference, effective_on).await?,
        };
        let (mut looked_at, mut received) = (0, BTreeMap::<UnitId, usize>::new());
        for unit in ended(&reference, effective_on) {
            let open = before.get(&unit.id).copied().unwrap_or(0);
            if open == 0 {
                continue;
            }
            let heir = reference.units.heir(unit, by);
            let mut moves = UnitMoves::of(unit, &heir, open);
            let to = if let Heir::One(to) = heir { Some(to.id) } else { None };
            for channel in [Channel::Service, Channel::Integrity] {
                let mut after = None;
                loop {
                    let holder = unit.id;
                    let page = self
                        .db
                        .read(move |conn| cases::held_by(conn, channel, holder, after, PAGE))
                        .await?;
                    let Some(last) = page.last() else { break };
                    after = Some((last.next_due_on, last.id));
                    looked_at += page.len();
                    self.pass_page(&reference, page, (to, effective_on), dry_run, &mut moves)
                        .await?;
                    progress(looked_at);
                }
            }
            if let Some(to) = to.filter(|_| moves.moved > 0) {
                *received.entry(to).or_default() += moves.moved;
            }
            report.units.push(moves);
        }
        report.units.sort_by(|one, other| one.unit.code.cmp(&other.unit.code));
        let after = if dry_run { None } else { Some(self.open_cases().await?) };
        for (unit, count) in received {
            let Some(name) = reference.unit_name(unit) else { continue };
            let held = before.get(&unit).copied().unwrap_or(0);
            let holds = after.as_ref().map(|after| after.get(&unit).copied().unwrap_or(0));
            report.receivers.push((name, held, holds.unwrap_or(held + count)));
        }
        Ok(report)
    }

    /// Open cases whose holder has ended: a run would move them, or an inspector must.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn held_by_ended(&self) -> Result<usize, ServiceError> {
        let (reference, today) = (self.references.ready()?, self.clock.today());
        let open = self.open_cases().await?;
        Ok(ended(&reference, today).filter_map(|unit| open.get(&unit.id)).sum())
    }

    async fn pass_page(
        &self,
        reference: &Arc<Reference>,
        page: Vec<Case>,
        (to, effective_on): (Option<UnitId>, Day),
        dry_run: bool,
        moves: &mut UnitMoves,
    ) -> Result<(), ServiceError> {
        let Some(to) = to else {
            for case in page {
                moves.wait(case.number);
            }
            return Ok(());
        };
        let step = Move {
            reference: reference.clone(),
            from: moves.id,
            to,
            effective_on,
            now: self.clock.now(),
        };
        let fates: Vec<Fate> = if dry_run {
            let known: Vec<_> = page.iter().map(|case| (case.channel, case.id)).collect();
            let look = move |conn: &mut Conn| {
                known.iter().map(|(channel, id)| step.rehearse(conn, *channel, *id)).collect()
            };
            self.db.read(look).await?
        } else {
            // Together, so that the writer folds them into one commit.
            let written = join_all(page.iter().map(|case| self.pass_case(case, &step))).await;
            let mut fates = Vec::with_capacity(page.len());
            for (case, fate) in page.iter().zip(written) {
                fates.push(match fate {
                    // The queue of writes is shorter than a page, or somebody is quicker: alone, then.
                    Err(ServiceError::Busy) => self.pass_case(case, &step).await?,
                    other => other?,
                });
            }
            fates
        };
        for (case, fate) in page.into_iter().zip(fates) {
            match fate {
                Fate::Moved { late_kept } => {
                    moves.moved += 1;
                    moves.late_kept += late_kept;
                }
                Fate::Conflict => moves.wait(case.number),
                Fate::Gone => {}
            }
        }
        Ok(())
    }

    async fn pass_case(&self, case: &Case, step: &Move) -> Result<Fate, ServiceError> {
        let (channel, id) = (case.channel, case.id);
        for _ in 0..TRIES {
            let (desk, step) = (self.clone(), step.clone());
            let written: Result<Fate, Fault> = self
                .db
                .write("succession", id, move |tx| {
                    let Some(case) = step.still(tx, channel, id)? else { return Ok(Fate::Gone) };
                    if step.conflicts(&case) {
                        return Ok(Fate::Conflict);
                    }
                    let owed = cases::obligations(tx, channel, id)?;
                    let to = (step.to, step.effective_on);
                    let (effect, late_kept) =
                        succeeded(&desk, &step.reference, &case, owed, to, step.now)?;
                    effect.write(tx)?;
                    Ok(Fate::Moved { late_kept })
                })
                .await;
            match written {
                Err(Fault::Store(StoreError::Stale)) => {}
                other => return Ok(other?),
            }
        }
        Err(ServiceError::Busy)
    }

    /// Open cases of both channels, by holder.
    async fn open_cases(&self) -> Result<BTreeMap<UnitId, usize>, ServiceError> {
        let found = self
            .db
            .read(|conn| {
                let mut all = cases::open_by_holder(conn, Channel::Service)?;
                all.extend(cases::open_by_holder(conn, Channel::Integrity)?);
                Ok(all)
            })
            .await?;
        let mut sums = BTreeMap::new();
        for (unit, count) in found {
            *sums.entry(unit).or_default() += count;
        }
        Ok(sums)
    }

    /// How many people still work, by their account, for a unit that ended.
    async fn accounts_of(&self, reference: &Reference, on: Day) -> Result<usize, ServiceError> {
        let units: Vec<UnitId> = ended(reference, on).map(|unit| unit.id).collect();
        Ok(self.db.read(move |conn| users::active_of(conn, &units)).await?)
    }
}

impl Move {
    /// The case, if it is still open and still in the hands of the unit that ended.
    fn still(
        &self,
        conn: &mut Conn,
        channel: Channel,
        id: CaseId,
    ) -> Result<Option<Case>, StoreError> {
        let case = cases::get(conn, channel, id)?;
        Ok(case.filter(|case| case.state.is_open() && case.holder == self.from))
    }

    /// A tip never comes to the body that took over the accused (12.17).
    fn conflicts(&self, case: &Case) -> bool {
        let successions = self.reference.units.successions();
        case.channel == Channel::Integrity
            && case.accused.is_some_and(|accused| successions.reaches(accused, self.to))
    }

    /// What moving it would do.
    fn rehearse(&self, conn: &mut Conn, channel: Channel, id: CaseId) -> Result<Fate, StoreError> {
        let Some(case) = self.still(conn, channel, id)? else { return Ok(Fate::Gone) };
        if self.conflicts(&case) {
            return Ok(Fate::Conflict);
        }
        let owed = cases::obligations(conn, channel, id)?;
        let nowhere = || ObligationId::new(uuid::Uuid::nil());
        let passed = pass_on(&owed, self.from, self.to, self.now.office_day(), nowhere);
        Ok(Fate::Moved { late_kept: passed.late_kept })
    }
}

impl UnitMoves {
    fn of(unit: &Unit, heir: &Heir<'_>, before: usize) -> Self {
        let successors = match heir {
            Heir::One(one) => vec![UnitName::from(*one)],
            Heir::Split(several) => several.iter().map(|one| UnitName::from(*one)).collect(),
            Heir::Itself(_) | Heir::Nobody => Vec::new(),
        };
        Self {
            id: unit.id,
            unit: unit.into(),
            ended_on: unit.valid_to,
            successors,
            before,
            moved: 0,
            undecided: 0,
            waiting: Vec::new(),
            late_kept: 0,
        }
    }

    fn wait(&mut self, number: Option<String>) {
        self.undecided += 1;
        self.waiting.extend(number.filter(|_| self.waiting.len() < MOST_NAMED));
    }
}

/// The units that ended before `day`.
fn ended(reference: &Reference, day: Day) -> impl Iterator<Item = &Unit> {
    reference.units.all().iter().filter(move |unit| unit.valid_to.is_some_and(|last| last < day))
}

/// A row of reference data. A unit is named by its code and first day, because codes are used again.
pub(super) fn read_row(units: &Units, row: &SuccessionRow) -> Result<Succession, &'static str> {
    let named = |code: &str, from: Day| {
        units.bearers(code).find(|unit| unit.valid_from == from).map(|unit| unit.id)
    };
    Ok(Succession {
        old: named(&row.old_code, row.old_valid_from.0).ok_or("old_code (no such unit)")?,
        new: named(&row.new_code, row.new_valid_from.0).ok_or("new_code (no such unit)")?,
        effective_on: row.effective_on.0,
        part: Part::parse(&row.part).ok_or("part")?,
        legal_ref_vi: row.legal_ref_vi.clone(),
        legal_ref_en: row.legal_ref_en.clone(),
        confirmed: row.confirmed,
    })
}
