//! The change of units as a run: open cases of units that ended pass to whoever took over all of
//! them, those of dissolved units to the body above, and the others are shown to an inspector; staff
//! move likewise. Each case and each account is one write, so that a run may be broken off anywhere
//! and begun again: what has moved is no longer found.

mod report;
mod staff;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::join_all;

use crate::domain::case::orphan::{PassedTo, orphaned};
use crate::domain::case::{Case, CaseFacts};
use crate::domain::event::EventKind;
use crate::domain::ids::{CaseId, ObligationId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::succession::pass_on;
use crate::domain::time::{Day, Instant};
use crate::domain::units::exclusion::may_hold;
use crate::domain::units::unit::Heir;
use crate::domain::units::unit::Unit;
use crate::service::cases::record::{Before, CaseFile, Recorded, Stamp, Step};
use crate::service::error::{Fault, FieldFault, ServiceError, passed_over};
use crate::service::facade::{Service, UnitName};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::{StoreError, cases};
pub use report::{Succeeded, UnitMoves};
pub use staff::Staff;

/// Cases read at once, written together, and folded by the writer into few commits.
const PAGE: i64 = 50;
/// Somebody else may change a case while it is moved; then it is looked at again.
const TRIES: usize = 3;

/// What happened to one case.
enum Fate {
    Moved {
        to: UnitId,
        passed_to: PassedTo,
        late_kept: usize,
    },
    /// Nobody may have it by rule: its holder was divided, or whoever is left is what it is about.
    Undecided,
    /// It ended or moved meanwhile.
    Gone,
}

/// Which way the cases of a unit go.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// To the one that took over all of it.
    To(UnitId),
    /// Nobody took it over: up.
    Up,
    /// A person must say.
    Undecided,
}

impl Way {
    fn of(heir: &Heir<'_>) -> Self {
        match heir {
            Heir::One(to) => Self::To(to.id),
            Heir::Nobody => Self::Up,
            Heir::Split(_) | Heir::Itself(_) => Self::Undecided,
        }
    }
}

/// One move: from whom, which way, by which day.
#[derive(Clone)]
struct Move {
    reference: Arc<Reference>,
    from: UnitId,
    way: Way,
    effective_on: Day,
    /// The day on which whoever receives must exist.
    by: Day,
    now: Instant,
}

/// Who received something, with how much it held before and holds after; what it will hold, where nothing was moved.
fn receivers(
    reference: &Reference,
    received: &BTreeMap<UnitId, usize>,
    before: &BTreeMap<UnitId, usize>,
    after: Option<&BTreeMap<UnitId, usize>>,
) -> Vec<(UnitName, usize, usize)> {
    let named = received.iter().filter_map(|(unit, count)| {
        let held = before.get(unit).copied().unwrap_or(0);
        let holds = after.map(|after| after.get(unit).copied().unwrap_or(0));
        Some((reference.unit_name(*unit)?, held, holds.unwrap_or(held + count)))
    });
    named.collect()
}

