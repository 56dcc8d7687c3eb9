//! The emulation movement: explained lines and standings, recomputed from the ledger.

use crate::domain::actor::{Actor, Role};
use crate::domain::emulation::matters::QuarterOf;
use crate::domain::emulation::set::SetInForce;
use crate::domain::emulation::{
    Counts, Criterion, LineState, Measure, Movement, MovementStatus, Place, ScoreLine, line,
    matters_line, standings,
};
use crate::domain::time::Day;
use crate::domain::units::unit::{PeerGroup, Unit};
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::figures::matters::{Lists, barred};
use crate::service::figures::statistics::counts;
use crate::store::backend::Conn;
use crate::store::ledger;

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
    /// Whether the reader may know what was found of matters: inspectors, and who sees small counts once the movement is frozen.
    pub told: bool,
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
    /// The criterion they are ranked by.
    pub criterion: Criterion,
    /// The places, the best first.
    pub places: Vec<Place<UnitName>>,
    /// Units whose numbers are too small to be published, so that their place would tell them.
    pub withheld: Vec<UnitName>,
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

/// The line of one criterion. What follows from findings is told to nobody but inspectors before the freeze, for a unit would
/// learn what was drawn of its own; and never to the public.
fn scored(
    criterion: &Criterion,
    own: Option<Counts>,
    quarters: &[QuarterOf],
    before: Option<i64>,
    told: bool,
) -> Option<ScoreLine> {
    match criterion.measure {
        Measure::HandledOnTime => own.map(|own| line(criterion, own)),
        Measure::Matters => {
            let line = matters_line(criterion, quarters, before);
            if told {
                return Some(line);
            }
            Some(ScoreLine { state: LineState::Open, rate_bp: None, points_milli: None, ..line })
        }
    }
}

impl Service {
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
        let set = chosen(&movement, version, today)?;
        let day = today.min(movement.ends_on);
        // Of two that bore the code within the movement, the last by then.
        let bearers = reference.units.bearers(unit).filter(|unit| unit.valid_from <= day);
        let taking_part = bearers.filter_map(|unit| Some((unit, movement.group_of(unit)?)));
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
        let (id, (from, to)) = (unit.id, movement.span(set));
        // As at the sampling desk: nobody reads what was found of the own body, or of a unit with which there is a conflict.
        let judges = reader.is_some_and(|actor| {
            actor.role == Role::Inspector && !barred(actor).contains(&unit.id)
        });
        // Exact points give counts back that are too small to be published: the public reads none of them.
        let told = judges || (full && movement.status == MovementStatus::Frozen);
        let (of, before) = (movement.clone(), reference.movement_before(&movement).cloned());
        let upto = to.min(today);
        let read = move |conn: &mut Conn| {
            let cells = if full { ledger::cells(conn, from, upto, Some(id))? } else { Vec::new() };
            Ok((cells, Lists::read(conn, &of, before.as_ref(), Some(id))?))
        };
        let (cells, lists) = self.db.read(read).await?;
        // The unit itself and inspectors see all cohorts whose last day has come; everybody else what was published.
        let (own, counted) = if full {
            (Some(counts(&cells, id)), (from, upto))
        } else {
            let publication = self.publication().await?;
            (publication.counts(id, from, to), publication.span(from, to))
        };
        let lines = set
            .criteria
            .iter()
            .map(|criterion| {
                let mut quarters = lists.of(id);
                let line = scored(criterion, own, &quarters, lists.before(id), told);
                let of_matters = criterion.measure == Measure::Matters;
                quarters.retain(|_| of_matters);
                ExplainedLine { line, criterion: criterion.clone(), full, quarters, told }
            })
            .collect();
        Ok(Score { unit: unit.into(), group, counted, lines, movement })
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
        let set = chosen(&movement, version, today)?;
        let criterion = set.criteria.first().cloned().ok_or(ServiceError::NotFound)?;
        let (from, to) = movement.span(set);
        let publication = self.publication().await?;
        let on = today.min(movement.ends_on);
        let (mut lines, mut withheld) = (Vec::new(), Vec::new());
        // Also who ended meanwhile: what it answered for stays in the standings of the year.
        let there =
            |unit: &&Unit| unit.valid_from <= on && unit.valid_to.is_none_or(|last| from <= last);
        let of_group = |unit: &&Unit| movement.group_of(unit) == Some(group);
        for unit in reference.units.all().iter().filter(of_group).filter(there) {
            let own = publication.counts(unit.id, from, to);
            match scored(&criterion, own, &[], None, false) {
                Some(line) => lines.push((UnitName::from(unit), line)),
                None => withheld.push(UnitName::from(unit)),
            }
        }
        let counted = publication.span(from, to);
        Ok(Standings { group, counted, places: standings(lines), withheld, criterion, movement })
    }
}
