//! Movements made by the board: cloned from another, edited while a draft, begun once their criteria are signed. The version
//! that was read and the content make a change safe to repeat; it needs no other key.

use crate::domain::actor::Actor;
use crate::domain::emulation::set::{MovementRefusal, SetContent};
use crate::domain::emulation::{Movement, MovementStatus, SizeClass};
use crate::domain::fault::FieldError;
use crate::domain::time::Day;
use crate::domain::units::unit::{PeerGroup, Unit};
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::service::figures::criteria_sets::first_draft;
use crate::service::figures::drafting::{as_stored, frame_of, noted, participant_cell};
use crate::service::once::Answered;
use crate::service::reference::{Reference, Rows, participant};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::reference::sets;
use crate::store::reference::{MovementRow, ReferenceRow, hold};
use crate::store::types::{Date, Id};

/// A unit that takes part otherwise than its own data say.
#[derive(Debug, Clone)]
pub struct ParticipantEdit {
    /// The code of the unit.
    pub unit: String,
    /// The first day of the unit that is meant: codes are used again.
    pub valid_from: Day,
    /// The group it is compared in; none where it takes no part.
    pub group: Option<PeerGroup>,
}

/// Everything that the board says of a movement.
#[derive(Debug, Clone)]
pub struct MovementEdit {
    /// The code of the movement that a new one is cloned from.
    pub clone_of: Option<String>,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// The number of the decision, once there is one.
    pub decision: Option<String>,
    /// Its day.
    pub issued_on: Option<Day>,
    /// The code of the unit that issues it.
    pub issuer: String,
    /// What it rests on, in Vietnamese.
    pub legal_refs: Vec<String>,
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
    /// Days after the last in which late facts still count.
    pub tail_days: i32,
    /// Units that take part otherwise than their data say; where absent in a clone, those of its pattern that still fit.
    pub participants: Option<Vec<ParticipantEdit>>,
    /// How wide intervals are; where absent, as it is, or in a clone as in its pattern.
    pub size_classes: Option<Vec<SizeClass>>,
}

/// A movement with who takes part.
#[derive(Debug, Clone)]
pub struct MovementView {
    /// The movement.
    pub movement: Movement,
    /// Who issues it.
    pub issuer: Option<UnitName>,
    /// Who takes part: group, unit, first and last day of the unit.
    pub participants: Vec<(PeerGroup, UnitName, Day, Option<Day>)>,
}

/// What a change comes to.
enum Step {
    Made(Box<MovementRow>),
    Replayed,
}

