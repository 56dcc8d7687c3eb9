//! The emulation movement: explained lines and standings, recomputed from the ledger.

use crate::domain::actor::{Actor, Role};
use crate::domain::emulation::matters::QuarterOf;
use crate::domain::emulation::set::SetInForce;
use crate::domain::emulation::{
    Counts, Criterion, LineState, Measure, Movement, MovementStatus, Place, ScoreLine, line,
    matters_line, standings,
};
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::figures::matters::{Lists, barred};
use crate::service::figures::statistics::{Month, counts};
use crate::store::backend::Conn;
use crate::store::ledger;

/// One criterion with the line it gives.
#[derive(Debug, Clone)]
pub struct ExplainedLine {
    /// The criterion.
    pub criterion: Criterion,
    /// The line.
    pub line: ScoreLine,
    /// Whether the reader may see counts under five: the unit itself, inspectors, the board and who signs for it.
    pub full: bool,
    /// Of a line over matters, its quarters.
    pub quarters: Vec<QuarterOf>,
    /// Whether the reader may know what was found of matters: inspectors, and everybody once the movement is frozen.
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
}

/// The cohorts that count on `today`: those that `set` scores whose last day has come. The public sees
/// whole months that are over, as in the statistics: between two days single cases would show.
fn counted(movement: &Movement, set: &SetInForce, today: Day, full: bool) -> (Day, Day) {
    let last = if full { today } else { Month::before(today) };
    let (first, end) = movement.span(set);
    (first, end.min(last))
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

/// The line of one criterion. What follows from findings is told to nobody but inspectors before the freeze: a unit would learn
/// what was drawn of its own.
fn scored(
    criterion: &Criterion,
    own: Counts,
    quarters: &[QuarterOf],
    before: Option<i64>,
    told: bool,
) -> ScoreLine {
    match criterion.measure {
        Measure::HandledOnTime => line(criterion, own),
        Measure::Matters => {
            let line = matters_line(criterion, quarters, before);
            if told {
                return line;
            }
            ScoreLine { state: LineState::Open, rate_bp: None, points_milli: None, ..line }
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
        let (id, (from, to)) = (unit.id, counted(&movement, set, today, full));
        // As at the sampling desk: nobody reads what was found of the own body, or of a unit with which there is a conflict.
        let judges = reader.is_some_and(|actor| {
            actor.role == Role::Inspector && !barred(actor).contains(&unit.id)
        });
        let told = judges || movement.status == MovementStatus::Frozen;
        let (of, before) = (movement.clone(), reference.movement_before(&movement).cloned());
        let read = move |conn: &mut Conn| {
            let cells = ledger::cells(conn, from, to, Some(id))?;
            Ok((cells, Lists::where_scored(conn, &of, before.as_ref(), Some(id))?))
        };
        let (cells, lists) = self.db.read(read).await?;
        let own: Counts = counts(&cells, id);
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
        Ok(Score { unit: unit.into(), group, counted: (from, to), lines, movement })
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
        let (from, to) = counted(&movement, set, today, false);
        let told = movement.status == MovementStatus::Frozen;
        let (of, before) = (movement.clone(), reference.movement_before(&movement).cloned());
        let read = move |conn: &mut Conn| {
            let cells = ledger::cells(conn, from, to, None)?;
            Ok((cells, Lists::where_scored(conn, &of, before.as_ref(), None)?))
        };
        let (cells, lists) = self.db.read(read).await?;
        let on = today.min(movement.ends_on);
        let line = |unit| {
            let (own, quarters) = (counts(&cells, unit), lists.of(unit));
            scored(&criterion, own, &quarters, lists.before(unit), told)
        };
        let lines = reference
            .units
            .all()
            .iter()
            .filter(|unit| movement.group_of(unit) == Some(group))
            // Also who ended meanwhile: what it answered for stays in the standings of the year.
            .filter(|unit| unit.valid_from <= on && unit.valid_to.is_none_or(|last| from <= last))
            .map(|unit| (UnitName::from(unit), line(unit.id)))
            .collect();
        Ok(Standings { group, counted: (from, to), places: standings(lines), criterion, movement })
    }
}
