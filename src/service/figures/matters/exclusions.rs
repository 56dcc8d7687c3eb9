//! Reports that one hand seems to have written: inspectors look at each cluster, one proposes to exclude it, another confirms,
//! and any of them can take it back, after the freeze for another snapshot. What is excluded weighs nothing; lists and draws stay as they are.

use std::collections::BTreeSet;

use super::desk::barred;
use super::draw::draw_on;
use crate::domain::actor::Actor;
use crate::domain::emulation::matters::Exclusion;
use crate::domain::ids::{CaseId, ExclusionId, MovementId, UnitId};
use crate::domain::time::{Day, Instant};
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::service::paging::{Listed, bounded};
use crate::service::sealed::{open, seal};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::matters::{self as kept, ActRow, ClusterOf, Clustered, ExclusionRow};
use crate::store::reference::snapshots::is_frozen;
use crate::store::types::{Date, Id};
use crate::vault::{KeyRing, Place};

/// A cluster as an inspector sees it.
#[derive(Debug, Clone)]
pub struct ClusterView {
    /// Which.
    pub of: ClusterOf,
    /// Whose matters.
    pub unit: Option<UnitName>,
    /// The matters that the reader may know.
    pub matters: Vec<Clustered>,
}

/// An exclusion as an inspector sees it.
#[derive(Debug, Clone)]
pub struct ExclusionView {
    /// It.
    pub row: ExclusionRow,
    /// Whose matters.
    pub unit: Option<UnitName>,
    /// How many there are.
    pub count: usize,
    /// Those that the reader may know.
    pub matters: Vec<Clustered>,
    /// What was done, in order: the state, when, why, and whether the reader did it.
    pub acts: Vec<(String, Instant, String, bool)>,
}

/// What an inspector wants to have excluded.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The first day of the quarter.
    pub quarter: Day,
    /// The cluster.
    pub cluster: i32,
    /// Cases of it; none for all that are not excluded yet.
    pub cases: Option<Vec<CaseId>>,
    /// Why, for other inspectors.
    pub reason: String,
}

