//! The emulation movement: explained lines and standings, recomputed from the ledger.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::actor::{Actor, Role};
use crate::domain::emulation::inputs::Inputs;
use crate::domain::emulation::matters::QuarterOf;
use crate::domain::emulation::metric::Metric;
use crate::domain::emulation::set::SetInForce;
use crate::domain::emulation::snapshot::Kept;
use crate::domain::emulation::{
    Criterion, Measure, Movement, MovementStatus, Place, ScoreLine, Total, standings,
};
use crate::domain::figures::{Publication, Sampled};
use crate::domain::ids::UnitId;
use crate::domain::time::Day;
use crate::domain::units::unit::{PeerGroup, Unit};
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::figures::assessments::Judged;
use crate::service::figures::frozen::{frozen_places, name_of};
use crate::service::figures::matters::{Lists, barred};
use crate::service::figures::tally::Tallies;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::{StoreError, snapshot};

/// One criterion with the line it gives.
#[derive(Debug, Clone)]
pub struct ExplainedLine {
    /// The criterion.
    pub criterion: Criterion,
    /// The line; none for a reader who may not see numbers that are too small to be published.
    pub line: Option<ScoreLine>,
    /// Whether the reader may see counts under five: the unit itself, inspectors, the board and who signs for it.
    pub full: bool,
    /// Of a line over matters, its quarters.
    pub quarters: Vec<QuarterOf>,
    /// Whether the reader may know what was found of matters: inspectors. What a matter weighs tells how many reports its source
    /// wrote, so that a unit reads none of it.
    pub told: bool,
    /// Whether the reader may know how many matters inspectors excluded: as `told`, and the unit once the movement is frozen.
    pub settled: bool,
    /// What two people verified of what the unit says of itself, as done of planned, for whoever reads all.
    pub verified: Option<(i64, i64)>,
    /// How it is counted; none of a line over matters or of what was verified.
    pub metric: Option<Metric>,
}

/// A unit's score.
#[derive(Debug, Clone)]
pub struct Score {
    /// The movement.
    pub movement: Movement,
    /// The unit.
    pub unit: UnitName,
    /// Its code's group.
    pub group: PeerGroup,
    /// First and last day of the cohorts that were counted.
    pub counted: (Day, Day),
    /// One line a criterion.
    pub lines: Vec<ExplainedLine>,
    /// Their sum; none where a number of one of them is not told.
    pub total: Option<Total>,
}

/// The standings of one group.
#[derive(Debug, Clone)]
pub struct Standings {
    /// The movement.
    pub movement: Movement,
    /// The group.
    pub group: PeerGroup,
    /// First and last day of the cohorts that were counted.
    pub counted: (Day, Day),
    /// What they are ranked by: the criteria over what is published.
    pub criteria: Vec<Criterion>,
    /// The places, the best first.
    pub places: Vec<Place<UnitName>>,
    /// Of these, the codes of units of a frozen movement whose sum would tell numbers that are too small to be published.
    pub untold: BTreeSet<String>,
    /// Units whose numbers are too small to be published, so that their place would tell them.
    pub withheld: Vec<UnitName>,
    /// What inspectors did with the matters of a frozen movement, of all groups.
    pub sampled: Option<Sampled>,
}

/// The set of this version, or the one in force on `today`. Each scores its own cohorts: a new one never scores the past anew.
fn chosen(
    movement: &Movement,
    version: Option<i32>,
    today: Day,
) -> Result<&SetInForce, ServiceError> {
    let found = match version {
        Some(version) => movement.sets.iter().find(|set| set.version == version),
        None => movement.set_on(today),
    };
    found.ok_or(ServiceError::NotFound)
}

/// Whose numbers, by which set of which movement, as things stand when.
#[derive(Clone)]
pub(in crate::service) struct Asked {
    pub(in crate::service) movement: Movement,
    pub(in crate::service) set: SetInForce,
    /// The movement before, whose lists say what is known of a unit's size.
    pub(in crate::service) before: Option<Movement>,
    /// Of one unit or of all.
    pub(in crate::service) unit: Option<UnitId>,
    pub(in crate::service) today: Day,
}

impl Asked {
    pub(in crate::service) fn new(
        reference: &Reference,
        movement: &Movement,
        set: &SetInForce,
        (unit, today): (Option<UnitId>, Day),
    ) -> Self {
        let before = set.before.as_deref().and_then(|code| reference.movement(code)).cloned();
        Self { movement: movement.clone(), set: set.clone(), before, unit, today }
    }

