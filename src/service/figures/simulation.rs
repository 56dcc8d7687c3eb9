//! A draft of criteria on past data: the standings of each group by it and by the set in force, and who would move why.

use std::sync::Arc;

use crate::domain::actor::Actor;
use crate::domain::emulation::inputs::Inputs;
use crate::domain::emulation::set::{SetContent, SetInForce};
use crate::domain::emulation::simulation::{Moved, Parameter, parameters, simulate};
use crate::domain::emulation::{Criterion, Movement, MovementStatus, ScoreLine};
use crate::domain::records::access::Accessed;
use crate::domain::time::Day;
use crate::domain::units::unit::{PeerGroup, Unit};
use crate::service::error::{FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::service::figures::matters::Lists;
use crate::service::figures::statistics::Month;
use crate::service::figures::tally::Tallies;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::reference::sets::get;
use crate::store::snapshot;

/// What a draft is tried on.
#[derive(Debug, Clone, Default)]
pub struct Tried {
    /// First last day that is counted; where absent, January of the year of `to`.
    pub from: Option<Day>,
    /// Latest last day that is counted; where absent, the end of the last month that is over.
    pub to: Option<Day>,
    /// The code of the movement whose set in force it is held against; where absent, its own.
    pub against: Option<String>,
}

/// What a draft would do.
#[derive(Debug, Clone)]
pub struct Simulation {
    /// The movement and number of the set that it is held against; none where that has no set in force.
    pub against: Option<(String, i32)>,
    /// First and last day of the cohorts that were counted.
    pub counted: (Day, Day),
    /// Every parameter in which the sets differ.
    pub parameters: Vec<Parameter>,
    /// The units of each group, the best by the draft first.
    pub groups: Vec<(PeerGroup, Vec<Moved<UnitName>>)>,
}

impl Service {
    /// What the set `version` of `movement` would do to past standings. Counts are shown as they are, so that whoever
    /// reads them is noted first.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Invalid`].
    pub async fn simulate_set(
        &self,
        actor: &Actor,
        movement: &str,
        version: i32,
        tried: &Tried,
    ) -> Result<Simulation, ServiceError> {
        let reference = self.references.ready()?;
        let own = reference.movement(movement).ok_or(ServiceError::NotFound)?;
        let id = own.id;
        let found = self.db.read(move |conn| get(conn, id, version)).await?;
        let content = found.ok_or(ServiceError::NotFound)?.content;
        let draft = content.criteria.clone();
        let other = match &tried.against {
            None => own,
            Some(code) => reference
                .movement(code)
                .ok_or_else(|| ServiceError::field("/against", FieldFault::NoSuchMovement))?,
        };
        let (from, to) = self.period(tried)?;
        let set = other.set_on(to);
        let before = set.map(|set| set.criteria.clone()).unwrap_or_default();
        self.note_reading(actor, Accessed::FiguresRead, "simulate_criteria_set", None).await?;
        let (whose, earlier) = (other.clone(), before_of(&reference, set, other));
        let both = tried_set(set, content);
        let (metrics, today) = (both.metrics.clone(), self.clock.today());
        let known = Arc::clone(&reference);
        let read = move |conn: &mut Conn| {
            snapshot(conn, |conn| {
                let tallies = Tallies::read(conn, &known, &metrics, (from, to), today, None)?;
                Ok((tallies, Lists::read(conn, &whose, earlier.as_ref(), None)?))
            })
        };
        let (tallies, lists) = self.db.read(read).await?;
        let publication = self.publication().await?;
        let inputs = |unit: &Unit| {
            let mut quarters = lists.of(unit.id);
            quarters.retain(|one| from <= one.days.0 && one.days.1 <= to);
            let (tally, before) = (tallies.of(unit.id), lists.before(unit.id));
            let size = publication.opened(unit.id, from, to);
            Inputs { tally, quarters, before, size, ..Inputs::default() }
        };
        let units = reference.units.all();
        let frozen = other.status == MovementStatus::Frozen;
        let groups = PeerGroup::ALL.iter().filter_map(|group| {
            let took_part = |unit: &&Unit| group_then(own, unit, from, to) == Some(*group);
            let units: Vec<&Unit> = units.iter().filter(took_part).collect();
            let moved = simulate((&before, &draft), &units, |criteria, unit| {
                let (of, own) = (inputs(unit), of_group(criteria, *group));
                let tried = SetInForce { criteria: own, ..both.clone() };
                let scored = tried.score(*group, &of);
                // Nobody here reads what was found of matters before the freeze.
                let scored = if frozen { scored } else { tried.untold(*group, scored, &of) };
                let lines: Vec<ScoreLine> = scored.lines.into_iter().flatten().collect();
                let total = tried.total(*group, &lines, &of);
                (lines, total)
            });
            (!moved.is_empty()).then(|| (*group, moved.into_iter().map(named).collect()))
        });
        Ok(Simulation {
            against: set.map(|set| (other.code.clone(), set.version)),
            counted: (from, to),
            groups: groups.collect(),
            parameters: parameters(&before, &draft),
        })
    }

    /// The period that a draft is tried on, which is over.
    fn period(&self, tried: &Tried) -> Result<(Day, Day), ServiceError> {
        let today = self.clock.today();
        let to = tried.to.unwrap_or_else(|| Month::before(today));
        let from = tried.from.unwrap_or_else(|| Month::of(to).january().first());
        let mut faults = Vec::new();
        if to > today {
            faults.push(FieldFault::InTheFuture.at("/to"));
        }
        if from > to {
            faults.push(FieldFault::Backwards.at("/from"));
        }
        if faults.is_empty() { Ok((from, to)) } else { Err(ServiceError::Invalid(faults)) }
    }
}

/// A set that counts as the draft does and, where that says nothing of a metric, as the one in force.
fn tried_set(before: Option<&SetInForce>, draft: SetContent) -> SetInForce {
    let mut metrics = draft.metrics;
    for metric in before.into_iter().flat_map(|set| &set.metrics) {
        if metrics.iter().all(|one| one.code != metric.code) {
            metrics.push(metric.clone());
        }
    }
    SetInForce {
        version: draft.version,
        from_day: draft.from_day,
        sha256: None,
        criteria: draft.criteria,
        metrics,
        classes: draft.frame.size_classes,
        before: draft.frame.before,
    }
}

/// The movement whose lists say what is known of sizes: the one that was signed with the set.
fn before_of(
    reference: &Reference,
    set: Option<&SetInForce>,
    other: &Movement,
) -> Option<Movement> {
    let signed = set.and_then(|set| set.before.as_deref());
    let found = signed.and_then(|code| reference.movement(code));
    found.or_else(|| reference.movement_before(other).filter(|_| set.is_none())).cloned()
}

/// The criteria that apply to a group.
fn of_group(criteria: &[Criterion], group: PeerGroup) -> Vec<Criterion> {
    criteria.iter().filter(|one| one.applies_to(group)).cloned().collect()
}

/// The group in which a unit of the past period would have taken part: what the movement says of it, else its own.
fn group_then(movement: &Movement, unit: &Unit, from: Day, to: Day) -> Option<PeerGroup> {
    let existed = unit.valid_from <= to && unit.valid_to.is_none_or(|last| from <= last);
    movement.group_said(unit).filter(|_| existed)
}

fn named(moved: Moved<&Unit>) -> Moved<UnitName> {
    let Moved { unit, before, after, criteria } = moved;
    Moved { unit: UnitName::from(unit), before, after, criteria }
}
