//! What people judge of units in a movement: units score themselves and object, others of the group look at it, two people of the
//! board or the inspectorate judge, never over their own unit.

mod counts;
mod opening;

use std::collections::BTreeMap;

use serde_json::json;

use crate::domain::actor::{Actor, Role};
use crate::domain::emulation::assessment::{
    Act, Assessment, AssessmentState, Deed, Found, Subject, Times,
};
use crate::domain::emulation::set::MovementRefusal;
use crate::domain::emulation::{Movement, MovementStatus};
use crate::domain::ids::{AssessmentId, UnitId, UserId};
use crate::domain::time::Day;
use crate::service::cases::names_of;
use crate::service::conflicts::barred_from;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::service::figures::matters::{barred, settles_on};
use crate::service::once::{Answered, Edit, Made};
use crate::service::paging::{Listed, bounded};
use crate::service::reference::Reference;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::records::assessments::{self, AssessmentFilter};
use crate::store::reference::hold;
use crate::store::reference::snapshots::heads;
pub(super) use counts::Judged;
pub use opening::Opening;

/// Those who judge.
const JUDGES: [Role; 3] = [Role::Board, Role::InspectorateHead, Role::Inspector];

/// How much of an assessment somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All, and the names of those who judged: whoever may judge it.
    Judge,
    /// All, without names: the unit itself, and its leaders above.
    Own,
    /// What the unit says of itself and what others of the group found: the others of the group.
    Group,
}

/// An assessment as it is read.
#[derive(Debug, Clone)]
pub struct AssessmentView {
    /// It, with the acts that the reader reads.
    pub one: Assessment,
    /// How many acts there are.
    pub version: i32,
    /// Where it stands.
    pub state: AssessmentState,
    /// The code of the movement.
    pub movement: String,
    /// The unit by name.
    pub unit: Option<UnitName>,
    /// How much the reader reads of it.
    pub sight: Sight,
    /// Of those who did something, the names of people, for judges.
    pub names: BTreeMap<UserId, String>,
    /// The names of the units that did something.
    pub units: BTreeMap<UnitId, UnitName>,
}

/// What a list is narrowed by.
#[derive(Debug, Clone, Default)]
pub struct AssessmentQuery {
    /// The code of the unit.
    pub unit: Option<String>,
    /// Where it stands.
    pub state: Option<AssessmentState>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many (1–100).
    pub limit: i64,
}

/// The unit of this code that takes part in a movement, the last one to bear it by `today`.
fn bearer(reference: &Reference, movement: &Movement, code: &str, today: Day) -> Option<UnitId> {
    let day = today.min(movement.ends_on);
    let bearers = reference.units.bearers(code).filter(|unit| unit.valid_from <= day);
    let taking_part = bearers.filter(|unit| movement.group_of(unit).is_some());
    taking_part.max_by_key(|unit| unit.valid_from).map(|unit| unit.id)
}

/// The units in whose group `unit` takes part, itself among them.
fn group_around(reference: &Reference, movement: &Movement, unit: UnitId) -> Vec<UnitId> {
    let own = reference.units.get(unit).and_then(|unit| movement.group_of(unit));
    let Some(own) = own else { return Vec::new() };
    let all = reference.units.all().iter();
    all.filter(|unit| movement.group_of(unit) == Some(own)).map(|unit| unit.id).collect()
}

/// The units whose own assessments `actor` reads as they do, if he judges nobody.
fn own_units(actor: &Actor) -> Vec<UnitId> {
    actor.watched_units().unwrap_or_default()
}

/// How much of `one` the actor reads; none of what is not there for him.
fn sight(reference: &Reference, actor: &Actor, one: &Assessment) -> Option<Sight> {
    if JUDGES.contains(&actor.role) {
        return (!barred(actor).contains(&one.unit)).then_some(Sight::Judge);
    }
    if own_units(actor).contains(&one.unit) {
        let told = !matches!(one.subject, Subject::Adjustment(_)) || one.course().found_once;
        return told.then_some(Sight::Own);
    }
    let movement = reference.movements.iter().find(|it| it.id == one.movement)?;
    let said = matches!(one.subject, Subject::Criterion(_));
    let group = actor.unit_id.map(|own| group_around(reference, movement, own));
    (said && group.is_some_and(|group| group.contains(&one.unit))).then_some(Sight::Group)
}