impl Service {
    /// The movement of this code.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub fn movement(&self, code: &str) -> Result<MovementView, ServiceError> {
        let reference = self.references.ready()?;
        let movement = reference.movement(code).ok_or(ServiceError::NotFound)?.clone();
        let units = reference.units.all().iter();
        let mut participants: Vec<_> = units
            .filter_map(|unit| {
                let group = movement.group_of(unit)?;
                Some((group, UnitName::from(unit), unit.valid_from, unit.valid_to))
            })
            .collect();
        participants.sort_by_key(|(group, unit, from, _)| (*group, unit.code.clone(), *from));
        let issuer = reference.units.meant(&movement.issuer, movement.starts_on);
        Ok(MovementView { issuer: issuer.map(UnitName::from), participants, movement })
    }

    /// Makes the movement `code` from another (`seen` is 0), or changes a draft as it was at version `seen`.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Stale`], [`ServiceError::Movement`], [`ServiceError::Invalid`].
    pub async fn put_movement(
        &self,
        actor: &Actor,
        code: &str,
        seen: i32,
        edit: MovementEdit,
    ) -> Result<Answered<MovementView>, ServiceError> {
        let (new, by) = (Id(self.ids.random()), actor.user_id);
        let (own, now) = (code.to_owned(), self.clock.now());
        let change = move |tx: &mut Conn, rows: &Rows, reference: &Reference| {
            let step = put(rows, reference, &own, (seen, new), &edit)?;
            if let Step::Made(row) = &step
                && seen == 0
            {
                row.insert(tx)?;
                let drafted = pattern(reference, &edit, row, &own);
                if let Some(content) = drafted {
                    sets::insert(tx, &first_draft(row.id, content, by, now)?)?;
                }
            }
            Ok(step)
        };
        self.change_movement(actor, code, change).await
    }

    /// Begins a movement whose criteria are signed.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Stale`], [`ServiceError::Movement`].
    pub async fn activate_movement(
        &self,
        actor: &Actor,
        code: &str,
        seen: i32,
    ) -> Result<Answered<MovementView>, ServiceError> {
        let own = code.to_owned();
        let change = move |_: &mut Conn, rows: &Rows, reference: &Reference| {
            let found = rows.movements.iter().find(|row| row.code == own);
            let before = found.ok_or(ServiceError::NotFound)?;
            let active = MovementStatus::Active.as_str();
            if before.version == seen.saturating_add(1) && before.status == active {
                return Ok(Step::Replayed);
            }
            if before.version != seen {
                return Err(ServiceError::Stale.into());
            }
            let movement = reference.movement(&own).ok_or(ServiceError::NotFound)?;
            movement.may_run().map_err(ServiceError::Movement)?;
            let status = active.to_owned();
            let row = MovementRow { status, version: seen.saturating_add(1), ..before.clone() };
            Ok(Step::Made(Box::new(row)))
        };
        self.change_movement(actor, code, change).await
    }

    /// Runs a change of a movement alone, keeps who made it and has every process load it.
    async fn change_movement(
        &self,
        actor: &Actor,
        code: &str,
        change: impl Fn(&mut Conn, &Rows, &Reference) -> Result<Step, Fault>
        + Clone
        + Send
        + Sync
        + 'static,
    ) -> Result<Answered<MovementView>, ServiceError> {
        let (now, by) = (self.clock.now(), actor.user_id);
        let write = async || {
            let change = change.clone();
            let closure = move |tx: &mut Conn| {
                hold(tx, "reference", now)?;
                let (rows, reference) = as_stored(tx)?;
                let row = match change(tx, &rows, &reference)? {
                    Step::Replayed => return Ok(true),
                    Step::Made(row) => row,
                };
                if row.version > 1 {
                    row.update(tx)?;
                }
                noted(tx, &row, by, now)?;
                Ok(false)
            };
            self.db.write::<_, Fault, _>("movements", 0u8, closure).await
        };
        let written = match write().await {
            // Another process was first; now its version is there to be seen.
            Err(Fault::Store(StoreError::Unique(_))) => write().await,
            other => other,
        };
        let replayed = written?;
        self.refresh().await?;
        Ok(Answered { value: self.movement(code)?, replayed })
    }
}

/// The criteria that a clone begins with: those in force on the last day of its pattern.
fn pattern(
    reference: &Reference,
    edit: &MovementEdit,
    row: &MovementRow,
    code: &str,
) -> Option<SetContent> {
    let from = reference.movement(edit.clone_of.as_deref()?)?;
    let criteria = from.set_on(from.ends_on)?.criteria.clone();
    let (movement, from_day) = (code.to_owned(), row.starts_on.0);
    let frame = frame_of(row, reference);
    let content =
        SetContent { movement, version: 1, from_day, frame, criteria, metrics: Vec::new() };
    Some(content.counted_by(&reference.metrics))
}

/// Decides on what is stored now.
fn put(
    rows: &Rows,
    reference: &Reference,
    code: &str,
    (seen, new): (i32, Id),
    edit: &MovementEdit,
) -> Result<Step, Fault> {
    let before = rows.movements.iter().find(|row| row.code == code);
    if before.is_none() && seen > 0 {
        return Err(ServiceError::NotFound.into());
    }
    let pattern = edit.clone_of.as_deref().map(|code| reference.movement(code));
    let fault = match (seen, pattern) {
        (0, None) => Some(FieldFault::Required),
        (0, Some(None)) => Some(FieldFault::NoSuchMovement),
        (0, Some(Some(_))) | (_, None) => None,
        (_, Some(_)) => Some(FieldFault::NotAllowed),
    };
    if let Some(fault) = fault {
        return Err(ServiceError::field("/clone_of", fault).into());
    }
    let id = before.map_or(new, |row| row.id);
    let row = written(reference, pattern.flatten(), edit, (code, id, seen.saturating_add(1)))?;
    let Some(before) = before else { return Ok(Step::Made(Box::new(row))) };
    if *before == row {
        return Ok(Step::Replayed);
    }
    if before.version != seen {
        return Err(ServiceError::Stale.into());
    }
    let movement = reference.movement(code).ok_or(ServiceError::NotFound)?;
    if movement.template || movement.status != MovementStatus::Draft {
        return Err(ServiceError::Movement(MovementRefusal::NotDraft).into());
    }
    if movement.is_signed() {
        let frame = [
            ("/starts_on", before.starts_on != row.starts_on),
            ("/ends_on", before.ends_on != row.ends_on),
            ("/tail_days", before.tail_days != row.tail_days),
            ("/participants", before.participants != row.participants),
            ("/size_classes", before.size_classes != row.size_classes),
        ];
        let moved = frame.into_iter().filter(|(_, moved)| *moved);
        let faults: Vec<_> = moved.map(|(at, _)| FieldFault::SignedAlready.at(at)).collect();
        if !faults.is_empty() {
            return Err(ServiceError::Invalid(faults).into());
        }
    }
    Ok(Step::Made(Box::new(row)))
}