impl Service {
    /// The clusters of the lists of a movement that were drawn from.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement; [`ServiceError::BadCursor`].
    pub async fn clusters(
        &self,
        actor: &Actor,
        movement: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Listed<ClusterView>, ServiceError> {
        let id = self.movement_of(movement)?;
        let bound = format!("clusters|{id}|{}", actor.user_id);
        let (after, limit) = (self.place::<Day, i32>(cursor, &bound)?, bounded(limit));
        let barred = barred(actor);
        let read = move |conn: &mut Conn| {
            let lists = kept::lists(conn, id)?.into_iter().filter(|list| list.seed.is_some());
            let drawn: Vec<Day> = lists.map(|list| list.quarter_on.0).collect();
            let found = kept::clusters(conn, (id, &drawn), &barred, after, limit + 1)?;
            let whole = |(of, unit)| Ok((of, unit, kept::in_cluster(conn, of, &barred)?));
            found.into_iter().map(whole).collect::<Result<Vec<_>, StoreError>>()
        };
        let found = self.db.read(read).await?;
        let page = self.page(found, limit, &bound, |(of, ..)| (of.quarter, of.cluster));
        let reference = self.references.now();
        Ok(page.map(|(of, unit, matters)| {
            let unit = reference.unit_name(unit);
            ClusterView { of, unit, matters }
        }))
    }

    /// What inspectors exclude, or want to, of a movement.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement; [`ServiceError::BadCursor`].
    pub async fn exclusions(
        &self,
        actor: &Actor,
        movement: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Listed<ExclusionView>, ServiceError> {
        let id = self.movement_of(movement)?;
        let bound = format!("exclusions|{id}|{}", actor.user_id);
        let after = self.place::<ExclusionId, String>(cursor, &bound)?.map(|(id, _)| id);
        let (limit, barred) = (bounded(limit), barred(actor));
        let read = move |conn: &mut Conn| {
            let rows = kept::exclusions(conn, id, &barred, after, limit + 1)?;
            let whole = |row: ExclusionRow| {
                let of = cluster_of(&row);
                let numbers = kept::numbers_of(conn, &row)?;
                let mut matters = kept::in_cluster(conn, of, &barred)?;
                matters.retain(|one| numbers.contains(&one.n));
                let acts = kept::acts(conn, ExclusionId::new(row.id.0))?;
                Ok((row, numbers.len(), matters, acts))
            };
            rows.into_iter().map(whole).collect::<Result<Vec<_>, StoreError>>()
        };
        let found = self.db.read(read).await?;
        let page = self.page(found, limit, &bound, |(row, ..)| (row.id.0, "e"));
        let reference = self.references.now();
        let own = Id(actor.user_id.uuid());
        let view = |(row, count, matters, acts): (ExclusionRow, _, _, Vec<ActRow>)| {
            let said = acts.into_iter().map(|act| {
                let reason = open(&self.keys, &place_of(row.id), &act.sealed)?;
                Ok((act.act, act.at, reason, act.by_id == own))
            });
            let acts = said.collect::<Result<_, ServiceError>>()?;
            let unit = reference.unit_name(UnitId::new(row.unit_id.0));
            Ok(ExclusionView { row, unit, count, matters, acts })
        };
        let items = page.items.into_iter().map(view).collect::<Result<_, ServiceError>>()?;
        Ok(Listed { items, next: page.next })
    }

    /// Proposes to exclude a cluster, or some matters of it. The same again by the same inspector is the same exclusion.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the actor may not judge the unit, the movement does not run, or nothing was drawn of the
    /// list; [`ServiceError::Invalid`] for a case that is not of the cluster; [`ServiceError::AlreadyJudged`] where some of it is excluded,
    /// or somebody proposed it.
    pub async fn exclude(
        &self,
        actor: &Actor,
        movement: &str,
        proposal: Proposal,
    ) -> Result<(ExclusionId, Exclusion), ServiceError> {
        let movement = self.movement_of(movement)?;
        if !self.judged_movements().contains(&movement) {
            return Err(ServiceError::NotFound);
        }
        let new = Id(self.ids.random());
        let sealed = seal(&self.keys, &place_of(new), &proposal.reason)?;
        let (at, keys, actor) = (self.clock.now(), self.keys.clone(), actor.clone());
        let write = move |tx: &mut Conn| -> Result<_, Fault> {
            let (of, by) = (proposal.of(movement), Id(actor.user_id.uuid()));
            kept::hold_list(tx, movement, proposal.quarter)?;
            if is_frozen(tx, movement)? {
                return Err(ServiceError::NotFound.into());
            }
            let (unit, wanted) = wanted(tx, of, &barred(&actor), proposal.cases.as_deref())?;
            let list = (movement, proposal.quarter);
            if kept::acted_in_any(tx, list, &wanted, actor.user_id)? {
                return Err(ServiceError::NotFound.into());
            }
            let live = kept::live(tx, movement, proposal.quarter)?;
            let free: Vec<i32> = wanted.iter().filter(|n| !live.contains_key(n)).copied().collect();
            let whole = proposal.cases.is_some() && free.len() < wanted.len();
            if free.is_empty() || whole {
                let before: BTreeSet<_> = wanted.iter().map(|n| live.get(n).copied()).collect();
                return same(tx, &keys, (by, &proposal), (&before, &wanted));
            }
            if proposal.cases.is_some() && picks(tx, (list, unit), of, &wanted)? {
                return Err(ServiceError::field("/cases", FieldFault::NotAllowed).into());
            }
            let row = ExclusionRow {
                id: new,
                movement_id: Id(movement.uuid()),
                quarter_on: Date(proposal.quarter),
                unit_id: Id(unit.uuid()),
                cluster: proposal.cluster,
                state: Exclusion::Proposed.as_str().to_owned(),
            };
            kept::exclude(tx, &row, &free, &act(new, Exclusion::Proposed, by, (at, &sealed)))?;
            Ok((ExclusionId::new(new.0), Exclusion::Proposed))
        };
        Ok(self.db.write::<_, Fault, _>("matters.exclude", movement, write).await?)
    }

    /// Confirms what another inspector proposed, so that it weighs nothing and others are drawn in the place, or takes it back. The
    /// same again by the same inspector changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where the actor may not judge the unit, or the movement does not run;
    /// [`ServiceError::AlreadyJudged`] where the actor proposed what is to be confirmed, or it came further meanwhile.
    pub async fn settle_exclusion(
        &self,
        actor: &Actor,
        id: ExclusionId,
        (to, reason): (Exclusion, String),
    ) -> Result<(), ServiceError> {
        let sealed = seal(&self.keys, &place_of(Id(id.uuid())), &reason)?;
        let (at, ids, running) = (self.clock.now(), self.ids.clone(), self.judged_movements());
        let actor = actor.clone();
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            let found = kept::exclusion(tx, id)?.ok_or(ServiceError::NotFound)?;
            let of = cluster_of(&found);
            let unit = UnitId::new(found.unit_id.0);
            if !running.contains(&of.movement) || barred(&actor).contains(&unit) {
                return Err(ServiceError::NotFound.into());
            }
            kept::hold_list(tx, of.movement, of.quarter)?;
            let Some(found) = kept::exclusion(tx, id)? else {
                return Err(ServiceError::NotFound.into());
            };
            let by = Id(actor.user_id.uuid());
            let mut acts = kept::acts(tx, id)?.into_iter();
            if found.state == to.as_str()
                && acts.any(|act| act.act == found.state && act.by_id == by)
            {
                return Ok(());
            }
            let proposed = found.state == Exclusion::Proposed.as_str();
            let withdrawn = found.state == Exclusion::Withdrawn.as_str();
            let numbers = kept::numbers_of(tx, &found)?;
            let own = kept::acts(tx, id)?.iter().any(|act| act.by_id == by)
                || kept::acted_in_any(tx, (of.movement, of.quarter), &numbers, actor.user_id)?;
            let may = match to {
                Exclusion::Proposed => false,
                Exclusion::Confirmed => proposed && !own && !is_frozen(tx, of.movement)?,
                Exclusion::Withdrawn => !withdrawn,
            };
            if !may {
                return Err(ServiceError::AlreadyJudged.into());
            }
            kept::settle(tx, &found, &act(found.id, to, by, (at, &sealed)))?;
            if to == Exclusion::Confirmed {
                draw_on(tx, &*ids, (of.movement, of.quarter, unit))?;
            }
            Ok(())
        };
        Ok(self.db.write::<(), Fault, _>("matters.exclusion", id, write).await?)
    }

    fn movement_of(&self, code: &str) -> Result<MovementId, ServiceError> {
        let reference = self.references.ready()?;
        reference.movement(code).map(|one| one.id).ok_or(ServiceError::NotFound)
    }
}

impl Proposal {
    const fn of(&self, movement: MovementId) -> ClusterOf {
        ClusterOf { movement, quarter: self.quarter, cluster: self.cluster }
    }
}

const fn place_of(id: Id) -> Place {
    Place { table: "exclusion_acts", column: "sealed", row: id.0 }
}

const fn cluster_of(row: &ExclusionRow) -> ClusterOf {
    ClusterOf {
        movement: MovementId::new(row.movement_id.0),
        quarter: row.quarter_on.0,
        cluster: row.cluster,
    }
}

fn act(exclusion_id: Id, to: Exclusion, by_id: Id, (at, sealed): (Instant, &[u8])) -> ActRow {
    ActRow { exclusion_id, act: to.as_str().to_owned(), by_id, at, sealed: sealed.to_vec() }
}

/// Whether these are some of a cluster and not all, with one among them that was judged: nobody takes out what was found.
fn picks(
    tx: &mut Conn,
    ((movement, quarter), unit): ((MovementId, Day), UnitId),
    of: ClusterOf,
    wanted: &BTreeSet<i32>,
) -> Result<bool, StoreError> {
    let all = kept::in_cluster(tx, of, &[])?;
    let found = kept::found(tx, movement, quarter, unit)?;
    let judged = wanted.iter().any(|n| found.get(n).is_some_and(Option::is_some));
    Ok(judged && all.len() > wanted.len())
}

/// The unit and the numbers of a cluster that was drawn from: all that the actor may know, or those of `cases`.
fn wanted(
    tx: &mut Conn,
    of: ClusterOf,
    barred: &[UnitId],
    cases: Option<&[CaseId]>,
) -> Result<(UnitId, BTreeSet<i32>), Fault> {
    let lists = kept::lists(tx, of.movement)?;
    let drawn = lists.iter().any(|list| list.quarter_on.0 == of.quarter && list.seed.is_some());
    let all = if drawn { kept::in_cluster(tx, of, barred)? } else { Vec::new() };
    let Some(unit) = all.first().map(|one| one.unit) else {
        return Err(ServiceError::NotFound.into());
    };
    let Some(cases) = cases else {
        return Ok((unit, all.into_iter().map(|one| one.n).collect()));
    };
    let number = |case: &CaseId| all.iter().find(|one| one.case == *case).map(|one| one.n);
    let numbers: Option<BTreeSet<i32>> = cases.iter().map(number).collect();
    let numbers = numbers.ok_or(ServiceError::field("/cases", FieldFault::NotAllowed))?;
    Ok((unit, numbers))
}

/// The one exclusion that has all that is wanted, if the same inspector proposed it in the same words.
fn same(
    tx: &mut Conn,
    keys: &KeyRing,
    (by, proposal): (Id, &Proposal),
    (before, wanted): (&BTreeSet<Option<ExclusionId>>, &BTreeSet<i32>),
) -> Result<(ExclusionId, Exclusion), Fault> {
    let no = || Fault::from(ServiceError::AlreadyJudged);
    let (1, Some(id)) = (before.len(), before.first().copied().flatten()) else {
        return Err(no());
    };
    let row = kept::exclusion(tx, id)?.ok_or_else(no)?;
    let acts = kept::acts(tx, id)?;
    let mut own = acts.iter().filter(|act| act.by_id == by);
    let first = own.find(|act| act.act == Exclusion::Proposed.as_str()).ok_or_else(no)?;
    let reason: String = open(keys, &place_of(row.id), &first.sealed)?;
    let state = Exclusion::parse(&row.state).ok_or_else(no)?;
    let all = kept::numbers_of(tx, &row)? == *wanted;
    if all && reason == proposal.reason { Ok((id, state)) } else { Err(no()) }
}