/// When something happens in a movement that takes it.
fn times(tx: &mut Conn, movement: &Movement, today: Day) -> Result<Times, Fault> {
    if movement.template || movement.status == MovementStatus::Draft {
        return Err(ServiceError::Movement(MovementRefusal::NotRunning).into());
    }
    let last = heads(tx, movement.id)?.last().map(|head| head.made_at.office_day());
    let claims_until = settles_on(movement, movement.ends_on);
    Ok(Times { today, claims_until, frozen_on: last })
}

/// What was found fits what it is of.
fn fits(subject: &Subject, found: Found) -> Result<(), ServiceError> {
    let fault = |at: &str| Err(ServiceError::field(at, FieldFault::OutOfRange));
    match (subject, found) {
        (Subject::Criterion(_), Found::Share { done, planned }) => {
            if done > planned {
                fault("/done")
            } else {
                Ok(())
            }
        }
        (Subject::Adjustment(of), Found::Points(points)) => {
            let (least, most) = of.kind.points();
            let holds = points == 0 || (least..=most).contains(&points);
            if holds { Ok(()) } else { fault("/points") }
        }
        (Subject::Criterion(_), _) => Err(ServiceError::field("/done", FieldFault::Required)),
        (_, _) => Err(ServiceError::field("/points", FieldFault::Required)),
    }
}

impl Service {
    /// A page of what is judged of units in a movement, as far as it is there for the actor.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement; [`ServiceError::BadCursor`].
    pub async fn assessments(
        &self,
        actor: &Actor,
        movement: &str,
        query: AssessmentQuery,
    ) -> Result<Listed<AssessmentView>, ServiceError> {
        let reference = self.references.ready()?;
        let movement = reference.scored_movement(movement).ok_or(ServiceError::NotFound)?;
        let today = self.clock.today();
        let judge = JUDGES.contains(&actor.role);
        let own = own_units(actor);
        let group = actor.unit_id.map(|unit| group_around(&reference, movement, unit));
        let asked = query.unit.as_deref();
        let asked =
            asked.map(|code| bearer(&reference, movement, code, today).into_iter().collect());
        let filter = AssessmentFilter {
            movement: movement.id,
            units: asked,
            hidden: if judge { barred(actor) } else { Vec::new() },
            seen_by: (!judge).then(|| (own, group.unwrap_or_default())),
            state: query.state,
        };
        let bound = format!("assessments|{}|{filter:?}", actor.user_id);
        let after = self.place::<AssessmentId, String>(query.cursor.as_deref(), &bound)?;
        let (after, limit) = (after.map(|(id, _)| id), bounded(query.limit));
        let (service, reader) = (self.clone(), actor.clone());
        let read = move |conn: &mut Conn| {
            let found = assessments::list(conn, &filter, after, limit + 1)?;
            let view = |one: Assessment| Ok((one.id, service.assessed(conn, &reader, one)?));
            found.into_iter().map(view).collect::<Result<Vec<_>, StoreError>>()
        };
        let found = self.db.read(read).await?;
        // A page may be short of what the reader does not read yet; the next one begins behind it all the same.
        let page = self.page(found, limit, &bound, |(id, _)| (*id, "a"));
        let items = page.items.into_iter().filter_map(|(_, view)| view).collect();
        Ok(Listed { items, next: page.next })
    }

    /// One of them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also where it is not there for the actor.
    pub async fn assessment(
        &self,
        actor: &Actor,
        id: AssessmentId,
    ) -> Result<AssessmentView, ServiceError> {
        let (service, reader) = (self.clone(), actor.clone());
        let read = move |conn: &mut Conn| {
            let found = assessments::get(conn, id)?;
            let view = found.map(|one| service.assessed(conn, &reader, one)).transpose()?;
            Ok(view.flatten())
        };
        self.db.read(read).await?.ok_or(ServiceError::NotFound)
    }