    /// Reads what was counted, in the transaction of `conn`.
    pub(in crate::service) fn read(
        &self,
        conn: &mut Conn,
        reference: &Reference,
    ) -> Result<Read, StoreError> {
        let (from, to) = self.movement.span(&self.set);
        let span = (from, to.min(self.today));
        // Of all units nothing is told but what was published, which is kept apart: a million duties are not counted for it.
        let metrics: &[_] = if self.unit.is_some() { &self.set.metrics } else { &[] };
        Ok(Read {
            tallies: Tallies::read(conn, reference, metrics, span, self.today, self.unit)?,
            lists: Lists::read(conn, &self.movement, self.before.as_ref(), self.unit)?,
            // Nothing of it is public while the movement runs, so nobody asks for all units.
            judged: match self.unit {
                Some(unit) => Judged::read(conn, self.movement.id, Some(unit))?,
                None => Judged::default(),
            },
        })
    }

    /// How many cases a unit's size is told by: those that were published as having fallen due in the movement before, or where
    /// there is none in this one. A quarter that does not tell it leaves those that do.
    pub(in crate::service) fn size(&self, publication: &Publication, unit: UnitId) -> i64 {
        let of = self.before.as_ref().unwrap_or(&self.movement);
        publication.opened(unit, of.starts_on, of.ends_on)
    }

    /// What everybody may count of a unit of which `full` is known: what was published of it.
    fn public(&self, publication: &Publication, unit: UnitId, full: Inputs) -> Inputs {
        let (from, to) = self.movement.span(&self.set);
        Inputs { tally: publication.tally(unit, from, to), ..full }
    }

    /// What is counted of a unit by now.
    pub(in crate::service) fn full(
        &self,
        read: &Read,
        publication: &Publication,
        unit: UnitId,
    ) -> Inputs {
        let (from, to) = self.movement.span(&self.set);
        let mut quarters = read.lists.of(unit);
        quarters.retain(|one| (from..=to).contains(&one.days.0));
        Inputs {
            tally: read.tallies.of(unit),
            quarters,
            before: read.lists.before(unit),
            size: self.size(publication, unit),
            attested: read.judged.attested(unit),
            adjustments: read.judged.adjusted(unit),
        }
    }
}

/// Everything that scores are made of, read at once.
pub(in crate::service) struct Read {
    tallies: Tallies,
    lists: Lists,
    judged: Judged,
}

impl Service {
    async fn read_scores(&self, asked: &Asked) -> Result<(Read, Arc<Publication>), ServiceError> {
        let publication = self.publication().await?;
        let (asked, reference) = (asked.clone(), self.references.ready()?);
        let read = move |conn: &mut Conn| snapshot(conn, |conn| asked.read(conn, &reference));
        Ok((self.db.read(read).await?, publication))
    }