/// The row that `edit` asks for.
fn written(
    reference: &Reference,
    pattern: Option<&Movement>,
    edit: &MovementEdit,
    (code, id, version): (&str, Id, i32),
) -> Result<MovementRow, ServiceError> {
    let mut faults = Vec::new();
    if edit.ends_on < edit.starts_on {
        faults.push(FieldFault::WrongEnd.at("/ends_on"));
    }
    if reference.units.meant(&edit.issuer, edit.starts_on).is_none() {
        faults.push(FieldFault::NoSuchUnit.at("/issuer"));
    }
    let participants = overrides(reference, pattern, edit, &mut faults);
    let known = pattern.or(reference.movement(code)).map(|from| &from.size_classes);
    let said = edit.size_classes.as_ref().or(known);
    let own = edit.size_classes.as_deref().unwrap_or_default();
    for (index, class) in own.iter().enumerate() {
        if own.iter().take(index).any(|one| one.least == class.least) {
            faults.push(FieldFault::ClassTwice.at(&format!("/size_classes/{index}/least")));
        }
    }
    let classes: Vec<String> = said.into_iter().flatten().copied().map(class_cell).collect();
    if !faults.is_empty() {
        return Err(ServiceError::Invalid(faults));
    }
    Ok(MovementRow {
        id,
        code: code.to_owned(),
        name_vi: edit.name_vi.clone(),
        name_en: edit.name_en.clone(),
        decision: edit.decision.clone(),
        issued_on: edit.issued_on.map(Date),
        issuer: edit.issuer.clone(),
        legal_refs: edit.legal_refs.join("\n"),
        starts_on: Date(edit.starts_on),
        ends_on: Date(edit.ends_on),
        tail_days: edit.tail_days,
        participants: participants.join(";"),
        size_classes: classes.join(";"),
        is_template: false,
        status: MovementStatus::Draft.as_str().to_owned(),
        version,
    })
}

fn class_cell(class: SizeClass) -> String {
    format!("{}:{}", class.least, class.half_width_milli)
}

/// The units that take part otherwise than their data say, as cells.
fn overrides(
    reference: &Reference,
    pattern: Option<&Movement>,
    edit: &MovementEdit,
    faults: &mut Vec<FieldError>,
) -> Vec<String> {
    let exists = |unit: &Unit| {
        unit.valid_from <= edit.ends_on && unit.valid_to.is_none_or(|last| edit.starts_on <= last)
    };
    let Some(said) = &edit.participants else {
        let kept = pattern.into_iter().flat_map(|from| &from.participants);
        let units = kept.filter_map(|one| Some((reference.units.get(one.unit)?, one.group)));
        return units
            .filter(|(unit, _)| exists(unit))
            .map(|(unit, group)| participant_cell(&unit.code, unit.valid_from, group))
            .collect();
    };
    let mut cells = Vec::with_capacity(said.len());
    let mut seen = Vec::with_capacity(said.len());
    for (index, one) in said.iter().enumerate() {
        let text = participant_cell(&one.unit, one.valid_from, one.group);
        let unit = participant(&reference.units, &text).map(|it| it.unit);
        let there = unit.and_then(|id| reference.units.get(id)).filter(|unit| exists(unit));
        let at = format!("/participants/{index}/unit");
        match there {
            None => faults.push(FieldFault::NoSuchParticipant.at(&at)),
            Some(unit) if seen.contains(&unit.id) => faults.push(FieldFault::CodeTwice.at(&at)),
            Some(unit) => seen.push(unit.id),
        }
        cells.push(text);
    }
    cells
}