    /// Does something with an assessment.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Stale`], [`ServiceError::Movement`], [`ServiceError::Invalid`],
    /// [`ServiceError::KeyReused`].
    pub async fn act_on_assessment(
        &self,
        actor: &Actor,
        edit: Edit<'_, AssessmentId>,
        deed: Deed,
    ) -> Result<Answered<AssessmentView>, ServiceError> {
        let Edit { id, version, key, body } = edit;
        let bound = json!({"assessment": id.to_string(), "body": body});
        let key = self.record_key(actor, key, "act_on_assessment", &bound);
        let reference = self.references.ready()?;
        let (now, today) = (self.clock.now(), self.clock.today());
        let (service, doer) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<AssessmentView>, Fault> {
            // What is frozen meanwhile is seen to be.
            hold(tx, "reference", now)?;
            let before = assessments::get(tx, id)?;
            let before = before.filter(|one| sight(&reference, &doer, one).is_some());
            let before = before.ok_or(ServiceError::NotFound)?;
            if before.version() != version {
                return Err(ServiceError::Stale.into());
            }
            let movement = reference.movements.iter().find(|it| it.id == before.movement);
            let times = times(tx, movement.ok_or(ServiceError::NotFound)?, today)?;
            may(tx, &reference, (&doer, today), &before, &deed)?;
            let unit = doer.unit_id.filter(|_| !JUDGES.contains(&doer.role));
            let act = Act { by: doer.user_id, unit, at: now, deed: deed.clone() };
            let after = before.with(act, times).map_err(ServiceError::Movement)?;
            assessments::save(tx, version, &after)?;
            let version = after.version();
            let view = service.assessed(tx, &doer, after)?.ok_or(ServiceError::NotFound)?;
            Ok((id.uuid(), version, view))
        };
        self.once("assessments.act", key, self.recall_assessment(actor), make).await
    }

    /// The answer that a key got before.
    fn recall_assessment(
        &self,
        actor: &Actor,
    ) -> impl Fn(&mut Conn, uuid::Uuid, i32) -> Result<AssessmentView, Fault> + use<> {
        let (service, reader) = (self.clone(), actor.clone());
        move |tx, id, version| {
            let one = assessments::get(tx, AssessmentId::new(id))?.ok_or(ServiceError::NotFound)?;
            let view = service.assessed(tx, &reader, one.at_version(version))?;
            Ok(view.ok_or(ServiceError::NotFound)?)
        }
    }

    /// An assessment as `reader` reads it; none if it is not there for him.
    fn assessed(
        &self,
        conn: &mut Conn,
        reader: &Actor,
        mut one: Assessment,
    ) -> Result<Option<AssessmentView>, StoreError> {
        let reference = self.references.now();
        let Some(sight) = sight(&reference, reader, &one) else { return Ok(None) };
        let (version, state) = (one.version(), one.course().state);
        if sight == Sight::Group {
            let open = |act: &Act| matches!(act.deed, Deed::Claimed { .. } | Deed::Checked { .. });
            one.acts.retain(open);
        }
        let people = one.acts.iter().map(|act| act.by).filter(|_| sight == Sight::Judge);
        let names = names_of(conn, people.collect::<Vec<_>>().into_iter())?;
        let units = one.acts.iter().filter_map(|act| act.unit);
        let units = units.filter_map(|unit| Some((unit, reference.unit_name(unit)?))).collect();
        let movement = reference.movements.iter().find(|it| it.id == one.movement);
        let movement = movement.map(|it| it.code.clone()).unwrap_or_default();
        let unit = reference.unit_name(one.unit);
        Ok(Some(AssessmentView { one, version, state, movement, unit, sight, names, units }))
    }
}

/// Whether the deed is this person's, and fits.
fn may(
    tx: &mut Conn,
    reference: &Reference,
    (actor, today): (&Actor, Day),
    one: &Assessment,
    deed: &Deed,
) -> Result<(), Fault> {
    let no = |fault| Err(ServiceError::field("/act", fault).into());
    let judge = JUDGES.contains(&actor.role);
    let own = !judge && actor.unit_id == Some(one.unit);
    match deed {
        Deed::Claimed { .. } | Deed::Objected { .. } if !own => no(FieldFault::NotForThisRole),
        // A leader above reads it, and has nothing to say of his own house.
        Deed::Checked { .. } if judge || own_units(actor).contains(&one.unit) => {
            no(FieldFault::NotForThisRole)
        }
        Deed::Judged { .. } | Deed::Answered { .. } if !judge => no(FieldFault::NotForThisRole),
        Deed::Judged { .. } | Deed::Answered { .. } => {
            if let Some(fault) = barred_from(tx, &reference.units, actor, one.unit, today)? {
                return no(fault);
            }
            match deed {
                Deed::Judged { found, .. } => Ok(fits(&one.subject, *found)?),
                _ => Ok(()),
            }
        }
        Deed::Claimed { found, .. } => Ok(fits(&one.subject, *found)?),
        Deed::Checked { .. } | Deed::Objected { .. } => Ok(()),
    }
}