    /// The score of a unit, line by line.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement, or a unit that takes no part in it.
    pub async fn score(
        &self,
        movement: &str,
        unit: &str,
        version: Option<i32>,
        reader: Option<&Actor>,
    ) -> Result<Score, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let movement = reference.scored_movement(movement).ok_or(ServiceError::NotFound)?.clone();
        let kept = self.frozen(&movement).await?;
        let set = match &kept {
            Some(kept) => kept.set(version).ok_or(ServiceError::NotFound)?,
            None => chosen(&movement, version, today)?,
        };
        let day = today.min(movement.ends_on);
        // Of two that bore the code within the movement, the last by then. Once it is frozen, who took part and where is as well.
        let bearers = reference.units.bearers(unit).filter(|unit| unit.valid_from <= day);
        let taking_part = bearers.filter_map(|unit| {
            let frozen = kept.as_ref().map(|kept| kept.of(set.version, &name_of(unit)));
            let group = match frozen {
                Some(found) => found?.0.group,
                None => movement.group_of(unit)?,
            };
            Some((unit, group))
        });
        let last = taking_part.max_by_key(|(unit, _)| unit.valid_from);
        let (unit, group) = last.ok_or(ServiceError::NotFound)?;
        let full = reader.is_some_and(|actor| match actor.role {
            Role::Inspector | Role::Board | Role::InspectorateHead => true,
            Role::UnitOfficer => actor.unit_id == Some(unit.id),
            Role::UnitLeader => actor.below.contains(&unit.id),
            Role::Administrator
            | Role::Reception
            | Role::PersonnelReader
            | Role::FrontMember
            | Role::Auditor => false,
        });
        // As at the sampling desk: nobody reads what was found of the own body, or of a unit with which there is a conflict.
        let judges = reader.is_some_and(|actor| {
            actor.role == Role::Inspector && !barred(actor).contains(&unit.id)
        });
        let asked = Asked::new(&reference, &movement, set, (Some(unit.id), today));
        let frozen = kept.as_ref().and_then(|kept| kept.of(set.version, &name_of(unit)));
        let (of, publication) = if let Some((_, of)) = frozen {
            (of.clone(), self.publication().await?)
        } else {
            let (read, publication) = self.read_scores(&asked).await?;
            (asked.full(&read, &publication, unit.id), publication)
        };
        let (from, to) = movement.span(set);
        let (quarters, attested) = (of.quarters.clone(), of.attested.clone());
        let scored = set.score(group, &of);
        // The unit itself and inspectors see all cohorts whose last day has come, or what was frozen; everybody else what was
        // published.
        let (scored, counted) = if full {
            let scored = match (judges, frozen.is_some()) {
                (true, _) => scored,
                // Whoever is told what a line over matters came to is told whole points: a thousandth gives weights back.
                (false, true) => set.in_whole_points(group, scored),
                (false, false) => set.untold(group, scored, &of),
            };
            (scored, (from, to.min(today)))
        } else {
            let mut shown = set.provisional(group, &asked.public(&publication, unit.id, of));
            // Where a published line is withheld, the sum would give it back.
            if frozen.is_some() && shown.total.is_some() {
                shown.total = scored.total.map(Total::in_whole_points);
            }
            (shown, publication.span(from, to))
        };
        let told = judges;
        let settled = judges || (full && movement.status == MovementStatus::Frozen);
        let lines = set.criteria_of(group).zip(scored.lines).map(|(criterion, line)| {
            let of_matters = criterion.measure == Measure::Matters;
            ExplainedLine {
                line,
                full,
                quarters: if of_matters { quarters.clone() } else { Vec::new() },
                told,
                settled,
                verified: attested.get(&criterion.code).copied().filter(|_| full),
                metric: set.metric(criterion).cloned(),
                criterion: criterion.clone(),
            }
        });
        let (lines, total) = (lines.collect(), scored.total);
        Ok(Score { unit: unit.into(), group, counted, lines, total, movement })
    }

    /// The standings of a group.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement.
    pub async fn standings(
        &self,
        movement: &str,
        group: PeerGroup,
        version: Option<i32>,
    ) -> Result<Standings, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let movement = reference.scored_movement(movement).ok_or(ServiceError::NotFound)?.clone();
        if let Some(kept) = self.frozen(&movement).await? {
            let set = kept.set(version).ok_or(ServiceError::NotFound)?;
            let criteria = set.criteria_of(group).cloned().collect();
            let places = frozen_places(&kept, &reference, (group, version));
            let publication = self.publication().await?;
            let untold = self.too_small(&kept, &reference, &movement, &publication);
            let whole = (movement.starts_on, movement.ends_on);
            let counted = version.map_or(whole, |_| movement.span(set));
            let (withheld, sampled) = (Vec::new(), Some(Sampled::of(&kept.found, kept.excluded)));
            return Ok(Standings {
                movement,
                group,
                counted,
                criteria,
                places,
                untold,
                withheld,
                sampled,
            });
        }
        let set = chosen(&movement, version, today)?;
        let (from, to) = movement.span(set);
        let asked = Asked::new(&reference, &movement, set, (None, today));
        let (read, publication) = self.read_scores(&asked).await?;
        let on = today.min(movement.ends_on);
        let (mut totals, mut withheld) = (Vec::new(), Vec::new());
        // Also who ended meanwhile: what it answered for stays in the standings of the year.
        let there =
            |unit: &&Unit| unit.valid_from <= on && unit.valid_to.is_none_or(|last| from <= last);
        let of_group = |unit: &&Unit| movement.group_of(unit) == Some(group);
        for unit in reference.units.all().iter().filter(of_group).filter(there) {
            let full = asked.full(&read, &publication, unit.id);
            let of = asked.public(&publication, unit.id, full);
            match set.provisional(group, &of).total {
                Some(total) => totals.push((UnitName::from(unit), total)),
                None => withheld.push(UnitName::from(unit)),
            }
        }
        let criteria = set.published_criteria(group).cloned().collect();
        let counted = publication.span(from, to);
        let (places, untold, sampled) = (standings(totals), BTreeSet::new(), None);
        Ok(Standings { movement, group, counted, criteria, places, untold, withheld, sampled })
    }

    /// The codes of units of which a published line of a frozen movement is withheld, by any of its sets.
    fn too_small(
        &self,
        kept: &Kept,
        reference: &Reference,
        movement: &Movement,
        publication: &Publication,
    ) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for set in &kept.sets {
            let asked = Asked::new(reference, movement, set, (None, self.clock.today()));
            for unit in reference.units.all() {
                let Some((frozen, of)) = kept.of(set.version, &name_of(unit)) else { continue };
                let public = asked.public(publication, unit.id, of.clone());
                if set.provisional(frozen.group, &public).total.is_none() {
                    found.insert(unit.code.clone());
                }
            }
        }
        found
    }
}