impl Service {
    /// Moves the open cases of units that ended before `effective_on` to their one successor, or up
    /// where nobody came after, and their letters, recommendations and staff with a full successor. `progress` hears how many cases were looked at.
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
        let today = self.clock.today();
        if effective_on > today && !dry_run {
            return Err(ServiceError::field("/on", FieldFault::InTheFuture));
        }
        // A successor that ended since is not where a case should go.
        let by = effective_on.max(today);
        let before = self.open_cases().await?;
        let mut report = Succeeded {
            effective_on,
            ended: ended(&reference, effective_on).count(),
            ..Succeeded::default()
        };
        let (mut looked_at, mut received) = (0, BTreeMap::<UnitId, usize>::new());
        for unit in ended(&reference, effective_on) {
            let open = before.get(&unit.id).copied().unwrap_or(0);
            if open == 0 {
                continue;
            }
            let heir = reference.units.heir(unit, by);
            let mut moves = UnitMoves::of(unit, &heir, open);
            let step = Move {
                reference: reference.clone(),
                from: unit.id,
                way: Way::of(&heir),
                effective_on,
                by,
                now: self.clock.now(),
            };
            let look = |cases: usize| {
                looked_at += cases;
                progress(looked_at);
            };
            let passed = self.pass_unit(step, dry_run, &mut moves, look).await?;
            for ((passed_to, to), count) in passed {
                *received.entry(to).or_default() += count;
                let name = reference.unit_name(to);
                moves.passed.extend(name.map(|name| (name, passed_to, count)));
            }
            report.units.push(moves);
        }
        report.units.sort_by(|one, other| one.unit.code.cmp(&other.unit.code));
        let after = if dry_run { None } else { Some(self.open_cases().await?) };
        report.receivers = receivers(&reference, &received, &before, after.as_ref());
        let heirs = ended(&reference, effective_on).map(|unit| {
            let heir = reference.units.heir(unit, by);
            (unit.id, if let Heir::One(to) = heir { Some(to.id) } else { None })
        });
        let heirs = heirs.collect();
        report.letters = self.pass_letters(&reference, heirs, effective_on, dry_run).await?;
        let sealed = report.units.iter().filter(|unit| unit.sealed).map(|unit| unit.id).collect();
        report.staff = self.move_staff(&reference, (effective_on, by), sealed, dry_run).await?;
        Ok(report)
    }

    /// Moves every open case of one unit; `look` hears of each page how many cases were looked at.
    async fn pass_unit(
        &self,
        mut step: Move,
        dry_run: bool,
        moves: &mut UnitMoves,
        mut look: impl FnMut(usize),
    ) -> Result<BTreeMap<(PassedTo, UnitId), usize>, ServiceError> {
        let (mut passed, from) = (BTreeMap::new(), step.from);
        for channel in [Channel::Service, Channel::Integrity] {
            let mut after = None;
            loop {
                let read = move |conn: &mut Conn| cases::held_by(conn, channel, from, after, PAGE);
                let page = self.db.read(read).await?;
                let Some(last) = page.last() else { break };
                after = Some((last.next_due_on, last.id));
                step.now = self.clock.now();
                let looked_at = page.len();
                self.pass_page(&step, page, dry_run, moves, &mut passed).await?;
                look(looked_at);
            }
        }
        Ok(passed)
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
        step: &Move,
        page: Vec<Case>,
        dry_run: bool,
        moves: &mut UnitMoves,
        passed: &mut BTreeMap<(PassedTo, UnitId), usize>,
    ) -> Result<(), ServiceError> {
        let fates: Vec<Fate> = if dry_run {
            let known: Vec<_> = page.iter().map(|case| (case.channel, case.id)).collect();
            let step = step.clone();
            let look = move |conn: &mut Conn| {
                known.iter().map(|(channel, id)| step.rehearse(conn, *channel, *id)).collect()
            };
            self.db.read(look).await?
        } else {
            // Together, so that the writer folds them into one commit.
            let written = join_all(page.iter().map(|case| self.pass_case(case, step))).await;
            let mut fates = Vec::with_capacity(page.len());
            for (case, fate) in page.iter().zip(written) {
                fates.push(match fate {
                    // The queue of writes is shorter than a page, or somebody is quicker: alone, then.
                    Err(ServiceError::Busy) => self.pass_case(case, step).await?,
                    // What cannot be read of one case keeps no other with a unit that has ended.
                    Err(error) => {
                        passed_over(case.channel, case.id, error)?;
                        Fate::Gone
                    }
                    Ok(fate) => fate,
                });
            }
            fates
        };
        for (case, fate) in page.into_iter().zip(fates) {
            match fate {
                Fate::Moved { to, passed_to, late_kept } => {
                    moves.moved += 1;
                    moves.late_kept += late_kept;
                    *passed.entry((passed_to, to)).or_default() += 1;
                }
                Fate::Undecided => {
                    moves.sealed |= case.channel == Channel::Integrity;
                    moves.wait(case.number);
                }
                Fate::Gone => {}
            }
        }
        Ok(())
    }

    /// The case passes to `to`, which took over all of its holder or stands in for it. State and days stay; nobody has it
    /// in hand, because the hand belonged to the unit that ended. Returns how many duties were late.
    fn pass_on(
        &self,
        step: &Move,
        file: &CaseFile,
        to: UnitId,
        passed_to: PassedTo,
    ) -> Result<(Recorded, usize), ServiceError> {
        let (case, from, effective_on) = (&file.case, file.case.holder, step.effective_on);
        let id = || self.obligation_id(case.channel);
        let passed = pass_on(&file.owed, from, to, step.now.office_day(), id);
        let promise = case.course.promise.map(|promise| promise.passed_on(case.accused, from, to));
        let course = CaseFacts { promise, ..case.course.clone() };
        let next = Case { course, holder: to, assignee: None, ..case.clone() };
        let event_kind = EventKind::Succeeded { from, to, effective_on, passed_to };
        let (changed, opened) = (passed.ended, passed.inherited);
        let event = Step { changed, opened, ..Step::new(next, event_kind) };
        let stamp = Stamp::of_the_clock(step.now);
        let recorded = self.record(&step.reference, &Before::On(file), stamp, event)?;
        Ok((recorded, passed.late_kept))
    }

    async fn pass_case(&self, case: &Case, step: &Move) -> Result<Fate, ServiceError> {
        let (channel, id) = (case.channel, case.id);
        for _ in 0..TRIES {
            let (service, step) = (self.clone(), step.clone());
            let written: Result<Fate, Fault> = self
                .db
                .write("succession", id, move |tx| {
                    let Some(case) = step.still(tx, channel, id)? else { return Ok(Fate::Gone) };
                    let Some((to, passed_to)) = step.target(&case) else {
                        return Ok(Fate::Undecided);
                    };
                    let file = CaseFile::load(tx, case)?;
                    let (recorded, late_kept) = service.pass_on(&step, &file, to, passed_to)?;
                    recorded.write(tx)?;
                    Ok(Fate::Moved { to, passed_to, late_kept })
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
        Ok(case.filter(|case| case.is_open() && case.holder == self.from))
    }

    /// Who takes it and as what. A tip never comes to the body that took over the accused, nor
    /// to one where nobody can open it.
    fn target(&self, case: &Case) -> Option<(UnitId, PassedTo)> {
        let units = &self.reference.units;
        match self.way {
            Way::To(to) => {
                let accused = case.accused.filter(|_| case.channel == Channel::Integrity);
                let conflict = accused.is_some_and(|it| units.successions().reaches(it, to));
                let opens = units.get(to).is_some_and(|it| may_hold(case.channel, it.kind));
                if conflict || !opens { self.up(case) } else { Some((to, PassedTo::Successor)) }
            }
            Way::Up => self.up(case),
            Way::Undecided => None,
        }
    }

    fn up(&self, case: &Case) -> Option<(UnitId, PassedTo)> {
        let found = orphaned(&self.reference.units, case, self.by);
        found.map(|(unit, passed_to)| (unit.id, passed_to))
    }

    /// What moving it would do.
    fn rehearse(&self, conn: &mut Conn, channel: Channel, id: CaseId) -> Result<Fate, StoreError> {
        let Some(case) = self.still(conn, channel, id)? else { return Ok(Fate::Gone) };
        let Some((to, passed_to)) = self.target(&case) else { return Ok(Fate::Undecided) };
        let owed = cases::obligations(conn, &case)?;
        let nowhere = || ObligationId::new(uuid::Uuid::nil());
        let passed = pass_on(&owed, self.from, to, self.now.office_day(), nowhere);
        Ok(Fate::Moved { to, passed_to, late_kept: passed.late_kept })
    }
}

/// The units that ended before `day`.
fn ended(reference: &Reference, day: Day) -> impl Iterator<Item = &Unit> {
    reference.units.all().iter().filter(move |unit| unit.valid_to.is_some_and(|last| last < day))
}
